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

#include "ledger.h"
#include "spending.h"

enum { NOON = 1795521600, DAY_S = 86400 }; /* 2026-11-24 12:00 UTC */

/* 640 x 480 pixels: 20 x 15 squares of 32, and the two marks around them. */
enum { VGA_TOKENS = 302 };

static char folder[] = "/tmp/askcam-spending-XXXXXX";

struct bench {
    struct askcam_model model; /* 1 and 10 CNY a million in Beijing; thinks if it is asked to */
    struct askcam_chat_image images[3];
    struct askcam_source source;
    struct askcam_picture_set set;
    struct askcam_chat chat;
    struct options options;
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

    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    if (bench == NULL || mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0 ||
        setenv("TZ", "UTC", 1) != 0) {
        return 1;
    }
    find_model(bench, "qwen3-vl-plus");
    options_init(&bench->options);
    bench->chat.question = "1234567"; /* three tokens, the last one begun */
    bench->chat.images = bench->images;
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    free(*state);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* a folder that this test made */
}

static struct spending estimate(const struct bench *bench)
{
    return spending_of(&bench->model, &bench->chat, &bench->set, "beijing");
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

static void text_counts_wherever_it_stands(void **state)
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

static void a_picture_by_url_makes_all_of_it_unknown(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    (void)add_source(bench, 1);
    bench->set.groups[1].source = NULL;
    const struct spending spending = estimate(bench);
    assert_int_equal(spending.image_tokens, -1);
    assert_int_equal(spending.input_tokens, -1);
    assert_true(spending.amount < 0);
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
        {"nobody-knows-it", ASKCAM_THINKING_DEFAULT, 100, 0, -1}, /* it may think */
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

static void a_region_without_a_price_leaves_tokens_but_no_money(void **state)
{
    struct bench *bench = *state;

    (void)add_source(bench, 1);
    const struct spending spending =
        spending_of(&bench->model, &bench->chat, &bench->set, "nowhere");
    assert_int_equal(spending.input_tokens, VGA_TOKENS + 3);
    assert_true(spending.amount < 0);
    assert_string_equal(spending.currency, "");
}

/* -- whether it may be spent ------------------------------------------------------------------ */

static enum askcam_status check(struct bench *bench, double amount)
{
    const struct spending spending = {.amount = amount, .currency = "CNY"};

    bench->err = (struct askcam_error){0};
    return spending_check(&spending, &bench->options, NOON, &bench->err);
}

static void spend(double cost, time_t when)
{
    const struct ledger_sum entry = {.asks = 1, .input_tokens = 1, .cost = cost, .currency = "CNY"};

    assert_int_equal(ledger_add(&entry, when, NULL), ASKCAM_OK);
}

static void without_a_limit_anything_goes(void **state)
{
    struct bench *bench = *state;

    spend(1e6, NOON);
    assert_int_equal(check(bench, 1e6), ASKCAM_OK);
    assert_int_equal(check(bench, -1), ASKCAM_OK);
}

static void a_limit_is_reached_but_not_crossed(void **state)
{
    struct bench *bench = *state;

    bench->options.max_cost = number(0.5);
    assert_int_equal(check(bench, 0.5), ASKCAM_OK);
    assert_int_equal(check(bench, 0.5001), ASKCAM_ERR_USAGE);
    assert_string_equal(bench->err.what, "--max-cost");
    assert_non_null(strstr(bench->err.why, "at least 0.500100 CNY"));
    spend(1e6, NOON); /* what was spent before is no matter to this limit */
    assert_int_equal(check(bench, 0.5), ASKCAM_OK);
}

static void a_limit_of_nothing_refuses_all_that_costs(void **state)
{
    struct bench *bench = *state;

    bench->options.max_cost = number(0);
    assert_int_equal(check(bench, 0.000001), ASKCAM_ERR_USAGE);
    assert_int_equal(check(bench, 0), ASKCAM_OK);
}

static void a_limit_cannot_be_kept_where_no_price_is_known(void **state)
{
    struct bench *bench = *state;
    struct askcam_chat_number *const limits[] = {
        &bench->options.max_cost, &bench->options.max_cost_day, &bench->options.max_cost_month};
    static const char *const names[] = {"--max-cost", "--max-cost-day", "--max-cost-month"};

    for (size_t i = 0; i < 3; i++) {
        *limits[i] = number(1000);
        assert_int_equal(check(bench, -1), ASKCAM_ERR_USAGE);
        assert_string_equal(bench->err.what, names[i]);
        limits[i]->set = false;
    }
}

static void a_days_limit_counts_that_day_only(void **state)
{
    struct bench *bench = *state;

    spend(10, NOON - DAY_S);
    spend(0.75, NOON);
    bench->options.max_cost_day = number(1);
    assert_int_equal(check(bench, 0.25), ASKCAM_OK);
    assert_int_equal(check(bench, 0.26), ASKCAM_ERR_USAGE);
    assert_string_equal(bench->err.what, "--max-cost-day");
    assert_non_null(strstr(bench->err.why, "spent before: 0.750000"));
}

static void a_months_limit_counts_all_its_days(void **state)
{
    struct bench *bench = *state;

    spend(10, NOON - DAY_S);
    spend(0.75, NOON);
    spend(1000, NOON + 30 * DAY_S); /* the next month */
    bench->options.max_cost_day = number(1);
    bench->options.max_cost_month = number(11);
    assert_int_equal(check(bench, 0.25), ASKCAM_OK);
    bench->options.max_cost_month = number(10.9);
    assert_int_equal(check(bench, 0.25), ASKCAM_ERR_USAGE);
    assert_string_equal(bench->err.what, "--max-cost-month");
}

static void a_ledger_that_cannot_be_read_lets_nothing_through(void **state)
{
    struct bench *bench = *state;
    char path[256];

    spend(0.1, NOON);
    (void)snprintf(path, sizeof path, "%s/askcam/usage/2026-11.jsonl", folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("{\"da\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    bench->options.max_cost_day = number(1000);
    assert_int_equal(check(bench, 0.1), ASKCAM_ERR_STORAGE);
    bench->options.max_cost_day.set = false; /* then nobody looks */
    assert_int_equal(check(bench, 0.1), ASKCAM_OK);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(text_counts_wherever_it_stands),
        CASE(every_picture_of_every_source_counts),
        CASE(frames_of_a_video_count_in_pairs),
        CASE(a_picture_by_url_makes_all_of_it_unknown),
        CASE(the_answer_is_bounded_where_the_request_bounds_it),
        CASE(money_is_input_and_what_bounds_the_answer),
        CASE(a_region_without_a_price_leaves_tokens_but_no_money),
        CASE(without_a_limit_anything_goes),
        CASE(a_limit_is_reached_but_not_crossed),
        CASE(a_limit_of_nothing_refuses_all_that_costs),
        CASE(a_limit_cannot_be_kept_where_no_price_is_known),
        CASE(a_days_limit_counts_that_day_only),
        CASE(a_months_limit_counts_all_its_days),
        CASE(a_ledger_that_cannot_be_read_lets_nothing_through),
    };
    return cmocka_run_group_tests_name("spending", tests, NULL, NULL);
}
