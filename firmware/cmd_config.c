/* SPDX-License-Identifier: MIT */
/* cmd_config.c - askcam config: the settings in force, and where each came from. */
#include <stdio.h>

#include "json_line.h"
#include "option_rows.h"
#include "option_setters.h"
#include "option_text.h"
#include "print.h"
#include "program.h"
#include "proxy_route.h"
#include "setup.h"

static const char *origin_word(const struct program *program, enum option_origin origin)
{
    switch (origin) {
    case FROM_BUILT_IN:
        return "built in";
    case FROM_FILE:
        return program->settings->path;
    case FROM_RUN_FILE:
        return program->settings->run_path;
    case FROM_ENVIRONMENT:
        return "environment";
    case FROM_FLAG:
        return "flag";
    }
    return "?";
}

/* The proxy that a variable names, where no setting does; never its password. */
static const char *proxy_of_variable(const struct option_row *row, const struct options *options,
                                     char *value, size_t value_bytes)
{
    const char *url = NULL;
    const char *const variable =
        row->take == option_proxy && options->proxy == NULL ? proxy_route_variable(&url) : NULL;

    if (variable != NULL) {
        askcam_proxy_masked(url, value, value_bytes);
    }
    return variable;
}

/* Where the key for the server in force would come from; never what it is. */
static void key_origin_text(const struct program *program, char *text, size_t text_bytes)
{
    static struct setup_catalogue catalogue; /* too large for a small board's stack */
    static struct askcam_url url;
    const struct options *const options = program->options;
    char variable[KEY_VARIABLE_BYTES] = "";

    if (setup_catalogue(&catalogue, program->host, NULL) == ASKCAM_OK &&
        setup_url(&url, options, &catalogue, NULL) == ASKCAM_OK) {
        setup_key_variable(&catalogue, &url, variable);
    } else {
        url = (struct askcam_url){.host = "an invalid URL"};
    }
    setup_catalogue_close(&catalogue);
    const struct key_request request = setup_key_request(options, &url, variable);
    if (key_origin(&request, text, text_bytes)) {
        return;
    }
    if (request.needed) {
        (void)snprintf(text, text_bytes, "not set (set %s for %s)",
                       variable[0] != '\0' ? variable : "ASKCAM_API_KEY", url.host);
    } else {
        (void)snprintf(text, text_bytes, "not set (a loopback server needs none)");
    }
}

static void show(struct program *program, const char *name, const char *value, const char *origin)
{
    struct askcam_json_line line;

    if (program->options->output_json == 0) {
        print_text(program->out, "%-20s %-28s %s\n", name, value, origin);
        return;
    }
    askcam_json_line_begin(&line, out_sink(program->out), "setting");
    askcam_json_line_text(&line, "name", name);
    askcam_json_line_text(&line, "value", value);
    askcam_json_line_text(&line, "from", origin);
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

enum askcam_status cmd_config(struct program *program, struct askcam_error *err)
{
    const struct options *options = program->options;
    char value[512];

    (void)err; /* only standard output can fail, and that has its own */
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name == NULL || row->is_act) {
            continue;
        }
        option_value_text(row, options, value, sizeof value);
        const char *const variable = proxy_of_variable(row, options, value, sizeof value);
        show(program, row->name, value,
             variable != NULL ? variable
                              : origin_word(program, (enum option_origin)options->origins[i]));
    }
    key_origin_text(program, value, sizeof value);
    show(program, "API key", "(never shown)", value);
    if (options->output_json == 0) {
        print_text(program->out, "\nSettings file: %s%s\n", program->settings->path,
                   program->settings->exists ? "" : " (does not exist)");
    }
    return program->out->status;
}
