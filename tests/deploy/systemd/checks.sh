# What the scripts of this folder share: to be read by `.` from a script that has done `set -eu`.
root=$(cd "$(dirname "$0")/../../.." && pwd)
folder=$(mktemp -d /tmp/postern-deploy.XXXXXX)

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
