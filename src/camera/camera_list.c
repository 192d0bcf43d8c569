/* SPDX-License-Identifier: MIT */
/* camera_list.c - see camera_list.h. */
#include "camera_list.h"

#include <errno.h>

#include <linux/videodev2.h>

#include "v4l2_control.h"
#include "v4l2_device.h"
#include "v4l2_failure.h"
#include "v4l2_format.h"
#include "v4l2_io.h"
#include "v4l2_picture_format.h"
#include "v4l2_rate.h"
#include "v4l2_size.h"

enum {
    FORMATS_MAX = 256, /* bounds the lists of a faulty driver */
    SIZES_MAX = 512,
};

struct list {
    const struct askcam_camera_callbacks *callbacks;
    struct askcam_v4l2_device device;
    unsigned count; /* devices reported */
};

static void report_mode(const struct list *list, uint32_t fourcc, struct askcam_camera_mode *mode)
{
    const struct askcam_v4l2_size size = {mode->max_width_px, mode->max_height_px};
    uint32_t rates_mhz[ASKCAM_V4L2_RATES];

    mode->rates_count = askcam_v4l2_rates(&list->device, fourcc, size, rates_mhz);
    mode->rates_mhz = rates_mhz;
    list->callbacks->mode(list->callbacks->ctx, mode);
}

static void set_sizes(struct askcam_camera_mode *mode, const struct v4l2_frmsizeenum *entry)
{
    if (entry->type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        mode->width_px = mode->max_width_px = entry->discrete.width;
        mode->height_px = mode->max_height_px = entry->discrete.height;
        mode->step_width_px = mode->step_height_px = 0;
        return;
    }
    mode->width_px = entry->stepwise.min_width;
    mode->height_px = entry->stepwise.min_height;
    mode->max_width_px = entry->stepwise.max_width;
    mode->max_height_px = entry->stepwise.max_height;
    mode->step_width_px = entry->stepwise.step_width;
    mode->step_height_px = entry->stepwise.step_height;
}

static void report_format(const struct list *list, uint32_t fourcc, const char *description)
{
    struct askcam_camera_mode mode = {.description = description,
                                      .direct = askcam_v4l2_format(fourcc) != NULL};
    uint32_t index = 0;

    askcam_fourcc_text(fourcc, mode.fourcc);
    for (; index < SIZES_MAX; index++) {
        struct v4l2_frmsizeenum entry = {.index = index, .pixel_format = fourcc};
        if (askcam_v4l2_ioctl(&list->device, VIDIOC_ENUM_FRAMESIZES, &entry) != 0) {
            break;
        }
        set_sizes(&mode, &entry);
        report_mode(list, fourcc, &mode);
        if (entry.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
            return; /* a range is the only entry */
        }
    }
    if (index == 0) { /* the driver lists none: report the one that would be used */
        const struct askcam_v4l2_wanted_size wanted = askcam_v4l2_wanted_size(0, 0);
        const struct askcam_v4l2_size size = askcam_v4l2_best_size(&list->device, fourcc, &wanted);
        mode.width_px = mode.max_width_px = size.width_px;
        mode.height_px = mode.max_height_px = size.height_px;
        report_mode(list, fourcc, &mode);
    }
}

static void report_device(struct list *list, const char *dev_dir, const char *problem)
{
    const struct askcam_v4l2_device *device = &list->device;
    char by_id[ASKCAM_NODE_PATH_BYTES];

    askcam_node_by_id(dev_dir, device->path, by_id, sizeof by_id);
    const struct askcam_camera_device reported = {.path = device->path,
                                                  .card = device->card,
                                                  .driver = device->driver,
                                                  .bus = device->bus,
                                                  .by_id = by_id,
                                                  .multiplanar = device->multiplanar,
                                                  .problem = problem};
    list->count++;
    if (list->callbacks->device != NULL) {
        list->callbacks->device(list->callbacks->ctx, &reported);
    }
}

static void report_modes(const struct list *list)
{
    char description[sizeof((struct v4l2_fmtdesc *)0)->description];
    uint32_t fourcc = 0;

    if (list->callbacks->mode == NULL) {
        return;
    }
    for (uint32_t i = 0; i < FORMATS_MAX; i++) {
        if (askcam_v4l2_enum_format(&list->device, i, &fourcc, description) != 0) {
            return;
        }
        report_format(list, fourcc, description);
    }
}

/* The items of a menu; names holds their texts.  Returns how many. */
static uint32_t list_items(const struct list *list, const struct askcam_v4l2_control *control,
                           struct askcam_v4l2_menu_item names[ASKCAM_V4L2_MENU_MAX],
                           struct askcam_camera_item items[ASKCAM_V4L2_MENU_MAX])
{
    uint32_t count = 0;

    if (control->type != ASKCAM_CONTROL_MENU && control->type != ASKCAM_CONTROL_INTEGER_MENU) {
        return 0;
    }
    for (int64_t i = 0; i < ASKCAM_V4L2_MENU_MAX && control->minimum + i <= control->maximum; i++) {
        const uint32_t index = (uint32_t)(control->minimum + i);
        if (askcam_v4l2_control_item(&list->device, control, index, &names[count]) == 0) {
            items[count] = (struct askcam_camera_item){index, names[count].name};
            count++;
        }
    }
    return count;
}

static void report_control(const struct list *list, const struct askcam_v4l2_control *control)
{
    char text[ASKCAM_V4L2_CONTROL_TEXT_BYTES] = "";
    struct askcam_v4l2_menu_item names[ASKCAM_V4L2_MENU_MAX];
    struct askcam_camera_item items[ASKCAM_V4L2_MENU_MAX];
    const bool is_other = control->type == ASKCAM_CONTROL_OTHER;
    const bool is_button = control->type == ASKCAM_CONTROL_BUTTON;
    struct askcam_camera_control reported = {.name = control->name,
                                             .title = control->title,
                                             .type = askcam_v4l2_control_type_text(control->type),
                                             .has_range = !is_other && !is_button,
                                             .minimum = control->minimum,
                                             .maximum = control->maximum,
                                             .step = control->step,
                                             .default_value = control->default_value,
                                             .read_only = control->is_read_only,
                                             .inactive = control->is_inactive,
                                             .items = items};

    reported.items_count = list_items(list, control, names, items);
    reported.has_value =
        !is_other && !is_button && !control->is_write_only &&
        askcam_v4l2_control_get(&list->device, control, &reported.value, text) == 0;
    if (control->type == ASKCAM_CONTROL_STRING && reported.has_value) {
        askcam_v4l2_ascii(text);
        reported.text = text;
    }
    list->callbacks->control(list->callbacks->ctx, &reported);
}

static void report_controls(const struct list *list)
{
    struct askcam_v4l2_control control = {.id = 0};

    for (unsigned i = 0; i < ASKCAM_V4L2_CONTROLS_MAX && list->callbacks->control != NULL; i++) {
        if (askcam_v4l2_control_next(&list->device, control.id, &control) != 0) {
            return;
        }
        report_control(list, &control);
    }
}

static const char *problem_of(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return "no permission";
    case EBUSY:
        return "busy";
    default:
        return NULL; /* no camera, or none any more */
    }
}

static void report_node(struct list *list, const struct askcam_v4l2_io *io,
                        const struct askcam_host *host, unsigned number)
{
    char path[ASKCAM_NODE_PATH_BYTES];

    const int failed = askcam_node_path(io->dev_dir, number, path)
                           ? askcam_v4l2_device_probe(&list->device, io, host, path)
                           : -ENAMETOOLONG;
    if (failed != 0) {
        const char *problem = problem_of(-failed);
        if (problem != NULL) {
            report_device(list, io->dev_dir, problem);
        }
        return;
    }
    if (list->device.is_capture) {
        report_device(list, io->dev_dir, "");
        report_modes(list);
        report_controls(list);
    }
    askcam_v4l2_device_close(&list->device);
}

enum askcam_status askcam_cameras_of(const struct askcam_v4l2_io *io,
                                     const struct askcam_host *host,
                                     const struct askcam_camera_callbacks *callbacks,
                                     struct askcam_error *err)
{
    struct list list = {.callbacks = callbacks};
    unsigned numbers[ASKCAM_NODES];
    const unsigned count = askcam_nodes(io->dev_dir, numbers);

    for (unsigned i = 0; i < count; i++) {
        report_node(&list, io, host, numbers[i]);
    }
    return list.count > 0 ? ASKCAM_OK : askcam_v4l2_none(err);
}

enum askcam_status askcam_cameras(const struct askcam_host *host,
                                  const struct askcam_camera_callbacks *callbacks,
                                  struct askcam_error *err)
{
    return askcam_cameras_of(&ASKCAM_V4L2_IO_REAL, host, callbacks, err);
}
