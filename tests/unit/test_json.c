/* SPDX-License-Identifier: MIT */
/* test_json.c - paths, numbers, literals and structure: every text, cut at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "json_rows.h"

#define DIGITS_64 "1234567890123456789012345678901234567890123456789012345678901234"

static struct json_case cases[] = {
    {"object, dropped members", "{\"x\":[1,{\"y\":\"z\"}],\"w\":null}", "0={ ", ASKCAM_OK},
    {"path through an array",
     "{\"choices\":[{\"delta\":{\"content\":\"eye\"}},{\"delta\":{\"content\":\"no\"}}]}",
     "0={ 2='eye' ", ASKCAM_OK},
    {"any element",
     "{\"choices\":[{\"delta\":{\"content\":[{\"text\":\"a\"},{\"b\":1,\"text\":\"b\"}]}}]}",
     "0={ 2=[ 3='a' 3='b' ", ASKCAM_OK},
    {"two rows with one id, two ids at one place",
     "{\"code\":\"x\",\"error\":{\"code\":400,\"choices\":[]}}", "0={ 5='x' 4={ 5=400 6=400 ",
     ASKCAM_OK},
    {"a value where a path goes on", "{\"choices\":7,\"error\":\"no\"}", "0={ 4='no' ", ASKCAM_OK},
    {"an array where a member is meant", "{\"error\":[{\"code\":1}]}", "0={ 4=[ ", ASKCAM_OK},
    {"an object where an element is meant", "{\"choices\":{\"0\":{\"delta\":{\"content\":1}}}}",
     "0={ ", ASKCAM_OK},
    {"nested arrays are counted apart", "{\"m\":[[8,9],[5,6],[7]]}", "0={ 10=5 ", ASKCAM_OK},
    {"a member of the same name elsewhere", "{\"delta\":{\"content\":\"x\"},\"content\":1}", "0={ ",
     ASKCAM_OK},
    {"names that end unlike a path's", "{\"errox\":1,\"choicex\":[{}],\"codf\":2}", "0={ ",
     ASKCAM_OK},
    {"a name that begins like a path's", "{\"cod\":1,\"codes\":2,\"\":3}", "0={ ", ASKCAM_OK},
    {"an escaped name", "{\"c\\u006fde\":1,\"\\u0065rror\":2}", "0={ 5=1 4=2 ", ASKCAM_OK},
    {"a name beyond ASCII", "{\"\xC3\xA9\":1,\"\\u00e9\":2,\"\xC3\":3}", "0={ 8=1 8=2 ", ASKCAM_OK},
    {"a name as long as can be", "{\"" NAME_OF_64 "\":1}", "0={ 7=1 ", ASKCAM_OK},
    {"a longer name", "{\"" NAME_OF_64 "x\":1,\"\\u006b" NAME_OF_64 "\":2}", "0={ ", ASKCAM_OK},
    {"a path of ten steps",
     "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}",
     "0={ 9={ ", ASKCAM_OK},
    {"nothing leaks from deep down", "[[[[[[[[[[[[{\"code\":1},3,4],5,6],7]]]]]]]]],2]", "0=[ 1=[ ",
     ASKCAM_OK},
    {"a member that comes twice", "{\"code\":1,\"code\":2}", "0={ 5=1 5=2 ", ASKCAM_OK},
    {"white space everywhere",
     " \t\r\n{ \"code\" :\t1 ,\n\"choices\"\r: [ { \"delta\":{ } } , 3 ] } \n", "0={ 5=1 ",
     ASKCAM_OK},

    /* Whole texts that are one scalar. */
    {"string", "\"asd\"", "0='asd' ", ASKCAM_OK},
    {"empty string", "\"\"", "0='' ", ASKCAM_OK},
    {"true", "true", "0=true ", ASKCAM_OK},
    {"false with space", " false ", "0=false ", ASKCAM_OK},
    {"null", "null", "0=null ", ASKCAM_OK},
    {"number that ends with the text", "-12.5e+3", "0=-12.5e+3 ", ASKCAM_OK},
    {"number and space", "0 ", "0=0 ", ASKCAM_OK},

    /* Numbers. */
    {"zero", "[0]", "0=[ 1=0 ", ASKCAM_OK},
    {"minus zero", "[-0]", "0=[ 1=-0 ", ASKCAM_OK},
    {"fraction", "[0.0120]", "0=[ 1=0.0120 ", ASKCAM_OK},
    {"exponents", "[1E22,1e-9]", "0=[ 1=1E22 ", ASKCAM_OK},
    {"17 digits", "[52.123456789012345]", "0=[ 1=52.123456789012345 ", ASKCAM_OK},
    {"longest number", "[" DIGITS_64 "]", "0=[ 1=" DIGITS_64 " ", ASKCAM_OK},
    {"longer number", "[" DIGITS_64 "5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"leading zero", "[01]", "0=[ 1=0 ", ASKCAM_ERR_PROTOCOL},
    {"minus alone", "[-]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"plus", "[+1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point first", "[.5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point last", "[5.]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point before exponent", "[5.e1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"exponent without digits", "[5e]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"exponent with sign only", "[5e+]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"two signs", "[--5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"fraction in the exponent", "[5e1.5]", "0=[ 1=5e1 ", ASKCAM_ERR_PROTOCOL},
    {"hexadecimal", "[0x1]", "0=[ 1=0 ", ASKCAM_ERR_PROTOCOL},
    {"not a number", "[NaN]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"half a number at the end", "-", "", ASKCAM_ERR_PROTOCOL},
    {"full-width digit", "[\xEF\xBC\x91]", "0=[ ", ASKCAM_ERR_PROTOCOL},

    /* Literals. */
    {"literals in an array", "[null,true,false]", "0=[ 1=null ", ASKCAM_OK},
    {"misspelt", "[trua]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"capital", "[True]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"cut short", "[nul]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"too long", "[nulll]", "0=[ 1=null ", ASKCAM_ERR_PROTOCOL},
    {"literal that never ends", "tru", "", ASKCAM_ERR_PROTOCOL},

    /* Structure. */
    {"empty", "", "", ASKCAM_ERR_PROTOCOL},
    {"only space", " \n", "", ASKCAM_ERR_PROTOCOL},
    {"byte order mark", "\xEF\xBB\xBF{}", "", ASKCAM_ERR_PROTOCOL},
    {"garbage after", "{}x", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"two texts", "{}{}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"comma after", "[1],", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"open object", "{\"code\":1", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"open array", "[", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"crossed", "[}", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"crossed after a value", "{\"code\":1]", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"array closed as object", "[1}", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"closed twice", "[]]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"only closed", "]", "", ASKCAM_ERR_PROTOCOL},
    {"comma before ]", "[1,]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"comma before }", "{\"code\":1,}", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"comma first", "[,1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"two commas", "[1,,2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no comma", "[1 2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no colon", "{\"code\" 1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"comma for colon", "{\"code\",1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"colon in an array", "[1:2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no value", "{\"code\":}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"no name", "{:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"a number for a name", "{1:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"a name without quotes", "{code:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"single quotes", "['a']", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"comment", "[/**/1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"form feed is not white space", "[\f]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"[DONE]", "[DONE]", "0=[ ", ASKCAM_ERR_PROTOCOL},
};

static void json_nul_outside_of_strings_is_refused(void **state)
{
    struct json_seen seen;

    (void)state;
    json_seen_start(&seen, 0);
    assert_int_equal(askcam_json_push(&seen.scan, "{}\0", 3), ASKCAM_ERR_PROTOCOL);
    json_seen_start(&seen, 0);
    assert_int_equal(askcam_json_push(&seen.scan, "\"\0\"", 3), ASKCAM_ERR_PROTOCOL);
}

static enum askcam_status scan_nested(size_t depth)
{
    struct json_seen seen;

    json_seen_start(&seen, 0);
    for (size_t i = 0; i < depth; i++) {
        (void)askcam_json_push(&seen.scan, i % 2 == 0 ? "[" : "{\"a\":", i % 2 == 0 ? 1 : 5);
    }
    (void)askcam_json_push(&seen.scan, "1", 1);
    for (size_t i = depth; i-- > 0;) {
        (void)askcam_json_push(&seen.scan, i % 2 == 0 ? "]" : "}", 1);
    }
    return askcam_json_finish(&seen.scan);
}

static void json_nesting_has_a_limit(void **state)
{
    (void)state;
    assert_int_equal(scan_nested(1), ASKCAM_OK);
    assert_int_equal(scan_nested(65), ASKCAM_OK);
    assert_int_equal(scan_nested(ASKCAM_JSON_DEPTH), ASKCAM_OK);
    assert_int_equal(scan_nested(ASKCAM_JSON_DEPTH + 1), ASKCAM_ERR_PROTOCOL);
}

static void json_callback_that_fails_is_not_called_again(void **state)
{
    static const char text[] =
        "{\"code\":\"x\\u0041\",\"error\":{\"code\":[null],\"y\":1},\"m\":[[],"
        "[true]]}";
    size_t all_calls = 0;

    (void)state;
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        struct json_seen seen;
        json_seen_start(&seen, fail_at);
        (void)push_cut(json_seen_push, &seen, text, sizeof text - 1, 0, fail_at);
        const enum askcam_status status = askcam_json_finish(&seen.scan);
        assert_int_equal(status, seen.calls == fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK);
        assert_true(seen.calls <= fail_at);
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 6);
}

static void json_state_is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct askcam_json) < 2048);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(json_nul_outside_of_strings_is_refused),
        cmocka_unit_test(json_nesting_has_a_limit),
        cmocka_unit_test(json_callback_that_fails_is_not_called_again),
        cmocka_unit_test(json_state_is_small),
    };
    const int failed = run_json_rows("json", cases, sizeof cases / sizeof cases[0]);
    return failed + cmocka_run_group_tests_name("json, apart", others, NULL, NULL);
}
