# SPDX-License-Identifier: MIT
"""./dormer run in a pseudo-terminal: as a person at a terminal sees it, keys and all."""
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time


class PseudoTerminal:
    """A command with a terminal of that many rows and 80 columns, given up after that many seconds."""

    def __init__(self, command: list[str], seconds: float, rows: int = 25) -> None:
        self.deadline = time.monotonic() + seconds
        self.said = ""
        self.read_to = 0
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
            os.execv(command[0], command)

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode("latin-1"))

    def listen(self, pattern: str) -> str:
        """What is said up to the next match, which comes with it."""
        while not (found := re.search(pattern, self.said[self.read_to:])):
            if not self._read():
                raise EOFError(f"the run ended before /{pattern}/; the last words: {self.said[-800:]}")
        part = self.said[self.read_to:self.read_to + found.end()]
        self.read_to += found.end()
        return part

    def _read(self) -> bool:
        ready, _, _ = select.select([self.terminal], [], [], max(0.0, self.deadline - time.monotonic()))
        if not ready:
            raise TimeoutError(f"nothing more is said; the last words: {self.said[-800:]}")
        try:
            some = os.read(self.terminal, 4096)
        except OSError:  # Linux' way of saying that the other side is closed
            some = b""
        self.said += some.decode("latin-1").replace("\r", "")
        return some != b""

    def end(self) -> int:
        """The exit status, once the rest has been listened to."""
        while self._read():
            pass
        self.read_to = len(self.said)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def give_up(self) -> None:
        """Whatever happens, nothing goes on running."""
        try:
            os.kill(self.child, 15)
            os.waitpid(self.child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def shown(text: str) -> list[str]:
    """The lines as they stand there at last: what was taken away by backspaces is gone."""
    rows, row, column = [], [], 0
    for letter in re.sub(r"\x1b\[[0-9;]*[A-Z]", "", text):
        if letter == "\n":
            rows.append("".join(row).rstrip())
            row, column = [], 0
        elif letter == "\b":
            column = max(0, column - 1)
        else:
            row[column:column + 1] = [letter]
            column += 1
    return [*rows, "".join(row).rstrip()]
