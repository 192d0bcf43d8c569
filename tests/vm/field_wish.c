/* SPDX-License-Identifier: MIT */
/*
 * field_wish.c - a library to preload: whatever field a program asks a capture device for, it asks
 * for the one that FIELD_WISH numbers (enum v4l2_field).
 *
 * For: vivid gives the fields of its S-Video input in any order, but only to who names it; a
 * program that leaves the choice to the driver never meets the others.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/videodev2.h>

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;

    va_start(arguments, request);
    void *const argument = va_arg(arguments, void *);
    va_end(arguments);
    const char *const wanted = getenv("FIELD_WISH");
    if (wanted != NULL && request == VIDIOC_S_FMT) {
        struct v4l2_format *const format = argument;
        const unsigned field = (unsigned)atoi(wanted);
        if (format->type == V4L2_BUF_TYPE_VIDEO_CAPTURE) {
            format->fmt.pix.field = field;
        } else {
            format->fmt.pix_mp.field = (__u8)field;
        }
    }
    return (int)syscall(SYS_ioctl, fd, request, argument);
}
