# dormer_newest(VARIABLE PROGRAM...): what the newest version that has all of the programs appends to their names.
# Looked up once and kept in the cache as VARIABLE; another one, by hand: -D VARIABLE=-16, or empty for no number.
function(dormer_newest variable)
    if(NOT DEFINED ${variable})
        execute_process(COMMAND ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../tools/newest.sh ${ARGN}
            OUTPUT_VARIABLE suffix OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
        if(NOT status EQUAL 0)
            list(JOIN ARGN " and " programs)
            message(FATAL_ERROR "There is no ${programs} here that is new enough: tools/newest.sh knows what is, "
                "and ./dormer setup installs it.")
        endif()
        set(${variable} "${suffix}" CACHE STRING "What the names of the compiler's programs end with")
    endif()
    # A trial program's build reads the toolchain file anew.
    list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ${variable})
    set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ${CMAKE_TRY_COMPILE_PLATFORM_VARIABLES} PARENT_SCOPE)
endfunction()
