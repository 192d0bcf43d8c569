/* SPDX-License-Identifier: MIT */
/*
 * v4l2_control_value.h - what a text means as the value of a control, and what a control takes.
 *
 * For: setting controls.  Must not know: how a value is set.
 */
#ifndef ASKCAM_V4L2_CONTROL_VALUE_H
#define ASKCAM_V4L2_CONTROL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "v4l2_control.h"

/*
 * The value that a text names: digits (also 0x…), true/false/on/off of a boolean, the index or the
 * name of a menu's item.  Of a string only its length is checked.  false: the control does not
 * take it, and *value is as it was.
 */
bool askcam_v4l2_control_value(const struct askcam_v4l2_device *device,
                               const struct askcam_v4l2_control *control, const char *text,
                               int64_t *value);

/* What the control takes, in words: "give 0 to 255"; cut if it is a long menu. */
void askcam_v4l2_control_takes(const struct askcam_v4l2_device *device,
                               const struct askcam_v4l2_control *control, char *text,
                               size_t text_bytes);

#endif
