/* SPDX-License-Identifier: MIT */
/* option_take.c - see option_take.h. */
#include "option_take.h"

#include <stdio.h>
#include <string.h>

#include "option_setters.h"
#include "option_suggest.h"
#include "proxy_url.h"
#include "values.h"

/* A list starts anew with the first value from a stronger origin. */
static void restart_list(const struct option_row *row, struct options *options,
                         enum option_origin origin)
{
    if (row->is_list && options->origins[row - OPTION_TABLE] != origin) {
        const size_t none = 0;
        memcpy((char *)options + row->offset, &none, sizeof none);
    }
}

/* What takes no value on the command line says true or false, or how many, elsewhere; so that a
 * stronger origin can take back what a weaker one has set. */
static const char *take_word(const struct option_row *row, struct options *options,
                             const char *value)
{
    const bool is_yes = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
    const bool is_no = strcmp(value, "false") == 0 || strcmp(value, "0") == 0;
    void *const field = (char *)options + row->offset;

    if (row->take == option_count) {
        const char *number = is_yes ? "1" : is_no ? "0" : value;
        return value_integer(number, 0, 9, field) ? NULL : "true, false or a number up to 9";
    }
    if (!is_yes && !is_no) {
        return "true or false";
    }
    *(bool *)field = is_yes;
    return NULL;
}

/* What to use instead of a wrong value; `expected` is the row's. */
static void value_hint(const struct option_row *row, const char *value, const char *expected,
                       char *hint, size_t hint_bytes)
{
    const bool is_number = value[0] != '\0' && value[strspn(value, "0123456789.")] == '\0';

    if (row->take == option_duration && is_number) {
        (void)snprintf(hint, hint_bytes, "add a unit: %.40ss", value);
    } else if (strcmp(row->name, "output") == 0 && strpbrk(value, "./") != NULL) {
        (void)snprintf(hint, hint_bytes, "use %s; for a file use -o %.80s", expected, value);
    } else {
        (void)snprintf(hint, hint_bytes, "use %s", expected);
    }
}

enum askcam_status option_take(const struct option_row *row, struct options *options,
                               const char *value, enum option_origin origin, const char *what,
                               struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];

    restart_list(row, options, origin);
    const char *expected = row->arg == NULL && origin != FROM_FLAG ? take_word(row, options, value)
                                                                   : row->take(row, options, value);
    if (expected == NULL) {
        options->origins[row - OPTION_TABLE] = (unsigned char)origin;
        return ASKCAM_OK;
    }
    value_hint(row, value, expected, hint, sizeof hint);
    char shown[ASKCAM_ERROR_WHY_BYTES];
    (void)snprintf(shown, sizeof shown, "%s", value); /* cut is fine */
    if (row->take == option_proxy) {
        askcam_proxy_masked(value, shown, sizeof shown);
    }
    const struct askcam_error_context context = {what, hint};
    const enum askcam_status kind = origin == FROM_FLAG ? ASKCAM_ERR_USAGE : ASKCAM_ERR_CONFIG;
    return askcam_fail(err, kind, context, "invalid value \"%s\"", shown);
}

enum askcam_status options_take(struct options *options, const char *name, const char *value,
                                enum option_origin origin, struct askcam_error *err)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || row->is_act || strcmp(row->name, name) != 0) {
            continue;
        }
        return option_take(row, options, value, origin, name, err);
    }
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see askcam config --help";
    const char *best = option_suggest(name, FOR_CONFIG, true);
    if (best != NULL) {
        (void)snprintf(hint, sizeof hint, "did you mean %s?", best);
    }
    const struct askcam_error_context context = {name, hint};
    return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "unknown setting");
}
