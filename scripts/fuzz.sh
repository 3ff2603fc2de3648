#!/usr/bin/env bash
# make fuzz: every fuzz target there is, one after the other, FUZZTIME each (30s).
#
# The targets are found in the source: a new one needs no entry anywhere. TARGETS='money|sheet' runs those whose
# folder or name matches. What fails is kept under testdata/fuzz beside the target and is from then on a case of
# make test: commit it with the repair.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/machine.sh
require_go
export CGO_ENABLED=0

failed=()
count=0
while IFS=: read -r file name; do
  folder=./$(dirname "$file")
  [[ "$folder $name" =~ ${TARGETS:-.} ]] || continue
  count=$((count + 1))
  echo "== $folder $name"
  if ! go test "$folder" -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-30s}" -fuzzminimizetime 1s -parallel "${PARALLEL:-2}"; then
    failed+=("$folder $name")
  fi
done < <(grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' internal county cmd | sed 's/func //' | sort)

[ "$count" -gt 0 ] || { echo "no target matches" >&2; exit 1; }
if [ ${#failed[@]} -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
echo "$count targets, nothing found"
