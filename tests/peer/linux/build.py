#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the Linux that Dormer is compared with: Debian's own kernel, our module, and an init that loads it.

usage: build.py FOLDER          leaves FOLDER/vmlinuz and FOLDER/initrd, downloads are kept in FOLDER/packages

Exit status 2, with a sentence, if Debian's packages cannot be had or used. Read next: module/main.c, README.md.
"""
import shutil
import subprocess
import sys
from pathlib import Path

import initramfs
import packages  # first: it tells where apt.py lies
import apt

HERE = Path(__file__).resolve().parent
CROSS = "i686-linux-gnu-"


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def build_module(kernel: packages.Kernel, root: Path, folder: Path) -> bytes:
    """The stripped module. Built in a copy, because the kernel's build writes beside the sources."""
    sources = root / "usr/src"
    headers = sources / f"linux-headers-{kernel.release}"
    # Includes the common Makefile by the absolute path that it has once it is installed.
    (headers / "Makefile").write_text(f"include {sources}/linux-headers-{kernel.abi}-common/Makefile\n")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "module", folder)
    run("make", "-s", "-C", headers, f"M={folder}", "ARCH=x86", f"CROSS_COMPILE={CROSS}", "modules")
    run(CROSS + "strip", "--strip-debug", folder / "dormer_peer.ko")
    return (folder / "dormer_peer.ko").read_bytes()


def build_init(folder: Path) -> bytes:
    init = folder / "init"
    run(CROSS + "gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-nostdlib", "-ffreestanding", "-fno-pie",
        "-no-pie", "-fno-stack-protector", "-s", "-o", init, HERE / "init.c")
    return init.read_bytes()


def build(folder: Path) -> packages.Kernel:
    downloads, root = folder / "packages", folder / "root"
    downloads.mkdir(parents=True, exist_ok=True)
    kernel, archives = packages.fetch(downloads)
    shutil.rmtree(root, ignore_errors=True)
    apt.unpack(archives, root)
    module = build_module(kernel, root, folder / "module")
    (folder / "initrd").write_bytes(initramfs.archive([
        initramfs.folder("dev"), initramfs.character_device("dev/console", 5, 1),
        initramfs.file("init", build_init(folder)), initramfs.file("dormer_peer.ko", module),
    ]))
    shutil.copy(root / f"boot/vmlinuz-{kernel.release}", folder / "vmlinuz")
    return kernel


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    try:
        kernel = build(Path(sys.argv[1]).resolve())
    except apt.NoPackages as reason:
        print(f"no Linux to compare with: {reason}", file=sys.stderr)
        return 2
    except (subprocess.SubprocessError, OSError) as reason:
        print(f"no Linux to compare with: {reason}", file=sys.stderr)
        return 2
    print(f"Linux {kernel.release} ({kernel.version})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
