/* SPDX-License-Identifier: MIT */
/*
 * host_linux.h - the real clocks, waits, randomness and interruption of a Linux machine.
 *
 * For: the program, and tests that use real sockets and devices.
 * Knows clock_gettime, adjtimex, poll, getrandom, signals.  Must not know: what is waited for.
 */
#ifndef ASKCAM_HOST_LINUX_H
#define ASKCAM_HOST_LINUX_H

#include <stdbool.h>

#include "host.h"

struct askcam_host_linux {
    int interrupt_fd; /* readable once the user has asked to end; -1: cannot be interrupted */
    int output_fd;    /* once its reader has gone, it counts as the user's wish
                         to end; -1: not watched */
    bool output_gone; /* … which has happened */
    int request_fd;   /* readable once a signal has asked for something; -1: none is caught */
    char boot_id[ASKCAM_BOOT_ID_BYTES];
    enum askcam_log_level log_level; /* lines above it are dropped */
    bool is_quiet;                   /* all lines are */
    const char *log_prefix;          /* before each line on stderr */
    /* Looks over a line before it is shown, and may change it in place; NULL: none does. */
    void (*log_edit)(void *ctx, char *line);
    void *log_edit_ctx;
    /* Writes a whole line without line end; NULL: stdio, which a reader that does not read blocks.
     */
    void (*log_write)(void *ctx, enum askcam_log_level level, const char *line);
    void *log_write_ctx;
    /* Called before and, at intervals of a second, in each wait that has a deadline: the program
     * has not hung; NULL: not called. */
    void (*on_wait)(void *ctx);
    void *on_wait_ctx;
};

/*
 * A host that logs to stderr and is never interrupted.  *linux_host must outlive the result; the
 * caller may set its fields afterwards.  Cannot fail.
 */
struct askcam_host askcam_host_linux_init(struct askcam_host_linux *linux_host);

/*
 * From now on SIGINT, SIGTERM and (unless it was ignored) SIGHUP make every wait of this host end
 * with ASKCAM_ERR_INTERRUPTED. The signals of the whole process are changed, so only a program
 * calls this, once. ASKCAM_ERR_INTERNAL if the system gives no pipe.
 */
enum askcam_status askcam_host_linux_catch_signals(struct askcam_host_linux *linux_host);

/* What signals can ask of a program that runs on; bits. */
enum askcam_host_request {
    ASKCAM_HOST_USR1 = 1,
    ASKCAM_HOST_HUP = 2,
};

/*
 * From now on SIGUSR1 ends no wait: it makes request_fd readable; so does SIGHUP with
 * catches_hangup, unless it was ignored.  After askcam_host_linux_catch_signals();
 * ASKCAM_ERR_INTERNAL if the system gives no pipe.
 */
enum askcam_status askcam_host_linux_catch_requests(struct askcam_host_linux *linux_host,
                                                    bool catches_hangup);

/* Takes the requests that have come since the last call, as bits; does not wait. */
unsigned askcam_host_linux_take_requests(struct askcam_host_linux *linux_host);

/* The first signal that ended the waits of this host; 0: none has. */
int askcam_host_linux_ended_by(struct askcam_host_linux *linux_host);

/*
 * Takes a Ctrl-C back, for a program that stays after it: true if nothing but SIGINT has come, and
 * waits of this host go on.  False after SIGTERM or SIGHUP, or if the output has gone: every wait
 * still ends.
 */
bool askcam_host_linux_take_interrupt(struct askcam_host_linux *linux_host);

/*
 * From now on no core dump of this process is written, and other processes of the user cannot read
 * its memory: it holds a key.  A tracer with CAP_SYS_PTRACE still can.  Ends with execve().
 */
void askcam_host_linux_forbid_dumps(void);

#endif
