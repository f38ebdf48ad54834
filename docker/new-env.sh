#!/bin/sh
# Makes docker/.env from docker/.env.example: every empty secret gets 64 random hex digits.
set -eu
cd "$(dirname "$0")"
umask 077
set -C
if ! { exec >.env; } 2>/dev/null; then
  echo "docker/.env is there already, with secrets that are in use; it stays as it is." >&2
  exit 1
fi
while IFS= read -r line; do
  case "$line" in
  \#*) echo "$line" ;;
  *_PASSWORD= | *_SECRET= | *_TOKEN=) echo "$line$(openssl rand -hex 32)" ;;
  *) echo "$line" ;;
  esac
done <.env.example
