#!/usr/bin/env bash
# make lint: form (gofumpt), go vet and staticcheck. The checkers are a module
# of their own under tools/, so that nothing of them is linked into the binary.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh

require_go
mkdir -p .cache/tools
GOBIN="$PWD/.cache/tools" go -C tools install tool

unformed=$(.cache/tools/gofumpt -l cmd internal county assets scenario)
[ -z "$unformed" ] || fail "not in gofumpt's form, run .cache/tools/gofumpt -w on:"$'\n'"$unformed"
go vet ./...
.cache/tools/staticcheck ./...
