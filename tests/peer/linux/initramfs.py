# SPDX-License-Identifier: MIT
"""Writes an initramfs: a gzipped cpio archive in the "newc" format (Linux: Documentation/driver-api/early-userspace).

Written here and not by cpio(1) because the archive needs a device node, which only root could make as a file.
"""
import gzip
import stat
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    name: str
    mode: int  # type and permissions, as in struct stat
    content: bytes = b""
    device: tuple[int, int] = (0, 0)  # major, minor


def file(name: str, content: bytes, permissions: int = 0o755) -> Entry:
    return Entry(name, stat.S_IFREG | permissions, content)


def folder(name: str) -> Entry:
    return Entry(name, stat.S_IFDIR | 0o755)


def character_device(name: str, major: int, minor: int) -> Entry:
    return Entry(name, stat.S_IFCHR | 0o600, device=(major, minor))


def archive(entries: list[Entry]) -> bytes:
    """The same entries give the same bytes."""
    members = [member(number, entry) for number, entry in enumerate(entries, start=1)]
    return gzip.compress(b"".join(members) + member(0, Entry("TRAILER!!!", 0)), mtime=0)


def member(number: int, entry: Entry) -> bytes:
    name = entry.name.encode() + b"\0"
    owner = group = changed = checksum = 0
    numbers = (number, entry.mode, owner, group, 1, changed, len(entry.content), 0, 0, *entry.device, len(name),
               checksum)
    header = b"070701" + b"".join(b"%08X" % value for value in numbers)
    return padded(header + name) + padded(entry.content)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
