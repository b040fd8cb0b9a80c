# What docs/deploy/backup.md promises: the function `section` is called by the page's script (page).
site=http://127.0.0.1:8080 restored=http://127.0.0.1:8090
fail() { echo "FAILED: $*" >&2; exit 1; }

# call SITE METHOD PATH KEY [BODY]: the answer's body, and its status on a line of its own.
call() {
  curl -sS -m 30 -X "$2" -w '\n%{http_code}\n' "$1/api/v2/$3" -H "Coder-Session-Token: $4" ${5:+-d "$5"}
}
status() { call "$@" | tail -n 1; }
new_token() { call "$site" POST users/me/keys/tokens "$owner" "{\"token_name\":\"$1\"}" | cut -d '"' -f 4 | head -n 1; }
# The owner's new session.
sign_in() {
  curl -sSf "$1/api/v2/users/login" \
    -d "{\"email\":\"ada@example.com\",\"password\":\"$(cat /root/first-password)\"}" | cut -d '"' -f 4
}
# The line of ~/.pgpass for this role, whose URL is in that file.
pgpass_line() { sed -n "s,.*://$1:\([^@]*\)@.*,127.0.0.1:5432:*:$1:\1,p" "$2"; }

# A role that is no superuser, and passwords where the page wants them.
prepare() {
  (cd / && runuser -u postgres -- psql -q) \
    <<<"CREATE ROLE keeper LOGIN CREATEDB PASSWORD 'keeper-secret' IN ROLE postern_owner"
  install -m 600 /dev/null /root/.pgpass
  {
    echo '127.0.0.1:5432:*:keeper:keeper-secret'
    pgpass_line postern_owner /etc/postern/migrate.env
    pgpass_line postern_handler /etc/postern/database-url
  } >/root/.pgpass
  [ "$(wc -l </root/.pgpass)" = 3 ] || fail "no passwords found"
  owner=$(sign_in "$site")
  local hedy='{"email":"hedy@example.com","username":"hedy","password":"SomeSecurePassword!","user_status":"active",
    "organization_ids":["00000000-0000-0000-0000-000000000000"]}'
  [ "$(status "$site" POST users "$owner" "$hedy")" = 201 ] || fail "no user made"
  kept=$(new_token kept) deleted=$(new_token deleted)
  echo "$kept" >/root/key-from-before
}

# After the backup: one token goes, one comes.
change() {
  [ "$(stat -c %a postern.dump)" = 600 ] || fail "the backup can be read by others"
  [ "$(status "$site" DELETE "users/me/keys/${deleted%-*}" "$owner")" = 204 ] || fail "no token deleted"
  [ "$(status "$site" GET users/me "$deleted")" = 401 ] || fail "the deleted token is still taken"
  later=$(new_token later)
  [ "$(status "$site" GET users/me "$later")" = 200 ] || fail "no token made after the backup"
}

look() {
  local trail
  postern start --data-dir=/var/lib/postern-restored --http-address=127.0.0.1:8090 >/dev/null
  for key in "$kept" "$deleted" "$owner"; do
    [ "$(status $restored GET users/me "$key")" = 200 ] || fail "a key of before the backup is refused: ${key%-*}"
  done
  [ "$(status $restored GET users/me "$later")" = 401 ] || fail "a token of after the backup is taken"
  call $restored GET users "$kept" | grep -q '"username":"hedy"' || fail "a user is missing"
  trail=$(call $restored GET 'audit?limit=1000&q=action:create' "$kept")
  for target in ada hedy kept deleted; do
    [[ $trail == *"\"resource_target\":\"$target\""* ]] || fail "the audit trail does not know how $target was made"
  done
  [[ $trail != *'"resource_target":"later"'* ]] || fail "the trail knows what came after the backup"
  [ "$(status $restored POST users/me/keys/tokens "$kept" '{}')" = 201 ] || fail "no token can be made there"
  echo "ok: users, keys and the audit trail are as they were at the backup; a token that was deleted since is back"
}

look_again() {
  for key in "$kept" "$deleted" "$owner" "$later"; do
    [ "$(status $restored GET users/me "$key")" = 401 ] || fail "a key is taken after all were deleted: ${key%-*}"
  done
  [ -n "$(sign_in $restored)" ] || fail "cannot sign in anew"
  [ "$(status "$site" GET users/me "$kept")" = 200 ] || fail "the site itself lost a key"
  postern stop --data-dir=/var/lib/postern-restored >/dev/null
  echo "ok: after all keys were deleted everyone is signed out there, and can sign in"
}

section() {
  case ${1-end} in
    "Back up") prepare ;;
    "Bring back") change ;;
    "Sign everybody out") look ;;
    end) look_again ;;
  esac
}
