/* SPDX-License-Identifier: MIT */
/*
 * user_json.c - see user_json.h.
 *
 * Walking trusts that the scanner accepted the text: strings close, brackets nest.
 */
#include "user_json.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "json.h"
#include "utf8.h"

static enum askcam_status see_object(void *ctx, const struct askcam_json_value *value)
{
    bool *const is_object = ctx;

    *is_object = value->type == ASKCAM_JSON_OBJECT;
    return ASKCAM_OK;
}

bool askcam_user_json_is_object(const char *text)
{
    static const struct askcam_json_path whole[] = {{"", 0}};
    struct askcam_json_paths paths;
    struct askcam_json scan;
    bool is_object = false;

    askcam_json_paths_init(&paths, whole, 1);
    askcam_json_init(&scan, &paths, see_object, &is_object);
    return askcam_utf8_valid(text, strlen(text)) &&
           askcam_json_push(&scan, text, strlen(text)) == ASKCAM_OK &&
           askcam_json_finish(&scan) == ASKCAM_OK && is_object;
}

/* Past the string that begins here. */
static const char *past_string(const char *at)
{
    for (at++; *at != '"'; at++) {
        at += *at == '\\';
    }
    return at + 1;
}

/* Past the value that begins here, up to its separator or bracket. */
static const char *past_value(const char *at)
{
    size_t depth = 0;

    for (;;) {
        if (*at == '"') {
            at = past_string(at);
            continue;
        }
        if (depth == 0 && strchr(",}] \t\r\n", *at) != NULL) {
            return at;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
        if (depth == 0 && (at[-1] == '}' || at[-1] == ']')) {
            return at;
        }
    }
}

static const char *past_marks(const char *at, const char *marks)
{
    return at + strspn(at, marks);
}

bool askcam_user_json_member(const char **at, struct askcam_text_piece *name,
                             struct askcam_text_piece *value)
{
    const char *from = past_marks(*at, "{, \t\r\n");

    if (*from != '"') { /* the closing bracket */
        return false;
    }
    name->text = from;
    from = past_string(from);
    name->bytes = (size_t)(from - name->text);
    from = past_marks(from, ": \t\r\n");
    value->text = from;
    from = past_value(from);
    value->bytes = (size_t)(from - value->text);
    *at = past_marks(from, ", \t\r\n");
    return true;
}

/* The quoted name means this one; escapes are resolved. */
static bool is_named(const struct askcam_text_piece *quoted, const char *name)
{
    const size_t name_bytes = strlen(name);

    if (memchr(quoted->text, '\\', quoted->bytes) == NULL) {
        return quoted->bytes == name_bytes + 2 && memcmp(quoted->text + 1, name, name_bytes) == 0;
    }
    cJSON *const plain = cJSON_ParseWithLength(quoted->text, quoted->bytes);
    const bool same = plain != NULL && strcmp(plain->valuestring, name) == 0;
    cJSON_Delete(plain);
    return same;
}

bool askcam_user_json_find(const char *object, const char *name, struct askcam_text_piece *value)
{
    struct askcam_text_piece here;
    struct askcam_text_piece there;
    bool found = false;

    while (askcam_user_json_member(&object, &here, &there)) {
        if (is_named(&here, name)) {
            *value = there;
            found = true;
        }
    }
    return found;
}

bool askcam_number_text(double value, char text[ASKCAM_NUMBER_TEXT_BYTES])
{
    if (!(value >= -DBL_MAX && value <= DBL_MAX)) { /* also false for NaN */
        return false;
    }
    if (value > -1e18 && value < 1e18 && (double)(long long)value == value) {
        (void)snprintf(text, ASKCAM_NUMBER_TEXT_BYTES, "%lld", (long long)value);
        return true;
    }
    for (int digits = 1; digits <= DBL_DECIMAL_DIG; digits++) {
        (void)snprintf(text, ASKCAM_NUMBER_TEXT_BYTES, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    char *const comma = strchr(text, ','); /* a locale's decimal point */
    if (comma != NULL) {
        *comma = '.';
    }
    return true;
}
