/* SPDX-License-Identifier: MIT */
/* catalogue_check.c - see catalogue_check.h. */
#include "catalogue_check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "catalogue_keys.h"
#include "catalogue_members.h"
#include "catalogue_regions.h"

enum { KEY_PATH_BYTES = 256 };

static enum askcam_status bad(const char *path, struct askcam_error *err, const char *where,
                              const char *expected)
{
    return askcam_fail(err, ASKCAM_ERR_CONFIG,
                       (struct askcam_error_context){path, ASKCAM_CATALOGUE_HINT},
                       "%s: expected %s", where, expected);
}

/* A model is looked up by the name that it has in struct askcam_model, so the two must be equal. */
static bool is_name(const char *text)
{
    char name[sizeof((struct askcam_model *)0)->name];

    askcam_error_text(name, sizeof name, text);
    return text[0] != '\0' && strcmp(name, text) == 0;
}

static enum askcam_status check_entry(const cJSON *entry, const char *kind, const char *path,
                                      struct askcam_error *err)
{
    char where[KEY_PATH_BYTES];
    const cJSON *member = NULL;

    (void)snprintf(where, sizeof where, "%s.%s", kind, entry->string); /* for people: may be cut */
    if (!is_name(entry->string)) {
        return bad(path, err, where, "a name that is not too long, without control characters");
    }
    if (!cJSON_IsObject(entry)) {
        return bad(path, err, where, "an object");
    }
    cJSON_ArrayForEach(member, entry)
    {
        const size_t number = askcam_member_number(member->string);
        (void)snprintf(where, sizeof where, "%s.%s.%s", kind, entry->string, member->string);
        if (number == SIZE_MAX) {
            return bad(path, err, where, "a member that askcam knows (see models.json)");
        }
        const char *const expected = askcam_member_expected(number, member);
        if (expected != NULL) {
            return bad(path, err, where, expected);
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status check_entries(const cJSON *part, const char *path,
                                        struct askcam_error *err)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, part)
    {
        const enum askcam_status status = check_entry(entry, part->string, path, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

/* What was expected instead of a row, or NULL. */
typedef const char *row_expected(const cJSON *row);

static enum askcam_status check_rows(const cJSON *part, row_expected *expects, const char *path,
                                     struct askcam_error *err)
{
    char where[KEY_PATH_BYTES];
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, part)
    {
        const char *const expected = expects(row);
        if (expected != NULL) {
            (void)snprintf(where, sizeof where, "%s.%s", part->string,
                           row->string); /* may be cut */
            return bad(path, err, where, expected);
        }
    }
    return ASKCAM_OK;
}

/* What a file may have; a part without a function is of entries with members. */
static const struct part {
    const char *name;
    row_expected *expects;
} PARTS[] = {
    {"models", NULL},
    {"families", NULL},
    {"keys", askcam_catalogue_key_expected},
    {"regions", askcam_catalogue_region_expected},
    {"workspaces", askcam_catalogue_workspace_expected},
};

static enum askcam_status check_part(const cJSON *part, const char *path, struct askcam_error *err)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && cJSON_IsObject(part); i++) {
        if (strcmp(part->string, PARTS[i].name) == 0) {
            return PARTS[i].expects == NULL ? check_entries(part, path, err)
                                            : check_rows(part, PARTS[i].expects, path, err);
        }
    }
    return bad(path, err, part->string,
               "only the objects \"models\", \"families\", \"keys\", \"regions\" and "
               "\"workspaces\"");
}

enum askcam_status askcam_catalogue_check(const cJSON *tree, const char *path,
                                          struct askcam_error *err)
{
    const cJSON *part = NULL;

    if (!cJSON_IsObject(tree)) {
        return bad(path, err, "the file", "an object with \"models\", \"families\" or \"keys\"");
    }
    cJSON_ArrayForEach(part, tree)
    {
        const enum askcam_status status = check_part(part, path, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}
