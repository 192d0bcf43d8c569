/* SPDX-License-Identifier: MIT */
/*
 * host_linux.c - see host_linux.h.
 *
 * A signal writes one byte to a pipe, where it stays, so its other end stays readable and every
 * later poll() sees it; no flag can be missed between a check and a wait.
 */
#include "host_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "random_bytes.h"
#include "wall_clock.h"

enum { RANDOM_RETRY_MS = 50, ON_WAIT_MS = 1000 };

static int signal_write_fd = -1; /* a handler can reach nothing else */
static int request_write_fd = -1;

static uint64_t now_ms(void *ctx)
{
    struct timespec now;

    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock exists on Linux */
    return (uint64_t)now.tv_sec * 1000U + (uint64_t)now.tv_nsec / 1000000U;
}

/* poll()'s time-out until the deadline: -1 for never, rounded so that it cannot spin. */
static int timeout_ms(uint64_t deadline_ms)
{
    const uint64_t now = now_ms(NULL);
    const uint64_t longest_ms =
        UINT64_C(1000) * 60 * 60; /* a longer wait comes back here and waits on */

    if (deadline_ms <= now) {
        return 0;
    }
    return (int)(deadline_ms - now < longest_ms ? deadline_ms - now : longest_ms);
}

static short events_of(unsigned wanted)
{
    const int events = ((wanted & ASKCAM_WAIT_READ) != 0 ? POLLIN : 0) |
                       ((wanted & ASKCAM_WAIT_WRITE) != 0 ? POLLOUT : 0) |
                       ((wanted & ASKCAM_WAIT_EVENT) != 0 ? POLLPRI : 0);
    return (short)events;
}

static unsigned bits_of(short revents)
{
    return ((revents & POLLIN) != 0 ? ASKCAM_WAIT_READ : 0U) |
           ((revents & POLLOUT) != 0 ? ASKCAM_WAIT_WRITE : 0U) |
           ((revents & POLLPRI) != 0 ? ASKCAM_WAIT_EVENT : 0U) |
           ((revents & (POLLERR | POLLHUP | POLLNVAL)) != 0 ? ASKCAM_WAIT_BROKEN : 0U);
}

enum { INTERRUPT, OUTPUT, WANTED, WATCHED }; /* what each poll() looks at */

/* Whether the user has asked to end, or has gone. */
static bool is_over(struct askcam_host_linux *linux_host, const struct pollfd fds[WATCHED])
{
    if (fds[INTERRUPT].revents != 0) {
        return true;
    }
    linux_host->output_gone = linux_host->output_gone || fds[OUTPUT].revents != 0;
    return linux_host->output_gone;
}

/* One poll(): ASKCAM_OK, ASKCAM_ERR_INTERRUPTED, or ASKCAM_ERR_TIMEOUT if nothing happened yet. */
static enum askcam_status poll_once(struct askcam_host_linux *linux_host,
                                    struct pollfd fds[WATCHED], uint64_t deadline_ms,
                                    unsigned *ready)
{
    const int count = poll(fds, WATCHED, timeout_ms(deadline_ms)); /* a negative fd is skipped */
    const bool is_broken = count < 0 && errno != EINTR;

    if (count > 0 && is_over(linux_host, fds)) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (count <= 0 && !is_broken) {
        return ASKCAM_ERR_TIMEOUT;
    }
    if (ready != NULL) {
        *ready = is_broken ? (unsigned)ASKCAM_WAIT_BROKEN : bits_of(fds[WANTED].revents);
    }
    return ASKCAM_OK;
}

static enum askcam_status wait_for(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                   unsigned *ready)
{
    struct askcam_host_linux *linux_host = ctx;
    struct pollfd fds[WATCHED] = {
        [INTERRUPT] = {.fd = linux_host->interrupt_fd, .events = POLLIN},
        [OUTPUT] = {.fd = linux_host->output_fd}, /* poll() always reports errors */
        [WANTED] = {.fd = fd, .events = events_of(wanted)},
    };
    enum askcam_status status = ASKCAM_ERR_TIMEOUT;

    do {
        const uint64_t piece_ms = now_ms(NULL) + ON_WAIT_MS;
        const bool is_cut = linux_host->on_wait != NULL && piece_ms < deadline_ms;
        if (linux_host->on_wait != NULL && deadline_ms != ASKCAM_NEVER) {
            linux_host->on_wait(linux_host->on_wait_ctx);
        }
        status = poll_once(linux_host, fds, is_cut ? piece_ms : deadline_ms, ready);
    } while (status == ASKCAM_ERR_TIMEOUT && now_ms(NULL) < deadline_ms);
    return status;
}

static void wall(void *ctx, struct askcam_wall *wall_clock)
{
    const struct askcam_host_linux *linux_host = ctx;

    askcam_read_wall(wall_clock);
    wall_clock->monotonic_ms = now_ms(NULL);
    memcpy(wall_clock->boot_id, linux_host->boot_id, sizeof wall_clock->boot_id);
}

/* Without entropy the kernel would let us wait deaf to signals, so it is only asked now and then.
 */
static enum askcam_status fill_random(void *ctx, void *buf, size_t bytes_len, uint64_t deadline_ms)
{
    enum askcam_status status = ASKCAM_OK;

    while (!askcam_try_random(buf, bytes_len)) {
        const uint64_t now = now_ms(NULL);
        const uint64_t next_ms = now + RANDOM_RETRY_MS;
        status = wait_for(ctx, -1, 0, next_ms < deadline_ms ? next_ms : deadline_ms, NULL);
        if (status != ASKCAM_ERR_TIMEOUT || now >= deadline_ms) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static void log_line(void *ctx, enum askcam_log_level level, const char *line)
{
    const struct askcam_host_linux *linux_host = ctx;
    char shown[ASKCAM_LOG_LINE_BYTES];
    char whole[ASKCAM_LOG_LINE_BYTES + 32]; /* the prefix and the kind of line, too */

    if (level > linux_host->log_level || linux_host->is_quiet) {
        return;
    }
    (void)snprintf(shown, sizeof shown, "%s", line); /* its bound is the same */
    if (linux_host->log_edit != NULL) {
        linux_host->log_edit(linux_host->log_edit_ctx, shown);
    }
    (void)snprintf(whole, sizeof whole, "%s%s%s", linux_host->log_prefix,
                   level == ASKCAM_LOG_WARNING ? "warning: " : "note: ", shown);
    if (linux_host->log_write != NULL) {
        linux_host->log_write(linux_host->log_write_ctx, level, whole);
    } else {
        (void)fprintf(stderr, "%s\n", whole); /* nowhere to report to */
    }
}

struct askcam_host askcam_host_linux_init(struct askcam_host_linux *linux_host)
{
    *linux_host = (struct askcam_host_linux){.interrupt_fd = -1,
                                             .output_fd = -1,
                                             .request_fd = -1,
                                             .log_level = ASKCAM_LOG_WARNING,
                                             .log_prefix = "askcam: "};
    askcam_read_boot_id(linux_host->boot_id);
    return (struct askcam_host){.ctx = linux_host,
                                .now_ms = now_ms,
                                .wait = wait_for,
                                .wall = wall,
                                .random = fill_random,
                                .quick_random = askcam_quick_random,
                                .log = log_line};
}

/* Called by signals: errno stays. */
static void put_signal(int fd, int number)
{
    const int saved_errno = errno;
    const char byte = (char)number;
    const ssize_t wrote = write(fd, &byte, 1);

    (void)wrote; /* a full pipe is readable already */
    errno = saved_errno;
}

static void on_signal(int number)
{
    put_signal(signal_write_fd, number);
}

static void on_request(int number)
{
    put_signal(request_write_fd, number);
}

static void catch_hangup(const struct sigaction *action)
{
    struct sigaction hangup;

    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
        (void)sigaction(SIGHUP, action, NULL); /* under nohup it stays ignored */
    }
}

enum askcam_status askcam_host_linux_catch_signals(struct askcam_host_linux *linux_host)
{
    int ends[2];
    struct sigaction action = {.sa_handler = on_signal};

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return ASKCAM_ERR_INTERNAL;
    }
    signal_write_fd = ends[1];
    linux_host->interrupt_fd = ends[0];
    (void)sigemptyset(&action.sa_mask); /* these fail only for numbers that do not exist */
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    catch_hangup(&action);
    return ASKCAM_OK;
}

enum askcam_status askcam_host_linux_catch_requests(struct askcam_host_linux *linux_host,
                                                    bool catches_hangup)
{
    int ends[2];
    struct sigaction action = {.sa_handler = on_request};

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return ASKCAM_ERR_INTERNAL;
    }
    request_write_fd = ends[1];
    linux_host->request_fd = ends[0];
    (void)sigemptyset(&action.sa_mask); /* as above */
    (void)sigaction(SIGUSR1, &action, NULL);
    if (catches_hangup) {
        catch_hangup(&action);
    }
    return ASKCAM_OK;
}

unsigned askcam_host_linux_take_requests(struct askcam_host_linux *linux_host)
{
    unsigned requests = 0;
    char number = 0;

    while (read(linux_host->request_fd, &number, 1) == 1) {
        requests |= number == SIGUSR1 ? ASKCAM_HOST_USR1 : ASKCAM_HOST_HUP;
    }
    return requests;
}

int askcam_host_linux_ended_by(struct askcam_host_linux *linux_host)
{
    char number = 0;

    if (read(linux_host->interrupt_fd, &number, 1) != 1) {
        return 0;
    }
    on_signal(number); /* it is put back */
    return number;
}

bool askcam_host_linux_take_interrupt(struct askcam_host_linux *linux_host)
{
    bool is_taken = false;
    char number = 0;

    while (!linux_host->output_gone && read(linux_host->interrupt_fd, &number, 1) == 1) {
        if (number != SIGINT) {
            on_signal(number); /* it is put back */
            return false;
        }
        is_taken = true;
    }
    return is_taken;
}

void askcam_host_linux_forbid_dumps(void)
{
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* cannot fail: Linux has had it since 2.3.20 */
}
