/* SPDX-License-Identifier: MIT */
/* cmd_snap.c - askcam snap: one JPEG exactly as ask would send it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "album.h"
#include "json_line.h"
#include "preview.h"
#include "program.h"
#include "setup.h"
#include "spool_file.h"
#include "whole_file.h"

/* NULL: standard output, which a dash names as well. */
static const char *output_path(const struct options *options)
{
    const char *const path = options->output_file;

    return path != NULL && strcmp(path, "-") == 0 ? NULL : path;
}

static enum askcam_status check(const struct options *options, struct askcam_error *err)
{
    if (options->words_count > 0) {
        const struct askcam_blame blame = {options->words[0], "snap takes options only"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, blame, "has no meaning here");
    }
    if (options->sources_count > 1) {
        const struct askcam_blame blame = {"--source", "give one; snap makes one JPEG"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, blame, "several sources");
    }
    if (options->preview) {
        return preview_check(options, err);
    }
    if (output_path(options) == NULL && isatty(STDOUT_FILENO) == 1) {
        const struct askcam_blame blame = {"standard output",
                                           "give -o FILE, redirect it, or look with --preview"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, blame, "a JPEG does not go to a terminal");
    }
    if (output_path(options) == NULL && options->output_json != 0) {
        const struct askcam_blame blame = {"--output json", "give -o FILE for the JPEG"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, blame, "standard output is the picture's");
    }
    return ASKCAM_OK;
}

static enum askcam_status write_picture(struct program *program, struct askcam_album *album,
                                        struct askcam_error *err)
{
    const char *path = output_path(program->options);
    struct whole_file file;

    if (path == NULL && program->options->preview) {
        return ASKCAM_OK;
    }
    if (path == NULL) {
        return askcam_album_write(album, 0, out_sink(program->out), err);
    }
    enum askcam_status status = whole_file_open(&file, program->host, path, err);
    if (status == ASKCAM_OK) {
        status = askcam_album_write(album, 0, whole_file_sink(&file), err);
    }
    if (status == ASKCAM_OK) {
        status = whole_file_commit(&file);
    }
    whole_file_close(&file);
    return status;
}

static enum askcam_status tell(struct program *program, const struct askcam_picture *picture)
{
    struct json_line line;

    if (program->options->output_json == 0) {
        askcam_log(program->host, ASKCAM_LOG_INFO, "%" PRIu32 " x %" PRIu32 ", %" PRIu64 " bytes",
                   picture->width_px, picture->height_px, picture->size_bytes);
        return ASKCAM_OK;
    }
    json_line_begin(&line, out_sink(program->out), "picture");
    json_line_text(&line, "file", program->options->output_file);
    json_line_integer(&line, "image_bytes", (int64_t)picture->size_bytes);
    json_line_integer(&line, "width", picture->width_px);
    json_line_integer(&line, "height", picture->height_px);
    return json_line_end(&line);
}

static void print_measure(const char *name, unsigned thousandths)
{
    (void)fprintf(stderr, "%s %u.%03u\n", name, thousandths / 1000, thousandths % 1000);
}

/* One measure a line, and last the verdict, as scripts read them. */
static void print_judgement(const struct askcam_sieve *sieve)
{
    print_measure("brightness", sieve->look.brightness);
    print_measure("light", sieve->look.light);
    print_measure("black", sieve->look.black);
    print_measure("white", sieve->look.white);
    print_measure("sharpness", sieve->look.sharpness);
    (void)fprintf(stderr, "verdict %s\n", askcam_verdict_text(sieve->verdict));
}

/* A frame was looked at, and refused. */
static bool is_judged(const struct askcam_sieve *sieve)
{
    return sieve->verdict != ASKCAM_VERDICT_OK;
}

static enum askcam_status take_and_write(struct program *program, struct askcam_album *album,
                                         struct setup_pictures *pictures, struct askcam_error *err)
{
    struct askcam_spool_file spool;
    struct askcam_sieve sieve;
    const struct askcam_album_config config = {
        .host = program->host,
        .options = &program->options->picture,
        .spool = askcam_spool_file_init(&spool),
        .sieve = setup_sieve(&sieve, program->options),
        .best_of = (uint32_t)program->options->best_of,
        .images = pictures->images,
        .sources = pictures->sources,
        .images_count = pictures->count,
    };
    const uint64_t limit = program->options->max_body_bytes;
    const uint64_t began_ms = askcam_now_ms(program->host); /* a frame of the start is fresh */

    enum askcam_status status = askcam_album_start(album, &config, err);
    if (status == ASKCAM_OK) {
        status = askcam_album_take(album, false, 0, limit, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_album_take(album, true, began_ms, limit, err);
    }
    if (program->options->judge && (status == ASKCAM_OK || is_judged(&sieve))) {
        print_judgement(&sieve);
    }
    if (status == ASKCAM_OK) {
        status = askcam_album_fit(album, limit, err);
    }
    if (status == ASKCAM_OK && program->options->preview) {
        status = preview_show(program, askcam_album_first(album), err);
    }
    if (status == ASKCAM_OK) {
        status = write_picture(program, album, err);
    }
    if (status == ASKCAM_OK) {
        status = tell(program, askcam_album_first(album));
    }
    askcam_album_close(album);
    askcam_spool_file_close(&spool);
    return status;
}

enum askcam_status cmd_snap(struct program *program, struct askcam_error *err)
{
    static struct setup_pictures pictures; /* too large for a small board's stack */
    static struct askcam_album album;

    enum askcam_status status = check(program->options, err);
    if (status == ASKCAM_OK) {
        status = setup_pictures_open(&pictures, program->options, 0, program->host, err);
    }
    if (status == ASKCAM_OK && pictures.images[0].url != NULL) {
        const struct askcam_blame blame = {pictures.images[0].url, "fetch it first"};
        status = askcam_fail(err, ASKCAM_ERR_USAGE, blame, "a URL is not fetched, only passed on");
    }
    if (status == ASKCAM_OK) {
        status = take_and_write(program, &album, &pictures, err);
    }
    setup_pictures_close(&pictures);
    return status;
}
