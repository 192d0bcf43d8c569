# One module is one static library.  An include that breaks the layering, or reaches into the inside of
# another module, does not compile.

set(ASKCAM_WARNINGS
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wundef
    -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla -Wdouble-promotion
    -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
    $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wcast-align=strict>
    $<$<C_COMPILER_ID:Clang>:-Wcomma -Wcast-align>
    $<$<BOOL:${ASKCAM_WERROR}>:-Werror>)

# What every target of ours is compiled with: strict C11, our warnings, 64-bit file offsets.
function(askcam_target target)
    target_compile_features(${target} PUBLIC c_std_11)
    set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE ${ASKCAM_WARNINGS})
    target_compile_definitions(${target} PRIVATE _FILE_OFFSET_BITS=64)
    # What the compiler knows of stacks, for tools/checks/size; it changes no code.
    target_compile_options(${target} PRIVATE
        $<$<AND:$<C_COMPILER_ID:GNU>,$<CONFIG:RelWithDebInfo>>:-fstack-usage;-fcallgraph-info=su>)
endfunction()

# askcam_module(NAME file.c … [POSIX] [INSIDE folder …] [USES module …] [LIBRARIES target …])
# The module's own folder has its interfaces and is its public include path; the sub-folders named in
# INSIDE are private to it and to the tests that name them.
# POSIX: the module may call the system.  Modules without it see ISO C only.
function(askcam_module name)
    cmake_parse_arguments(MODULE "POSIX" "" "INSIDE;USES;LIBRARIES" ${ARGN})
    add_library(askcam_${name} STATIC ${MODULE_UNPARSED_ARGUMENTS})
    askcam_target(askcam_${name})
    if(MODULE_POSIX)
        target_compile_definitions(askcam_${name} PRIVATE _GNU_SOURCE)
    endif()
    target_include_directories(askcam_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    list(TRANSFORM MODULE_INSIDE PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    target_include_directories(askcam_${name} PRIVATE ${MODULE_INSIDE})
    set_target_properties(askcam_${name} PROPERTIES ASKCAM_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
    list(TRANSFORM MODULE_USES PREPEND askcam_)
    target_link_libraries(askcam_${name} PUBLIC ${MODULE_USES} PRIVATE ${MODULE_LIBRARIES})
endfunction()

# Lets target see insides: each is MODULE/FOLDER.
function(askcam_see_inside target)
    foreach(inside ${ARGN})
        string(REGEX MATCH "^([a-z]+)/(.+)$" matched ${inside})
        get_target_property(folder askcam_${CMAKE_MATCH_1} ASKCAM_FOLDER)
        if(NOT IS_DIRECTORY ${folder}/${CMAKE_MATCH_2})
            message(FATAL_ERROR "${target}: no such inside: ${inside}")
        endif()
        target_include_directories(${target} PRIVATE ${folder}/${CMAKE_MATCH_2})
    endforeach()
endfunction()

# askcam_test(NAME [THREADS] [SOURCES extra.c …] [USES module …] [INSIDE module/folder …]
#             [LIBRARIES target …])
# builds test_NAME.c of the folder that calls it and registers it as the test NAME.  Its CTest labels
# are the modules that it names, and `threads` with THREADS: the test starts threads, so the thread
# sanitizer runs it.
function(askcam_test name)
    cmake_parse_arguments(TEST "THREADS" "" "SOURCES;USES;INSIDE;LIBRARIES" ${ARGN})
    add_executable(test_${name} test_${name}.c ${TEST_SOURCES})
    askcam_target(test_${name})
    target_compile_definitions(test_${name} PRIVATE _GNU_SOURCE
        ASKCAM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fakes)
    askcam_see_inside(test_${name} ${TEST_INSIDE})
    add_test(NAME ${name} COMMAND test_${name})
    set(labels ${TEST_USES})
    if(TEST_THREADS)
        list(APPEND labels threads)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS "${labels}")
    list(TRANSFORM TEST_USES PREPEND askcam_)
    target_link_libraries(test_${name} PRIVATE ${TEST_USES} ${TEST_LIBRARIES} cmocka)
endfunction()

# Built by the fuzz preset only; run as: fuzz_NAME -max_total_time=60 tests/fuzz/corpus/NAME
function(askcam_fuzz name)
    cmake_parse_arguments(FUZZ "" "" "SOURCES;USES;INSIDE;LIBRARIES" ${ARGN})
    add_executable(fuzz_${name} fuzz_${name}.c ${FUZZ_SOURCES})
    askcam_target(fuzz_${name})
    askcam_see_inside(fuzz_${name} ${FUZZ_INSIDE})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    list(TRANSFORM FUZZ_USES PREPEND askcam_)
    target_link_libraries(fuzz_${name} PRIVATE ${FUZZ_USES} ${FUZZ_LIBRARIES})
endfunction()
