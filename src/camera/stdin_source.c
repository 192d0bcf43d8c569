/* SPDX-License-Identifier: MIT */
/*
 * stdin_source.c - see stdin_source.h.
 *
 * The splitter tells where pictures begin and end; their bytes are collected in `pictures`.  While
 * the warm-up lasts the last good picture is kept in front of the coming one, since the stream may
 * end; so is the newest one while nobody takes any, in idle().  What is left of a chunk (`in`)
 * stays for the next take().
 */
#include "stdin_source.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "errno_text.h"
#include "jpeg_walk.h"
#include "mjpeg_split.h"
#include "picture.h"
#include "picture_buffer.h"
#include "settle.h"

enum {
    CHUNK_BYTES = 16 * 1024, /* a pipe holds 64 KiB */
    HEAD_BYTES = 32,         /* enough to name a PNG for what it is */
};

#define NAME "standard input"

struct input {
    const struct askcam_host *host;
    int fd;
    struct askcam_settle settle;
    struct askcam_mjpeg_split split;
    struct askcam_jpeg_input in; /* what is not split yet of chunk */
    struct askcam_picture_buffer pictures;
    struct askcam_jpeg_info kept_info;
    bool is_inside;    /* of a picture */
    bool has_ended;    /* no more bytes come */
    bool has_newest;   /* the kept picture came in idle(), for the next take() */
    unsigned good;     /* pictures so far */
    unsigned broken;   /* since the last good one */
    uint64_t read_ms;  /* when bytes came last, or the wait began */
    uint64_t good_ms;  /* when a good picture came last, or the wait began */
    uint64_t in_bytes; /* so far */
    uint8_t head[HEAD_BYTES];
    uint8_t chunk[CHUNK_BYTES];
};

static enum askcam_status fail(struct askcam_error *err, const char *mend, const char *why)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_blame){NAME, mend}, "%s", why);
}

static enum askcam_status no_memory(struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_INTERNAL, (struct askcam_blame){NAME, "free memory"},
                       "out of memory");
}

static const char MEND_SENDER[] = "check the program before the pipe";

/* The end without a picture to give: what was there instead? */
static enum askcam_status at_end_without(const struct input *input, struct askcam_error *err)
{
    const size_t head_bytes = input->in_bytes < HEAD_BYTES ? (size_t)input->in_bytes : HEAD_BYTES;
    const struct askcam_bytes head = askcam_bytes_of_memory(input->head, head_bytes);
    struct askcam_jpeg_info info;

    if (input->good > 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_blame){NAME, MEND_SENDER},
                           input->settle.is_over
                               ? "it ended after %u picture(s)"
                               : "it ended after %u picture(s), within the warm-up",
                           input->good);
    }
    if (input->in_bytes == 0) {
        return fail(err, MEND_SENDER, "it ended without a byte");
    }
    if (input->head[0] != 0xFFU || head_bytes < 2 || input->head[1] != 0xD8U) {
        return askcam_jpeg_walk(&head, NAME, &info, err); /* names a PNG for what it is */
    }
    return fail(err, MEND_SENDER,
                input->is_inside ? "truncated JPEG: it ended within the picture"
                                 : "it ended with only broken pictures");
}

static enum askcam_status timed_out(const struct input *input, struct askcam_error *err)
{
    const uint64_t now_ms = askcam_now_ms(input->host);

    if (now_ms - input->read_ms >= ASKCAM_FRAME_TIMEOUT_MS) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_blame){NAME, MEND_SENDER},
                           "no frame for %d s: no byte comes",
                           (int)((now_ms - input->read_ms) / 1000U));
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_blame){NAME, MEND_SENDER},
                       input->broken > 0 ? "only broken frames for %d s"
                                         : "bytes, but no JPEG among them for %d s",
                       ASKCAM_BROKEN_TIMEOUT_MS / 1000);
}

/* A picture that is on its way may take its time; everything else may not. */
static uint64_t patience_ends_ms(const struct input *input)
{
    const uint64_t byte_ms =
        input->read_ms +
        (input->in_bytes > 0 ? (uint64_t)ASKCAM_FRAME_TIMEOUT_MS : ASKCAM_STDIN_FIRST_BYTE_MS);
    const uint64_t good_ms = input->good_ms + ASKCAM_BROKEN_TIMEOUT_MS;
    return input->is_inside || byte_ms < good_ms ? byte_ms : good_ms;
}

static void took(struct input *input, size_t bytes)
{
    for (size_t i = 0; i < bytes && input->in_bytes + i < HEAD_BYTES; i++) {
        input->head[input->in_bytes + i] = input->chunk[i];
    }
    input->in = (struct askcam_jpeg_input){input->chunk, bytes};
    input->in_bytes += bytes;
    input->read_ms = askcam_now_ms(input->host);
}

/* New bytes in `in`, or has_ended; ASKCAM_ERR_TIMEOUT, without err, if none come until then. */
static enum askcam_status read_more(struct input *input, uint64_t until_ms,
                                    struct askcam_error *err)
{
    const struct askcam_host *host = input->host;

    for (;;) {
        unsigned ready = 0;
        const enum askcam_status status =
            host->wait(host->ctx, input->fd, ASKCAM_WAIT_READ, until_ms, &ready);
        if (status == ASKCAM_ERR_TIMEOUT) {
            return status;
        }
        if (status != ASKCAM_OK) {
            return askcam_fail(err, status, (struct askcam_blame){NAME, "start again"},
                               "interrupted while waiting for a frame");
        }
        const ssize_t got = read(input->fd, input->chunk, sizeof input->chunk);
        if (got > 0) {
            took(input, (size_t)got);
            return ASKCAM_OK;
        }
        if (got == 0) {
            input->has_ended = true;
            return ASKCAM_OK;
        }
        if (errno != EINTR && errno != EAGAIN) {
            return fail(err, MEND_SENDER, askcam_errno_text(errno));
        }
    }
}

static void drop_coming(struct input *input, const char *why)
{
    input->pictures.coming_bytes = 0;
    input->is_inside = false;
    input->broken++;
    askcam_log(input->host, ASKCAM_LOG_INFO, NAME ": a picture dropped: %s", why);
}

static void fill_frame(struct askcam_frame *frame, const uint8_t *bytes,
                       const struct askcam_jpeg_info *info)
{
    *frame = (struct askcam_frame){.name = NAME,
                                   .is_jpeg = true,
                                   .jpeg = askcam_bytes_of_memory(bytes, (size_t)info->size_bytes),
                                   .width_px = info->width_px,
                                   .height_px = info->height_px};
}

static uint64_t area_px(const struct askcam_jpeg_info *info)
{
    return (uint64_t)info->width_px * info->height_px;
}

/* A whole picture has come: true if it is the one, else it is kept in case none follows. */
static bool is_wanted(struct input *input, const struct askcam_jpeg_info *info,
                      struct askcam_frame *frame)
{
    uint8_t brightness = 0;

    /* Phones put a smaller one (depth, gain map) behind the picture: CIPA DC-007, Ultra HDR. */
    if (input->pictures.kept_bytes > 0 && area_px(info) < area_px(&input->kept_info)) {
        drop_coming(input, "smaller than the one before it");
        return false;
    }
    fill_frame(frame, askcam_picture_buffer_coming(&input->pictures), info);
    if ((askcam_settle_measures(&input->settle) ? askcam_frame_brightness(frame, &brightness, NULL)
                                                : askcam_frame_check(frame, NULL)) != ASKCAM_OK) {
        drop_coming(input, "broken");
        return false;
    }
    input->is_inside = false;
    input->good++;
    input->broken = 0;
    input->good_ms = askcam_now_ms(input->host);
    if (askcam_settle_frame(&input->settle, brightness, input->good_ms)) {
        return true;
    }
    askcam_picture_buffer_keep(&input->pictures);
    input->kept_info = *info;
    return false;
}

static enum askcam_status append(struct input *input, const struct askcam_mjpeg_step *step,
                                 struct askcam_error *err)
{
    const enum askcam_status status =
        askcam_picture_buffer_append(&input->pictures, step->piece, step->piece_bytes);

    if (status == ASKCAM_ERR_TOO_LARGE) {
        drop_coming(input, "too large");
        askcam_mjpeg_split_init(&input->split); /* looks for the next one */
        return ASKCAM_OK;
    }
    return status == ASKCAM_OK ? ASKCAM_OK : no_memory(err);
}

/* One event of the splitter but MORE; *wanted: *frame is the one. */
static enum askcam_status on_step(struct input *input, const struct askcam_mjpeg_step *step,
                                  struct askcam_frame *frame, bool *wanted,
                                  struct askcam_error *err)
{
    if (step->event == ASKCAM_MJPEG_BROKEN) {
        drop_coming(input, step->fault == ASKCAM_JPEG_NEW_PICTURE ? "truncated" : "broken");
        return ASKCAM_OK;
    }
    if (step->event == ASKCAM_MJPEG_BEGINS) {
        input->pictures.coming_bytes = 0;
        input->is_inside = true;
    }
    const enum askcam_status status = append(input, step, err);
    if (status == ASKCAM_OK && step->event == ASKCAM_MJPEG_WHOLE && input->is_inside) {
        *wanted = is_wanted(input, step->info, frame);
    }
    return status;
}

/* A picture is kept, and the warm-up may end with it. */
static bool may_end_warmup(const struct input *input)
{
    return input->pictures.kept_bytes > 0 && (input->settle.to_drop < 0 || input->good == 1);
}

static enum askcam_status give_kept(struct input *input, struct askcam_frame *frame)
{
    fill_frame(frame, input->pictures.bytes, &input->kept_info);
    input->settle.is_over = true;
    return ASKCAM_OK;
}

/* The end of the stream: the kept picture, if the warm-up may end with it. */
static enum askcam_status at_end(struct input *input, struct askcam_frame *frame,
                                 struct askcam_error *err)
{
    return may_end_warmup(input) ? give_kept(input, frame) : at_end_without(input, err);
}

/* Likewise where the sender has fallen silent; what it has begun is not waited for. */
static enum askcam_status at_timeout(struct input *input, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    const bool is_silent = askcam_now_ms(input->host) - input->read_ms >= ASKCAM_FRAME_TIMEOUT_MS;

    if (!is_silent || !may_end_warmup(input)) {
        return timed_out(input, err);
    }
    if (input->is_inside) {
        drop_coming(input, "it stopped within");
        askcam_mjpeg_split_init(&input->split);
    }
    return give_kept(input, frame);
}

/* The frame of the take before has been released; what is coming may go on. */
static void forget(struct input *input)
{
    if (!input->is_inside) {
        input->pictures.coming_bytes = 0;
    }
    if (!input->has_newest) {
        askcam_picture_buffer_forget(&input->pictures);
    }
}

static enum askcam_status input_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    struct input *input = ctx;
    bool wanted = false;

    (void)not_before_ms; /* nobody knows how old the pictures of a pipe are */
    input->read_ms = askcam_now_ms(input->host);
    input->good_ms = input->read_ms;
    forget(input);
    if (input->has_newest) {
        input->has_newest = false;
        return give_kept(input, frame);
    }
    while (!wanted) {
        const struct askcam_mjpeg_step step = askcam_mjpeg_split_next(&input->split, &input->in);
        enum askcam_status status = ASKCAM_OK;
        if (step.event != ASKCAM_MJPEG_MORE) {
            status = on_step(input, &step, frame, &wanted, err);
        } else if (input->has_ended) {
            return at_end(input, frame, err);
        } else if (askcam_now_ms(input->host) >= patience_ends_ms(input)) {
            status = ASKCAM_ERR_TIMEOUT;
        } else {
            status = read_more(input, patience_ends_ms(input), err);
        }
        if (status == ASKCAM_ERR_TIMEOUT) {
            return at_timeout(input, frame, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

/* Reads until until_ms or the end of the stream; the newest picture stays kept. */
static enum askcam_status keep_newest(struct input *input, uint64_t until_ms,
                                      struct askcam_error *err)
{
    struct askcam_frame frame;
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK) {
        const struct askcam_mjpeg_step step = askcam_mjpeg_split_next(&input->split, &input->in);
        bool is_newer = false;
        if (step.event != ASKCAM_MJPEG_MORE) {
            status = on_step(input, &step, &frame, &is_newer, err);
        } else if (input->has_ended || askcam_now_ms(input->host) >= until_ms) {
            break;
        } else {
            status = read_more(input, until_ms, err);
        }
        if (is_newer) {
            askcam_picture_buffer_keep(&input->pictures);
            input->kept_info = *step.info;
            input->has_newest = true;
        }
    }
    return status;
}

static enum askcam_status input_idle(void *ctx, uint64_t until_ms, struct askcam_error *err)
{
    struct input *input = ctx;

    forget(input);
    enum askcam_status status = keep_newest(input, until_ms, err);
    if (status == ASKCAM_OK && input->has_newest) { /* its time is not before that */
        status = input->host->wait(input->host->ctx, -1, 0, until_ms, NULL);
    }
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

static enum askcam_source_state input_state(void *ctx)
{
    const struct input *input = ctx;
    const bool has_more = !input->has_ended || input->has_newest || input->in.bytes_len > 0;

    return has_more ? ASKCAM_SOURCE_GIVES : ASKCAM_SOURCE_ENDED;
}

static enum askcam_status input_start(void *ctx, struct askcam_error *err)
{
    (void)ctx;
    (void)err; /* the other program decides when it starts */
    return ASKCAM_OK;
}

static void input_release(void *ctx, struct askcam_frame *frame)
{
    (void)ctx; /* the buffer is used again by the next take() */
    *frame = (struct askcam_frame){.is_jpeg = false};
}

static void input_close(void *ctx)
{
    struct input *input = ctx;

    askcam_picture_buffer_free(&input->pictures);
    free(input);
}

static const struct askcam_source_ops INPUT_OPS = {.start = input_start,
                                                   .take = input_take,
                                                   .release = input_release,
                                                   .idle = input_idle,
                                                   .state = input_state,
                                                   .close = input_close};

enum askcam_status askcam_stdin_source_open(struct askcam_source *source,
                                            const struct askcam_host *host, int fd,
                                            const struct askcam_source_options *options,
                                            struct askcam_error *err)
{
    if (isatty(fd) != 0) {
        return askcam_fail(err, ASKCAM_ERR_USAGE,
                           (struct askcam_blame){NAME, "pipe a JPEG or MJPEG into askcam, or name "
                                                       "another --source"},
                           "it is a terminal");
    }
    struct input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        return no_memory(err);
    }
    input->host = host;
    input->fd = fd;
    input->in = (struct askcam_jpeg_input){input->chunk, 0};
    input->pictures.most_bytes = ASKCAM_STDIN_PICTURE_BYTES;
    askcam_settle_init(&input->settle, options->warmup);
    askcam_mjpeg_split_init(&input->split);
    *source = (struct askcam_source){.ops = &INPUT_OPS, .ctx = input, .is_live = true};
    return ASKCAM_OK;
}
