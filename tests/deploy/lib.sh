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
  local end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# free_port: one of 127.0.0.1 that nobody listens on at the moment.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# packaged: the archive in build/package is of what stands here; `run` has seen to it once for all steps, which it has
# go on side by side.
packaged() {
  [ -n "${POSTERN_PACKAGED:-}" ] || make package >/dev/null
}

# debian NAME [PACKAGE...]: the image localhost/NAME, a Debian 12 with these packages beside the least there can be. The
# archive is made once for a list of packages and kept in build/deploy.
debian() {
  local name=$1 list archive
  shift
  list=$(echo "$@" | tr ' ' ,)
  archive=build/deploy/$name-$(echo "$list" | cksum | cut -d ' ' -f 1).tar
  mkdir -p build/deploy
  (
    flock 9
    if [ ! -e "$archive" ]; then
      mmdebstrap --quiet --variant=minbase ${list:+"--include=$list"} bookworm "$archive.new.tar"
      mv "$archive.new.tar" "$archive"
    fi
  ) 9>"build/deploy/$name.lock"
  podman import --quiet "$archive" "localhost/$name" >/dev/null
}

# boot TREE: starts a machine whose first process is systemd, with nginx, PostgreSQL and what the programs in TREE need,
# and nothing to compile with. Its container is $machine; it has no network but loopback.
boot() {
  debian machine systemd systemd-sysv libpam-systemd dbus nginx-light postgresql curl procps cron sudo logrotate \
    $(cat "$1/share/postern/debian-packages")
  machine=$(podman run --detach --systemd=always --privileged --network=none localhost/machine /lib/systemd/systemd)
  within 60 booted || fail "the machine does not start: $(podman exec "$machine" systemctl --failed)"
  as_no_container
  ! podman exec "$machine" sh -c 'command -v g++ || command -v cc' >/dev/null || fail "there is a compiler in the machine"
}
as_no_container() { podman exec "$machine" mount --make-rshared /; } # Credentials need it.
booted() { podman exec "$machine" systemctl is-system-running --quiet 2>/dev/null; }

# inside COMMAND...: runs a program of ours, which is not there, in the machine's network.
inside() { nsenter --target "$(podman inspect --format '{{.State.Pid}}' "$machine")" --net "$@"; }
