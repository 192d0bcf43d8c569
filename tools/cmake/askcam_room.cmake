# One room is one static library whose include path is its own folder plus the rooms that it
# names in USES, so an include that breaks the layering does not compile.

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
endfunction()

# askcam_room(NAME file.c … [POSIX] [USES room …] [LIBRARIES target …])
# POSIX: the room may call the system.  Rooms without it see ISO C only.
function(askcam_room name)
    cmake_parse_arguments(ROOM "POSIX" "" "USES;LIBRARIES" ${ARGN})
    add_library(askcam_${name} STATIC ${ROOM_UNPARSED_ARGUMENTS})
    askcam_target(askcam_${name})
    if(ROOM_POSIX)
        target_compile_definitions(askcam_${name} PRIVATE _GNU_SOURCE)
    endif()
    target_include_directories(askcam_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    list(TRANSFORM ROOM_USES PREPEND askcam_)
    target_link_libraries(askcam_${name} PUBLIC ${ROOM_USES} PRIVATE ${ROOM_LIBRARIES})
endfunction()

# askcam_test(NAME [SOURCES extra.c …] [USES room …] [LIBRARIES target …]) builds test_NAME.c of
# the folder that calls it and registers it as the test NAME.
function(askcam_test name)
    cmake_parse_arguments(TEST "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
    add_executable(test_${name} test_${name}.c ${TEST_SOURCES})
    askcam_target(test_${name})
    target_compile_definitions(test_${name} PRIVATE _GNU_SOURCE
        ASKCAM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    list(TRANSFORM TEST_USES PREPEND askcam_)
    target_link_libraries(test_${name} PRIVATE ${TEST_USES} ${TEST_LIBRARIES} cmocka)
    add_test(NAME ${name} COMMAND test_${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 120)
endfunction()

# Built by the fuzz preset only; run as: fuzz_NAME -max_total_time=60 tests/fuzz/corpus/NAME
function(askcam_fuzz name)
    cmake_parse_arguments(FUZZ "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
    add_executable(fuzz_${name} fuzz_${name}.c ${FUZZ_SOURCES})
    askcam_target(fuzz_${name})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    list(TRANSFORM FUZZ_USES PREPEND askcam_)
    target_link_libraries(fuzz_${name} PRIVATE ${FUZZ_USES} ${FUZZ_LIBRARIES})
endfunction()
