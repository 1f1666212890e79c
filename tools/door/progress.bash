# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What a person sees while something takes long: in a terminal one line that rewrites itself, elsewhere nothing.

progress='' # the process that writes the line
clean_up+=(end_progress) # whatever ends us, the line is not left for the shell's prompt

# start_progress "WORDS" LOG : "WORDS: file 12 of 283 (0:34)" as long as LOG's last line counts like Ninja,
# otherwise that line, without its control characters; "WORDS (0:00)" while there is none.
start_progress() {
    [ -t 2 ] || return 0
    show_progress "$@" &
    progress=$!
}

end_progress() {
    [ -n "$progress" ] || return 0
    kill "$progress" 2>/dev/null || true
    wait "$progress" 2>/dev/null || true
    progress=''
    printf '\r\e[K' >&2
}

# It also ends with the door, however that ends: Ctrl-C does not reach what runs in the background.
show_progress() {
    local began=$SECONDS width text far
    width=$(stty size <&2 2>/dev/null | cut -d ' ' -f 2)
    while kill -0 $$ 2>/dev/null; do
        far=$(progress_of "$(tail -n 1 "$2" 2>/dev/null | tr -d '\000-\037')")
        text="dormer: $1${far:+: $far}"
        text+=" ($(((SECONDS - began) / 60)):$(printf %02d $(((SECONDS - began) % 60))))"
        printf '\r\e[K%.*s' "$((${width:-80} - 1))" "$text" >&2
        sleep 0.5
    done
}

# progress_of LINE
progress_of() {
    if [[ $1 =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
        echo "file ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
    else
        echo "${1:0:50}"
    fi
}

# duration SECONDS
duration() { if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi; }
