/* SPDX-License-Identifier: MIT */
/* option_suggest.c - see option_suggest.h. */
#include "option_suggest.h"

#include <stddef.h>
#include <string.h>

#include "edit_distance.h"
#include "option_rows.h"

/* What other programs call an option of ours. */
static const struct {
    const char *word;
    const char *name;
} SYNONYMS[] = {
    {"camera", "source"},
    {"device", "source"},
    {"file", "source"},
    {"image", "source"},
    {"input", "source"},
    {"picture", "source"},
    {"resolution", "size"},
    {"width", "size"},
    {"height", "size"},
    {"timeout", "total-timeout"},
    {"max-time", "total-timeout"},
    {"key", "api-key-file"},
    {"token", "api-key-file"},
    {"endpoint", "base-url"},
    {"host", "base-url"},
    {"url", "base-url"},
    {"out", "output-file"},
    {"fps", "interval"},
    {"delay", "interval"},
    {"period", "every"},
    {"cacert", "ca-file"},
    {"retry", "retries"},
};

/* How far a word is from an option's name; one of which it is a beginning comes after those near.
 */
static unsigned distance_from(const char *word, const char *name)
{
    const unsigned distance = edit_distance(word, name);
    const size_t bytes = strlen(word);

    return distance <= EDIT_DISTANCE_MOST                                  ? distance
           : bytes > EDIT_DISTANCE_MOST && strncmp(word, name, bytes) == 0 ? EDIT_DISTANCE_MOST + 1
                                                                           : EDIT_DISTANCE_MOST + 2;
}

static bool is_offered(const struct option_row *row, unsigned commands, bool is_setting)
{
    return row->name != NULL && (row->commands & commands) != 0 && !(is_setting && row->is_act);
}

static bool has_option(const char *name, unsigned commands, bool is_setting)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (is_offered(row, commands, is_setting) && strcmp(row->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The option that other programs call so; NULL if there is none. */
static const char *synonym_of(const char *word, unsigned commands, bool is_setting)
{
    for (size_t i = 0; i < sizeof SYNONYMS / sizeof SYNONYMS[0]; i++) {
        if (strcmp(SYNONYMS[i].word, word) == 0 &&
            has_option(SYNONYMS[i].name, commands, is_setting)) {
            return SYNONYMS[i].name;
        }
    }
    return NULL;
}

const char *option_suggest(const char *word, unsigned commands, bool is_setting)
{
    const char *best = synonym_of(word, commands, is_setting);
    unsigned best_distance = EDIT_DISTANCE_MOST + 2;

    if (best != NULL) {
        return best;
    }
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (!is_offered(row, commands, is_setting)) {
            continue;
        }
        const unsigned distance = distance_from(word, row->name);
        if (distance < best_distance) {
            best_distance = distance;
            best = row->name;
        }
    }
    return best;
}
