/* SPDX-License-Identifier: MIT */
/*
 * failing_store.h - the system's calls of the module store, of which the k-th fails.
 *
 * For: tests that fail each call of an operation in turn, and count what stays open.
 */
#ifndef FAILING_STORE_H
#define FAILING_STORE_H

#include "store.h"

struct failing_store {
    struct askcam_store_calls calls;
    struct askcam_store_calls system;
    unsigned count;      /* calls so far */
    unsigned fail_at;    /* the number of the call that fails, from 1; 0: none */
    unsigned fail_times; /* so many from there on; a cut call (EINTR) is made again */
    int number;          /* its errno */
    bool writes_half;    /* a write that fails has written half of its bytes before */
    bool has_failed;
    const char *failed; /* the call's name */
    int open_count;     /* descriptors */
};

/* A store whose calls are counted; nothing fails yet. */
struct askcam_store failing_store_init(struct failing_store *failing,
                                       const struct askcam_host *host);

/* From now on: the call number `at`, counted from now, fails with number. */
void failing_store_arm(struct failing_store *failing, unsigned at, int number);

#endif
