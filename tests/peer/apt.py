# SPDX-License-Identifier: MIT
"""Packages of Debian's archives, through this machine's apt, without root.

Nothing is installed and apt's own state is not touched: apt gets lists, caches and a package database of its own
inside a cache folder, and only those of the machine's source files that name the running release.
"""
import os
import platform
import subprocess
from pathlib import Path


class NoPackages(Exception):
    """The packages cannot be had here; the text tells people why."""


def own_architecture() -> str:
    """Of this machine's packages: the tools among them have to run here."""
    return output(["dpkg", "--print-architecture"]).strip()


def output(command: list[str], **options) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def unpack(archives: list[Path], root: Path) -> None:
    """The files of packages, below `root`."""
    for archive in archives:
        subprocess.run(["dpkg-deb", "-x", archive, root], check=True, stdout=subprocess.DEVNULL)


class Apt:
    """apt-get and apt-cache with state of their own."""

    def __init__(self, cache: Path):
        state = cache / "apt"
        for folder in ("lists/partial", "archives/partial", "sources"):
            (state / folder).mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        link_sources(state / "sources")
        self._words = [word for option in (
            f"Dir::State::lists={state}/lists", f"Dir::State::status={state}/status",
            f"Dir::Cache::archives={state}/archives", "Dir::Cache::pkgcache=", "Dir::Cache::srcpkgcache=",
            "Dir::Etc::sourcelist=/dev/null", f"Dir::Etc::sourceparts={state}/sources",
            f"APT::Architectures=i386,{own_architecture()}", "Acquire::Languages=none",
            "APT::Sandbox::User=",  # or apt, as root, would become a user who cannot write here
        ) for word in ("-o", option)]

    def update(self) -> None:
        """A list that cannot be had is not yet an error: the others may suffice."""
        subprocess.run(["apt-get", *self._words, "update"], check=False, timeout=300, stdout=subprocess.DEVNULL)

    def names(self, pattern: str) -> list[str]:
        """Of the packages whose name matches a regular expression."""
        lines = output(["apt-cache", *self._words, "search", "--names-only", pattern]).splitlines()
        return [line.split()[0] for line in lines]

    def versions(self, package: str) -> set[str]:
        table = output(["apt-cache", *self._words, "madison", package.removesuffix(":all")])
        return {line.split("|")[1].strip() for line in table.splitlines() if line.count("|") == 2}

    def download(self, folder: Path, packages: list[str]) -> None:
        """`packages` as apt takes them: NAME, NAME:ARCHITECTURE, NAME=VERSION."""
        try:
            subprocess.run(["apt-get", *self._words, "download", *packages], check=True, timeout=900, cwd=folder,
                           stdout=subprocess.DEVNULL)
        except subprocess.SubprocessError as error:
            raise NoPackages(f"apt could not download {' '.join(packages)}") from error


def link_sources(folder: Path) -> None:
    """Those files of the machine's apt sources that name the running release, whichever format they have."""
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    targets = output(["apt-get", "indextargets", "--format", "$(RELEASE) $(SOURCESENTRY)", "Created-By: Packages"])
    for line in targets.splitlines():
        name, _, entry = line.partition(" ")
        source = Path(entry.rpartition(":")[0])
        link = folder / (source.stem + source.suffix)
        if release and name.split("-")[0] == release and not link.is_symlink():
            link.symlink_to(source)
    if not os.listdir(folder):
        raise NoPackages(f"apt has no archive for this release ({release or 'which has no code name'})")
