# SPDX-License-Identifier: MIT
"""Screens of pixels that loaders hand over, by either multiboot, and tags that are damaged. DORMER_KERNEL names the kernel."""
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from loaders_test import HAS_MAP, HERE, PASSED, RAM, boot, information, make_machine

sys.path.insert(0, str(HERE.parent / "guest"))
import pixels  # noqa: E402  (lies among the guest's tests)
from monitor import Monitor  # noqa: E402
from standing import END, wait_for  # noqa: E402

HAS_SCREEN = 1 << 12
SCREEN_AT = 0xFD000000  # where SeaBIOS puts the memory of QEMU's VGA
WIDTH, HEIGHT = 800, 600
DIRECT, INDEXED = 1, 0
COLOURS = bytes([16, 8, 8, 8, 0, 8])  # place and bits of red, green, blue
MAGIC_2 = 0x36D76289


def set_mode(bits: int) -> str:
    """What a loader that knows this VGA writes into its registers: off, the size, on with all of its memory in one piece."""
    registers = [(4, 0), (1, WIDTH), (2, HEIGHT), (3, bits), (4, 0x41)]
    return "".join(f"""
        mov dx, 0x1CE
        mov ax, {register}
        out dx, ax
        inc dx
        mov ax, {value}
        out dx, ax
""" for register, value in registers)


# All that a VGA's table holds, made black: a loader's colours may be any.
NO_COLOURS = """
        mov dx, 0x3C8
        xor eax, eax
        out dx, al
        inc dx
        mov ecx, 3 * 256
.next:  out dx, al
        loop .next
"""


def with_screen(info: bytes, bits: int, kind: int) -> bytes:
    """The structure of multiboot 1 with a framebuffer in it."""
    result = bytearray(info)
    struct.pack_into("<I", result, 0, struct.unpack_from("<I", info)[0] | HAS_SCREEN)
    struct.pack_into("<QIIIBB", result, 88, SCREEN_AT, WIDTH * bits // 8, WIDTH, HEIGHT, bits, kind)
    result[110:116] = COLOURS
    return bytes(result)


def tag(kind: int, body: bytes) -> bytes:
    whole = struct.pack("<II", kind, 8 + len(body)) + body
    return whole + bytes(-len(whole) % 8)


def tags(*each: bytes) -> bytes:
    """The structure of multiboot 2."""
    body = b"".join(each)
    return struct.pack("<II", 8 + len(body), 0) + body


class Screens(unittest.TestCase):
    def shown(self, bits: int, kind: int) -> bytes:
        """What stands on such a screen when the kernel has ended."""
        info = with_screen(information(HAS_MAP, memory=RAM, words="run=test:stop_*"), bits, kind)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log, socket, dump = folder / "log", folder / "monitor", folder / "dump"
            command = make_machine(folder, info, leaves_behind=set_mode(bits) + (NO_COLOURS if kind == INDEXED else ""))
            with subprocess.Popen([*command, "-serial", f"file:{log}", "-qmp", f"unix:{socket},server=on,wait=off"],
                                  stdin=subprocess.DEVNULL) as machine:
                try:
                    wait_for("last line", 60, machine, lambda: log.exists() and END.search(log.read_bytes()))
                    monitor = Monitor(str(socket), 30)
                    monitor.execute("screendump", filename=str(dump))
                    monitor.socket.close()
                finally:
                    machine.kill()
            said = log.read_text(encoding="ascii", errors="replace")
            self.assertIn(f"screen: {WIDTH} by {HEIGHT} pixels of {bits} bits at {SCREEN_AT:#x}", said)
            return dump.read_bytes()

    def test_pixels_that_multiboot_1_hands_over_are_written_on(self) -> None:
        self.assertIn("dormer: end pass", pixels.text(self.shown(32, DIRECT)))

    def test_pixels_that_are_numbers_of_colours_get_the_colours_of_text(self) -> None:
        picture = self.shown(8, INDEXED)
        self.assertIn("dormer: end pass", pixels.text(picture))
        colours = pixels.read_ppm(picture)[2]
        seen = {colours[at:at + 3] for at in range(0, len(colours), 3)}
        grey = sorted(min(colour) for colour in seen if len(set(colour)) == 1)
        self.assertEqual(len(grey), 2, seen)
        self.assertIn(grey[1], range(0xA6, 0xAF), "as bright as a VGA's")

    def test_tags_count_up_to_the_one_that_is_damaged(self) -> None:
        lines = b"".join(struct.pack("<QQII", *line, 1, 0) for line in [(0, 0x9FC00), (1 << 20, 127 << 20)])
        good = tags(tag(1, b"run=test:stop_*\0"), tag(8, struct.pack("<QIII", SCREEN_AT, 1, 1, 1)),
                    tag(14, b"RSD PTR "), tag(6, struct.pack("<II", 24, 0) + lines))
        damaged = good + struct.pack("<II", 2, 4) + b"no loader's name\0" + bytes(7)
        status, log = boot(struct.pack("<I", len(damaged)) + damaged[4:], magic=MAGIC_2)
        self.assertEqual(status, PASSED, log)
        self.assertIn("boot loader: what it says about a framebuffer is too short", log)
        self.assertIn("boot loader: its copy of ACPI's RSDP is too short", log)
        self.assertIn(f"boot loader: the multiboot information is damaged at its byte {len(good)}; the rest of it is ignored", log)
        self.assertIn('started by a loader without a name with "run=test:stop_*"', log)
        self.assertRegex(log, r"(?m)^memory: 127 MiB of RAM up to 0x08000000;")


if __name__ == "__main__":
    unittest.main()
