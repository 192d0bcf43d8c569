/* SPDX-License-Identifier: MIT */
/*
 * host.h - what the modules need of the machine: time, waiting, randomness, a log.
 *
 * For: engines that take time and randomness as arguments, so that a test decides both.  The real
 * one is made by the module `host`, and nothing else asks the system for them.
 * Must not know: how a wait is done, where a log line goes.
 */
#ifndef ASKCAM_HOST_H
#define ASKCAM_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* Time is monotonic milliseconds from an unknown start; a deadline is a time. */
#define ASKCAM_NEVER UINT64_MAX

enum askcam_wait_for { /* bits */
                       ASKCAM_WAIT_READ = 1,
                       ASKCAM_WAIT_WRITE = 2,
                       ASKCAM_WAIT_BROKEN = 4, /* reported whether asked for or not */
                       ASKCAM_WAIT_EVENT = 8,  /* a device reports an event beside its data */
};

enum {
    ASKCAM_LOG_LINE_BYTES = 512, /* of a line of the log, its '\0' included */
    ASKCAM_BOOT_ID_BYTES = 37,   /* of a UUID as text, its '\0' included */
};

/* What the wall clock reads, and how far it can be trusted. */
struct askcam_wall {
    int64_t unix_ms;       /* since 1970-01-01T00:00:00Z, without leap seconds */
    uint64_t monotonic_ms; /* read at the same moment */
    bool is_right; /* known to be right: the kernel says that it is synchronized, and it is not
                      before the time when the program was built */
    char boot_id[ASKCAM_BOOT_ID_BYTES]; /* of this boot, to which monotonic_ms belongs; "" where
                                           the system does not say */
};

enum askcam_log_level {
    ASKCAM_LOG_WARNING, /* the user should know; shown unless -q */
    ASKCAM_LOG_INFO,    /* shown with -v */
    ASKCAM_LOG_DEBUG,   /* shown with -v -v; never holds a key or a picture */
};

struct askcam_host {
    void *ctx;

    /* Monotonic now. */
    uint64_t (*now_ms)(void *ctx);

    /*
     * Waits until fd is ready for one of the wanted bits, or until deadline_ms.  fd -1 only
     * waits.  *ready gets the bits; it may be NULL if fd is -1.
     * ASKCAM_OK (ready), ASKCAM_ERR_TIMEOUT, or ASKCAM_ERR_INTERRUPTED once the user has asked to
     * end; from then on every wait says so at once.
     */
    enum askcam_status (*wait)(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                               unsigned *ready);

    /* The wall clock.  Cannot fail. */
    void (*wall)(void *ctx, struct askcam_wall *wall);

    /*
     * Fills buf with bytes fit for keys.  A board that has just started may have none yet: waits
     * for them until deadline_ms.  ASKCAM_ERR_TIMEOUT or ASKCAM_ERR_INTERRUPTED, and buf is not to
     * be used.
     */
    enum askcam_status (*random)(void *ctx, void *buf, size_t bytes_len, uint64_t deadline_ms);

    /* Fills buf with bytes that differ between devices and calls, not fit for keys.  Never waits,
     * cannot fail. */
    void (*quick_random)(void *ctx, void *buf, size_t bytes_len);

    /* One line without line end, valid for the call only. */
    void (*log)(void *ctx, enum askcam_log_level level, const char *line);
};

static inline uint64_t askcam_now_ms(const struct askcam_host *host)
{
    return host->now_ms(host->ctx);
}

/* now + after_ms; ASKCAM_NEVER stays so. */
uint64_t askcam_deadline(const struct askcam_host *host, uint64_t after_ms);

/* Seconds since 1970 on the wall clock. */
int64_t askcam_wall_s(const struct askcam_host *host);

/* A delay out of 0..most_ms, each as likely as the others; for what must not come all at once. */
uint64_t askcam_random_delay_ms(const struct askcam_host *host, uint64_t most_ms);

/* ASKCAM_ERR_INTERRUPTED if the user has asked to end, else ASKCAM_OK; does not wait. */
enum askcam_status askcam_interrupted(const struct askcam_host *host);

/* printf to host->log; a line is cut at 512 bytes, and control characters become spaces. */
void askcam_log(const struct askcam_host *host, enum askcam_log_level level, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

#endif
