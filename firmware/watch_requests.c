/* SPDX-License-Identifier: MIT */
/*
 * watch_requests.c - see watch_requests.h.
 *
 * The loop waits for one descriptor, so an epoll set joins them.  A file cannot be in such a set:
 * its lines are read at the start.
 */
#include "watch_requests.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "file_error.h"
#include "watch.h"

static bool add(int set, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};

    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* Reads once; true if a line was there.  The end of standard input ends only the reading. */
static bool read_line(struct watch_requests *requests)
{
    char bytes[512];
    const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        requests->reads_stdin = false;
        (void)epoll_ctl(requests->fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL); /* a file is not in it */
    }
    return got > 0 && memchr(bytes, '\n', (size_t)got) != NULL;
}

enum askcam_status watch_requests_open(struct watch_requests *requests,
                                       struct askcam_host_linux *linux_host, bool reads_stdin,
                                       struct askcam_error *err)
{
    *requests = (struct watch_requests){.linux_host = linux_host, .reads_stdin = reads_stdin};
    errno = 0;
    const enum askcam_status status = askcam_host_linux_catch_requests(linux_host, false);
    requests->fd = status == ASKCAM_OK ? epoll_create1(EPOLL_CLOEXEC) : -1;
    requests->is_open = requests->fd >= 0;
    if (!requests->is_open || !add(requests->fd, linux_host->request_fd)) {
        return file_error(err, ASKCAM_ERR_INTERNAL, "signals", "cannot be caught", errno);
    }
    if (reads_stdin && !add(requests->fd, STDIN_FILENO)) {
        while (requests->reads_stdin) {
            requests->came |= read_line(requests) ? ASKCAM_WATCH_TAKE : 0U;
        }
    }
    return ASKCAM_OK;
}

unsigned watch_requests_take(struct watch_requests *requests)
{
    const unsigned signals = askcam_host_linux_take_requests(requests->linux_host);
    unsigned taken = requests->came | ((signals & ASKCAM_HOST_USR1) != 0 ? ASKCAM_WATCH_TAKE : 0U) |
                     ((signals & ASKCAM_HOST_HUP) != 0 ? ASKCAM_WATCH_RELOAD : 0U);
    struct epoll_event event;

    requests->came = 0;
    while (requests->reads_stdin && epoll_wait(requests->fd, &event, 1, 0) == 1 &&
           event.data.fd == STDIN_FILENO) {
        taken |= read_line(requests) ? ASKCAM_WATCH_TAKE : 0U;
    }
    return taken;
}

void watch_requests_close(struct watch_requests *requests)
{
    if (requests->is_open) {
        (void)close(requests->fd); /* nothing is written to it */
        requests->is_open = false;
    }
}
