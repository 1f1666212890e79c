# SPDX-License-Identifier: MIT
"""QEMU's view of the guest's page tables, through its monitor (QMP)."""
import json
import re
import socket
from dataclasses import dataclass

PAGE = 4096
LARGE_PAGE = 2 << 20
NX_SHOWN = 1 << 63  # `info tlb` also shows the bit in the physical address, above what any CPU has


@dataclass(frozen=True)
class Page:
    """A page that is mapped."""
    address: int
    size: int
    physical: int
    writable: bool
    executable: bool


class Monitor:
    """QMP at a Unix socket."""

    def __init__(self, path: str, seconds: float) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(path)
        self.stream = self.socket.makefile("r", encoding="utf-8")
        self.stream.readline()  # greeting
        self.execute("qmp_capabilities")

    def execute(self, command: str, **arguments: str) -> str:
        """The answer to one command; events in between are skipped."""
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while True:
            line = self.stream.readline()
            if not line:
                raise EOFError("QEMU has closed its monitor")
            answer = json.loads(line)
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])
            if "return" in answer:
                return answer["return"]

    def human(self, command: str) -> str:
        return self.execute("human-monitor-command", **{"command-line": command})

    def pages(self) -> list[Page]:
        """`info tlb`: every page that the guest's tables map."""
        return [page for line in self.human("info tlb").splitlines() if (page := parse_tlb_line(line))]

    def ranges(self) -> list[tuple[int, int]]:
        """`info mem`: what is mapped, as [begin, end)."""
        found = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) ", self.human("info mem"), re.M)
        return [(int(begin, 16), int(end, 16)) for begin, end in found]


def parse_tlb_line(line: str) -> Page | None:
    """For example 00000000fec00000: 0000000140000000 XG-DA---W, where X means no execute."""
    match = re.match(r"([0-9a-f]{16}): ([0-9a-f]{16}) ([A-Z-]{9})$", line.strip())
    if not match:
        return None
    address, physical, flags = int(match[1], 16), int(match[2], 16), match[3]
    no_execute = flags[0] == "X" or physical & NX_SHOWN
    return Page(address, LARGE_PAGE if flags[2] == "P" else PAGE, physical & ~NX_SHOWN,
                flags[8] == "W", not no_execute)
