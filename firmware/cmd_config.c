/* SPDX-License-Identifier: MIT */
/* cmd_config.c - askcam config: the settings in force, and where each came from. */
#include <stdlib.h>

#include "json_line.h"
#include "option_rows.h"
#include "option_text.h"
#include "print.h"
#include "program.h"

static const char *origin_word(const struct program *program, enum option_origin origin)
{
    switch (origin) {
    case FROM_BUILT_IN:
        return "built in";
    case FROM_FILE:
        return program->settings->path;
    case FROM_ENVIRONMENT:
        return "environment";
    case FROM_FLAG:
        return "flag";
    }
    return "?";
}

/* Where the key would come from; never what it is. */
static const char *key_origin(const struct options *options)
{
    static const char *const variables[] = {"ASKCAM_API_KEY", "DASHSCOPE_API_KEY"};
    const char *folder = getenv("CREDENTIALS_DIRECTORY");

    if (options->api_key_file != NULL) {
        return options->api_key_file;
    }
    if (folder != NULL && folder[0] != '\0') {
        return "$CREDENTIALS_DIRECTORY/api-key, if it is there";
    }
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *text = getenv(variables[i]);
        if (text != NULL && text[0] != '\0') {
            return variables[i];
        }
    }
    return "nowhere";
}

static void show(struct program *program, const char *name, const char *value, const char *origin)
{
    struct json_line line;

    if (program->options->output_json == 0) {
        print_text(program->out, "%-20s %-28s %s\n", name, value, origin);
        return;
    }
    json_line_begin(&line, out_sink(program->out), "setting");
    json_line_text(&line, "name", name);
    json_line_text(&line, "value", value);
    json_line_text(&line, "from", origin);
    (void)json_line_end(&line); /* stays in out->status */
}

enum askcam_status cmd_config(struct program *program, struct askcam_error *err)
{
    const struct options *options = program->options;
    char value[512];

    if (options->words_count > 0) {
        const struct askcam_error_context context = {options->words[0],
                                                     "config takes options only"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "has no meaning here");
    }
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || row->is_act) {
            continue;
        }
        option_value_text(row, options, value, sizeof value);
        show(program, row->name, value,
             origin_word(program, (enum option_origin)options->origins[i]));
    }
    show(program, "API key", "(never shown)", key_origin(options));
    if (options->output_json == 0) {
        print_text(program->out, "\nSettings file: %s%s\n", program->settings->path,
                   program->settings->exists ? "" : " (not there)");
    }
    return program->out->status;
}
