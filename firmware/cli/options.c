/* SPDX-License-Identifier: MIT */
/* options.c - see options.h.  getopt_long() does the reading of argv. */
#include "options.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <string.h>

#include "option_rows.h"
#include "option_suggest.h"
#include "option_take.h"

void options_init(struct options *options)
{
    *options = (struct options){
        .frames = 1,
        .every_ms = 60000,
        .plan = {.interval_ms = 500, .best_of = 1},
        .capture = {.warmup = ASKCAM_WARMUP_AUTO},
        .region = "singapore",
        .model = "qwen3.5-plus",
        .max_body_bytes = 6000000,
        .connect_timeout_ms = 10000,
        .first_byte_timeout_ms = 300000,
        .idle_timeout_ms = 300000,
        .total_timeout_ms = ASKCAM_NEVER,
        .retries = 2,
        .max_entries = 10000,
        .max_age_ms = ASKCAM_NEVER,
        .min_free = 50000000,
        .keep_done = 1000,
    };
}

/* getopt_long()'s tables for one command; its code is the row's index + LONG_BASE. */
struct getopt_tables {
    struct option longs[OPTION_ROWS + 1];
    char shorts[2 * OPTION_ROWS + 2];
};

enum { LONG_BASE = 256, OPTION_NAME_BYTES = 64 };

static void make_tables(struct getopt_tables *tables, unsigned command)
{
    size_t longs = 0;
    size_t shorts = 0;

    memset(tables, 0, sizeof *tables);
    tables->shorts[shorts++] = ':'; /* a missing argument is reported as such */
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || (row->commands & command) == 0) {
            continue;
        }
        tables->longs[longs++] = (struct option){
            row->name, row->arg != NULL ? required_argument : no_argument, NULL, LONG_BASE + i};
        if (row->letter != 0) {
            tables->shorts[shorts++] = row->letter;
        }
        if (row->letter != 0 && row->arg != NULL) {
            tables->shorts[shorts++] = ':';
        }
    }
}

static const struct option_row *row_of(int code)
{
    if (code >= LONG_BASE) {
        return &OPTION_TABLE[code - LONG_BASE];
    }
    for (int i = 0; i < OPTION_ROWS; i++) {
        if (OPTION_TABLE[i].name != NULL && OPTION_TABLE[i].letter == code) {
            return &OPTION_TABLE[i];
        }
    }
    return NULL;
}

/* An option as in argv, without what may be its value: that could be a secret. */
static void option_word(const char *word, char name[OPTION_NAME_BYTES])
{
    (void)snprintf(name, OPTION_NAME_BYTES, "%.*s", (int)strcspn(word, "="), word);
}

static enum askcam_status unknown_option(unsigned command, const char *name,
                                         struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see --help";
    const char *best =
        strncmp(name, "--", 2) == 0 ? option_suggest(name + 2, command, false) : NULL;

    if (best != NULL) {
        (void)snprintf(hint, sizeof hint, "did you mean --%s?", best);
    }
    const struct askcam_error_context context = {name, hint};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unknown option");
}

/*
 * The option that getopt_long() has refused.  In a cluster such as -xyz it is a letter, and the
 * word before optind is still the one before the cluster.
 */
static void refused_name(const char *word, char name[OPTION_NAME_BYTES])
{
    if (optopt == 0 || optopt >= LONG_BASE) {
        option_word(word, name);
    } else {
        (void)snprintf(name, OPTION_NAME_BYTES, isgraph(optopt) ? "-%c" : "option", optopt);
    }
}

static enum askcam_status bad_option(unsigned command, int code, const char *word,
                                     struct askcam_error *err)
{
    char name[OPTION_NAME_BYTES];

    refused_name(word, name);
    const struct askcam_error_context context = {name, "see --help"};
    if (code == ':') {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "requires a value");
    }
    const struct option_row *row = row_of(optopt);
    if (optopt >= LONG_BASE && row != NULL && row->arg == NULL) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "does not take a value");
    }
    return unknown_option(command, name, err);
}

/*
 * getopt_long() takes the start of an option for the whole.  That would make --api-key mean
 * --api-key-file and print a key that was given by mistake, so it is refused.
 */
static bool is_abbreviated(const struct option_row *row, const char *word)
{
    char name[OPTION_NAME_BYTES];

    option_word(word, name);
    return strncmp(name, "--", 2) == 0 && strcmp(name + 2, row->name) != 0;
}

static enum askcam_status take_flag(const struct option_row *row, struct options *options,
                                    const char *value, struct askcam_error *err)
{
    char what[64];

    (void)snprintf(what, sizeof what, "--%s", row->name);
    return option_take(row, options, value, FROM_FLAG, what, err);
}

static enum askcam_status take_words(struct options *options, int argc, char **argv,
                                     struct askcam_error *err)
{
    for (; optind < argc; optind++) {
        if (options->words_count == OPTION_WORDS) {
            const struct askcam_error_context context = {"command line",
                                                         "put the question in quotes"};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context, "too many arguments");
        }
        options->words[options->words_count++] = argv[optind];
    }
    return ASKCAM_OK;
}

/* The option that getopt_long() has just read, whose value may be in a word of its own. */
static const char *last_word(char **argv)
{
    return optarg == argv[optind - 1] ? argv[optind - 2] : argv[optind - 1];
}

static enum askcam_status take_code(struct options *options, unsigned command, int code,
                                    char **argv, struct askcam_error *err)
{
    if (code == '?' || code == ':') {
        return bad_option(command, code, argv[optind - 1], err);
    }
    const struct option_row *row = row_of(code);
    assert(row != NULL);
    if (code >= LONG_BASE && is_abbreviated(row, last_word(argv))) {
        char name[OPTION_NAME_BYTES];
        option_word(last_word(argv), name);
        return unknown_option(command, name, err);
    }
    return take_flag(row, options, optarg != NULL ? optarg : "", err);
}

enum askcam_status options_parse(struct options *options, unsigned command, int argc, char **argv,
                                 struct askcam_error *err)
{
    struct getopt_tables tables;
    enum askcam_status status = ASKCAM_OK;

    make_tables(&tables, command);
    opterr = 0;
    optind = 1;
    while (status == ASKCAM_OK) {
        const int code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
        if (code == -1) {
            return take_words(options, argc, argv, err);
        }
        status = take_code(options, command, code, argv, err);
    }
    return status;
}
