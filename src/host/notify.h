/* SPDX-License-Identifier: MIT */
/*
 * notify.h - reports the state of a service to systemd.
 *
 * For: a service of Type=notify with WatchdogSec=.  Knows sd_notify(3), section "Standalone
 * Implementations": one datagram to the socket of $NOTIFY_SOCKET, whose name may be abstract.
 * Nothing is waited for, and what fails is ignored: the manager finds out by itself.
 * Must not know: what the states mean.
 */
#ifndef ASKCAM_NOTIFY_H
#define ASKCAM_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

/* What the manager put into the environment; NULL: not set. */
struct askcam_notify_environment {
    const char *socket;        /* NOTIFY_SOCKET */
    const char *watchdog_usec; /* WATCHDOG_USEC */
    const char *watchdog_pid;  /* WATCHDOG_PID */
};

/* In the caller's memory. */
struct askcam_notify {
    int fd; /* -1: no socket */
    struct sockaddr_un address;
    socklen_t address_bytes;
    uint64_t every_ms;  /* of WATCHDOG=1; 0: not wanted */
    uint64_t pinged_ms; /* on the monotonic clock */
};

/* Without a usable socket all calls do nothing. */
void askcam_notify_open(struct askcam_notify *notify,
                        const struct askcam_notify_environment *environment);

bool askcam_notify_is_wanted(const struct askcam_notify *notify);

/* Sends one text such as "READY=1", or several with line ends between them. */
void askcam_notify_send(const struct askcam_notify *notify, const char *text);

/* The service makes progress: sends WATCHDOG=1 where it is due. */
void askcam_notify_alive(struct askcam_notify *notify, uint64_t now_ms);

/* Idempotent. */
void askcam_notify_close(struct askcam_notify *notify);

#endif
