#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAM FOUND CORPUS : one fuzzer as a test. It keeps in the folder FOUND what reaches new code, and what
# breaks it. Ten seconds where somebody waits, a minute in CI (which sets CI=true, as CI services do).
seconds=10
[ "${CI:-}" != true ] || seconds=60
exec "$1" -max_total_time=$seconds -timeout=10 -max_len=4096 -artifact_prefix="$2/" -print_final_stats=1 "$2" "$3"
