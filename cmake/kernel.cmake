# The kernel image: one object library per layer, linked by boot/kernel.ld. Read next: cmake/symbols.cmake.
option(DORMER_RELEASE "Optimise the kernel as a whole when it is linked: half a minute more, and fewer instructions on every fast path" OFF)
set(optimised)
set(alone)
if(DORMER_RELEASE)
    # Where fast paths are, each file stays by itself: what else is compiled with it changes what is inlined, and by a
    # few instructions what tests/bench/budgets.ini is about.
    set(alone "/(lib|mm|kernel/(hw|sync|thread)|arch/x86_32(/apic|/cpu)?|runs/bench)/[^/]*$")
    # GCC has to be told to use all processors.
    set(optimised -flto$<$<CXX_COMPILER_ID:GNU>:=auto> -DDORMER_RELEASE)
endif()
# By clang. What they call is arch/x86_32/cpu/undefined.cpp; without run-time type information there are no types of
# objects and functions to check.
set(checks)
if(DORMER_SANITIZERS)
    set(checks -fsanitize=${DORMER_SANITIZERS} -fno-sanitize-recover=all -fno-sanitize=vptr,function -DDORMER_SANITIZED)
endif()
# A kernel stack has 16 KiB, for a fault inside a report inside an interrupt too. Asked of GCC: clang lays some out larger.
set(frames $<$<CXX_COMPILER_ID:GNU>:-Wframe-larger-than=3000>)
# The letters for a screen of pixels.
find_file(DORMER_FONT ascii.pf2 PATHS /usr/share/grub /usr/share/grub2 NO_CMAKE_FIND_ROOT_PATH REQUIRED)

set(font ${CMAKE_CURRENT_BINARY_DIR}/font.cpp)
add_custom_command(OUTPUT ${font} COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/font.py ${DORMER_FONT} ${font}
    DEPENDS ${PROJECT_SOURCE_DIR}/tools/font.py ${DORMER_FONT} COMMENT "Making the screen's letters of ${DORMER_FONT}"
    VERBATIM)

include(fingerprint)
set(objects)
foreach(layer lib mm kernel runs arch/x86_32 boot)
    dormer_sources(sources ${layer}/*.cpp ${layer}/*.asm)
    if(layer STREQUAL arch/x86_32)
        list(APPEND sources ${font})
    endif()
    if(sources)
        string(REPLACE / _ target dormer_${layer})
        add_library(${target} OBJECT ${sources})
        target_link_libraries(${target} PRIVATE dormer_options)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${optimised};${checks};${frames}>)
        dormer_merge(${target} ${alone})
        add_dependencies(${target} fingerprint)
        list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endif()
endforeach()

include(symbols)
