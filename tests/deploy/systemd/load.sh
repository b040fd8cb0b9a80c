# Requests while the page replaces the programs: the function `section` is called by the page's script (blocks).
# What is asked is only read: each answer has to be 200, however long the program takes to be replaced.
paths="buildinfo experiments users/me users/me/keys/tokens users/me/keys/tokens/tokenconfig"
under_load=""

ask() {
  until [ -e /root/load.stop ]; do
    curl -sS -m 30 -o /dev/null -w "%{http_code} %{time_total} $1\n" "http://$address/api/v2/$1" \
      -H "Coder-Session-Token: $session" 2>&1 || true
  done >>"/root/load.$2"
}

begin_load() {
  under_load=$1
  rm -f /root/load.*[0-9] /root/load.stop
  askers=""
  number=0
  for path in $paths; do
    number=$((number + 1))
    ask "$path" $number &
    askers="$askers $!"
  done
}

end_load() {
  touch /root/load.stop
  wait $askers
  cat /root/load.*[0-9] >/root/load.all
  ! grep -v '^200 ' /root/load.all || { echo "requests failed during: $under_load"; exit 1; }
  echo "ok: during \"$under_load\" $(wc -l </root/load.all) requests, each answered with 200, the slowest after" \
    "$(awk '$2 > most { most = $2 } END { print most }' /root/load.all) s"
  under_load=""
}

section() {
  [ -z "$under_load" ] || end_load
  case ${1:-} in
    "3. The sockets") echo CODER_DANGEROUS_DISABLE_RATE_LIMITS=true >>/etc/postern/env ;;
    "Settings of your own" | "A new version") begin_load "$1" ;;
  esac
  if [ "${1:-}" = "What the programs are kept from" ]; then echo "$session" >/root/session; fi
}
