# SPDX-License-Identifier: MIT
"""As much of gdb's remote protocol as it takes to stop the guest, at a function or not, and change its memory."""
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

    def resume(self) -> None:
        """Lets the guest run."""
        self.send("c")

    def interrupt(self) -> None:
        """Stops it wherever it is."""
        self.socket.sendall(b"\x03")
        self.receive()

    def use_physical_addresses(self) -> None:
        """For read() and write(). An extension of QEMU's."""
        self.expect_ok("Qqemu.PhyMemMode:1")

    def read(self, address: int, size: int) -> bytes:
        """At most 2 KiB: QEMU's packets hold no more."""
        answer = self.ask(f"m{address:x},{size:x}")
        if answer.startswith("E"):
            raise RuntimeError(f"the gdbstub cannot read {size} bytes at {address:#x}")
        return bytes.fromhex(answer)

    def write(self, address: int, data: bytes) -> None:
        self.expect_ok(f"M{address:x},{len(data):x}:{data.hex()}")

    def run_to(self, address: int) -> bool:
        """Lets the guest run. True: it stands before the instruction at `address`; False: QEMU has ended.

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
