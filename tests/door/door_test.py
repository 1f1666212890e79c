# SPDX-License-Identifier: MIT
"""What ./dormer promises: its exit statuses, one clear sentence for wrong usage, and that it ends what it began."""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "guest"))
from pseudo_terminal import PseudoTerminal, shown  # noqa: E402  (it lies among the guest's tests)

DOOR = str(HERE.parents[1] / "dormer")
DOOR_PARTS = HERE.parents[1] / "tools/door"


def door(*arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DOOR, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, env={**os.environ, "PATH": path})


class Usage(unittest.TestCase):
    def assert_refused(self, sentence: str, *arguments: str) -> None:
        done = door(*arguments)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn(sentence, done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)

    def test_unknown_words_are_named(self) -> None:
        self.assert_refused("no verb 'fly'", "fly")
        for verb in ("run", "test", "bench", "debug", "image"):
            self.assert_refused("no option '--fast'", verb, "--fast")

    def test_an_option_is_no_name_of_a_file(self) -> None:
        for second in "--pxe", "--floppy":
            self.assert_refused("one medium at a time", "image", "--floppy", second)
        self.assert_refused("no option '--fast'", "image", "--pxe", "--fast")

    def test_option_without_its_value_is_named(self) -> None:
        self.assert_refused("--cpus needs a value", "run", "--cpus")

    def test_empty_value_is_no_default(self) -> None:
        for option in ("--kernel", "--timeout", "--cpus", "--memory", "--cpu", "--machine", "--log"):
            with self.subTest(option=option):
                self.assert_refused(f"{option} has an empty value", "run", option, "")
                self.assert_refused(f"{option} has an empty value", "run", f"{option}=")

    def test_values_that_mean_nothing_are_named(self) -> None:
        self.assert_refused("--cpus '0'", "run", "--cpus", "0")
        self.assert_refused("--memory 'much'", "run", "--memory=much")
        self.assert_refused("1000G are the most", "run", "--memory", "3T")
        self.assert_refused("--machine 'amiga' is none of: pc q35 isapc", "run", "--machine", "amiga")
        self.assert_refused("--timeout 'soon'", "run", "--timeout", "soon")
        self.assert_refused("isapc has no USB", "run", "--machine", "isapc", "--boot", "usb")
        self.assert_refused("isapc has one CPU", "run", "--machine", "isapc", "--cpus", "2")
        self.assert_refused("there is no file '/nowhere'", "run", "--kernel", "/nowhere")
        self.assert_refused("is no kernel: it is not an ELF file for i386", "run", "--kernel", DOOR)
        self.assert_refused("is no kernel: it is not an ELF file for i386", "run", "--kernel", "/bin/true")
        self.assert_refused("is no regular expression", "test", "kmap(")

    def test_every_verb_has_help(self) -> None:
        for verb in ("run", "test", "bench", "debug", "image", "setup"):
            done = door(verb, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertTrue(done.stdout.startswith(f"usage: ./dormer {verb}"), done.stdout)

    def test_verbs_and_help_tell_the_same_story(self) -> None:
        known = re.search(r"^ *(run \| .*)\) \"verb_", Path(DOOR).read_text(encoding="utf-8"), re.M)[1].split(" | ")
        listed = re.findall(r"^  (\w+) {2,}\w", door("help").stdout, re.M)
        self.assertEqual(set(listed), {*known, "help"})
        texts = {file.stem for file in (DOOR_PARTS / "help").glob("*.txt")}
        self.assertEqual(texts, {*known, "dormer"})

    def test_options_and_help_tell_the_same_story(self) -> None:
        for verb, part in (("run", "options"), ("bench", "bench"), ("image", "image"), ("test", "test")):
            with self.subTest(verb=verb):
                cases = re.findall(r"^ +(--[a-z-]+(?: \| --[a-z-]+)*)\)", (DOOR_PARTS / f"{part}.bash").read_text(encoding="utf-8"), re.M)
                taken = {word for case in cases for word in re.findall(r"--[a-z][a-z-]*", case)}
                told = re.findall(r"^ *(--[a-z][a-z-]*)", door(verb, "--help").stdout, re.M)
                self.assertEqual(set(told), taken)


class Endings(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.kernel = self.folder / "ending.elf"

    def build(self, text: str, how: str, value: int = 0) -> None:
        """A kernel that prints `text` and ends that way."""
        unlinked = self.folder / "ending.o"
        subprocess.run(["nasm", "-f", "elf32", f'-DTEXT="{text}"', f"-DHOW={how}", f"-DVALUE={value}",
                        "-o", unlinked, HERE / "ending.asm"], check=True)
        subprocess.run(["i686-linux-gnu-ld", "-m", "elf_i386", "-Ttext=0x100000", "-o", self.kernel, unlinked],
                       check=True, stderr=subprocess.DEVNULL)

    def options(self, *further: str) -> list[str]:
        return ["run", "--headless", "--boot", "kernel", "--kernel", str(self.kernel), "--log", str(self.folder / "log"),
                *further]

    def assert_ends(self, status: int, last_line: str, *further: str) -> None:
        done = door(*self.options("--timeout", "60", *further))
        self.assertEqual(done.returncode, status, done.stdout)
        self.assertIn(last_line, done.stdout.splitlines()[-1])

    def test_pass_needs_the_line_and_the_status(self) -> None:
        self.build("dormer: end pass", "exit", 0x10)
        self.assert_ends(0, "dormer: end pass")
        self.build("dormer: end pass", "exit", 0x11)
        self.assert_ends(1, "does not go with QEMU's status 35")
        self.build("almost there", "exit", 0x10)
        self.assert_ends(1, "did not end its run")

    def test_something_behind_the_end_line_is_no_pass(self) -> None:
        self.build('dormer: end pass", 10, "but not quite', "exit", 0x10)
        self.assert_ends(1, "did not end its run")

    def test_failures_keep_their_statuses(self) -> None:
        self.build("dormer: end fail", "exit", 0x11)
        self.assert_ends(1, "dormer: end fail")
        self.build("dormer: end refused no-pae", "exit", 0x12)
        self.assert_ends(2, "dormer: end refused no-pae")
        self.build("dormer: end panic Overrun", "exit", 0x13)
        self.assert_ends(1, "dormer: end panic Overrun")

    def test_reboot_that_the_monitor_was_asked_for_is_no_failure(self) -> None:
        self.build("Resetting the machine.", "reset")
        self.assert_ends(0, "the machine was reset, as the monitor was asked to do")

    def test_triple_fault_fails(self) -> None:
        self.build("so far so good", "reset")
        self.assert_ends(1, "did not end its run")

    def test_triple_fault_behind_the_end_line_fails(self) -> None:
        self.build("dormer: end pass", "reset")
        self.assert_ends(1, "does not go with QEMU's status 0")

    def test_hang_ends_by_time_out(self) -> None:
        self.build("thinking", "hang")
        self.assertEqual(door(*self.options("--timeout", "2")).returncode, 1)

    def test_every_boot_medium_and_machine_works(self) -> None:
        self.build("dormer: end pass", "exit", 0x10)
        for medium in ("iso", "disk", "usb", "kernel"):
            for machine in ("pc", "q35", "isapc"):
                if (medium, machine) == ("usb", "isapc"):
                    continue  # has no USB
                with self.subTest(medium=medium, machine=machine):
                    self.assert_ends(0, "end pass", "--boot", medium, "--machine", machine)

    def test_more_memory_than_this_machine_has_can_be_asked_for(self) -> None:
        self.build("dormer: end pass", "exit", 0x10)
        for memory in ("60G", "128G"):
            for machine in ("pc", "q35"):
                with self.subTest(memory=memory, machine=machine):
                    self.assert_ends(0, "end pass", "--memory", memory, "--machine", machine)

    def test_emulator_that_cannot_start_is_no_verdict_on_the_kernel(self) -> None:
        self.build("dormer: end pass", "exit", 0x10)
        self.assert_ends(3, "qemu did not start", "--cpu", "z80")

    def test_ending_the_door_ends_the_emulator(self) -> None:
        self.build("thinking", "hang")
        for how in (signal.SIGTERM, signal.SIGINT):
            name = f"door-test-{os.getpid()}-{how}"
            with subprocess.Popen([DOOR, *self.options("--timeout", "60", "--qemu", f"-name {name}")],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
                self.wait_until(lambda: processes(name) >= 2)
                running.send_signal(how)
                running.wait()
            self.wait_until(lambda: processes(name) == 0)

    def test_in_a_terminal_ctrl_c_is_the_kernels_and_ctrl_a_x_leaves(self) -> None:
        self.build("thinking", "hang")
        options = [word for word in self.options("--timeout", "60") if word != "--headless"]
        terminal = PseudoTerminal([DOOR, *options], 60)
        try:
            self.assertIn("Ctrl-A X leaves", terminal.listen("thinking"))
            terminal.type("\x03\x03")
            terminal.type("\x01x")
            self.assertEqual(terminal.end(), 1)
            self.assertIn("QEMU: Terminated", terminal.said)
            self.assertIn("left by Ctrl-A X", shown(terminal.said)[-2])
        finally:
            terminal.give_up()

    def wait_until(self, condition) -> None:
        """Fails only if it never comes true."""
        for _ in range(600):
            if condition():
                return
            time.sleep(0.1)
        self.fail("waited a minute in vain")


def processes(word: str) -> int:
    """How many running emulators (with the program that times them) have this word on their command line."""
    found = 0
    for commandline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = commandline.read_bytes().split(b"\0")
        except OSError:  # ended while we looked
            continue
        found += word.encode() in words
    return found


if __name__ == "__main__":
    unittest.main()
