# SPDX-License-Identifier: MIT
"""The include test bites: planted violations are found, and what looks like one is not."""
import unittest

from layering import arrows, broken_rules, floors, loops


class Layering(unittest.TestCase):
    def test_upward_include_is_found(self) -> None:
        found = broken_rules("mm/fixmap.cpp", "mm", '// A file.\n#include "kernel/thread/cpu.hpp"\n')
        self.assertEqual(found, ["mm/fixmap.cpp:2: mm may not include kernel/thread/cpu.hpp"])

    def test_include_beside_itself_without_the_layer_is_found(self) -> None:
        self.assertEqual(len(broken_rules("mm/a.cpp", "mm", '#include "fixmap.hpp"\n')), 1)
        self.assertEqual(len(broken_rules("mm/a.cpp", "mm", '#include "../kernel/cpu.hpp"\n')), 1)

    def test_nobody_but_arch_and_boot_sees_arch(self) -> None:
        for layer in ("lib", "mm", "kernel", "tests/sim"):
            self.assertEqual(len(broken_rules("x", layer, '#include "arch/x86_32/cpu/instructions.hpp"\n')), 1, layer)
        self.assertEqual(broken_rules("x", "boot", '#include "arch/x86_32/cpu/instructions.hpp"\n'), [])

    def test_the_core_sees_nothing_of_what_it_runs(self) -> None:
        self.assertEqual(len(broken_rules("kernel/a.cpp", "kernel", '#include "runs/tour/tour.hpp"\n')), 1)
        self.assertEqual(broken_rules("runs/a.cpp", "runs", '#include "kernel/run.hpp"\n'), [])

    def test_nasm_includes_count_too(self) -> None:
        self.assertEqual(len(broken_rules("arch/x86_32/a.asm", "arch/x86_32", '%include "boot/a.inc"\n')), 1)

    def test_a_folder_whose_name_begins_alike_is_another_one(self) -> None:
        self.assertEqual(len(broken_rules("mm/a.cpp", "mm", '#include "library/a.hpp"\n')), 1)

    def test_downward_and_standard_includes_are_fine(self) -> None:
        text = '#include "mm/pae.hpp"\n#include "lib/types.hpp"\n#include <span>\n'
        self.assertEqual(broken_rules("kernel/a.cpp", "kernel", text), [])

    def test_inline_assembly_outside_its_header_is_found(self) -> None:
        text = 'void f() { asm volatile("cli"); }\n'
        self.assertEqual(len(broken_rules("arch/x86_32/cpu/idt.cpp", "arch/x86_32", text)), 1)
        self.assertEqual(broken_rules("arch/x86_32/cpu/instructions.hpp", "arch/x86_32", text), [])
        self.assertEqual(broken_rules("lib/hide.hpp", "lib", 'asm("" : "+r"(value));\n'), [])
        self.assertEqual(broken_rules("lib/a.cpp", "lib", 'void stop(char const*, ...) asm("_Z4stop");\n'), [])

    def test_a_comment_may_speak_of_assembly(self) -> None:
        self.assertEqual(broken_rules("mm/a.cpp", "mm", "int a; // no asm (here)\n"), [])


class Folders(unittest.TestCase):
    """Loops between folders, and their order where there are none."""

    FILES = {"kernel/log/log.cpp": '#include "kernel/hw/power.hpp"\n', "kernel/hw/power.hpp": '#include "lib/types.hpp"\n',
             "lib/types.hpp": "", "kernel/main.cpp": '#include "kernel/log/log.hpp"\n#include "kernel/run.hpp"\n'}

    def test_folders_stand_above_what_they_use(self) -> None:
        graph = arrows(self.FILES)
        self.assertEqual(loops(graph), [])
        self.assertEqual(floors(graph), [["kernel"], ["kernel/log"], ["kernel/hw"], ["lib"]])

    def test_a_loop_over_three_folders_is_found_once_and_named(self) -> None:
        back = {**self.FILES, "kernel/hw/trap.hpp": '#include "kernel/fault/stop.hpp"\n',
                "kernel/fault/stop.hpp": '#include "kernel/log/log.hpp"\n'}
        self.assertEqual(loops(arrows(back)), ["these folders include each other in a loop: "
                                               "kernel/fault, kernel/hw, kernel/log"])


if __name__ == "__main__":
    unittest.main()
