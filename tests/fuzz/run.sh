#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAM FOUND CORPUS HOW-LONG... : one fuzzer as a test, for as long as these options of libFuzzer say. It keeps
# in the folder FOUND what reaches new code, and what breaks it.
program=$1 found=$2 corpus=$3
shift 3
exec "$program" "$@" -timeout=10 -max_len=4096 -artifact_prefix="$found/" -print_final_stats=1 "$found" "$corpus"
