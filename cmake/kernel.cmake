# The kernel image: one object library per layer, linked by boot/kernel.ld. Read next: cmake/symbols.cmake.
# GCC has to be told to use all processors.
set(lto -flto$<$<CXX_COMPILER_ID:GNU>:=auto>)
# By clang. What they call is arch/x86_32/cpu/undefined.cpp; without run-time type information there are no types of
# objects and functions to check.
set(checks)
if(DORMER_SANITIZERS)
    set(checks -fsanitize=${DORMER_SANITIZERS} -fno-sanitize-recover=all -fno-sanitize=vptr,function)
endif()
set(objects)
foreach(layer lib mm kernel runs arch/x86_32 boot)
    dormer_sources(sources ${layer}/*.cpp ${layer}/*.asm)
    if(sources)
        string(REPLACE / _ target dormer_${layer})
        add_library(${target} OBJECT ${sources})
        target_link_libraries(${target} PRIVATE dormer_options)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${lto};${checks}>)
        list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endif()
endforeach()

include(symbols)
