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

    def break_at(self, address: int) -> None:
        """A hardware breakpoint: it needs no memory to be mapped at the address yet."""
        if (answer := self.ask(f"Z1,{address:x},1")) != "OK":
            raise RuntimeError(f"the gdbstub sets no breakpoint: '{answer}'")

    def run_until_stop(self) -> bool:
        """Lets the guest run. True: it stopped at a breakpoint; False: QEMU ended."""
        try:
            return self.ask("c").startswith("T")
        except (EOFError, ConnectionError):
            return False
