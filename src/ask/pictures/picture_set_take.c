/* SPDX-License-Identifier: MIT */
/*
 * picture_set_take.c - see picture_set_take.h.
 *
 * held: the group has a frame of its source that must go back before the next one is taken.
 */
#include "picture_set_take.h"

#include "picture_set_fit.h"
#include "picture_set_spool.h"

void askcam_picture_set_release(struct askcam_picture_set_group *group)
{
    if (group->held) {
        group->source->ops->release(group->source->ctx, &group->frame);
    }
    group->held = false;
}

/* The frame that was looked at, if it was kept, or the next one. */
static enum askcam_status take_any(struct askcam_picture_set_group *group, uint64_t not_before_ms,
                                   struct askcam_error *err)
{
    struct askcam_source *source = group->source;

    if (group->held) {
        return ASKCAM_OK;
    }
    const enum askcam_status status =
        source->ops->take(source->ctx, not_before_ms, &group->frame, err);

    group->held = status == ASKCAM_OK;
    return status;
}

enum askcam_status askcam_picture_set_take_good(struct askcam_picture_set *set,
                                                struct askcam_picture_set_group *group,
                                                uint64_t not_before_ms, struct askcam_error *err)
{
    const unsigned tries = group->source->is_live ? ASKCAM_PICTURE_SET_TRIES : 1;

    for (unsigned tried = 1;; tried++) {
        enum askcam_status status = take_any(group, not_before_ms, err);
        if (status == ASKCAM_OK && set->filter != NULL) {
            status = askcam_frame_filter_measure(set->filter, &group->frame, err);
        }
        if (status != ASKCAM_OK || set->filter == NULL) {
            return status;
        }
        if (!askcam_frame_filter_refuses(set->filter)) {
            return ASKCAM_OK;
        }
        if (tried == tries ||
            (set->passes_unchanged && set->filter->verdict == ASKCAM_VERDICT_UNCHANGED)) {
            set->rejected = set->filter->verdict;
            return askcam_frame_filter_fail(set->filter, tried, err);
        }
        askcam_picture_set_release(group);
    }
}

/* The frame looked at last will be sent: the next one is compared with it. */
static void accept(const struct askcam_picture_set *set)
{
    if (set->filter != NULL) {
        askcam_frame_filter_accept(set->filter);
    }
}

static enum askcam_status take_one(struct askcam_picture_set *set,
                                   struct askcam_picture_set_group *group, uint64_t not_before_ms,
                                   struct askcam_error *err)
{
    const enum askcam_status status = askcam_picture_set_take_good(set, group, not_before_ms, err);

    if (status == ASKCAM_OK && group->first_taken_ms == 0) {
        group->first_taken_ms = group->frame.taken_ms;
    }
    return status == ASKCAM_OK
               ? askcam_picture_init(&group->picture, &group->frame, set->options, err)
               : status;
}

/* The group's picture goes into the spool, smaller if it must be; that is reported once. */
static enum askcam_status spool_picture(struct askcam_picture_set *set,
                                        struct askcam_picture_set_group *group,
                                        uint64_t limit_bytes, struct askcam_error *err)
{
    bool changed = false;
    const enum askcam_status status =
        askcam_picture_set_spool_add(set, group, limit_bytes, &changed, err);

    if (changed && !set->warned) {
        askcam_picture_set_warn_smaller(set, &group->picture);
        set->warned = true;
    }
    return status;
}

/* Waits for the time of the next frame, unless the whole ask must end before. */
static enum askcam_status wait_until(const struct askcam_picture_set *set, uint64_t until_ms,
                                     struct askcam_error *err)
{
    const struct askcam_host *host = set->host;
    const struct askcam_error_context context = {"--total-timeout",
                                                 "raise it, or lower --interval"};

    if (set->deadline_ms != 0 && until_ms > set->deadline_ms) {
        return askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context,
                           "time-out: it leaves no time for the next frame");
    }
    const enum askcam_status status = host->wait(host->ctx, -1, 0, until_ms, NULL);
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

/* The frames of one source, `interval_ms` apart, each let go before the next. */
static enum askcam_status take_spooled(struct askcam_picture_set *set,
                                       struct askcam_picture_set_group *group,
                                       uint64_t not_before_ms, uint64_t limit_bytes,
                                       struct askcam_error *err)
{
    group->spool_at = set->spool_bytes;
    for (uint32_t i = 0; i < group->count; i++) {
        enum askcam_status status = take_one(set, group, not_before_ms, err);
        if (status == ASKCAM_OK) {
            accept(set);
            status = spool_picture(set, group, limit_bytes, err);
        }
        not_before_ms = group->frame.taken_ms + set->plan->interval_ms;
        askcam_picture_set_release(group);
        if (status == ASKCAM_OK && group->frame.taken_ms != 0 && i + 1 < group->count) {
            status = wait_until(set, not_before_ms, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

/* The sharpest frame so far, in the spool. */
struct best {
    uint32_t sharpness; /* one more than what was measured; 0: there is none yet */
    struct askcam_picture picture;
    struct askcam_frame_filter filter; /* as it looked at it */
    uint64_t jpeg_bytes_before;        /* spooled for the groups before */
    uint64_t base64_bytes_before;      /* likewise */
};

/* The frame taken last goes into the spool if it beats those before; they no longer count. */
static enum askcam_status keep_sharper(struct askcam_picture_set *set,
                                       struct askcam_picture_set_group *group, struct best *best,
                                       uint64_t limit_bytes, struct askcam_error *err)
{
    const uint32_t sharpness = set->filter->quality.sharpness + 1U;

    if (sharpness <= best->sharpness) {
        return ASKCAM_OK;
    }
    group->spool_at = set->spool_bytes;
    set->spooled_jpeg_bytes = best->jpeg_bytes_before;
    set->spooled_base64_bytes = best->base64_bytes_before;
    const enum askcam_status status = spool_picture(set, group, limit_bytes, err);
    best->sharpness = sharpness;
    best->picture = group->picture;
    best->filter = *set->filter;
    return status;
}

/* take_one() failed for want of frames: its source has ended. */
static bool has_run_out(const struct askcam_picture_set_group *group, enum askcam_status status)
{
    return status == ASKCAM_ERR_SOURCE && !group->held &&
           askcam_source_state(group->source) == ASKCAM_SOURCE_ENDED;
}

/*
 * The sharpest of best_of frames, or of those that came before the source ended.  Only that one is
 * accepted, since frames of one scene need not differ from each other.
 */
static enum askcam_status take_best(struct askcam_picture_set *set,
                                    struct askcam_picture_set_group *group, uint64_t not_before_ms,
                                    uint64_t limit_bytes, struct askcam_error *err)
{
    struct best best = {.jpeg_bytes_before = set->spooled_jpeg_bytes,
                        .base64_bytes_before = set->spooled_base64_bytes};
    struct askcam_error failure = {.kind = ASKCAM_OK}; /* to run out is none, if there is a best */
    enum askcam_status status = ASKCAM_OK;

    for (uint32_t i = 0; i < set->plan->best_of && status == ASKCAM_OK; i++) {
        status = take_one(set, group, not_before_ms, &failure);
        if (best.sharpness > 0 && has_run_out(group, status)) {
            askcam_log(set->host, ASKCAM_LOG_INFO, "%s: %s; the sharpest of %u is taken, not of %u",
                       failure.what, failure.why, (unsigned)i, (unsigned)set->plan->best_of);
            status = ASKCAM_OK;
            break;
        }
        if (status == ASKCAM_OK) {
            status = keep_sharper(set, group, &best, limit_bytes, &failure);
        }
        askcam_picture_set_release(group);
    }
    if (status != ASKCAM_OK) {
        if (err != NULL && err->kind == ASKCAM_OK) {
            *err = failure;
        }
        return status;
    }
    group->picture = best.picture;
    *set->filter = best.filter;
    accept(set);
    return ASKCAM_OK;
}

enum askcam_status askcam_picture_set_take_group(struct askcam_picture_set *set,
                                                 struct askcam_picture_set_group *group,
                                                 uint64_t not_before_ms, uint64_t limit_bytes,
                                                 struct askcam_error *err)
{
    if (!askcam_picture_set_is_spooled(set, group)) {
        const enum askcam_status status = take_one(set, group, not_before_ms, err);
        if (status == ASKCAM_OK) {
            accept(set);
        }
        return status;
    }
    const bool is_best_of = group->count == 1 && set->plan->best_of > 1;
    return is_best_of ? take_best(set, group, not_before_ms, limit_bytes, err)
                      : take_spooled(set, group, not_before_ms, limit_bytes, err);
}
