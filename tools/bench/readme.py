# SPDX-License-Identifier: MIT
"""Replaces the block of a text file that is made by a command, between two comment lines that stay."""
from figures import BadLog

BEGIN = "<!-- made by ./dormer bench --compare-linux --readme -->"
END = "<!-- end of the table -->"


def replace_block(page: str, block: str) -> str:
    """The page with `block`, which ends in a line break, between the markers."""
    begin, end = page.find(BEGIN), page.find(END)
    if begin < 0 or end < begin or page.count(BEGIN) != 1 or page.count(END) != 1:
        raise BadLog(f"the page does not have one line '{BEGIN}' and behind it one '{END}'")
    return page[:begin + len(BEGIN)] + "\n" + block + page[end:]
