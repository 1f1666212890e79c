# Toolchain: the kernel by Debian's cross compiler g++-i686-linux-gnu. Read next: cmake/kernel.cmake.
include(${CMAKE_CURRENT_LIST_DIR}/i686-common.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/newest.cmake)

dormer_newest(DORMER_GCC i686-linux-gnu-g++)
set(CMAKE_CXX_COMPILER i686-linux-gnu-g++${DORMER_GCC})

# -mgeneral-regs-only: no FPU, MMX or SSE, so that interrupts need not save them.
# -mpreferred-stack-boundary=2: without SSE nothing needs more than 4-byte aligned stacks.
# -mtune=generic: left alone, GCC schedules for a Pentium Pro and loads operands in instructions of their own.
# -fno-var-tracking: following each variable from register to register costs a fifth of a compilation; in optimised
# code a debugger still finds most, and arguments in backtraces.
string(APPEND CMAKE_CXX_FLAGS_INIT " -fno-var-tracking -mgeneral-regs-only -mpreferred-stack-boundary=2 -mtune=generic")
