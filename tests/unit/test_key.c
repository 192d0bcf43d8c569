/* SPDX-License-Identifier: MIT */
/* test_key.c - where a key may come from, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "key.h"

static char folder[] = "/tmp/askcam-key-XXXXXX";
static char path[sizeof folder + 16];
static struct askcam_host_linux linux_host;
static struct askcam_host host;
static char warned[256];

static void keep_warning(void *ctx, char *line)
{
    (void)ctx;
    (void)snprintf(warned, sizeof warned, "%s", line);
}

static int set_up(void **state)
{
    (void)state;
    warned[0] = '\0';
    host = askcam_host_linux_init(&linux_host);
    linux_host.log_edit = keep_warning;
    (void)unsetenv("CREDENTIALS_DIRECTORY");
    (void)unsetenv("ASKCAM_API_KEY");
    (void)unsetenv("DASHSCOPE_API_KEY");
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/api-key", folder);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* a folder that this test made */
}

static void put(const char *text, size_t bytes, mode_t mode)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void each_place_is_looked_at_in_its_order(void **state)
{
    struct key key;

    (void)state;
    assert_int_equal(key_find(&key, NULL, false, &host, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "");
    assert_int_equal(key_find(&key, NULL, true, &host, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(setenv("DASHSCOPE_API_KEY", "sk-dashscope", 1), 0);
    assert_int_equal(key_find(&key, NULL, true, &host, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-dashscope");
    assert_int_equal(setenv("ASKCAM_API_KEY", "sk-askcam", 1), 0);
    assert_int_equal(key_find(&key, NULL, true, &host, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-askcam");
    put("sk-credential\n", 14, 0600);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    assert_int_equal(key_find(&key, NULL, true, &host, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-credential");
    assert_string_equal(warned, "");
    key_wipe(&key);
    assert_string_equal(key.text, "");
}

static void what_is_no_key_is_refused_and_never_quoted(void **state)
{
    static char too_long[KEY_BYTES + 1];
    memset(too_long, 'k', sizeof too_long);
    const struct {
        const char *text;
        size_t bytes;
    } rows[] = {{"", 0},       {"\n", 1},      {"sk-a\nb", 6}, {"sk-a\n\n", 6},      {"sk a", 4},
                {"sk-\tb", 5}, {"sk-a\0b", 6}, {"sk-\xC3", 4}, {too_long, KEY_BYTES}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_error err = {0};
        struct key key;
        put(rows[i].text, rows[i].bytes, 0600);
        assert_int_equal(key_find(&key, path, false, &host, &err), ASKCAM_ERR_AUTH);
        assert_string_equal(key.text, "");
        assert_null(strstr(err.why, "sk"));
    }
}

static void a_variable_is_held_to_the_same(void **state)
{
    static char too_long[KEY_BYTES + 1];
    struct key key;

    (void)state;
    memset(too_long, 'k', KEY_BYTES);
    assert_int_equal(setenv("ASKCAM_API_KEY", too_long, 1), 0);
    assert_int_equal(key_find(&key, NULL, false, &host, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(setenv("ASKCAM_API_KEY", "sk-a\r\n", 1), 0);
    assert_int_equal(key_find(&key, NULL, false, &host, NULL), ASKCAM_ERR_AUTH);
    too_long[KEY_BYTES - 1] = '\0'; /* the longest */
    assert_int_equal(setenv("ASKCAM_API_KEY", too_long, 1), 0);
    assert_int_equal(key_find(&key, NULL, false, &host, NULL), ASKCAM_OK);
    assert_int_equal(strlen(key.text), KEY_BYTES - 1);
}

static void files_that_cannot_be_read_or_that_others_can(void **state)
{
    struct key key;

    (void)state;
    assert_int_equal(key_find(&key, "/no/such/key", false, &host, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(key_find(&key, folder, false, &host, NULL), ASKCAM_ERR_AUTH);
    put("sk-open\r\n", 9, 0644);
    assert_int_equal(key_find(&key, path, false, &host, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-open");
    assert_non_null(strstr(warned, "chmod 600"));
    assert_null(strstr(warned, "sk-open"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_place_is_looked_at_in_its_order),
        CASE(what_is_no_key_is_refused_and_never_quoted),
        CASE(a_variable_is_held_to_the_same),
        CASE(files_that_cannot_be_read_or_that_others_can),
    };
    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
