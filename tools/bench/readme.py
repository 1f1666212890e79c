# SPDX-License-Identifier: MIT
"""Replaces the block of a text file that is made by a command, between two comment lines that stay."""
from figures import BadLog

LINUX = ("<!-- made by ./dormer bench --compare-linux --readme -->", "<!-- end of the table -->")


def replace_block(page: str, block: str, markers: tuple[str, str] = LINUX) -> str:
    """The page with `block`, which ends in a line break, between the markers."""
    first, last = markers
    begin, end = page.find(first), page.find(last)
    if begin < 0 or end < begin or page.count(first) != 1 or page.count(last) != 1:
        raise BadLog(f"the page does not have one line '{first}' and after it one line '{last}'")
    return page[:begin + len(first)] + "\n" + block + page[end:]
