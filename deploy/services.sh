# Sourced by the tests in this folder: programs that they need, services that
# they start, and the end of everything that they started.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS" >&2; }
fail() { say "FAILED: $*"; exit 1; }

# need PROGRAM:PACKAGE… installs what is missing when root, else says it.
need() {
  local missing=() each
  for each in "$@"; do
    command -v "${each%%:*}" >/dev/null || [ -x "/usr/sbin/${each%%:*}" ] || missing+=("${each##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "not run: install ${missing[*]} first"
  fi
  say "installing ${missing[*]}"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$work/apt.log" 2>&1 || { cat "$work/apt.log" >&2; exit 1; }
}

# Everything lives in one folder, and ends with the script: what was started
# last first, and only that.
work=$(mktemp -d "${TMPDIR:-/tmp}/cueslip-deploy.XXXXXX")
chmod 755 "$work" # for the user postgres
ends=()
at_end() { ends=("$1" "${ends[@]}"); }
# shellcheck disable=SC2154 # status is set by the trap itself
trap 'status=$?; trap - EXIT INT TERM; for end in "${ends[@]}"; do eval "$end" || true; done; rm -rf --one-file-system "$work"; exit $status' EXIT
trap 'exit 130' INT TERM

# finish PID ends a process of ours and waits for it.
finish() {
  kill "$1" 2>/dev/null || return 0
  local i
  for ((i = 0; i < 300; i++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
}

# free_port prints a port that nobody listens on, below those that the kernel
# hands out to clients.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# until_within SECONDS COMMAND… waits for a command to succeed.
until_within() {
  local last=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $last ] || return 1
    sleep 0.2
  done
}

postgres_programs() {
  local found
  found=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1) || true
  [ -n "$found" ] || found=$(dirname "$(command -v initdb 2>/dev/null || echo /none/)")
  [ -x "$found/initdb" ] || fail "not run: install postgresql first"
  echo "$found"
}

as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

# start_postgres sets database_url. Stock settings: a commit is on the disk.
start_postgres() {
  local bin port
  bin=$(postgres_programs) port=$(free_port)
  mkdir -p "$work/postgres"
  [ "$(id -u)" != 0 ] || chown postgres "$work/postgres"
  as_postgres "$bin/initdb" -D "$work/postgres/data" -U cueslip -A trust -E UTF8 --locale=C >"$work/initdb.log" 2>&1 ||
    { cat "$work/initdb.log" >&2; return 1; }
  as_postgres "$bin/pg_ctl" -D "$work/postgres/data" -l "$work/postgres/log" -w -t 60 \
    -o "-h 127.0.0.1 -p $port -k $work/postgres" start >/dev/null
  at_end "as_postgres $bin/pg_ctl -D $work/postgres/data -m immediate -w stop >/dev/null 2>&1"
  as_postgres "$bin/createdb" -h "$work/postgres" -p "$port" -U cueslip cueslip
  database_url="postgres://cueslip@127.0.0.1:$port/cueslip?sslmode=disable"
}

# start_redis sets redis_url.
start_redis() {
  local port
  port=$(free_port)
  mkdir -p "$work/redis"
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work/redis" >"$work/redis/log" 2>&1 &
  at_end "finish $!"
  until_within 10 redis-cli -p "$port" ping || fail "redis did not start"
  redis_url="redis://127.0.0.1:$port/0"
}
