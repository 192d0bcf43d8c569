/* SPDX-License-Identifier: MIT */
/* descriptor_limit.c - see descriptor_limit.h. */
#include "descriptor_limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static rlim_t set(rlim_t value)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = value;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    return before;
}

rlim_t descriptor_limit_set(size_t more)
{
    const int lowest_free = dup(STDIN_FILENO);

    assert_true(lowest_free >= 0);
    (void)close(lowest_free);
    return set((rlim_t)lowest_free + more);
}

void descriptor_limit_restore(rlim_t before)
{
    (void)set(before);
}
