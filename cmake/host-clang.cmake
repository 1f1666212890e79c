# Toolchain: the host tests by clang, which compiles them in half of GCC's time and checks lock annotations.
# With -D CMAKE_CXX_COMPILER=g++, GCC does it.
if(NOT CMAKE_CXX_COMPILER)
    include(${CMAKE_CURRENT_LIST_DIR}/newest.cmake)
    set(needs clang++)
    if(DORMER_SANITIZERS OR DORMER_FUZZERS)
        list(APPEND needs include/fuzzer) # comes with what sanitizers link
    endif()
    dormer_newest(DORMER_LLVM ${needs})
    set(CMAKE_CXX_COMPILER clang++${DORMER_LLVM})
    set(CMAKE_C_COMPILER clang${DORMER_LLVM}) # googletest's project asks for one
    # Half of the time of a link, and there are a hundred of them. Where it is not installed, the other linker does.
    find_program(DORMER_LLD ld.lld${DORMER_LLVM})
    if(DORMER_LLD)
        string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -fuse-ld=lld${DORMER_LLVM} -Wl,--threads=1")
    endif()
endif()
