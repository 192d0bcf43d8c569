/* SPDX-License-Identifier: MIT */
/*
 * v4l2_control.c - see v4l2_control.h.
 *
 * The extended calls are asked first; a driver without them returns ENOTTY, and the simple
 * ones know everything but 64-bit values and strings.
 */
#include "v4l2_control.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

static const struct {
    uint32_t v4l2;
    enum askcam_v4l2_control_type type;
} TYPES[] = {
    {V4L2_CTRL_TYPE_INTEGER, ASKCAM_CONTROL_INTEGER},
    {V4L2_CTRL_TYPE_BOOLEAN, ASKCAM_CONTROL_BOOLEAN},
    {V4L2_CTRL_TYPE_MENU, ASKCAM_CONTROL_MENU},
    {V4L2_CTRL_TYPE_INTEGER_MENU, ASKCAM_CONTROL_INTEGER_MENU},
    {V4L2_CTRL_TYPE_BITMASK, ASKCAM_CONTROL_BITMASK},
    {V4L2_CTRL_TYPE_INTEGER64, ASKCAM_CONTROL_INTEGER64},
    {V4L2_CTRL_TYPE_STRING, ASKCAM_CONTROL_STRING},
    {V4L2_CTRL_TYPE_BUTTON, ASKCAM_CONTROL_BUTTON},
};

const char *askcam_v4l2_control_type_text(enum askcam_v4l2_control_type type)
{
    switch (type) { /* no default: a new type must be placed here */
    case ASKCAM_CONTROL_INTEGER:
        return "integer";
    case ASKCAM_CONTROL_BOOLEAN:
        return "boolean";
    case ASKCAM_CONTROL_MENU:
        return "menu";
    case ASKCAM_CONTROL_INTEGER_MENU:
        return "integer menu";
    case ASKCAM_CONTROL_BITMASK:
        return "bitmask";
    case ASKCAM_CONTROL_INTEGER64:
        return "64-bit integer";
    case ASKCAM_CONTROL_STRING:
        return "string";
    case ASKCAM_CONTROL_BUTTON:
        return "button";
    case ASKCAM_CONTROL_OTHER:
        break;
    }
    return "array or structure";
}

static enum askcam_v4l2_control_type type_of(const struct v4l2_query_ext_ctrl *query)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0] && query->nr_of_dims == 0; i++) {
        if (TYPES[i].v4l2 == query->type) {
            return TYPES[i].type;
        }
    }
    return ASKCAM_CONTROL_OTHER;
}

void askcam_v4l2_control_name(const char *title, char name[ASKCAM_V4L2_CONTROL_NAME_BYTES])
{
    size_t used = 0;
    bool is_apart = false; /* something between two words was met */

    for (; *title != '\0' && used + 2 < ASKCAM_V4L2_CONTROL_NAME_BYTES; title++) {
        const unsigned char byte = (unsigned char)*title;
        if (byte > 127 || !isalnum(byte)) {
            is_apart = used > 0;
            continue;
        }
        if (is_apart) {
            name[used++] = '_';
        }
        is_apart = false;
        name[used++] = (char)tolower(byte);
    }
    name[used] = '\0';
}

void askcam_v4l2_ascii(char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte > 0x7E) {
            *text = '?';
        }
    }
}

static void copy_title(char title[ASKCAM_V4L2_CONTROL_NAME_BYTES], const char *text)
{
    (void)snprintf(title, ASKCAM_V4L2_CONTROL_NAME_BYTES, "%s", text);
    askcam_v4l2_ascii(title);
}

/* Bounds that the simple call reports as signed are unsigned for a mask. */
static int64_t widened(uint32_t type, int32_t value)
{
    return type == V4L2_CTRL_TYPE_BITMASK ? (int64_t)(uint32_t)value : value;
}

static int query_next(const struct askcam_v4l2_device *device, uint32_t id,
                      struct v4l2_query_ext_ctrl *query)
{
    struct v4l2_queryctrl simple = {.id = id | V4L2_CTRL_FLAG_NEXT_CTRL};

    *query = (struct v4l2_query_ext_ctrl){.id = id | V4L2_CTRL_FLAG_NEXT_CTRL |
                                                V4L2_CTRL_FLAG_NEXT_COMPOUND};
    int failed = askcam_v4l2_ioctl(device, VIDIOC_QUERY_EXT_CTRL, query);
    if (failed != -ENOTTY) {
        return failed;
    }
    failed = askcam_v4l2_ioctl(device, VIDIOC_QUERYCTRL, &simple);
    if (failed != 0) {
        return failed;
    }
    *query =
        (struct v4l2_query_ext_ctrl){.id = simple.id,
                                     .type = simple.type,
                                     .minimum = widened(simple.type, simple.minimum),
                                     .maximum = widened(simple.type, simple.maximum),
                                     .step = (uint32_t)simple.step,
                                     .default_value = widened(simple.type, simple.default_value),
                                     .flags = simple.flags};
    memcpy(query->name, simple.name, sizeof query->name);
    return 0;
}

static void take_query(struct askcam_v4l2_control *control, const struct v4l2_query_ext_ctrl *query)
{
    char title[sizeof query->name + 1] = {0};

    *control = (struct askcam_v4l2_control){
        .id = query->id,
        .type = type_of(query),
        .minimum = query->minimum,
        .maximum = query->maximum,
        .step = query->step,
        .default_value = query->default_value,
        .is_read_only = (query->flags & V4L2_CTRL_FLAG_READ_ONLY) != 0,
        .is_write_only = (query->flags & V4L2_CTRL_FLAG_WRITE_ONLY) != 0,
        .is_inactive = (query->flags & V4L2_CTRL_FLAG_INACTIVE) != 0,
        .is_grabbed = (query->flags & V4L2_CTRL_FLAG_GRABBED) != 0,
    };
    memcpy(title, query->name, sizeof query->name);
    copy_title(control->title, title);
    askcam_v4l2_control_name(control->title, control->name);
}

int askcam_v4l2_control_next(const struct askcam_v4l2_device *device, uint32_t id,
                             struct askcam_v4l2_control *control)
{
    struct v4l2_query_ext_ctrl query;

    for (unsigned i = 0; i < ASKCAM_V4L2_CONTROLS_MAX; i++) {
        const int failed = query_next(device, id, &query);
        if (failed != 0) {
            return failed;
        }
        if (query.id <= id) {
            return -EINVAL; /* it goes round in circles */
        }
        if (query.type != V4L2_CTRL_TYPE_CTRL_CLASS &&
            (query.flags & V4L2_CTRL_FLAG_DISABLED) == 0) {
            take_query(control, &query);
            return 0;
        }
        id = query.id;
    }
    return -EINVAL;
}

int askcam_v4l2_control_item(const struct askcam_v4l2_device *device,
                             const struct askcam_v4l2_control *control, uint32_t index,
                             struct askcam_v4l2_menu_item *item)
{
    struct v4l2_querymenu menu = {.id = control->id, .index = index};
    char name[sizeof menu.name + 1] = {0};

    const int failed = askcam_v4l2_ioctl(device, VIDIOC_QUERYMENU, &menu);
    if (failed != 0) {
        return failed;
    }
    *item = (struct askcam_v4l2_menu_item){.value = 0};
    if (control->type == ASKCAM_CONTROL_INTEGER_MENU) {
        item->value = menu.value;
        (void)snprintf(item->name, sizeof item->name, "%" PRId64, item->value);
        return 0;
    }
    memcpy(name, menu.name, sizeof menu.name);
    copy_title(item->name, name);
    return 0;
}

static bool is_wide(const struct askcam_v4l2_control *control)
{
    return control->type == ASKCAM_CONTROL_INTEGER64 || control->type == ASKCAM_CONTROL_STRING;
}

/* One control through an extended call. */
static int extended(const struct askcam_v4l2_device *device, unsigned long request,
                    struct v4l2_ext_control *one)
{
    struct v4l2_ext_controls all = {.which = V4L2_CTRL_WHICH_CUR_VAL, .count = 1, .controls = one};

    return askcam_v4l2_ioctl(device, request, &all);
}

static int64_t value_of(const struct askcam_v4l2_control *control, int32_t value, int64_t wide)
{
    if (control->type == ASKCAM_CONTROL_INTEGER64) {
        return wide;
    }
    return control->type == ASKCAM_CONTROL_BITMASK ? (int64_t)(uint32_t)value : value;
}

int askcam_v4l2_control_get(const struct askcam_v4l2_device *device,
                            const struct askcam_v4l2_control *control, int64_t *value,
                            char text[ASKCAM_V4L2_CONTROL_TEXT_BYTES])
{
    const bool is_text = control->type == ASKCAM_CONTROL_STRING;
    struct v4l2_ext_control one = {.id = control->id};
    struct v4l2_control simple = {.id = control->id};

    if (is_text) {
        memset(text, 0, ASKCAM_V4L2_CONTROL_TEXT_BYTES);
        one.size = ASKCAM_V4L2_CONTROL_TEXT_BYTES - 1;
        one.string = text;
    }
    int failed = extended(device, VIDIOC_G_EXT_CTRLS, &one);
    if (failed == 0) {
        *value = is_text ? 0 : value_of(control, one.value, one.value64);
        return 0;
    }
    if (!is_wide(control)) {
        failed = askcam_v4l2_ioctl(device, VIDIOC_G_CTRL, &simple);
        *value = value_of(control, simple.value, 0);
    }
    return failed;
}

int askcam_v4l2_control_set(const struct askcam_v4l2_device *device,
                            const struct askcam_v4l2_control *control, int64_t *value,
                            const char *text)
{
    char copy[ASKCAM_V4L2_CONTROL_TEXT_BYTES]; /* V4L2 wants memory that it could write to */
    struct v4l2_ext_control one = {.id = control->id};
    struct v4l2_control simple = {.id = control->id, .value = (int32_t)(uint32_t)*value};

    if (control->type == ASKCAM_CONTROL_STRING) {
        (void)snprintf(copy, sizeof copy, "%s", text);
        one.size = (uint32_t)strlen(copy) + 1;
        one.string = copy;
    } else if (control->type == ASKCAM_CONTROL_INTEGER64) {
        one.value64 = *value;
    } else {
        one.value = simple.value;
    }
    int failed = extended(device, VIDIOC_S_EXT_CTRLS, &one);
    if (failed == 0 && control->type != ASKCAM_CONTROL_STRING) {
        *value = value_of(control, one.value, one.value64);
    }
    /* Some old drivers know the call, but only with a class: EINVAL. */
    if ((failed == -ENOTTY || failed == -EINVAL) && !is_wide(control)) {
        failed = askcam_v4l2_ioctl(device, VIDIOC_S_CTRL, &simple);
        *value = failed == 0 ? value_of(control, simple.value, 0) : *value;
    }
    return failed;
}
