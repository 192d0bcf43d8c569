/* SPDX-License-Identifier: MIT */
/* notify.c - see notify.h. */
#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PINGS = 3 }; /* in one time-out of the watchdog: one may be late, one may be lost */

/* A path, or "@" and a name without a file. */
static bool fill_address(struct askcam_notify *notify, const char *name)
{
    const size_t bytes = strlen(name);

    if ((name[0] != '/' && name[0] != '@') || bytes < 2 ||
        bytes >= sizeof notify->address.sun_path) {
        return false;
    }
    notify->address.sun_family = AF_UNIX;
    memcpy(notify->address.sun_path, name, bytes + 1);
    notify->address_bytes =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + bytes + (name[0] == '/' ? 1 : 0));
    if (name[0] == '@') {
        notify->address.sun_path[0] = '\0';
    }
    return true;
}

static uint64_t number_of(const char *text)
{
    char *end = NULL;

    errno = 0;
    const unsigned long long number = text != NULL ? strtoull(text, &end, 10) : 0;
    return errno == 0 && end != NULL && end != text && *end == '\0' ? number : 0;
}

void askcam_notify_open(struct askcam_notify *notify,
                        const struct askcam_notify_environment *environment)
{
    const uint64_t timeout_ms = number_of(environment->watchdog_usec) / 1000;
    const bool is_ours = environment->watchdog_pid == NULL ||
                         number_of(environment->watchdog_pid) == (uint64_t)getpid();

    *notify = (struct askcam_notify){.fd = -1};
    if (environment->socket != NULL && fill_address(notify, environment->socket)) {
        notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    }
    if (is_ours && timeout_ms > 0) {
        notify->every_ms = timeout_ms / PINGS > 0 ? timeout_ms / PINGS : 1;
    }
}

bool askcam_notify_is_wanted(const struct askcam_notify *notify)
{
    return notify->fd >= 0;
}

void askcam_notify_send(const struct askcam_notify *notify, const char *text)
{
    if (notify->fd >= 0) {
        (void)sendto(notify->fd, text, strlen(text), MSG_NOSIGNAL,
                     (const struct sockaddr *)&notify->address, notify->address_bytes);
    }
}

void askcam_notify_alive(struct askcam_notify *notify, uint64_t now_ms)
{
    if (notify->every_ms > 0 && now_ms - notify->pinged_ms >= notify->every_ms) {
        notify->pinged_ms = now_ms;
        askcam_notify_send(notify, "WATCHDOG=1");
    }
}

void askcam_notify_close(struct askcam_notify *notify)
{
    if (notify->fd >= 0) {
        (void)close(notify->fd); /* nothing was read */
        notify->fd = -1;
    }
}
