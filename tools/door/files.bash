# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Folders and files that the door writes: asked for before anything depends on them, so that what cannot be written is
# one sentence.

# need_folder FOLDER : it is there, and something can be written there.
need_folder() {
    must "cannot make the folder $1" mkdir -p -- "$1"
    must "cannot write into the folder $1" write_something "$1"
}

# write_something FOLDER : more than an empty file, which a full disk may still have room for.
write_something() {
    local file=$1/.dormer.$$ status=0
    (printf '%4096s' ' ' >"$file") || status=1 # a limit on the size of files kills whoever writes
    rm -f -- "$file"
    return "$status"
}

# not_full FOLDER LOG "SENTENCE" : stops with the sentence if what has failed, in its words in LOG or by what there is now, is
# that the disk is full. A compiler has often given its space back by then.
not_full() {
    ! grep -qE 'No space left on device|exceeds free space on media|Disk quota exceeded' "$2" ||
        stop "$3: No space left on device"
    must "$3" write_something "$1"
}

# need_output FILE OPTION : can be written; its folder is there.
need_output() {
    local folder
    folder=$(dirname -- "$1")
    [ -d "$folder" ] || stop "$2: there is no folder $folder"
    [ ! -d "$1" ] || stop "$2: $1 is a folder; give the name of a file"
    [ ! -e "$1" ] || [ -f "$1" ] || stop "$2: $1 is no ordinary file; write into one, then copy that there"
    [ ! -e "$1" ] || [ -w "$1" ] || stop "$2: $1 cannot be written by you"
    must "$2: cannot write into the folder $folder" write_something "$folder"
}

# own_folder FOLDER : stops if something in it belongs to somebody else: what is built there would stay as it was.
own_folder() {
    local foreign
    foreign=$(find "$1" ! -type l ! -writable -print -quit 2>&1)
    [ -z "$foreign" ] || stop "cannot build in $1: you may not write ${foreign##*"$1/"} there," \
        "perhaps because root built it; remove the folder, or make it yours"
}

# lock_file FILE : in the variable `lock` a descriptor that holds its lock; it waits until it has it. Stops if the file cannot be
# opened.
lock_file() {
    { exec {lock}>>"$1"; } 2>/dev/null || stop "cannot write $1"
    flock "$lock"
}

unlock_file() { exec {lock}>&-; }

# The log of a run, locked as long as the run and its emulator live, so that no other run writes it. Sets log.
# claim_log FILE : stops if that cannot be.
claim_log() {
    local folder
    log=$1
    folder=$(dirname -- "$log")
    must "cannot make the folder $folder" mkdir -p -- "$folder"
    need_output "$log" --log
    lock_log "$log" || stop "--log: another run is writing $log"
    : >"$log"
}

# claim_default_log NAME : build/NAME.log, or the first of NAME-2.log, NAME-3.log... that no other run is writing.
claim_default_log() {
    local number=1
    must "cannot make the folder $root/build" mkdir -p -- "$root/build"
    log=$root/build/$1.log
    need_output "$log" --log
    until lock_log "$log"; do
        number=$((number + 1))
        log=$root/build/$1-$number.log
        need_output "$log" --log
    done
    : >"$log"
}

# lock_log FILE : status 1 if another run has it.
lock_log() {
    local held
    { exec {held}>>"$1"; } 2>/dev/null || stop "cannot write $1"
    flock -n "$held" || { exec {held}>&-; return 1; }
}
