/* SPDX-License-Identifier: MIT */
/* option_environment.c - see options.h: the ASKCAM_ variables. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "option_suggest.h"
#include "option_take.h"

enum { VARIABLE_BYTES = 64 };

static const char PREFIX[] = "ASKCAM_";

/* "max-body" is ASKCAM_MAX_BODY. */
static void variable_of(const char *name, char variable[VARIABLE_BYTES])
{
    (void)snprintf(variable, VARIABLE_BYTES, "%s%s", PREFIX, name);
    for (char *at = variable; *at != '\0'; at++) {
        *at = (char)(*at == '-' ? '_' : toupper((unsigned char)*at));
    }
}

/* ASKCAM_MAX_BODY, or what was meant to be it, is "max-body"; cut to VARIABLE_BYTES. */
static void name_of(const char *variable, char name[VARIABLE_BYTES])
{
    const size_t bytes = strcspn(variable, "=") - strlen(PREFIX);

    (void)snprintf(name, VARIABLE_BYTES, "%.*s", (int)bytes, variable + strlen(PREFIX));
    for (char *at = name; *at != '\0'; at++) {
        *at = (char)(*at == '_' ? '-' : tolower((unsigned char)*at));
    }
}

enum askcam_status options_take_environment(struct options *options, struct askcam_error *err)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        char variable[VARIABLE_BYTES];
        if (row->name == NULL || row->is_act) {
            continue;
        }
        variable_of(row->name, variable);
        const char *value = getenv(variable);
        if (value == NULL || value[0] == '\0') {
            continue;
        }
        const enum askcam_status status =
            option_take(row, options, value, FROM_ENVIRONMENT, variable, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static bool is_setting(const char *name)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name != NULL && !row->is_act && strcmp(row->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Variables that are not settings: the key, and the program that the project's tests run. */
static bool is_known(const char *entry)
{
    return strncmp(entry, "ASKCAM_API_KEY=", 15) == 0 || strncmp(entry, "ASKCAM_BIN=", 11) == 0;
}

static void warn_about(const char *entry, const struct askcam_host *host)
{
    char name[VARIABLE_BYTES];
    char variable[VARIABLE_BYTES];

    name_of(entry, name);
    variable_of(name, variable);
    const int shown_bytes = (int)strcspn(entry, "=");
    if (is_setting(name) && strncmp(entry, variable, strlen(variable)) == 0) {
        return;
    }
    const char *best = option_suggest(name, FOR_CONFIG, true);
    if (best != NULL) {
        variable_of(best, variable);
        askcam_log(host, ASKCAM_LOG_WARNING, "%.*s: unknown variable, ignored; did you mean %s?",
                   shown_bytes, entry, variable);
    } else {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "%.*s: unknown variable, ignored; see askcam config --help", shown_bytes, entry);
    }
}

void options_warn_environment(const struct askcam_host *host)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, PREFIX, strlen(PREFIX)) == 0 && !is_known(*entry)) {
            warn_about(*entry, host);
        }
    }
}
