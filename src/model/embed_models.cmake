# Writes IN as a C array to OUT: cmake -DIN=models.json -DOUT=models_json.c -P embed_models.cmake
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)"
    "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "/* Made from models.json at build time. */\n#include \"models_json.h\"\n
static const unsigned char TEXT[] = {\n${bytes}\n};\n
const char *askcam_models_json(size_t *text_bytes)
{
    *text_bytes = sizeof TEXT;
    return (const char *)TEXT;
}\n")
