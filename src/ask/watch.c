/* SPDX-License-Identifier: MIT */
/* watch.c - see watch.h. */
#include "watch.h"

#include <assert.h>
#include <inttypes.h>

/* What an ask that ended like this means for those after it. */
static const struct outcome {
    enum askcam_status status;
    bool goes_on;  /* another picture, or the same one later, may fare better */
    bool is_asked; /* the service has had its say about this frame: it need not be asked again */
} OUTCOMES[] = {
    {ASKCAM_OK, true, true},
    {ASKCAM_ERR_REFUSED, true, true}, /* this picture, or until a bill is paid; it costs nothing */
    {ASKCAM_ERR_NO_ANSWER, true, true},
    {ASKCAM_ERR_SOURCE, true, false},
    {ASKCAM_ERR_UNAVAILABLE, true, false},
    {ASKCAM_ERR_PROTOCOL, true, false},
    {ASKCAM_ERR_LIMIT, true, false}, /* until the next day or month */
    {ASKCAM_ERR_USAGE, false, false},
    {ASKCAM_ERR_INTERNAL, false, false},
    {ASKCAM_ERR_STORAGE, false, false},
    {ASKCAM_ERR_AUTH, false, false},
    {ASKCAM_ERR_CONFIG, false, false},
    {ASKCAM_ERR_TLS, false, false},
    {ASKCAM_ERR_INTERRUPTED, false, false},
};

static const struct outcome *outcome_of(enum askcam_status status)
{
    static const struct outcome unknown = {ASKCAM_ERR_INTERNAL, false, false};

    for (size_t i = 0; i < sizeof OUTCOMES / sizeof OUTCOMES[0]; i++) {
        if (OUTCOMES[i].status == status) {
            return &OUTCOMES[i];
        }
    }
    return &unknown;
}

static enum askcam_status report(struct askcam_watch *watch, enum askcam_watch_event event,
                                 const struct askcam_error *cause)
{
    const struct askcam_watch_work *work = &watch->config->work;
    return work->report(work->ctx, event, watch->tick, cause);
}

static bool any_source_is(const struct askcam_watch *watch, enum askcam_source_state state)
{
    for (size_t i = 0; i < watch->config->sources_count; i++) {
        if (askcam_source_state(&watch->config->sources[i]) == state) {
            return true;
        }
    }
    return false;
}

/* Lets go of what is not to be kept until the next tick. */
static void rest(struct askcam_watch *watch, bool is_long)
{
    const struct askcam_watch_config *config = watch->config;

    for (size_t i = 0; i < config->sources_count; i++) {
        struct askcam_source *source = &config->sources[i];
        const bool flows = source->ops != NULL && source->ops->idle != NULL;
        if (!flows && (is_long || !source->is_live)) {
            askcam_source_close(source);
        }
    }
    if (is_long && config->net->ops != NULL) {
        config->net->ops->close(config->net->ctx);
    }
}

/* A source has gone: what is left of it is let go, so that it can be opened anew. */
static enum askcam_status lose(struct askcam_watch *watch, const struct askcam_error *cause)
{
    watch->is_lost = true;
    rest(watch, true);
    return report(watch, ASKCAM_WATCH_LOST, cause);
}

/* The number of the tick that is due now or was due last. */
static uint64_t tick_now(const struct askcam_watch *watch)
{
    const struct askcam_watch_config *config = watch->config;
    return (askcam_now_ms(config->host) - watch->started_ms) / config->every_ms + 1;
}

/* Waits; what flows by in the meantime is read. */
static enum askcam_status wait_until(struct askcam_watch *watch, uint64_t until_ms,
                                     struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    const struct askcam_host *host = config->host;

    for (size_t i = 0; i < config->sources_count; i++) {
        const struct askcam_source *source = &config->sources[i];
        if (source->ops != NULL && source->ops->idle != NULL) {
            return source->ops->idle(source->ctx, until_ms, err);
        }
    }
    const enum askcam_status status = host->wait(host->ctx, -1, 0, until_ms, NULL);
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

/* Until a source that has gone can be opened again. */
static enum askcam_status await_return(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    enum askcam_status status = ASKCAM_ERR_SOURCE;

    while (status == ASKCAM_ERR_SOURCE) { /* also while udev has not set its group yet */
        status = wait_until(watch, askcam_deadline(config->host, ASKCAM_WATCH_LOOK_MS), err);
        if (status == ASKCAM_OK && any_source_is(watch, ASKCAM_SOURCE_ENDED)) {
            watch->is_over = true; /* another one has ended in the meantime */
            return ASKCAM_OK;
        }
        if (status == ASKCAM_OK) {
            *err = (struct askcam_error){0};
            status = config->work.open(config->work.ctx, err);
        }
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    watch->is_lost = false;
    watch->tick = tick_now(watch);
    return report(watch, ASKCAM_WATCH_BACK, NULL);
}

/* All sources open.  They were all there at the start, so one that is not has gone since. */
static enum askcam_status open_sources(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_work *work = &watch->config->work;

    *err = (struct askcam_error){0}; /* not that of the tick before */
    enum askcam_status status = watch->is_lost ? ASKCAM_OK : work->open(work->ctx, err);
    if (status == ASKCAM_ERR_SOURCE && watch->was_open) {
        status = lose(watch, err);
    }
    watch->was_open = true;
    return status == ASKCAM_OK && watch->is_lost ? await_return(watch, err) : status;
}

/* No picture came. */
static enum askcam_status on_no_picture(struct askcam_watch *watch, struct askcam_error *err)
{
    if (any_source_is(watch, ASKCAM_SOURCE_ENDED)) {
        watch->is_over = true;
        return watch->pictures > 0 ? ASKCAM_OK : ASKCAM_ERR_SOURCE;
    }
    if (any_source_is(watch, ASKCAM_SOURCE_GONE)) {
        return lose(watch, err);
    }
    rest(watch, true); /* a camera that hangs may come round when it is opened anew */
    return report(watch, ASKCAM_WATCH_FAILED, err);
}

static enum askcam_status on_asked(struct askcam_watch *watch, enum askcam_status status,
                                   const struct askcam_error *err)
{
    watch->asked++;
    watch->last = status;
    watch->is_over = watch->asked == watch->config->count;
    return status == ASKCAM_OK ? ASKCAM_OK : report(watch, ASKCAM_WATCH_FAILED, err);
}

/* One tick: a picture, an ask, and what its end means. */
static enum askcam_status run_tick(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    const struct askcam_frame_filter before = *config->filter;
    enum askcam_verdict rejected = ASKCAM_VERDICT_OK;

    struct askcam_shot shot;

    *err = (struct askcam_error){0};
    enum askcam_status status =
        config->work.take(config->work.ctx, watch->tick, &shot, &rejected, err);
    if (status == ASKCAM_OK) {
        status = config->work.deliver(config->work.ctx, watch->tick, &shot, err);
    }
    const struct outcome *outcome = outcome_of(status);
    if (!outcome->is_asked) {
        *config->filter = before;
    }
    if (!outcome->goes_on) {
        return status;
    }
    if (status == ASKCAM_ERR_SOURCE && rejected == ASKCAM_VERDICT_OK) {
        return on_no_picture(watch, err);
    }
    watch->pictures++;
    return status == ASKCAM_ERR_SOURCE ? report(watch, ASKCAM_WATCH_REJECTED, err)
                                       : on_asked(watch, status, err);
}

/* Waits for the next tick of the grid that has not passed yet. */
static enum askcam_status await_tick(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    const uint64_t passed_ms = askcam_now_ms(config->host) - watch->started_ms;
    const uint64_t next = (passed_ms + config->every_ms - 1) / config->every_ms + 1;
    const uint64_t last = watch->tick;

    watch->tick = next > last ? next : last + 1;
    if (watch->tick > last + 1) {
        askcam_log(config->host, ASKCAM_LOG_INFO,
                   "tick %" PRIu64 " took longer than the period: %" PRIu64 " skipped", last,
                   watch->tick - last - 1);
    }
    const uint64_t due_ms = watch->started_ms + (watch->tick - 1) * config->every_ms;
    rest(watch, due_ms - watch->started_ms - passed_ms > ASKCAM_WATCH_REST_MS);
    const enum askcam_status status = wait_until(watch, due_ms, err);
    watch->is_over = watch->is_over || any_source_is(watch, ASKCAM_SOURCE_ENDED);
    return status;
}

enum askcam_status askcam_watch_run(struct askcam_watch *watch,
                                    const struct askcam_watch_config *config,
                                    struct askcam_error *err)
{
    assert(config->every_ms > 0);
    *watch = (struct askcam_watch){
        .config = config, .started_ms = askcam_now_ms(config->host), .tick = 1};
    for (;;) {
        enum askcam_status status = open_sources(watch, err);
        if (status == ASKCAM_OK && !watch->is_over) {
            status = run_tick(watch, err);
        }
        if (status == ASKCAM_OK && !watch->is_over && !watch->is_lost) {
            status = await_tick(watch, err);
        }
        if (status != ASKCAM_OK || watch->is_over) {
            return status;
        }
    }
}
