/* SPDX-License-Identifier: MIT */
/* watch.c - see watch.h. */
#include "watch.h"

#include <assert.h>
#include <inttypes.h>

/* What an ask that ended like this means for those after it. */
static const struct outcome {
    enum askcam_status status;
    bool goes_on;   /* another picture, or the same one later, may fare better */
    bool is_asked;  /* the service has had its say about this frame: it need not be asked again */
    bool backs_off; /* it is not the picture's matter, nor over by the next tick */
} OUTCOMES[] = {
    {ASKCAM_OK, true, true, false},
    {ASKCAM_ERR_REFUSED, true, true, false}, /* this picture, or until a bill is paid */
    {ASKCAM_ERR_NO_ANSWER, true, true, false},
    {ASKCAM_ERR_SOURCE, true, false, false},
    {ASKCAM_ERR_UNAVAILABLE, true, false, false},
    {ASKCAM_ERR_PROTOCOL, true, false, false},
    {ASKCAM_ERR_LIMIT, true, false, true},    /* until the next day or month */
    {ASKCAM_ERR_TLS, true, false, true},      /* a wall on the way, or a clock that is wrong */
    {ASKCAM_ERR_INTERNAL, true, false, true}, /* out of memory or descriptors */
    {ASKCAM_ERR_USAGE, false, false, false},
    {ASKCAM_ERR_STORAGE, false, false, false},
    {ASKCAM_ERR_AUTH, false, false, false},
    {ASKCAM_ERR_CONFIG, false, false, false},
    {ASKCAM_ERR_INTERRUPTED, false, false, false},
};

/* Only the record of usage cannot be written: its disk may have space again. */
static const struct outcome RECORD_FULL = {ASKCAM_ERR_STORAGE, true, false, true};

static const struct outcome *outcome_of(const struct askcam_watch *watch, enum askcam_status status)
{
    static const struct outcome unknown = {ASKCAM_ERR_INTERNAL, false, false, false};

    if (status == ASKCAM_ERR_STORAGE && watch->config->spending->block == ASKCAM_SPENDING_RECORD) {
        return &RECORD_FULL;
    }
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
    return work->report(work->ctx, event, watch->pace.tick, cause);
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

/* One piece of a wait, in which what flows by is read. */
static enum askcam_status wait_piece(struct askcam_watch *watch, uint64_t until_ms,
                                     struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    const struct askcam_host *host = config->host;
    unsigned ready = 0;

    for (size_t i = 0; i < config->sources_count; i++) {
        const struct askcam_source *source = &config->sources[i];
        if (source->ops != NULL && source->ops->idle != NULL) {
            const uint64_t soon_ms = askcam_deadline(host, ASKCAM_WATCH_REQUEST_MS);
            const bool is_cut = config->request_fd >= 0 && soon_ms < until_ms;
            return source->ops->idle(source->ctx, is_cut ? soon_ms : until_ms, err);
        }
    }
    const enum askcam_status status =
        host->wait(host->ctx, config->request_fd, ASKCAM_WAIT_READ, until_ms, &ready);
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

/* Waits, no longer than until a request comes or a source has ended. */
static enum askcam_status wait_until(struct askcam_watch *watch, uint64_t until_ms,
                                     struct askcam_error *err)
{
    const struct askcam_watch_work *work = &watch->config->work;
    const struct askcam_host *host = watch->config->host;
    enum askcam_status status = ASKCAM_OK;

    do {
        status = wait_piece(watch, until_ms, err);
        watch->requests |= work->requests != NULL ? work->requests(work->ctx) : 0;
        watch->is_over = watch->is_over || any_source_is(watch, ASKCAM_SOURCE_ENDED);
    } while (status == ASKCAM_OK && watch->requests == 0 && !watch->is_over &&
             askcam_now_ms(host) < until_ms);
    return status;
}

/* Deals with a request for new settings. */
static enum askcam_status reload(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;

    watch->requests &= ~(unsigned)ASKCAM_WATCH_RELOAD;
    *err = (struct askcam_error){0};
    const enum askcam_status status = config->work.reload(config->work.ctx, err);
    askcam_watch_pace_change(&watch->pace, &config->plan);
    watch->is_limited = false; /* the limit may be another now, and so may the CA file */
    watch->held_until_ms = 0;
    watch->backoff_ms = 0;
    return status;
}

static bool is_requested(const struct askcam_watch *watch, enum askcam_watch_request request)
{
    return (watch->requests & request) != 0;
}

/* It may be there later; so may memory. */
static bool is_absence(enum askcam_status status)
{
    return status == ASKCAM_ERR_SOURCE || status == ASKCAM_ERR_INTERNAL;
}

/* Until a source that has gone can be opened again. */
static enum askcam_status await_return(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_config *config = watch->config;
    enum askcam_status status = ASKCAM_ERR_SOURCE;

    while (is_absence(status)) { /* also while udev has not set its group yet */
        status = wait_until(watch, askcam_deadline(config->host, ASKCAM_WATCH_LOOK_MS), err);
        if (status == ASKCAM_OK && watch->is_over) {
            return ASKCAM_OK; /* another one has ended in the meantime */
        }
        if (status == ASKCAM_OK && is_requested(watch, ASKCAM_WATCH_RELOAD)) {
            status = reload(watch, err);
        }
        watch->requests = 0; /* a picture is taken as soon as it is back */
        if (status == ASKCAM_OK) {
            *err = (struct askcam_error){0};
            status = config->work.open(config->work.ctx, err);
        }
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    watch->is_lost = false;
    askcam_watch_pace_catch_up(&watch->pace);
    return report(watch, ASKCAM_WATCH_BACK, NULL);
}

/* All sources open.  They were all there at the start, so one that is not has gone since. */
static enum askcam_status open_sources(struct askcam_watch *watch, struct askcam_error *err)
{
    const struct askcam_watch_work *work = &watch->config->work;

    *err = (struct askcam_error){0}; /* not that of the tick before */
    enum askcam_status status = watch->is_lost ? ASKCAM_OK : work->open(work->ctx, err);
    if (is_absence(status) && (watch->was_open || watch->config->waits_for_source)) {
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

/* Nothing was sent, and nothing can be for a while. */
static enum askcam_status hold(struct askcam_watch *watch, enum askcam_status status,
                               const struct askcam_error *err)
{
    const struct askcam_host *host = watch->config->host;
    struct askcam_wall wall;

    if (status == ASKCAM_ERR_LIMIT) {
        host->wall(host->ctx, &wall);
        watch->is_limited = true;
        watch->limited = watch->config->spending->block == ASKCAM_SPENDING_MONTH
                             ? askcam_schedule_month(wall.unix_ms)
                             : askcam_schedule_day(wall.unix_ms);
    } else {
        watch->backoff_ms = watch->backoff_ms == 0 ? ASKCAM_WATCH_BACKOFF_MS
                            : watch->backoff_ms > ASKCAM_WATCH_BACKOFF_MOST_MS / 2
                                ? ASKCAM_WATCH_BACKOFF_MOST_MS
                                : 2 * watch->backoff_ms;
        watch->held_until_ms = askcam_deadline(host, watch->backoff_ms);
    }
    return report(watch, ASKCAM_WATCH_FAILED, err);
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
        config->work.take(config->work.ctx, watch->pace.tick, &shot, &rejected, err);
    if (status == ASKCAM_OK) {
        status = config->work.deliver(config->work.ctx, watch->pace.tick, &shot, err);
    }
    const struct outcome *outcome = outcome_of(watch, status);
    if (!outcome->is_asked) {
        *config->filter = before;
    }
    if (!outcome->goes_on) {
        return status;
    }
    if (outcome->backs_off) {
        return hold(watch, status, err);
    }
    watch->backoff_ms = 0;
    if (status == ASKCAM_ERR_SOURCE && rejected == ASKCAM_VERDICT_OK) {
        return on_no_picture(watch, err);
    }
    watch->pictures++;
    return status == ASKCAM_ERR_SOURCE ? report(watch, ASKCAM_WATCH_REJECTED, err)
                                       : on_asked(watch, status, err);
}

/* Whether nothing can be sent yet; *look_ms is when to ask again. */
static bool is_held(struct askcam_watch *watch, uint64_t *look_ms)
{
    const struct askcam_host *host = watch->config->host;
    const uint64_t now_ms = askcam_now_ms(host);
    struct askcam_wall wall;

    if (watch->is_limited) {
        host->wall(host->ctx, &wall);
        const int64_t left_ms = watch->limited.end_ms - wall.unix_ms;
        watch->is_limited = left_ms > 0 && wall.unix_ms >= watch->limited.begin_ms;
        *look_ms =
            now_ms + (uint64_t)(left_ms < ASKCAM_WATCH_CLOCK_MS ? left_ms : ASKCAM_WATCH_CLOCK_MS);
        return watch->is_limited;
    }
    *look_ms = watch->held_until_ms;
    return watch->held_until_ms > now_ms;
}

/* Waits while nothing can be sent.  A request to take a picture makes a try, but for a limit. */
static enum askcam_status await_sending(struct askcam_watch *watch, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;
    uint64_t look_ms = 0;

    while (status == ASKCAM_OK && !watch->is_over && is_held(watch, &look_ms)) {
        rest(watch, true);
        status = wait_until(watch, look_ms, err);
        if (status == ASKCAM_OK && is_requested(watch, ASKCAM_WATCH_RELOAD)) {
            return reload(watch, err);
        }
        if (is_requested(watch, ASKCAM_WATCH_TAKE) && !watch->is_limited) {
            return status;
        }
        watch->requests = 0;
    }
    return status;
}

/* Waits until the picture of the plan is due, or one is requested. */
static enum askcam_status await_due(struct askcam_watch *watch, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;
    uint64_t look_ms = 0;

    while (status == ASKCAM_OK && !watch->is_over) {
        if (is_requested(watch, ASKCAM_WATCH_RELOAD)) {
            status = reload(watch, err);
        } else if (is_requested(watch, ASKCAM_WATCH_TAKE)) {
            watch->requests = 0;
            askcam_watch_pace_extra(&watch->pace);
            return status;
        } else if (askcam_watch_pace_is_due(&watch->pace, &look_ms)) {
            return status;
        } else {
            rest(watch, askcam_watch_pace_left_ms(&watch->pace) > ASKCAM_WATCH_REST_MS);
            status = wait_until(watch, look_ms, err);
        }
    }
    return status;
}

/* Waits for the next time of the plan that has not passed yet. */
static enum askcam_status await_tick(struct askcam_watch *watch, struct askcam_error *err)
{
    const uint64_t last = watch->pace.tick;
    const bool was_held = watch->is_limited || watch->held_until_ms > 0;

    const enum askcam_status status = await_sending(watch, err);
    watch->held_until_ms = 0;
    if (status != ASKCAM_OK || watch->is_over) {
        return status;
    }
    const uint64_t skipped = askcam_watch_pace_next(&watch->pace);
    if (skipped > 0 && !was_held) {
        askcam_log(watch->config->host, ASKCAM_LOG_INFO,
                   "tick %" PRIu64 " took longer than the period: %" PRIu64 " skipped", last,
                   skipped);
    }
    return await_due(watch, err);
}

enum askcam_status askcam_watch_run(struct askcam_watch *watch,
                                    const struct askcam_watch_config *config,
                                    struct askcam_error *err)
{
    assert(config->spending != NULL);
    *watch = (struct askcam_watch){.config = config};
    askcam_watch_pace_init(&watch->pace, config->host, &config->plan);
    enum askcam_status status = open_sources(watch, err); /* at the start, whenever one is due */
    if (status == ASKCAM_OK && !watch->is_over) {
        status = await_due(watch, err);
    }
    while (status == ASKCAM_OK && !watch->is_over) {
        status = open_sources(watch, err);
        if (status == ASKCAM_OK && !watch->is_over) {
            status = run_tick(watch, err);
        }
        if (status == ASKCAM_OK && !watch->is_over && !watch->is_lost) {
            status = await_tick(watch, err);
        }
    }
    return status;
}
