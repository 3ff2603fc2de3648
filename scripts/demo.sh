#!/usr/bin/env bash
# make demo: builds the program and serves the demonstration county.
#
# The county is kept in ./data (SQLite), or in PostgreSQL where DATABASE_URL
# says so; it is created the first time and found again afterwards. SCALE says
# how much of it: tiny, demo (one person in ten) or full; LISTEN
# changes the address.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

command -v make >/dev/null || install make
require_go
require_node
make --no-print-directory build
exec bin/minzheng demo --data ./data --scale "${SCALE:-demo}" --listen "${LISTEN:-127.0.0.1:8420}"
