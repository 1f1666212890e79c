# What both kernel toolchains share. Code generation flags are here and not on a target, because the
# link-time optimiser generates code in the linking step and has to be given the same ones.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # no kernel.ld, no runtime: a trial program cannot link
set(CMAKE_ASM_NASM_COMPILER nasm)
set(CMAKE_ASM_NASM_OBJECT_FORMAT elf32)
set(CMAKE_ASM_NASM_FLAGS_INIT "-w+error -g -F dwarf")

# Frame pointers are kept: the backtrace of a panic walks them. Stacks: a guard above arrays, checked on return
# (arch/x86_32/cpu/stack_protector.cpp); and frames larger than a page are touched page by page, so that none can
# reach over the unmapped page below its stack. Structures of up to 8 bytes, as our addresses and entries are,
# come back in registers; the i386 ABI would have them in memory.
string(CONCAT CMAKE_CXX_FLAGS_INIT
    "-march=i686 -ffreestanding -fno-exceptions -fno-rtti -fno-pic -fno-pie -fcf-protection=none"
    " -fno-asynchronous-unwind-tables -fno-threadsafe-statics"
    " -fstack-protector-strong -mstack-protector-guard=global -fstack-clash-protection"
    " -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -fno-optimize-sibling-calls -freg-struct-return")
