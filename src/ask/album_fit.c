/* SPDX-License-Identifier: MIT */
/* album_fit.c - see album.h and album_fit.h. */
#include "album_fit.h"

#include "b64.h"

uint64_t askcam_album_jpeg_limit(uint64_t text_bytes)
{
    return text_bytes / 4 * 3;
}

void askcam_album_warn_smaller(const struct askcam_album *album,
                               const struct askcam_picture *picture)
{
    askcam_log(album->host, ASKCAM_LOG_WARNING,
               "picture: too large for the body limit; sent as %u x %u at quality %u "
               "(--max-side, --quality or --max-body choose otherwise)",
               (unsigned)picture->width_px, (unsigned)picture->height_px,
               (unsigned)picture->quality);
}

/* Whether the group's picture can still be made smaller, that is: it is not spooled. */
static bool is_still(const struct askcam_album_group *group)
{
    return group->source != NULL && group->held;
}

/* An equal share of what the small pictures leave, for each picture that is above an equal share
 * of the whole. */
static uint64_t share_of(const struct askcam_album *album, uint64_t limit, uint64_t stills)
{
    const uint64_t equal = limit / stills;
    uint64_t small_sum = 0;
    uint64_t small_count = 0;

    for (size_t i = 0; i < album->groups_count; i++) {
        const struct askcam_album_group *group = &album->groups[i];
        const uint64_t text_bytes = ASKCAM_B64_TEXT_BYTES(group->picture.size_bytes);
        if (is_still(group) && text_bytes <= equal) {
            small_sum += text_bytes;
            small_count++;
        }
    }
    return small_count == stills ? limit : (limit - small_sum) / (stills - small_count);
}

/* Lengths of all stills; *text_bytes is their sum as base64. */
static enum askcam_status measure_stills(struct askcam_album *album, uint64_t *stills,
                                         uint64_t *text_bytes, struct askcam_error *err)
{
    *stills = 0;
    *text_bytes = 0;
    for (size_t i = 0; i < album->groups_count; i++) {
        struct askcam_album_group *group = &album->groups[i];
        if (!is_still(group)) {
            continue;
        }
        const enum askcam_status status = askcam_picture_measure(&group->picture, UINT64_MAX, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        *stills += 1;
        *text_bytes += ASKCAM_B64_TEXT_BYTES(group->picture.size_bytes);
    }
    return ASKCAM_OK;
}

static enum askcam_status shrink_stills(struct askcam_album *album, uint64_t share,
                                        struct askcam_error *err)
{
    for (size_t i = 0; i < album->groups_count; i++) {
        struct askcam_picture *picture = &album->groups[i].picture;
        bool changed = false;
        if (!is_still(&album->groups[i])) {
            continue;
        }
        const enum askcam_status status =
            askcam_picture_fit(picture, askcam_album_jpeg_limit(share), &changed, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        if (changed) {
            askcam_album_warn_smaller(album, picture);
        }
    }
    return ASKCAM_OK;
}

/* With a body of unknown length a raw picture is encoded once, while it is sent. */
static bool leaves_unmeasured(const struct askcam_album *album)
{
    bool some = false;

    for (size_t i = 0; i < album->groups_count; i++) {
        some = some || (is_still(&album->groups[i]) && album->groups[i].picture.reencodes);
    }
    return album->unmeasured && some;
}

static void sum_up(struct askcam_album *album)
{
    album->jpeg_bytes = album->spooled_jpeg_bytes;
    album->base64_bytes = album->spooled_base64_bytes;
    for (size_t i = 0; i < album->groups_count; i++) {
        if (is_still(&album->groups[i])) {
            album->jpeg_bytes += album->groups[i].picture.size_bytes;
            album->base64_bytes += ASKCAM_B64_TEXT_BYTES(album->groups[i].picture.size_bytes);
        }
    }
}

enum askcam_status askcam_album_fit(struct askcam_album *album, uint64_t base64_limit,
                                    struct askcam_error *err)
{
    const uint64_t spooled = album->spooled_base64_bytes;
    const uint64_t limit = base64_limit > spooled ? base64_limit - spooled : 0;
    uint64_t stills = 0;
    uint64_t text_bytes = 0;

    if (leaves_unmeasured(album)) {
        return ASKCAM_OK;
    }
    enum askcam_status status = measure_stills(album, &stills, &text_bytes, err);
    if (status == ASKCAM_OK && text_bytes > limit) {
        status = shrink_stills(album, share_of(album, limit, stills), err);
    }
    if (status == ASKCAM_OK) {
        sum_up(album);
    }
    return status;
}

enum askcam_status askcam_album_fit_each(struct askcam_album *album, uint64_t base64_limit,
                                         struct askcam_error *err)
{
    const enum askcam_status status = shrink_stills(album, base64_limit, err);

    if (status == ASKCAM_OK) {
        sum_up(album);
    }
    return status;
}
