# SPDX-License-Identifier: MIT
"""Loaders that leave the machine as they used it: timers that run, interrupts on their way, wires cut. The kernel boots all the
same, and says what it found. DORMER_KERNEL names the kernel."""
import re
import unittest

from loaders_test import HAS_MAP, PANICKED, PASSED, RAM, boot, information

LOCAL_TIMER = """
        mov dword [0xFEE000F0], 0x1FF   ; the local APIC on,
        mov dword [0xFEE003E0], 0xB     ; its timer periodic, undivided
        mov dword [0xFEE00320], 0x20045
        mov dword [0xFEE00380], 0x4000
        mov ecx, 2000000
.wait:  pause
        loop .wait
"""
NO_WIRE = """
        mov al, 0xFF                    ; nothing pending from the 8259s, or it would come through all the same
        out 0x21, al
        out 0xA1, al
        mov dword [0xFEE000F0], 0x1FF
        mov dword [0xFEE00350], 0x10700 ; LINT0 masked
"""
IO_APIC_INPUT = """
        mov dword [0xFEE000F0], 0x1FF
        mov dword [0xFEC00000], 0x15    ; input 2 is the PIT's: to CPU 0,
        mov dword [0xFEC00010], 0
        mov dword [0xFEC00000], 0x14
        mov dword [0xFEC00010], 0x31    ; with vector 0x31
"""
UNCACHED = """
        mov ecx, 0x20E                  ; the last pair of MTRRs: 64 MiB from 64 MiB on
        mov eax, 0x04000000
        xor edx, edx
        wrmsr
        inc ecx
        mov eax, 0xFC000800
        mov edx, 0xF
        wrmsr
"""
# An interrupt of this CPU to itself, while interrupts are off: it waits in the local APIC.
PENDING = """
        mov dword [0xFEE000F0], 0x1FF
        mov dword [0xFEE00310], 0
        mov dword [0xFEE00300], 0x44000 | {vector}
"""
# The same, taken by a handler that does not acknowledge it: everything less urgent has to wait.
IN_SERVICE = """
        mov eax, .taken{vector}
        mov [0x6000 + 8 * {vector}], ax
        mov [0x6002 + 8 * {vector}], cs
        mov word [0x6004 + 8 * {vector}], 0x8E00
        shr eax, 16
        mov [0x6006 + 8 * {vector}], ax
        lidt [.idt{vector}]
        mov al, 0xFF
        out 0x21, al
        out 0xA1, al
        sti
        times 64 nop
        cli
        jmp .go_on{vector}
.taken{vector}: iretd
.idt{vector}:   dw 0x7FF
        dd 0x6000
.go_on{vector}:
"""
# Where the CPU has that mode, which QEMU has from version 9 on.
X2APIC_MODE = """
        mov eax, 1
        cpuid
        test ecx, 1 << 21
        jz .no_x2apic
        mov ecx, 0x1B
        rdmsr
        or eax, 0xC00
        wrmsr
.no_x2apic:
"""
# NT; a breakpoint on writes to the screen, where the kernel will have it; no user's pages for the kernel; caches off, alignment
# checked; long mode as soon as there is paging; a machine check that is not over.
CPU_STATE = """
        push dword 0x4002
        popfd
        mov eax, 0xC00B8000
        mov dr0, eax
        mov eax, 0xD0702
        mov dr7, eax
        mov eax, 0x300000
        mov cr4, eax
        mov eax, cr0
        or eax, 0x60040000
        mov cr0, eax
        mov ecx, 0xC0000080
        rdmsr
        or eax, 0x900
        wrmsr
        mov ecx, 0x17A
        mov eax, 4
        xor edx, edx
        wrmsr
"""
EMPTY_BATTERY = """
        mov al, 0x0E                    ; where a BIOS notes what it thinks of this memory
        out 0x70, al
        mov al, 0x80
        out 0x71, al
"""
HPET_IN_PLACE_OF_THE_PIT = """
        mov dword [0xFED00100], 0x4     ; its first timer interrupts,
        mov dword [0xFED00010], 3       ; and it runs, with IRQ 0 and IRQ 8 as its own
"""
# QEMU's device for lessons, at 00:05.0, told to send vector 0x51 as a message, and to do so once; its capability is at 0x40.
# And the network card at 00:03.0, told that it may write into memory.
PCI = """
%macro put 3
        mov dx, 0xCF8
        mov eax, 0x80000000 | %1
        out dx, eax
        mov dx, 0xCFC + (%1 & 3)
        mov eax, %3
        out dx, %2
%endmacro
        mov dword [0xFEE000F0], 0x1FF
        put 0x1804, ax, 7
        put 0x2804, ax, 7
        put 0x2844, eax, 0xFEE00000
        put 0x2848, eax, 0
        put 0x284C, eax, 0x51
        put 0x2842, ax, 1               ; address of 64 bits or not, this leaves the choice as it is
        mov dx, 0xCF8
        mov eax, 0x80002810
        out dx, eax
        mov dx, 0xCFC
        in eax, dx
        mov dword [eax + 0x60], 1
"""


class Unclean(unittest.TestCase):
    def passes(self, words: str, leaves_behind: str, cpu: str = "qemu32", devices: tuple[str, ...] = ()) -> str:
        status, log = boot(information(HAS_MAP, memory=RAM, words=words), leaves_behind=leaves_behind, cpu=cpu, devices=devices)
        self.assertEqual(status, PASSED, log)
        return log

    def assert_named_once(self, log: str, vector: int) -> None:
        before_the_report = log[:log.index("CPU: ")]
        self.assertEqual(len(re.findall(f"vector {vector:#x}", before_the_report)), 1, log)

    def test_local_timer_is_stopped_and_named(self) -> None:
        log = self.passes("run=board", LOCAL_TIMER)
        self.assert_named_once(log, 0x45)
        self.assertIn("from the local APIC's timer, left on by what ran before us", log)
        self.assertRegex(log, r"(?m)^    vector 0x45: [1-9]\d* times?, from the local APIC's timer")
        self.assertRegex(log, r"(?m)^fact board_stray_interrupts [1-9]")

    def test_input_of_an_io_apic_is_masked_and_named(self) -> None:
        self.assert_named_once(self.passes("run=board", IO_APIC_INPUT), 0x31)

    def test_hpet_gives_irq_0_back(self) -> None:
        log = self.passes("run=tour noapic", HPET_IN_PLACE_OF_THE_PIT)
        self.assertIn("\nthe HPET was left in the place of PIT and battery-backed clock; IRQ 0 and IRQ 8 are theirs again\n", log)
        self.assertIn("\n1 timer of the HPET left interrupting; stopped now\n", log)
        self.assertIn("Two threads on CPU 0", log)
        self.assertNotIn("no tick", log)

    def test_state_of_the_cpu_does_not_matter(self) -> None:
        status, log = boot(information(HAS_MAP, memory=RAM, words="run=test:stop_*,test:unexpected_page_fault"), leaves_behind=CPU_STATE,
                           cpu="max", program="qemu-system-x86_64")
        self.assertEqual(status, PANICKED, log)
        self.assertIn("dormer: end panic page-fault", log)
        self.assertIn("\nwarning: CPU 0 was left in the middle of a machine check; it is over now\n", log)
        self.assertRegex(log, r"(?m)^cr0 80010011  cr2 fe800000 .* cr4 000000[bf]0$")

    def test_empty_battery_is_named_and_local_apic_leaves_x2apic_mode(self) -> None:
        log = self.passes("run=board", EMPTY_BATTERY + X2APIC_MODE, "max,x2apic=on", ("-smp", "2"))
        self.assertIn("\n    The battery-backed clock has lost its power, says the BIOS: its battery may be empty.\n", log)
        if "x2APIC" not in log:
            self.skipTest("this QEMU's CPUs have no x2APIC mode")
        self.assertIn("\nthe local APIC was left in x2APIC mode; it is in xAPIC mode now\n", log)
        self.assertIn("\n2 of 2 CPUs run\n", log)

    def test_pci_functions_are_told_to_be_quiet(self) -> None:
        log = self.passes("run=board", PCI, devices=("-device", "edu,addr=5"))
        self.assertIn("\nPCI: 1 function left sending interrupts as messages, the first at 00:05.0; stopped now\n", log)
        self.assertIn("\nPCI: 1 function of a network left writing into memory, the first at 00:03.0; stopped now\n", log)
        self.assert_named_once(log, 0x51)
        self.assertIn("from a message of a device, or another CPU", log)

    def test_pending_interrupt_does_not_meet_a_handler_of_ours(self) -> None:
        for vector in 0x40, 0xF8:  # the tick's; that of a CPU that is told to stop
            with self.subTest(vector=vector):
                self.assert_named_once(self.passes("run=board", PENDING.format(vector=vector)), vector)

    def test_those_in_service_do_not_keep_the_tick_away(self) -> None:
        for words in "run=tour", "run=tour noapic":
            with self.subTest(words):
                self.passes(words, "".join((PENDING + IN_SERVICE).format(vector=vector) for vector in (0x45, 0xEC)))

    def test_pending_interrupt_with_the_number_of_an_exception_is_none(self) -> None:
        self.assert_named_once(self.passes("run=board", PENDING.format(vector=0x12)), 0x12)

    def test_ram_that_is_left_uncached_is_named(self) -> None:
        log = self.passes("run=board,memtest:1:only=address", UNCACHED, "max")
        self.assertIn("\n  RAM 0x04000000..0x08000000 is uncached, which makes it slow\n", log)
        self.assertIn("\nmemtest: RAM 0x04000000..0x08000000 is uncached, which makes it slow\n", log)

    def test_a_usb_keyboard_is_told_what_it_needs(self) -> None:
        log = self.passes("run=board,memtest:1:only=address", "", "max", ("-machine", "i8042=off", "-usb"))
        self.assertIn("\nno keyboard controller answers: input comes from COM1 only\n"
                      "a USB keyboard works here only if the firmware makes it look like a PS/2 one", log)
        self.assertNotIn("is uncached", log)

    def test_tick_of_the_pit_arrives_without_a_wire(self) -> None:
        log = self.passes("run=tour noapic", NO_WIRE)
        self.assertIn("Two threads on CPU 0", log)
        self.assertNotIn("no tick", log)


if __name__ == "__main__":
    unittest.main()
