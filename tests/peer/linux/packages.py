# SPDX-License-Identifier: MIT
"""Fetches Debian's 32-bit PAE kernel, and what building a module for it needs."""
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from apt import Apt, NoPackages, own_architecture  # noqa: E402  (it lies one folder up)

FLAVOUR = "686-pae"  # the one 32-bit kernel of Debian that has high memory above 4 GiB


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


def fetch(cache: Path) -> tuple[Kernel, list[Path]]:
    """The newest kernel that the archives have completely, as .deb files in `cache`; asks apt only once."""
    known = cache / "kernel"
    if known.exists():
        kernel = Kernel(*known.read_text().split())
    else:
        apt = Apt(cache)
        apt.update()
        kernel = newest_complete(apt)
        apt.download(cache, [f"{package.removesuffix(':all')}={kernel.version}" for package in kernel.packages])
        known.write_text(f"{kernel.release} {kernel.version}\n")
    return kernel, sorted(cache.glob("*.deb"))


def newest_complete(apt: Apt) -> Kernel:
    """Of the kernels on offer, the newest one whose packages all have the same version.

    The lists of different architectures are not always equally new, so the newest image may lack its headers.
    """
    for kernel in sorted(images(apt), key=lambda image: natural(image.version), reverse=True):
        if all(kernel.version in apt.versions(package) for package in kernel.packages):
            return kernel
    raise NoPackages(f"the archives that apt knows for this release have no complete {FLAVOUR} kernel")


def images(apt: Apt) -> list[Kernel]:
    names = apt.names(rf"^linux-image-[0-9].*-{FLAVOUR}$")
    return [Kernel(name.removeprefix("linux-image-"), version) for name in names
            for version in apt.versions(f"{name}:i386")]


def natural(text: str) -> list:
    """A key that sorts the numbers in a text by value."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]
