/* SPDX-License-Identifier: MIT */
/*
 * options.h - everything that can be set, by one table.
 *
 * For: reading a command line, the environment and the settings file, and printing the help, from
 * the same rows.  Must not know: what a command does with a value.
 */
#ifndef ASKCAM_OPTIONS_H
#define ASKCAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ask.h"
#include "chat_request.h"
#include "error.h"
#include "picture.h"
#include "schedule.h"
#include "source.h"

enum {
    OPTION_SOURCES = ASKCAM_CHAT_IMAGES,
    OPTION_WORDS = 8,
    OPTION_ROWS = 94,
    OPTION_CONTROLS = 64
};

/* Which commands an option belongs to; bits. */
enum option_commands {
    FOR_ASK = 1,
    FOR_SNAP = 2,
    FOR_CAMERAS = 4,
    FOR_MODELS = 8,
    FOR_CONFIG = 16,
    FOR_USAGE = 32,
    FOR_WATCH = 64,
    FOR_CHAT = 128,
    FOR_QUEUE = 256,
};

/* Where a value came from; a later one wins. */
enum option_origin {
    FROM_BUILT_IN,
    FROM_FILE,
    FROM_RUN_FILE, /* --config */
    FROM_ENVIRONMENT,
    FROM_FLAG,
};

/* The values in force.  Texts are borrowed from argv, the environment or the settings file. */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): there is one, in the order of its rows
struct options {
    /* picture */
    const char *sources[OPTION_SOURCES];
    size_t sources_count;
    uint64_t frames;
    struct askcam_frame_plan plan;
    uint64_t as_video;
    struct askcam_source_options capture;
    const char *controls[OPTION_CONTROLS]; /* capture.controls points here */
    struct askcam_picture_options picture;

    const char *source_auth_file;
    const char *source_ca_file;

    bool on_change; /* watch's alone */
    bool judge;
    bool preview;
    unsigned reject; /* bits of enum askcam_verdict */
    struct askcam_chat_number min_sharpness;

    /* watch */
    uint64_t every_ms;
    bool align;
    uint32_t at_ms[ASKCAM_SCHEDULE_TIMES]; /* from local midnight */
    size_t at_count;
    uint64_t jitter_ms;
    bool trigger_stdin;
    bool timestamps;
    const char *config_file; /* has been read when the options are in force */
    const char *question;    /* of that file; NULL: none */
    uint64_t count;          /* 0: no end */

    /* model */
    uint64_t api; /* enum askcam_api */
    const char *region;
    const char *base_url;
    const char *workspace;
    const char *model;
    uint64_t thinking; /* enum askcam_thinking */
    struct askcam_chat_number thinking_budget;
    const char *thinking_effort;
    bool no_stream;
    const char *system;
    struct askcam_chat_number max_tokens;
    struct askcam_chat_number temperature;
    struct askcam_chat_number top_p;
    struct askcam_chat_number seed;
    bool json;
    const char *json_schema_file;
    const char *extra;

    /* connection */
    const char *api_key_file;
    const char *proxy; /* "none", or a URL that has been checked; NULL: the environment's */
    const char *ca_file;
    uint64_t body_mode; /* enum askcam_body_mode */
    uint64_t max_body_bytes;
    uint64_t connect_timeout_ms;
    uint64_t first_byte_timeout_ms;
    uint64_t idle_timeout_ms;
    uint64_t total_timeout_ms;
    uint64_t retries;

    /* spending */
    struct askcam_chat_number max_cost;
    struct askcam_chat_number max_cost_day;
    struct askcam_chat_number max_cost_month;

    /* queue */
    const char *queue;    /* its folder; NULL: that of the state folder */
    uint64_t max_entries; /* bounds; 0: none */
    uint64_t max_bytes;
    uint64_t max_age_ms; /* ASKCAM_NEVER: none */
    uint64_t min_free;
    uint64_t when_full; /* enum askcam_queue_when_full */
    uint64_t per_minute;
    uint64_t keep_done;
    bool newest_first;

    /* output */
    uint64_t output_json;
    bool show_thinking;
    bool hide_thinking;
    bool dry_run;
    bool quiet;
    uint64_t verbose;
    bool lists_controls;
    bool suggests; /* models */
    bool help;
    bool version;
    bool no_history;
    bool allow_http; /* of the connection */
    const char *question_file;
    const char *save_picture; /* a pattern of strftime() */
    const char *output_file;

    unsigned char origins[OPTION_ROWS]; /* enum option_origin of each row of the table */

    /* arguments that are not options */
    const char *words[OPTION_WORDS];
    size_t words_count;
};

/* Sets everything to what is built in. */
void options_init(struct options *options);

/*
 * Takes one value by its option's long name, as if it were on the command line.  A list (sources,
 * masks) starts anew with the first value from a stronger origin.
 * ASKCAM_ERR_CONFIG: an unknown option, or an invalid value.
 */
enum askcam_status options_take(struct options *options, const char *name, const char *value,
                                enum option_origin origin, struct askcam_error *err);

/*
 * Takes the values in the environment: --max-body is ASKCAM_MAX_BODY, and so on.
 * ASKCAM_ERR_CONFIG with the variable's name.
 */
enum askcam_status options_take_environment(struct options *options, struct askcam_error *err);

/* Warns of each ASKCAM_ variable that is not a setting, with the nearest one. */
void options_warn_environment(const struct askcam_host *host);

/*
 * Reads argv[1..argc) for one command.  ASKCAM_ERR_USAGE with a cause; options->output_json then
 * says whether that option had been read before the mistake.
 */
enum askcam_status options_parse(struct options *options, unsigned command, int argc, char **argv,
                                 struct askcam_error *err);

/* Prints the options of one command, grouped, a line or two each. */
void options_print(unsigned command, FILE *out);

#endif
