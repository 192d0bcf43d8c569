/* SPDX-License-Identifier: MIT */
/* test_folder.c - folders, locks and what is set aside, on a real file system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "host_linux.h"
#include "input_file.h"
#include "paths.h"
#include "temp_folder.h"

static char base[] = "/tmp/askcam-folder-XXXXXX";
static char path[sizeof base + 32];
static struct askcam_host_linux linux_host;
static struct askcam_host host;
static struct askcam_store store;

static int set_up(void **state)
{
    (void)state;
    host = askcam_host_linux_init(&linux_host);
    store = askcam_store_init(&host);
    if (!temp_folder_create(base)) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/one//two/three/", base);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(base);
}

static void missing_parents_are_private_and_others_stay_as_they_are(void **state)
{
    struct askcam_folder folder;
    char part[sizeof path];
    struct stat info;

    (void)state;
    (void)snprintf(part, sizeof part, "%s/one", base);
    assert_int_equal(mkdir(part, 0755), 0);
    assert_int_equal(askcam_folder_open(&folder, &store, path, NULL), ASKCAM_OK);
    askcam_folder_close(&folder);
    askcam_folder_close(&folder); /* idempotent */
    assert_int_equal(stat(part, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0755);
    (void)snprintf(part, sizeof part, "%s/one/two", base);
    assert_int_equal(stat(part, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
}

static void a_folder_is_not_created_to_be_read(void **state)
{
    struct askcam_folder folder;
    struct stat info;
    bool exists = true;

    (void)state;
    assert_int_equal(askcam_folder_open_existing(&folder, &store, path, &exists, NULL), ASKCAM_OK);
    assert_false(exists);
    assert_int_not_equal(stat(path, &info), 0);
}

static void a_file_in_the_way_is_reported_by_its_path(void **state)
{
    struct askcam_folder folder;
    struct askcam_error err = {0};
    char part[sizeof path];

    (void)state;
    (void)snprintf(part, sizeof part, "%s/one", base);
    FILE *file = fopen(part, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(askcam_folder_open(&folder, &store, path, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.what, path);
    assert_non_null(strstr(err.why, "Not a directory"));
}

static void replace_it(const struct askcam_folder *folder, const char *text)
{
    assert_int_equal(askcam_folder_replace(folder, "it", text, strlen(text), ASKCAM_DURABLE, NULL),
                     ASKCAM_OK);
}

static void read_of(const struct askcam_folder *folder, const char *name, char text[64])
{
    char full[ASKCAM_STORE_PATH_BYTES];
    size_t bytes = 0;

    (void)snprintf(full, sizeof full, "%s/%s", folder->path, name);
    char *read = NULL;
    int number = 0;
    (void)askcam_input_text(NULL, full, 63, &read, &bytes, &number);
    (void)snprintf(text, 64, "%s", read != NULL ? read : "-");
    free(read);
}

static void what_is_set_aside_never_takes_an_earlier_ones_place(void **state)
{
    static const char *const names[] = {"it.broken", "it.broken-2", "it.broken-3"};
    static const char *const texts[] = {"first", "second", "third"};
    struct askcam_folder folder;
    char aside[ASKCAM_FOLDER_NAME_BYTES];
    char text[64];

    (void)state;
    assert_int_equal(askcam_folder_open(&folder, &store, path, NULL), ASKCAM_OK);
    for (size_t i = 0; i < 3; i++) {
        replace_it(&folder, texts[i]);
        assert_int_equal(askcam_folder_set_aside(&folder, "it", aside, NULL), ASKCAM_OK);
        assert_string_equal(aside, names[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        read_of(&folder, names[i], text);
        assert_string_equal(text, texts[i]);
    }
    assert_int_equal(askcam_folder_set_aside(&folder, "it", aside, NULL), ASKCAM_ERR_STORAGE);
    askcam_folder_close(&folder);
}

static void a_held_lock_is_waited_for_up_to_the_deadline(void **state)
{
    struct askcam_folder holder;
    struct askcam_folder folder;
    struct askcam_error err = {0};

    (void)state;
    assert_int_equal(askcam_folder_open(&holder, &store, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_open(&folder, &store, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_lock(&holder, 0, NULL), ASKCAM_OK); /* free: no wait is needed */
    const uint64_t deadline_ms = askcam_deadline(&host, 60);
    assert_int_equal(askcam_folder_lock(&folder, deadline_ms, &err), ASKCAM_ERR_STORAGE);
    assert_true(askcam_now_ms(&host) >= deadline_ms);
    assert_non_null(strstr(err.why, "locked by another process"));
    askcam_folder_unlock(&holder);
    assert_int_equal(askcam_folder_lock(&folder, 0, NULL), ASKCAM_OK);
    askcam_folder_close(&folder);
    assert_int_equal(askcam_folder_lock(&holder, 0, NULL), ASKCAM_OK); /* closing gives it back */
    askcam_folder_close(&holder);
}

static enum askcam_status interrupted(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                      unsigned *ready)
{
    (void)ctx;
    (void)fd;
    (void)wanted;
    (void)deadline_ms;
    (void)ready;
    return ASKCAM_ERR_INTERRUPTED;
}

static void the_user_may_end_the_wait_for_a_lock(void **state)
{
    struct askcam_folder holder;
    struct askcam_folder folder;
    struct askcam_host other = host;
    const struct askcam_store impatient = {.host = &other, .calls = store.calls};

    (void)state;
    other.wait = interrupted;
    assert_int_equal(askcam_folder_open(&holder, &store, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_open(&folder, &impatient, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_lock(&holder, 0, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_lock(&folder, ASKCAM_NEVER, NULL), ASKCAM_ERR_INTERRUPTED);
    askcam_folder_close(&folder);
    askcam_folder_close(&holder);
}

static void a_dead_process_holds_no_lock(void **state)
{
    struct askcam_folder folder;

    (void)state;
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const bool locked = askcam_folder_open(&folder, &store, path, NULL) == ASKCAM_OK &&
                            askcam_folder_lock(&folder, 0, NULL) == ASKCAM_OK;
        _exit(locked ? 0 : 1); /* without giving it back */
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(askcam_folder_open(&folder, &store, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_lock(&folder, 0, NULL), ASKCAM_OK);
    askcam_folder_close(&folder);
}

static void free_space_is_that_of_its_disk(void **state)
{
    struct askcam_folder folder;
    uint64_t bytes = 0;

    (void)state;
    assert_int_equal(askcam_folder_open(&folder, &store, base, NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_free_bytes(&folder, &bytes, NULL), ASKCAM_OK);
    assert_true(bytes > 0);
    askcam_folder_close(&folder);
    assert_int_equal(askcam_folder_open(&folder, &store, "/proc/self", NULL), ASKCAM_OK);
    assert_int_equal(askcam_folder_free_bytes(&folder, &bytes, NULL), ASKCAM_OK);
    assert_int_equal(bytes, 0); /* a file system without space */
    askcam_folder_close(&folder);
}

static void relative_folders_in_variables_are_ignored(void **state)
{
    char found[ASKCAM_STORE_PATH_BYTES];

    (void)state;
    assert_int_equal(setenv("HOME", "/home/u", 1), 0);
    assert_int_equal(setenv("XDG_STATE_HOME", "state", 1), 0);
    assert_true(askcam_path_of(ASKCAM_PATH_STATE, "usage", found));
    assert_string_equal(found, "/home/u/.local/state/askcam/usage");
    assert_int_equal(setenv("XDG_STATE_HOME", "/s", 1), 0);
    assert_true(askcam_path_of(ASKCAM_PATH_STATE, "usage", found));
    assert_string_equal(found, "/s/askcam/usage");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(missing_parents_are_private_and_others_stay_as_they_are),
        CASE(a_folder_is_not_created_to_be_read),
        CASE(a_file_in_the_way_is_reported_by_its_path),
        CASE(what_is_set_aside_never_takes_an_earlier_ones_place),
        CASE(a_held_lock_is_waited_for_up_to_the_deadline),
        CASE(the_user_may_end_the_wait_for_a_lock),
        CASE(a_dead_process_holds_no_lock),
        CASE(free_space_is_that_of_its_disk),
        CASE(relative_folders_in_variables_are_ignored),
    };
    return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
