# What every translation unit of ours is compiled with, on the host and for the kernel, by both compilers.
add_library(dormer_options INTERFACE)
target_include_directories(dormer_options INTERFACE ${PROJECT_SOURCE_DIR})
# Sentences that name a source file name it from the root of the tree, wherever that is.
target_compile_options(dormer_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)
target_compile_options(dormer_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion
    # In files that are compiled together a name may hide one of the file before.
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>>)
# Most of a file's time is these, where files are compiled one by one. By clang alone: GCC copies what it precompiled,
# which takes as long as reading it anew.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang AND NOT CMAKE_SYSTEM_NAME STREQUAL Generic)
    target_precompile_headers(dormer_options INTERFACE <algorithm> <array> <optional> <span> <string_view>)
endif()

# Only the compilers that the project is developed with may stop a build by a warning; later ones warn of other things.
option(DORMER_STRICT "Let a warning stop the build; without it, the build goes on, and ./dormer test minds" ON)
set(DORMER_WARNINGS_STOP)
set(DORMER_WARNINGS_COUNT OFF CACHE INTERNAL "Whether this is a compiler whose warnings matter to tools/door/warnings.bash")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13
    OR CMAKE_CXX_COMPILER_ID STREQUAL Clang AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
    set(DORMER_WARNINGS_COUNT ON CACHE INTERNAL "")
    if(DORMER_STRICT)
        set(DORMER_WARNINGS_STOP -Werror)
    endif()
endif()
target_compile_options(dormer_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${DORMER_WARNINGS_STOP}>)

# dormer_sources(VARIABLE GLOB...): the matching files, looked up again whenever a build starts.
function(dormer_sources variable)
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS LIST_DIRECTORIES false ${ARGN})
    set(${variable} ${found} PARENT_SCOPE)
endfunction()
