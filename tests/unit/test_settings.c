/* SPDX-License-Identifier: MIT */
/* test_settings.c - file, environment and flags: who wins, and what is wrong with each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "settings.h"
#include "temp_folder.h"

static char folder[] = "/tmp/askcam-settings-XXXXXX";
static struct options options;
static struct settings settings;
static struct askcam_error err;

static int set_up(void **state)
{
    static const char *const variables[] = {"ASKCAM_MODEL", "ASKCAM_MASK", "ASKCAM_JSON",
                                            "ASKCAM_VERBOSE", "ASKCAM_RETRIES"};

    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        (void)unsetenv(variables[i]);
    }
    options_init(&options);
    settings = (struct settings){.exists = false};
    err = (struct askcam_error){0};
    return temp_folder_create(folder) && setenv("XDG_CONFIG_HOME", folder, 1) == 0 ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    settings_close(&settings);
    settings_close(&settings); /* idempotent */
    return temp_folder_remove(folder);
}

static enum askcam_status read_file(const char *text)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/askcam", folder);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/askcam/config.json", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
    return settings_open(&settings, &options, NULL, &err);
}

/* Words between single blanks; getopt_long() wants them writable. */
static enum askcam_status read_flags(const char *words)
{
    static char line[256]; /* options borrow from it */
    char *argv[16] = {NULL};
    int argc = 0;

    (void)snprintf(line, sizeof line, "%s", words);
    for (char *at = line; at != NULL && argc < 15;) {
        argv[argc++] = at;
        at = strchr(at, ' ');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return options_parse(&options, FOR_ASK, argc, argv, &err);
}

static void without_a_file_everything_is_built_in(void **state)
{
    (void)state;
    assert_int_equal(settings_open(&settings, &options, NULL, &err), ASKCAM_OK);
    assert_false(settings.exists);
    assert_string_equal(options.model, "qwen3.5-plus");
    assert_int_equal(options.retries, 2);
}

static void each_origin_wins_over_the_weaker_ones(void **state)
{
    (void)state;
    assert_int_equal(read_file("{\"model\": \"a\", \"json\": true, \"verbose\": 2, \"retries\": 7,"
                               " \"mask\": [\"0,0,1,1\", \"0,0,2,2\"]}"),
                     ASKCAM_OK);
    assert_string_equal(options.model, "a");
    assert_int_equal(options.picture.masks_count, 2);
    assert_true(options.json);
    assert_int_equal(options.verbose, 2);
    assert_int_equal(setenv("ASKCAM_MODEL", "b", 1), 0);
    assert_int_equal(setenv("ASKCAM_JSON", "false", 1), 0);
    assert_int_equal(setenv("ASKCAM_VERBOSE", "0", 1), 0);
    assert_int_equal(options_take_environment(&options, &err), ASKCAM_OK);
    assert_string_equal(options.model, "b");
    assert_false(options.json);
    assert_int_equal(options.verbose, 0);
    assert_int_equal(options.picture.masks_count, 2);
    assert_int_equal(read_flags("ask --mask 0,0,3,3 --model c question"), ASKCAM_OK);
    assert_string_equal(options.model, "c");
    assert_int_equal(options.picture.masks_count, 1);
    assert_int_equal(options.retries, 7);
    assert_string_equal(options.words[0], "question");
}

static void a_wrong_file_says_where(void **state)
{
    static const struct {
        const char *text;
        const char *what; /* what failed ends with this */
    } rows[] = {
        {"{\n\"model\": \"a\",\n}", "line 3"}, {"[]", "line 1"},
        {"{\"modell\": \"a\"}", "modell"},     {"{\"retries\": -1}", "retries"},
        {"{\"retries\": {}}", "retries"},      {"{\"json\": \"yes\"}", "json"},
        {"{\"help\": true}", "help"},          {"{\"mask\": [\"0,0,1,1\", null]}", "mask"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err = (struct askcam_error){0};
        assert_int_equal(read_file(rows[i].text), ASKCAM_ERR_CONFIG);
        const size_t bytes = strlen(err.what);
        assert_true(bytes > strlen(rows[i].what));
        assert_string_equal(err.what + bytes - strlen(rows[i].what), rows[i].what);
        settings_close(&settings);
    }
}

static void a_wrong_variable_is_named(void **state)
{
    (void)state;
    assert_int_equal(setenv("ASKCAM_RETRIES", "many", 1), 0);
    assert_int_equal(options_take_environment(&options, &err), ASKCAM_ERR_CONFIG);
    assert_string_equal(err.what, "ASKCAM_RETRIES");
}

static void wrong_command_lines_are_usage(void **state)
{
    static const char *const rows[] = {"ask --retries", "ask --retries x", "ask --json=1",
                                       "ask --nothing", "ask --api-key k", /* no beginnings */
                                       "ask --source ", "ask -X"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err = (struct askcam_error){0};
        options_init(&options);
        assert_int_equal(read_flags(rows[i]), ASKCAM_ERR_USAGE);
        assert_int_equal(err.kind, ASKCAM_ERR_USAGE);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(without_a_file_everything_is_built_in),
        CASE(each_origin_wins_over_the_weaker_ones),
        CASE(a_wrong_file_says_where),
        CASE(a_wrong_variable_is_named),
        CASE(wrong_command_lines_are_usage),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
