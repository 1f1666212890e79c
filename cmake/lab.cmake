# The program that judges a lab (tools/lab/building.py names its tests): of the core what they reach, each file by itself,
# so that an edit compiles what was edited. A hole that nobody has filled leaves parameters unused, and that is no mistake.
list(FILTER core INCLUDE REGEX "/(lib|mm|kernel)/")
add_library(dormer_core STATIC EXCLUDE_FROM_ALL ${core})
target_link_libraries(dormer_core PRIVATE dormer_options)
if(DORMER_LAB_THREADS) # simulated CPUs that run threads, as dormer_thread_tests has them
    dormer_sources(smp tests/smp/*.cpp)
    list(FILTER sim INCLUDE REGEX "/sim/(machine|mmu|ram|shootdown_port|single_step|stop)[.]cpp$")
    list(APPEND sim ${smp} ${CMAKE_CURRENT_SOURCE_DIR}/labs/thread_stop_says_why.cpp)
    list(FILTER sim EXCLUDE REGEX "/smp/stop[.]cpp$")
else()
    list(FILTER sim EXCLUDE REGEX "/stop_throws[.]cpp$")
    list(APPEND sim ${CMAKE_CURRENT_SOURCE_DIR}/labs/stop_says_why.cpp)
endif()
list(TRANSFORM DORMER_LAB PREPEND ${PROJECT_SOURCE_DIR}/)
add_executable(dormer_lab ${CMAKE_CURRENT_SOURCE_DIR}/labs/lab_main.cpp ${DORMER_LAB} ${sim})
target_link_libraries(dormer_lab PRIVATE dormer_options dormer_core GTest::gmock)
target_precompile_headers(dormer_lab PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
target_compile_options(dormer_options INTERFACE -Wno-unused -Wno-unused-parameter)
