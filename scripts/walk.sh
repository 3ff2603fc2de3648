#!/usr/bin/env bash
# make walk: every route, as every role from every level and as a stranger, on both databases; and whether any answer would
# be another one if nothing belonged to others. make test walks a drawn part. MINZHENG_TEST_SEED repeats a walk.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/postgres.sh

require_go
require_node
make --no-print-directory assets
start_postgres

export CGO_ENABLED=0 MINZHENG_TEST_WALK=1
go test ./internal/app -run '^TestNobodySeesBeyondTheirDivision$' -count=1 -timeout 1h -v
