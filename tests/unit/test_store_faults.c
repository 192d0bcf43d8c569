/* SPDX-License-Identifier: MIT */
/*
 * test_store_faults.c - each call of each operation of the module store fails in turn.
 *
 * For every k, the k-th call fails with EIO, ENOSPC, EROFS or EINTR, also behind half a write.
 * Then: the failure has a cause, the old state or the new one is there whole, no draft and no
 * descriptor is left over, and the same operation succeeds afterwards.
 */
#include <dirent.h>
#include <errno.h>
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

#include "atomic_file.h"
#include "entry_folder.h"
#include "failing_store.h"
#include "folder.h"
#include "line_file.h"
#include "temp_folder.h"

enum { CALLS_MOST = 120, TEXT_BYTES = 256 };

/* In memory: thousands of syncs of a disk take minutes. */
static char base[] = "/dev/shm/askcam-faults-XXXXXX";
static char folder_path[sizeof base + 32];
static char file_path[sizeof base + 48];

static int set_up(void **state)
{
    (void)state;
    if (!temp_folder_create(base)) {
        return 1;
    }
    (void)snprintf(folder_path, sizeof folder_path, "%s/a/b", base);
    (void)snprintf(file_path, sizeof file_path, "%s/a/b/it", base);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(base);
}

/* The text of a file, "-" if there is none. */
static const char *text_of(const char *path)
{
    static char text[TEXT_BYTES];
    FILE *file = fopen(path, "re");

    if (file == NULL) {
        return "-";
    }
    const size_t bytes = fread(text, 1, sizeof text - 1, file);
    text[bytes] = '\0';
    assert_int_equal(fclose(file), 0);
    return text;
}

static void put_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static unsigned files_in(const char *path)
{
    unsigned count = 0;
    DIR *dir = opendir(path);

    if (dir == NULL) {
        return 0;
    }
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += entry->d_name[0] != '.';
    }
    assert_int_equal(closedir(dir), 0);
    return count;
}

/* -- the operations ---------------------------------------------------------------------------- */

struct operation {
    const char *name;
    bool without_folder;  /* it starts without the folder; else with the file "old" in it */
    unsigned calls_least; /* it makes so many calls: the loop below does not go wrong unseen */
    enum askcam_status (*run)(const struct askcam_store *store, struct askcam_error *err);
    /* The state behind a run that ended so. */
    void (*check)(enum askcam_status status, const char *failed);
};

static enum askcam_status create(const struct askcam_store *store, struct askcam_error *err)
{
    struct askcam_folder folder;
    const enum askcam_status status = askcam_folder_open(&folder, store, folder_path, err);

    assert_true((status == ASKCAM_OK) == (folder.fd >= 0));
    askcam_folder_close(&folder);
    return status;
}

static void check_create(enum askcam_status status, const char *failed)
{
    struct stat info;

    (void)failed;
    if (status == ASKCAM_OK) {
        assert_int_equal(stat(folder_path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0700);
    }
}

static enum askcam_status in_folder(const struct askcam_store *store, struct askcam_error *err,
                                    enum askcam_status (*work)(struct askcam_folder *folder,
                                                               struct askcam_error *err))
{
    struct askcam_folder folder;
    enum askcam_status status = askcam_folder_open(&folder, store, folder_path, err);

    if (status == ASKCAM_OK) {
        status = askcam_folder_lock(&folder, 0, err);
    }
    if (status == ASKCAM_OK) {
        status = work(&folder, err);
    }
    askcam_folder_close(&folder);
    return status;
}

static enum askcam_status work_replace(struct askcam_folder *folder, struct askcam_error *err)
{
    return askcam_folder_replace(folder, "it", "new text", 8, ASKCAM_DURABLE, err);
}

static enum askcam_status replace(const struct askcam_store *store, struct askcam_error *err)
{
    return in_folder(store, err, work_replace);
}

/* After the rename only the sync of the folder is left, which cannot be undone. */
static void check_replaced(enum askcam_status status, const char *failed)
{
    const char *const text = text_of(file_path);

    if (status == ASKCAM_OK) {
        assert_string_equal(text, "new text");
    } else if (strcmp(failed, "fsync") != 0) {
        assert_string_equal(text, "old");
    } else {
        assert_true(strcmp(text, "old") == 0 || strcmp(text, "new text") == 0);
    }
    assert_int_equal(files_in(folder_path), strcmp(failed, "unlink") == 0 ? 2 : 1);
}

static enum askcam_status write_file(const struct askcam_store *store, struct askcam_error *err)
{
    struct askcam_atomic_file file;

    enum askcam_status status = askcam_atomic_file_open(&file, store, file_path, err);
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(askcam_atomic_file_sink(&file), "new ", 4);
    }
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(askcam_atomic_file_sink(&file), "text", 4);
    }
    if (status == ASKCAM_OK) {
        status = askcam_atomic_file_commit(&file);
    }
    askcam_atomic_file_close(&file);
    return status;
}

static enum askcam_status work_aside(struct askcam_folder *folder, struct askcam_error *err)
{
    char aside[ASKCAM_FOLDER_NAME_BYTES];
    return askcam_folder_set_aside(folder, "it", aside, err);
}

static enum askcam_status set_aside(const struct askcam_store *store, struct askcam_error *err)
{
    return in_folder(store, err, work_aside);
}

static void check_aside(enum askcam_status status, const char *failed)
{
    char aside[sizeof file_path + 16];

    (void)snprintf(aside, sizeof aside, "%s.broken", file_path);
    const bool moved = strcmp(text_of(aside), "old") == 0;
    assert_true(moved != (strcmp(text_of(file_path), "old") == 0)); /* it is at one place */
    assert_true(status != ASKCAM_OK || moved);
    (void)failed;
}

static bool is_whole(const char *line, size_t bytes)
{
    return bytes == 3 && memcmp(line, "old", 3) == 0;
}

static enum askcam_status work_append(struct askcam_folder *folder, struct askcam_error *err)
{
    const struct askcam_line_file file = {folder, "it", is_whole};
    return askcam_line_file_append(&file, "new\n", 4, ASKCAM_DURABLE, err);
}

static enum askcam_status append(const struct askcam_store *store, struct askcam_error *err)
{
    return in_folder(store, err, work_append);
}

/* The file held "old" without an end, which is whole. */
static void check_appended(enum askcam_status status, const char *failed)
{
    const char *const text = text_of(file_path);

    assert_memory_equal(text, "old", 3);
    if (status == ASKCAM_OK) {
        assert_string_equal(text, "old\nnew\n");
    } else if (strcmp(failed, "truncate") != 0 && strcmp(failed, "close") != 0) {
        assert_true(strlen(text) <= 4);
    }
}

static enum askcam_status work_append_behind_half(struct askcam_folder *folder,
                                                  struct askcam_error *err)
{
    const struct askcam_line_file file = {folder, "it", NULL};
    return askcam_line_file_append(&file, "new\n", 4, ASKCAM_DURABLE, err);
}

static enum askcam_status append_behind_half(const struct askcam_store *store,
                                             struct askcam_error *err)
{
    return in_folder(store, err, work_append_behind_half);
}

/* The half line is in the file or set aside, never nowhere. */
static void check_half(enum askcam_status status, const char *failed)
{
    char aside[sizeof file_path + 24];

    (void)snprintf(aside, sizeof aside, "%s.half.broken", file_path);
    const bool is_aside = strcmp(text_of(aside), "old") == 0;
    assert_true(is_aside || strcmp(text_of(file_path), "old") == 0);
    if (status == ASKCAM_OK) {
        assert_true(is_aside);
        assert_string_equal(text_of(file_path), "new\n");
    }
    (void)failed;
}

static bool take_line(void *ctx, const char *line, size_t bytes)
{
    (void)line;
    *(size_t *)ctx += bytes;
    return true;
}

static enum askcam_status work_read(struct askcam_folder *folder, struct askcam_error *err)
{
    const struct askcam_line_file file = {folder, "it", is_whole};
    size_t bytes = 0;
    const enum askcam_status status = askcam_line_file_read(&file, take_line, &bytes, NULL, err);

    assert_true(status != ASKCAM_OK || bytes == 3);
    return status;
}

static enum askcam_status read_lines(const struct askcam_store *store, struct askcam_error *err)
{
    return in_folder(store, err, work_read);
}

static bool was_moved;

static enum askcam_status put_into(const struct askcam_folder *tmp,
                                   const struct askcam_folder *target, struct askcam_error *err)
{
    struct askcam_entry_folder entry;

    enum askcam_status status = askcam_entry_folder_open(&entry, tmp, target, "7", err);
    if (status == ASKCAM_OK) {
        status = askcam_entry_folder_put(&entry, "picture", "jpeg", 4, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_entry_folder_put(&entry, "job", "question", 8, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_entry_folder_commit(&entry, &was_moved, err);
    }
    askcam_entry_folder_close(&entry);
    return status;
}

static enum askcam_status put_entry(const struct askcam_store *store, struct askcam_error *err)
{
    char tmp_path[sizeof folder_path + 8];
    char target_path[sizeof folder_path + 8];
    struct askcam_folder tmp;
    struct askcam_folder target = {.fd = -1};

    was_moved = false;
    (void)snprintf(tmp_path, sizeof tmp_path, "%s/tmp", folder_path);
    (void)snprintf(target_path, sizeof target_path, "%s/new", folder_path);
    enum askcam_status status = askcam_folder_open(&tmp, store, tmp_path, err);
    if (status == ASKCAM_OK) {
        status = askcam_folder_open(&target, store, target_path, err);
    }
    if (status == ASKCAM_OK) {
        status = put_into(&tmp, &target, err);
    }
    askcam_folder_close(&target);
    askcam_folder_close(&tmp);
    return status;
}

/* The entry is there with both of its files, or it is not there. */
static void check_entry(enum askcam_status status, const char *failed)
{
    char path[sizeof folder_path + 32];
    struct stat info;

    (void)snprintf(path, sizeof path, "%s/new/7", folder_path);
    assert_true((stat(path, &info) == 0) == was_moved);
    assert_true(status != ASKCAM_OK || was_moved);
    if (was_moved) {
        assert_int_equal(files_in(path), 2);
        (void)snprintf(path, sizeof path, "%s/new/7/picture", folder_path);
        assert_string_equal(text_of(path), "jpeg");
        (void)snprintf(path, sizeof path, "%s/new/7/job", folder_path);
        assert_string_equal(text_of(path), "question");
    }
    (void)snprintf(path, sizeof path, "%s/tmp", folder_path);
    assert_true(files_in(path) == 0 || strcmp(failed, "unlink") == 0 ||
                strcmp(failed, "names") == 0 || !was_moved);
}

static enum askcam_status work_space(struct askcam_folder *folder, struct askcam_error *err)
{
    uint64_t bytes = UINT64_MAX;
    const enum askcam_status status = askcam_folder_free_bytes(folder, &bytes, err);

    assert_true((status == ASKCAM_OK) == (bytes != UINT64_MAX));
    return status;
}

static enum askcam_status free_space(const struct askcam_store *store, struct askcam_error *err)
{
    return in_folder(store, err, work_space);
}

static void check_nothing(enum askcam_status status, const char *failed)
{
    (void)status;
    (void)failed;
}

static struct operation operations[] = {
    {"a folder with its parents is created", true, 8, create, check_create},
    {"a file in a folder is replaced", false, 9, replace, check_replaced},
    {"a file is written by its path", false, 10, write_file, check_replaced},
    {"a broken file is set aside", false, 4, set_aside, check_aside},
    {"a line is appended", false, 9, append, check_appended},
    {"a line is appended behind half a line", false, 14, append_behind_half, check_half},
    {"lines are read", false, 5, read_lines, check_nothing},
    {"an entry is put into a queue", false, 30, put_entry, check_entry},
    {"free space is found", false, 3, free_space, check_nothing},
};

/* -- every call of each of them -----------------------------------------------------------------
 */

static void start_anew(const struct operation *operation)
{
    char parent[sizeof folder_path];

    assert_int_equal(temp_folder_remove(base), 0);
    assert_int_equal(mkdir(base, 0700), 0);
    if (!operation->without_folder) {
        (void)snprintf(parent, sizeof parent, "%s/a", base);
        assert_int_equal(mkdir(parent, 0700), 0);
        assert_int_equal(mkdir(folder_path, 0700), 0);
        put_text(file_path, "old");
    }
}

/* False once the operation has fewer calls than that. */
static bool fail_call(const struct operation *operation, unsigned at, int number, bool half)
{
    struct failing_store failing;
    struct askcam_error err = {0};
    const struct askcam_store store = failing_store_init(&failing, NULL);

    start_anew(operation);
    failing.writes_half = half;
    failing_store_arm(&failing, at, number);
    const enum askcam_status status = operation->run(&store, &err);
    const char *const failed = failing.failed;
    if (status == ASKCAM_OK) {
        assert_int_equal(err.kind, ASKCAM_OK);
    } else {
        assert_true(failing.has_failed);
        assert_true(status == ASKCAM_ERR_STORAGE || status == ASKCAM_ERR_INTERNAL);
        assert_int_equal(err.kind, status);
        assert_true(err.why[0] != '\0' && err.hint[0] != '\0');
    }
    operation->check(status, failed);
    assert_int_equal(failing.open_count, 0);
    const bool was_reached = failing.has_failed;

    failing_store_arm(&failing, 0, 0);
    start_anew(operation);
    err = (struct askcam_error){0};
    assert_int_equal(operation->run(&store, &err), ASKCAM_OK);
    operation->check(ASKCAM_OK, "");
    return was_reached;
}

static void any_call_may_fail(void **state)
{
    static const int numbers[] = {EIO, ENOSPC, EROFS, EINTR};
    const struct operation *const operation = *state;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        for (unsigned half = 0; half < 2; half++) {
            unsigned at = 1;
            while (fail_call(operation, at, numbers[i], half == 1)) {
                assert_true(++at < CALLS_MOST);
            }
            assert_true(at > operation->calls_least);
        }
    }
}

/* What must not be lost is not reported as done: the failing call is one of these. */
static void a_failed_sync_write_or_rename_is_never_a_success(void **state)
{
    static const char *const vital[] = {"write", "fsync", "fdatasync", "rename", "rename_new"};
    const struct operation *const operation = *state;
    struct failing_store failing;
    const struct askcam_store store = failing_store_init(&failing, NULL);

    for (unsigned at = 1;; at++) {
        start_anew(operation);
        failing_store_arm(&failing, at, EIO);
        const enum askcam_status status = operation->run(&store, NULL);
        if (!failing.has_failed) {
            return;
        }
        for (size_t i = 0; i < sizeof vital / sizeof vital[0]; i++) {
            assert_true(strcmp(failing.failed, vital[i]) != 0 || status != ASKCAM_OK);
        }
    }
}

/* A call that is cut repeatedly ends at last. */
static void signals_without_end_are_a_failure(void **state)
{
    const struct operation *const operation = *state;
    struct failing_store failing;
    const struct askcam_store store = failing_store_init(&failing, NULL);

    start_anew(operation);
    failing_store_arm(&failing, 1, EINTR);
    failing.fail_times = 1000000;
    assert_int_not_equal(operation->run(&store, NULL), ASKCAM_OK);
    assert_true(failing.count < 100000);
}

int main(void)
{
    enum { KINDS = 3, OPERATIONS = sizeof operations / sizeof operations[0] };
    static void (*const functions[KINDS])(void **) = {
        any_call_may_fail, a_failed_sync_write_or_rename_is_never_a_success,
        signals_without_end_are_a_failure};
    struct CMUnitTest tests[KINDS * OPERATIONS];

    for (size_t i = 0; i < KINDS * OPERATIONS; i++) {
        struct operation *const operation = &operations[i / KINDS];
        tests[i] = (struct CMUnitTest){.name = operation->name,
                                       .test_func = functions[i % KINDS],
                                       .setup_func = set_up,
                                       .teardown_func = tear_down,
                                       .initial_state = operation};
    }
    return cmocka_run_group_tests_name("store_faults", tests, NULL, NULL);
}
