#!/bin/bash
# The part of docker-library/postgres's entrypoint that compose.yaml relies on: makes a cluster in an empty volume, with a
# superuser's password and password access from any address, and runs the scripts in docker-entrypoint-initdb.d.
set -euo pipefail
export POSTGRES_USER=postgres

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  chmod 700 "$PGDATA"
  initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD")
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  for script in /docker-entrypoint-initdb.d/*.sh; do sh "$script"; done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
