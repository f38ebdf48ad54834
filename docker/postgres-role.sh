#!/bin/sh
# Run once, by the Postgres image, on an empty volume: creates the chat's database and its own role, which is not a
# superuser.
set -e
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="${DATABASE_PASSWORD:?}" <<'SQL'
CREATE ROLE sarangbang LOGIN PASSWORD :'password';
CREATE DATABASE sarangbang OWNER sarangbang TEMPLATE template0
  ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8';
SQL
