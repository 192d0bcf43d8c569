/* SPDX-License-Identifier: MIT */
/* test_whole_file.c - a file is there whole or not at all, on a real file system. */
#include <dirent.h>
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

#include "whole_file.h"

static char folder[] = "/tmp/askcam-whole-XXXXXX";
static char path[sizeof folder + 16];

static int set_up(void **state)
{
    (void)state;
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/it.jpg", folder);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* a folder that this test made */
}

static unsigned entries(void)
{
    unsigned count = 0;
    DIR *dir = opendir(folder);

    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += entry->d_name[0] != '.';
    }
    (void)closedir(dir);
    return count;
}

static void assert_holds(const char *text)
{
    char got[32] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    (void)fread(got, 1, sizeof got - 1, file);
    (void)fclose(file);
    assert_string_equal(got, text);
}

static void put(const char *text)
{
    struct whole_file file;

    assert_int_equal(whole_file_open(&file, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(whole_file_sink(&file), text, strlen(text)), ASKCAM_OK);
    assert_int_equal(whole_file_commit(&file), ASKCAM_OK);
    whole_file_close(&file);
}

static void a_committed_file_takes_the_old_ones_place(void **state)
{
    struct stat info;

    (void)state;
    (void)umask(022);
    put("old");
    put("new");
    assert_holds("new");
    assert_int_equal(entries(), 1);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
}

static void what_is_not_committed_leaves_no_trace(void **state)
{
    struct whole_file file;

    (void)state;
    put("old");
    assert_int_equal(whole_file_open(&file, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(whole_file_sink(&file), "half", 4), ASKCAM_OK);
    assert_holds("old");
    whole_file_close(&file);
    whole_file_close(&file); /* idempotent */
    assert_holds("old");
    assert_int_equal(entries(), 1);
}

static void a_link_keeps_pointing_to_its_file(void **state)
{
    char other[sizeof path + 8];
    struct whole_file file;
    struct stat info;

    (void)state;
    put("old");
    (void)snprintf(other, sizeof other, "%s.link", path);
    assert_int_equal(symlink(path, other), 0);
    assert_int_equal(whole_file_open(&file, other, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(whole_file_sink(&file), "new", 3), ASKCAM_OK);
    assert_int_equal(whole_file_commit(&file), ASKCAM_OK);
    assert_int_equal(lstat(other, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_holds("new");
}

static void places_that_cannot_be_written_are_told(void **state)
{
    static char long_path[WHOLE_FILE_PATH_BYTES + 10];
    char missing[sizeof path + 8];

    (void)state;
    memset(long_path, 'a', sizeof long_path - 1);
    (void)snprintf(missing, sizeof missing, "%s/no/it", folder);
    const char *const paths[] = {folder, missing, long_path};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct askcam_error err = {0};
        struct whole_file file;
        assert_int_equal(whole_file_open(&file, paths[i], &err), ASKCAM_ERR_STORAGE);
        assert_int_equal(err.kind, ASKCAM_ERR_STORAGE);
        whole_file_close(&file);
    }
    assert_int_equal(entries(), 0);
}

static void a_full_device_is_told_and_stays(void **state)
{
    struct askcam_error err = {0};
    struct whole_file file;

    (void)state;
    assert_int_equal(whole_file_open(&file, "/dev/full", &err), ASKCAM_OK);
    assert_true(file.is_direct);
    assert_int_equal(askcam_sink_write(whole_file_sink(&file), "a", 1), ASKCAM_ERR_STORAGE);
    whole_file_close(&file);
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void a_place_that_went_away_is_told(void **state)
{
    struct askcam_error err = {0};
    struct whole_file file;

    (void)state;
    assert_int_equal(whole_file_open(&file, path, &err), ASKCAM_OK);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(whole_file_commit(&file), ASKCAM_ERR_STORAGE);
    whole_file_close(&file);
    assert_int_equal(entries(), 1); /* the folder, and no draft */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_committed_file_takes_the_old_ones_place),
        CASE(what_is_not_committed_leaves_no_trace),
        CASE(a_link_keeps_pointing_to_its_file),
        CASE(places_that_cannot_be_written_are_told),
        CASE(a_full_device_is_told_and_stays),
        CASE(a_place_that_went_away_is_told),
    };
    return cmocka_run_group_tests_name("whole_file", tests, NULL, NULL);
}
