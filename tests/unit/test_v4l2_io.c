/* SPDX-License-Identifier: MIT */
/* test_v4l2_io.c - the real calls, as far as a plain file can show them. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "v4l2_io.h"

static const struct askcam_v4l2_io *const io = &ASKCAM_V4L2_IO_REAL;

static void failures_are_negative_numbers_of_errno(void **state)
{
    struct v4l2_capability cap;
    void *memory = NULL;
    (void)state;

    assert_int_equal(io->open(io->ctx, "/nonexistent/video0"), -ENOENT);
    const int fd = io->open(io->ctx, "/dev/null");
    assert_true(fd >= 0);
    assert_int_equal(io->ioctl(io->ctx, fd, VIDIOC_QUERYCAP, &cap), -ENOTTY);
    assert_int_equal(io->map(io->ctx, fd, 4096, 0, &memory), -ENODEV);
    assert_null(memory);
    io->close(io->ctx, fd);
    assert_int_equal(io->ioctl(io->ctx, fd, VIDIOC_QUERYCAP, &cap), -EBADF);
}

static void a_descriptor_does_not_block_and_does_not_survive_exec(void **state)
{
    (void)state;
    const int fd = io->open(io->ctx, "/dev/null");

    assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    io->close(io->ctx, fd);
}

static void mapped_memory_is_the_files(void **state)
{
    char path[] = "/tmp/v4l2-io-XXXXXX";
    void *memory = NULL;
    (void)state;

    const int made = mkstemp(path);
    assert_int_equal(ftruncate(made, 8192), 0);
    assert_int_equal(pwrite(made, "frame", 5, 4096), 5);
    const int fd = io->open(io->ctx, path);
    assert_int_equal(io->map(io->ctx, fd, 4096, 4096, &memory), 0);
    assert_memory_equal(memory, "frame", 5);
    io->unmap(io->ctx, memory, 4096);
    io->close(io->ctx, fd);
    (void)close(made);
    (void)unlink(path);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_negative_numbers_of_errno),
        cmocka_unit_test(a_descriptor_does_not_block_and_does_not_survive_exec),
        cmocka_unit_test(mapped_memory_is_the_files),
    };
    return cmocka_run_group_tests_name("v4l2_io", tests, NULL, NULL);
}
