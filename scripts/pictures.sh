#!/usr/bin/env bash
# make pictures: the pictures of docs/officers, from a demonstration county made for it and thrown away afterwards.
# They are looked at before they are committed: a picture that is true may still be a bad one.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/chromium.sh

require_go
require_node
command -v make >/dev/null || install make
make --no-print-directory build
find_chromium

county=$(mktemp -d)
server=
finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$county"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

bin/minzheng demo --prepare --scale "${SCALE:-tiny}" --data "$county/data" >/dev/null
bin/minzheng serve --data "$county/data" --listen 127.0.0.1:0 >"$county/out" 2>"$county/log" &
server=$!
base=
for _ in $(seq 100); do
	base=$(grep -o 'http://[0-9.:]*' "$county/out" || true)
	[ -z "$base" ] || break
	kill -0 "$server" 2>/dev/null || { cat "$county/log" >&2; fail "The program ended at once."; }
	sleep 0.1
done
[ -n "$base" ] || fail "The program does not answer."
BASE=$base CHROMIUM=$MINZHENG_TEST_CHROMIUM PICTURES=$PWD/docs/pictures SAMPLES=$PWD/county/zhushan/samples PASSWORD=Demo-420323 \
	node scenario/browser/pictures.mjs
