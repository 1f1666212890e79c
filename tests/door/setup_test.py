# SPDX-License-Identifier: MIT
"""How the door gets what a verb needs: only that, once, and patiently while somebody else is installing."""
import fcntl
import os
import shutil
import tempfile
import threading
import unittest
from pathlib import Path

import support

APT = "env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get"
UPDATE, INSTALL = f"{APT} update", f"{APT} install -y --no-install-recommends nasm"
SET_UP = "needs_bochs='' needs_tests=''; verb_setup"  # what ./dormer test --quick has brought is enough to run this

# What the tests take away or replace, by how the names begin. The thousand other programs are linked once.
CHANGED = ("nasm", "sudo", "apt-get", "id", "cmake", "i686", "clang", "ld.lld", "bochs", "qemu", "xorriso", "mformat", "gdb")
others = tempfile.TemporaryDirectory()


def setUpModule() -> None:
    unittest.addModuleCleanup(others.cleanup)
    support.link_commands(Path(others.name), where=lambda name: not name.startswith(CHANGED))


class Machine(unittest.TestCase):
    """It has everything but nasm, and we are not root there; sudo and apt-get only note what they are asked for, and
    then nasm is there."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin, self.asked = Path(folder.name, "bin"), Path(folder.name, "asked")
        self.root = support.make_root(Path(folder.name, "root"))
        self.bin.mkdir()
        support.link_commands(self.bin, where=lambda name: name.startswith(CHANGED))
        (self.bin / "nasm").unlink()
        self.path = f"{self.bin}:{others.name}"
        self.fake("id", "echo 1000")
        self.fake("sudo", f'echo "$*" >>{self.asked}\nexec "$@"')
        self.fake("apt-get", self.bring_nasm())

    def bring_nasm(self) -> str:
        return f'case "$*" in *install*nasm*) ln -sf /bin/true {self.bin}/nasm ;; esac'

    def fake(self, command: str, text: str) -> None:
        support.fake(self.bin, command, text)

    def asked_for(self) -> list[str]:
        return self.asked.read_text(encoding="utf-8").splitlines()

    def assert_set_up(self, status: int, *sentences: str, text: str = SET_UP, **environment: str) -> None:
        done = support.call(self.root, text, self.path, **environment)
        self.assertEqual(done.returncode, status, done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), len(sentences), done.stdout)
        for line, sentence in zip(done.stdout.splitlines(), sentences, strict=True):
            self.assertIn(sentence, line)


class SetUp(Machine):
    def test_what_is_missing_is_named_and_installed_with_sudo(self) -> None:
        self.assert_set_up(0, "installing nasm (", "everything is there")
        self.assertEqual(self.asked_for(), [UPDATE, INSTALL])

    def test_lists_of_packages_are_fetched_once(self) -> None:
        for _ in range(2):
            (self.bin / "nasm").unlink(missing_ok=True)
            self.assert_set_up(0, "installing nasm (", "everything is there")
        self.assertEqual(self.asked_for(), [UPDATE, INSTALL, INSTALL])

    def test_root_needs_no_sudo(self) -> None:
        self.fake("id", "echo 0")
        self.assert_set_up(0, "installing nasm (", "everything is there")
        self.assertFalse(self.asked.exists())

    def test_without_root_and_sudo_or_without_apt_it_is_only_named(self) -> None:
        for command in ("sudo", "apt-get"):
            (self.bin / command).unlink()
            self.assert_set_up(3, "please install: nasm (names of Debian packages)")

    def test_apt_that_fails_is_quoted(self) -> None:
        self.fake("apt-get", "echo E: no network; exit 100")
        self.assert_set_up(3, "installing nasm (", "E: no network", "apt could not install: nasm")

    def test_what_builds_nothing_needs_no_cmake(self) -> None:
        (self.bin / "cmake").unlink()
        self.assert_set_up(0, text="ensure python3:python3")

    def test_cmake_that_is_too_old_is_named(self) -> None:
        self.fake("nasm", "")
        self.fake("cmake", "echo cmake version 3.22.1")
        self.assert_set_up(3, "CMake 3.22.1 is too old: 3.25 or newer is needed")
        self.fake("cmake", "echo cmake version 3.25.0")
        self.assert_set_up(0, "everything is there")

    def test_with_a_kernel_of_ones_own_nothing_is_installed_but_what_is_missing_is_named(self) -> None:
        for command in self.bin.glob("qemu-system-*"):
            command.unlink()
        kernel = self.root / "k.elf"
        kernel.write_bytes(b"\x7fELF\x01\x01" + bytes(12) + b"\x03\0")  # as much of one as is looked at
        self.assert_set_up(3, "this needs what is not there: qemu-system-x86 (names of Debian packages; ./dormer setup installs",
                           text=f"verb_run --headless --boot kernel --kernel {kernel}")
        self.assertFalse(self.asked.exists())

    def test_only_what_a_verb_needs_is_installed(self) -> None:
        for command in list(self.bin.iterdir()):
            if command.name.startswith(("nasm", "i686", "clang", "ld.lld", "bochs", "qemu", "xorriso", "mformat", "gdb")):
                command.unlink()
        self.fake("apt-get", "exit 100")
        kernel = "g++-i686-linux-gnu nasm"
        for call, packages in (("verb_run --boot kernel", f"{kernel} qemu-system-x86"),
                               ("verb_run", f"{kernel} mtools qemu-system-x86 xorriso"),
                               ("verb_debug", f"{kernel} gdb qemu-system-x86"),
                               ("verb_image", f"{kernel} mtools xorriso"),
                               ("verb_bench", f"{kernel} qemu-system-x86"),
                               ("verb_test --quick", f"clang clang-format {kernel} mtools qemu-system-x86 xorriso")):
            with self.subTest(call=call):
                done = support.call(self.root, call, self.path)
                first = done.stdout.splitlines()[0]
                # What shows itself by a file may be there or not.
                said, _, named = first.split(" (")[0].partition("installing ")
                self.assertEqual(said, "dormer: ", done.stdout)
                self.assertEqual(set(named.split()) - {"googletest", "grub-pc-bin"}, set(packages.split()))


class Lock(Machine):
    """Another process holds one of apt's locks."""

    def lock(self, sentence: str, times: int) -> None:
        """apt-get finds it held that many times."""
        count = self.root / "count"
        self.fake("apt-get", f'echo x >>{count}; [ "$(wc -l <{count})" -gt {times} ] || {{ echo "{sentence}"; exit 100; }}\n'
                  + self.bring_nasm())

    def test_it_is_waited_for_and_its_holder_named_once(self) -> None:
        self.lock("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)", 2)
        self.assert_set_up(0, "installing nasm (", "waiting for apt's lock, which unattended-upgr (process 4711) holds",
                           "installed in", "everything is there")
        self.assertEqual(self.asked_for(), [UPDATE, UPDATE, UPDATE, INSTALL])

    def test_all_that_apt_and_dpkg_say_of_locks_is_understood(self) -> None:
        for sentence, holder in (("E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)",
                                  "apt-get (process 7)"),
                                 ("Error: Could not get lock /x. It is held by process 7 (apt)", "apt (process 7)"),
                                 ("E: Could not get lock /x - open (11: Resource temporarily unavailable)", "another process"),
                                 ("dpkg: error: dpkg frontend lock was locked by another process with pid 9", "process 9"),
                                 ("E: Could not get lock /x - open (30: Read-only file system)", ""),
                                 ("E: Unable to locate package nasm", "")):
            with self.subTest(sentence=sentence):
                log = self.root / "log"
                log.write_text(f"Reading package lists...\n{sentence}\nE: and more\n", encoding="utf-8")
                self.assertEqual(support.call(self.root, f"lock_holder {log}").stdout.strip(), holder)

    def test_patience_has_an_end(self) -> None:
        self.lock("E: Could not get lock /x. It is held by process 4711 (stuck)", 1000)
        self.assert_set_up(3, "installing nasm (", "waiting for apt's lock", "It is held by process 4711 (stuck)",
                           "apt could not install: nasm", text=f"apt_patience=1; {SET_UP}")

    @unittest.skipUnless(shutil.which("apt-get"), "no apt here")
    def test_apt_itself_is_understood(self) -> None:
        state = self.root / "apt"
        for folder in ("lists/partial", "cache/archives/partial", "etc"):
            (state / folder).mkdir(parents=True)
        (state / "etc/sources.list").touch()
        config = state / "apt.conf"
        config.write_text(f'Dir::State::Lists "{state}/lists";\nDir::Cache "{state}/cache";\nDir::Etc "{state}/etc";\n'
                          'APT::Update::Post-Invoke-Success "true";\n#clear APT::Update;\n', encoding="utf-8")
        self.fake("apt-get", f'case "$*" in *update*) exec {shutil.which("apt-get")} "$@" ;; esac\n{self.bring_nasm()}')
        with open(state / "lists/lock", "w", encoding="utf-8") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            release = threading.Timer(4, lambda: fcntl.lockf(lock, fcntl.LOCK_UN))
            release.start()
            self.assert_set_up(0, "installing nasm (", f"(process {os.getpid()}) holds", "installed in", "everything is there",
                               APT_CONFIG=str(config))
            release.join()


if __name__ == "__main__":
    unittest.main()
