# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Builds presets and lets one CTest run the tests of all of them.

# Between them these run every test. Beside kernel-ubsan, kernel-clang has nothing of its own to show; nor has host beside
# host-asan, except for what host-stepped takes of it.
presets="kernel kernel-release kernel-ubsan host-stepped host-asan host-tsan fuzz"
quick_presets="kernel host"

verb_test() {
    if wants_help "$@"; then help_for test; return; fi
    local filter='' quick='' nightly='' preset
    while [ $# -gt 0 ]; do
        case $1 in
            --quick) quick=yes ;;
            --nightly) nightly=yes ;;
            -*) usage_error "test has no option '$1'" ;;
            *)
                [ -z "$filter" ] || usage_error "test takes one filter, and '$1' is a second one"
                filter=$1
                ;;
        esac
        shift
    done
    [ -z "$quick" ] || [ -z "$nightly" ] || usage_error "test takes --quick or --nightly, not both"
    is_regex "$filter" || usage_error "the filter '$filter' is no regular expression"
    need_folder "$root/build"
    own_folder "$root/build"
    if [ -n "$quick" ]; then
        presets=$quick_presets
        ensure "$needs_build" "$needs_image" "$needs_qemu" "$needs_quick_tests"
    else
        ensure "$needs_build" "$needs_image" "$needs_qemu" "$needs_bochs" "$needs_tests"
        # Asked for by name, they are there.
        case $filter in *host/*) presets+=" host" ;; esac
        case $filter in *clang*) presets+=" kernel-clang" ;; esac
    fi
    local chosen=(-LE '^nightly$') fresh=yes
    [ -z "$quick" ] || chosen=(-LE '^(nightly|slow)$')
    [ -z "$nightly" ] || chosen=(-L '^nightly$')
    [ ! -e "$root/build/kernel/build.ninja" ] || fresh=''
    for preset in $presets; do
        say "building $preset (its output goes to build/$preset/build.log)"
        times >"$root/build/times"
        build "$preset" strict || leave 1
        if [ "$preset$fresh$filter$quick$nightly" = kernelyes ]; then measure_edits "$(cpu_seconds "$root/build/times")"; fi
    done
    must "cannot write build/CTestTestfile.cmake" join_tests
    [ -z "$filter" ] || any_test -R "$filter" "${chosen[@]}" || stop "there is no test whose name matches '$filter' (ctest --test-dir build -N lists them; what is labelled nightly runs with --nightly alone)"
    local status=0 as_line=()
    [ ! -t 1 ] || as_line=(--progress) # one line that rewrites itself, then what failed
    # One more than two cores can run: some tests wait, for a menu or a serial line.
    ctest --test-dir "$root/build" --output-on-failure "${as_line[@]}" -j 3 ${filter:+-R "$filter"} "${chosen[@]}" || status=1
    [ "$status" = 0 ] || must "cannot write into build/" write_something "$root/build"
    times >"$root/build/times" # here, since a subshell counts its own
    local cpu
    cpu=$(cpu_seconds "$root/build/times")
    say "built and tested in $(duration $SECONDS), $cpu CPU-seconds"
    [ ! -f "$root/build/costs/figures" ] || cat "$root/build/costs/figures"
    # Of a run that built and tested everything, at home as in CI.
    if [ -n "$fresh" ] && [ -z "$filter$quick$nightly" ]; then
        python3 "$root/tests/bench/work_check.py" --whole-test "$cpu" "$root/build/costs" || status=1
    fi
    leave "$status"
}

is_regex() { [[ '' =~ $1 ]] || [ $? = 1 ]; }

# any_test OPTIONS OF CTEST... : whether they choose one. Of none that runs, none fails.
any_test() { ! ctest --test-dir "$root/build" -N "$@" 2>&1 | grep -q '^Total Tests: 0$'; }

# measure_edits SECONDS : the everyday kernel was just built from nothing, when so much had been spent before. What that and
# an edit cost is left for the test `work`, which would build it once more otherwise.
measure_edits() {
    times >"$root/build/times"
    local built=$(($(cpu_seconds "$root/build/times") - $1))
    say "measuring what an edit costs"
    python3 "$root/tests/bench/work_check.py" --built "$built" "$root/build/kernel" "$root/build/costs" >"$root/build/work.log" 2>&1 && return
    say "that failed (build/work.log); the test 'work' measures anew"
    build kernel strict || leave 1
}

# cpu_seconds FILE : user and system time of all children, of what `times` has written.
cpu_seconds() {
    sed -nE '2s/([0-9]+)m([0-9.]+)s ([0-9]+)m([0-9.]+)s/\1 \2 \3 \4/p' "$1" |
        awk '{ printf "%d", $1 * 60 + $2 + $3 * 60 + $4 }'
}

# Makes build/ a folder that CTest takes for one project that has the tests of all builds.
join_tests() {
    local preset
    for preset in $presets; do echo "subdirs($preset)"; done >"$root/build/CTestTestfile.cmake"
}
