/* SPDX-License-Identifier: MIT */
/* test_spool_file.c - a spool gives back what it got; the hint of a failure fits its cause. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "descriptor_limit.h"
#include "spool_file.h"

/* The hint of an append to what was opened as path. */
static void check_append(const char *path, int flags, const char *hint)
{
    struct askcam_spool_file file;
    const struct askcam_spool spool = askcam_spool_file_init(&file);
    struct askcam_error err = {0};

    if (path != NULL) {
        file.fd = open(path, flags | O_CLOEXEC);
        assert_true(file.fd >= 0);
    }
    assert_int_equal(spool.append(spool.ctx, "abc", 3, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.what, "temporary file");
    assert_non_null(strstr(err.hint, hint));
    askcam_spool_file_close(&file);
}

static void bytes_come_back(void **state)
{
    struct askcam_spool_file file;
    const struct askcam_spool spool = askcam_spool_file_init(&file);
    struct askcam_error err = {0};
    char back[4] = "";

    (void)state;
    assert_int_equal(spool.append(spool.ctx, "abcdef", 6, &err), ASKCAM_OK);
    assert_int_equal(spool.read(spool.ctx, 2, back, 3, &err), ASKCAM_OK);
    assert_string_equal(back, "cde");
    spool.clear(spool.ctx);
    assert_int_equal(spool.read(spool.ctx, 0, back, 1, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.why, "cannot be read back: it ends early");
    assert_non_null(strstr(err.hint, "check the disk"));
    askcam_spool_file_close(&file);
}

static void a_full_disk_needs_free_space(void **state)
{
    (void)state;
    check_append("/dev/full", O_RDWR, "free some space");
}

static void a_file_that_cannot_be_written_needs_another_folder(void **state)
{
    (void)state;
    check_append("/dev/null", O_RDONLY, "set TMPDIR to a folder that can be written");
}

static void too_many_open_files_need_a_higher_limit(void **state)
{
    (void)state;
    const rlim_t before = descriptor_limit_set(0);

    check_append(NULL, 0, "ulimit -n");
    descriptor_limit_restore(before);
}

static void a_limit_of_file_sizes_needs_a_higher_one(void **state)
{
    struct rlimit before;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    check_append(NULL, 0, "ulimit -f");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_back),
        cmocka_unit_test(a_full_disk_needs_free_space),
        cmocka_unit_test(a_file_that_cannot_be_written_needs_another_folder),
        cmocka_unit_test(too_many_open_files_need_a_higher_limit),
        cmocka_unit_test(a_limit_of_file_sizes_needs_a_higher_one),
    };

    return cmocka_run_group_tests_name("spool_file", tests, NULL, NULL);
}
