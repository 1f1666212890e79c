# Links the image twice, so that it can name its own functions in a backtrace, also where no loader hands it a
# symbol table (QEMU -kernel): first with an empty table, then with the table made from the first result. The
# table lies behind everything else, so nothing else moves; tools/symbols.py checks that.

# 64-bit division and the like. clang takes them from the cross compiler too.
execute_process(COMMAND i686-linux-gnu-g++ -print-libgcc-file-name OUTPUT_VARIABLE libgcc
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

set(script ${PROJECT_SOURCE_DIR}/boot/kernel.ld)
function(dormer_image target table)
    add_executable(${target} ${objects} ${table})
    set_target_properties(${target} PROPERTIES LINK_DEPENDS ${script} SUFFIX .elf)
    target_link_options(${target} PRIVATE ${lto} -nostdlib -static -T ${script}
        LINKER:-m,elf_i386 LINKER:-z,noexecstack LINKER:-z,max-page-size=4096 LINKER:--build-id=none
        LINKER:--fatal-warnings)
    # A kernel stack has 16 KiB, for a fault inside a report inside an interrupt too. Asked of the linking step,
    # since that is where functions are inlined for good.
    target_link_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wframe-larger-than=3000;-Werror>)
    target_link_libraries(${target} PRIVATE ${libgcc})
endfunction()

set(first_table ${PROJECT_SOURCE_DIR}/cmake/no_symbols.asm)
set(final_table ${CMAKE_CURRENT_BINARY_DIR}/symbols.asm)

dormer_image(unnamed ${first_table})
add_custom_command(OUTPUT ${final_table}
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/symbols.py make $<TARGET_FILE:unnamed> ${final_table}
    DEPENDS unnamed ${PROJECT_SOURCE_DIR}/tools/symbols.py
    COMMENT "Collecting the kernel's symbols" VERBATIM)
dormer_image(dormer ${final_table})
add_custom_command(TARGET dormer POST_BUILD
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tools/symbols.py check $<TARGET_FILE:unnamed> $<TARGET_FILE:dormer>
    VERBATIM)
