/* SPDX-License-Identifier: MIT */
/*
 * settings.h - the user's settings file.
 *
 * For: values that should not be typed each time.  config.json in the user's settings folder is
 * one JSON object whose members are the long names of options, such as
 * {"model": "qwen3-vl-plus", "max-side": 1600, "mask": ["0,0,10%,10%"]}.
 * Must not know: what an option does.
 */
#ifndef ASKCAM_SETTINGS_H
#define ASKCAM_SETTINGS_H

#include "error.h"
#include "options.h"
#include "paths.h"

enum { SETTINGS_TEXTS = 256 };

/* The texts of the file, which options borrow; zeroed is closed. */
struct settings {
    char path[ASKCAM_STORE_PATH_BYTES];
    bool exists;
    const char *run_path; /* of --config; NULL: not given */
    size_t texts_count;
    char *texts[SETTINGS_TEXTS];
};

/*
 * Reads the file, if there is one, into options.
 * ASKCAM_ERR_CONFIG: which line or member is wrong, and what was expected; ASKCAM_ERR_INTERNAL: out
 * of descriptors or memory; ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status settings_open(struct settings *settings, struct options *options,
                                 const struct askcam_host *host, struct askcam_error *err);

/*
 * Reads the file of --config, which must be there, on top of that; its member "question" is the
 * question.  path is borrowed.  Errors as above.
 */
enum askcam_status settings_open_run(struct settings *settings, struct options *options,
                                     const char *path, const struct askcam_host *host,
                                     struct askcam_error *err);

/* The FILE of --config among argv[1..argc), or NULL; it is read before the other options are. */
const char *settings_run_path(int argc, char **argv);

/*
 * Takes a file's text of that many bytes, with '\0' behind them; settings->run_path, else path,
 * names it in errors. ASKCAM_ERR_CONFIG as above.
 */
enum askcam_status settings_take_text(struct settings *settings, struct options *options,
                                      const char *text, size_t bytes, struct askcam_error *err);

/* Frees the texts; idempotent. */
void settings_close(struct settings *settings);

#endif
