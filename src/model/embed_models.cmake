# Writes IN as C data to OUT: cmake -DIN=models.json -DOUT=models_json.c -P embed_models.cmake
# Each member of "models" and "families" becomes a row with its JSON text, so that a program parses
# the few that it needs; what else is in the file becomes one text, "rest".

# Sets `out` to a C literal of the text, without the line ends and indents that CMake puts in.
function(literal out text)
    string(REGEX REPLACE "\n[ \t]*" "" text "${text}")
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

# Names of a section in the order of the file, where each begins a line indented by four.
function(names_in_order out tree)
    string(JSON count LENGTH "${tree}")
    math(EXPR last "${count} - 1")
    set(found "")
    foreach(i RANGE ${last})
        string(JSON name MEMBER "${tree}" ${i})
        string(FIND "${text}" "\n    \"${name}\":" at)
        list(APPEND found "${at} ${name}")
    endforeach()
    list(SORT found COMPARE NATURAL)
    list(TRANSFORM found REPLACE "^-?[0-9]+ " "")
    set(${out} "${found}" PARENT_SCOPE)
endfunction()

file(READ "${IN}" text)
set(rows "")
foreach(section models families)
    string(JSON tree GET "${text}" ${section})
    names_in_order(names "${tree}")
    foreach(name ${names})
        string(JSON value GET "${tree}" "${name}")
        literal(value "${value}")
        string(APPEND rows "    {\"${section}\", \"${name}\",\n     ${value}},\n")
    endforeach()
endforeach()
# What comes before and behind both.
string(FIND "${text}" "\n  \"families\":" from)
string(FIND "${text}" "\n  \"keys\":" to)
string(SUBSTRING "${text}" 0 ${from} before)
string(SUBSTRING "${text}" ${to} -1 behind)
literal(rest "${before}${behind}")

file(WRITE "${OUT}" "/* Made from models.json at build time. */
#include \"models_json.h\"

const struct askcam_models_row ASKCAM_MODELS_ROWS[] = {
${rows}    {NULL, NULL, NULL},
};

const char ASKCAM_MODELS_REST[] =
    ${rest};
")
