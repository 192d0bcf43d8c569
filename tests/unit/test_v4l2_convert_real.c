/* SPDX-License-Identifier: MIT */
/*
 * test_v4l2_convert_real.c - libv4lconvert is found and asked when it is wanted, not before.
 *
 * That it converts is shown with cameras, in tests/vm: it takes no file for one.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "v4l2_convert.h"

/* What ops->create() makes the library say on stderr; it complains when it is given no camera. */
static void hear_create(char *said, size_t said_bytes)
{
    char path[] = "/tmp/askcam-test-XXXXXX";
    const int file = mkstemp(path);
    const int before = dup(STDERR_FILENO);
    const int no_camera = open("/dev/null", O_RDWR | O_CLOEXEC);

    assert_true(file >= 0 && before >= 0 && no_camera >= 0 && unlink(path) == 0);
    assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
    void *const converter = ASKCAM_V4L2_CONVERT_REAL.create(no_camera);
    assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
    assert_null(converter);
    const ssize_t bytes = pread(file, said, said_bytes - 1, 0);
    assert_true(bytes >= 0);
    said[bytes] = '\0';
    (void)close(no_camera);
    (void)close(before);
    (void)close(file);
}

static void the_library_is_loaded_when_it_is_wanted(void **state)
{
    char said[512];

    (void)state;
    assert_null(dlopen("libv4lconvert.so.0", RTLD_NOW | RTLD_NOLOAD));
    hear_create(said, sizeof said);
    assert_non_null(strstr(said, "libv4l"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_library_is_loaded_when_it_is_wanted)};

    return cmocka_run_group_tests_name("v4l2_convert_real", tests, NULL, NULL);
}
