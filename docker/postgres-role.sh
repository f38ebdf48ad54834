#!/bin/sh
# The Postgres image runs this once, on an empty volume. Creates the chat's database and its role, which is not a
# superuser.
set -e
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="${DATABASE_PASSWORD:?}" <<'SQL'
CREATE ROLE sarangbang LOGIN PASSWORD :'password';
CREATE DATABASE sarangbang OWNER sarangbang TEMPLATE template0
  ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8';
SQL
