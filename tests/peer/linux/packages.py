# SPDX-License-Identifier: MIT
"""Fetches Debian's 32-bit PAE kernel, and what building a module for it needs, through this machine's apt.

Nothing is installed and apt's own state is not touched: apt gets lists, caches and a package database of its own
inside the cache folder, and only those of the machine's source files that name the running release. No root.
"""
import os
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

FLAVOUR = "686-pae"  # the one 32-bit kernel of Debian that has high memory above 4 GiB


class NoPackages(Exception):
    """The packages cannot be had here; the text says why, for people."""


@dataclass(frozen=True)
class Kernel:
    release: str  # as uname says: 6.1.0-50-686-pae
    version: str  # of the Debian packages: 6.1.176-1

    @property
    def abi(self) -> str:
        return self.release.removesuffix("-" + FLAVOUR)

    @property
    def packages(self) -> list[str]:
        series = re.match(r"\d+\.\d+", self.release)[0]
        return [f"linux-image-{self.release}:i386", f"linux-headers-{self.release}:i386",
                f"linux-headers-{self.abi}-common:all", f"linux-kbuild-{series}:{own_architecture()}"]


def own_architecture() -> str:
    """Of this machine's packages: the tools among them have to run here."""
    return output(["dpkg", "--print-architecture"]).strip()


def output(command: list[str], **options) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def fetch(cache: Path) -> tuple[Kernel, list[Path]]:
    """The newest kernel that the archives have complete, as .deb files in `cache`; asks apt only once."""
    known = cache / "kernel"
    if known.exists():
        kernel = Kernel(*known.read_text().split())
    else:
        apt = Apt(cache)
        apt.update()
        kernel = newest_complete(apt)
        apt.download(cache, kernel)
        known.write_text(f"{kernel.release} {kernel.version}\n")
    return kernel, sorted(cache.glob("*.deb"))


def newest_complete(apt: "Apt") -> Kernel:
    """Of the kernels on offer the newest of which every package has the same version.

    The lists of different architectures are not always equally new, so the newest image may lack its headers.
    """
    for kernel in sorted(apt.images(), key=lambda image: natural(image.version), reverse=True):
        if all(kernel.version in apt.versions(package) for package in kernel.packages):
            return kernel
    raise NoPackages(f"the archives that apt knows for this release have no complete {FLAVOUR} kernel")


def natural(text: str) -> list:
    """A key that sorts the numbers in a text by value."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


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
        """A list that cannot be had is no error yet: the others may do."""
        subprocess.run(["apt-get", *self._words, "update"], check=False, timeout=300, stdout=subprocess.DEVNULL)

    def images(self) -> list[Kernel]:
        names = output(["apt-cache", *self._words, "search", "--names-only", rf"^linux-image-[0-9].*-{FLAVOUR}$"])
        releases = [line.split()[0].removeprefix("linux-image-") for line in names.splitlines()]
        return [Kernel(release, version) for release in releases
                for version in self.versions(f"linux-image-{release}:i386")]

    def versions(self, package: str) -> set[str]:
        table = output(["apt-cache", *self._words, "madison", package.removesuffix(":all")])
        return {line.split("|")[1].strip() for line in table.splitlines() if line.count("|") == 2}

    def download(self, folder: Path, kernel: Kernel) -> None:
        wanted = [f"{package.removesuffix(':all')}={kernel.version}" for package in kernel.packages]
        try:
            subprocess.run(["apt-get", *self._words, "download", *wanted], check=True, timeout=900, cwd=folder,
                           stdout=subprocess.DEVNULL)
        except subprocess.SubprocessError as error:
            raise NoPackages(f"apt could not download Linux {kernel.release}") from error


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
