# What the scripts of this folder share: read by `.` from a script that has done `set -eu`, with the top folder of the
# project as working folder.

# fail REASON: ends the script.
fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# ok WHAT: one thing was seen to hold.
ok() {
  echo "ok: $*"
}

# within SECONDS COMMAND...: waits for the command to succeed, looking ten times a second.
within() {
  end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# debian NAME [PACKAGE...]: the image localhost/NAME, a Debian 12 with these packages beside the least there can be. The
# archive is made once for a list of packages and kept in build/deploy.
debian() {
  name=$1
  shift
  list=$(echo "$@" | tr ' ' ,)
  archive=build/deploy/$name-$(echo "$list" | cksum | cut -d ' ' -f 1).tar
  if [ ! -e "$archive" ]; then
    mkdir -p build/deploy
    mmdebstrap --quiet --variant=minbase ${list:+"--include=$list"} bookworm "$archive.new.tar"
    mv "$archive.new.tar" "$archive"
  fi
  podman import --quiet "$archive" "localhost/$name" >/dev/null
}
