/* SPDX-License-Identifier: MIT */
/* wall_clock.c - see wall_clock.h. */
#include "wall_clock.h"

#include <fcntl.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/*
 * A board without a battery starts in 1970, or where it was switched off, and the kernel says
 * STA_UNSYNC until a time service has set its clock.  (An NTP client sets it too once it has lost
 * its servers for hours: adjtimex(2), ntp_adjtime in the kernel's time/ntp.c.)
 */
static bool is_synchronized(void)
{
    struct timex query = {.modes = 0};

    return adjtimex(&query) >= 0 && ((unsigned)query.status & STA_UNSYNC) == 0;
}

void askcam_read_wall(struct askcam_wall *wall)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail: the clock exists on Linux */
    wall->unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    wall->is_right = (int64_t)now.tv_sec >= (int64_t)ASKCAM_BUILD_TIME && is_synchronized();
}

void askcam_read_boot_id(char boot_id[ASKCAM_BOOT_ID_BYTES])
{
    const int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd >= 0 ? read(fd, boot_id, ASKCAM_BOOT_ID_BYTES - 1) : 0;

    boot_id[got == ASKCAM_BOOT_ID_BYTES - 1 ? got : 0] = '\0';
    if (fd >= 0) {
        (void)close(fd); /* it was only read */
    }
}
