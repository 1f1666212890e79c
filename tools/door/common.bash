# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What every verb uses: messages, help texts, options. Sourced by the script dormer, which sets root and verb.

# Nobody may be there to hear it; that changes nothing.
say() { printf 'dormer: %s\n' "$*" 1>&2 2>/dev/null || :; }

# tell WORDS : the answer that somebody waits for, on standard output. A reader who has gone away, like head, has had
# enough; a disk that is full is said.
tell() {
    local why
    { why=$(trap '' PIPE && printf '%s\n' "$*" 2>&1 >&3); } 3>&1 || [[ $why == *"Broken pipe" ]] ||
        stop "cannot write to standard output: $(reason_of "$why")"
}

usage_error() { stop "$* (see ./dormer $verb --help)"; }

no_such_verb() { stop "there is no verb '$1' (see ./dormer help)"; }

help_for() {
    local file=$root/tools/door/help/$1.txt
    [ -f "$file" ] || no_such_verb "$1"
    cat "$file" || stop "cannot write the help text"
}

# wants_help ARGUMENTS... : whether --help is among them.
wants_help() {
    local word
    for word; do
        case $word in -h | --help) return 0 ;; esac
    done
    return 1
}

# one_of VALUE OPTION CHOICE... : VALUE must be one of the choices.
one_of() {
    local value=$1 option=$2 choice
    shift 2
    for choice; do [ "$value" != "$choice" ] || return 0; done
    usage_error "$option '$value' is none of: $*"
}

# is_number TEXT : decimal digits, few enough for arithmetic.
is_number() { [[ $1 =~ ^[0-9]{1,9}$ ]]; }
