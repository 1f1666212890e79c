# SPDX-License-Identifier: MIT
"""Every kind of mutant is made where it belongs, once, and nowhere else."""
import unittest

import mutate
import survivors
from mutants import mutants_of, name_of


def names(source: str) -> list[str]:
    return [name_of(mutant, source) for mutant in mutants_of(source)]


def body(*lines: str) -> str:
    return "void f()\n{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


class Mutants(unittest.TestCase):
    def test_calls_and_assignments_can_go_and_change_places(self):
        self.assertEqual(names(body("clear(entry);", "top = 1;")),
                         ["delete: clear(entry);", "swap: clear(entry); <> top = 1; clear(entry);", "delete: top = 1;"])

    def test_declarations_and_results_stay(self):
        self.assertEqual(names(body("u32 const page = 1;", "auto& stack = local_stack();", "lib::SpinGuard const guard{lock_};", "return page;")), [])

    def test_a_return_without_a_result_can_go_but_not_move(self):
        self.assertEqual(names(body("if (done) return;", "flush();")),
                         ["negate: if (!(done)) return;", "delete: return;", "delete: flush();"])

    def test_one_comparison_is_turned_round_and_not_negated_as_well(self):
        self.assertEqual(names(body("if (a == b) stop();")), ["compare: if (a != b) stop();", "delete: stop();"])

    def test_conditions_are_taken_apart(self):
        self.assertEqual(names(body("while (a < b && c) wait();")),
                         ["negate: while (!(a < b && c)) wait();", "compare: while (a <= b && c) wait();",
                          "logic: while (a < b || c) wait();", "delete: wait();"])

    def test_steps_of_one(self):
        self.assertEqual(names(body("set(top - 1);", "++count;")),
                         ["delete: set(top - 1);", "swap: set(top - 1); <> ++count; set(top - 1);", "off by one: set(top);",
                          "off by one: --count;", "delete: ++count;"])

    def test_what_a_lambda_does_counts(self):
        self.assertEqual(names(body("each([&] { flush(page); });")), ["delete: flush(page);"])

    def test_comments_strings_and_declarations_outside_of_bodies_are_left_alone(self):
        self.assertEqual(names('// if (a == b) stop();\nchar const* text = "a == b;";\nstruct S {\n    u32 top = 1 + 1;\n    void g();\n};\n'), [])

    def test_parts_of_a_report_are_not_swapped(self):
        self.assertEqual([name for name in names(body("report.kind = Kind::Order;", 'lib::print(report.headline, "order");', "stop(report);"))
                          if name.startswith("swap")], ['swap: lib::print(report.headline, "order"); <> stop(report); lib::print(report.headline, "order");'])

    def test_a_report_may_be_filled_in_by_others(self):
        self.assertFalse([name for name in names(body("report.kind = ReportKind::StaleSlot;", "print_stale(report.headline, access);"))
                          if name.startswith("swap")])

    def test_cases_can_go_but_not_move(self):
        self.assertEqual(names(body("switch (kind) {", 'case Kind::A: return "a";', 'case Kind::B: return "b";', "}")),
                         ['delete: case Kind::A: return "a";', 'delete: case Kind::B: return "b";'])

    def test_a_mutant_is_the_source_with_one_change(self):
        source = body("a();", "b();")
        self.assertEqual([mutant.applied(source) for mutant in mutants_of(source)],
                         [body(";", "b();"), "void f()\n{\n    b(); a();\n}\n", body("a();", ";")])


class Survivors(unittest.TestCase):
    def test_each_is_a_mutant_of_the_sources_as_they_are(self):
        table = survivors.known()
        made = {(one.file, one.name) for one in mutate.candidates(sorted({file for file, _ in table}))}
        self.assertEqual(set(table) - made, set())

    def test_each_has_a_kind_that_is_explained(self):
        self.assertLessEqual(set(survivors.known().values()), {"equivalent", "policy", "hole"})


class Samples(unittest.TestCase):
    def test_a_sample_does_not_depend_on_mutants_that_are_not_in_it(self):
        files = ["mm/shootdown.cpp", "mm/shared_slots.cpp"]
        everything = mutate.candidates(files)
        some = mutate.sample(everything, 10, "seed")
        self.assertEqual(len(some), 10)
        self.assertEqual(mutate.sample([one for one in everything if one in some or one.line % 2], 10, "seed"), some)
        self.assertNotEqual(mutate.sample(everything, 10, "other"), some)


class Scores(unittest.TestCase):
    def test_what_does_not_compile_does_not_count(self):
        tally = mutate.Tally()
        for verdict in ["A.Test", "B.Test", "a test that waits for ever", mutate.UNBUILT, mutate.SAME, mutate.NOWHERE, None]:
            tally.add(None, verdict)
        self.assertEqual(tally.score(), 75.0)
        self.assertEqual(str(tally), "4 tried: 3 died, 1 live: 75.0 %, 1 does not compile, 1 in no host test, 1 the same code")


if __name__ == "__main__":
    unittest.main()
