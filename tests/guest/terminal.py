# SPDX-License-Identifier: MIT
"""The kernel's monitor over the serial line, as a person at a terminal sees it."""
import subprocess
import threading

PROMPT = "dormer> "


class Terminal:
    """The serial line of a boot by ./dormer run, which is given up after that many seconds."""

    def __init__(self, command: list[str], seconds: float) -> None:
        self.door = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.timer = threading.Timer(seconds, self.door.terminate)
        self.timer.start()
        self.said = ""

    def listen(self) -> str:
        """What is said up to the next prompt that nothing follows, or to the end."""
        begin = len(self.said)
        while not (part := self.said[begin:]).endswith(PROMPT):
            byte = self.door.stdout.read(1)
            if not byte:
                return part
            self.said += byte.decode("ascii", errors="replace").replace("\r", "")
        return part

    def type(self, text: str) -> None:
        self.door.stdin.write(text.encode("latin-1"))
        self.door.stdin.flush()

    def answer(self, line: str) -> str:
        """What a line is answered with."""
        self.type(line + "\r")
        return self.listen()

    def end(self) -> int:
        """The exit status, once the rest has been listened to."""
        self.listen()
        self.timer.cancel()
        return self.door.wait()
