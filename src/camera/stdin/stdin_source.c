/* SPDX-License-Identifier: MIT */
/*
 * stdin_source.c - see stdin_source.h.
 *
 * The reader's bytes go to the selector until it has a picture that is wanted.  What is left of a
 * chunk stays for the next take().
 */
#include "stdin_source.h"

#include <stdlib.h>
#include <unistd.h>

#include "jpeg_walk.h"
#include "mjpeg_selector.h"
#include "source_deadline.h"
#include "stdin_reader.h"

struct input {
    struct askcam_stdin_reader reader;
    struct askcam_mjpeg_selector selector;
    struct askcam_source_deadline deadline;
};

static const struct askcam_error_context SENDER = {ASKCAM_STDIN_NAME, ASKCAM_STDIN_HINT};

/* The end without a picture to give: what was there instead? */
static enum askcam_status at_end_without(const struct input *input, struct askcam_error *err)
{
    const struct askcam_mjpeg_selector *selector = &input->selector;
    const struct askcam_bytes head = askcam_stdin_reader_head(&input->reader);
    const uint8_t *first = input->reader.head;
    struct askcam_jpeg_info info;

    if (selector->good > 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER,
                           selector->settle.is_over
                               ? "it ended after %u picture(s)"
                               : "it ended after %u picture(s), within the warm-up",
                           selector->good);
    }
    if (input->reader.in_bytes == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER, "it ended without a byte");
    }
    if (input->reader.in_bytes < 2 || first[0] != 0xFFU || first[1] != 0xD8U) {
        return askcam_jpeg_walk(&head, ASKCAM_STDIN_NAME, &info,
                                err); /* names a PNG for what it is */
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER, "%s",
                       selector->is_inside ? "truncated JPEG: it ended within the picture"
                                           : "it ended with only broken pictures");
}

static uint64_t silent_ms(const struct input *input)
{
    return askcam_now_ms(input->reader.host) - input->reader.read_ms;
}

/* When the picture that has begun must be whole; never, if there is none. */
static uint64_t picture_ends_ms(const struct input *input)
{
    return input->selector.is_inside ? input->selector.begun_ms + ASKCAM_STDIN_PICTURE_MS
                                     : ASKCAM_NEVER;
}

static enum askcam_status timed_out(const struct input *input, struct askcam_error *err)
{
    const uint64_t waited_ms = silent_ms(input);

    if (askcam_source_deadline_reached(&input->deadline, err) != ASKCAM_OK) {
        return ASKCAM_ERR_UNAVAILABLE;
    }
    if (waited_ms >= ASKCAM_FRAME_TIMEOUT_MS) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER, "no frame for %d s: no data arrives",
                           (int)(waited_ms / 1000U));
    }
    if (askcam_now_ms(input->reader.host) >= picture_ends_ms(input)) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER, "a picture that does not end for %d s",
                           ASKCAM_STDIN_PICTURE_MS / 1000);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, SENDER,
                       input->selector.broken > 0 ? "only broken frames for %d s"
                                                  : "no JPEG in the data for %d s",
                       ASKCAM_BROKEN_TIMEOUT_MS / 1000);
}

static uint64_t earlier(uint64_t one_ms, uint64_t other_ms)
{
    return one_ms < other_ms ? one_ms : other_ms;
}

/*
 * A picture that has begun may take its time, unless it began when time was up already: a stream of
 * long broken ones would have no end.
 */
static uint64_t timeout_ends_ms(const struct input *input)
{
    const bool has_begun = input->reader.in_bytes > 0;
    const uint64_t byte_ms = input->reader.read_ms + (has_begun ? (uint64_t)ASKCAM_FRAME_TIMEOUT_MS
                                                                : ASKCAM_STDIN_FIRST_BYTE_MS);
    const uint64_t good_ms = input->selector.good_ms + ASKCAM_BROKEN_TIMEOUT_MS;
    const bool may_go_on = input->selector.is_inside && input->selector.begun_ms < good_ms;
    return askcam_source_deadline_limit(
        &input->deadline, earlier(byte_ms, may_go_on ? picture_ends_ms(input) : good_ms));
}

/* The end of the stream: the kept picture, if the warm-up may end with it. */
static enum askcam_status at_end(struct input *input, struct askcam_frame *frame,
                                 struct askcam_error *err)
{
    if (!askcam_mjpeg_selector_may_give_kept(&input->selector)) {
        return at_end_without(input, err);
    }
    askcam_mjpeg_selector_give_kept(&input->selector, frame);
    return ASKCAM_OK;
}

/* Likewise where the sender has stopped; a picture that it has begun is not waited for. */
static enum askcam_status at_timeout(struct input *input, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    if (silent_ms(input) < ASKCAM_FRAME_TIMEOUT_MS ||
        askcam_source_deadline_reached(&input->deadline, NULL) != ASKCAM_OK ||
        !askcam_mjpeg_selector_may_give_kept(&input->selector)) {
        return timed_out(input, err);
    }
    askcam_mjpeg_selector_abandon(&input->selector, "it stopped within");
    askcam_mjpeg_selector_give_kept(&input->selector, frame);
    return ASKCAM_OK;
}

/* The next chunk, unless it is until_ms already: ASKCAM_ERR_TIMEOUT, without err. */
static enum askcam_status read_more(struct input *input, uint64_t until_ms,
                                    struct askcam_error *err)
{
    return askcam_now_ms(input->reader.host) >= until_ms
               ? ASKCAM_ERR_TIMEOUT
               : askcam_stdin_reader_read(&input->reader, until_ms, err);
}

static enum askcam_status input_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    struct input *input = ctx;
    bool is_wanted = false;
    enum askcam_status status = askcam_source_deadline_check(&input->deadline, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    (void)not_before_ms; /* the age of a picture in a pipe is unknown */
    input->reader.read_ms = askcam_now_ms(input->reader.host);
    askcam_mjpeg_selector_begin(&input->selector);
    if (input->selector.has_newest) {
        askcam_mjpeg_selector_give_kept(&input->selector, frame);
        return ASKCAM_OK;
    }
    for (;;) {
        status =
            askcam_mjpeg_selector_push(&input->selector, &input->reader.in, frame, &is_wanted, err);
        if (status != ASKCAM_OK || is_wanted) {
            return status;
        }
        if (input->reader.has_ended) {
            return at_end(input, frame, err);
        }
        status = read_more(input, timeout_ends_ms(input), err);
        if (status == ASKCAM_ERR_TIMEOUT) {
            return at_timeout(input, frame, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
}

/* Reads until until_ms or the end of the stream; the newest picture stays kept. */
static enum askcam_status keep_newest(struct input *input, uint64_t until_ms,
                                      struct askcam_error *err)
{
    struct askcam_frame frame;

    for (;;) {
        bool is_newer = false;
        enum askcam_status status =
            askcam_mjpeg_selector_push(&input->selector, &input->reader.in, &frame, &is_newer, err);
        if (is_newer) {
            askcam_mjpeg_selector_keep(&input->selector);
            continue;
        }
        if (status == ASKCAM_OK && input->reader.has_ended) {
            return ASKCAM_OK;
        }
        if (status == ASKCAM_OK) {
            status = read_more(input, until_ms, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
}

static enum askcam_status input_idle(void *ctx, uint64_t until_ms, struct askcam_error *err)
{
    struct input *input = ctx;
    const struct askcam_host *host = input->reader.host;

    askcam_mjpeg_selector_begin(&input->selector);
    enum askcam_status status = keep_newest(input, until_ms, err);
    if (status == ASKCAM_OK && input->selector.has_newest) { /* its time is not before that */
        status = host->wait(host->ctx, -1, 0, until_ms, NULL);
    }
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

static enum askcam_source_state input_state(void *ctx)
{
    const struct input *input = ctx;
    const bool has_more =
        !input->reader.has_ended || input->selector.has_newest || input->reader.in.bytes_len > 0;

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

static void input_set_deadline(void *ctx, uint64_t deadline_ms)
{
    struct input *input = ctx;

    askcam_source_deadline_set(&input->deadline, deadline_ms);
}

static void input_close(void *ctx)
{
    struct input *input = ctx;

    askcam_mjpeg_selector_free(&input->selector);
    free(input);
}

static const struct askcam_source_ops INPUT_OPS = {.start = input_start,
                                                   .take = input_take,
                                                   .release = input_release,
                                                   .idle = input_idle,
                                                   .state = input_state,
                                                   .set_deadline = input_set_deadline,
                                                   .close = input_close};

enum askcam_status askcam_stdin_source_open(struct askcam_source *source,
                                            const struct askcam_host *host, int fd,
                                            const struct askcam_source_options *options,
                                            struct askcam_error *err)
{
    if (isatty(fd) != 0) {
        return askcam_fail(err, ASKCAM_ERR_USAGE,
                           (struct askcam_error_context){
                               ASKCAM_STDIN_NAME, "pipe a JPEG or MJPEG into askcam, or name "
                                                  "another --source"},
                           "it is a terminal");
    }
    struct input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){ASKCAM_STDIN_NAME, "free memory"},
                           "out of memory");
    }
    askcam_stdin_reader_init(&input->reader, host, fd);
    askcam_source_deadline_init(&input->deadline, host, ASKCAM_STDIN_NAME, options->deadline_ms);
    askcam_mjpeg_selector_init(&input->selector, host, ASKCAM_STDIN_NAME, options->warmup,
                               ASKCAM_STDIN_PICTURE_BYTES);
    *source = (struct askcam_source){.ops = &INPUT_OPS, .ctx = input, .is_live = true};
    return ASKCAM_OK;
}
