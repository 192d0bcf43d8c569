/* SPDX-License-Identifier: MIT */
/* test_json_line.c - the lines are JSON whatever the text, by the judgement of another parser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "json_line.h"

struct text {
    size_t bytes;
    char text[1024];
};

static enum askcam_status append(void *ctx, const void *bytes, size_t bytes_len)
{
    struct text *text = ctx;

    assert_true(text->bytes + bytes_len < sizeof text->text);
    memcpy(text->text + text->bytes, bytes, bytes_len);
    text->bytes += bytes_len;
    text->text[text->bytes] = '\0';
    return ASKCAM_OK;
}

static void every_byte_of_a_text_comes_back(void **state)
{
    char all[128];
    struct text text = {.bytes = 0};
    struct askcam_json_line line;

    (void)state;
    for (size_t i = 0; i < 127; i++) {
        all[i] = (char)(i + 1);
    }
    all[127] = '\0';
    askcam_json_line_begin(&line, (struct askcam_sink){append, &text}, "answer");
    askcam_json_line_bytes(&line, "text", all, 127);
    assert_int_equal(askcam_json_line_end(&line), ASKCAM_OK);
    assert_ptr_equal(strchr(text.text, '\n'), text.text + text.bytes - 1); /* one line */
    cJSON *json = cJSON_Parse(text.text);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(json, "text")), all);
    cJSON_Delete(json);
}

static void members_and_arrays_nest(void **state)
{
    struct text text = {.bytes = 0};
    struct askcam_json_line line;

    (void)state;
    askcam_json_line_begin(&line, (struct askcam_sink){append, &text}, "camera");
    askcam_json_line_text(&line, "left_out", "");
    askcam_json_line_text(&line, "left_out_too", NULL);
    askcam_json_line_integer(&line, "n", -5);
    askcam_json_line_number(&line, "x", 0.25);
    askcam_json_line_bool(&line, "yes", true);
    askcam_json_line_array_begin(&line, "modes");
    for (int i = 0; i < 2; i++) {
        askcam_json_line_item_begin(&line);
        askcam_json_line_array_begin(&line, "fps");
        askcam_json_line_element(&line, 30);
        askcam_json_line_element(&line, 7.5);
        askcam_json_line_array_end(&line);
        askcam_json_line_integer(&line, "i", i);
        askcam_json_line_item_end(&line);
    }
    askcam_json_line_array_end(&line);
    assert_int_equal(askcam_json_line_end(&line), ASKCAM_OK);
    assert_string_equal(text.text,
                        "{\"type\":\"camera\",\"n\":-5,\"x\":0.25,\"yes\":true,\"modes\":["
                        "{\"fps\":[30,7.5],\"i\":0},{\"fps\":[30,7.5],\"i\":1}]}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_of_a_text_comes_back),
        cmocka_unit_test(members_and_arrays_nest),
    };
    return cmocka_run_group_tests_name("json_line", tests, NULL, NULL);
}
