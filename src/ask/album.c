/* SPDX-License-Identifier: MIT */
/* album.c - see album.h. */
#include "album.h"

#include <assert.h>

#include "album_fit.h"
#include "album_spool.h"
#include "album_take.h"

static uint32_t pictures_count(const struct askcam_album *album)
{
    uint32_t count = 0;

    for (size_t i = 0; i < album->groups_count; i++) {
        count += album->groups[i].source != NULL ? album->groups[i].count : 0;
    }
    return count;
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
    album->deadline_ms = config->deadline_ms;
    album->unmeasured = config->unmeasured;
    album->passes_unchanged = config->passes_unchanged;
    album->rejected = ASKCAM_VERDICT_OK;
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

enum askcam_status askcam_album_look(struct askcam_album *album, struct askcam_error *err)
{
    const uint64_t now_ms = askcam_now_ms(album->host);
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < album->groups_count && status == ASKCAM_OK; i++) {
        struct askcam_album_group *group = &album->groups[i];
        if (group->source == NULL || !group->source->is_live) {
            continue;
        }
        status = askcam_album_take_good(album, group, now_ms, err);
        if (group->frame.taken_ms != 0) {
            askcam_album_release(group);
        }
    }
    return status;
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
        const enum askcam_status status = askcam_album_take_group(
            album, group, not_before_ms, askcam_album_jpeg_limit(base64_limit / all), err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
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
        return askcam_album_is_spooled(album, group)
                   ? askcam_album_spool_write(album, group, number, out, err)
                   : askcam_picture_write(&group->picture, out, err);
    }
    assert(0); /* a number is below the count of pictures */
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
        askcam_album_release(&album->groups[i]);
    }
    if (album->spool_bytes > 0) {
        album->spool.clear(album->spool.ctx);
    }
    album->groups_count = 0;
    album->spool_bytes = 0;
}
