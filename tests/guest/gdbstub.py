# SPDX-License-Identifier: MIT
"""As much of gdb's remote protocol as it takes to stop the guest at a function, again and again."""
import socket


class GdbStub:
    """QEMU's gdbstub at a Unix socket. The guest stands still when this is made with QEMU's -S."""

    def __init__(self, path: str, seconds: float) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(path)
        self.stream = self.socket.makefile("rb")

    def send(self, packet: str) -> None:
        checksum = sum(packet.encode()) % 256
        self.socket.sendall(f"${packet}#{checksum:02x}".encode())

    def receive(self) -> str:
        """The next packet; acknowledgements before it are skipped."""
        while (byte := self.stream.read(1)) != b"$":
            if not byte:
                raise EOFError("QEMU has ended")
        packet = b""
        while (byte := self.stream.read(1)) != b"#":
            packet += byte
        self.stream.read(2)
        self.socket.sendall(b"+")
        return packet.decode()

    def ask(self, packet: str) -> str:
        self.send(packet)
        return self.receive()

    def expect_ok(self, packet: str) -> None:
        if (answer := self.ask(packet)) != "OK":
            raise RuntimeError(f"the gdbstub answers '{answer}' to {packet}")

    def run_to(self, address: int) -> bool:
        """Lets the guest run. True: it stands before the instruction at `address`; False: QEMU ended.

        A hardware breakpoint, since it needs no memory to be mapped there yet. It is gone while one instruction
        is stepped over, or the guest would stop where it stands.
        """
        try:
            self.ask("s")
            self.expect_ok(f"Z1,{address:x},1")
            stopped = self.ask("c").startswith("T")
            self.expect_ok(f"z1,{address:x},1")
            return stopped
        except (EOFError, ConnectionError):
            return False
