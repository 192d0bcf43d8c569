/* SPDX-License-Identifier: MIT */
/* cmd_snap.c - askcam snap: one JPEG exactly as ask would send it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "atomic_file.h"
#include "json_line.h"
#include "notes.h"
#include "picture_set.h"
#include "preview.h"
#include "program.h"
#include "save_picture.h"
#include "setup_pictures.h"
#include "spool_file.h"

/* NULL: standard output, also for a dash. */
static const char *output_path(const struct options *options)
{
    const char *const path = options->output_file;

    return path != NULL && strcmp(path, "-") == 0 ? NULL : path;
}

static enum askcam_status check(const struct options *options, struct askcam_error *err)
{
    if (options->sources_count > 1) {
        const struct askcam_error_context context = {"--source", "use one; snap takes one JPEG"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "given several times");
    }
    if (options->preview) {
        return preview_check(options, err);
    }
    if (output_path(options) == NULL && isatty(STDOUT_FILENO) == 1) {
        const struct askcam_error_context context = {"standard output",
                                                     "use -o FILE, redirect it, or use --preview"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "is a terminal, and a JPEG is binary");
    }
    if (output_path(options) == NULL && options->output_json != 0) {
        const struct askcam_error_context context = {"--output json", "use -o FILE for the JPEG"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "standard output is used for the picture");
    }
    return ASKCAM_OK;
}

static enum askcam_status write_picture(struct program *program, struct askcam_picture_set *set,
                                        struct askcam_error *err)
{
    const char *path = output_path(program->options);
    const struct askcam_store store = askcam_store_init(program->host);
    struct askcam_atomic_file file;

    if (path == NULL && program->options->preview) {
        return ASKCAM_OK;
    }
    if (path == NULL) {
        return askcam_picture_set_write(set, 0, out_sink(program->out), err);
    }
    enum askcam_status status = askcam_atomic_file_open(&file, &store, path, err);
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_write(set, 0, askcam_atomic_file_sink(&file), err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_atomic_file_commit(&file);
    }
    askcam_atomic_file_close(&file);
    return status;
}

static enum askcam_status report(struct program *program, const struct askcam_picture *picture)
{
    struct askcam_json_line line;

    if (program->options->output_json == 0) {
        askcam_log(program->host, ASKCAM_LOG_INFO, "%" PRIu32 " x %" PRIu32 ", %" PRIu64 " bytes",
                   picture->width_px, picture->height_px, picture->size_bytes);
        return ASKCAM_OK;
    }
    askcam_json_line_begin(&line, out_sink(program->out), "picture");
    askcam_json_line_text(&line, "file", program->options->output_file);
    askcam_json_line_integer(&line, "image_bytes", (int64_t)picture->size_bytes);
    askcam_json_line_integer(&line, "width", picture->width_px);
    askcam_json_line_integer(&line, "height", picture->height_px);
    return askcam_json_line_end(&line);
}

static void print_measure(const char *name, unsigned thousandths)
{
    notes_line("%s %u.%03u\n", name, thousandths / 1000, thousandths % 1000);
}

/* One measure a line, and the verdict last, for scripts. */
static void print_quality(const struct askcam_frame_filter *filter)
{
    print_measure("brightness", filter->quality.brightness);
    print_measure("light", filter->quality.light);
    print_measure("black", filter->quality.black);
    print_measure("white", filter->quality.white);
    print_measure("sharpness", filter->quality.sharpness);
    notes_line("verdict %s\n", askcam_verdict_text(filter->verdict));
}

/* A frame was measured, and refused. */
static bool is_refused(const struct askcam_frame_filter *filter)
{
    return filter->verdict != ASKCAM_VERDICT_OK;
}

static enum askcam_status take_and_write(struct program *program, struct askcam_picture_set *set,
                                         struct setup_pictures *pictures, struct askcam_error *err)
{
    struct askcam_spool_file spool;
    struct askcam_frame_filter filter;
    const struct askcam_picture_set_config config = {
        .host = program->host,
        .options = &program->options->picture,
        .spool = askcam_spool_file_init(&spool),
        .filter = setup_frame_filter(&filter, program->options),
        .plan = &program->options->plan,
        .images = pictures->images,
        .sources = pictures->sources,
        .images_count = pictures->count,
    };
    const uint64_t limit = program->options->max_body_bytes;
    const uint64_t began_ms = askcam_now_ms(program->host); /* a frame from the start on is fresh */

    enum askcam_status status = askcam_picture_set_start(set, &config, err);
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_take(set, false, 0, limit, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_take(set, true, began_ms, limit, err);
    }
    if (program->options->judge && (status == ASKCAM_OK || is_refused(&filter))) {
        print_quality(&filter);
    }
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_fit(set, limit, err);
    }
    if (status == ASKCAM_OK && program->options->preview) {
        status = preview_show(program, askcam_picture_set_first(set), err);
    }
    if (status == ASKCAM_OK) {
        status = write_picture(program, set, err);
    }
    if (status == ASKCAM_OK) {
        status = report(program, askcam_picture_set_first(set));
    }
    askcam_picture_set_close(set);
    askcam_spool_file_close(&spool);
    return status;
}

enum askcam_status cmd_snap(struct program *program, struct askcam_error *err)
{
    static struct setup_pictures pictures; /* too large for a small board's stack */
    static struct askcam_picture_set set;

    enum askcam_status status = check(program->options, err);
    if (status == ASKCAM_OK) {
        status = setup_pictures_open(&pictures, program->options, 0, program->host, err);
    }
    if (status == ASKCAM_OK && output_path(program->options) != NULL) {
        save_picture_warn(pictures.images[0].media, output_path(program->options), program->host);
    }
    if (status == ASKCAM_OK && pictures.images[0].url != NULL) {
        char shown[ASKCAM_ERROR_WHAT_BYTES];
        askcam_url_shown(pictures.images[0].url, shown, sizeof shown);
        const struct askcam_error_context context = {shown, "write get: before the URL"};
        status = askcam_fail(err, ASKCAM_ERR_USAGE, context,
                             "snap fetches a URL only with get: before it");
    }
    if (status == ASKCAM_OK) {
        status = take_and_write(program, &set, &pictures, err);
    }
    setup_pictures_end(&pictures);
    return status;
}
