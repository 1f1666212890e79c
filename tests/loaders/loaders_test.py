# SPDX-License-Identifier: MIT
"""What the kernel makes of loaders that are not QEMU or GRUB: it boots, or it refuses in a sentence. DORMER_KERNEL names
the kernel."""
import os
import re
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
KERNEL = os.environ.get("DORMER_KERNEL", "")
MAGIC = 0x2BADB002
INFO_AT = 0x8000

HAS_SIZES, HAS_LINE, HAS_MAP = 1 << 0, 1 << 2, 1 << 6
LINE, MAP = 0x100, 0x200  # where these lie after the structure
WORDS = "run=test:stop_*"  # what a kernel that boots then does
REFUSED, PASSED, PANICKED = 37, 33, 39  # QEMU's status


def information(flags: int, *, lower: int = 639, upper: int = 0, memory: bytes = b"",
                map_bytes: int | None = None, words: str = WORDS, at: int = INFO_AT) -> bytes:
    """The multiboot structure as it will lie at `at`, with what it points at."""
    result = bytearray(0x800)
    struct.pack_into("<5I", result, 0, flags | HAS_LINE, lower, upper, 0, at + LINE)
    struct.pack_into("<2I", result, 44, len(memory) if map_bytes is None else map_bytes, at + MAP)
    result[LINE:LINE + len(words) + 1] = words.encode() + b"\0"
    result[MAP:MAP + len(memory)] = memory
    return bytes(result)


def memory_line(begin: int, count: int, kind: int = 1, size: int = 20) -> bytes:
    return struct.pack("<IQQI", size, begin, count, kind)


RAM = memory_line(0, 0x9FC00) + memory_line(1 << 20, 127 << 20)


def boot(info: bytes, *, magic: int = MAGIC, at: int = INFO_AT, handed_over: int | None = None, leaves_behind: str = "",
         cpu: str = "qemu32", devices: tuple[str, ...] = (), program: str = "qemu-system-i386",
         beyond_the_file: int = 0) -> tuple[int, str]:
    """QEMU's status and what came out of COM1. `at`: where the loader puts its information; `handed_over`: where it says that it is; `leaves_behind`:
    instructions of the loader's, just before it is done; `devices`: further words for QEMU; `beyond_the_file`: the byte that it leaves where the
    image has memory and no bytes."""
    with tempfile.TemporaryDirectory() as name:
        machine = make_machine(Path(name), info, magic, at, at if handed_over is None else handed_over, leaves_behind, beyond_the_file)
        done = subprocess.run([program, *machine[1:], "-cpu", cpu, "-serial", "stdio", "-monitor", "none",
                               "-device", "isa-debug-exit,iobase=0xf4,iosize=4", *devices],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, done.stdout.decode("ascii", errors="replace").replace("\r\n", "\n")


def make_machine(folder: Path, info: bytes, magic: int = MAGIC, at: int = INFO_AT, handed_over: int = INFO_AT,
                 leaves_behind: str = "", beyond_the_file: int = 0) -> list[str]:
    """The beginning of QEMU's command line for a machine that this loader starts; it is made in `folder`."""
    (folder / "info").write_bytes(info)
    (folder / "deeds").write_text(leaves_behind, encoding="ascii")
    subprocess.run(["nasm", "-f", "elf32", f"-DMAGIC={magic}", f"-DINFO_AT={at}", f"-DHANDED_OVER={handed_over}",
                    f"-DINFO_FILE='{folder}/info'", f"-DLEAVES_BEHIND='{folder}/deeds'", f"-DBEYOND_THE_FILE={beyond_the_file}", "-o", folder / "loader.o",
                    HERE / "strange_loader.asm"], check=True)
    subprocess.run(["i686-linux-gnu-ld", "-m", "elf_i386", "-Ttext=0x2000000", "-o", folder / "loader",
                    folder / "loader.o"], check=True, stderr=subprocess.DEVNULL)
    return ["qemu-system-i386", "-kernel", str(folder / "loader"), "-initrd", KERNEL, "-m", "128M", "-display", "none", "-no-reboot"]


class Loaders(unittest.TestCase):
    def assert_refused(self, reason: str, sentence: str, booted: tuple[int, str]) -> None:
        status, log = booted
        self.assertEqual(status, REFUSED, log)
        self.assertIn(sentence, log)
        self.assertNotIn("\r", log, "each line ends in CR LF, and nowhere else is there a CR")
        self.assertRegex(log.splitlines()[-1], f"^dormer: end refused {reason}")

    def assert_ended_well(self, booted: tuple[int, str]) -> str:
        status, log = booted
        self.assertEqual(status, PASSED, log)
        self.assertEqual(log.splitlines()[-1], "dormer: end pass")
        return log

    def assert_passed(self, booted: tuple[int, str]) -> str:
        log = self.assert_ended_well(booted)
        self.assertRegex(log, r"(?m)^ok 1 - ")
        return log

    def test_a_loader_that_is_none_is_refused(self) -> None:
        self.assert_refused("not-multiboot", "was not started by a multiboot loader",
                            boot(information(HAS_MAP, memory=RAM), magic=0))

    def test_a_loader_that_says_nothing_of_memory_leaves_what_the_bios_wrote_down(self) -> None:
        log = self.assert_passed(boot(information(0)))
        self.assertIn("memory: sizes from the battery-backed memory: 640 KiB and, from 1 MiB, 129024 KiB", log)

    def test_memory_that_the_loader_did_not_clear_is_cleared(self) -> None:
        self.assert_passed(boot(information(HAS_MAP, memory=RAM), beyond_the_file=0xA5))

    def test_a_null_pointer_is_no_information(self) -> None:
        status, log = boot(information(HAS_MAP, memory=RAM), handed_over=0)
        self.assertEqual(status, PASSED, log)
        self.assertIn("boot loader: no information: 0x0 points at the BIOS's interrupt vectors and data", log)
        self.assertRegex(log, r"(?m)^memory: 12\d MiB of RAM up to 0x07f00000;")

    def test_a_map_of_more_than_the_machine_has_is_cut_to_what_answers(self) -> None:
        log = self.assert_passed(boot(information(HAS_MAP, memory=RAM + memory_line(1 << 20, 65535 << 20)), cpu="pentium3"))
        self.assertIn("memory: 0x08000000..0xfec00000 is not used: it does not keep what is written into it", log)
        self.assertIn("memory: 0x100000000..0x1000000000 is not used: it does not keep", log)
        self.assertRegex(log, r"(?m)^memory: 127 MiB of RAM up to 0x08000000;")

    def test_a_map_without_ram_under_the_kernel_gives_way_to_the_sizes(self) -> None:
        log = self.assert_passed(boot(information(HAS_MAP | HAS_SIZES, upper=127 << 10,
                                                  memory=memory_line(0, 0x9FC00) + memory_line(64 << 20, 64 << 20))))
        self.assertIn("its memory map is not believed: it has no RAM where the kernel runs all the same", log)
        self.assertIn("only sizes: 639 KiB and, from 1 MiB, 130048 KiB", log)

    def test_a_map_is_enough_wherever_it_lies(self) -> None:
        self.assert_passed(boot(information(HAS_MAP, memory=RAM)))
        last = (128 << 20) - (1 << 20)
        log = self.assert_passed(boot(information(HAS_MAP, memory=RAM, at=last), at=last))
        self.assertNotIn("boot loader:", log)

    def test_a_map_in_many_pieces_is_used_piece_by_piece(self) -> None:
        """As a free firmware hands it over, whose own tables lie between pieces of RAM: lines of 24 bytes, the first frame kept, other
        kinds than RAM in lowmem and behind it."""
        def line(begin: int, end: int, kind: int) -> bytes:
            return memory_line(begin, end - begin, kind, 24) + struct.pack("<I", 1)
        board = b"".join(line(*each) for each in (
            (0, 0x1000, 2), (0x1000, 0x60000, 1), (0x60000, 0x68000, 2), (0x68000, 0xA0000, 1), (0xA0000, 0x100000, 4),
            (0x100000, 0x1800000, 1), (0x1800000, 0x1858000, 2), (0x1858000, 0x7E00000, 1), (0x7E00000, 0x7F00000, 2),
            (0x7F00000, 0x8000000, 4), (0xFED10000, 0xFED1A000, 4)))
        log = self.assert_ended_well(boot(information(HAS_MAP, memory=board, words="run=board,test:stop_*,test:frames*")))
        self.assertRegex(log, r"(?m)^memory: 125 MiB of RAM up to 0x07e00000;")
        self.assertNotIn("not used: it", log)

    def test_memory_that_the_cpu_cannot_address_is_dropped(self) -> None:
        beyond = RAM + memory_line(1 << 36, 16 << 20)
        log = self.assert_ended_well(boot(information(HAS_MAP, memory=beyond, words="run=memtest:1:only=address")))
        self.assertIn("0x1000000000..0x1001000000 is not used: beyond the CPU's physical address bits", log)
        self.assertIn("memtest: not tested: 4096 frames, 0x1000000000..0x1001000000: beyond the CPU's physical address bits", log)
        self.assertIn("memtest: complete passes: 1; bad words: 0", log)

    def test_the_two_sizes_are_enough(self) -> None:
        log = self.assert_passed(boot(information(HAS_SIZES, upper=127 << 10)))
        self.assertIn("no memory map, only sizes: 639 KiB and, from 1 MiB, 130048 KiB", log)

    def test_a_damaged_map_counts_as_far_as_it_makes_sense(self) -> None:
        damaged = RAM + memory_line(0, 0, size=0)
        log = self.assert_passed(boot(information(HAS_MAP, memory=damaged, map_bytes=0xFFFFFFFF)))
        self.assertIn("memory map is damaged at 0x8230", log)


class Speed(unittest.TestCase):
    """QEMU's serial port takes letters at any speed, but it can tell at which speed each was sent."""

    def speeds(self, words: str) -> dict[int, str]:
        """By speed, what was sent at it."""
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder) / "trace"
            subprocess.run(["qemu-system-i386", "-kernel", KERNEL, "-append", words, "-m", "64M", "-display", "none",
                            "-monitor", "none", "-serial", "null", "-no-reboot", "-trace", "serial_write",
                            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-D", trace],
                           stdin=subprocess.DEVNULL, timeout=120, check=False)
            return sent_by_speed(trace.read_text(encoding="ascii"))

    def test_every_letter_comes_at_the_speed_of_the_command_line(self) -> None:
        for words, speed in [("console=ttyS0,9600 run=test:stop_*", 9600),
                             ("noapic\tconsole=vga console=ttyS0,300", 300),
                             ("run=test:stop_* xconsole=ttyS0,9600", 115200),
                             ("run=test:stop_* console=ttyS0", 115200),
                             ("run=test:stop_* console=ttyS0,49", 115200),
                             ("console=ttyS0,9600n8 run=test:stop_*", 9600),
                             ("run=test:stop_* console=ttyS0,9600n8", 9600),
                             ('"console=ttyS0,9600" run=test:stop_*', 9600),
                             ('"run=test:stop_* console=ttyS0,2400n"', 2400),
                             ("run=test:stop_* console=ttyS0,9600n7", 115200),
                             ("run=test:stop_* console=ttyS0,9600bps", 115200),
                             ("run=test:stop_* console=ttyS0,1000009600", 115200)]:
            with self.subTest(words):
                sent = self.speeds(words)
                self.assertEqual(list(sent), [speed])
                self.assertTrue(sent[speed].startswith("abcdef"), sent[speed][:20])


class OtherPorts(unittest.TestCase):
    """Text on serial ports beside COM1, by the name that the BIOS gives them or by their address."""

    def said(self, words: str) -> tuple[str, str]:
        """On COM1 and on COM2."""
        with tempfile.TemporaryDirectory() as folder:
            ports = [Path(folder) / name for name in ("com1", "com2")]
            subprocess.run(["qemu-system-i386", "-kernel", KERNEL, "-append", words, "-m", "64M", "-display", "none",
                            "-monitor", "none", "-serial", f"file:{ports[0]}", "-serial", f"file:{ports[1]}", "-no-reboot",
                            "-device", "isa-debug-exit,iobase=0xf4,iosize=4"], stdin=subprocess.DEVNULL, timeout=120, check=False)
            return tuple(port.read_bytes().decode("ascii").replace("\r", "") for port in ports)

    def test_port_that_is_asked_for_says_everything(self) -> None:
        for words in "console=ttyS1 run=test:stop_*", "run=test:stop_* console=0x2f8,9600":
            with self.subTest(words):
                first, second = self.said(words)
                self.assertIn("\nok 1 - ", second)
                self.assertTrue(second.endswith("\ndormer: end pass\n"), second)
                self.assertNotIn("ok 1 - ", first)

    def test_port_that_nobody_asks_for_is_left_alone(self) -> None:
        self.assertEqual(self.said("run=test:stop_*")[1], "")

    def test_port_that_is_not_there_is_named(self) -> None:
        first, second = self.said("run=test:stop_* console=ttyS2")
        self.assertIn('no console is called "ttyS2"', first)
        self.assertEqual(second, "")


def sent_by_speed(trace: str) -> dict[int, str]:
    """The writes to a UART's registers, played back."""
    sent: dict[int, str] = {}
    divisor, latch_open = 0, False
    for register, value in re.findall(r"serial_write write addr (0x[0-9a-f]+) val (0x[0-9a-f]+)", trace):
        register, value = int(register, 16), int(value, 16)
        if register == 3:
            latch_open = value & 0x80 != 0
        elif latch_open and register < 2:
            divisor = divisor & 0xFF << 8 * (1 - register) | value << 8 * register
        elif register == 0:
            speed = 115200 // divisor
            sent[speed] = sent.get(speed, "") + chr(value)
    return sent


class Screen(unittest.TestCase):
    """A machine without COM1: what is refused has to be told on the screen."""

    def screen(self, monitor: subprocess.Popen[str]) -> str:
        """The letters in the VGA's text buffer."""
        monitor.stdin.write("xp /2000hx 0xb8000\nprint 0x1234\n")
        monitor.stdin.flush()
        letters = ""
        for line in monitor.stdout:
            if "0x1234" in line and "print" not in line:
                return letters
            if re.match(r"[0-9a-f]+:", line):
                letters += "".join(chr(int(cell, 16) & 0xFF) for cell in re.findall(r"0x([0-9a-f]{4})\b", line))
        self.fail(f"QEMU ended; so far the screen was: {letters}")

    def screen_with(self, words: str, *options: str) -> str:
        """What stands there once these words do."""
        command = ["timeout", "60", "qemu-system-i386", "-kernel", KERNEL, "-m", "64M", "-display", "none", "-serial", "none",
                   "-monitor", "stdio", "-no-reboot", *options]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as monitor:
            try:
                shown = ""
                while words not in shown:
                    shown = self.screen(monitor)
                return shown
            finally:
                monitor.terminate()

    def test_a_refusal_without_a_serial_port_is_on_the_screen(self) -> None:
        shown = self.screen_with("dormer: end refused no-pae", "-cpu", "486")
        self.assertIn("This CPU reports no PAE", shown)

    def test_a_panic_leaves_room_for_the_lines_before_it(self) -> None:
        # Without COM1, "console=ttyS0" alone must not leave a person with a dark screen.
        shown = self.screen_with("halted", "-append", "console=ttyS0 run=test:unexpected_overrun")
        for words in ("KTAP version 1", "dormer: PANIC on CPU 0", "bytes past the end of slot 0", "--> 0x", "what to look at",
                      "kernel::unexpected_overrun", "dormer: end panic overrun"):
            self.assertIn(words, shown)


if __name__ == "__main__":
    unittest.main()
