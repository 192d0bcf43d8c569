/* SPDX-License-Identifier: MIT */
/* random_bytes.c - see random_bytes.h. */
#include "random_bytes.h"

#include <stdint.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Fills buf from the kernel with these flags; false if it gives none. */
static bool fill(void *buf, size_t bytes_len, unsigned flags)
{
    unsigned char *at = buf;

    while (bytes_len > 0) { /* less is given only beyond 256 bytes, when a signal comes */
        const ssize_t got = getrandom(at, bytes_len, flags);
        if (got <= 0) {
            return false;
        }
        at += got;
        bytes_len -= (size_t)got;
    }
    return true;
}

bool askcam_try_random(void *buf, size_t bytes_len)
{
    return fill(buf, bytes_len, GRND_NONBLOCK);
}

/* SplitMix64 (Steele, Lea, Flood 2014): spreads a poor seed over all bits. */
static uint64_t mix(uint64_t *seed)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = *seed;
    mixed = (mixed ^ (mixed >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27U)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31U);
}

/* What differs between two calls and, by boot times, between two devices. */
static uint64_t seed_now(void)
{
    struct timespec wall = {0};
    struct timespec up = {0};

    (void)clock_gettime(CLOCK_REALTIME, &wall); /* these clocks exist on every Linux */
    (void)clock_gettime(CLOCK_MONOTONIC, &up);
    return (uint64_t)wall.tv_sec ^ ((uint64_t)wall.tv_nsec << 20U) ^ ((uint64_t)up.tv_nsec << 34U) ^
           (uint64_t)getpid();
}

void askcam_quick_random(void *ctx, void *buf, size_t bytes_len)
{
    (void)ctx;
    /* GRND_INSECURE is Linux 5.6's; older kernels refuse it and give what is fit for keys, or no
     * bytes yet. */
    if (fill(buf, bytes_len, GRND_INSECURE) || fill(buf, bytes_len, GRND_NONBLOCK)) {
        return;
    }
    uint64_t seed = seed_now();
    unsigned char *at = buf;
    for (size_t i = 0; i < bytes_len; i++) {
        at[i] = (unsigned char)mix(&seed);
    }
}
