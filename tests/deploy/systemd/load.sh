# Requests while the page replaces the programs: the function `section` is called by the page's script (page). Each has
# to be answered as if nothing happened, however long the program takes to be replaced: what reads, and what writes and
# may not be sent twice.
requests="200:GET:buildinfo 200:GET:experiments 200:GET:deployment/ssh 200:GET:updatecheck 200:GET:users/me 200:GET:users/me/keys/tokens
  200:GET:users/me/keys/tokens/tokenconfig 201:POST:users/me/keys/tokens 201:POST:users/me/keys/tokens
  200:POST:authcheck 200:POST:csp/reports"
under_load=""

# ask STATUS METHOD PATH NUMBER: again and again; a line "ok SECONDS" for each answer, "WRONG ..." for one of another kind.
ask() {
  local body=()
  [ "$2" = GET ] || body=(-d '{}')
  until [ -e /root/load.stop ]; do
    said=$(curl -sS -m 30 -o "/root/load.body.$4" -w '%{http_code} %{time_total}' "http://$address/api/v2/$3" \
      -H "Coder-Session-Token: $session" "${body[@]}" 2>&1) || true
    case $said in
      "$1 "*) echo "ok $2 ${said#* }" ;;
      *) echo "WRONG $2 $3: $said $(head -c 300 "/root/load.body.$4")" ;;
    esac
  done >"/root/load.$4"
}

begin_load() {
  under_load=$1
  rm -f /root/load.*[0-9] /root/load.stop
  askers=""
  number=0
  for request in $requests; do
    number=$((number + 1))
    ask ${request//:/ } $number &
    askers="$askers $!"
  done
}

end_load() {
  touch /root/load.stop
  wait $askers
  cat /root/load.[0-9]* >/root/load.all
  [ "$(grep -c POST /root/load.all)" -ge 20 ] || { echo "hardly anything was asked"; exit 1; }
  ! grep ^WRONG /root/load.all || { echo "requests failed during: $under_load"; exit 1; }
  echo "ok: during \"$under_load\" $(grep -c GET /root/load.all) GETs and $(grep -c POST /root/load.all) POSTs, each" \
    "answered as ever, the slowest after $(awk '$3 > most { most = $3 } END { print most }' /root/load.all) s"
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
