# What the drills share; sourced with a drill's arguments, after its usage. It sets drill, repository, kalimtak, java and work (a folder
# that finish removes), and knows a Postgres of one's own, by the binaries of pg_config, and an S3 endpoint.

drill=$(basename "$0")
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kalimtak=$repository/submit/kalimtak
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d "${TMPDIR:-/tmp}/kalimtak-$drill.XXXXXX")
# Where the servers listen.
address=127.0.0.1
trap 'rm -rf "$work"' EXIT

misused() {
  printf 'usage: %s\n' "$usage" >&2
  exit 2
}

# reads FILE: sets file, a FILE of interactions as JSON lines, packed or not.
reads() {
  [ -f "${1:-}" ] || misused
  file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
}

# need TOOL…
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { printf '%s: %s is missing\n' "$drill" "$tool" >&2; exit 2; }
  done
}

# lines FROM TO: of the file.
lines() {
  # Whoever packs on stops listening before the end.
  { zcat -f "$file" || true; } | sed -n "$1,$2p;$2q"
}

# find_spark: sets SPARK_HOME where it is unset: to the distribution of PyPI's package, fetched at first use.
find_spark() {
  [ -z "${SPARK_HOME:-}" ] || return 0
  local version environment
  version=$(basename "$repository"/submit/target/kalimtak/jars/spark-core_2.13-*.jar .jar | sed 's/.*-//')
  environment=$repository/submit/bench/target/spark-$version
  if [ ! -f "$environment/home" ]; then
    need python3
    printf '%s: fetching Spark %s from PyPI\n' "$drill" "$version" >&2
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "pyspark==$version"
    "$environment/bin/python" -c 'import pyspark; print(pyspark.__path__[0])' >"$environment/home"
  fi
  SPARK_HOME=$(cat "$environment/home")
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
  export PGHOST=$address PGUSER=postgres PGDATABASE=postgres
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
  [ "$address" = 127.0.0.1 ] || printf 'host all all all scram-sha-256\n' | as_postgres tee -a "$work/server/pg_hba.conf" >/dev/null
  as_postgres "$(pg_config --bindir)/pg_ctl" -D "$work/server" -w -l "$work/server/log" \
    -o "-p $PGPORT -c listen_addresses=$address -c unix_socket_directories=''" start >/dev/null
}

stop_postgres() {
  [ ! -d "$work/server" ] ||
    as_postgres "$(pg_config --bindir)/pg_ctl" -D "$work/server" -m immediate stop >/dev/null 2>&1 || true
}

# start_s3proxy BUCKET…: an endpoint at store_port whose buckets are folders, with credentials that the environment tells. Its
# process is endpoint.
start_s3proxy() {
  local program=$repository/submit/target/s3-endpoint/s3proxy.jar
  if [ ! -f "$program" ]; then
    printf '%s: fetching the S3 endpoint\n' "$drill" >&2
    (cd "$repository" && ./mvnw -B -ntp -q -pl submit dependency:copy@s3-endpoint) >&2
  fi
  name_store
  (cd "$work/buckets" && mkdir "$@")
  cat >"$work/endpoint.properties" <<END
s3proxy.endpoint=http://$address:$store_port
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$AWS_ACCESS_KEY_ID
s3proxy.credential=$AWS_SECRET_ACCESS_KEY
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=$work/buckets
END
  "$java" -Xmx256m -jar "$program" --properties "$work/endpoint.properties" >"$work/endpoint.log" 2>&1 &
  endpoint=$!
}

# name_store: where an endpoint is to be, what opens it, and the folder buckets.
name_store() {
  store_port=$((30000 + RANDOM % 10000))
  export AWS_ACCESS_KEY_ID=drill-$RANDOM$RANDOM AWS_SECRET_ACCESS_KEY=$RANDOM$RANDOM$RANDOM AWS_DEFAULT_REGION=us-east-1
  mkdir -p "$work/buckets"
}

# What a place has learned; all but what names runs, or artifacts, which tell the time.
# shellcheck disable=SC2034 # read by the drills
learned="
  select * except (run_id, bronze_run_id, signals) from silver.candidates order by interaction_id;
  select * from gold.training_data order by interaction_id;
  select model_name, version, split, metric, slice, value from gold.evaluations
  order by model_name, version, split, metric, slice"

# two_days PLACE…: 2,000 and 1,000 lines of the file and a cycle after each in every place; all must learn the same as the first, and
# end alike. The drill knows two functions: "on PLACE VERB [ARGUMENT]…" for the cycle, "here PLACE VERB [ARGUMENT]…", with which
# nothing but this process reads and writes what is the place's. In the folder work.
two_days() {
  local first=$1 day place from code seconds
  lines 1 2000 >day-1.jsonl
  lines 2001 3000 >day-2.jsonl
  printf '%-5s %-8s %7s %5s %s\n' day place seconds exit 'rows of silver, gold and the evaluations'
  for day in 1 2; do
    for place in "$@"; do
      here "$place" import "day-$day.jsonl" >/dev/null 2>log || { tail -n 5 log >&2; exit 1; }
      from=$SECONDS code=0
      on "$place" cycle >out 2>log || code=$?
      seconds=$((SECONDS - from))
      # A refused version (3) is no failure.
      [ "$code" = 0 ] || [ "$code" = 3 ] || { cat out log >&2; exit 1; }
      printf '%s\n' "$code" >"code-$place"
      here "$place" sql --format json -e "$learned" >"rows-$place" 2>log || { tail -n 5 log >&2; exit 1; }
      printf '%-5s %-8s %7d %5d %d\n' "$day" "$place" "$seconds" "$code" "$(wc -l <"rows-$place")"
    done
    for place in "$@"; do
      cmp "rows-$first" "rows-$place"
      cmp "code-$first" "code-$place"
    done
  done
}

# ended EXIT PLACE VERB [ARGUMENT]…: looks whether it ends so.
ended() {
  local wanted=$1 code=0
  shift
  on "$@" >out 2>log || code=$?
  printf 'exit %d: %s\n' "$code" "$*"
  [ "$code" = "$wanted" ] || { cat out log >&2; exit 1; }
}
