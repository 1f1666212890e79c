# SPDX-License-Identifier: MIT
"""A student's tree: all of Dormer with the lab's holes cut, in a git repository whose first commit is where it started
from. The file .lab in it says which lab, which seed, and which tree it was cut from."""
import json
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

import bodies
import questions
import sealed
from holes import cut, cut_lines, graft
from outcome import Trouble
from table import Lab, labs

STARTED = "lab-start"  # git's tag at the tree as it was given out
# Nobody need have told git who they are; and a tree may be another user's, which is read and not run.
SETTINGS = ["-c", "user.name=Dormer", "-c", "user.email=lab@localhost", "-c", "commit.gpgsign=false", "-c", "safe.directory=*"]


@dataclass(frozen=True)
class Start:
    lab: int
    seed: str
    cut_from: str
    answers: list[str]  # a digest of each


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *SETTINGS, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Trouble(f"git {words[0]} in {folder}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
    return done.stdout


def files_of(root: Path) -> list[str]:
    """What belongs to a tree: what git follows and has not been deleted, or, without git, all but what was built."""
    if (root / ".git").exists():
        listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        return sorted({each for each in listed if each and (root / each).is_file()})
    return sorted(str(each.relative_to(root)) for each in root.rglob("*") if each.is_file() and each.parts[len(root.parts)] != "build")


def cut_tree(root: Path, lab: Lab, target: Path) -> None:
    """Copies a tree without the bodies of the lab's holes, without the other labs and without this one's wrong answers."""
    for name in files_of(root):
        if is_kept_back(name, lab):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)
    for name in lab.files:
        source = (root / name).read_text(encoding="utf-8")
        for gap in lab.gaps.values():
            if gap.hole.file == name:
                source = cut(source, gap.hole, gap.stub)
        for each in lab.comments:
            if each.file == name:
                source = cut_lines(source, name, each.first, each.last, each.instead)
        (target / name).write_text(source, encoding="utf-8")
    table = target / "labs" / lab.folder.name / "lab.ini"
    write_table(table.read_text(encoding="utf-8"), table)


def write_table(text: str, to: Path) -> None:
    """What a student gets of lab.ini; and beside it, sealed, what only the judge of the student's tests reads."""
    to_read, not_to_read = sealed.split(text)
    to.write_text(without_changes(to_read), encoding="utf-8")
    if not_to_read:
        (to.parent / sealed.NAME).write_text(sealed.closed(not_to_read), encoding="ascii")


def is_kept_back(name: str, lab: Lab) -> bool:
    """Other labs, and what is for instructors."""
    parts = Path(name).parts
    return parts[0] == "labs" and len(parts) > 2 and parts[1] != "container" and \
        (parts[1] != lab.folder.name or parts[2] in ("questions.py", "notes.md"))


def without_changes(table: str) -> str:
    """lab.ini without the code that makes the wrong answers out of right ones."""
    kept, leaving = [], False
    for line in table.splitlines(keepends=True):
        leaving = line.startswith("change") or (leaving and line[:1] in (" ", "\t"))
        if not leaving:
            kept.append(line)
    return "".join(kept)


def start(root: Path, lab: Lab, target: Path, seed: str) -> None:
    """Gives out a lab. The folder must not be there, or be empty; if anything fails, it is left as it was."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Trouble(f"{target} is not empty; name a folder that is, or none that is there")
    if target.resolve().is_relative_to(root.resolve()):
        raise Trouble(f"{target} lies in the tree that the lab is cut from; name a folder outside of {root}")
    was_there = target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        cut_tree(root, lab, target)
        asked = questions.questions_of(lab, seed)
        begun = Start(lab.number, seed, str(root.resolve()), questions.digests(seed, asked))
        (target / ".lab").write_text(json.dumps(asdict(begun), indent=4) + "\n", encoding="utf-8")
        (target / questions.SHEET).write_text(questions.sheet(asked), encoding="utf-8")
        git(target, "init", "--quiet", "--initial-branch=main")
        git(target, "add", "--all")
        git(target, "commit", "--quiet", "--message", f"Lab {lab.number}: {lab.title}, as it was given out")
        git(target, "tag", "--force", STARTED)
    except (OSError, Trouble) as error:
        for each in list(target.iterdir()) if was_there else [target]:
            shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)
        raise Trouble(f"cannot start the lab in {target}: {error}") from None


def started(root: Path) -> Start | None:
    """What .lab says, or None where no lab was given out."""
    try:
        return Start(**json.loads((root / ".lab").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Trouble(f"{root / '.lab'} is damaged ({error}); git checkout {STARTED} -- .lab brings it back") from None


def lab_of(root: Path) -> tuple[Lab, Start]:
    """The lab that this tree is about."""
    found = started(root)
    if not found:
        raise Trouble("this is the whole of Dormer, with no hole in it: ./dormer lab start N gives out a lab, in a folder of its own")
    table = labs(root)
    if found.lab not in table:
        raise Trouble(f"labs/ has no table for lab {found.lab} any more; git checkout {STARTED} -- labs brings it back")
    return table[found.lab], found


def written(root: Path, lab: Lab) -> dict[str, str]:
    """The bodies as they stand in the student's tree."""
    return bodies.collect(lab, lambda name: (root / name).read_text(encoding="utf-8"))


def given(root: Path, name: str) -> str:
    """A file as it was given out."""
    return git(root, "show", f"{STARTED}:{name}")


def changed_elsewhere(root: Path, lab: Lab) -> list[str]:
    """Files that differ from what was given out in more than the bodies; they are not judged."""
    changed = [name for name in git(root, "diff", "--name-only", STARTED).splitlines() if (root / name).is_file()]
    mine = written(root, lab)
    return [name for name in changed if name not in lab.files
            or grafted(given(root, name), lab, name, mine) != (root / name).read_text(encoding="utf-8")]


def grafted(source: str, lab: Lab, name: str, given_bodies: dict[str, str]) -> str:
    """One file with the bodies that belong into it."""
    for hole, body in given_bodies.items():
        if lab.gaps[hole].hole.file == name:
            source = graft(source, lab.gaps[hole].hole, body)
    return source


def update(root: Path, lab: Lab, begun: Start, newer: Path) -> None:
    """Takes a newer tree with the student's bodies and answers in it. Nothing is lost: what was there is committed first."""
    if not (newer / "labs").is_dir() or (newer / ".lab").exists():
        raise Trouble(f"{newer} is not the whole of Dormer; ./dormer lab update TREE names it")
    mine, answers = written(root, lab), (root / questions.SHEET).read_text(encoding="utf-8")
    newer_lab = labs(newer).get(lab.number)
    if not newer_lab or set(newer_lab.gaps) != set(lab.gaps):
        raise Trouble(f"the newer tree has other holes in lab {lab.number}; start it anew, and copy what you wrote")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "What I had before the update")
    for name in git(root, "ls-files", "-z").split("\0"):
        if name:
            (root / name).unlink(missing_ok=True)
    cut_tree(newer, newer_lab, root)
    (root / ".lab").write_text(json.dumps(asdict(Start(lab.number, begun.seed, str(newer.resolve()), begun.answers)), indent=4) + "\n", encoding="utf-8")
    (root / questions.SHEET).write_text(answers, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "The newer tree, as it was given out")
    git(root, "tag", "--force", STARTED)
    for name in newer_lab.files:
        (root / name).write_text(grafted((root / name).read_text(encoding="utf-8"), newer_lab, name, mine), encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "My bodies in the newer tree")
