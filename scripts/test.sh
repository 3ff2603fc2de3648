#!/usr/bin/env bash
# make test: every test there is, on SQLite and on PostgreSQL, with the stories
# against the built binary and the story in a real browser.
#
# On a fresh Debian or Ubuntu it first installs what is missing: the PostgreSQL
# server, a chromium with Chinese letters, openssl. It asks nothing, leaves no
# server running, and fails where it cannot set something up: nothing is
# skipped in silence. PACKAGES='./internal/base/...' runs a part.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
. scripts/postgres.sh
. scripts/chromium.sh

require_go
require_node
command -v make >/dev/null || install make
command -v openssl >/dev/null || install openssl

make --no-print-directory build
find_chromium
start_postgres

export CGO_ENABLED=0 MINZHENG_TEST_PROGRAM="$PWD/bin/minzheng"
go vet ./...
go test -count=1 -timeout=40m ${PACKAGES:-./...}
