/* SPDX-License-Identifier: MIT */
/* album.c - see album.h. */
#include "album.h"

#include <assert.h>

#include "album_spool.h"
#include "b64.h"

static uint32_t pictures_count(const struct askcam_album *album)
{
    uint32_t count = 0;

    for (size_t i = 0; i < album->groups_count; i++) {
        count += album->groups[i].source != NULL ? album->groups[i].count : 0;
    }
    return count;
}

/* Frames that are let go before all are taken: several, or the best of several. */
static bool is_spooled(const struct askcam_album *album, const struct askcam_album_group *group)
{
    return group->source != NULL &&
           (group->count > 1 || (album->best_of > 1 && group->source->is_live));
}

enum askcam_status askcam_album_start(struct askcam_album *album,
                                      const struct askcam_album_config *config,
                                      struct askcam_error *err)
{
    uint32_t next = 0;

    assert(config->images_count <= ASKCAM_CHAT_IMAGES);
    album->host = config->host;
    album->options = config->options;
    album->spool = config->spool;
    album->spool_bytes = 0;
    album->sieve = config->sieve;
    album->best_of = config->best_of;
    album->interval_ms = config->interval_ms;
    album->unmeasured = config->unmeasured;
    album->warned = false;
    album->spooled_jpeg_bytes = 0;
    album->spooled_base64_bytes = 0;
    album->jpeg_bytes = 0;
    album->base64_bytes = 0;
    album->cursor = UINT32_MAX;
    album->groups_count = config->images_count;
    for (size_t i = 0; i < config->images_count; i++) {
        struct askcam_album_group *group = &album->groups[i];
        group->source = config->images[i].url == NULL ? &config->sources[i] : NULL;
        group->count = config->images[i].count;
        group->first = next;
        group->held = false;
        next += group->source != NULL ? group->count : 0;
    }
    for (size_t i = 0; i < album->groups_count; i++) {
        struct askcam_source *source = album->groups[i].source;
        const enum askcam_status status =
            source == NULL ? ASKCAM_OK : source->ops->start(source->ctx, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static void release(struct askcam_album_group *group)
{
    if (group->held) {
        group->source->ops->release(group->source->ctx, &group->frame);
    }
    group->held = false;
}

static enum askcam_status take_any(struct askcam_album_group *group, uint64_t not_before_ms,
                                   struct askcam_error *err)
{
    struct askcam_source *source = group->source;
    const enum askcam_status status =
        source->ops->take(source->ctx, not_before_ms, &group->frame, err);

    group->held = status == ASKCAM_OK;
    return status;
}

/* A frame that the sieve lets through; a file gets one try, since it does not change. */
static enum askcam_status take_good(const struct askcam_album *album,
                                    struct askcam_album_group *group, uint64_t not_before_ms,
                                    struct askcam_error *err)
{
    const unsigned tries = group->source->is_live ? ASKCAM_ALBUM_TRIES : 1;

    for (unsigned tried = 1;; tried++) {
        enum askcam_status status = take_any(group, not_before_ms, err);
        if (status == ASKCAM_OK && album->sieve != NULL) {
            status = askcam_sieve_look(album->sieve, &group->frame, err);
        }
        if (status != ASKCAM_OK || album->sieve == NULL) {
            return status;
        }
        if (!askcam_sieve_refuses(album->sieve)) {
            askcam_sieve_accept(album->sieve);
            return ASKCAM_OK;
        }
        if (tried == tries) {
            return askcam_sieve_fail(album->sieve, tries, err);
        }
        release(group);
    }
}

static enum askcam_status take_one(struct askcam_album *album, struct askcam_album_group *group,
                                   uint64_t not_before_ms, struct askcam_error *err)
{
    const enum askcam_status status = take_good(album, group, not_before_ms, err);

    return status == ASKCAM_OK
               ? askcam_picture_init(&group->picture, &group->frame, album->options, err)
               : status;
}

static void warn_smaller(const struct askcam_album *album, const struct askcam_picture *picture)
{
    askcam_log(album->host, ASKCAM_LOG_WARNING,
               "picture: too large for the body limit; sent as %u x %u at quality %u "
               "(--max-side, --quality or --max-body choose otherwise)",
               (unsigned)picture->width_px, (unsigned)picture->height_px,
               (unsigned)picture->quality);
}

/* Bytes of a JPEG whose base64 text is no longer than text_bytes. */
static uint64_t jpeg_limit(uint64_t text_bytes)
{
    return text_bytes / 4 * 3;
}

/* The group's picture goes into the spool, smaller if it must; that is told once. */
static enum askcam_status spool_picture(struct askcam_album *album,
                                        struct askcam_album_group *group, uint64_t limit_bytes,
                                        struct askcam_error *err)
{
    bool changed = false;
    const enum askcam_status status =
        askcam_album_spool_add(album, group, limit_bytes, &changed, err);

    if (changed && !album->warned) {
        warn_smaller(album, &group->picture);
        album->warned = true;
    }
    return status;
}

/* The frames of one source, `interval_ms` apart, each let go before the next. */
static enum askcam_status take_spooled(struct askcam_album *album, struct askcam_album_group *group,
                                       uint64_t not_before_ms, uint64_t limit_bytes,
                                       struct askcam_error *err)
{
    const struct askcam_host *host = album->host;

    group->spool_at = album->spool_bytes;
    for (uint32_t i = 0; i < group->count; i++) {
        enum askcam_status status = take_one(album, group, not_before_ms, err);
        if (status == ASKCAM_OK) {
            status = spool_picture(album, group, limit_bytes, err);
        }
        not_before_ms = group->frame.taken_ms + album->interval_ms;
        release(group);
        if (status == ASKCAM_OK && group->frame.taken_ms != 0 && i + 1 < group->count) {
            status = host->wait(host->ctx, -1, 0, not_before_ms, NULL);
            status = status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

/* The sharpest of best_of frames; each one that beats those before goes into the spool. */
static enum askcam_status take_best(struct askcam_album *album, struct askcam_album_group *group,
                                    uint64_t not_before_ms, uint64_t limit_bytes,
                                    struct askcam_error *err)
{
    const uint64_t jpeg_bytes = album->spooled_jpeg_bytes;
    const uint64_t base64_bytes = album->spooled_base64_bytes;
    struct askcam_picture best = {0};
    uint32_t sharpest = 0;

    for (uint32_t i = 0; i < album->best_of; i++) {
        enum askcam_status status = take_one(album, group, not_before_ms, err);
        const uint32_t sharpness = album->sieve->look.sharpness + 1U;
        if (status == ASKCAM_OK && sharpness > sharpest) {
            sharpest = sharpness;
            group->spool_at = album->spool_bytes;
            album->spooled_jpeg_bytes = jpeg_bytes;
            album->spooled_base64_bytes = base64_bytes;
            status = spool_picture(album, group, limit_bytes, err);
            best = group->picture;
        }
        release(group);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    group->picture = best;
    return ASKCAM_OK;
}

static enum askcam_status take_group(struct askcam_album *album, struct askcam_album_group *group,
                                     uint64_t not_before_ms, uint64_t limit_bytes,
                                     struct askcam_error *err)
{
    if (!is_spooled(album, group)) {
        return take_one(album, group, not_before_ms, err);
    }
    return group->count > 1 ? take_spooled(album, group, not_before_ms, limit_bytes, err)
                            : take_best(album, group, not_before_ms, limit_bytes, err);
}

enum askcam_status askcam_album_take(struct askcam_album *album, bool live, uint64_t not_before_ms,
                                     uint64_t base64_limit, struct askcam_error *err)
{
    const uint32_t all = pictures_count(album);

    for (size_t i = 0; i < album->groups_count; i++) {
        struct askcam_album_group *group = &album->groups[i];
        if (group->source == NULL || group->source->is_live != live) {
            continue;
        }
        const enum askcam_status status =
            take_group(album, group, not_before_ms, jpeg_limit(base64_limit / all), err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
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
            askcam_picture_fit(picture, jpeg_limit(share), &changed, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        if (changed) {
            warn_smaller(album, picture);
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

enum askcam_status askcam_album_write(struct askcam_album *album, uint32_t number,
                                      struct askcam_sink out, struct askcam_error *err)
{
    for (size_t i = 0; i < album->groups_count; i++) {
        struct askcam_album_group *group = &album->groups[i];
        if (group->source == NULL || number < group->first ||
            number - group->first >= group->count) {
            continue;
        }
        return is_spooled(album, group) ? askcam_album_spool_write(album, group, number, out, err)
                                        : askcam_picture_write(&group->picture, out, err);
    }
    assert(!"a picture's number is below their count");
    return ASKCAM_ERR_INTERNAL;
}

const struct askcam_picture *askcam_album_first(const struct askcam_album *album)
{
    for (size_t i = 0; i < album->groups_count; i++) {
        if (album->groups[i].source != NULL) {
            return &album->groups[i].picture;
        }
    }
    return NULL;
}

void askcam_album_close(struct askcam_album *album)
{
    for (size_t i = 0; i < album->groups_count; i++) {
        release(&album->groups[i]);
    }
    if (album->spool_bytes > 0) {
        album->spool.clear(album->spool.ctx);
    }
    album->groups_count = 0;
    album->spool_bytes = 0;
}
