; SPDX-License-Identifier: MIT
; Instructions whose number is known, for the benchmarks' calibration (runs/bench/calibration_bench.cpp).
; extern "C" void functions without arguments; no register changes.

bits 32

global arch_1000_nops, arch_no_nops

section .text progbits alloc exec nowrite align=16

arch_1000_nops:
        times 1000 nop
arch_no_nops:
        ret
