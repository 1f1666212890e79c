# The kernel image: one object library per layer, linked by boot/kernel.ld. Read next: cmake/symbols.cmake.
set(objects)
foreach(layer lib mm kernel arch/x86_32 boot)
    dormer_sources(sources ${layer}/*.cpp ${layer}/*.asm)
    if(sources)
        string(REPLACE / _ target dormer_${layer})
        add_library(${target} OBJECT ${sources})
        target_link_libraries(${target} PRIVATE dormer_options)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-flto>)
        list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endif()
endforeach()

# The compiler itself calls memcpy and its kin, after link-time optimisation has already decided that nobody
# does; and their loops must not be recognised as calls of themselves.
set_source_files_properties(${PROJECT_SOURCE_DIR}/lib/memory.cpp PROPERTIES
    COMPILE_OPTIONS "-fno-lto;-fno-builtin;$<$<CXX_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>")

set(script ${PROJECT_SOURCE_DIR}/boot/kernel.ld)
if(EXISTS ${script})
    include(symbols)
endif()
