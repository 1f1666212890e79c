# Links the kernel twice, so that the image can name its own functions in a backtrace, also where no loader hands it a
# symbol table (QEMU -kernel): first with an empty table, then with the table made from the first result. The table lies
# behind everything else, so nothing else moves; tools/symbols.py checks that.

# 64-bit division and the like. clang takes them from the cross compiler too.
include(newest)
dormer_newest(DORMER_GCC i686-linux-gnu-g++)
execute_process(COMMAND i686-linux-gnu-g++${DORMER_GCC} -print-libgcc-file-name OUTPUT_VARIABLE libgcc
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

set(parts ${objects})
set(made_before)
if(DORMER_RELEASE)
    # Optimised as a whole, once, into one object. GCC has to be told that machine code is wanted although the output is
    # an object again, and that nobody calls in from outside but our assembly, which the linker tells it of: so it may
    # pass parameters in registers (output "exec"; with "nolto-rel" it would ignore that). Frames are asked about here
    # too, since this step inlines for good.
    add_executable(whole ${objects})
    set_target_properties(whole PROPERTIES SUFFIX .o)
    target_link_options(whole PRIVATE ${optimised} -nostdlib -r LINKER:-m,elf_i386 LINKER:-z,noexecstack
        LINKER:--fatal-warnings $<$<CXX_COMPILER_ID:GNU>:-flinker-output=exec;-fwhole-program;-Wframe-larger-than=3000;${DORMER_WARNINGS_STOP}>)
    set(parts $<TARGET_FILE:whole>)
    set(made_before whole)
endif()

set(script ${PROJECT_SOURCE_DIR}/boot/kernel.ld)
function(dormer_image target table)
    add_executable(${target} ${table} ${source_fingerprint})
    add_dependencies(${target} fingerprint)
    set_target_properties(${target} PROPERTIES SUFFIX .elf LINKER_LANGUAGE CXX LINK_DEPENDS "${script};${parts}")
    target_link_options(${target} PRIVATE -nostdlib -static -T ${script}
        LINKER:-m,elf_i386 LINKER:-z,noexecstack LINKER:-z,max-page-size=4096 LINKER:--build-id=none
        LINKER:--fatal-warnings ${ARGN})
    target_link_libraries(${target} PRIVATE ${parts} ${libgcc})
    if(made_before)
        add_dependencies(${target} ${made_before})
    endif()
endfunction()

set(first_table ${PROJECT_SOURCE_DIR}/cmake/no_symbols.asm)
set(final_table ${CMAKE_CURRENT_BINARY_DIR}/symbols.asm)

dormer_image(unnamed ${first_table} LINKER:--strip-debug)
add_custom_command(OUTPUT ${final_table}
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/symbols.py make $<TARGET_FILE:unnamed> ${final_table}
    DEPENDS unnamed ${PROJECT_SOURCE_DIR}/tools/symbols.py
    COMMENT "Collecting the kernel's symbols" VERBATIM)
dormer_image(dormer ${final_table})
add_custom_command(TARGET dormer POST_BUILD
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/symbols.py check $<TARGET_FILE:unnamed> $<TARGET_FILE:dormer>
    VERBATIM)
