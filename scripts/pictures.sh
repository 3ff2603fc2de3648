#!/usr/bin/env bash
# make pictures: the pictures of docs/officers, from a demonstration county made for it and thrown away afterwards.
# They are looked at before they are committed: a picture that is true may still be a bad one.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/chromium.sh
. scripts/county.sh

require_go
require_node
command -v make >/dev/null || install make
find_chromium
serve_county "${SCALE:-tiny}"
BASE=$base CHROMIUM=$MINZHENG_TEST_CHROMIUM PICTURES=$PWD/docs/pictures SAMPLES=$PWD/county/zhushan/samples PASSWORD=Demo-420323 \
	node scenario/browser/pictures.mjs
