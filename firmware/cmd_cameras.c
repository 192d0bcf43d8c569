/* SPDX-License-Identifier: MIT */
/* cmd_cameras.c - askcam cameras: the cameras, and what they can do. */
#include <inttypes.h>
#include <string.h>

#include "camera_list.h"
#include "json_line.h"
#include "print.h"
#include "program.h"

static void text_device(void *ctx, const struct askcam_camera_device *device)
{
    struct out *out = ctx;

    print_text(out, "%s  %s (%s%s, %s)\n", device->path, device->card, device->driver,
               device->multiplanar ? ", multi-planar" : "", device->bus);
    if (device->by_id[0] != '\0') {
        print_text(out, "  %s\n", device->by_id);
    }
    if (device->problem[0] != '\0') {
        print_text(out, "  %s\n", device->problem);
    }
}

static void text_rates(struct out *out, const struct askcam_camera_mode *mode)
{
    for (uint32_t i = 0; i < mode->rates_count; i++) {
        const uint32_t rate = mode->rates_mhz[i];
        print_text(out, "%s%" PRIu32, i == 0 ? "  " : ", ", rate / 1000);
        if (rate % 1000 != 0) {
            print_text(out, ".%" PRIu32, rate % 1000 / 100);
        }
    }
    print_text(out, "%s\n", mode->rates_count > 0 ? " fps" : "");
}

static void text_mode(void *ctx, const struct askcam_camera_mode *mode)
{
    struct out *out = ctx;

    print_text(out, "  %-4s%s  %" PRIu32 "x%" PRIu32, mode->fourcc, mode->direct ? " " : "*",
               mode->width_px, mode->height_px);
    if (mode->max_width_px != mode->width_px || mode->max_height_px != mode->height_px) {
        print_text(out, " to %" PRIu32 "x%" PRIu32, mode->max_width_px, mode->max_height_px);
        print_text(out, " in steps of %" PRIu32 "x%" PRIu32, mode->step_width_px,
                   mode->step_height_px);
    }
    text_rates(out, mode);
}

/* The range of a string is that of its bytes. */
static void text_range(struct out *out, const struct askcam_camera_control *control)
{
    if (!control->has_range) {
        return;
    }
    if (control->items_count == 0) {
        print_text(out, "  %" PRId64 " to %" PRId64, control->minimum, control->maximum);
        if (control->step > 1) {
            print_text(out, " in steps of %" PRIu64, control->step);
        }
    }
    print_text(out, "  (default %" PRId64 ")", control->default_value);
}

static void text_control(void *ctx, const struct askcam_camera_control *control)
{
    struct out *out = ctx;

    print_text(out, "  %s", control->name);
    if (control->text != NULL) {
        print_text(out, "=\"%s\"", control->text);
    } else if (control->has_value) {
        print_text(out, "=%" PRId64, control->value);
    }
    print_text(out, "  %s", control->type);
    text_range(out, control);
    print_text(out, "%s%s\n", control->read_only ? "  read only" : "",
               control->inactive ? "  inactive" : "");
    for (uint32_t i = 0; i < control->items_count; i++) {
        print_text(out, "    %" PRIu32 "  %s\n", control->items[i].index, control->items[i].name);
    }
}

/* The JSON line of a device stays open while its modes and then its controls are added. */
struct json_cameras {
    struct out *out;
    struct askcam_json_line line;
    bool lists_controls;
    bool is_open;
    bool is_at_controls;
};

static void json_begin_controls(struct json_cameras *cameras)
{
    if (cameras->lists_controls && !cameras->is_at_controls) {
        askcam_json_line_array_end(&cameras->line);
        askcam_json_line_array_begin(&cameras->line, "controls");
        cameras->is_at_controls = true;
    }
}

static void json_close(struct json_cameras *cameras)
{
    if (cameras->is_open) {
        json_begin_controls(cameras); /* a camera without any has an empty list */
        askcam_json_line_array_end(&cameras->line);
        (void)askcam_json_line_end(&cameras->line); /* stays in out->status */
    }
    cameras->is_open = false;
}

static void json_device(void *ctx, const struct askcam_camera_device *device)
{
    struct json_cameras *cameras = ctx;

    json_close(cameras);
    askcam_json_line_begin(&cameras->line, out_sink(cameras->out), "camera");
    askcam_json_line_text(&cameras->line, "path", device->path);
    askcam_json_line_text(&cameras->line, "card", device->card);
    askcam_json_line_text(&cameras->line, "driver", device->driver);
    askcam_json_line_text(&cameras->line, "bus", device->bus);
    askcam_json_line_text(&cameras->line, "by_id", device->by_id);
    askcam_json_line_bool(&cameras->line, "multiplanar", device->multiplanar);
    askcam_json_line_text(&cameras->line, "problem", device->problem);
    askcam_json_line_array_begin(&cameras->line, "modes");
    cameras->is_open = true;
    cameras->is_at_controls = false;
}

static void json_mode(void *ctx, const struct askcam_camera_mode *mode)
{
    struct json_cameras *cameras = ctx;
    struct askcam_json_line *line = &cameras->line;

    askcam_json_line_item_begin(line);
    askcam_json_line_text(line, "format", mode->fourcc);
    askcam_json_line_text(line, "description", mode->description);
    askcam_json_line_bool(line, "direct", mode->direct);
    askcam_json_line_integer(line, "width", mode->width_px);
    askcam_json_line_integer(line, "height", mode->height_px);
    if (mode->max_width_px != mode->width_px || mode->max_height_px != mode->height_px) {
        askcam_json_line_integer(line, "max_width", mode->max_width_px);
        askcam_json_line_integer(line, "max_height", mode->max_height_px);
        askcam_json_line_integer(line, "step_width", mode->step_width_px);
        askcam_json_line_integer(line, "step_height", mode->step_height_px);
    }
    askcam_json_line_array_begin(line, "fps");
    for (uint32_t i = 0; i < mode->rates_count; i++) {
        askcam_json_line_element(line, mode->rates_mhz[i] / 1000.0);
    }
    askcam_json_line_array_end(line);
    askcam_json_line_item_end(line);
}

static void json_items(struct askcam_json_line *line, const struct askcam_camera_control *control)
{
    askcam_json_line_array_begin(line, "items");
    for (uint32_t i = 0; i < control->items_count; i++) {
        askcam_json_line_item_begin(line);
        askcam_json_line_integer(line, "value", control->items[i].index);
        askcam_json_line_text(line, "name", control->items[i].name);
        askcam_json_line_item_end(line);
    }
    askcam_json_line_array_end(line);
}

static void json_control(void *ctx, const struct askcam_camera_control *control)
{
    struct json_cameras *cameras = ctx;
    struct askcam_json_line *line = &cameras->line;

    json_begin_controls(cameras);
    askcam_json_line_item_begin(line);
    askcam_json_line_text(line, "name", control->name);
    askcam_json_line_text(line, "title", control->title);
    askcam_json_line_text(line, "type", control->type);
    if (control->has_range) {
        askcam_json_line_integer(line, "minimum", control->minimum);
        askcam_json_line_integer(line, "maximum", control->maximum);
        askcam_json_line_integer(line, "step", (int64_t)control->step);
        askcam_json_line_integer(line, "default", control->default_value);
    }
    if (control->text != NULL) {
        askcam_json_line_bytes(line, "value", control->text, strlen(control->text));
    } else if (control->has_value) {
        askcam_json_line_integer(line, "value", control->value);
    }
    askcam_json_line_bool(line, "read_only", control->read_only);
    askcam_json_line_bool(line, "inactive", control->inactive);
    if (control->items_count > 0) {
        json_items(line, control);
    }
    askcam_json_line_item_end(line);
}

enum askcam_status cmd_cameras(struct program *program, struct askcam_error *err)
{
    const bool lists_controls = program->options->lists_controls;
    struct json_cameras cameras = {.out = program->out, .lists_controls = lists_controls};
    const struct askcam_camera_callbacks text = {.ctx = program->out,
                                                 .device = text_device,
                                                 .mode = text_mode,
                                                 .control = lists_controls ? text_control : NULL};
    const struct askcam_camera_callbacks json = {.ctx = &cameras,
                                                 .device = json_device,
                                                 .mode = json_mode,
                                                 .control = lists_controls ? json_control : NULL};

    const bool as_json = program->options->output_json != 0;
    const enum askcam_status status = askcam_cameras(program->host, as_json ? &json : &text, err);
    json_close(&cameras);
    if (status == ASKCAM_OK && !as_json) {
        print_text(program->out, "(* converted by libv4l2)\n");
    }
    return status == ASKCAM_OK ? program->out->status : status;
}
