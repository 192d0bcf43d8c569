/* SPDX-License-Identifier: MIT */
/*
 * fake_v4l2_control.c - the controls of a fake camera; see fake_v4l2.h.
 *
 * As the kernel does: an integer is rounded to its step, what lies outside the range is ERANGE, a
 * menu's item that is skipped is EINVAL, and what may not be written is EACCES.
 */
#include "fake_v4l2_control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

static struct fake_control *control_of(struct fake_node *node, uint32_t id)
{
    for (size_t i = 0; i < FAKE_CONTROLS && node->controls[i].id != 0; i++) {
        if (node->controls[i].id == id) {
            return &node->controls[i];
        }
    }
    return NULL;
}

/* The control that an id of QUERYCTRL means: itself, or the next one. */
static struct fake_control *asked_for(struct fake_node *node, uint32_t id)
{
    const uint32_t next = V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND;

    if ((id & next) == 0) {
        return control_of(node, id);
    }
    for (size_t i = 0; i < FAKE_CONTROLS && node->controls[i].id != 0; i++) {
        struct fake_control *control = &node->controls[i];
        const bool is_plain = control->type < V4L2_CTRL_COMPOUND_TYPES && control->dims == 0;
        if (control->id > (id & ~next) && (is_plain || (id & V4L2_CTRL_FLAG_NEXT_COMPOUND) != 0)) {
            return control;
        }
    }
    return NULL;
}

static int query_ext(struct fake_node *node, struct v4l2_query_ext_ctrl *query)
{
    const struct fake_control *control = asked_for(node, query->id);

    if (control == NULL) {
        return -EINVAL;
    }
    *query = (struct v4l2_query_ext_ctrl){.id = control->id,
                                          .type = control->type,
                                          .minimum = control->minimum,
                                          .maximum = control->maximum,
                                          .step = control->step,
                                          .default_value = control->default_value,
                                          .flags = control->flags,
                                          .nr_of_dims = control->dims};
    (void)snprintf(query->name, sizeof query->name, "%s", control->name);
    return 0;
}

static int query_simple(struct fake_node *node, struct v4l2_queryctrl *query)
{
    const struct fake_control *control =
        asked_for(node, query->id & ~(uint32_t)V4L2_CTRL_FLAG_NEXT_COMPOUND);

    if (control == NULL) {
        return -EINVAL;
    }
    *query = (struct v4l2_queryctrl){.id = control->id,
                                     .type = control->type,
                                     .minimum = (int32_t)control->minimum,
                                     .maximum = (int32_t)control->maximum,
                                     .step = (int32_t)control->step,
                                     .default_value = (int32_t)control->default_value,
                                     .flags = control->flags};
    (void)snprintf((char *)query->name, sizeof query->name, "%s", control->name);
    return 0;
}

static bool has_item(const struct fake_control *control, int64_t index)
{
    return index >= control->minimum && index <= control->maximum &&
           (control->type == V4L2_CTRL_TYPE_INTEGER_MENU || control->items[index] != NULL);
}

static int query_menu(struct fake_node *node, struct v4l2_querymenu *menu)
{
    const struct fake_control *control = control_of(node, menu->id);

    if (control == NULL || !has_item(control, menu->index)) {
        return -EINVAL;
    }
    if (control->type == V4L2_CTRL_TYPE_INTEGER_MENU) {
        menu->value = control->numbers[menu->index];
    } else {
        (void)snprintf((char *)menu->name, sizeof menu->name, "%s", control->items[menu->index]);
    }
    return 0;
}

static int set_number(struct fake_control *control, int64_t *value)
{
    const bool is_menu =
        control->type == V4L2_CTRL_TYPE_MENU || control->type == V4L2_CTRL_TYPE_INTEGER_MENU;

    if ((control->flags & V4L2_CTRL_FLAG_READ_ONLY) != 0) {
        return -EACCES;
    }
    if (control->type == V4L2_CTRL_TYPE_BITMASK) {
        *value &= control->maximum;
    } else if (*value < control->minimum || *value > control->maximum) {
        return -ERANGE;
    }
    if (is_menu && !has_item(control, *value)) {
        return -EINVAL;
    }
    if (control->type == V4L2_CTRL_TYPE_INTEGER && control->step > 1) {
        const int64_t step = (int64_t)control->step;
        *value = control->minimum + (*value - control->minimum + step / 2) / step * step;
    }
    control->value = *value;
    control->sets++;
    return 0;
}

static int set_text(struct fake_control *control, const char *text, uint32_t bytes)
{
    if (bytes == 0 || text[bytes - 1] != '\0' || (int64_t)bytes - 1 > control->maximum) {
        return -ERANGE;
    }
    (void)snprintf(control->text, sizeof control->text, "%s", text);
    control->sets++;
    return 0;
}

/* A control may make others active: those behind it, as far as its master count says. */
static void rule(struct fake_node *node, const struct fake_control *control)
{
    const size_t at = (size_t)(control - node->controls);

    for (size_t i = 1; i <= control->rules && at + i < FAKE_CONTROLS; i++) {
        uint32_t *flags = &node->controls[at + i].flags;
        *flags = control->value == control->frees_at ? *flags & ~(uint32_t)V4L2_CTRL_FLAG_INACTIVE
                                                     : *flags | V4L2_CTRL_FLAG_INACTIVE;
    }
}

static int ext(struct fake_node *node, struct v4l2_ext_controls *all, bool set)
{
    struct v4l2_ext_control *one = all->controls;
    struct fake_control *control = control_of(node, one->id);

    if (control == NULL || all->count != 1) {
        return -EINVAL;
    }
    const bool is_text = control->type == V4L2_CTRL_TYPE_STRING;
    const bool is_wide = control->type == V4L2_CTRL_TYPE_INTEGER64;
    if (is_text && !set) {
        const size_t bytes = strlen(control->text) + 1;
        if (one->size < bytes) {
            return -ENOSPC;
        }
        memcpy(one->string, control->text, bytes);
        return 0;
    }
    if (is_text) {
        return set_text(control, one->string, one->size);
    }
    int64_t value = is_wide ? one->value64 : one->value;
    if (!is_wide && control->type == V4L2_CTRL_TYPE_BITMASK) {
        value = (uint32_t)one->value;
    }
    const int failed = set ? set_number(control, &value) : 0;
    if (failed != 0) {
        return failed;
    }
    rule(node, control);
    if (is_wide) {
        one->value64 = control->value;
    } else {
        one->value = (int32_t)control->value;
    }
    return 0;
}

static int simple(struct fake_node *node, struct v4l2_control *one, bool set)
{
    struct fake_control *control = control_of(node, one->id);
    int64_t value = one->value;

    if (control == NULL) {
        return -EINVAL;
    }
    const int failed = set ? set_number(control, &value) : 0;
    rule(node, control);
    one->value = (int32_t)control->value;
    return failed;
}

int fake_v4l2_control_ioctl(struct fake_v4l2 *fake, struct fake_node *node, unsigned long request,
                            void *arg)
{
    const bool is_new = !fake->lacks_ext_controls;

    switch (request) {
    case VIDIOC_QUERY_EXT_CTRL:
        return is_new ? query_ext(node, arg) : -ENOTTY;
    case VIDIOC_G_EXT_CTRLS:
    case VIDIOC_S_EXT_CTRLS:
        return is_new ? ext(node, arg, request == VIDIOC_S_EXT_CTRLS) : -ENOTTY;
    case VIDIOC_QUERYCTRL:
        return query_simple(node, arg);
    case VIDIOC_QUERYMENU:
        return query_menu(node, arg);
    case VIDIOC_G_CTRL:
    case VIDIOC_S_CTRL:
        return simple(node, arg, request == VIDIOC_S_CTRL);
    default:
        return -ENOTTY;
    }
}
