/* SPDX-License-Identifier: MIT */
/*
 * fuzz_user_json.c - any text of --extra: what is accepted as an object is one for another reader
 * too, and taken apart and put together again it has the same members.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "user_json.h"

static char *text_of(const uint8_t *bytes, size_t bytes_len)
{
    char *const text = malloc(bytes_len + 1);

    if (text == NULL) {
        abort();
    }
    if (bytes_len > 0) {
        memcpy(text, bytes, bytes_len);
    }
    text[bytes_len] = '\0';
    return text;
}

static void append(char *to, size_t *at, const char *text, size_t text_bytes)
{
    memcpy(to + *at, text, text_bytes);
    *at += text_bytes;
    to[*at] = '\0';
}

/* Writes the members one behind the other; returns how many. */
static size_t rebuild(const char *object, char *to)
{
    struct askcam_text_piece name;
    struct askcam_text_piece value;
    size_t count = 0;
    size_t at = 0;

    append(to, &at, "{", 1);
    while (askcam_user_json_member(&object, &name, &value)) {
        if (name.bytes < 2 || name.text[0] != '"' || name.text[name.bytes - 1] != '"' ||
            value.bytes == 0) {
            abort();
        }
        append(to, &at, ",", count > 0);
        append(to, &at, name.text, name.bytes);
        append(to, &at, ":", 1);
        append(to, &at, value.text, value.bytes);
        count++;
    }
    append(to, &at, "}", 1);
    return count;
}

/* cJSON takes texts of fewer levels, and no halves of surrogate pairs. */
static void check_with_another_reader(const char *text, size_t members)
{
    cJSON *const tree = cJSON_Parse(text);

    if (tree != NULL && (size_t)cJSON_GetArraySize(tree) != members) {
        abort();
    }
    cJSON_Delete(tree);
}

static void check_object(const char *text, size_t text_bytes)
{
    char *const again = malloc(text_bytes + 2);
    char *const twice = malloc(text_bytes + 2);
    struct askcam_text_piece value;

    if (again == NULL || twice == NULL) {
        abort();
    }
    const size_t members = rebuild(text, again);
    if (!askcam_user_json_is_object(again) || rebuild(again, twice) != members ||
        strcmp(again, twice) != 0) {
        abort();
    }
    if (askcam_user_json_find(text, "a", &value) &&
        (value.text < text || value.text + value.bytes > text + text_bytes)) {
        abort();
    }
    check_with_another_reader(text, members);
    free(again);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    char *const text = text_of(bytes, bytes_len);

    if (askcam_user_json_is_object(text)) {
        check_object(text, strlen(text));
    }
    free(text);
    return 0;
}
