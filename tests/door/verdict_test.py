# SPDX-License-Identifier: MIT
"""How a run ended, from a log and QEMU's exit status; and what a person is told about one that did not pass."""
import tempfile
import unittest
from pathlib import Path

import support

TESTS = """Dormer, started
KTAP version 1
1..4
ok 1 - kmap_maps
# expected 3, got 4
# and that is wrong
not ok 2 - kmap_unmaps
ok 3 - smp_wakes # SKIP only one CPU runs
# only a remark
ok 4 - vmap_maps
# Totals: pass:2 fail:1 xfail:0 xpass:0 skip:1 error:0
dormer: end fail
"""
PANIC = """KTAP version 1
1..2
ok 1 - kmap_maps

dormer: PANIC on CPU 1 in thread test: overrun
thread 'test' writes 64 bytes past the end of slot 0

backtrace:
  0xc0100010  kernel::f +0x10
  0xc0100020  kernel::g +0x20
dormer: end panic overrun: thread 'test' writes 64 bytes past the end of slot 0
"""


class Verdict(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.root = support.make_root(self.folder / "root")
        self.log = self.folder / "log"

    def judge(self, log: str, qemu: int, more: str = ":", said: str = "", headless: str = "yes") -> tuple[int, str]:
        self.log.write_text(log.replace("\n", "\r\n"), encoding="ascii")
        Path(f"{self.log}.emulator").write_text(said, encoding="ascii")
        done = support.call(self.root, f"option[headless]={headless}; emulator_status={qemu}; kernel=/nowhere; {more}; "
                            f"status=0; judge {self.log} || status=$?; leave $status")
        return done.returncode, done.stdout

    def test_pass_is_one_line(self) -> None:
        self.assertEqual(self.judge("hello\ndormer: end pass\n", 33), (0, "dormer: end pass\n"))
        self.assertEqual(self.judge("hello\ndormer: end pass\n", 33, headless="''"), (0, ""))

    def test_words_that_were_ignored_are_told_where_nobody_reads_the_log(self) -> None:
        words = 'warning: command line: "test:kmap*" ignored: no such word\n'
        log = f"Dormer, started\n{words}KTAP version 1\n1..1\nok 1 - kmap_maps\n{words}dormer: end pass\n"
        self.assertEqual(self.judge(log, 33), (0, f"dormer: {words}dormer: end pass\n"))
        self.assertEqual(self.judge(log, 33, "exec 2>/dev/null"), (0, "dormer: end pass\n"))
        self.assertEqual(self.judge(log, 33, headless="''"), (0, ""))

    def test_refused_gives_its_reason_itself(self) -> None:
        log = 'Dormer, started by qemu\ndormer: end refused there is no "run=tset"\n'
        self.assertEqual(self.judge(log, 37), (2, 'dormer: end refused there is no "run=tset"\n'))

    def test_refused_in_a_word_is_told_in_its_sentence(self) -> None:
        log = "abc\nThis CPU reports no PAE.\ndormer: end refused no-pae\n"
        self.assertEqual(self.judge(log, 37), (2, "This CPU reports no PAE.\ndormer: end refused no-pae\n"))
        self.assertEqual(self.judge("ab\ndormer: end refused no-pae\n", 37), (2, "dormer: end refused no-pae\n"))

    def test_tests_that_failed_are_named_with_what_they_said_and_counted(self) -> None:
        expected = ("not ok 2 - kmap_unmaps\n    # expected 3, got 4\n    # and that is wrong\n"
                    "tests: 2 passed, 1 failed, 1 skipped\n")
        self.assertEqual(self.judge(TESTS, 35), (1, f"{expected}dormer: end fail\n"))
        self.assertEqual(self.judge(TESTS, 35, headless="''"), (1, f"{expected}log: {self.log}\n"))

    def test_a_lesson_that_failed_is_named(self) -> None:
        log = "=== Lesson 4 of 14: guards\n\n  fine\n\n=== Lesson 5 of 14: switches\n\n  wrong\n\nThe tour ends here.\ndormer: end fail\n"
        self.assertEqual(self.judge(log, 35), (1, "=== Lesson 5 of 14: switches\nThe tour ends here.\ndormer: end fail\n"))

    def test_what_a_lesson_marks_as_wrong_is_shown(self) -> None:
        wrong = '  There we read ""\n    <-- WRONG: should be "the other frame"\n'
        log = f"=== Lesson 3 of 14: one frame\n\n  fine\n{wrong}\n  Read: a file\n\nThe tour ends here.\ndormer: end fail\n"
        self.assertEqual(self.judge(log, 35), (1, f"=== Lesson 3 of 14: one frame\n{wrong}The tour ends here.\ndormer: end fail\n"))

    def test_somebody_who_goes_on_after_a_wrong_lesson_is_told_of_it_all_the_same(self) -> None:
        first, second = "  it reads 3\n    <-- WRONG, should be 4\n", "  5  <-- WRONG, should be 6\n"
        log = (f"=== Lesson 3 of 14: one\n{first}  asked:\n{second}=== Lesson 4 of 14: two\n\n  fine\n\nThe tour ends here.\n"
               'The monitor. "help" lists the commands.\ndormer> help\n  off\ndormer> quit\ndormer: end fail\n')
        self.assertEqual(self.judge(log, 35), (1, f"=== Lesson 3 of 14: one\n{first}  asked:\n{second}The tour ends here.\ndormer: end fail\n"))

    def test_no_test_at_all_is_said(self) -> None:
        self.assertIn('# no test matches "x"\ntests: 0 passed',
                      self.judge('KTAP version 1\n1..0\n# no test matches "x"\ndormer: end fail\n', 35)[1])

    def test_a_pattern_without_tests_is_said_beside_others_that_passed(self) -> None:
        none = 'KTAP version 1\n1..0\n# no test matches "x"\n# Totals: pass:0 fail:0\n'
        some = "KTAP version 1\n1..1\nok 1 - kmap_maps\n# Totals: pass:1 fail:0\n"
        for log in (none + some, some + none):
            with self.subTest(log=log):
                self.assertEqual(self.judge(f"{log}dormer: end fail\n", 35),
                                 (1, '    # no test matches "x"\ntests: 1 passed, 0 failed, 0 skipped\ndormer: end fail\n'))

    def test_a_panic_tells_its_headline_and_where(self) -> None:
        addr2line = self.folder / "i686-linux-gnu-addr2line"
        support.fake(self.folder, addr2line.name, f'echo {self.root}/mm/kmap.cpp:12; echo "{self.root}/mm/vmap.cpp:34 (discriminator 2)"')
        status, said = self.judge(PANIC, 39, f"PATH={self.folder}:$PATH")
        self.assertEqual(status, 1)
        self.assertEqual(said, "dormer: PANIC on CPU 1 in thread test: overrun\nthread 'test' writes 64 bytes past the end of slot 0\n"
                         "  0xc0100010  kernel::f +0x10  mm/kmap.cpp:12\n  0xc0100020  kernel::g +0x20  mm/vmap.cpp:34\n"
                         "tests: 1 passed, 0 failed, 0 skipped\n" + PANIC.splitlines()[-1] + "\n")

    def test_a_run_that_broke_off_shows_its_last_lines(self) -> None:
        status, said = self.judge("one\ntwo\nthree\nfour\n", 124, "option[timeout]=5")
        self.assertEqual((status, said), (1, "the log ends with:\n    two\n    three\n    four\ndormer: failed: time-out after 5 s\n"))
        status, said = self.judge("", 0)
        self.assertEqual((status, said.splitlines()[0]), (1, "the log is empty"))
        self.assertIn("did not end its run", said)

    def test_an_emulator_that_failed_is_no_verdict_on_the_kernel(self) -> None:
        for qemu, log, words in ((1, "", "qemu did not start: qemu: no such machine"), (127, "", "qemu did not start"),
                                 (139, "hello\n", "ended by signal 11 (SEGV), and not by the kernel"),
                                 (153, "hello\n", "signal 25"), (33, "hello\nhalf a li", "the log is incomplete; is the disk full?")):
            with self.subTest(qemu=qemu):
                status, said = self.judge(log, qemu, said="qemu: warning: old\nqemu: no such machine\ntry help\n")
                self.assertEqual((status, len(said.splitlines())), (3, 1), said)
                self.assertIn(words, said)

    def test_a_full_disk_explains_a_missing_end(self) -> None:
        for qemu in (0, 33):
            status, said = self.judge("hello\n", qemu, "write_something() { return 1; }")
            self.assertEqual((status, said), (3, "dormer: failed: the log is incomplete; is the disk full?\n"))

    def test_a_kernel_that_a_person_named_is_introduced_with_its_sources(self) -> None:
        kernel = self.root / "build/kernel/dormer.elf"
        kernel.parent.mkdir()
        kernel.write_bytes(b"\x7fELF\0dormer-sources:0123456789ab\0")
        for named, words in ((kernel, "the everyday kernel (build/kernel/dormer.elf, sources 0123456789ab)\n"),
                             ("", "the everyday kernel (build/kernel/dormer.elf)\n")):
            self.assertEqual(support.call(self.root, f"option[kernel]={named}; kernel_name").stdout, words)

    def test_a_kernel_of_other_sources_than_asked_for_is_no_pass(self) -> None:
        kernel = self.folder / "k.elf"
        kernel.write_bytes(b"\x7fELF\0dormer-sources:0123456789ab\0")
        for carried, status in (("0123456789ab", 0), ("ba9876543210", 3)):
            done = self.judge(f"abcdef\nDormer {carried}, started by x\ndormer: end pass\n", 33, f"kernel={kernel}")
            self.assertEqual(done[0], status, done[1])

    def test_a_kernel_that_leaves_without_its_line_has_failed(self) -> None:
        self.assertEqual(self.judge("hello\n", 33)[0], 1)

    def test_a_kernel_with_blanks_in_its_name_is_one_word_for_qemu(self) -> None:
        kernel = self.folder / "my kernel, 1"
        kernel.write_text("itself", encoding="ascii")
        done = support.call(self.root, f'kernel="{kernel}"; option[boot]=kernel; check_options; qemu_command /log; '
                            'for ((i = 0; i < ${#command[@]}; i++)); do '
                            '[ "${command[i]}" != -kernel ] || { echo "${command[i + 1]}"; cat "${command[i + 1]}"; }; done')
        self.assertRegex(done.stdout, r"\A/proc/\d+/fd/\d+\nitself\Z")

    def test_commas_are_doubled_for_qemu(self) -> None:
        done = support.call(self.root, 'kernel=/k; option[boot]=kernel; check_options; qemu_command "/a,b c/log"; printf "%s\\n" "${command[@]}"')
        self.assertIn("\nstdio,id=com1,logfile=/a,,b c/log\n", done.stdout)


class Warnings(unittest.TestCase):
    LOG = """[1/3] Building CXX object a.o
[2/3] Building CXX object b,c.o
In file included from one place,
                 from another:
../../mm/kmap.cpp:1: warning: unused parameter 'x' [-Wunused-parameter]
  int x;
In file included from elsewhere:
../../mm/kmap.cpp:1: warning: unused parameter 'x' [-Wunused-parameter]
  int x;
[3/3] Linking CXX executable k.elf
"""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = support.make_root(Path(folder.name, "root"))
        self.build = self.root / "build/kernel"
        self.build.mkdir()
        for name in ("a.o", "b,c.o"):
            (self.build / name).touch()
        (self.build / "build.log").write_text(self.LOG, encoding="ascii")
        (self.build / "CMakeCache.txt").write_text("DORMER_WARNINGS_COUNT:INTERNAL=ON\n", encoding="ascii")

    def test_a_warning_is_shown_once(self) -> None:
        done = support.call(self.root, f"show_warnings {self.build} || echo minds")
        self.assertEqual(done.stdout, "mm/kmap.cpp:1: warning: unused parameter 'x' [-Wunused-parameter]\n  int x;\nminds\n")

    def test_of_another_compiler_only_that_there_are_some(self) -> None:
        (self.build / "CMakeCache.txt").touch()
        (self.build / "CMakeCache.txt").write_text("", encoding="ascii")
        done = support.call(self.root, f"show_warnings {self.build}")
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 1))
        self.assertIn("see build/kernel/build.log", done.stdout)

    def test_a_strict_build_compiles_again_what_was_compiled_with_a_warning(self) -> None:
        self.assertEqual(support.call(self.root, f"note_warnings {self.build}; forget_warned {self.build}").returncode, 0)
        self.assertTrue((self.build / "a.o").exists())
        self.assertFalse((self.build / "b,c.o").exists())


if __name__ == "__main__":
    unittest.main()
