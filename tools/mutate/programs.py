# SPDX-License-Identifier: MIT
"""The programs of the host tests, built once, and then linked again with one mutant in them: what contains the mutant is
compiled by the command that CMake gave, everything else stays as it is.

Nothing is inlined in them. So a mutant of a header needs only as many objects anew as together hold all its functions: of an
inline function that several objects have, the linker takes the first, and they come first. (What the compiler computes for
itself out of a header, a constant of another file for instance, stays as it was there.) The explorers alone are built as ever, since
they rely on being optimised: of them all explored code that includes the header is compiled anew.
"""
import json
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPLORERS = "dormer_exploration_tests"
BUILDS = {ROOT / "build/mutate/host": ("-O1 -g1 -fno-inline", ["dormer_tests", "dormer_thread_tests", "dormer_interleaving_tests"]),
          ROOT / "build/mutate/explorers": ("-O1 -g1", [EXPLORERS])}
ARCHIVE = "tests/libdormer_core.a"
STRONG = "TBDR"  # kinds of nm: defined in one object only


def build_of(program: str) -> Path:
    return next(folder for folder, (_, names) in BUILDS.items() if program in names)


def build_all() -> None:
    """As the sources are now; the first time takes minutes, and later times what was edited."""
    for folder, (flags, names) in BUILDS.items():
        configure = ["cmake", "--preset", "host", "-B", str(folder), "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DDORMER_STRICT=OFF",
                     f"-DCMAKE_CXX_FLAGS_DEBUG={flags}"]
        build = ["cmake", "--build", str(folder), "-j1", "--target", *names]
        for command in [build] if (folder / "build.ninja").exists() else [configure, build]:
            result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=ROOT)
            if result.returncode:
                raise SystemExit(f"without any mutant, '{shlex.join(command)}' fails:\n{result.stdout[-4000:]}")


@cache
def commands(build: Path) -> dict[str, tuple[str, list[str]]]:
    """For each object: the source that it is made of, and the command."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        words = shlex.split(entry["command"])
        found[words[words.index("-o") + 1]] = (entry["file"], words)
    return found


@cache
def link_words(program: str) -> list[str]:
    """The command that links it."""
    shown = subprocess.run(["ninja", "-C", str(build_of(program)), "-t", "commands", "-s", f"tests/{program}"], stdout=subprocess.PIPE, text=True, check=True).stdout
    line = next(line for line in shown.splitlines() if f"-o tests/{program} " in line)
    return shlex.split(next(part for part in line.split(" && ") if f"-o tests/{program} " in part))


@cache
def names_in(build: Path, output: str, kinds: str) -> frozenset[str]:
    """Of what others can use."""
    shown = subprocess.run(["nm", "--defined-only", output], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, cwd=build).stdout
    return frozenset(re.findall(rf" [{kinds}] (\S+)$", shown, re.MULTILINE))


def own_names(build: Path, output: str) -> frozenset[str]:
    """Those that no other object has; of one that only instantiates templates, all."""
    return names_in(build, output, STRONG) or names_in(build, output, "W")


@cache
def objects_of(program: str) -> list[str]:
    """All that it contains. Of the archive, that is what was needed."""
    words, build = link_words(program), build_of(program)
    named = [word for word in words if word.endswith(".o")]
    archived = [output for output in commands(build) if "/dormer_core.dir/" in output] if ARCHIVE in words else []
    linked = names_in(build, f"tests/{program}", STRONG + "W")
    return named + [output for output in archived if (names := own_names(build, output)) and names <= linked]


@cache
def functions_by_source(build: Path, output: str) -> dict[str, set[str]]:
    """Of one object, the functions by the source in which they are written."""
    shown = subprocess.run(["nm", "-l", "--defined-only", output], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, cwd=build).stdout
    found: dict[str, set[str]] = {}
    for match in re.finditer(r"^\w+ [tTwW] (\S+)\t(.+):\d+$", shown, re.MULTILINE):
        path = Path(match.group(2)).resolve()
        if path.is_relative_to(ROOT):
            found.setdefault(str(path.relative_to(ROOT)), set()).add(match.group(1))
    return found


@cache
def objects_with(program: str, file: str) -> list[str]:
    """Those that are to be compiled anew for a mutant of this file; none if the program does not contain it."""
    build = build_of(program)
    if file.endswith(".cpp"):
        return [one for one in objects_of(program) if commands(build)[one][0] == str(ROOT / file)][:1]
    if program == EXPLORERS:
        return [one for one in objects_of(program) if "/explored.dir/" in one and includes(build, one, file)]
    left = {one: set(functions_by_source(build, one).get(file, ())) for one in objects_of(program)}
    chosen: list[str] = []
    while any(left.values()):
        # Tests that are compiled together take longest.
        best = max(left, key=lambda one: (len(left[one]) / (20 if "unity" in one else 1)))
        chosen.append(best)
        found = set(left[best])
        left = {one: functions - found for one, functions in left.items()}
    # Of what is inlined even here nothing has a name.
    return chosen or [one for one in objects_of(program) if "unity" not in one and includes(build, one, file)]


def includes(build: Path, output: str, file: str) -> bool:
    shown = subprocess.run(["ninja", "-C", str(build), "-t", "deps", output], stdout=subprocess.PIPE, text=True, check=True).stdout
    return any(line.strip().endswith(f"/{file}") for line in shown.splitlines())


def compile_one(build: Path, output: str, file: str, folder: Path | None, target: Path) -> bool:
    """The object `output` with what lies in the folder in the tree's place. Without a folder, as it is."""
    source, words = commands(build)[output]
    words = [word for word in words if not word.startswith("-W") and word != "-g1"]
    words[words.index("-o") + 1] = str(target)
    if folder:
        words.insert(words.index(f"-I{ROOT}"), f"-I{folder}")
        words.insert(1, f"-fmacro-prefix-map={folder}/=")
        if source == str(ROOT / file):
            words[words.index("-c") + 1] = str(folder / file)
    return subprocess.run(words + ["-w", "-g0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=build).returncode == 0


@cache
def plain(build: Path, output: str) -> bytes:
    """The object without a mutant, to compare."""
    target = build / ("plain_" + output.replace("/", "_"))
    compile_one(build, output, "", None, target)
    content = target.read_bytes() if target.exists() else b""
    target.unlink(missing_ok=True)
    return content


def link(program: str, anew: dict[str, Path], target: Path) -> bool:
    """With these objects in the place of those that the program has."""
    words = [word for word in link_words(program) if word not in anew]
    words[words.index("-o") + 1] = str(target)
    words[1:1] = [str(path) for path in anew.values()]
    return subprocess.run(words + ["-fuse-ld=lld", "-Wl,-S"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                          cwd=build_of(program)).returncode == 0
