#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Somebody sits there: at a terminal, driven through a pseudo-terminal, and at the screen, by keys that QEMU presses and by
what stands in the VGA's memory. Lesson by lesson, pager, scroll-back, memory test, Ctrl-C, quit.

    attended.py --kernel FILE --logs FOLDER
"""
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from arguments import kernel_and_log
from monitor import Monitor
from pseudo_terminal import PseudoTerminal, shown
from standing import screen
from telling import tell

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 200  # for each of the two, on a slow and loaded machine
MACHINE = ["--cpus", "2", "--memory", "128M", "--boot", "kernel"]
LESSONS = 14
MORE = r"-- more: [^\n]* --"
PROMPT = r"dormer> $"


class Terminal:
    """At the terminal: one method for each thing that a person does."""

    def __init__(self, kernel: str, log: Path) -> None:
        self.log = log
        self.pty = PseudoTerminal([str(ROOT / "dormer"), "run", "--kernel", kernel, "--log", str(log), *MACHINE], SECONDS)
        self.to_try: dict[int, str] = {}

    def lesson(self, number: int) -> list[str]:
        """Reads a lesson to its question, page after page."""
        text, question = "", rf"-- lesson {number} of {LESSONS}: [^\n]*number"
        while not re.search(question + "$", text):
            text += self.pty.listen(f"{MORE}|{question}")
            if re.search(MORE + "$", text):
                self.pty.type(" ")
        lines = shown(text)
        self.to_try |= {number: found[1] for found in re.finditer(r'Try in the monitor: "(.+?)"', " ".join(lines))}
        wanted = [f"=== Lesson {number} of {LESSONS}: ", "  Question: ", "  Try in the monitor: ", "  Read: runs/tour/"]
        return [f"lesson {number} has no line '{each}'" for each in wanted if not any(line.startswith(each) for line in lines)]

    def tour(self) -> list[str]:
        found = self.lesson(1)
        for keys, number in (("n", 2), ("b", 1), ("a", 1)):
            self.pty.type(keys)
            found += self.lesson(number)
        self.pty.type("l")
        if "  >  1  the machine" not in shown(self.pty.listen(r"14  unmapping[^\n]*\n")):
            found.append("the list does not show where one is")
        self.pty.listen("-- lesson 1 of ")
        self.pty.type("13\r")
        found += self.lesson(13)
        self.pty.type("2\r")
        for number in range(2, LESSONS + 1):
            found += self.lesson(number)
            self.pty.type("\r")
        self.pty.listen(PROMPT)
        if len(self.to_try) != LESSONS:
            found.append(f"only lessons {sorted(self.to_try)} say what to try")
        return found

    def answer(self, line: str) -> str:
        """Of the monitor, without a page missing."""
        self.pty.type(line + "\r")
        text = ""
        while not re.search(PROMPT, text):
            text += self.pty.listen(f"{MORE}|{PROMPT}")
            if re.search(MORE + "$", text):
                self.pty.type(" ")
        return "\n".join(shown(text))

    def pager(self) -> list[str]:
        found = []
        self.pty.type("help\r")
        page = shown(self.pty.listen(MORE))[1:]  # the first has left the screen
        if len(page) != 25:
            found.append(f"a page of help has {len(page)} rows, prompts and all, on 25")
        self.pty.type("\r")
        if len(shown(self.pty.listen(MORE))) not in (2, 3):  # a long line takes two rows
            found.append("Enter does not show one line more")
        self.pty.type("q")
        rest = shown(self.pty.listen(PROMPT))
        if len(rest) != 1:
            found.append(f"after q, more comes: {rest}")
        if "  exit " not in self.answer("help"):
            found.append("help does not come to its end")
        return found

    def what_lessons_say_to_try(self) -> list[str]:
        """Each is a command, with as many words as it takes. Tests and benchmarks only have to be there."""
        found = []
        for number, line in self.to_try.items():
            said = self.answer(f"help {line.split()[0]}" if line.startswith(("test", "bench")) else line)
            if re.search(r"There is no|is too much|takes", said):
                found.append(f"lesson {number} says to try '{line}': {said}")
        return found

    def ctrl_c(self) -> list[str]:
        self.pty.type("memtest 0 only=address\r")
        self.pty.listen(r"memtest: pass 1, \d+% done")
        self.pty.type("\x03")
        said = self.pty.listen(PROMPT)
        return [] if "(stopped before the end)" in said else [f"Ctrl-C does not end the memory test: {said}"]

    def visit(self) -> list[str]:
        found = []
        if "Ctrl-A X leaves" not in self.pty.listen("Dormer"):
            found.append("nothing says how to leave")
        found += self.tour() + self.pager() + self.what_lessons_say_to_try() + self.ctrl_c()
        self.pty.type("quit\r")
        if (status := self.pty.end()) != 0:
            found.append(f"after quit the status is {status}")
        lines = shown(self.pty.said.split("started by", 1)[1])
        found += [f"longer than the terminal is wide: {line}" for line in lines if len(line) > 80]
        found += [f"a fact in a person's way: {line}" for line in lines if line.startswith("fact ")]
        return found


class Screen:
    """At the screen: COM1 goes to a file."""

    def __init__(self, qemu: Monitor) -> None:
        self.qemu = qemu
        self.deadline = time.monotonic() + SECONDS

    def rows(self) -> list[str]:
        letters = screen(self.qemu)
        return [letters[begin:begin + 80].rstrip() for begin in range(0, 2000, 80)]

    def wait_for(self, pattern: str, pause: float = 0.1) -> str:
        """Until some row of the screen matches; the whole screen."""
        while not re.search(pattern, text := "\n".join(self.rows()), re.M):
            if time.monotonic() > self.deadline:
                raise TimeoutError(f"the screen never shows /{pattern}/, but\n{text}")
            time.sleep(pause)
        return text

    def press(self, *keys: str) -> None:
        for key in keys:
            self.qemu.human(f"sendkey {key}")

    def visit(self) -> list[str]:
        found = []
        self.wait_for("^Dormer ", 0.01)
        self.press("q")  # while benchmarks run and before anybody asks: the keyboard is set up later, and loses nothing
        self.wait_for("^-- lesson 1 of 14")
        self.press("1", "0", "ret")
        self.wait_for("^=== Lesson 10 of 14")
        self.press("q")
        self.wait_for("^-- lesson 10 of 14")
        self.press("q")
        self.wait_for("^dormer> *$")
        self.press("shift-pgup")
        if "-- lesson 10 of 14" in (back := self.wait_for("^ Looking back: ")):
            found.append(f"one does not look back a page:\n{back}")
        self.press("shift-pgup")
        self.wait_for("^=== Lesson 1 of 14")
        self.press("shift-pgup", "shift-pgup")
        if re.search("^(fact |[a-f]+$)", first := self.wait_for("^Dormer .* started by "), re.M):
            found.append(f"what only programs read stands in the way:\n{first}")
        self.press("m")
        self.wait_for("^dormer> m$")
        self.press(*"emtest", "spc", "0", "ret")
        self.wait_for(r"^  Done     \[#*\.+\] +\d+ %$")
        panel = self.wait_for(r"^  Rate     \d+ MiB/s")
        for part in (r"^  Pass     1, until", r"^  Pattern  \w", r"^  Time     \d+ s so far; ", r"^  Errors   none so far"):
            if not re.search(part, panel, re.M):
                found.append(f"the memory test does not show /{part}/:\n{panel}")
        self.press("ctrl-c")
        self.wait_for("stopped before the end")
        self.wait_for("^dormer> *$")
        self.press(*"bench", "spc", *"vmap", "shift-8", "ret", *"quit", "ret")  # typed while that is measured
        return found


def at_the_screen(kernel: str, log: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/qmp"
        door = subprocess.Popen([str(ROOT / "dormer"), "run", "--headless", "--kernel", kernel, "--log", str(log), *MACHINE,
                                 "--timeout", str(SECONDS), "--append", "run=bench:vmap*,tour,monitor attended=screen",
                                 "--qemu", f"-qmp unix:{socket},server=on,wait=on"], stdout=subprocess.DEVNULL)
        try:
            while not Path(socket).exists():
                time.sleep(0.1)
            found = Screen(Monitor(socket, SECONDS)).visit()
            if (status := door.wait(SECONDS)) != 0:
                found.append(f"after quit the status is {status}")
        finally:
            door.terminate()
            door.wait()
    said = log.read_text(encoding="ascii")
    if re.search("-- more|-- lesson|  Done ", said):
        found.append("what is for the screen alone stands on COM1, too")
    if "fact cpus 2" not in said:
        found.append("COM1 lacks its facts")
    return found


def main() -> int:
    kernel, log = kernel_and_log("attended")
    terminal = Terminal(kernel, log)
    try:
        found = terminal.visit()
    except (EOFError, TimeoutError, OSError) as lost:
        found = [f"at the terminal: {lost}"]
    finally:
        terminal.pty.give_up()
    try:
        found += at_the_screen(kernel, log.with_name("attended_screen.log"))
    except (EOFError, TimeoutError, OSError) as lost:
        found.append(f"at the screen: {lost}")
    return tell(found, "terminal and screen: every key does what it should")


if __name__ == "__main__":
    sys.exit(main())
