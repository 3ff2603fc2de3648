#!/usr/bin/env bash
# make soak: the acts that money hangs on, disturbed at POINTS points (300) of each database: killed with -9, on a full
# disk, with the line to the database cut, by several people at once. The table at the end is what docs/reliability.md
# has; MINZHENG_TEST_SEED repeats a run. Root is needed for a disk that can be full.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/postgres.sh

require_go
require_node
make --no-print-directory build
start_postgres

export CGO_ENABLED=0 MINZHENG_TEST_PROGRAM="$PWD/bin/minzheng" MINZHENG_SOAK="${POINTS:-300}"
go test ./scenario -run '^TestSoak$' -count=1 -timeout 5h -v
