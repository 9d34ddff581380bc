# What the drills over a FILE of interactions share; sourced with a drill's arguments, after its usage. It sets drill, repository,
# file, work (a folder that finish removes) and kalimtak, and knows a Postgres of one's own, by the binaries of pg_config.

drill=$(basename "$0")
[ -f "${1:-}" ] || { printf 'usage: %s\n' "$usage" >&2; exit 2; }
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
kalimtak=$repository/submit/kalimtak
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d "${TMPDIR:-/tmp}/kalimtak-$drill.XXXXXX")
trap 'rm -rf "$work"' EXIT

# need TOOL…
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { printf '%s: %s is missing\n' "$drill" "$tool" >&2; exit 2; }
  done
}

# lines FROM TO: of the file, packed or not.
lines() {
  # Whoever packs on stops listening before the end.
  { zcat -f "$file" || true; } | sed -n "$1,$2p;$2q"
}

# Postgres does not run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
  else
    "$@"
  fi
}

# start_postgres: an empty server, whose transactions count from the beginning. psql and kalimtak find it by the environment.
start_postgres() {
  export PGHOST=127.0.0.1 PGUSER=postgres PGDATABASE=postgres
  export PGPORT=${server_port:=$((20000 + RANDOM % 10000))} PGPASSWORD=${server_password:=$RANDOM$RANDOM$RANDOM}
  export SUPABASE_DB_PASSWORD=$PGPASSWORD
  chmod 711 "$work"
  rm -rf "$work/server"
  mkdir "$work/server"
  [ "$(id -u)" != 0 ] || chown postgres "$work/server"
  printf '%s\n' "$PGPASSWORD" >"$work/password"
  chmod 644 "$work/password"
  as_postgres "$(pg_config --bindir)/initdb" -D "$work/server" -U postgres -A scram-sha-256 --pwfile="$work/password" >/dev/null
  rm "$work/password"
  as_postgres "$(pg_config --bindir)/pg_ctl" -D "$work/server" -w -l "$work/server/log" \
    -o "-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null
}

stop_postgres() {
  [ ! -d "$work/server" ] ||
    as_postgres "$(pg_config --bindir)/pg_ctl" -D "$work/server" -m immediate stop >/dev/null 2>&1 || true
}
