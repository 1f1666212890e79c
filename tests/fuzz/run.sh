#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAM FOUND CORPUS : one fuzzer as a test. It keeps in the folder FOUND what reaches new code, and what
# breaks it. So many inputs where somebody waits, and three seconds at most; a minute in CI (which sets CI=true, as CI
# services do).
much="-runs=30000 -max_total_time=3"
[ "${CI:-}" != true ] || much=-max_total_time=60
# shellcheck disable=SC2086 # two words
exec "$1" $much -timeout=10 -max_len=4096 -artifact_prefix="$2/" -print_final_stats=1 "$2" "$3"
