/* SPDX-License-Identifier: MIT */
/* fake_v4l2_ioctl.h - inside the fake driver: see fake_v4l2.h. */
#ifndef FAKE_V4L2_IOCTL_H
#define FAKE_V4L2_IOCTL_H

#include "fake_v4l2.h"

enum { FAKE_FIRST_FD = 1000 };

int fake_v4l2_ioctl(void *ctx, int fd, unsigned long request, void *arg);
void fake_v4l2_drop_buffers(struct fake_v4l2 *fake);

#endif
