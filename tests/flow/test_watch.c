/* SPDX-License-Identifier: MIT */
/* test_watch.c - the capture loop with scripted asks, in no time; and with real ones over fakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "ask.h"
#include "fake_net.h"
#include "fake_source.h"
#include "spool_file.h"
#include "watch.h"

enum { STEPS = 12, START_MS = 1000, LOG_BYTES = 512, SIDE_PX = 160 };

/* What one ask does; zeroed: it is answered at once. */
struct step {
    uint64_t takes_ms;
    enum askcam_status status;
    enum askcam_verdict rejected;
    enum askcam_source_state leaves; /* the source in this state */
};

struct bench {
    struct fake_host fake;
    struct askcam_host host;
    struct fake_source camera;
    struct askcam_source source;
    struct fake_net fake_net;
    struct askcam_net net;
    struct askcam_frame_filter filter;
    struct askcam_spending spending;
    struct askcam_watch_config config;
    struct askcam_watch watch;
    struct askcam_error err;

    struct step steps[STEPS];
    size_t asks;
    unsigned delivered;
    uint64_t away_from_ms; /* the source cannot be opened from then on */
    uint64_t away_until_ms;
    unsigned opens; /* tried */
    enum askcam_status open_status;
    enum askcam_status report_status;
    char log[LOG_BYTES]; /* "ask 1@0 ": tick and time since the start; events likewise */
};

static void note(struct bench *bench, const char *what, uint64_t tick)
{
    const size_t used = strlen(bench->log);

    (void)snprintf(bench->log + used, LOG_BYTES - used, "%s %u@%u ", what, (unsigned)tick,
                   (unsigned)(bench->fake.now_ms - START_MS));
}

static enum askcam_status open_source(void *ctx, struct askcam_error *err)
{
    struct bench *bench = ctx;
    const struct askcam_error_context context = {"fake camera", "plug it in"};
    const uint64_t now_ms = bench->fake.now_ms;

    assert_int_equal(err->kind, ASKCAM_OK); /* or the first failure would hide the one to come */
    if (bench->source.ops != NULL) {
        return ASKCAM_OK;
    }
    bench->opens++;
    if (bench->open_status != ASKCAM_OK) {
        return askcam_fail(err, bench->open_status, context, "failed by the script");
    }
    if (now_ms >= bench->away_from_ms && now_ms < bench->away_until_ms) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "it is away");
    }
    bench->source = fake_source_init(&bench->camera, &bench->fake);
    return ASKCAM_OK;
}

static enum askcam_status fail_step(const struct step *step, struct askcam_error *err)
{
    const struct askcam_error_context context = {"fake ask", "this is a fake"};

    return step->status == ASKCAM_OK
               ? ASKCAM_OK
               : askcam_fail(err, step->status, context, "failed by the script");
}

/* Failures of the source are those of taking, all others those of delivering. */
static enum askcam_status take(void *ctx, uint64_t tick, struct askcam_shot *shot,
                               enum askcam_verdict *rejected, struct askcam_error *err)
{
    struct bench *bench = ctx;

    assert_non_null(bench->source.ops);
    assert_int_equal(err->kind, ASKCAM_OK); /* nothing is left of the ask before */
    assert_true(bench->asks < STEPS);
    const struct step *step = &bench->steps[bench->asks++];
    note(bench, "ask", tick);
    bench->fake.now_ms += step->takes_ms;
    bench->camera.state = step->leaves;
    bench->filter.last.brightness = (uint16_t)bench->asks; /* this frame has been accepted */
    bench->filter.has_last = true;
    *rejected = step->rejected;
    *shot = (struct askcam_shot){.taken = {.unix_ms = (int64_t)bench->asks}};
    return step->status == ASKCAM_ERR_SOURCE ? fail_step(step, err) : ASKCAM_OK;
}

static enum askcam_status deliver(void *ctx, uint64_t tick, const struct askcam_shot *shot,
                                  struct askcam_error *err)
{
    struct bench *bench = ctx;

    (void)tick;
    assert_int_equal(shot->taken.unix_ms, bench->asks); /* what was taken just now */
    bench->delivered++;
    return fail_step(&bench->steps[bench->asks - 1], err);
}

static enum askcam_status report(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                 const struct askcam_error *cause)
{
    static const char *const names[] = {[ASKCAM_WATCH_LOST] = "lost",
                                        [ASKCAM_WATCH_BACK] = "back",
                                        [ASKCAM_WATCH_REJECTED] = "rejected",
                                        [ASKCAM_WATCH_FAILED] = "failed"};
    struct bench *bench = ctx;

    assert_true((cause == NULL) == (event == ASKCAM_WATCH_BACK));
    assert_true(cause == NULL || cause->kind != ASKCAM_OK);
    note(bench, names[event], tick);
    return bench->report_status;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL) {
        return 1;
    }
    bench->host = fake_host_init(&bench->fake);
    bench->net = fake_net_init(&bench->fake_net, &bench->fake);
    bench->fake_net.open = true;
    bench->config = (struct askcam_watch_config){
        .host = &bench->host,
        .plan = {.every_ms = 1000},
        .count = 3,
        .request_fd = -1,
        .work =
            {.ctx = bench, .open = open_source, .take = take, .deliver = deliver, .report = report},
        .sources = &bench->source,
        .sources_count = 1,
        .net = &bench->net,
        .spending = &bench->spending,
        .filter = &bench->filter,
    };
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static enum askcam_status run(struct bench *bench)
{
    return askcam_watch_run(&bench->watch, &bench->config, &bench->err);
}

static void ticks_lie_on_a_fixed_grid(void **state)
{
    struct bench *bench = *state;

    bench->steps[0].takes_ms = 300;
    bench->steps[1].takes_ms = 1000; /* to the millisecond: the next tick is not missed */
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 ask 2@1000 ask 3@2000 ");
}

static void ticks_that_pass_during_an_ask_are_skipped(void **state)
{
    struct bench *bench = *state;

    bench->steps[1].takes_ms = 2500;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 ask 2@1000 ask 5@4000 ");
}

static void a_failure_that_may_pass_is_reported_and_the_next_tick_tries_again(void **state)
{
    struct bench *bench = *state;

    bench->steps[0].status = ASKCAM_ERR_UNAVAILABLE;
    bench->steps[1].status = ASKCAM_ERR_PROTOCOL;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 2@1000 failed 2@1000 ask 3@2000 ");
    assert_int_equal(bench->watch.last, ASKCAM_OK);
}

static void it_ends_with_the_last_asks_outcome(void **state)
{
    struct bench *bench = *state;

    bench->steps[2].status = ASKCAM_ERR_NO_ANSWER;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->watch.last, ASKCAM_ERR_NO_ANSWER);
}

static void each_outcome_ends_it_or_does_not(void **state)
{
    static const struct {
        enum askcam_status status;
        bool ends;
        bool forgets; /* the frame: it got no answer */
    } rows[] = {
        {ASKCAM_OK, false, false},
        {ASKCAM_ERR_REFUSED, false, false},
        {ASKCAM_ERR_NO_ANSWER, false, false},
        {ASKCAM_ERR_SOURCE, false, true},
        {ASKCAM_ERR_UNAVAILABLE, false, true},
        {ASKCAM_ERR_PROTOCOL, false, true},
        {ASKCAM_ERR_USAGE, true, true},
        {ASKCAM_ERR_INTERNAL, false, true},
        {ASKCAM_ERR_STORAGE, true, true},
        {ASKCAM_ERR_AUTH, true, true},
        {ASKCAM_ERR_CONFIG, true, true},
        {ASKCAM_ERR_TLS, false, true},
        {ASKCAM_ERR_LIMIT, false, true},
        {ASKCAM_ERR_INTERRUPTED, true, true},
        {ASKCAM_ERR_STOPPED, true, true}, /* none of the loop's business: not to be passed over */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(set_up(state), 0);
        struct bench *bench = *state;
        bench->steps[1].status = rows[i].status;
        bench->steps[2].status = ASKCAM_ERR_AUTH; /* at the latest then */
        const enum askcam_status status = run(bench);
        assert_int_equal(status, rows[i].ends ? rows[i].status : ASKCAM_ERR_AUTH);
        assert_int_equal(bench->asks, rows[i].ends ? 2 : 3);
        assert_int_equal(bench->filter.last.brightness, rows[i].forgets ? 1 : 2);
        tear_down(state);
    }
    assert_int_equal(set_up(state), 0);
}

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

/* The clock reads 2026-01-01T00:00:01Z when the loop starts. */
static struct bench *limited(void **state, enum askcam_spending_block block)
{
    struct bench *bench = *state;

    assert_int_equal(setenv("TZ", "UTC0", 1), 0);
    tzset();
    bench->config.plan.every_ms = HOUR_MS;
    bench->config.count = 1; /* nothing was asked about at the limit */
    bench->steps[0].status = ASKCAM_ERR_LIMIT;
    bench->spending.block = block;
    return bench;
}

static void a_used_up_limit_waits_for_the_next_day(void **state)
{
    struct bench *bench = limited(state, ASKCAM_SPENDING_DAY);

    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 25@86400000 ");
    assert_int_equal(bench->opens, 2); /* the camera rests */
    assert_int_equal(bench->watch.last, ASKCAM_OK);
}

static void the_limit_of_the_month_waits_for_the_next_month(void **state)
{
    struct bench *bench = limited(state, ASKCAM_SPENDING_MONTH);

    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->asks, 2);
    assert_int_equal(bench->fake.now_ms, START_MS + UINT64_C(31) * DAY_MS);
}

static void a_clock_that_is_set_ends_the_wait_for_the_day_within_a_minute(void **state)
{
    static const int64_t by_ms[] = {DAY_MS, -DAY_MS};

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(set_up(state), 0);
        struct bench *bench = limited(state, ASKCAM_SPENDING_DAY);
        bench->config.plan.every_ms = 1000;
        bench->fake.set_at_ms = START_MS + HOUR_MS + 10;
        bench->fake.set_by_ms = by_ms[i];
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_int_equal(bench->asks, 2);
        assert_in_range(bench->fake.now_ms, bench->fake.set_at_ms,
                        bench->fake.set_at_ms + ASKCAM_WATCH_CLOCK_MS + 1000);
        tear_down(state);
    }
    assert_int_equal(set_up(state), 0);
}

static void an_untrusted_certificate_is_tried_again_ever_later(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.every_ms = 100;
    for (size_t i = 0; i < STEPS; i++) {
        bench->steps[i].status = ASKCAM_ERR_TLS;
    }
    bench->steps[3].status = ASKCAM_OK; /* after 1, 2 and 4 s; then anew */
    bench->steps[5].status = ASKCAM_ERR_AUTH;
    assert_int_equal(run(bench), ASKCAM_ERR_AUTH);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 11@1000 failed 11@1000 "
                                    "ask 31@3000 failed 31@3000 ask 71@7000 "
                                    "ask 72@7100 failed 72@7100 ask 82@8100 ");
    assert_int_equal(bench->watch.asked, 1);
}

static void the_wait_between_tries_is_at_most_a_quarter_of_an_hour(void **state)
{
    struct bench *bench = *state;

    for (size_t i = 0; i + 1 < STEPS; i++) {
        bench->steps[i].status = ASKCAM_ERR_TLS;
    }
    bench->steps[STEPS - 1].status = ASKCAM_ERR_AUTH;
    assert_int_equal(run(bench), ASKCAM_ERR_AUTH);
    assert_int_equal(bench->fake.now_ms, START_MS + (1023 + 900) * 1000);
}

static void a_full_record_of_usage_is_waited_out_and_a_full_output_is_not(void **state)
{
    struct bench *bench = *state;

    bench->config.count = 1;
    bench->steps[0].status = ASKCAM_ERR_STORAGE;
    bench->spending.block = ASKCAM_SPENDING_RECORD;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 2@1000 ");
    bench->asks = 0;
    bench->spending.block = ASKCAM_SPENDING_FREE;
    assert_int_equal(run(bench), ASKCAM_ERR_STORAGE);
}

static void by_the_wall_clock_no_picture_is_taken_at_the_start(void **state)
{
    struct bench *bench = limited(state, ASKCAM_SPENDING_FREE);

    bench->steps[0] = (struct step){.takes_ms = 2 * HOUR_MS + 5};
    bench->config.count = 3;
    bench->config.plan =
        (struct askcam_watch_plan){.schedule = {.every_ms = HOUR_MS, .offset_ms = 500}};
    assert_int_equal(run(bench), ASKCAM_OK);
    /* 01:00:00.5; the next two pass during the ask */
    assert_string_equal(bench->log, "ask 1@3599500 ask 2@14399500 ask 3@17999500 ");
}

/* Set at 00:10:01 to 00:50 or back to the evening before; 10:00 of the first day is 09:59 later. */
static void the_wall_clocks_reading_is_followed_when_it_is_set(void **state)
{
    static const struct {
        int64_t by_ms;
        uint64_t due_ms;
    } rows[] = {{0, HOUR_MS - 1000},
                {40 * 60 * 1000, HOUR_MS - 1000 - 40 * 60 * 1000},
                {-20 * 60 * 1000, 20 * 60 * 1000 - 1000}, /* 24:00 of the day before */
                {DAY_MS / 24 * 5, HOUR_MS - 1000},        /* what passed is not made up for */
                {500, HOUR_MS - 1500}};                   /* adjusted rather than set */

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(set_up(state), 0);
        struct bench *bench = limited(state, ASKCAM_SPENDING_FREE);
        bench->steps[0].status = ASKCAM_OK;
        bench->config.plan = (struct askcam_watch_plan){.schedule = {.every_ms = HOUR_MS}};
        bench->fake.set_at_ms = START_MS + 10 * 60 * 1000;
        bench->fake.set_by_ms = rows[i].by_ms;
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_int_equal(bench->fake.now_ms - START_MS, rows[i].due_ms);
        tear_down(state);
    }
    assert_int_equal(set_up(state), 0);
}

static void an_offset_moves_the_grid_from_the_start(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.offset_ms = 700;
    bench->config.count = 2;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@700 ask 2@1700 ");
}

static void a_rejected_frame_is_passed_over_and_does_not_count(void **state)
{
    struct bench *bench = *state;

    bench->config.count = 2;
    bench->steps[1] =
        (struct step){.status = ASKCAM_ERR_SOURCE, .rejected = ASKCAM_VERDICT_UNCHANGED};
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->delivered, bench->asks - 1); /* there was nothing to deliver */
    assert_string_equal(bench->log, "ask 1@0 ask 2@1000 rejected 2@1000 ask 3@2000 ");
    assert_int_equal(bench->opens, 1); /* the camera is kept */
    assert_int_equal(bench->watch.last, ASKCAM_OK);
}

static void a_camera_that_fails_is_opened_anew_at_the_next_tick(void **state)
{
    struct bench *bench = *state;

    bench->config.count = 2;
    bench->steps[0].status = ASKCAM_ERR_SOURCE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 2@1000 ask 3@2000 ");
    assert_int_equal(bench->opens, 2);
}

static void a_camera_that_was_missing_from_the_start_ends_it(void **state)
{
    struct bench *bench = *state;

    bench->away_until_ms = ASKCAM_NEVER;
    assert_int_equal(run(bench), ASKCAM_ERR_SOURCE);
    assert_string_equal(bench->log, "");
    assert_string_equal(bench->err.why, "it is away");
}

static void a_camera_that_is_unplugged_is_waited_for_and_the_grid_stays(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.every_ms = 5000;
    bench->away_from_ms = START_MS + 5000;
    bench->away_until_ms = START_MS + 12500;
    bench->steps[1] = (struct step){.status = ASKCAM_ERR_SOURCE, .leaves = ASKCAM_SOURCE_GONE};
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 ask 2@5000 lost 2@5000 back 3@13000 ask 3@13000 "
                                    "ask 4@15000 ");
    assert_int_equal(bench->opens, 1 + 8); /* once a second */
    assert_int_equal(bench->err.kind, ASKCAM_OK);
}

static void a_camera_that_went_while_it_was_closed_is_waited_for(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.every_ms = 60000;
    bench->config.count = 2;
    bench->away_from_ms = START_MS + 30000;
    bench->away_until_ms = START_MS + 90000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 lost 2@60000 back 2@90000 ask 2@90000 ");
}

static void an_interrupt_ends_a_wait_at_once(void **state)
{
    struct bench *bench = *state;

    bench->fake.interrupted_at_ms = START_MS + 1500;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
    assert_string_equal(bench->log, "ask 1@0 ask 2@1000 ");
    assert_int_equal(bench->fake.now_ms, START_MS + 1500);
}

static void an_interrupt_ends_the_wait_for_a_camera(void **state)
{
    struct bench *bench = *state;

    bench->away_from_ms = START_MS + 1;
    bench->away_until_ms = ASKCAM_NEVER;
    bench->steps[0] = (struct step){.status = ASKCAM_ERR_SOURCE, .leaves = ASKCAM_SOURCE_GONE};
    bench->fake.interrupted_at_ms = START_MS + 100300;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
    assert_string_equal(bench->log, "ask 1@0 lost 1@0 ");
    assert_int_equal(bench->fake.now_ms, START_MS + 100300);
}

static void a_failure_that_is_no_absence_ends_the_wait_for_a_camera(void **state)
{
    struct bench *bench = *state;

    bench->steps[0] = (struct step){.status = ASKCAM_ERR_SOURCE, .leaves = ASKCAM_SOURCE_GONE};
    assert_int_equal(open_source(bench, &bench->err), ASKCAM_OK);
    bench->open_status = ASKCAM_ERR_USAGE;
    assert_int_equal(run(bench), ASKCAM_ERR_USAGE);
    assert_string_equal(bench->log, "ask 1@0 lost 1@0 ");
}

static void what_rests_long_is_let_go(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.every_ms = ASKCAM_WATCH_REST_MS + 1;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->opens, 3);
    assert_false(bench->fake_net.open);
}

static void what_rests_shortly_is_kept(void **state)
{
    struct bench *bench = *state;

    bench->config.plan.every_ms = ASKCAM_WATCH_REST_MS;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->opens, 1);
    assert_true(bench->fake_net.open);
}

static void a_file_is_opened_anew_at_each_tick(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(open_source(bench, &bench->err), ASKCAM_OK);
    bench->source.is_live = false;
    bench->config.count = 2;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->opens, 2);
}

/* Standard input, as far as the loop can tell. */
static enum askcam_status idle(void *ctx, uint64_t until_ms, struct askcam_error *err)
{
    struct fake_source *fake = ctx;

    (void)err;
    fake->host->now_ms = until_ms;
    fake->takes++;
    return ASKCAM_OK;
}

static struct askcam_source flowing(struct bench *bench)
{
    static struct askcam_source_ops ops;
    struct askcam_source source = fake_source_init(&bench->camera, &bench->fake);

    ops = *source.ops;
    ops.idle = idle;
    source.ops = &ops;
    return source;
}

static void what_flows_is_read_between_ticks_and_never_closed(void **state)
{
    struct bench *bench = *state;

    bench->source = flowing(bench);
    bench->config.plan.every_ms = 60000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 ask 2@60000 ask 3@120000 ");
    assert_int_equal(bench->camera.takes, 2);
    assert_int_equal(bench->opens, 0);
}

static void the_end_of_a_stream_ends_it(void **state)
{
    struct bench *bench = *state;

    bench->source = flowing(bench);
    bench->config.count = 0;
    bench->steps[0].status = ASKCAM_ERR_UNAVAILABLE;
    bench->steps[1] = (struct step){.status = ASKCAM_ERR_SOURCE, .leaves = ASKCAM_SOURCE_ENDED};
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ask 1@0 failed 1@0 ask 2@1000 ");
    assert_int_equal(bench->watch.last, ASKCAM_ERR_UNAVAILABLE);
}

static void the_end_of_a_stream_that_is_seen_while_waiting_ends_it(void **state)
{
    struct bench *bench = *state;

    bench->source = flowing(bench);
    bench->config.count = 0;
    bench->steps[0].leaves = ASKCAM_SOURCE_ENDED;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->asks, 1);
}

static void a_stream_that_ends_without_a_picture_is_a_failure(void **state)
{
    struct bench *bench = *state;

    bench->source = flowing(bench);
    bench->steps[0] = (struct step){.status = ASKCAM_ERR_SOURCE, .leaves = ASKCAM_SOURCE_ENDED};
    assert_int_equal(run(bench), ASKCAM_ERR_SOURCE);
}

static void what_cannot_be_reported_ends_it(void **state)
{
    struct bench *bench = *state;

    bench->steps[0].status = ASKCAM_ERR_UNAVAILABLE;
    bench->report_status = ASKCAM_ERR_STORAGE;
    assert_int_equal(run(bench), ASKCAM_ERR_STORAGE);
    assert_int_equal(bench->asks, 1);
}

/* Real asks: the flow of ask.h over the fake camera and the fake net. */
struct live {
    struct bench *bench;
    struct askcam_spool_file spool;
    struct askcam_url url;
    struct askcam_picture_options picture;
    struct askcam_chat_image image;
    struct askcam_chat chat;
    struct askcam_ask_config config;
    struct askcam_ask ask;
    struct askcam_ask_result result;
    uint8_t pixels[SIDE_PX * SIDE_PX];
    unsigned changes_at; /* the take from which on the scene is another */
};

static enum askcam_status on_request(void *ctx, const struct askcam_ask_request *request)
{
    (void)ctx;
    (void)request;
    return ASKCAM_OK;
}

static enum askcam_status on_text(void *ctx, const char *text, size_t text_bytes)
{
    (void)ctx;
    (void)text;
    (void)text_bytes;
    return ASKCAM_OK;
}

static enum askcam_status on_flush(void *ctx)
{
    (void)ctx;
    return ASKCAM_OK;
}

static void on_progress(void *ctx, const struct askcam_ask_progress *progress)
{
    (void)ctx;
    (void)progress;
}

static enum askcam_status open_live(void *ctx, struct askcam_error *err)
{
    (void)ctx; /* a bench's source is open from the start */
    (void)err;
    return ASKCAM_OK;
}

static enum askcam_status note_live(struct live *live, uint64_t tick, enum askcam_status status)
{
    char what[32];

    (void)snprintf(what, sizeof what, "%s", askcam_status_text(status));
    note(live->bench, what, tick);
    return status;
}

static enum askcam_status take_live(void *ctx, uint64_t tick, struct askcam_shot *shot,
                                    enum askcam_verdict *rejected, struct askcam_error *err)
{
    struct live *live = ctx;
    struct bench *bench = live->bench;

    if (bench->camera.takes + 1 >= live->changes_at) {
        bench->camera.frame.raw.plane[0] = live->pixels;
    }
    const enum askcam_status status =
        askcam_ask_take(&live->ask, &live->config, shot, &live->result, err);
    *rejected = live->result.rejected;
    if (status == ASKCAM_OK) {
        return status;
    }
    askcam_ask_end(&live->ask);
    return note_live(live, tick, status);
}

static enum askcam_status deliver_live(void *ctx, uint64_t tick, const struct askcam_shot *shot,
                                       struct askcam_error *err)
{
    struct live *live = ctx;

    assert_ptr_equal(shot->set, &live->ask.set);
    const enum askcam_status status = askcam_ask_deliver(&live->ask, &live->result, err);
    askcam_ask_end(&live->ask);
    return note_live(live, tick, status);
}

static enum askcam_status report_live(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                      const struct askcam_error *cause)
{
    struct live *live = ctx;
    return report(live->bench, event, tick, cause);
}

static void go_live(struct live *live, struct bench *bench)
{
    bench->source = fake_source_init(&bench->camera, &bench->fake);
    bench->filter.refuses = 1U << ASKCAM_VERDICT_UNCHANGED;
    bench->fake_net.open = false;
    bench->fake.interrupted_at_ms = START_MS + 60000; /* at the latest */
    bench->config.work = (struct askcam_watch_work){.ctx = live,
                                                    .open = open_live,
                                                    .take = take_live,
                                                    .deliver = deliver_live,
                                                    .report = report_live};
    *live = (struct live){.bench = bench, .image = {.count = 1}, .changes_at = UINT32_MAX};
    for (unsigned i = 0; i < sizeof live->pixels; i++) {
        live->pixels[i] = (uint8_t)(i % SIDE_PX < SIDE_PX / 2 ? 20 : 230 - i % 7);
    }
    live->chat = (struct askcam_chat){.model = "qwen3.5-plus",
                                      .question = "What does it read?",
                                      .images = &live->image,
                                      .images_count = 1};
    live->config = (struct askcam_ask_config){
        .host = &bench->host,
        .net = bench->net,
        .url = &live->url,
        .chat = &live->chat,
        .sources = &bench->source,
        .picture = &live->picture,
        .spool = askcam_spool_file_init(&live->spool),
        .filter = &bench->filter,
        .looks_first = true,
        .max_body_bytes = 6000000,
        .connect_timeout_ms = 10000,
        .first_byte_timeout_ms = 300000,
        .idle_timeout_ms = 300000,
        .total_timeout_ms = ASKCAM_NEVER,
        .callbacks = {.ctx = live,
                      .request = on_request,
                      .thinking = on_text,
                      .answer = on_text,
                      .flush = on_flush,
                      .progress = on_progress},
    };
    assert_int_equal(askcam_url_parse(&live->url, "https://api.example/v1", NULL), ASKCAM_OK);
    for (size_t i = 0; i < FAKE_NET_ROWS; i++) {
        bench->fake_net.rows[i] = (struct fake_connection){
            .reply = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                     "Connection: close\r\n\r\n"
                     "data: {\"choices\":[{\"delta\":{\"content\":\"42\"},\"index\":0}]}\n\n"
                     "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                     "data: [DONE]\n\n",
            .reply_after_bytes = SIZE_MAX};
    }
}

static void only_a_change_is_asked_about_and_dials(void **state)
{
    struct bench *bench = *state;
    static struct live live;

    go_live(&live, bench);
    live.changes_at = 5; /* what is asked about is looked at first, and taken once it is dialled */
    bench->config.count = 2;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ok 1@0 source 2@1000 rejected 2@1000 source 3@2000 "
                                    "rejected 3@2000 ok 4@3000 ");
    assert_int_equal(bench->fake_net.dials, 2);
    assert_int_equal(bench->camera.takes, 6); /* one look a tick, and two pictures */
    askcam_spool_file_close(&live.spool);
}

/* A camera at night, or out of focus: that it is dark may pass, and must not hide that nothing
 * has changed. */
static void a_dark_frame_that_has_not_changed_is_not_asked_about(void **state)
{
    struct bench *bench = *state;
    static struct live live;

    go_live(&live, bench);
    memset(live.pixels, 0, sizeof live.pixels);
    live.changes_at = 1;
    bench->fake.interrupted_at_ms = START_MS + 1500;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
    assert_string_equal(bench->log, "ok 1@0 source 2@1000 rejected 2@1000 ");
    assert_int_equal(live.result.rejected, ASKCAM_VERDICT_UNCHANGED);
    assert_int_equal(bench->fake_net.dials, 1);
    askcam_spool_file_close(&live.spool);
}

static void a_change_without_an_answer_is_asked_about_again(void **state)
{
    struct bench *bench = *state;
    static struct live live;

    go_live(&live, bench);
    live.changes_at = 2;
    bench->fake_net.rows[1].dial = ASKCAM_ERR_CLOSED; /* the service is away at the change */
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->log, "ok 1@0 unavailable 2@1000 failed 2@1000 ok 3@2000 ");
    askcam_spool_file_close(&live.spool);
}

static void a_frame_is_dark_ten_times_before_it_is_passed_over(void **state)
{
    struct bench *bench = *state;
    static struct live live;

    go_live(&live, bench);
    bench->filter.refuses = 1U << ASKCAM_VERDICT_DARK;
    bench->config.count = 1;
    memset(live.pixels, 0, sizeof live.pixels);
    live.changes_at = 1;
    bench->fake.interrupted_at_ms = START_MS + 500;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
    assert_string_equal(bench->log, "source 1@0 rejected 1@0 ");
    assert_int_equal(live.result.rejected, ASKCAM_VERDICT_DARK);
    assert_int_equal(bench->camera.takes, ASKCAM_PICTURE_SET_TRIES);
    assert_int_equal(bench->fake_net.dials, 0);
    askcam_spool_file_close(&live.spool);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CASE(ticks_lie_on_a_fixed_grid),
        CASE(ticks_that_pass_during_an_ask_are_skipped),
        CASE(a_failure_that_may_pass_is_reported_and_the_next_tick_tries_again),
        CASE(it_ends_with_the_last_asks_outcome),
        cmocka_unit_test_teardown(each_outcome_ends_it_or_does_not, tear_down),
        CASE(a_used_up_limit_waits_for_the_next_day),
        CASE(the_limit_of_the_month_waits_for_the_next_month),
        cmocka_unit_test_teardown(a_clock_that_is_set_ends_the_wait_for_the_day_within_a_minute,
                                  tear_down),
        CASE(an_untrusted_certificate_is_tried_again_ever_later),
        CASE(the_wait_between_tries_is_at_most_a_quarter_of_an_hour),
        CASE(a_full_record_of_usage_is_waited_out_and_a_full_output_is_not),
        CASE(by_the_wall_clock_no_picture_is_taken_at_the_start),
        cmocka_unit_test_teardown(the_wall_clocks_reading_is_followed_when_it_is_set, tear_down),
        CASE(an_offset_moves_the_grid_from_the_start),
        CASE(a_rejected_frame_is_passed_over_and_does_not_count),
        CASE(a_camera_that_fails_is_opened_anew_at_the_next_tick),
        CASE(a_camera_that_was_missing_from_the_start_ends_it),
        CASE(a_camera_that_is_unplugged_is_waited_for_and_the_grid_stays),
        CASE(a_camera_that_went_while_it_was_closed_is_waited_for),
        CASE(an_interrupt_ends_a_wait_at_once),
        CASE(an_interrupt_ends_the_wait_for_a_camera),
        CASE(a_failure_that_is_no_absence_ends_the_wait_for_a_camera),
        CASE(what_rests_long_is_let_go),
        CASE(what_rests_shortly_is_kept),
        CASE(a_file_is_opened_anew_at_each_tick),
        CASE(what_flows_is_read_between_ticks_and_never_closed),
        CASE(the_end_of_a_stream_ends_it),
        CASE(the_end_of_a_stream_that_is_seen_while_waiting_ends_it),
        CASE(a_stream_that_ends_without_a_picture_is_a_failure),
        CASE(what_cannot_be_reported_ends_it),
        CASE(only_a_change_is_asked_about_and_dials),
        CASE(a_dark_frame_that_has_not_changed_is_not_asked_about),
        CASE(a_change_without_an_answer_is_asked_about_again),
        CASE(a_frame_is_dark_ten_times_before_it_is_passed_over),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
