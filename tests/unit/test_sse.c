/* SPDX-License-Identifier: MIT */
/* test_sse.c - every stream below, whole, byte by byte, and cut once at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "sse.h"

#define BYTES_64 "1234567890123456789012345678901234567890123456789012345678901234"

static struct sse_case {
    const char *name;
    const char *stream;
    const char *events; /* data, '|' at the end of each event; <name=value> for other lines */
} cases[] = {
    {"one event", "data: eye\n\n", "eye|"},
    {"no space after the colon", "data:eye\n\n", "eye|"},
    {"only one space is dropped", "data:  eye\n\n", " eye|"},
    {"a tabulator is not", "data:\teye\n\n", "\teye|"},
    {"two data lines join with LF", "data: a\ndata: b\n\n", "a\nb|"},
    {"so do empty ones", "data\ndata:\ndata: x\n\n", "\n\nx|"},
    {"CR, LF and CRLF all end a line", "data: a\r\rdata: b\r\n\r\ndata: c\n\n", "a|b|c|"},
    {"CRLF is one line end, not two", "data: a\r\ndata: b\r\n\r\n", "a\nb|"},
    {"LF long after CR counts", "data: a\r\rdata: b\n\ndata: c\n\n", "a|b|c|"},
    {"LF, CR are two", "data: a\n\rdata: b\n\n", "a|b|"},
    {"empty value is an event", "data\n\ndata:\n\ndata: \n\n", "|||"},
    {"blank lines alone are none", "\n\n\r\n\r\rdata: a\n\n\n\n", "a|"},
    {"a colon in the data", "data: {\"a\":1}\n\n", "{\"a\":1}|"},
    {"a longer name is another field", "datax: a\ndat: b\n\n", "<datax=a><dat=b>"},
    {"a space before the colon, too", "data : a\n\n", "<data =a>"},
    {"a capital, too", "Data: a\n\n", "<Data=a>"},
    {"a comment has no name", ": keepalive\n:\n:x\n\n", "<=keepalive><=><=x>"},
    {"fields come in order", "id:1\nevent:result\n:HTTP_STATUS/200\ndata:{}\n\n",
     "<id=1><event=result><=HTTP_STATUS/200>{}|"},
    {"a field between data lines", "data: a\nid: 7\ndata: b\n\n", "a<id=7>\nb|"},
    {"a field after data belongs to the event", "data: a\nevent: error\n\n", "a<event=error>|"},
    {"a line without colon", "retry\nid: {\"x\": 2}\n", "<retry=><id={\"x\": 2}>"},
    {"an error line is an event", "error: {\"x\": 2}\ndata: a\n\n", "<error=>{\"x\": 2}|a|"},
    {"so it is without a value", "error\nerror:\n", "<error=>|<error=>|"},
    {"it ends the one in progress", "data: a\nerror: b\nid: 7\n\n", "a|<error=>b|<id=7>"},
    {"it is whole however long", "error:" BYTES_64 BYTES_64 "x\n",
     "<error=>" BYTES_64 BYTES_64 "x|"},
    {"a longer name is not an error line", "errors: a\nerro: b\n", "<errors=a><erro=b>"},
    {"a value that begins with a colon", "data::a\n\nid::b\n", ":a|<id=:b>"},
    {"a long name and a long value are cut", BYTES_64 "x: " BYTES_64 "y\n",
     "<" BYTES_64 "=" BYTES_64 ">"},
    {"as long as can be", BYTES_64 ":" BYTES_64 "\n", "<" BYTES_64 "=" BYTES_64 ">"},
    {"[DONE]", "data: 1\n\ndata: [DONE]\n\n", "1|[DONE]|"},

    {"a byte order mark at the start",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     "a|"},
    {"only there",
     "data: a\n\n\xEF\xBB\xBF"
     "data: b\n\n",
     "a|<\xEF\xBB\xBF"
     "data=b>"},
    {"only one",
     "\xEF\xBB\xBF\xEF\xBB\xBF"
     "data: a\n\n",
     "<\xEF\xBB\xBF"
     "data=a>"},
    {"half of one is a name",
     "\xEF\xBB"
     "data: a\n\n",
     "<\xEF\xBB"
     "data=a>"},
    {"a third of one and a line end", "\xEF\ndata: a\n\n", "<\xEF=>a|"},
    {"a byte order mark and nothing", "\xEF\xBB\xBF", ""},
    {"half of one and nothing", "\xEF\xBB", "<\xEF\xBB=>"},
    {"a byte order mark and a blank line", "\xEF\xBB\xBF\r\ndata: a\n\n", "a|"},

    {"nothing", "", ""},
    {"the end is as good as a blank line", "data: a\n", "a|"},
    {"also within the line", "data: a", "a|"},
    {"also within its name", "data", "|"},
    {"also after the colon", "data:", "|"},
    {"also after CR", "data: a\r", "a|"},
    {"another field at the end", "data: a\n\nid: x", "a|<id=x>"},
    {"an error line at the end", "data: a\n\nerror: x", "a|<error=>x|"},
};

struct seen {
    struct askcam_sse sse;
    char text[512];
    size_t calls;
    size_t fail_at;
};

static enum askcam_status note(struct seen *seen, const char *text, size_t bytes)
{
    const size_t old_bytes = strlen(seen->text);

    assert_true(old_bytes + bytes + 1 <= sizeof seen->text);
    memcpy(seen->text + old_bytes, text, bytes);
    seen->text[old_bytes + bytes] = '\0';
    return ASKCAM_OK;
}

static enum askcam_status count(struct seen *seen)
{
    seen->calls++;
    assert_true(seen->fail_at == 0 || seen->calls <= seen->fail_at);
    return seen->calls == seen->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static enum askcam_status take_data(void *ctx, const char *bytes, size_t bytes_len)
{
    assert_true(bytes_len > 0);
    (void)note(ctx, bytes, bytes_len);
    return count(ctx);
}

static enum askcam_status take_event(void *ctx)
{
    (void)note(ctx, "|", 1);
    return count(ctx);
}

static enum askcam_status take_field(void *ctx, const char *name, const char *value)
{
    char line[160];
    const int bytes = snprintf(line, sizeof line, "<%s=%s>", name, value);

    assert_true(bytes > 0 && (size_t)bytes < sizeof line);
    (void)note(ctx, line, (size_t)bytes);
    return count(ctx);
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;
    return askcam_sse_push(&seen->sse, bytes, bytes_len);
}

static void start(struct seen *seen)
{
    const struct askcam_sse_callbacks callbacks = {
        .ctx = seen, .data = take_data, .event = take_event, .field = take_field};

    askcam_sse_init(&seen->sse, &callbacks);
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    const struct sse_case *row = row_ptr;
    struct seen seen = {.text = ""};

    start(&seen);
    (void)push_cut(push, &seen, row->stream, strlen(row->stream), first_bytes, piece_bytes);
    assert_int_equal(askcam_sse_finish(&seen.sse), ASKCAM_OK);
    assert_string_equal(seen.text, row->events);
    assert_int_equal(askcam_sse_finish(&seen.sse), ASKCAM_OK);
    assert_string_equal(seen.text, row->events); /* the end comes once */
}

static void sse_events_do_not_depend_on_the_cuts(void **state)
{
    const struct sse_case *row = *state;

    for_every_cut(check, row, strlen(row->stream));
}

static void sse_data_is_handed_on_before_its_line_ends(void **state)
{
    struct seen seen = {.text = ""};

    (void)state;
    start(&seen);
    assert_int_equal(askcam_sse_push(&seen.sse, "data: a", 7), ASKCAM_OK);
    assert_string_equal(seen.text, "a");
    assert_int_equal(askcam_sse_push(&seen.sse, "bc", 2), ASKCAM_OK);
    assert_string_equal(seen.text, "abc");
}

static void count_no_event(void *ctx)
{
    (void)note(ctx, "0", 1);
}

static void sse_fields_without_data_are_void_at_the_blank_line(void **state)
{
    static const char stream[] = "event: a\n\nevent: b\ndata: c\n\nid: 1\nerror: d\n\n";
    const struct askcam_sse_callbacks callbacks = {
        .data = take_data, .event = take_event, .field = take_field, .no_event = count_no_event};

    (void)state;
    for (size_t piece = 1; piece <= sizeof stream; piece++) {
        struct seen seen = {.text = ""};
        askcam_sse_init(&seen.sse, &callbacks);
        seen.sse.callbacks.ctx = &seen;
        (void)push_cut(push, &seen, stream, sizeof stream - 1, 0, piece);
        assert_string_equal(seen.text, "<event=a>0<event=b>c|<id=1>0<error=>d|0");
    }
}

static void sse_callback_that_fails_is_not_called_again(void **state)
{
    static const char stream[] = ": c\nid: 1\ndata: a\ndata: b\n\ndata: d\nerror: f\nevent: e";
    size_t all_calls = 0;

    (void)state;
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        struct seen seen = {.fail_at = fail_at};
        start(&seen);
        (void)push_cut(push, &seen, stream, sizeof stream - 1, 0, sizeof stream);
        const enum askcam_status status = askcam_sse_finish(&seen.sse);
        assert_int_equal(status, seen.calls == fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK);
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 12);
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(sse_data_is_handed_on_before_its_line_ends),
        cmocka_unit_test(sse_fields_without_data_are_void_at_the_blank_line),
        cmocka_unit_test(sse_callback_that_fails_is_not_called_again),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = sse_events_do_not_depend_on_the_cuts,
                                       .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("sse", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("sse, apart", others, NULL, NULL);
}
