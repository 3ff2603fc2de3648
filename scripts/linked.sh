#!/usr/bin/env bash
# Prints the modules that are linked into the binary, one a line with version.
# docs/linked.txt keeps the list, so that a new dependency shows in review.
set -euo pipefail
cd "$(dirname "$0")/.."
go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}' ./cmd/minzheng | LC_ALL=C sort -u
