/* SPDX-License-Identifier: MIT */
/* picture_set_fit.c - see picture_set.h and picture_set_fit.h. */
#include "picture_set_fit.h"

#include "b64.h"

uint64_t askcam_picture_set_jpeg_limit(uint64_t text_bytes)
{
    return text_bytes / 4 * 3;
}

void askcam_picture_set_warn_smaller(const struct askcam_picture_set *set,
                                     const struct askcam_picture *picture)
{
    askcam_log(set->host, ASKCAM_LOG_WARNING,
               "picture: too large for the body limit; sent as %u x %u at quality %u "
               "(--max-side, --quality or --max-body choose otherwise)",
               (unsigned)picture->width_px, (unsigned)picture->height_px,
               (unsigned)picture->quality);
}

/* Whether the group's picture can still be made smaller, that is: it is not spooled. */
static bool is_still(const struct askcam_picture_set_group *group)
{
    return group->source != NULL && group->held;
}

/* Whether it is sent as it is: a PNG or WebP. */
static bool is_fixed(const struct askcam_picture_set_group *group)
{
    return is_still(group) && group->picture.frame.still != NULL;
}

/* An equal share of what the small pictures and those of fixed size leave, for each picture that is
 * above an equal share of the whole. */
static uint64_t share_of(const struct askcam_picture_set *set, uint64_t limit, uint64_t stills)
{
    const uint64_t equal = limit / stills;
    uint64_t small_sum = 0;
    uint64_t small_count = 0;

    for (size_t i = 0; i < set->groups_count; i++) {
        const struct askcam_picture_set_group *group = &set->groups[i];
        const uint64_t text_bytes = ASKCAM_B64_TEXT_BYTES(group->picture.size_bytes);
        if (is_fixed(group) || (is_still(group) && text_bytes <= equal)) {
            small_sum += text_bytes;
            small_count++;
        }
    }
    const uint64_t left = small_sum < limit ? limit - small_sum : 0;
    return small_count == stills ? limit : left / (stills - small_count);
}

/* What the last of the pictures of fixed size may take: the limit less the others of them. */
static uint64_t fixed_limit(const struct askcam_picture_set *set, uint64_t limit)
{
    uint64_t sum = 0;
    uint64_t largest = 0;

    for (size_t i = 0; i < set->groups_count; i++) {
        const struct askcam_picture_set_group *group = &set->groups[i];
        if (is_fixed(group)) {
            const uint64_t text_bytes = ASKCAM_B64_TEXT_BYTES(group->picture.size_bytes);
            sum += text_bytes;
            largest = text_bytes > largest ? text_bytes : largest;
        }
    }
    return sum <= limit ? limit : largest > sum - limit ? largest - (sum - limit) : 0;
}

/* Lengths of all stills; *text_bytes is their sum as base64. */
static enum askcam_status measure_stills(struct askcam_picture_set *set, uint64_t *stills,
                                         uint64_t *text_bytes, struct askcam_error *err)
{
    *stills = 0;
    *text_bytes = 0;
    for (size_t i = 0; i < set->groups_count; i++) {
        struct askcam_picture_set_group *group = &set->groups[i];
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

/* Makes each picture fit `share`; those of fixed size need only fit fixed_share. */
static enum askcam_status shrink_stills(struct askcam_picture_set *set, uint64_t share,
                                        uint64_t fixed_share, struct askcam_error *err)
{
    for (size_t i = 0; i < set->groups_count; i++) {
        struct askcam_picture *picture = &set->groups[i].picture;
        bool changed = false;
        if (!is_still(&set->groups[i])) {
            continue;
        }
        const uint64_t limit = is_fixed(&set->groups[i]) ? fixed_share : share;
        const enum askcam_status status =
            askcam_picture_fit(picture, askcam_picture_set_jpeg_limit(limit), &changed, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        if (changed) {
            askcam_picture_set_warn_smaller(set, picture);
        }
    }
    return ASKCAM_OK;
}

/* With a body of unknown length a raw picture is encoded once, while it is sent. */
static bool leaves_unmeasured(const struct askcam_picture_set *set)
{
    bool some = false;

    for (size_t i = 0; i < set->groups_count; i++) {
        some = some || (is_still(&set->groups[i]) && set->groups[i].picture.reencodes);
    }
    return set->unmeasured && some;
}

static void sum_up(struct askcam_picture_set *set)
{
    set->jpeg_bytes = set->spooled_jpeg_bytes;
    set->base64_bytes = set->spooled_base64_bytes;
    for (size_t i = 0; i < set->groups_count; i++) {
        if (is_still(&set->groups[i])) {
            set->jpeg_bytes += set->groups[i].picture.size_bytes;
            set->base64_bytes += ASKCAM_B64_TEXT_BYTES(set->groups[i].picture.size_bytes);
        }
    }
}

enum askcam_status askcam_picture_set_fit(struct askcam_picture_set *set, uint64_t base64_limit,
                                          struct askcam_error *err)
{
    const uint64_t spooled = set->spooled_base64_bytes;
    const uint64_t limit = base64_limit > spooled ? base64_limit - spooled : 0;
    uint64_t stills = 0;
    uint64_t text_bytes = 0;

    if (leaves_unmeasured(set)) {
        return ASKCAM_OK;
    }
    enum askcam_status status = measure_stills(set, &stills, &text_bytes, err);
    if (status == ASKCAM_OK && text_bytes > limit) {
        status = shrink_stills(set, share_of(set, limit, stills), fixed_limit(set, limit), err);
    }
    if (status == ASKCAM_OK) {
        sum_up(set);
    }
    return status;
}

enum askcam_status askcam_picture_set_fit_each(struct askcam_picture_set *set,
                                               uint64_t base64_limit, struct askcam_error *err)
{
    const enum askcam_status status = shrink_stills(set, base64_limit, base64_limit, err);

    if (status == ASKCAM_OK) {
        sum_up(set);
    }
    return status;
}
