# SPDX-License-Identifier: MIT
"""The program as it is called: logs in, table, bench.json, bench.svg and README out."""
import json
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from support import ROOT, line, log
import readme

BEGIN, END = readme.LINUX

DORMER = log(line("kmap_local_hi_d1", 40, 41), line("ipi_roundtrip", 900))
LINUX = log(line("kmap_local_hi_d1", 246), system="Linux 6.1")


class Report(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def bench(self, *options: str, **logs: str) -> subprocess.CompletedProcess:
        words = []
        for name, text in logs.items():
            (self.folder / name).write_text(text)
            words.append(f"{name.replace('_', '-')}={self.folder / name}")
        return subprocess.run([sys.executable, ROOT / "tools/bench", f"--folder={self.folder}", *options, *words],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def row(self, printed: str, figure: str) -> list[str]:
        return next(line.split() for line in printed.splitlines() if line.startswith(figure + " "))

    def test_row_has_instructions_and_nanoseconds(self):
        ran = self.bench(dormer_icount_1=DORMER, dormer_tcg_1=DORMER, dormer_tcg_2=DORMER, dormer_tcg_4=DORMER)
        self.assertEqual(self.row(ran.stdout, "kmap_local_hi_d1")[1:],
                         ["41.0", "40.0", "2.5", "%", "20.5", "20.0", "2.5", "%", "20.0", "20.0"])

    def test_figure_that_needs_more_cpus_keeps_its_place(self):
        more = log(line("kmap_local_hi_d1", 40), line("shootdown_2cpu", 9000), line("ipi_roundtrip", 900))
        ran = self.bench(dormer_icount_1=DORMER, dormer_tcg_2=more)
        names = [row.split()[0] for row in ran.stdout.splitlines() if row]
        self.assertEqual(names[-3:], ["kmap_local_hi_d1", "shootdown_2cpu", "ipi_roundtrip"])
        self.assertEqual(self.row(ran.stdout, "shootdown_2cpu")[1:], ["4500"])

    def test_times_are_compared_by_the_least(self):
        slow = log(line("kmap_local_hi_d1", 200, 9000), system="Linux 6.1")
        ran = self.bench(dormer_icount_1=DORMER, dormer_tcg_1=DORMER, linux_tcg_1=slow)
        self.assertEqual(self.row(ran.stdout, "kmap_local_hi_d1")[-2:], ["100", "5.0"])

    def test_linux_is_joined_by_name(self):
        ran = self.bench(dormer_icount_1=DORMER, linux_icount_1=LINUX)
        self.assertEqual(self.row(ran.stdout, "kmap_local_hi_d1")[-2:], ["246", "6.0"])
        self.assertEqual(self.row(ran.stdout, "ipi_roundtrip")[1:], ["900", "900", "0.0", "%"])

    def test_part_of_linuxs_time_is_told_beside_the_aim(self):
        slow = log(line("kmap_local_hi_d1", 400), system="Linux 6.1")
        ran = self.bench(dormer_icount_1=DORMER, dormer_tcg_1=DORMER, linux_tcg_1=slow)
        self.assertIn("The time of kmap_local_hi_d1 is 0.10 of that of Linux; the aim is at most 0.2.", ran.stdout)

    def test_counts_of_an_untrue_ruler_are_refused(self):
        for nops in (999.0, 1002.0, 2600.0):
            ran = self.bench(dormer_icount_1=log(line("vmap_1", 3), nops=nops))
            self.assertEqual((ran.returncode, ran.stdout), (1, ""), nops)
            self.assertIn("1000 nops cost", ran.stderr)
            self.assertFalse((self.folder / "bench.json").exists())

    def test_untrue_ruler_of_the_peer_is_refused_too(self):
        ran = self.bench(dormer_icount_1=DORMER, linux_icount_1=log(nops=1003.0))
        self.assertIn("linux-icount-1: 1000 nops", ran.stderr)

    def test_counts_without_a_ruler_are_refused(self):
        ran = self.bench(dormer_icount_1=line("vmap_1", 3))
        self.assertIn("calib_nop1000 is missing", ran.stderr)

    def test_report_without_our_own_counts_is_refused(self):
        self.assertIn("dormer-icount-1", self.bench(linux_icount_1=LINUX).stderr)

    def test_recorded_linux_is_marked_as_recorded(self):
        record = self.folder / "recorded.json"
        self.bench(f"--record={record}", dormer_icount_1=DORMER, linux_icount_1=LINUX)
        data = json.loads(record.read_text()) | {"date": "2001-02-03"}
        record.write_text(json.dumps(data))
        ran = self.bench(f"--recorded={record}", dormer_icount_1=DORMER)
        self.assertIn("RECORDED on 2001-02-03", ran.stdout)
        self.assertEqual(self.row(ran.stdout, "kmap_local_hi_d1")[-2:], ["246", "6.0"])

    def test_recorded_figures_are_not_recorded_again(self):
        record = self.folder / "recorded.json"
        self.bench(f"--record={record}", dormer_icount_1=DORMER, linux_icount_1=LINUX)
        ran = self.bench(f"--recorded={record}", f"--record={record}", dormer_icount_1=DORMER)
        self.assertIn("nothing to record", ran.stderr)

    def test_files_hold_what_was_measured(self):
        self.bench(dormer_icount_1=DORMER)
        data = json.loads((self.folder / "bench.json").read_text())
        self.assertEqual(data["runs"]["dormer-icount-1"]["figures"]["kmap_local_hi_d1"]["median"], 41)
        words = "".join(xml.etree.ElementTree.parse(self.folder / "bench.svg").getroot().itertext())
        self.assertIn("kmap_local_hi_d1", words)
        self.assertNotIn("calib_nop1000", words)

    def test_only_the_marked_block_of_the_page_changes(self):
        page = self.folder / "README.md"
        page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
        self.bench(f"--readme={page}", dormer_icount_1=DORMER, linux_icount_1=LINUX)
        text = page.read_text()
        self.assertTrue(text.startswith(f"before\n{BEGIN}\n") and text.endswith(f"{END}\nafter\n"))
        self.assertIn("| kmap_local_hi_d1 | 41.0 | 246 | 6.0 |", text)
        self.assertNotIn("ipi_roundtrip", text)  # Linux has none
        self.assertNotIn("old", text)

    def test_page_without_linux_is_left_alone(self):
        page = self.folder / "README.md"
        page.write_text(f"{BEGIN}\n{END}\n")
        ran = self.bench(f"--readme={page}", dormer_icount_1=DORMER)
        self.assertIn("no Linux was measured", ran.stderr)
        self.assertEqual(page.read_text(), f"{BEGIN}\n{END}\n")

    def test_page_without_markers_is_left_alone(self):
        page = self.folder / "README.md"
        page.write_text(f"{END}\n{BEGIN}\n")
        ran = self.bench(f"--readme={page}", dormer_icount_1=DORMER, linux_icount_1=LINUX)
        self.assertIn("does not have one line", ran.stderr)
        self.assertEqual(page.read_text(), f"{END}\n{BEGIN}\n")


if __name__ == "__main__":
    unittest.main()
