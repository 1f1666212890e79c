# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Benchmarks, counted in instructions: under QEMU's icount the time-stamp counter advances by one for each.

verb_bench() {
    if wants_help "$@"; then help_for bench; return; fi
    option[append]=run=bench option[cpus]=1 option[boot]=kernel option[headless]=yes option[timeout]=600
    case ${1:-} in
        '') ;;
        --append)
            [ $# -eq 2 ] || usage_error "--append needs a value"
            option[append]+=" $2"
            ;;
        *) usage_error "bench has no option '$1'" ;;
    esac
    option[qemu]="-icount shift=0,sleep=off"
    check_options
    prepare
    local log=$root/build/bench.log
    emulate "$log"
    echo "log: $log"
    judge "$log" || exit 1
    tr -d '\r' <"$log" | grep -a '^bench ' || stop_without_benchmarks
}

stop_without_benchmarks() {
    echo "dormer: failed: this kernel printed no benchmark"
    exit 1
}
