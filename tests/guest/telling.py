# SPDX-License-Identifier: MIT
"""What a test of the guest says at its end. CTest and CI leave out the middle of what is long, so the reason stands first,
before any log, and once more last."""


def tell(found: list[str], good: str, log: str = "") -> int:
    """Prints the problems, or `good` if there are none; with problems also `log`. The exit status of the test."""
    if not found:
        print(good)
        return 0
    print("\n".join(found))
    if log:
        print(f"--- the log\n{log}\n---")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    print(f"failed: {found[0].strip().splitlines()[0]}{more}")
    return 1
