# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Benchmarks: the kernel measures itself in four boots, counted in instructions and timed; tools/bench makes one
# table of the logs. Read next: bench_linux.bash (the other side of --compare-linux), tools/bench/__main__.py.

instruction_counter="-icount shift=0,sleep=off" # the time-stamp counter advances by one for each instruction

verb_bench() {
    if wants_help "$@"; then help_for bench; return; fi
    local compare='' memtest='' words='' runs=() report=(--folder "$root/build") page=()
    parse_bench_options "$@"
    option[boot]=kernel option[headless]=yes option[release]=yes option[timeout]=900 option[cpus]=1
    check_options
    need_folder "$root/build"
    own_folder "$root/build"
    [ ${#page[@]} = 0 ] || need_output "$root/README.md" --readme
    prepare python3:python3
    if [ -n "$memtest" ]; then compare_memtest; return; fi
    bench_dormer icount 1 "$instruction_counter"
    bench_dormer tcg 1 ""
    bench_dormer tcg 2 ""
    bench_dormer tcg 4 ""
    [ -z "$compare" ] || bench_linux
    python3 "$root/tools/bench" "${report[@]}" "${page[@]}" "${runs[@]}" || leave 1
    say "also in build/bench.json and, as a picture, build/bench.svg"
}

# Sets compare, memtest, words and page, and adds to report.
parse_bench_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --compare-linux) compare=yes ;;
            --compare-memtest) memtest=yes ;;
            --readme) page=(--readme "$root/README.md") ;;
            --record) report+=(--record "$recorded_linux") ;;
            --append | --kernel)
                [ $# -ge 2 ] || usage_error "$1 needs a value"
                if [ "$1" = --append ]; then words=$2; else option[kernel]=$2; fi
                shift
                ;;
            *) usage_error "bench has no option '$1'" ;;
        esac
        shift
    done
}

# bench_dormer CLOCK CPUS "QEMU'S ARGUMENTS" : one boot, added to runs.
bench_dormer() {
    local log=$root/build/bench-dormer-$1-$2.log
    say "measuring Dormer ($1, $2 CPUs)"
    option[append]="run=bench $words" option[cpus]=$2 option[qemu]=$3
    claim_log "$log"
    emulate "$log"
    judge "$log" >&2 || stop_bench "$log"
    runs+=("dormer-$1-$2=$log")
}

# The memory test beside memtest86+, which says by itself what it lacks.
compare_memtest() {
    ensure "dpkg-deb:dpkg apt-get:apt"
    say "measuring memtest86+ and Dormer's memory test (six minutes; the logs go to build/memtest86)"
    python3 "$root/tests/peer/memtest86/compare.py" --kernel "$kernel" --folder "$root/build/memtest86" "${page[@]}" || leave 1
}

stop_bench() {
    echo "log: $1"
    leave 1
}
