#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Talks to the kernel's monitor over the serial line, as a person at a terminal would, and judges its answers.

    conversation.py --kernel FILE --logs FOLDER
"""
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from arguments import kernel_and_log
from telling import tell
from terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240  # for the whole conversation, on a slow and loaded machine
WORDS = "run=monitor"
MACHINE = ["--cpus", "2", "--memory", "1G", "--boot", "kernel"]
NOTHING_THERE = "phys:0xe0000000"  # between RAM and the devices below 4 GiB
FREE_FRAME = "phys:0x3f000000"     # high memory that nobody has been given
UP, LEFT, DELETE = "\x1b[A", "\x1b[D", "\x1b[3~"


@dataclass(frozen=True)
class Turn:
    """What is typed, and regular expressions that the answer has to match."""
    typed: str
    must: list[str]
    prompts: int = 1  # that follow


def turn(typed: str, *must: str) -> Turn:
    """One or several lines, with Enter after each."""
    return Turn(typed + "\r", list(must), typed.count("\r") + 1)


def question(typed: str, letter: str, *must: str) -> Turn:
    """A line whose command asks, and the letter that answers, without Enter."""
    return Turn(f"{typed}\r{letter}", list(must))


TURNS = [
    turn("help", r"^  help \[COMMAND\] ", r"^  slots ", r"^  poke ADDR BYTE", r"^  off ", r"^  quit ", r"^  exit "),
    turn("help pte", r"^  pte ADDR +\w"),
    turn("frobnicate 1", r'^There is no command "frobnicate"; help lists them\.$'),
    turn("", r"^dormer> $"),
    turn("x" * 300, r'^There is no command "x{71}"'),
    turn("\x00\xff\x1b[99;99;99~\x1b\x1bOPlog", r"^log takes debug, info or warn"),
    # Editing: the answer proves what the line was.
    turn(f"thxqeads{LEFT * 5}\x7fr{DELETE}{LEFT}\x05", r"^    id  name +state"),
    turn("thr\t", r"^    id  name +state"),
    turn(f"log nonsense\r{UP}", r"(?s)(log takes debug.*){2}"),
    # Addresses.
    turn("pte 0xc0100000", r"The walk from 0x", r"pointer +\[  3\]", r"^It leads to 0x00100000\.$"),
    turn("pte 0x1000", r"^It is not mapped"),
    turn("pte there", r'^pte takes a virtual address, not "there"'),
    turn("dump 0", r"^0x00000000 is not mapped\.$"),
    turn("dump 0xfffffff8 64", r"is not mapped"),
    turn("dump phys:0xb8000 32", r"^0x000b8000 is not our RAM", r"^0x000b8010( [0-9a-f]{2}){16}  \|"),
    turn(f"dump {NOTHING_THERE} 16", r"^0xe0000000 is not our RAM", r"^0xe0000000( [0-9a-f]{2}){16}"),
    turn("dump phys:0xfee00030 4", r"^0xfee00030( [0-9a-f]{2}){4} "),
    turn("dump pfn:0xffffffff", r"is beyond the address bits of this CPU"),
    turn("dump phys:0x10000000000000", r"^phys:0x10000000000000 is beyond the address bits of this CPU\.$"),
    turn("dump pys:0x1000", r'^dump takes an address, phys:ADDRESS or pfn:NUMBER, not "pys:0x1000"\.$'),
    turn("dump 0xc0100000 65K", r"^dump takes a length from 1 to 64K"),
    turn("dump 0xc0100000 no", r"^dump takes a length"),
    # A register that takes nothing less than a word: the third comparator of the HPET, which nobody uses.
    question("poke phys:0xfed00148 0x78 0x56 0x34 0x12", "y", r"Write it\? .* y$"),
    turn("dump phys:0xfed00148 4", r"^0xfed00148 78 56 34 12 "),
    # What is typed while a command runs waits for the next one.
    turn(f"dump {FREE_FRAME} 2K\rpte 0x1000", r"^0x3f0007f0 ", r"^dormer> pte 0x1000$", r"^It is not mapped"),
    question(f"poke {FREE_FRAME} 0x4d 0x5a", "n", r"Nothing was written"),
    question(f"poke {FREE_FRAME} 0x4d 0x5a", "y", r"Write it\? .* y$"),
    turn(f"dump {FREE_FRAME} 2", r"^0x3f000000 is RAM", r"^0x3f000000 4d 5a .*\|MZ\|$"),
    turn(f"poke {FREE_FRAME} 256", r"bytes from 0 to 0xff"),
    turn(f"poke {FREE_FRAME}", r"takes the bytes"),
    turn("poke phys:0x3f000fff 1 2", r"next frame"),
    # The hardware's registers.
    turn("out 0x70 0x0a\rin 0x71", r"^port 0x71: 0x[0-9a-f]{1,2}$"),  # the clock's status
    turn("in 0xcfc 4", r"^port 0xcfc: 0x[0-9a-f]+$"),
    turn("in 0xffff 2", r"^in takes a port up to 0xffff, and 1, 2 or 4 bytes"),
    question("out 0xf4 0x10", "n", r"^Port 0xf4 ends or resets machines\.$", r"^Write it\?", r"^Nothing was written\.$"),
    turn("out 0x80 256", r'^"256" is no value of 1 byte\.$'),
    turn("rdmsr 0x277", r"^MSR 0x277 of CPU \d: 0x00070406 01070406$"),
    turn("rdmsr 0x12345678", r"^MSR 0x12345678 of CPU \d|^The CPU refuses: general protection \(vector 13\)"),
    question("wrmsr 0x174 0x8", "n", r"^It would become +0x00000000 00000008$", r"^Nothing was written\.$"),
    question("wrmsr 0x174 0x8", "y", r"^MSR 0x174 of CPU \d: 0x00000000 00000008$"),
    question("wrmsr 0x6e1 0x100000000", "y", r"^The CPU refuses: general protection \(vector 13\)"),
    turn("wrmsr 0x174", r"^wrmsr takes the number of a register and a value"),
    turn("cpuid 0", r"^eax 0x[0-9a-f]{8}  ebx 0x68747541  ecx 0x444d4163  edx 0x69746e65$"),
    turn("cpuid 0x7fffffff", r"^Its last leaf of that kind is 0x[0-9a-f]+: this means nothing\.$"),
    turn("mtrr", r"^MTRRs: (in use; write-back|switched off; uncached) where they say nothing$", r"^PAT, from entry 0 on:$"),
    # What there is.
    turn("mem", r"^lowmem: frames 0x0 to ", r"^high memory: ", r"^ +4096 +\d+ +\d+ %$"),
    turn("map", r"the direct map of lowmem: \d+ KiB mapped", r"R-X in pages of 4 KiB", r"RW- in pages of 2 MiB"),
    turn("slots", r"^  CPU 0 +0x[0-9a-f]{8}  \.{16}\|\.{16}$", r"^  CPU 1 ", r"^    0 0xfea01000  [.o0-9+]{64}$"),
    turn("kmaps", r"^    0x[0-9a-f]{8}  \d+ pages: the stack of a thread$", r"^\d+ live mappings$"),
    turn("threads", r"^ +\d+  boot +running"),
    turn("cpus", r"^    0  \w+", r"^    1  \w+"),
    turn("locks", r"^  CPU 0: \w+", r"^  CPU 1: \w+", r"^mutexes, by class:$", r"^Their order is noted only with kmap\.debug=locks\.$"),
    turn("bt boot", r"the innermost first, by$", r"kernel::main"),
    turn("bt nobody", r'^bt takes the number or the name of a thread, not "nobody"'),
    # Doing things.
    turn("bo\t", r"^CPU: ", r"^    00:01\.0  8086:7000  ISA bridge$", r"^    local APIC timer +\d+ kHz",
         r"^fact board_pci_functions \d+$"),
    turn("tour 2", r"^=== Lesson 2 of "),
    turn("tour 99", r"^tour takes the number of a lesson, 1 to \d+, not"),
    turn("test kmap_local_misuse_unmap_twice", r"^ok 1 - kmap_local_misuse_unmap_twice$", r"^All of them passed"),
    turn("test nothing_like_this", r'^# no test matches "nothing_like_this"$', r"^Not all of them passed"),
    turn("test soa*", r'^# no test matches "soa\*"; soak runs only if it is named in full$'),
    turn("bench nothing_like_this", r"^No benchmark is called"),
    turn("memtest 1 only=address", r"^memtest: pass 1, 0% done: addresses$",
         r"^memtest: complete passes: 1; bad words: 0$", r"^All of it is good\.$"),
    question("memtest 0 fade=60 only=bit_fade", "\x03", r"^memtest: complete passes: 0 \(stopped before the end\)",
             r"^It has not been proved good"),
    turn("memtest all", r'^memtest takes a number of passes.* not "all"\.$'),
    turn("help memtest", r"^  memtest \[WORD\.\.\.\] +test the memory"),
    turn("memt\tonly=mod\t fade", r'memtest only=modulo  fade', r'not "fade"\.$'),
    turn("log loud", r"^log takes debug, info or warn"),
    turn("log warn", r"^dormer> $"),
    turn("lastlog", r"^Nothing is known of a run before the last reset\.$"),
    turn("fault", r"^  overrun +\w"),
    turn("fault of mine", r'^"mine" is too much: fault takes \[KIND\]\.$'),
    turn("mem all", r'^"all" is too much: mem takes nothing\.$'),
    turn("fault of", r'^There is no fault "of"'),
]


def answer(terminal: Terminal, each: Turn) -> str:
    """Types one turn and collects what is said, up to one prompt for each line that it enters."""
    terminal.type(each.typed)
    return "".join(terminal.listen() for _ in range(each.prompts))


def problems(each: Turn, said: str) -> list[str]:
    found = [f"nothing matches /{one}/" for one in each.must if not re.search(one, said, re.M)]
    if "PANIC" in said:
        found.append("the kernel panicked")
    return [f"{each.typed!r}: {one}\n{said}\n" for one in found]


def faults(terminal: Terminal) -> list[str]:
    """Every fault that the monitor offers must be reported and survived."""
    kinds = re.findall(r"^  ([\w-]+) +\w", answer(terminal, turn("fault")), re.M)
    if len(kinds) < 10:
        return [f"only {len(kinds)} kinds of fault"]
    found = []
    for kind in kinds:
        each = turn(f"fault {kind}", r"^About to ", r"^Survived")
        found += problems(each, answer(terminal, each))
    return found


def talk(terminal: Terminal) -> list[str]:
    found = []
    early = turn("threads", r"^    id  name +state")
    terminal.type(early.typed)  # before the kernel has even begun: no letter of it gets lost
    if "help" not in terminal.listen():
        found.append("the monitor does not say how to get help")
    found += problems(early, terminal.listen())
    for each in TURNS:
        found += problems(each, answer(terminal, each))
    found += faults(terminal)
    terminal.type("quit\r")
    status = terminal.end()
    if status != 0 or not terminal.said.rstrip().endswith("dormer: end pass"):
        found.append(f"after quit, ./dormer run ended with {status}: {terminal.said[-200:]}")
    return found


def main() -> int:
    kernel, log = kernel_and_log("conversation")
    terminal = Terminal([str(ROOT / "dormer"), "run", "--kernel", kernel, "--log", str(log), *MACHINE,
                         "--append", WORDS], SECONDS)
    try:
        found = talk(terminal)
    except OSError as lost:  # it has ended, and does not read what is typed
        found = [f"./dormer run has ended: {lost}; its last words: {terminal.said[-800:]}"]
    return tell(found, f"{len(TURNS)} turns, all answered as they should be")


if __name__ == "__main__":
    sys.exit(main())
