# SPDX-License-Identifier: MIT
"""What a student's tree has to have, and is not to be read by the way: sections of lab.ini that say what is wrong with the
kernels that the student judges or looks into. A seal, and no lock: to break it spoils the lab for one person, and gives no points."""
import base64
import re
import zlib

NAME = "sealed"  # beside lab.ini
KINDS = ("mutant", "case")


def split(table: str) -> tuple[str, str]:
    """The table without the sections that are sealed, and those sections."""
    parts = re.split(r"(?m)^(?=\[)", table)
    return ("".join(each for each in parts if not each.startswith(tuple(f"[{kind} " for kind in KINDS))),
            "".join(each for each in parts if each.startswith(tuple(f"[{kind} " for kind in KINDS))))


def closed(sections: str) -> str:
    return base64.encodebytes(zlib.compress(sections.encode())).decode()


def opened(text: str) -> str:
    return zlib.decompress(base64.b64decode(text)).decode()
