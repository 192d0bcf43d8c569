/* SPDX-License-Identifier: MIT */
/* fake_v4l2_control.h - inside the fake driver: its controls; see fake_v4l2.h. */
#ifndef FAKE_V4L2_CONTROL_H
#define FAKE_V4L2_CONTROL_H

#include "fake_v4l2.h"

/* Answers a control's ioctl; -ENOTTY if it is none. */
int fake_v4l2_control_ioctl(struct fake_v4l2 *fake, struct fake_node *node, unsigned long request,
                            void *arg);

#endif
