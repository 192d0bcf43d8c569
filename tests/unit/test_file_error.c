/* SPDX-License-Identifier: MIT */
/* test_file_error.c - a file that cannot be read: the advice fits the cause. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "file_error.h"

static void the_advice_fits_the_cause(void **state)
{
    static const struct {
        int number;
        enum askcam_status status;
        const char *hint;
    } rows[] = {
        {ENOENT, ASKCAM_ERR_AUTH, "name"},        {ENOTDIR, ASKCAM_ERR_AUTH, "name"},
        {EACCES, ASKCAM_ERR_AUTH, "permissions"}, {EISDIR, ASKCAM_ERR_AUTH, "not a directory"},
        {EFBIG, ASKCAM_ERR_AUTH, "smaller"},      {EIO, ASKCAM_ERR_AUTH, "disk"},
        {ETIMEDOUT, ASKCAM_ERR_AUTH, "pipe"},     {EBADF, ASKCAM_ERR_AUTH, "check the file"},
        {EMFILE, ASKCAM_ERR_INTERNAL, "ulimit"},  {ENFILE, ASKCAM_ERR_INTERNAL, "descriptors"},
        {ENOMEM, ASKCAM_ERR_INTERNAL, "memory"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_error err = {0};
        const enum askcam_status status =
            file_error(&err, ASKCAM_ERR_AUTH, "/a/key", "cannot read the key", rows[i].number);
        assert_int_equal(status, rows[i].status);
        assert_int_equal(err.kind, rows[i].status);
        assert_string_equal(err.what, "/a/key");
        assert_non_null(strstr(err.why, strerror(rows[i].number)));
        assert_non_null(strstr(err.hint, rows[i].hint));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_advice_fits_the_cause),
    };
    return cmocka_run_group_tests_name("file_error", tests, NULL, NULL);
}
