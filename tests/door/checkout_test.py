# SPDX-License-Identifier: MIT
"""A build that did not happen is never taken for one: CMake is played by a script that builds what it finds, or does not."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support

FINGERPRINT = support.ROOT / "tools/fingerprint.py"
# Configures like CMake; "builds" a kernel that carries the fingerprint of the sources that are there.
CMAKE = f"""
preset=${{*##* }}; dir=build/$preset; mkdir -p $dir
echo "$*" >>asked
case $1 in
    --preset | --fresh) printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\\nDORMER_WARNINGS_COUNT:INTERNAL=ON\\n' "$PWD" >$dir/CMakeCache.txt; touch $dir/build.ninja ;;
    --build)
        [ ! -e broken ] || exit 0
        [ ! -e full ] || {{ echo "a.s: Fatal error: can't write a.o: No space left on device"; exit 1; }}
        python3 {FINGERPRINT} make "$PWD" "$PWD/$dir" "$PWD/$dir/fingerprint.asm" || exit 1
        sed -n 's/.*db "\\([^"]*\\)".*/\\1/p' $dir/fingerprint.asm | tr -d '\\n' >$dir/dormer.elf
        printf '\\0' >>$dir/dormer.elf
        [ ! -e careless ] || [ -e $dir/a.o ] || printf '[1/1] Building CXX object a.o\\nx:1: warning: unused\\n'
        touch $dir/a.o
        [ ! -e editing ] || {{ echo x >>mm/kmap.cpp; mv editing edited; }} ;;
esac
"""
NINJA = "printf 'a.o: #deps 1, deps mtime 1 (VALID)\\n    ../../mm/kmap.cpp\\n'"


class Checkout(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.folder.chmod(0o755)
        self.root = self.make_checkout("lab")
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        support.fake(bin_folder, "cmake", CMAKE)
        support.fake(bin_folder, "ninja", NINJA)
        self.path = f"{bin_folder}:{os.environ['PATH']}"

    def make_checkout(self, name: str) -> Path:
        root = self.folder / name
        shutil.copytree(support.ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "mm").mkdir()
        (root / "mm/kmap.cpp").write_text("first", encoding="ascii")
        (root / "CMakePresets.json").write_text("{}", encoding="ascii")
        os.utime(root / "CMakePresets.json", (1, 1))
        return root

    def build(self, root: Path | None = None, strict: str = "", **options) -> tuple[int, str]:
        root = root or self.root
        done = subprocess.run(support.script(root, f'cd "$root"; build kernel {strict} || leave 1'), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False, env={"PATH": self.path}, **options)
        return done.returncode, re.sub("dormer: built kernel in .*\n", "", done.stdout)  # on a busy machine

    def assert_believed(self, root: Path | None = None) -> None:
        root = root or self.root
        done = subprocess.run([FINGERPRINT, "check", root, root / "build/kernel/dormer.elf"], check=False)
        self.assertEqual(done.returncode, 0)

    def asked(self) -> list[str]:
        return (self.root / "asked").read_text(encoding="ascii").splitlines()

    def test_a_build_is_quiet_and_done_once(self) -> None:
        self.assertEqual(self.build(), (0, ""))
        self.assertEqual(self.build(), (0, ""))
        self.assertEqual(self.asked(), ["--preset kernel", "--build --preset kernel", "--build --preset kernel"])
        self.assert_believed()

    def test_a_copied_checkout_is_built_anew_from_the_copy(self) -> None:
        self.build()
        copy = self.folder / "lab, 2"
        shutil.copytree(self.root, copy)
        (copy / "mm/kmap.cpp").write_text("my own", encoding="ascii")
        status, said = self.build(copy)
        self.assertEqual((status, said), (0, f"dormer: build/kernel came from {self.root}; building it anew, from this checkout\n"))
        self.assert_believed(copy)

    def test_a_build_that_builds_nothing_is_not_believed(self) -> None:
        self.build()
        (self.root / "mm/kmap.cpp").write_text("second", encoding="ascii")
        (self.root / "broken").touch()
        status, said = self.build()
        self.assertEqual(status, 3)
        self.assertRegex(said, r"\Adormer: build/kernel: this kernel is not to be believed.*other sources.*\n\Z")

    def test_a_disk_that_is_full_while_it_is_built_is_no_mistake_in_the_sources(self) -> None:
        (self.root / "full").touch()
        self.assertEqual(self.build(), (3, f"dormer: cannot go on building in {self.root}/build/kernel: No space left on device\n"))

    def test_an_edit_during_the_build_is_built_too(self) -> None:
        (self.root / "editing").touch()
        self.assertEqual(self.build()[0], 0)
        self.assert_believed()
        self.assertTrue((self.root / "edited").exists())

    def test_a_file_that_is_put_back_with_its_old_time_is_built(self) -> None:
        source = self.root / "mm/kmap.cpp"
        self.build()
        shutil.copy2(source, self.root / "a.bak")
        source.write_text("an experiment", encoding="ascii")
        self.build()
        (self.root / "a.bak").replace(source)
        (self.root / "build/kernel/a.o").touch()
        self.assertEqual(self.build(), (0, ""))
        self.assertEqual(self.asked()[-2:], ["--build --preset kernel"] * 2, "it built without discarding what was stale")
        self.assert_believed()

    def test_a_warning_stops_only_tests_and_those_also_later(self) -> None:
        (self.root / "careless").touch()
        self.assertEqual(self.build(), (0, "x:1: warning: unused\n"))
        self.assertEqual(self.build(), (0, ""))
        for _ in range(2):
            self.assertEqual(self.build(strict="strict"), (1, "x:1: warning: unused\ndormer: the build of preset kernel has warnings, "
                                                          "which tests do not accept\n"))
        (self.root / "careless").unlink()
        self.assertEqual(self.build(strict="strict"), (0, ""))

    def test_a_build_folder_of_somebody_else_is_refused(self) -> None:
        self.build()
        theirs = self.root / "build/kernel/dormer.elf"
        theirs.chmod(0o444)
        if os.geteuid() == 0:
            for path in [self.root, *self.root.rglob("*")]:
                os.chown(path, 65534, 65534)
            os.chown(theirs, 0, 0)
        status, said = self.build(**support.ordinary_user())
        self.assertEqual(status, 3, said)
        self.assertRegex(said, r"\Adormer: cannot build in .*you may not write dormer.elf there, perhaps because root built it.*\n\Z")

    def test_a_checkout_that_cannot_be_written_is_one_sentence(self) -> None:
        self.root.chmod(0o555)
        status, said = self.build(**support.ordinary_user())
        self.root.chmod(0o755)
        self.assertEqual((status, said), (3, f"dormer: cannot make the folder {self.root}/build/kernel: Permission denied\n"))


class Overlooked(unittest.TestCase):
    """What tools/fingerprint.py sees and Ninja does not."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root, self.build = Path(folder.name), Path(folder.name, "build")
        for name in ("mm", "tools", "tests", "build/sub"):
            (self.root / name).mkdir(parents=True)
        self.write("mm/kmap.cpp", "a", 100)
        self.write("mm/vmap.cpp", "b", 100)
        self.write("boot.ld", "l", 100)
        self.write("build/sub/kmap.o", "", 200)
        self.write("build/sub/vmap.o", "", 200)
        bin_folder = self.root / "bin"
        bin_folder.mkdir()
        support.fake(bin_folder, "ninja", "for x in kmap vmap; do echo \"sub/$x.o: #deps 1, deps mtime 1 (VALID)\"; echo \"    ../mm/$x.cpp\"; done")
        self.environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
        self.assertEqual(self.make()[0], 0)

    def write(self, path: str, text: str, time: int) -> None:
        (self.root / path).write_text(text, encoding="ascii")
        os.utime(self.root / path, (time, time))

    def run_it(self, *words) -> tuple[int, str]:
        done = subprocess.run([FINGERPRINT, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env=self.environment)
        return done.returncode, done.stdout

    def make(self) -> tuple[int, str]:
        return self.run_it("make", self.root, self.build, self.build / "f.asm")

    def carried(self) -> str:
        return (self.build / "f.asm").read_text(encoding="ascii")

    def test_an_ordinary_edit_needs_nothing_but_a_new_fingerprint(self) -> None:
        before = self.carried()
        self.write("mm/kmap.cpp", "aa", 300)
        self.assertEqual(self.make(), (0, ""))
        self.assertNotEqual(self.carried(), before)

    def test_the_file_stays_as_it_is_where_nothing_has_changed(self) -> None:
        os.utime(self.build / "f.asm", (7, 7))
        self.write("tests/CMakeLists.txt", "t", 300)
        self.write("mm/NOTES", "n", 300)
        self.assertEqual(self.make(), (0, ""))
        self.assertEqual((self.build / "f.asm").stat().st_mtime, 7)

    def test_a_change_with_an_old_time_fails_until_its_objects_are_gone(self) -> None:
        self.write("mm/kmap.cpp", "aa", 150)
        self.write("mm/vmap.cpp", "bb", 150)
        for _ in range(2):
            status, said = self.make()
            self.assertEqual(status, 1)
            self.assertIn("mm/kmap.cpp changed, but is no newer than what was built from it\n", said)
            self.assertTrue(said.endswith(f"To go on, from {self.root}: touch mm/kmap.cpp mm/vmap.cpp\n"), said)
        os.utime(self.root / "mm/vmap.cpp")
        self.run_it("discard", self.root, self.build)
        self.assertFalse((self.build / "sub/kmap.o").exists())
        self.assertTrue((self.build / "sub/vmap.o").exists())
        self.assertEqual(self.make(), (0, ""))

    def test_of_what_no_object_read_everything_is_built_anew(self) -> None:
        self.write("boot.ld", "ll", 150)
        self.assertEqual(self.make()[0], 1)
        self.run_it("discard", self.root, self.build)
        self.assertFalse((self.build / "sub/vmap.o").exists())
        self.assertEqual(self.make(), (0, ""))


if __name__ == "__main__":
    unittest.main()
