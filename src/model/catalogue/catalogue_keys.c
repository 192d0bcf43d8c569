/* SPDX-License-Identifier: MIT */
/*
 * catalogue_keys.c - see catalogue_keys.h and catalogue.h: which key belongs to which host.
 *
 * A key that goes to the wrong host is given away, so a pattern must name the end of the host: a
 * '*' never crosses a dot, except that a leading "*." takes whole labels, as a workspace's host
 * (WORKSPACE.REGION.maas.aliyuncs.com) needs it.
 */
#include "catalogue_keys.h"

#include <string.h>

#include "catalogue.h"

enum { VARIABLE_BYTES = 64 };

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
static const char LETTERS_AND_DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
static const char HOST_BYTES[] = "abcdefghijklmnopqrstuvwxyz0123456789-.*";

/* Two labels at the end without a '*': "*.com" would be everybody. */
static bool is_host_pattern(const char *pattern)
{
    const char *const star = strrchr(pattern, '*');
    const char *const end = star == NULL ? pattern : strchr(star, '.');

    return pattern[0] != '\0' && strspn(pattern, HOST_BYTES) == strlen(pattern) &&
           strstr(pattern, "..") == NULL && end != NULL && strchr(end + 1, '.') != NULL;
}

static bool is_variable(const cJSON *value)
{
    if (!cJSON_IsString(value) || strlen(value->valuestring) >= VARIABLE_BYTES) {
        return false;
    }
    const char *const name = value->valuestring;
    return name[0] != '\0' && strchr(LETTERS, name[0]) != NULL &&
           strspn(name, LETTERS_AND_DIGITS) == strlen(name);
}

const char *askcam_catalogue_key_expected(const cJSON *row)
{
    if (!is_host_pattern(row->string)) {
        return "a host in lower case; \"*\" may come before the last two labels";
    }
    return is_variable(row) ? NULL : "the name of an environment variable";
}

/* ASCII only: tolower() would ask the locale. */
static char lower(char byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    return byte;
}

static bool labels_match(const char *pattern, const char *host)
{
    const char *star = NULL; /* the last '*' passed, and where its text ends so far */
    const char *end = NULL;

    while (*host != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            end = host;
        } else if (*pattern == lower(*host)) {
            pattern++;
            host++;
        } else if (star != NULL && *end != '.') { /* the '*' takes one byte more of its label */
            pattern = star + 1;
            host = ++end;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

bool askcam_host_match(const char *pattern, const char *host)
{
    if (strncmp(pattern, "*.", 2) != 0) {
        return labels_match(pattern, host);
    }
    if (host[0] == '.') {
        return false;
    }
    for (const char *dot = strchr(host, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
        if (labels_match(pattern + 2, dot + 1)) {
            return true;
        }
    }
    return false;
}

static const cJSON *keys_of(const cJSON *tree)
{
    return cJSON_GetObjectItemCaseSensitive(tree, "keys");
}

static const char *variable_in(const cJSON *tree, const char *host)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, keys_of(tree))
    {
        if (askcam_host_match(row->string, host)) {
            return row->valuestring;
        }
    }
    return NULL;
}

const char *askcam_catalogue_key_variable(const struct askcam_catalogue *catalogue,
                                          const char *host)
{
    const char *const users = variable_in(catalogue->users, host);

    return users != NULL ? users : variable_in(catalogue->built_in, host);
}

bool askcam_catalogue_key_row(const struct askcam_catalogue *catalogue, size_t i, const char **host,
                              const char **variable)
{
    const cJSON *const users = keys_of(catalogue->users);
    const size_t users_count = (size_t)cJSON_GetArraySize(users);
    const cJSON *const row =
        i < users_count ? cJSON_GetArrayItem(users, (int)i)
                        : cJSON_GetArrayItem(keys_of(catalogue->built_in), (int)(i - users_count));

    if (row == NULL) {
        return false;
    }
    *host = row->string;
    *variable = row->valuestring;
    return true;
}
