/* SPDX-License-Identifier: MIT */
/*
 * v4l2_control.h - the controls of a V4L2 device: what there is to set, its value, its bounds.
 *
 * For: setting controls by name, and listing them.
 * Knows QUERY_EXT_CTRL, QUERYCTRL, QUERYMENU, G/S_EXT_CTRLS, G/S_CTRL.
 * Must not know: what a value is wanted for, how it is written on a command line.
 */
#ifndef ASKCAM_V4L2_CONTROL_H
#define ASKCAM_V4L2_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "v4l2_device.h"

enum {
    ASKCAM_V4L2_CONTROL_NAME_BYTES = 33, /* V4L2's names have 32 */
    ASKCAM_V4L2_CONTROL_TEXT_BYTES = 512,
    ASKCAM_V4L2_CONTROLS_MAX = 1024, /* bounds the list of a faulty driver */
    ASKCAM_V4L2_MENU_MAX = 64,       /* items read; the kernel's own menus have no more */
};

enum askcam_v4l2_control_type {
    ASKCAM_CONTROL_INTEGER,
    ASKCAM_CONTROL_BOOLEAN,
    ASKCAM_CONTROL_MENU,
    ASKCAM_CONTROL_INTEGER_MENU,
    ASKCAM_CONTROL_BITMASK,
    ASKCAM_CONTROL_INTEGER64,
    ASKCAM_CONTROL_STRING,
    ASKCAM_CONTROL_BUTTON,
    ASKCAM_CONTROL_OTHER, /* an array or a structure: listed, never set */
};

/* In the caller's memory; holds no pointer. */
struct askcam_v4l2_control {
    uint32_t id;
    enum askcam_v4l2_control_type type;
    char name[ASKCAM_V4L2_CONTROL_NAME_BYTES];  /* "white_balance_automatic" */
    char title[ASKCAM_V4L2_CONTROL_NAME_BYTES]; /* "White Balance, Automatic" */
    int64_t minimum, maximum;                   /* of a string: its bytes */
    uint64_t step;
    int64_t default_value; /* its default */
    bool is_read_only;
    bool is_write_only;
    bool is_inactive; /* another control rules it now */
    bool is_grabbed;  /* locked while streaming */
};

/* One line of a menu. */
struct askcam_v4l2_menu_item {
    char name[ASKCAM_V4L2_CONTROL_NAME_BYTES]; /* of an integer menu: the value's digits */
    int64_t value;                             /* of an integer menu; else 0 */
};

/* "integer", "menu", …; never NULL. */
const char *askcam_v4l2_control_type_text(enum askcam_v4l2_control_type type);

/*
 * The control behind the one with this id (0: the first one); classes and disabled ones are passed
 * over.  0 or -errno, -EINVAL behind the last one.
 */
int askcam_v4l2_control_next(const struct askcam_v4l2_device *device, uint32_t id,
                             struct askcam_v4l2_control *control);

/* The name under which v4l2-ctl knows it: lower case, one '_' for anything but letters and digits.
 */
void askcam_v4l2_control_name(const char *title, char name[ASKCAM_V4L2_CONTROL_NAME_BYTES]);

/* Replaces every byte that is not printable ASCII by '?': a driver's text may be anything. */
void askcam_v4l2_ascii(char *text);

/* The item of a menu.  0 or -errno; menus have gaps, so the one behind may be there. */
int askcam_v4l2_control_item(const struct askcam_v4l2_device *device,
                             const struct askcam_v4l2_control *control, uint32_t index,
                             struct askcam_v4l2_menu_item *item);

/* The value in force, in *value, or in text if it is a string.  0 or -errno. */
int askcam_v4l2_control_get(const struct askcam_v4l2_device *device,
                            const struct askcam_v4l2_control *control, int64_t *value,
                            char text[ASKCAM_V4L2_CONTROL_TEXT_BYTES]);

/* Sets *value, which becomes what the driver made of it, or text if it is a string.  0 or -errno.
 */
int askcam_v4l2_control_set(const struct askcam_v4l2_device *device,
                            const struct askcam_v4l2_control *control, int64_t *value,
                            const char *text);

#endif
