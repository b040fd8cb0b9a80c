#!/bin/sh
# Makes the database and its two roles (docs/deploy.md) when PostgreSQL's volume is new: postern_owner has the tables and
# migrates, postern_handler reads and writes rows. Their passwords are those in the URLs of the secrets. Run by the
# image's entry point, which may read it into its own shell: hence the parentheses.
(
  set -eu
  # Of postgres://USER:PASSWORD@HOST/DATABASE. In a URL other characters are written as %XX, which nobody decodes here.
  password() {
    found=$(sed -n 's|^postgres://'"$1"':\([A-Za-z0-9_.~-]*\)@.*|\1|p' "/run/secrets/$2")
    if [ -z "$found" ]; then
      echo "roles.sh: the secret $2 must be postgres://$1:PASSWORD@HOST/DATABASE, the password of letters, digits, _ . ~ -" >&2
      return 1
    fi
    echo "$found"
  }
  owner=$(password postern_owner owner_url)
  handler=$(password postern_handler handler_url)
  psql -q -v ON_ERROR_STOP=1 -U postgres <<SQL
CREATE ROLE postern_owner LOGIN PASSWORD '$owner';
CREATE ROLE postern_handler LOGIN PASSWORD '$handler';
CREATE DATABASE postern OWNER postern_owner;
SQL
)
