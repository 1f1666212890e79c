# SPDX-License-Identifier: MIT
"""Names in backtraces: what of a demangled name is kept."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from symbols import short  # noqa: E402  (the line above says where it is)


class Short(unittest.TestCase):
    def test_parameters_go(self) -> None:
        self.assertEqual(short("mm::walk(PhysAddr, VirtAddr)"), "mm::walk")
        self.assertEqual(short("mm::LocalMap::bytes() const"), "mm::LocalMap::bytes")

    def test_template_arguments_and_return_types_go(self) -> None:
        self.assertEqual(short("void lib::print<Pfn, std::span<int> >(lib::Sink&, int (*)(char))"), "lib::print")

    def test_anonymous_namespaces_and_clones_go(self) -> None:
        self.assertEqual(short("mm::(anonymous namespace)::stop(int) [clone .isra.0] [clone .cold]"), "mm::stop")

    def test_lambdas_keep_their_number(self) -> None:
        self.assertEqual(short("k::f(int)::{lambda(u32)#2}::operator()(u32) const"),
                         "k::f::{lambda#2}::operator()")

    def test_operators_stay(self) -> None:
        self.assertEqual(short("PhysAddr::operator<=>(PhysAddr const&) const"), "PhysAddr::operator<=>")
        self.assertEqual(short("std::pair<int> a::operator<< <int>(int)"), "a::operator<<")
        self.assertEqual(short("mm::LocalMap::operator new(unsigned int)"), "mm::LocalMap::operator new")

    def test_names_of_assembly_stay(self) -> None:
        self.assertEqual(short("trap_entry_14"), "trap_entry_14")


if __name__ == "__main__":
    unittest.main()
