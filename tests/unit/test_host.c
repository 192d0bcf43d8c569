/* SPDX-License-Identifier: MIT */
/*
 * test_host.c - the real host's wall clock and randomness, over a kernel that the test decides.
 *
 * getrandom(), adjtimex() and clock_gettime() of this file take the place of libc's.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"

enum { SECOND_MS = 1000 };

static struct {
    unsigned empty_calls; /* so many calls find no entropy */
    unsigned calls;
    unsigned waiting_calls; /* of which those that would have waited in the kernel */
    bool lacks_insecure;    /* before Linux 5.6 */
    bool is_unsynchronized;
    bool is_1970; /* the wall clock was never set */
} kernel;

int clock_gettime(clockid_t clock, struct timespec *now)
{
    (void)timespec_get(now, TIME_UTC); /* for the monotonic clock, too: any start will do */
    if (clock == CLOCK_REALTIME && kernel.is_1970) {
        now->tv_sec = 60;
    }
    return 0;
}

ssize_t getrandom(void *buf, size_t bytes_len, unsigned flags)
{
    kernel.calls++;
    if ((flags & GRND_NONBLOCK) == 0 && (flags & GRND_INSECURE) == 0) {
        kernel.waiting_calls++;
    }
    if ((flags & GRND_INSECURE) != 0 && kernel.lacks_insecure) {
        errno = EINVAL;
        return -1;
    }
    if ((flags & GRND_INSECURE) == 0 && kernel.calls <= kernel.empty_calls) {
        errno = EAGAIN;
        return -1;
    }
    const size_t given = bytes_len < 7 ? bytes_len : 7; /* as when signals cut it */
    memset(buf, 0x5A, given);
    return (ssize_t)given;
}

int adjtimex(struct timex *query)
{
    query->status = kernel.is_unsynchronized ? STA_UNSYNC : 0;
    return kernel.is_unsynchronized ? TIME_ERROR : TIME_OK;
}

struct rig {
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    int interrupt[2];
};

static int set_up(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);

    if (rig == NULL || pipe(rig->interrupt) != 0) {
        free(rig);
        return 1;
    }
    memset(&kernel, 0, sizeof kernel);
    rig->host = askcam_host_linux_init(&rig->linux_host);
    rig->linux_host.interrupt_fd = rig->interrupt[0];
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    struct rig *rig = *state;

    (void)close(rig->interrupt[0]);
    (void)close(rig->interrupt[1]);
    free(rig);
    return 0;
}

static void random_bytes_fill_the_whole_buffer(void **state)
{
    const struct rig *rig = *state;
    uint8_t bytes[33] = {0};

    assert_int_equal(rig->host.random(rig->host.ctx, bytes, 32, 0), ASKCAM_OK);
    for (size_t i = 0; i < 32; i++) {
        assert_int_equal(bytes[i], 0x5A);
    }
    assert_int_equal(bytes[32], 0);
}

static void random_bytes_that_are_not_there_yet_are_waited_for(void **state)
{
    const struct rig *rig = *state;
    uint8_t byte = 0;

    kernel.empty_calls = 3;
    const uint64_t deadline_ms = askcam_deadline(&rig->host, 60 * SECOND_MS);
    assert_int_equal(rig->host.random(rig->host.ctx, &byte, 1, deadline_ms), ASKCAM_OK);
    assert_int_equal(kernel.calls, 4);
    assert_int_equal(kernel.waiting_calls, 0); /* in the kernel no deadline would count */
}

static void random_bytes_that_never_come_end_at_the_deadline(void **state)
{
    const struct rig *rig = *state;
    uint8_t byte = 0;

    kernel.empty_calls = UINT32_MAX;
    const uint64_t deadline_ms = askcam_deadline(&rig->host, 120);
    assert_int_equal(rig->host.random(rig->host.ctx, &byte, 1, deadline_ms), ASKCAM_ERR_TIMEOUT);
    assert_true(askcam_now_ms(&rig->host) >= deadline_ms);
    assert_in_range(kernel.calls, 2, 10); /* it does not spin */
}

static void the_user_ends_the_wait_for_random_bytes(void **state)
{
    const struct rig *rig = *state;
    uint8_t byte = 0;

    kernel.empty_calls = UINT32_MAX;
    assert_int_equal(write(rig->interrupt[1], "x", 1), 1);
    assert_int_equal(rig->host.random(rig->host.ctx, &byte, 1, ASKCAM_NEVER),
                     ASKCAM_ERR_INTERRUPTED);
}

static void quick_random_bytes_never_wait_and_differ(void **state)
{
    const struct rig *rig = *state;
    uint64_t first = 0;
    uint64_t second = 0;

    kernel.empty_calls = UINT32_MAX;
    kernel.lacks_insecure = true;
    rig->host.quick_random(rig->host.ctx, &first, sizeof first);
    rig->host.quick_random(rig->host.ctx, &second, sizeof second);
    assert_int_equal(kernel.waiting_calls, 0);
    assert_int_not_equal(first, 0);
    assert_int_not_equal(first, second);
}

static void random_delay(void *ctx, void *buf, size_t bytes_len)
{
    memcpy(buf, ctx, bytes_len);
}

static void a_random_delay_spans_its_range(void **state)
{
    uint32_t random = 0;
    const struct askcam_host host = {.ctx = &random, .quick_random = random_delay};

    (void)state;
    assert_int_equal(askcam_random_delay_ms(&host, 500), 0);
    random = UINT32_MAX;
    assert_int_equal(askcam_random_delay_ms(&host, 500), 500);
    assert_int_equal(askcam_random_delay_ms(&host, 0), 0);
    random = UINT32_MAX / 2;
    assert_in_range(askcam_random_delay_ms(&host, 500), 249, 251);
}

static void the_wall_clock_is_the_systems(void **state)
{
    const struct rig *rig = *state;
    struct askcam_wall wall;

    const int64_t before_s = (int64_t)time(NULL) - 1;
    rig->host.wall(rig->host.ctx, &wall);
    assert_in_range(wall.unix_ms / 1000, before_s, before_s + 60);
    assert_in_range(askcam_wall_s(&rig->host), before_s, before_s + 60);
    assert_in_range(askcam_now_ms(&rig->host) - wall.monotonic_ms, 0, 60 * SECOND_MS);
    assert_true(wall.is_right);
}

static void a_clock_that_nothing_synchronized_is_not_known_to_be_right(void **state)
{
    const struct rig *rig = *state;
    struct askcam_wall wall;

    kernel.is_unsynchronized = true;
    rig->host.wall(rig->host.ctx, &wall);
    assert_false(wall.is_right);
}

static void a_clock_before_the_program_was_built_is_wrong(void **state)
{
    const struct rig *rig = *state;
    struct askcam_wall wall;

    kernel.is_1970 = true;
    rig->host.wall(rig->host.ctx, &wall);
    assert_int_equal(wall.unix_ms / 1000, 60);
    assert_false(wall.is_right);
}

static void the_boot_id_is_the_kernels(void **state)
{
    const struct rig *rig = *state;
    struct askcam_wall wall;

    rig->host.wall(rig->host.ctx, &wall);
    assert_int_equal(strlen(wall.boot_id), ASKCAM_BOOT_ID_BYTES - 1);
    assert_int_equal(wall.boot_id[8], '-');
}

static struct askcam_wall set_wall; /* of the host below */

static void wall_of_the_test(void *ctx, struct askcam_wall *wall)
{
    (void)ctx;
    *wall = set_wall;
}

static void seconds_before_1970_are_rounded_down(void **state)
{
    const struct askcam_host host = {.wall = wall_of_the_test};

    (void)state;
    set_wall.unix_ms = -1;
    assert_int_equal(askcam_wall_s(&host), -1);
    set_wall.unix_ms = -1000;
    assert_int_equal(askcam_wall_s(&host), -1);
    set_wall.unix_ms = 1999;
    assert_int_equal(askcam_wall_s(&host), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void memory_that_is_not_to_be_dumped_is_not(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_GET_DUMPABLE), 1);
    askcam_host_linux_forbid_dumps();
    assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
    assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0); /* for the tests after this one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(random_bytes_fill_the_whole_buffer),
        CASE(random_bytes_that_are_not_there_yet_are_waited_for),
        CASE(random_bytes_that_never_come_end_at_the_deadline),
        CASE(the_user_ends_the_wait_for_random_bytes),
        CASE(quick_random_bytes_never_wait_and_differ),
        CASE(a_random_delay_spans_its_range),
        CASE(the_wall_clock_is_the_systems),
        CASE(a_clock_that_nothing_synchronized_is_not_known_to_be_right),
        CASE(a_clock_before_the_program_was_built_is_wrong),
        CASE(the_boot_id_is_the_kernels),
        CASE(seconds_before_1970_are_rounded_down),
        cmocka_unit_test(memory_that_is_not_to_be_dumped_is_not),
    };
    return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
