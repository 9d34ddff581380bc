# Code shared by the drills, which source this file after setting usage. It sets drill, repository, kalimtak, java and work (a
# temporary folder, which the drill removes when it ends), and can start a Postgres server (from the binaries that pg_config
# finds) and an S3 endpoint.

drill=$(basename "$0")
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kalimtak=$repository/submit/kalimtak
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d "${TMPDIR:-/tmp}/kalimtak-$drill.XXXXXX")
# Address on which the servers listen.
address=127.0.0.1
trap 'rm -rf "$work"' EXIT

misused() {
  printf 'usage: %s\n' "$usage" >&2
  exit 2
}

# reads FILE: sets file to the absolute path of FILE, which contains interactions as JSON lines, gzipped or not.
reads() {
  [ -f "${1:-}" ] || misused
  file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
}

# need TOOL…: stops the drill if a tool is missing.
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { printf '%s: %s is missing\n' "$drill" "$tool" >&2; exit 2; }
  done
}

# lines FROM TO: prints these lines of the file.
lines() {
  # zcat may fail because sed stops reading before the end.
  { zcat -f "$file" || true; } | sed -n "$1,$2p;$2q"
}

# find_spark: sets SPARK_HOME, if it is unset, to the distribution in PyPI's package, which is downloaded at the first use.
find_spark() {
  [ -z "${SPARK_HOME:-}" ] || return 0
  local version environment
  version=$(basename "$repository"/submit/target/kalimtak/jars/spark-core_2.13-*.jar .jar | sed 's/.*-//')
  environment=$repository/submit/bench/target/spark-$version
  if [ ! -f "$environment/home" ]; then
    need python3
    printf '%s: downloading Spark %s from PyPI\n' "$drill" "$version" >&2
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "pyspark==$version"
    "$environment/bin/python" -c 'import pyspark; print(pyspark.__path__[0])' >"$environment/home"
  fi
  SPARK_HOME=$(cat "$environment/home")
}

# Runs a command as the user postgres if the caller is root, because Postgres refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
  else
    "$@"
  fi
}

# start_postgres: starts a new, empty server, which counts transactions from the start. psql and kalimtak find it through the
# environment.
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

# start_s3proxy BUCKET…: starts an S3 endpoint at store_port that stores buckets as folders. Its credentials are in the
# environment, its process id is in endpoint.
start_s3proxy() {
  local program=$repository/submit/target/s3-endpoint/s3proxy.jar
  if [ ! -f "$program" ]; then
    printf '%s: downloading the S3 endpoint\n' "$drill" >&2
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

# name_store: chooses the port and the credentials of an endpoint, and creates the folder for its buckets.
name_store() {
  store_port=$((30000 + RANDOM % 10000))
  export AWS_ACCESS_KEY_ID=drill-$RANDOM$RANDOM AWS_SECRET_ACCESS_KEY=$RANDOM$RANDOM$RANDOM AWS_DEFAULT_REGION=us-east-1
  mkdir -p "$work/buckets"
}

# Queries for everything that a place has learned, except columns that identify a run or a model artifact: those contain the time.
# shellcheck disable=SC2034 # read by the drills
learned="
  select * except (run_id, bronze_run_id, signals) from silver.candidates order by interaction_id;
  select * from gold.training_data order by interaction_id;
  select model_name, version, split, metric, slice, value from gold.evaluations
  order by model_name, version, split, metric, slice"

# two_days PLACE…: imports 2,000 and then 1,000 lines of the file in every place and runs a cycle after each import. All places
# must learn the same as the first and exit with the same code. The drill defines two functions: "on PLACE VERB [ARGUMENT]…"
# runs the cycle, and "here PLACE VERB [ARGUMENT]…" runs a verb on the data of the place in a single local process. The
# current folder must be work.
two_days() {
  local first=$1 day place from code seconds
  lines 1 2000 >day-1.jsonl
  lines 2001 3000 >day-2.jsonl
  printf '%-5s %-8s %7s %5s %s\n' day place seconds exit 'rows in silver, gold and the evaluations'
  for day in 1 2; do
    for place in "$@"; do
      here "$place" import "day-$day.jsonl" >/dev/null 2>log || { tail -n 5 log >&2; exit 1; }
      from=$SECONDS code=0
      on "$place" cycle >out 2>log || code=$?
      seconds=$((SECONDS - from))
      # Exit 3 (a gate refused a model version) is not a failure.
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

# ended EXIT PLACE VERB [ARGUMENT]…: runs the verb and checks its exit code.
ended() {
  local wanted=$1 code=0
  shift
  on "$@" >out 2>log || code=$?
  printf 'exit %d: %s\n' "$code" "$*"
  [ "$code" = "$wanted" ] || { cat out log >&2; exit 1; }
}
