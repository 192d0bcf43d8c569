/* SPDX-License-Identifier: MIT */
/* test_history.c - a conversation stays within its bounds, and whole pairs are what is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "conversation.h"

static struct askcam_conversation conversation;

static int set_up(void **state)
{
    (void)state;
    memset(&conversation, 0, sizeof conversation);
    return 0;
}

static void say(const char *question, const char *answer)
{
    askcam_conversation_ask(&conversation, question);
    askcam_conversation_answer(&conversation, answer, strlen(answer));
}

static void turns_alternate_and_leave_the_open_question_out(void **state)
{
    size_t count = 99;

    (void)state;
    askcam_conversation_ask(&conversation, "first?");
    (void)askcam_conversation_turns(&conversation, &count);
    assert_int_equal(count, 0);
    askcam_conversation_answer(&conversation, "yes, ", 5);
    askcam_conversation_answer(&conversation, "one", 3);
    askcam_conversation_ask(&conversation, "second?");
    const struct askcam_chat_turn *turns = askcam_conversation_turns(&conversation, &count);
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
    askcam_conversation_undo(&conversation);
    askcam_conversation_ask(&conversation, "d");
    const struct askcam_chat_turn *turns = askcam_conversation_turns(&conversation, &count);
    assert_int_equal(count, 2);
    assert_string_equal(turns[1].text, "b");
}

static void the_oldest_pair_goes_when_there_are_too_many(void **state)
{
    char text[16];
    size_t count = 0;

    (void)state;
    for (int i = 0; i < ASKCAM_CONVERSATION_TURNS + 3; i++) {
        (void)snprintf(text, sizeof text, "q%d", i);
        say(text, "a");
        assert_int_equal(conversation.dropped, i < ASKCAM_CONVERSATION_TURNS ? 0 : 1);
    }
    const struct askcam_chat_turn *turns = askcam_conversation_turns(&conversation, &count);
    assert_int_equal(count, 2 * (ASKCAM_CONVERSATION_TURNS - 1));
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
        assert_true(conversation.used_bytes <= ASKCAM_CONVERSATION_BYTES);
    }
    const struct askcam_chat_turn *turns = askcam_conversation_turns(&conversation, &count);
    assert_int_equal(count, 4);
    assert_int_equal(strlen(turns[1].text), sizeof answer - 1);
}

static void an_endless_answer_is_cut_and_flagged(void **state)
{
    static char piece[1000];

    (void)state;
    memset(piece, 'x', sizeof piece);
    say("a", "b");
    askcam_conversation_ask(&conversation, "c");
    for (int i = 0; i < 100; i++) {
        askcam_conversation_answer(&conversation, piece, sizeof piece);
    }
    assert_true(conversation.answer_cut);
    assert_true(conversation.used_bytes <= ASKCAM_CONVERSATION_BYTES);
    say("d", "e"); /* the next one takes its place */
    assert_false(conversation.answer_cut);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(turns_alternate_and_leave_the_open_question_out),
        CASE(a_failed_question_leaves_no_trace),
        CASE(the_oldest_pair_goes_when_there_are_too_many),
        CASE(the_oldest_pairs_go_when_the_texts_are_too_long),
        CASE(an_endless_answer_is_cut_and_flagged),
    };
    return cmocka_run_group_tests_name("conversation", tests, NULL, NULL);
}
