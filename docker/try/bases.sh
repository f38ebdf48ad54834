#!/bin/bash
# Makes stand-ins for the three base images from Debian's packages, under the real names, for machines that reach no registry.
#   NODE_BINARY          the node to copy; default: the one on the PATH (its major version should match the tag)
#   POSTGRES_ENTRYPOINT  docker-library/postgres's docker-entrypoint.sh; default: the short one beside this file
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-/tmp/sarangbang-bases}
mirror=${MIRROR:-http://deb.debian.org/debian}
export STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_ISOLATION=chroot
mkdir -p "$work"

# tree NAME SUITE PACKAGES: makes a root file system, unless it exists.
tree() {
  [ -d "$work/$1" ] && return
  rm -rf "$work/$1.part"
  debootstrap --variant=minbase --include="$3" "$2" "$work/$1.part" "$mirror"
  mv "$work/$1.part" "$work/$1"
}

# image TAG TREE: prints the container that becomes the image.
image() {
  local container root
  container=$(buildah from scratch)
  root=$(buildah mount "$container")
  tar -C "$work/$2" --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -cf - . | tar -C "$root" -xf -
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  echo "$container"
}

node_image() {
  local container root
  container=$(image "$1" node)
  root=$(buildah mount "$container")
  install -m 755 "${NODE_BINARY:-$(command -v node)}" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -r "$(npm root -g)/npm" "$root/usr/local/lib/node_modules/"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  chroot "$root" sh -c 'getent passwd node || { groupadd -g 1000 node && useradd -u 1000 -g node -m node; }'
  buildah config --cmd node "$container"
  buildah commit -q --rm "$container" "docker.io/library/$1"
}

# A new volume copies the owner and mode of the data folder, as in the real image.
postgres_image() {
  local container root
  container=$(image "$1" postgres)
  root=$(buildah mount "$container")
  install -m 755 "${POSTGRES_ENTRYPOINT:-$here/postgres-entrypoint.sh}" "$root/usr/local/bin/docker-entrypoint.sh"
  chroot "$root" sh -c '
    groupmod -g 999 postgres && usermod -u 999 -d /var/lib/postgresql postgres
    rm -rf /var/lib/postgresql /var/run/postgresql /etc/postgresql/17
    install -d -o postgres -g postgres -m 1777 /var/lib/postgresql /var/lib/postgresql/data
    install -d -o postgres -g postgres -m 3777 /var/run/postgresql
    mkdir /docker-entrypoint-initdb.d
    sed -ri "s/^#?(listen_addresses)\s*=.*/\1 = '"'*'"'/" /usr/share/postgresql/17/postgresql.conf.sample'
  buildah config --env PATH=/usr/local/bin:/usr/bin:/bin:/usr/lib/postgresql/17/bin --env PGDATA=/var/lib/postgresql/data \
    --env PG_MAJOR=17 --env LANG=C.UTF-8 --volume /var/lib/postgresql/data --stop-signal SIGINT \
    --entrypoint '["docker-entrypoint.sh"]' --cmd postgres "$container"
  buildah commit -q --rm "$container" "docker.io/library/$1"
}

valkey_image() {
  local container root
  container=$(image "$1" valkey)
  root=$(buildah mount "$container")
  chroot "$root" sh -c 'groupmod -g 999 valkey && usermod -u 999 valkey && install -d -o valkey -g valkey -m 1777 /data'
  printf '#!/bin/sh\n[ -w . ] || { echo "cannot write here" >&2; exit 1; }\numask 0077\nexec "$@"\n' >"$root/usr/local/bin/docker-entrypoint.sh"
  chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
  buildah config --workingdir /data --entrypoint '["docker-entrypoint.sh"]' --cmd valkey-server "$container"
  buildah commit -q --rm "$container" "docker.io/$1"
}

tree node bookworm ca-certificates
tree postgres trixie ca-certificates,postgresql-17,libnss-wrapper
tree valkey trixie ca-certificates,valkey-server
node_image node:22-bookworm-slim
postgres_image postgres:17-bookworm
valkey_image valkey/valkey:8.1
