/* SPDX-License-Identifier: MIT */
/* test_key.c - where a key may come from, and what is not a key. */
#include <fcntl.h>
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
#include "temp_folder.h"

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
    (void)unsetenv("OPENAI_API_KEY");
    if (!temp_folder_create(folder)) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/api-key", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(folder);
}

/* key_find() for a host whose own variable is OPENAI_API_KEY. */
static enum askcam_status find_for(struct key *key, const char *file, const char *variable,
                                   bool needed, struct askcam_error *err)
{
    const struct key_request request = {
        .file = file, .host = "api.openai.com", .variable = variable, .needed = needed};

    return key_find(key, &request, &host, err);
}

static enum askcam_status find(struct key *key, const char *file, bool needed,
                               struct askcam_error *err)
{
    return find_for(key, file, "OPENAI_API_KEY", needed, err);
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
    assert_int_equal(find(&key, NULL, false, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "");
    assert_int_equal(find(&key, NULL, true, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(setenv("OPENAI_API_KEY", "sk-openai", 1), 0);
    assert_int_equal(find(&key, NULL, true, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-openai");
    assert_int_equal(setenv("ASKCAM_API_KEY", "sk-askcam", 1), 0);
    assert_int_equal(find(&key, NULL, true, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-askcam");
    put("sk-credential\n", 14, 0600);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    assert_int_equal(find(&key, NULL, true, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-credential");
    assert_string_equal(warned, "");
    key_wipe(&key);
    assert_string_equal(key.text, "");
}

static void a_variable_of_another_host_is_never_read(void **state)
{
    struct askcam_error err = {0};
    struct key key;

    (void)state;
    assert_int_equal(setenv("DASHSCOPE_API_KEY", "sk-dashscope", 1), 0);
    assert_int_equal(find(&key, NULL, true, &err), ASKCAM_ERR_AUTH);
    assert_string_equal(key.text, "");
    assert_non_null(strstr(err.why, "api.openai.com"));
    assert_non_null(strstr(err.hint, "OPENAI_API_KEY"));
    assert_int_equal(find_for(&key, NULL, NULL, false, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "");
    err = (struct askcam_error){0};
    assert_int_equal(find_for(&key, NULL, NULL, true, &err), ASKCAM_ERR_AUTH);
    assert_non_null(strstr(err.hint, "ASKCAM_API_KEY"));
    assert_int_equal(find_for(&key, NULL, "DASHSCOPE_API_KEY", true, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-dashscope");
}

static void the_origin_is_where_the_key_would_be_taken_from(void **state)
{
    struct key_request request = {.host = "api.openai.com", .variable = "OPENAI_API_KEY"};
    char origin[256] = "";

    (void)state;
    assert_false(key_origin(&request, origin, sizeof origin));
    assert_int_equal(setenv("OPENAI_API_KEY", "sk-openai", 1), 0);
    assert_true(key_origin(&request, origin, sizeof origin));
    assert_string_equal(origin, "OPENAI_API_KEY");
    assert_int_equal(setenv("ASKCAM_API_KEY", "sk-askcam", 1), 0);
    assert_true(key_origin(&request, origin, sizeof origin));
    assert_string_equal(origin, "ASKCAM_API_KEY");
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    assert_true(key_origin(&request, origin, sizeof origin));
    assert_string_equal(origin, "ASKCAM_API_KEY"); /* there is no such file */
    put("sk-credential\n", 14, 0600);
    assert_true(key_origin(&request, origin, sizeof origin));
    assert_string_equal(origin, path);
    request.file = "mine";
    assert_true(key_origin(&request, origin, sizeof origin));
    assert_string_equal(origin, "mine");
}

static void a_mistake_in_writing_a_key_down_is_the_reason(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } rows[] = {{"\"sk-a\"", "in quotes"},           {"'sk-a'", "in quotes"},
                {"OPENAI_API_KEY=sk-a", "NAME=key"}, {"key=sk-a", "NAME=key"},
                {"export KEY=sk-a", "NAME=key"},     {"KEY=\"sk-a\"", "in quotes"},
                {"sk a", "not allowed in a key"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_error err = {0};
        struct key key;
        put(rows[i].text, strlen(rows[i].text), 0600);
        assert_int_equal(find(&key, path, false, &err), ASKCAM_ERR_AUTH);
        assert_non_null(strstr(err.why, rows[i].why));
        assert_null(strstr(err.why, "sk-a"));
    }
}

static void a_key_in_base64_may_end_with_equal_signs(void **state)
{
    struct key key;

    (void)state;
    put("abc0==\n", 7, 0600);
    assert_int_equal(find(&key, path, false, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "abc0==");
}

/* A host on which waiting makes the writer come, or never. */
static struct {
    struct askcam_host real;
    unsigned waits;
    bool never;
} late;

static enum askcam_status wait_for_writer(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                          unsigned *ready)
{
    if (late.never) {
        return ASKCAM_ERR_TIMEOUT;
    }
    if (late.waits++ == 0) {
        const int writer = open(path, O_WRONLY);
        assert_true(writer >= 0);
        assert_int_equal(write(writer, "sk-late\n", 8), 8);
        assert_int_equal(close(writer), 0);
    }
    return late.real.wait(ctx, fd, wanted, deadline_ms, ready);
}

static void a_pipe_is_waited_for_with_a_deadline(void **state)
{
    struct askcam_error err = {0};
    struct key key;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    late.real = host;
    late.waits = 0;
    late.never = false;
    host.wait = wait_for_writer;
    assert_int_equal(find(&key, path, true, &err), ASKCAM_OK);
    assert_string_equal(key.text, "sk-late");
    late.never = true;
    assert_int_equal(find(&key, path, true, &err), ASKCAM_ERR_AUTH);
    assert_non_null(strstr(err.hint, "pipe"));
    assert_string_equal(key.text, "");
}

static void a_text_that_is_not_a_key_is_refused_and_never_quoted(void **state)
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
        assert_int_equal(find(&key, path, false, &err), ASKCAM_ERR_AUTH);
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
    assert_int_equal(find(&key, NULL, false, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(setenv("ASKCAM_API_KEY", "sk-a\r\n", 1), 0);
    assert_int_equal(find(&key, NULL, false, NULL), ASKCAM_ERR_AUTH);
    too_long[KEY_BYTES - 1] = '\0'; /* the longest */
    assert_int_equal(setenv("ASKCAM_API_KEY", too_long, 1), 0);
    assert_int_equal(find(&key, NULL, false, NULL), ASKCAM_OK);
    assert_int_equal(strlen(key.text), KEY_BYTES - 1);
}

static void files_that_cannot_be_read_or_that_others_can(void **state)
{
    struct key key;

    (void)state;
    assert_int_equal(find(&key, "/no/such/key", false, NULL), ASKCAM_ERR_AUTH);
    assert_int_equal(find(&key, folder, false, NULL), ASKCAM_ERR_AUTH);
    put("sk-open\r\n", 9, 0644);
    assert_int_equal(find(&key, path, false, NULL), ASKCAM_OK);
    assert_string_equal(key.text, "sk-open");
    assert_non_null(strstr(warned, "chmod 600"));
    assert_null(strstr(warned, "sk-open"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_place_is_looked_at_in_its_order),
        CASE(a_variable_of_another_host_is_never_read),
        CASE(the_origin_is_where_the_key_would_be_taken_from),
        CASE(a_mistake_in_writing_a_key_down_is_the_reason),
        CASE(a_key_in_base64_may_end_with_equal_signs),
        CASE(a_pipe_is_waited_for_with_a_deadline),
        CASE(a_text_that_is_not_a_key_is_refused_and_never_quoted),
        CASE(a_variable_is_held_to_the_same),
        CASE(files_that_cannot_be_read_or_that_others_can),
    };
    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
