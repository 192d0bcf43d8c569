/* SPDX-License-Identifier: MIT */
/* setup_pictures.c - see setup_pictures.h. */
#include "setup_pictures.h"

#include <stdio.h>
#include <string.h>

#include "host_scope.h"
#include "source_options.h"
#include "tls.h"
#include "url.h"

static bool gives_frames(enum askcam_source_kind kind)
{
    return kind == ASKCAM_SOURCE_V4L2 || kind == ASKCAM_SOURCE_STDIN ||
           kind == ASKCAM_SOURCE_PATTERN || kind == ASKCAM_SOURCE_GET;
}

/* The frame rate that is sent: from the interval, within what the service takes. */
static uint32_t fps_milli(uint64_t interval_ms)
{
    enum { LEAST = 100, MOST = 10000 }; /* 0.1 to 10: the vendor's page on video input */
    const uint64_t fps = interval_ms > 0 ? 1000000U / interval_ms : MOST;

    return fps < LEAST ? LEAST : fps > MOST ? MOST : (uint32_t)fps;
}

static void describe(struct askcam_chat_image *image, const struct options *options,
                     enum askcam_source_kind kind, uint32_t video_frames)
{
    image->count = gives_frames(kind) ? (uint32_t)options->frames : 1;
    image->as_video = options->as_video != 0 && image->count > 1 && image->count >= video_frames;
    image->fps_milli = image->as_video ? fps_milli(options->plan.interval_ms) : 0;
}

/* The board's own encoder pays only if its JPEG is sent as it is. */
static bool changes_pictures(const struct askcam_picture_options *picture)
{
    return picture->crop.width.value > 0 || picture->masks_count > 0 ||
           picture->rotate_degrees != 0 || picture->max_side_px > 0;
}

/* The --source number i; NULL: the first camera. */
static const char *spec_of(const struct options *options, size_t i)
{
    return options->sources_count == 0 ? NULL : options->sources[i];
}

/* Several pictures from a pipe are the first ones; a camera's exposure must settle first. */
static int warmup(const struct options *options, enum askcam_source_kind kind)
{
    const bool takes_several = options->frames > 1 || options->plan.best_of > 1;
    const int asked = options->capture.warmup;

    return kind == ASKCAM_SOURCE_STDIN && takes_several && asked == ASKCAM_WARMUP_AUTO ? 0 : asked;
}

static enum askcam_status open_source(struct setup_pictures *pictures, size_t i,
                                      const struct options *options, const struct askcam_host *host,
                                      struct askcam_error *err)
{
    struct askcam_source_options capture = options->capture;

    capture.warmup = warmup(options, pictures->kinds[i]);
    capture.quality = options->picture.quality;
    capture.deadline_ms = pictures->deadline_ms != 0
                              ? pictures->deadline_ms
                              : askcam_deadline(host, options->total_timeout_ms);
    capture.fetch_login = pictures->has_login ? pictures->login.text : NULL;
    capture.fetch_ca_file = options->source_ca_file;
    capture.identity = pictures->reopens ? &pictures->identities[i] : NULL;
    if (changes_pictures(&options->picture)) {
        capture.encoder = NULL;
    }
    const enum askcam_status status =
        askcam_source_open(&pictures->sources[i], host, spec_of(options, i), &capture, err);
    pictures->images[i].media = pictures->sources[i].media;
    return status;
}

/*
 * Options that have no effect on a picture by reference: what should hide a part of it is an error,
 * what only saves money a warning.
 */
static enum askcam_status check_url(const struct options *options, const char *url,
                                    const struct askcam_host *host, struct askcam_error *err)
{
    const struct askcam_picture_options *const picture = &options->picture;
    char shown[ASKCAM_ERROR_WHAT_BYTES];
    const char *const change = picture->masks_count > 0        ? "--mask"
                               : picture->crop.width.value > 0 ? "--crop"
                               : picture->rotate_degrees != 0  ? "--rotate"
                                                               : NULL;

    if (askcam_url_text_scope(url) != ASKCAM_IP_PUBLIC) {
        char hint[ASKCAM_ERROR_HINT_BYTES];
        const bool has_login = strchr(url, '@') != NULL; /* which is shown nowhere */
        (void)snprintf(hint, sizeof hint, "use get:%.180s, which askcam fetches itself",
                       has_login ? "URL" : url);
        const struct askcam_error_context context = {"--source", hint};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "only the local network can reach this URL, not the service");
    }
    askcam_url_shown(url, shown, sizeof shown);
    if (change != NULL) {
        const struct askcam_error_context context = {
            change, "use get: before the URL, so that askcam fetches the picture"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "%s is sent by reference and cannot be changed", shown);
    }
    if (picture->max_side_px > 0 || options->reject != 0 || options->min_sharpness.set) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "%s: sent by reference; --max-side, --reject and --min-sharpness have no effect",
                   shown);
    }
    return ASKCAM_OK;
}

/* The CA file of cameras is wrong: the hint names its own option. */
static enum askcam_status check_source_ca(const char *path, struct askcam_error *err)
{
    struct askcam_error cause = {0};
    const enum askcam_status status = askcam_tls_check_ca_file(path, &cause);
    const struct askcam_error_context context = {
        path, strstr(cause.hint, "--ca-file") != NULL
                  ? "give a PEM file of CA certificates with --source-ca-file"
                  : cause.hint};

    return status == ASKCAM_OK ? ASKCAM_OK : askcam_fail(err, status, context, "%s", cause.why);
}

/* What a source that is fetched needs beside its URL, once a run. */
static enum askcam_status prepare_fetch(struct setup_pictures *pictures,
                                        const struct options *options, const char *spec,
                                        const struct askcam_host *host, struct askcam_error *err)
{
    char shown[ASKCAM_ERROR_WHAT_BYTES];

    askcam_url_shown(spec, shown, sizeof shown);
    if (!pictures->has_warned && strstr(shown, "***@") != NULL) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "%s: other users of this machine can read a password in a command line; use "
                   "--source-auth-file",
                   shown);
    }
    enum askcam_status status =
        options->source_ca_file == NULL ? ASKCAM_OK : check_source_ca(options->source_ca_file, err);
    if (status == ASKCAM_OK && options->source_auth_file != NULL && !pictures->has_login) {
        status = key_read_login(&pictures->login, options->source_auth_file, host, err);
        pictures->has_login = status == ASKCAM_OK;
    }
    return status;
}

static enum askcam_status open_next(struct setup_pictures *pictures, const struct options *options,
                                    uint32_t video_frames, const struct askcam_host *host,
                                    struct askcam_error *err)
{
    const size_t i = pictures->count;
    const char *spec = spec_of(options, i);
    struct askcam_chat_image *image = &pictures->images[i];
    enum askcam_source_kind kind = ASKCAM_SOURCE_V4L2;

    enum askcam_status status = spec == NULL ? ASKCAM_OK : askcam_source_kind_of(spec, &kind, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    *image = (struct askcam_chat_image){.count = 1};
    pictures->kinds[i] = kind;
    pictures->count = i + 1;
    if (kind == ASKCAM_SOURCE_URL) {
        image->url = spec;
        return check_url(options, spec, host, err);
    }
    describe(image, options, kind, video_frames);
    if (kind == ASKCAM_SOURCE_GET) {
        status = prepare_fetch(pictures, options, spec, host, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return open_source(pictures, i, options, host, err);
}

static bool any_frames(const struct setup_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        if (pictures->images[i].count > 1) {
            return true;
        }
    }
    return false;
}

enum askcam_status setup_pictures_open(struct setup_pictures *pictures,
                                       const struct options *options, uint32_t video_frames,
                                       const struct askcam_host *host, struct askcam_error *err)
{
    const size_t count = options->sources_count == 0 ? 1 : options->sources_count;

    if (options->frames > 1 && options->plan.best_of > 1) {
        const struct askcam_error_context context = {"--best-of", "use only one of them"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "cannot be combined with --frames");
    }
    for (size_t i = 0; i < count; i++) {
        const enum askcam_status status = open_next(pictures, options, video_frames, host, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    if (options->frames > 1 && !any_frames(pictures)) {
        const struct askcam_error_context context = {
            "--frames", "use a camera, -, get: or pattern:gauge as --source"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "no source delivers several frames");
    }
    if (options->as_video != 0 && options->frames < video_frames) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "--as video: the service needs at least %u frames; sent as images",
                   (unsigned)video_frames);
    }
    if (!pictures->has_warned) {
        source_options_warn(pictures, options, host);
        pictures->has_warned = true;
    }
    return ASKCAM_OK;
}

enum askcam_status setup_pictures_open_again(struct setup_pictures *pictures,
                                             const struct options *options,
                                             const struct askcam_host *host,
                                             struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < pictures->count && status == ASKCAM_OK; i++) {
        if (pictures->images[i].url == NULL && pictures->sources[i].ops == NULL) {
            status = open_source(pictures, i, options, host, err);
        }
    }
    return status;
}

void setup_pictures_close(struct setup_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        askcam_source_close(&pictures->sources[i]);
    }
    pictures->count = 0;
}

void setup_pictures_end(struct setup_pictures *pictures)
{
    setup_pictures_close(pictures);
    key_wipe(&pictures->login);
    pictures->has_login = false;
}

struct askcam_frame_filter *setup_frame_filter(struct askcam_frame_filter *filter,
                                               const struct options *options)
{
    *filter = (struct askcam_frame_filter){.refuses = options->reject};
    if (options->min_sharpness.set) {
        filter->min_sharpness = (uint16_t)(options->min_sharpness.value * 1000);
        filter->refuses |= 1U << ASKCAM_VERDICT_BLURRED;
    }
    return filter->refuses != 0 || options->judge || options->plan.best_of > 1 ? filter : NULL;
}
