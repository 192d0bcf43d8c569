/* SPDX-License-Identifier: MIT */
/* test_spending.c - what an ask is estimated at, and what the limits let through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host_linux.h"
#include "spending.h"
#include "temp_folder.h"

/* 640 x 480 pixels: 20 x 15 squares of 32, and the two marks around them. */
enum { VGA_TOKENS = 302 };

static char folder[] = "/dev/shm/askcam-spending-XXXXXX";

struct bench {
    struct askcam_model model; /* 1 and 10 CNY a million in Beijing; thinks if it is asked to */
    struct askcam_chat_image images[3];
    struct askcam_source source;
    struct askcam_picture_set set;
    struct askcam_chat chat;
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    struct askcam_ledger ledger;
    struct askcam_spending spending;
    struct askcam_error err;
};

static void find_model(struct bench *bench, const char *name)
{
    struct askcam_catalogue catalogue;

    assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, NULL), ASKCAM_OK);
    askcam_catalogue_find(&catalogue, name, &bench->model);
    askcam_catalogue_close(&catalogue);
}

/* One more source, of count pictures of 640 x 480. */
static struct askcam_chat_image *add_source(struct bench *bench, uint32_t count)
{
    const size_t i = bench->set.groups_count++;
    struct askcam_picture_set_group *const group = &bench->set.groups[i];

    group->source = &bench->source;
    group->count = count;
    group->picture.width_px = 640;
    group->picture.height_px = 480;
    bench->images[i].count = count;
    bench->chat.images_count = i + 1;
    return &bench->images[i];
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL || !temp_folder_create(folder)) {
        return 1;
    }
    find_model(bench, "qwen3-vl-plus");
    bench->host = askcam_host_linux_init(&bench->linux_host);
    bench->ledger =
        (struct askcam_ledger){.store = askcam_store_init(&bench->host), .folder = folder};
    bench->spending.ledger = &bench->ledger;
    bench->spending.model = &bench->model;
    bench->spending.price = askcam_model_price_in(&bench->model, "beijing");
    bench->chat.question = "1234567"; /* three tokens, the last one begun */
    bench->chat.images = bench->images;
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return temp_folder_remove(folder);
}

static struct askcam_estimate estimate(const struct bench *bench)
{
    return askcam_spending_estimate(&bench->spending, &bench->chat, &bench->set);
}

static struct askcam_chat_number number(double value)
{
    return (struct askcam_chat_number){.set = true, .value = value};
}

static void assert_near(double is, double wanted)
{
    assert_true(is > wanted - 1e-9 && is < wanted + 1e-9);
}

/* -- what it will cost ------------------------------------------------------------------------ */

static void text_counts_wherever_it_is(void **state)
{
    struct bench *bench = *state;
    const struct askcam_chat_turn turns[] = {{"user", "123"}, {"assistant", "1234"}};

    assert_int_equal(estimate(bench).input_tokens, 3);
    bench->chat.system = "123456";
    assert_int_equal(estimate(bench).input_tokens, 3 + 2);
    bench->chat.turns = turns;
    bench->chat.turns_count = 2;
    assert_int_equal(estimate(bench).input_tokens, 3 + 2 + 1 + 2);
    assert_int_equal(estimate(bench).image_tokens, 0);
}

static void every_picture_of_every_source_counts(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    assert_int_equal(estimate(bench).image_tokens, VGA_TOKENS);
    (void)add_source(bench, 3);
    assert_int_equal(estimate(bench).image_tokens, 4 * VGA_TOKENS);
    assert_int_equal(estimate(bench).input_tokens, 4 * VGA_TOKENS + 3);
}

static void frames_of_a_video_count_in_pairs(void **state)
{
    struct bench *bench = *state;

    add_source(bench, 4)->as_video = true;
    assert_int_equal(estimate(bench).image_tokens, 2 * 300 + 2);
}

static void a_picture_by_url_counts_as_the_models_largest(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    (void)add_source(bench, 1);
    bench->set.groups[1].source = NULL;
    assert_int_equal(bench->model.image_max_px, 16777216);
    assert_int_equal(estimate(bench).image_tokens, VGA_TOKENS + 16384 + 2);
}

static void the_answer_is_bounded_where_the_request_bounds_it(void **state)
{
    static const struct {
        const char *model;
        enum askcam_thinking thinking;
        double max_tokens; /* 0: not set */
        double budget;
        int64_t most;
    } rows[] = {
        {"qwen3-vl-plus", ASKCAM_THINKING_DEFAULT, 0, 0, -1},
        {"qwen3-vl-plus", ASKCAM_THINKING_DEFAULT, 100, 0, 100}, /* does not think by itself */
        {"qwen3-vl-plus", ASKCAM_THINKING_ON, 100, 0, -1},
        {"qwen3-vl-plus", ASKCAM_THINKING_ON, 100, 50, 150},
        {"qwen3-vl-plus", ASKCAM_THINKING_ON, 0, 50, -1},
        {"qwen3.5-plus", ASKCAM_THINKING_DEFAULT, 100, 0, -1}, /* thinks by itself */
        {"qwen3.5-plus", ASKCAM_THINKING_DEFAULT, 100, 50, 150},
        {"qwen3.5-plus", ASKCAM_THINKING_OFF, 100, 50, 100},
        {"unknown-model", ASKCAM_THINKING_DEFAULT, 100, 0, -1}, /* it may think */
    };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        find_model(bench, rows[i].model);
        bench->chat.thinking = rows[i].thinking;
        bench->chat.max_tokens =
            (struct askcam_chat_number){.set = rows[i].max_tokens > 0, .value = rows[i].max_tokens};
        bench->chat.thinking_budget =
            (struct askcam_chat_number){.set = rows[i].budget > 0, .value = rows[i].budget};
        assert_int_equal(estimate(bench).output_tokens, rows[i].most);
    }
}

static void money_is_input_and_what_bounds_the_answer(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    assert_near(estimate(bench).amount, 305e-6);
    assert_string_equal(estimate(bench).currency, "CNY");
    bench->chat.max_tokens = number(100);
    assert_near(estimate(bench).amount, 305e-6 + 100 * 10e-6);
}

static void without_a_price_there_are_tokens_but_no_money(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    bench->spending.price = NULL;
    assert_int_equal(estimate(bench).input_tokens, VGA_TOKENS + 3);
    assert_true(estimate(bench).amount < 0);
    assert_string_equal(estimate(bench).currency, "");
    bench->spending.is_free = true;
    assert_near(estimate(bench).amount, 0);
}

/* -- what is reserved and booked ----------------------------------------------------------------
 */

static struct askcam_ledger_cost cost_of_the_month(const struct bench *bench)
{
    static struct askcam_ledger_month month;
    const time_t now = (time_t)askcam_wall_s(&bench->host);

    assert_int_equal(askcam_ledger_read(&bench->ledger, now, &month, NULL), ASKCAM_OK);
    return month.sum.costs_count > 0 ? month.sum.costs[0] : (struct askcam_ledger_cost){.spent = 0};
}

static enum askcam_status reserve(struct bench *bench, double limit)
{
    bench->spending.limits.day = (struct askcam_ledger_limit){true, limit, "--max-cost-day"};
    bench->err = (struct askcam_error){0};
    return askcam_spending_reserve(&bench->spending, &bench->chat, &bench->set, ASKCAM_NEVER,
                                   &bench->err);
}

static struct askcam_cost settle(struct bench *bench, int64_t input, int64_t output,
                                 enum askcam_attempt_end end)
{
    const struct askcam_usage usage = {.input = input, .output = output};
    struct askcam_cost cost;

    askcam_spending_settle(&bench->spending, &usage, end, &cost);
    return cost;
}

static void the_output_is_reserved_by_what_bounds_it(void **state)
{
    static const struct {
        enum askcam_thinking thinking;
        double max_tokens; /* 0: not set */
        double budget;
        const char *extra;
        double output; /* tokens that are reserved */
    } rows[] = {
        {ASKCAM_THINKING_DEFAULT, 0, 0, NULL, 2000}, /* the model does not think by itself */
        {ASKCAM_THINKING_DEFAULT, 100, 0, NULL, 100},
        {ASKCAM_THINKING_ON, 0, 0, NULL, 8000},
        {ASKCAM_THINKING_ON, 100, 0, NULL, 8100},
        {ASKCAM_THINKING_ON, 0, 50, NULL, 2050},
        {ASKCAM_THINKING_ON, 100, 50, NULL, 150},
        {ASKCAM_THINKING_OFF, 100, 0, "{\"max_tokens\":5}", 8100}, /* … wins over the option */
    };
    struct bench *bench = *state;
    double before = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench->chat.thinking = rows[i].thinking;
        bench->chat.extra = rows[i].extra;
        bench->chat.max_tokens =
            (struct askcam_chat_number){.set = rows[i].max_tokens > 0, .value = rows[i].max_tokens};
        bench->chat.thinking_budget =
            (struct askcam_chat_number){.set = rows[i].budget > 0, .value = rows[i].budget};
        assert_int_equal(reserve(bench, 1000), ASKCAM_OK);
        const double reserved = cost_of_the_month(bench).reserved - before;
        assert_near(reserved, (double)estimate(bench).input_tokens * 1e-6 + rows[i].output * 1e-5);
        before += reserved;
    }
}

static void the_true_cost_takes_the_place_of_the_reservation(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(reserve(bench, 1000), ASKCAM_OK);
    assert_near(settle(bench, 1000, 100, ASKCAM_ATTEMPT_UNKNOWN).amount, 2e-3);
    assert_near(cost_of_the_month(bench).spent, 2e-3);
    assert_near(cost_of_the_month(bench).reserved, 0);
}

static void what_was_refused_is_given_back_and_what_is_not_known_stays(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(reserve(bench, 1000), ASKCAM_OK);
    assert_true(settle(bench, -1, -1, ASKCAM_ATTEMPT_REFUSED).amount < 0);
    assert_near(cost_of_the_month(bench).reserved, 0);
    assert_int_equal(reserve(bench, 1000), ASKCAM_OK);
    assert_true(settle(bench, -1, -1, ASKCAM_ATTEMPT_UNKNOWN).amount < 0);
    assert_true(cost_of_the_month(bench).reserved > 0.02);
    assert_false(bench->spending.reservation.held);
}

static void without_a_limit_only_what_was_used_is_booked(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(askcam_spending_reserve(&bench->spending, &bench->chat, &bench->set,
                                             ASKCAM_NEVER, &bench->err),
                     ASKCAM_OK);
    assert_false(bench->spending.reservation.held);
    assert_near(settle(bench, 1000, 100, ASKCAM_ATTEMPT_UNKNOWN).amount, 2e-3);
    assert_near(cost_of_the_month(bench).spent, 2e-3);
}

static void a_free_server_needs_no_price_and_is_booked_as_tokens(void **state)
{
    struct bench *bench = *state;

    bench->spending.price = NULL;
    bench->spending.is_free = true;
    assert_int_equal(reserve(bench, 0), ASKCAM_OK);
    assert_true(settle(bench, 1000, 100, ASKCAM_ATTEMPT_UNKNOWN).amount < 0);
    assert_string_equal(cost_of_the_month(bench).currency, "");
}

static void a_limit_cannot_be_kept_where_no_price_is_known(void **state)
{
    struct bench *bench = *state;

    bench->spending.price = NULL;
    assert_int_equal(reserve(bench, 1000), ASKCAM_ERR_USAGE);
    assert_string_equal(bench->err.what, "--max-cost-day");
    assert_non_null(strstr(bench->err.hint, "models --help"));
}

static void a_limit_needs_a_ledger(void **state)
{
    struct bench *bench = *state;

    bench->spending.ledger = NULL;
    assert_int_equal(reserve(bench, 1000), ASKCAM_ERR_STORAGE);
    bench->ledger.folder = "/proc/no-such/folder";
    bench->spending.ledger = &bench->ledger;
    assert_int_equal(reserve(bench, 1000), ASKCAM_ERR_STORAGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(text_counts_wherever_it_is),
        CASE(every_picture_of_every_source_counts),
        CASE(frames_of_a_video_count_in_pairs),
        CASE(a_picture_by_url_counts_as_the_models_largest),
        CASE(the_answer_is_bounded_where_the_request_bounds_it),
        CASE(money_is_input_and_what_bounds_the_answer),
        CASE(without_a_price_there_are_tokens_but_no_money),
        CASE(the_output_is_reserved_by_what_bounds_it),
        CASE(the_true_cost_takes_the_place_of_the_reservation),
        CASE(what_was_refused_is_given_back_and_what_is_not_known_stays),
        CASE(without_a_limit_only_what_was_used_is_booked),
        CASE(a_free_server_needs_no_price_and_is_booked_as_tokens),
        CASE(a_limit_cannot_be_kept_where_no_price_is_known),
        CASE(a_limit_needs_a_ledger),
    };
    return cmocka_run_group_tests_name("spending", tests, NULL, NULL);
}
