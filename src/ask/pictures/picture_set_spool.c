/* SPDX-License-Identifier: MIT */
/*
 * picture_set_spool.c - see picture_set_spool.h.
 *
 * A spooled picture is its length in eight bytes, little end first, and then its JPEG; pictures
 * of one group follow each other.
 */
#include "picture_set_spool.h"

#include "b64.h"

enum { HEAD_BYTES = 8, PIECE_BYTES = 4096 };

struct spool_out {
    struct askcam_picture_set *set;
    struct askcam_error *err;
};

bool askcam_picture_set_is_spooled(const struct askcam_picture_set *set,
                                   const struct askcam_picture_set_group *group)
{
    return group->source != NULL && (group->count > 1 || (group->source->is_live &&
                                                          (set->spools || set->plan->best_of > 1)));
}

static enum askcam_status spool_write(void *ctx, const void *bytes, size_t bytes_len)
{
    const struct spool_out *out = ctx;
    const enum askcam_status status =
        out->set->spool.append(out->set->spool.ctx, bytes, bytes_len, out->err);

    out->set->spool_bytes += status == ASKCAM_OK ? bytes_len : 0;
    return status;
}

enum askcam_status askcam_picture_set_spool_add(struct askcam_picture_set *set,
                                                struct askcam_picture_set_group *group,
                                                uint64_t limit_bytes, bool *changed,
                                                struct askcam_error *err)
{
    struct spool_out out = {.set = set, .err = err};
    const struct askcam_sink sink = {.write = spool_write, .ctx = &out};
    struct askcam_picture *picture = &group->picture;
    uint8_t head[HEAD_BYTES];

    enum askcam_status status = askcam_picture_fit(picture, limit_bytes, changed, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    for (size_t i = 0; i < sizeof head; i++) {
        head[i] = (uint8_t)(picture->size_bytes >> (8 * i));
    }
    status = askcam_sink_write(sink, head, sizeof head);
    if (status == ASKCAM_OK) {
        status = askcam_picture_write(picture, sink, err);
    }
    set->spooled_jpeg_bytes += picture->size_bytes;
    set->spooled_base64_bytes += ASKCAM_B64_TEXT_BYTES(picture->size_bytes);
    return status;
}

/* Reads the length that precedes a spooled picture. */
static enum askcam_status spooled_length(const struct askcam_picture_set *set, uint64_t at,
                                         uint64_t *length, struct askcam_error *err)
{
    uint8_t head[HEAD_BYTES];
    const enum askcam_status status = set->spool.read(set->spool.ctx, at, head, sizeof head, err);

    *length = 0;
    for (size_t i = sizeof head; i > 0 && status == ASKCAM_OK; i--) {
        *length = *length << 8 | head[i - 1];
    }
    return status;
}

/* Puts the cursor on a spooled picture: one step on, or from the group's first. */
static enum askcam_status seek(struct askcam_picture_set *set,
                               const struct askcam_picture_set_group *group, uint32_t number,
                               struct askcam_error *err)
{
    uint64_t length = 0;

    if (set->cursor > number || set->cursor < group->first) {
        set->cursor = group->first;
        set->cursor_at = group->spool_at;
    }
    while (set->cursor < number) {
        const enum askcam_status status = spooled_length(set, set->cursor_at, &length, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        set->cursor_at += HEAD_BYTES + length;
        set->cursor++;
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_picture_set_spool_write(struct askcam_picture_set *set,
                                                  const struct askcam_picture_set_group *group,
                                                  uint32_t number, struct askcam_sink out,
                                                  struct askcam_error *err)
{
    uint8_t piece[PIECE_BYTES];
    uint64_t left = 0;

    enum askcam_status status = seek(set, group, number, err);
    if (status == ASKCAM_OK) {
        status = spooled_length(set, set->cursor_at, &left, err);
    }
    uint64_t at = set->cursor_at + HEAD_BYTES;
    while (status == ASKCAM_OK && left > 0) {
        const size_t bytes = left < sizeof piece ? (size_t)left : sizeof piece;
        status = set->spool.read(set->spool.ctx, at, piece, bytes, err);
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(out, piece, bytes);
        }
        at += bytes;
        left -= bytes;
    }
    return status;
}
