# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What went wrong in a run that did not pass, in a few lines from its log, for somebody who has not followed it.

# tell_failure LOG END : END is the log's last line.
tell_failure() {
    case $2 in
        "dormer: end panic "*) tell_panic "$1" ;;
        "dormer: end fail"*) tell_lesson "$1" ;;
        "dormer: end refused "*" "*) return 0 ;; # a sentence
        "dormer: end refused "*) tell_refusal "$1" ;;
        "dormer: end "*) return 0 ;;
        *) tell_last_lines "$1" ;;
    esac
    tell_tests "$1"
}

# tell_refusal LOG : the sentence above the last line, which has one word for it. Letters of stages are none.
tell_refusal() { clean "$1" | grep -av '^[[:space:]]*$' | tail -n 2 | head -n 1 | grep -a ' '; }

# tell_ignored_words LOG : what the kernel did not understand of its command line. Without this, a forgotten "run=" passes
# unseen where nobody reads the log.
tell_ignored_words() {
    clean "$1" | awk 'BEGIN { words = "warning: command line: " } /^KTAP version/ { exit }
        index($0, words) == 1 && shown++ < 5 { print "dormer: " $0 }'
}

# tell_lesson LOG : if it was no test that failed, what is marked as wrong, under which headings (the last one, if nothing
# is), and what the run ended with, before somebody looked around in the monitor.
tell_lesson() {
    clean "$1" | awk '/^not ok / { tests = 1 } /^=== / { heading = $0; shown = 0 }
        /<-- WRONG/ { wrong = wrong (shown++ ? "" : heading "\n") last "\n" $0 "\n" }
        !monitor && !/^[[:space:]]*$/ && !/^dormer: end/ && !/^The monitor\. / { last = $0 }
        /^The monitor\. / { monitor = 1 }
        END {
            if (tests) exit
            if (wrong == "" && heading != "") wrong = heading "\n"
            printf "%s", wrong
            if (last !~ /^#/) print last
        }'
}

# clean LOG : without carriage returns.
clean() { tr -d '\r\0' <"$1"; }

# tell_tests LOG : each test that failed, with what it said, and how many passed.
tell_tests() {
    clean "$1" | awk '
        /^KTAP version/ { ktap = 1; said = "" }
        !ktap { next }
        /^# Totals:/ { next }
        /^# no test matches / { print "    " $0; next }
        /^#/ { said = said "    " $0 "\n" }
        /^ok / { if ($0 ~ /# SKIP/) skipped++; else passed++; said = "" }
        /^not ok / { if (failed++ < 20) printf "%s\n%s", $0, said; said = "" }
        END {
            if (failed > 20) printf "and %d more\n", failed - 20
            if (ktap && !passed && !failed && !skipped) printf "%s", said
            if (ktap) printf "tests: %d passed, %d failed, %d skipped\n", passed, failed, skipped
        }'
}

# tell_panic LOG : its headline, and where in the sources it happened.
tell_panic() {
    clean "$1" | grep -aA 1 '^dormer: PANIC' | tail -n 2
    tell_places "$1"
}

# tell_places LOG : the backtrace with files and lines, if what can find them is there.
tell_places() {
    local calls places number place
    mapfile -t calls < <(clean "$1" | sed -n '/^backtrace:/,/^[^ ]/s/^  0x/0x/p' | head -n 12)
    [ "${#calls[@]}" -gt 0 ] && command -v i686-linux-gnu-addr2line >/dev/null || return 0
    mapfile -t places < <(call_sites "${calls[@]%% *}" | xargs i686-linux-gnu-addr2line -e "$kernel" 2>/dev/null)
    for number in "${!calls[@]}"; do
        place=${places[number]:-??}
        place=${place#"$root/"} place=${place##*/../} place=${place%:\?}
        case $place in "??"*) place="" ;; esac
        echo "  ${calls[number]}${place:+  ${place% (discriminator*}}"
    done
}

# call_sites ADDRESS... : the first is an instruction; the others are return addresses, before which the call is.
call_sites() {
    echo "$1"
    shift
    local address
    for address; do printf '0x%x\n' $((address - 1)); done
}

# tell_last_lines LOG : of a run that broke off.
tell_last_lines() {
    [ -s "$1" ] || { echo "the log is empty"; return; }
    echo "the log ends with:"
    clean "$1" | grep -av '^[[:space:]]*$' | tail -n 3 | sed 's/^/    /'
}
