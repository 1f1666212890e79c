# Toolchain: the kernel by clang and lld, a second opinion and the one that checks lock annotations.
include(${CMAKE_CURRENT_LIST_DIR}/i686-common.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/newest.cmake)

dormer_newest(DORMER_LLVM clang++ ld.lld)
set(CMAKE_CXX_COMPILER clang++${DORMER_LLVM})
set(CMAKE_CXX_COMPILER_TARGET i686-linux-gnu)
set(CMAKE_AR i686-linux-gnu-ar)

# Not -mgeneral-regs-only: with it, clang 14 cannot parse <array> and <span>.
string(APPEND CMAKE_CXX_FLAGS_INIT " -mno-sse -mno-mmx -msoft-float -mstack-alignment=4")
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -fuse-ld=lld${DORMER_LLVM}")
