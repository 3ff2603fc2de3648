#!/usr/bin/env bash
# make screenshots: a picture of every page, in both sizes, light and dark, and
# as it prints, in ./screenshots, from a demonstration county made for it and
# thrown away afterwards. It installs a browser where there is none and fails
# where a page is not fit to be seen; scenario/browser/gallery.mjs says when.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/chromium.sh
. scripts/county.sh

require_go
require_node
command -v make >/dev/null || install make
find_chromium
serve_county "${SCALE:-demo}"
BASE=$base CHROMIUM=$MINZHENG_TEST_CHROMIUM PICTURES=$PWD/screenshots PASSWORD=Demo-420323 node scenario/browser/gallery.mjs
