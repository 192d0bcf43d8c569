/* SPDX-License-Identifier: MIT */
/* mjpeg_split.c - see mjpeg_split.h. */
#include "mjpeg_split.h"

#include <string.h>

static const uint8_t SOI[] = {0xFF, ASKCAM_JPEG_SOI};

void askcam_mjpeg_split_init(struct askcam_mjpeg_split *split)
{
    *split = (struct askcam_mjpeg_split){.inside = false};
}

/* The input from its first FF on, or none. */
static void skip_to_ff(struct askcam_jpeg_input *in)
{
    const uint8_t *const ff = in->bytes_len == 0 ? NULL : memchr(in->bytes, 0xFF, in->bytes_len);
    const size_t skipped_bytes = ff == NULL ? in->bytes_len : (size_t)(ff - in->bytes);

    in->bytes += skipped_bytes;
    in->bytes_len -= skipped_bytes;
}

/* Takes input up to and including an SOI; false if there is none. */
static bool find_soi(struct askcam_mjpeg_split *split, struct askcam_jpeg_input *in)
{
    bool found = split->begins;

    split->begins = false;
    while (!found && in->bytes_len > 0) {
        if (!split->saw_ff) {
            skip_to_ff(in);
        }
        if (in->bytes_len > 0) {
            const uint8_t byte = *in->bytes++;
            in->bytes_len--;
            found = split->saw_ff && byte == ASKCAM_JPEG_SOI;
            split->saw_ff = byte == 0xFF;
        }
    }
    return found;
}

static struct askcam_mjpeg_step between(struct askcam_mjpeg_split *split,
                                        struct askcam_jpeg_input *in)
{
    if (!find_soi(split, in)) {
        return (struct askcam_mjpeg_step){.event = ASKCAM_MJPEG_MORE};
    }
    split->inside = true;
    split->facts = (struct askcam_jpeg_facts){.has_scan = false};
    askcam_jpeg_tokenizer_init_after_soi(&split->tokenizer);
    return (struct askcam_mjpeg_step){
        .event = ASKCAM_MJPEG_START, .chunk = SOI, .chunk_bytes = sizeof SOI};
}

static struct askcam_mjpeg_step broken(struct askcam_mjpeg_split *split,
                                       enum askcam_jpeg_error error)
{
    split->inside = false;
    split->saw_ff = false;
    split->begins = error == ASKCAM_JPEG_NEW_PICTURE; /* its SOI is taken already */
    return (struct askcam_mjpeg_step){.event = ASKCAM_MJPEG_BROKEN, .error = error};
}

static struct askcam_mjpeg_step inside(struct askcam_mjpeg_split *split,
                                       struct askcam_jpeg_input *in)
{
    const uint8_t *const from = in->bytes;
    struct askcam_jpeg_token token;

    do {
        token = askcam_jpeg_tokenizer_next(&split->tokenizer, in);
        const enum askcam_jpeg_error error = token.kind == ASKCAM_JPEG_INVALID
                                                 ? token.error
                                                 : askcam_jpeg_facts_take(&split->facts, &token);
        if (error != ASKCAM_JPEG_VALID) {
            return broken(split, error);
        }
    } while (token.kind != ASKCAM_JPEG_MORE && token.kind != ASKCAM_JPEG_END);

    struct askcam_mjpeg_step step = {.chunk = from, .chunk_bytes = (size_t)(in->bytes - from)};
    if (token.kind == ASKCAM_JPEG_END) {
        step.event = ASKCAM_MJPEG_WHOLE;
        step.info = &split->facts.info;
        split->inside = false;
        split->saw_ff = false;
    } else {
        step.event = step.chunk_bytes > 0 ? ASKCAM_MJPEG_CHUNK : ASKCAM_MJPEG_MORE;
    }
    return step;
}

struct askcam_mjpeg_step askcam_mjpeg_split_next(struct askcam_mjpeg_split *split,
                                                 struct askcam_jpeg_input *in)
{
    return split->inside ? inside(split, in) : between(split, in);
}
