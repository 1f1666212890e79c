#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what labs need and builds all of it once, so that later only a student's bodies are compiled:
#     labs/container/prepare.sh [--run-as USER] [LAB...]
# In a lab's own tree that is a check; in the whole of Dormer the solution of each lab (default: of all) is graded, which also
# shows that this machine can judge: whoever has not all points there stops it.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
as=()
if [ "${1:-}" = --run-as ]; then
    as=(--run-as "$2")
    shift 2
fi
if [ -e .lab ]; then
    status=0
    ./dormer lab check --host >/dev/null || status=$?
    [ "$status" -le 1 ] || exit "$status"
    exit 0
fi
labs=("$@")
[ $# -gt 0 ] || mapfile -t labs < <(./dormer lab list | awk '{print $1}')
solution=$(mktemp -d)
trap 'rm -rf "$solution"' EXIT
for lab in "${labs[@]}"; do
    ./dormer lab solution "$lab" --seed ready >"$solution/report"
    ./dormer lab grade "$solution/report" "${as[@]}"
done
