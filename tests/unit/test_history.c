/* SPDX-License-Identifier: MIT */
/* test_history.c - a conversation stays within its bounds, and whole pairs are what is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "history.h"

static struct history history;

static int set_up(void **state)
{
    (void)state;
    memset(&history, 0, sizeof history);
    return 0;
}

static void say(const char *question, const char *answer)
{
    history_ask(&history, question);
    history_hear(&history, answer, strlen(answer));
}

static void turns_alternate_and_leave_the_open_question_out(void **state)
{
    size_t count = 99;

    (void)state;
    history_ask(&history, "first?");
    (void)history_turns(&history, &count);
    assert_int_equal(count, 0);
    history_hear(&history, "yes, ", 5);
    history_hear(&history, "one", 3);
    history_ask(&history, "second?");
    const struct askcam_chat_turn *turns = history_turns(&history, &count);
    assert_int_equal(count, 2);
    assert_string_equal(turns[0].role, "user");
    assert_string_equal(turns[0].text, "first?");
    assert_string_equal(turns[1].role, "assistant");
    assert_string_equal(turns[1].text, "yes, one");
}

static void a_failed_question_leaves_no_trace(void **state)
{
    size_t count = 0;

    (void)state;
    say("a", "b");
    say("c", "half an ans");
    history_undo(&history);
    history_ask(&history, "d");
    const struct askcam_chat_turn *turns = history_turns(&history, &count);
    assert_int_equal(count, 2);
    assert_string_equal(turns[1].text, "b");
}

static void the_oldest_pair_goes_when_there_are_too_many(void **state)
{
    char text[16];
    size_t count = 0;

    (void)state;
    for (int i = 0; i < HISTORY_PAIRS + 3; i++) {
        (void)snprintf(text, sizeof text, "q%d", i);
        say(text, "a");
        assert_int_equal(history.dropped, i < HISTORY_PAIRS ? 0 : 1);
    }
    const struct askcam_chat_turn *turns = history_turns(&history, &count);
    assert_int_equal(count, 2 * (HISTORY_PAIRS - 1));
    assert_string_equal(turns[0].text, "q3");
}

static void the_oldest_pairs_go_when_the_texts_are_too_long(void **state)
{
    static char answer[20000];
    size_t count = 0;

    (void)state;
    memset(answer, 'x', sizeof answer - 1);
    for (int i = 0; i < 10; i++) {
        say(i % 2 == 0 ? "even" : "odd", answer);
        assert_true(history.used_bytes <= HISTORY_BYTES);
    }
    const struct askcam_chat_turn *turns = history_turns(&history, &count);
    assert_int_equal(count, 4);
    assert_int_equal(strlen(turns[1].text), sizeof answer - 1);
}

static void an_endless_answer_is_cut_and_said_so(void **state)
{
    static char piece[1000];

    (void)state;
    memset(piece, 'x', sizeof piece);
    say("a", "b");
    history_ask(&history, "c");
    for (int i = 0; i < 100; i++) {
        history_hear(&history, piece, sizeof piece);
    }
    assert_true(history.answer_cut);
    assert_true(history.used_bytes <= HISTORY_BYTES);
    say("d", "e"); /* it makes room for the next one */
    assert_false(history.answer_cut);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(turns_alternate_and_leave_the_open_question_out),
        CASE(a_failed_question_leaves_no_trace),
        CASE(the_oldest_pair_goes_when_there_are_too_many),
        CASE(the_oldest_pairs_go_when_the_texts_are_too_long),
        CASE(an_endless_answer_is_cut_and_said_so),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
