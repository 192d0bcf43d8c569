/* SPDX-License-Identifier: MIT */
/* options.c - see options.h.  getopt_long() does the reading of argv. */
#include "options.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "edit_distance.h"
#include "option_rows.h"
#include "option_setters.h"
#include "values.h"

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
    };
}

/* getopt_long()'s tables for one command; the row's index + LONG_BASE stands for it. */
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
    tables->shorts[shorts++] = ':'; /* a missing argument is told apart */
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

/* An option as it stands in argv, without what may be its value: that could be a secret. */
static void option_word(const char *word, char name[OPTION_NAME_BYTES])
{
    (void)snprintf(name, OPTION_NAME_BYTES, "%.*s", (int)strcspn(word, "="), word);
}

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

/* The option of these commands that a mistyped word is nearest to; NULL if none is near. */
static const char *meant(const char *word, unsigned commands, bool is_setting)
{
    const char *best = NULL;
    unsigned best_distance = EDIT_DISTANCE_MOST + 2;

    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || (row->commands & commands) == 0 || (is_setting && row->is_act)) {
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

static enum askcam_status no_such_option(unsigned command, const char *name,
                                         struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see --help";
    const char *best = strncmp(name, "--", 2) == 0 ? meant(name + 2, command, false) : NULL;

    if (best != NULL) {
        (void)snprintf(hint, sizeof hint, "is --%s meant? See --help", best);
    }
    const struct askcam_error_context context = {name, hint};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "no such option");
}

static enum askcam_status bad_option(unsigned command, int code, const char *word,
                                     struct askcam_error *err)
{
    char name[OPTION_NAME_BYTES];

    option_word(word, name);
    const struct askcam_error_context context = {name, "see --help"};
    if (code == ':') {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "its value is missing");
    }
    const struct option_row *row = row_of(optopt);
    if (optopt >= LONG_BASE && row != NULL && row->arg == NULL) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "takes no value");
    }
    return no_such_option(command, name, err);
}

/*
 * getopt_long() takes the beginning of an option for the whole.  That would make --api-key mean
 * --api-key-file and print a key that was given by mistake, so it is refused.
 */
static bool is_abbreviated(const struct option_row *row, const char *word)
{
    char name[OPTION_NAME_BYTES];

    option_word(word, name);
    return strncmp(name, "--", 2) == 0 && strcmp(name + 2, row->name) != 0;
}

/* A list begins anew where a stronger origin speaks for the first time. */
static void begin_list(const struct option_row *row, struct options *options,
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

/* `what` names the option in the error: "--size", a variable, a member of the settings file. */
static enum askcam_status take(const struct option_row *row, struct options *options,
                               const char *value, enum option_origin origin, const char *what,
                               struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];

    begin_list(row, options, origin);
    const char *expected = row->arg == NULL && origin != FROM_FLAG ? take_word(row, options, value)
                                                                   : row->take(row, options, value);
    if (expected == NULL) {
        options->origins[row - OPTION_TABLE] = (unsigned char)origin;
        return ASKCAM_OK;
    }
    (void)snprintf(hint, sizeof hint, "give %s", expected);
    const struct askcam_error_context context = {what, hint};
    const enum askcam_status kind = origin == FROM_FLAG ? ASKCAM_ERR_USAGE : ASKCAM_ERR_CONFIG;
    return askcam_fail(err, kind, context, "\"%s\" is not possible", value);
}

static enum askcam_status take_flag(const struct option_row *row, struct options *options,
                                    const char *value, struct askcam_error *err)
{
    char what[64];

    (void)snprintf(what, sizeof what, "--%s", row->name);
    return take(row, options, value, FROM_FLAG, what, err);
}

enum askcam_status options_take(struct options *options, const char *name, const char *value,
                                enum option_origin origin, struct askcam_error *err)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || row->is_act || strcmp(row->name, name) != 0) {
            continue;
        }
        return take(row, options, value, origin, name, err);
    }
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see askcam config --help";
    const char *best = meant(name, FOR_CONFIG, true);
    if (best != NULL) {
        (void)snprintf(hint, sizeof hint, "is %s meant? See askcam config --help", best);
    }
    const struct askcam_error_context context = {name, hint};
    return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "no such setting");
}

/* "max-body" is ASKCAM_MAX_BODY. */
static void variable_of(const char *name, char *variable, size_t variable_bytes)
{
    (void)snprintf(variable, variable_bytes, "ASKCAM_%s", name);
    for (char *at = variable; *at != '\0'; at++) {
        *at = (char)(*at == '-' ? '_' : toupper((unsigned char)*at));
    }
}

enum askcam_status options_take_environment(struct options *options, struct askcam_error *err)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        char variable[64];
        if (row->name == NULL || row->is_act) {
            continue;
        }
        variable_of(row->name, variable, sizeof variable);
        const char *value = getenv(variable);
        if (value == NULL || value[0] == '\0') {
            continue;
        }
        const enum askcam_status status =
            take(row, options, value, FROM_ENVIRONMENT, variable, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status take_words(struct options *options, int argc, char **argv,
                                     struct askcam_error *err)
{
    for (; optind < argc; optind++) {
        if (options->words_count == OPTION_WORDS) {
            const struct askcam_error_context context = {"command line",
                                                         "put the question in quotes"};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context, "too many words");
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
        return bad_option(command, '?', last_word(argv), err);
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

/* -- help ------------------------------------------------------------------------------------- */

enum { HELP_INDENT = 26, HELP_WIDTH = 79 };

/* Prints text from column HELP_INDENT on, broken between words. */
static void print_wrapped(const char *text, size_t column, FILE *out)
{
    for (bool first = true; *text != '\0'; first = false) {
        const size_t word = strcspn(text, " ");
        if (column + word + 1 > HELP_WIDTH) {
            (void)fprintf(out, "\n%*s", HELP_INDENT, "");
            column = HELP_INDENT;
        } else if (!first) {
            (void)fputc(' ', out);
            column++;
        }
        (void)fprintf(out, "%.*s", (int)word, text);
        column += word;
        text += word + (text[word] == ' ');
    }
    (void)fputc('\n', out);
}

static void print_row(const struct option_row *row, FILE *out)
{
    char head[64];

    (void)snprintf(head, sizeof head, "  %c%c%c --%s%s%s", row->letter != 0 ? '-' : ' ',
                   row->letter != 0 ? row->letter : ' ', row->letter != 0 ? ',' : ' ', row->name,
                   row->arg != NULL ? " " : "", row->arg != NULL ? row->arg : "");
    const size_t length = strlen(head);
    if (length + 1 > HELP_INDENT) {
        (void)fprintf(out, "%s\n%*s", head, HELP_INDENT, "");
    } else {
        (void)fprintf(out, "%-*s", HELP_INDENT, head);
    }
    print_wrapped(row->help, HELP_INDENT, out);
}

void options_print(unsigned command, FILE *out)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if ((row->commands & command) == 0) {
            continue;
        }
        if (row->name == NULL) {
            (void)fprintf(out, "\n%s\n", row->help);
        } else {
            print_row(row, out);
        }
    }
}
