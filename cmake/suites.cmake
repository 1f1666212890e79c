# Writes the CTest file of a googletest program that has a test for each suite. Run when the program has
# been built:
#   cmake -D PROGRAM=FILE -D PREFIX=TEXT -D OUTPUT=FILE -P suites.cmake
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n[A-Za-z0-9_/]+[.]" suites "\n${listed}") # tests are indented
set(text)
foreach(suite ${suites})
    string(REGEX REPLACE "[\n.]" "" suite ${suite})
    set(labels)
    if(suite MATCHES "(Slow|Nightly)$")
        string(TOLOWER ${CMAKE_MATCH_1} label)
        set(labels "set_tests_properties([[${PREFIX}${suite}]] PROPERTIES LABELS ${label})\n")
    endif()
    string(APPEND text "add_test([[${PREFIX}${suite}]] [[${PROGRAM}]] \"--gtest_filter=${suite}.*\")\n${labels}")
endforeach()
file(WRITE ${OUTPUT} "${text}")
