/* SPDX-License-Identifier: MIT */
/* picture_set.c - see picture_set.h. */
#include "picture_set.h"

#include <assert.h>

#include "picture_set_fit.h"
#include "picture_set_spool.h"
#include "picture_set_take.h"

static uint32_t pictures_count(const struct askcam_picture_set *set)
{
    uint32_t count = 0;

    for (size_t i = 0; i < set->groups_count; i++) {
        count += set->groups[i].source != NULL ? set->groups[i].count : 0;
    }
    return count;
}

static const struct askcam_frame_plan FIRST_FRAME = {.best_of = 1};

enum askcam_status askcam_picture_set_start(struct askcam_picture_set *set,
                                            const struct askcam_picture_set_config *config,
                                            struct askcam_error *err)
{
    uint32_t next = 0;

    assert(config->images_count <= ASKCAM_CHAT_IMAGES);
    set->host = config->host;
    set->options = config->options;
    set->spool = config->spool;
    set->spool_bytes = 0;
    set->filter = config->filter;
    set->plan = config->plan != NULL ? config->plan : &FIRST_FRAME;
    set->deadline_ms = config->deadline_ms;
    set->unmeasured = config->unmeasured;
    set->passes_unchanged = config->passes_unchanged;
    set->spools = config->spools;
    set->rejected = ASKCAM_VERDICT_OK;
    set->warned = false;
    set->spooled_jpeg_bytes = 0;
    set->spooled_base64_bytes = 0;
    set->jpeg_bytes = 0;
    set->base64_bytes = 0;
    set->cursor = UINT32_MAX;
    set->groups_count = config->images_count;
    for (size_t i = 0; i < config->images_count; i++) {
        struct askcam_picture_set_group *group = &set->groups[i];
        group->source = config->images[i].url == NULL ? &config->sources[i] : NULL;
        group->count = config->images[i].count;
        group->first = next;
        group->held = false;
        group->first_taken_ms = 0;
        next += group->source != NULL ? group->count : 0;
    }
    for (size_t i = 0; i < set->groups_count; i++) {
        struct askcam_source *source = set->groups[i].source;
        if (source == NULL) {
            continue;
        }
        askcam_source_set_deadline(source, config->deadline_ms);
        const enum askcam_status status = source->ops->start(source->ctx, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_picture_set_look(struct askcam_picture_set *set, struct askcam_error *err)
{
    const uint64_t now_ms = askcam_now_ms(set->host);
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < set->groups_count && status == ASKCAM_OK; i++) {
        struct askcam_picture_set_group *group = &set->groups[i];
        if (group->source == NULL || !group->source->is_live) {
            continue;
        }
        status = askcam_picture_set_take_good(set, group, now_ms, err);
        if (group->frame.taken_ms != 0) {
            askcam_picture_set_release(group);
        }
    }
    return status;
}

enum askcam_status askcam_picture_set_take(struct askcam_picture_set *set, bool live,
                                           uint64_t not_before_ms, uint64_t base64_limit,
                                           struct askcam_error *err)
{
    const uint32_t all = pictures_count(set);

    for (size_t i = 0; i < set->groups_count; i++) {
        struct askcam_picture_set_group *group = &set->groups[i];
        if (group->source == NULL || group->source->is_live != live) {
            continue;
        }
        const enum askcam_status status = askcam_picture_set_take_group(
            set, group, not_before_ms, askcam_picture_set_jpeg_limit(base64_limit / all), err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_picture_set_write(struct askcam_picture_set *set, uint32_t number,
                                            struct askcam_sink out, struct askcam_error *err)
{
    for (size_t i = 0; i < set->groups_count; i++) {
        struct askcam_picture_set_group *group = &set->groups[i];
        if (group->source == NULL || number < group->first ||
            number - group->first >= group->count) {
            continue;
        }
        return askcam_picture_set_is_spooled(set, group)
                   ? askcam_picture_set_spool_write(set, group, number, out, err)
                   : askcam_picture_write(&group->picture, out, err);
    }
    assert(0); /* a number is below the count of pictures */
    return ASKCAM_ERR_INTERNAL;
}

const struct askcam_picture *askcam_picture_set_first(const struct askcam_picture_set *set)
{
    for (size_t i = 0; i < set->groups_count; i++) {
        if (set->groups[i].source != NULL) {
            return &set->groups[i].picture;
        }
    }
    return NULL;
}

uint64_t askcam_picture_set_taken_ms(const struct askcam_picture_set *set)
{
    for (size_t i = 0; i < set->groups_count; i++) {
        const struct askcam_picture_set_group *group = &set->groups[i];
        if (group->source != NULL && group->source->is_live) {
            return group->first_taken_ms;
        }
    }
    return 0;
}

void askcam_picture_set_close(struct askcam_picture_set *set)
{
    for (size_t i = 0; i < set->groups_count; i++) {
        askcam_picture_set_release(&set->groups[i]);
    }
    if (set->spool_bytes > 0) {
        set->spool.clear(set->spool.ctx);
    }
    set->groups_count = 0;
    set->spool_bytes = 0;
}
