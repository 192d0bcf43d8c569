# The libraries that askcam uses, each as one imported target: Debian 12 and 13 ship some of
# them without CMake or pkg-config files, so they are looked for by header and library.

function(askcam_find target header)
    string(TOUPPER ${target} var)
    find_path(${var}_INCLUDE ${header} REQUIRED)
    set(libs "")
    foreach(lib ${ARGN})
        find_library(${var}_${lib}_LIBRARY ${lib} REQUIRED)
        list(APPEND libs ${${var}_${lib}_LIBRARY})
    endforeach()
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(${target} SYSTEM INTERFACE ${${var}_INCLUDE})
    target_link_libraries(${target} INTERFACE ${libs})
endfunction()

askcam_find(lib_mbedtls mbedtls/ssl.h mbedtls mbedx509 mbedcrypto)
askcam_find(lib_jpeg jpeglib.h jpeg)
askcam_find(lib_v4lconvert_header libv4lconvert.h) # loaded by the program that meets a need for it
askcam_find(lib_cjson cjson/cJSON.h cjson)
