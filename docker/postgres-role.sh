#!/bin/sh
# Run once, by the Postgres image, on an empty volume: the chat gets a database and a role of its own, which is no superuser.
set -e
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="${DATABASE_PASSWORD:?}" <<'SQL'
CREATE ROLE sarangbang LOGIN PASSWORD :'password';
CREATE DATABASE sarangbang OWNER sarangbang TEMPLATE template0
  ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8';
SQL
