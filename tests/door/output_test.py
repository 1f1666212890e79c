# SPDX-License-Identifier: MIT
"""What cannot be written is one sentence and status 3, and runs side by side have a log each."""
import os
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

import support

DOOR = str(support.ROOT / "dormer")


class Output(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.folder.chmod(0o755)
        self.root = support.make_root(self.folder / "root")

    def call(self, text: str, **options) -> tuple[int, str]:
        done = subprocess.run(support.script(self.root, text), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False, stdin=subprocess.DEVNULL, **options)
        return done.returncode, done.stdout

    def assert_one_sentence(self, words: str, text: str, **options) -> None:
        status, said = self.call(text, **options)
        self.assertEqual((status, len(said.splitlines())), (3, 1), said)
        self.assertIn(words, said)

    def test_the_image_s_place_is_looked_at_before_anything_is_built(self) -> None:
        for place, words in (("/nowhere/x.iso", "there is no folder /nowhere"), (self.folder, "is a folder"),
                             ("/dev/null", "is no ordinary file"), ("", "not nothing")):
            with self.subTest(place=place):
                done = subprocess.run([DOOR, "image", str(place)], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (3, "", 1), done.stderr)
                self.assertIn(words, done.stderr)

    def test_words_that_are_given_one_by_one_are_all_there(self) -> None:
        text = 'verb=run; parse_options --append run=board --cpus 2 --append= --append=hz=100; echo "${option[append]}"'
        self.assertEqual(self.call(text), (0, "run=board hz=100\n"))

    def test_a_pxe_server_s_files_overwrite_nobody_s(self) -> None:
        (self.folder / "boot" / "grub").mkdir(parents=True)
        (self.folder / "boot" / "grub" / "grub.cfg").write_text("this machine's", encoding="ascii")
        self.assert_one_sentence("files of somebody else's", f"nobodys_or_ours '{self.folder}'")
        (self.folder / "dormer.0").touch()
        (self.folder / "new").mkdir()
        for folder in self.folder, self.folder / "new":
            self.assertEqual(self.call(f"nobodys_or_ours '{folder}'"), (0, ""))

    def test_a_log_that_cannot_be_written(self) -> None:
        (self.folder / "file").touch()
        (self.folder / "theirs").touch(mode=0o444)
        for log, words in (("file/log", "cannot make the folder"), ("root", "is a folder"), ("theirs", "cannot be written by you"),
                           ("new/log", "cannot make the folder")):
            with self.subTest(log=log):
                self.folder.chmod(0o555)
                self.assert_one_sentence(words, f"claim_log {self.folder}/{log}", **support.ordinary_user())
                self.folder.chmod(0o755)

    def test_a_folder_that_is_full(self) -> None:
        full = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))}
        for text in (f"claim_log {self.folder}/log", "claim_default_log run", "run_iso words", "build kernel"):
            with self.subTest(text=text):
                self.assert_one_sentence("cannot write into the folder", text, **full)
        self.assertEqual([each for each in self.folder.rglob(".dormer*")], [])

    def test_runs_side_by_side_have_a_log_each(self) -> None:
        claim = 'claim_default_log run; echo "${log##*/}"'
        script = f"{claim}; ( {claim}; ( {claim} ) ); echo x >$log"
        self.assertEqual(self.call(script), (0, "run.log\nrun-2.log\nrun-3.log\n"))
        self.assertEqual(self.call(claim), (0, "run.log\n"))

    def test_a_log_that_another_run_is_writing_is_not_touched(self) -> None:
        log = self.folder / "log"
        self.assertEqual(self.call(f"claim_log {log}; echo precious >{log}; ( claim_log {log} )")[0], 3)
        self.assertEqual(log.read_text(encoding="ascii"), "precious\n")

    def test_a_command_that_nobody_thought_of_is_no_verdict_on_the_kernel(self) -> None:
        for text in ("false", "cat /nowhere", "nonsense", 'echo "$unset"', "x=$(false)"):
            with self.subTest(text=text):
                status, said = self.call(text)
                self.assertEqual(status, 3)
                self.assertRegex(said.splitlines()[-1], "the door itself failed at 'setup', for the reason above")

    def test_of_no_test_at_all_none_passes(self) -> None:
        for preset, test in ("kernel", "guest/a true"), ("host", "host/b false"):
            (self.root / "build" / preset).mkdir()
            (self.root / f"build/{preset}/CTestTestfile.cmake").write_text(f"add_test({test})\n", encoding="ascii")
        for words, status in ("guest", 0), ("host", 1), ("gest", 3):
            with self.subTest(words=words):
                done, said = self.call(f"ensure() {{ :; }}; build() {{ :; }}; verb_test --quick {words}")
                self.assertEqual(done, status, said)
        self.assertIn("there is no test whose name matches 'gest'", said)

    def test_long_tests_run_when_they_are_asked_for_and_then_alone(self) -> None:
        for preset in ("kernel", "host", "fuzz"):
            (self.root / "build" / preset).mkdir()
            lines = (f"add_test({preset}/{test} sh -c \"echo {preset}/{test} >>{self.folder}/ran\")\n"
                     f"set_tests_properties({preset}/{test} PROPERTIES LABELS \"{labels}\")\n"
                     for test, labels in (("plain", ""), ("long", "slow"), ("soak", "nightly")))
            (self.root / f"build/{preset}/CTestTestfile.cmake").write_text("".join(lines), encoding="ascii")
        for words, expected in (("", ["plain", "long"]), ("--quick", ["plain"]), ("--nightly", ["soak"]), ("kernel/ --nightly", ["soak"])):
            with self.subTest(words=words):
                (self.folder / "ran").unlink(missing_ok=True)
                # With a kernel from before, no figures are judged.
                status, said = self.call("touch $root/build/kernel/build.ninja; ensure() { :; }; build() { :; }; presets='kernel host fuzz'; "
                                         f"verb_test {words}")
                self.assertEqual(status, 0, said)
                ran = {line for line in (self.folder / "ran").read_text(encoding="ascii").splitlines() if line.startswith("kernel/")}
                self.assertEqual(ran, {f"kernel/{each}" for each in expected})
        for words, why in (("kernel/soak", "runs with --nightly alone"), ("plain --nightly", "no test whose name"), ("--quick --nightly", "not both")):
            with self.subTest(words=words):
                status, said = self.call(f"ensure() {{ :; }}; build() {{ :; }}; presets='kernel host fuzz'; verb_test {words}")
                self.assertEqual(status, 3, said)
                self.assertIn(why, said.splitlines()[-1])

    def test_an_answer_is_told_or_its_loss_is_said(self) -> None:
        self.assertEqual(self.call("tell 'dormer: end pass'; leave 0"), (0, "dormer: end pass\n"))
        self.assert_one_sentence("cannot write to standard output: No space left on device", "tell x >/dev/full; leave 0")
        self.assertEqual(self.call("{ sleep 0.3; tell x; say $?; leave 0; } | true"), (0, "dormer: 0\n"), "who reads no more has had enough")

    def test_streams_that_are_closed_change_no_status(self) -> None:
        for streams in (">&-", "2>&-", "<&-", ">&- 2>&- <&-", "2>/dev/full"):
            with self.subTest(streams=streams):
                for words, status in (("help", 0), ("tset", 3), ("image /nowhere/x.iso", 3)):
                    command = ["bash", "-c", f"exec {DOOR} {words} {streams}"]
                    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                    self.assertEqual(done.returncode, status, done.stdout)
                    self.assertNotIn("line ", done.stdout)

    def test_help_that_cannot_be_written(self) -> None:
        with open("/dev/full", "w", encoding="ascii") as full:
            self.assertEqual(subprocess.run([DOOR, "help"], stdout=full, stderr=subprocess.DEVNULL, check=False).returncode, 3)


class Environment(unittest.TestCase):
    """What other programs' variables must not change."""

    HOSTILE = {"CXXFLAGS": "-DX", "CFLAGS": "-DX", "LDFLAGS": "-lx", "MAKEFLAGS": "-n", "CMAKE_BUILD_TYPE": "Debug", "CMAKE_GENERATOR": "X",
               "CXX": "false", "CPATH": "/x", "GREP_OPTIONS": "--color=always", "CDPATH": "/tmp", "POSIXLY_CORRECT": "1",
               "GTEST_FILTER": "None.*", "SHELLOPTS": "noglob", "NINJA_STATUS": "?", "PYTHONPATH": "/x"}

    def test_variables_and_functions_are_left_behind(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            support.fake(folder, "cmake", f"env >{folder}/seen; exit 1")
            root = support.make_root(folder / "root")
            hostile = {**self.HOSTILE, "BASH_ENV": str(folder / "env"), "LC_ALL": "tr_TR.UTF-8", "LC_NUMERIC": "de_DE.UTF-8",
                       "CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CMAKE_BUILD_PARALLEL_LEVEL": "3", "PATH": f"{folder}:{os.environ['PATH']}"}
            subprocess.run(support.script(root, "build host || true"), env=hostile, check=False, capture_output=True)
            seen = dict(line.split("=", 1) for line in (folder / "seen").read_text(encoding="utf-8").splitlines() if "=" in line)
            self.assertEqual(set(hostile) & set(seen) - {"LC_ALL", "PATH", "SHELLOPTS"}, {"CMAKE_CXX_COMPILER_LAUNCHER", "CMAKE_BUILD_PARALLEL_LEVEL"})
            self.assertEqual(seen["LC_ALL"], "C")

    def test_the_door_opens_from_anywhere_and_by_any_shell(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            link, trap = Path(name, "a link"), Path(name, "trap")
            Path(name, "first").symlink_to(DOOR)
            link.symlink_to("first")
            trap.write_text("grep() { echo hijacked; }; cat() { echo hijacked; }; set -o noglob\n", encoding="ascii")
            expected = subprocess.run([DOOR, "help"], capture_output=True, text=True, check=True).stdout
            environment = {**os.environ, **self.HOSTILE, "BASH_ENV": str(trap), "ENV": str(trap), "BASH_FUNC_cat%%": "() {  echo hijacked; }"}
            for command in ([str(link)], ["bash", str(link)], ["sh", str(link)]):
                with self.subTest(command=command):
                    done = subprocess.run([*command, "help"], capture_output=True, text=True, check=False, cwd="/", env=environment)
                    self.assertEqual((done.returncode, done.stdout, done.stderr), (0, expected, ""))


if __name__ == "__main__":
    unittest.main()
