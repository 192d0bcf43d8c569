/* SPDX-License-Identifier: MIT */
/* v4l2_set_controls.c - see v4l2_set_controls.h. */
#include "v4l2_set_controls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "errno_text.h"
#include "v4l2_control.h"
#include "v4l2_control_value.h"
#include "v4l2_failure.h"

enum { NEAREST = 3 };

/* One text taken apart, and the control it names. */
struct setting {
    char name[ASKCAM_V4L2_CONTROL_NAME_BYTES];
    const char *value;
    struct askcam_v4l2_control control;
};

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters must be put in, taken out or changed to make b of a: Levenshtein's distance. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[ASKCAM_V4L2_CONTROL_NAME_BYTES];
    const size_t b_bytes = strlen(b);

    for (unsigned j = 0; j <= b_bytes; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        unsigned corner = row[0]; /* of the row above */
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < b_bytes; j++) {
            const unsigned above = row[j + 1];
            const unsigned changed = corner + (a[i] != b[j] ? 1 : 0);
            row[j + 1] = least_of(changed, least_of(above, row[j]) + 1);
            corner = above;
        }
    }
    return row[b_bytes];
}

/* The controls whose names are nearest to one that is not there. */
struct nearest {
    char names[NEAREST][ASKCAM_V4L2_CONTROL_NAME_BYTES];
    unsigned distances[NEAREST];
    unsigned count;
};

static void add_nearest(struct nearest *nearest, const char *name, unsigned far)
{
    unsigned at = nearest->count;

    while (at > 0 && nearest->distances[at - 1] > far) {
        at--;
    }
    if (at == NEAREST) {
        return;
    }
    nearest->count += nearest->count < NEAREST ? 1 : 0;
    for (unsigned i = nearest->count - 1; i > at; i--) {
        memcpy(nearest->names[i], nearest->names[i - 1], sizeof nearest->names[i]);
        nearest->distances[i] = nearest->distances[i - 1];
    }
    (void)snprintf(nearest->names[at], sizeof nearest->names[at], "%s", name);
    nearest->distances[at] = far;
}

/* One whose name holds the word, or is held by it, is near whatever its length. */
static unsigned how_far(const char *wanted, const char *name)
{
    const bool holds = strstr(name, wanted) != NULL || strstr(wanted, name) != NULL;
    return holds ? 1 : distance(wanted, name) + 1;
}

static enum askcam_status no_such(const struct askcam_v4l2_device *device,
                                  const struct setting *setting, const struct nearest *nearest,
                                  struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];
    size_t used = 0;

    if (nearest->count == 0) {
        const struct askcam_error_context context = {device->path, "remove --control"};
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "the camera has no controls, so no %s",
                           setting->name);
    }
    used += (size_t)snprintf(hint, sizeof hint, "see `askcam cameras --controls`; it has");
    for (unsigned i = 0; i < nearest->count && used < sizeof hint; i++) {
        used += (size_t)snprintf(hint + used, sizeof hint - used, "%s %s", i > 0 ? "," : "",
                                 nearest->names[i]);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "the camera has no control %s", setting->name);
}

static enum askcam_status find(const struct askcam_v4l2_device *device, struct setting *setting,
                               struct askcam_error *err)
{
    struct nearest nearest = {.count = 0};
    uint32_t id = 0;

    for (unsigned i = 0; i < ASKCAM_V4L2_CONTROLS_MAX &&
                         askcam_v4l2_control_next(device, id, &setting->control) == 0;
         i++) {
        id = setting->control.id;
        if (strcmp(setting->control.name, setting->name) == 0) {
            return ASKCAM_OK;
        }
        add_nearest(&nearest, setting->control.name, how_far(setting->name, setting->control.name));
    }
    return no_such(device, setting, &nearest, err);
}

/* Why the control cannot be set whatever the value is; NULL: it can. */
static const char *obstacle(const struct askcam_v4l2_control *control, const char **hint)
{
    if (control->is_read_only) {
        *hint = "remove it";
        return "can only be read";
    }
    if (control->type == ASKCAM_CONTROL_OTHER) {
        *hint = "remove it";
        return "is an array or a structure, which cannot be set";
    }
    if (control->is_inactive) {
        *hint = "first turn off the (automatic) control that overrides it with another --control";
        return "is inactive: another control overrides it";
    }
    if (control->is_grabbed) {
        *hint = "end the other program";
        return "is in use by a program that takes pictures";
    }
    return NULL;
}

static enum askcam_status refused(const struct askcam_v4l2_device *device,
                                  const struct setting *setting, int error,
                                  struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];

    if (error == ENODEV || error == ENXIO || error == EIO) {
        return askcam_v4l2_failed(device, "VIDIOC_S_EXT_CTRLS", error, err);
    }
    askcam_v4l2_control_takes(device, &setting->control, hint, sizeof hint);
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "the driver refuses %s=%s: %s (errno %d)", setting->name, setting->value,
                       askcam_errno_text(error), error);
}

static enum askcam_status set_found(const struct askcam_v4l2_device *device,
                                    const struct setting *setting, struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];
    const char *obstacle_hint = "";
    int64_t value = 0;

    const char *why = obstacle(&setting->control, &obstacle_hint);
    if (why != NULL) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){device->path, obstacle_hint},
                           "the control %s %s", setting->name, why);
    }
    if (!askcam_v4l2_control_value(device, &setting->control, setting->value, &value)) {
        askcam_v4l2_control_takes(device, &setting->control, hint, sizeof hint);
        return askcam_fail(err, ASKCAM_ERR_USAGE, (struct askcam_error_context){"--control", hint},
                           "invalid value \"%s\" for %s on %s", setting->value, setting->name,
                           device->path);
    }
    const int64_t wanted = value;
    const int failed = askcam_v4l2_control_set(device, &setting->control, &value, setting->value);
    if (failed != 0) {
        return refused(device, setting, -failed, err);
    }
    if (value != wanted) {
        askcam_log(device->host, ASKCAM_LOG_WARNING,
                   "%s: the driver made %" PRId64 " of %s=%" PRId64, device->path, value,
                   setting->name, wanted);
    }
    return ASKCAM_OK;
}

static enum askcam_status set_one(const struct askcam_v4l2_device *device, const char *text,
                                  struct askcam_error *err)
{
    const struct askcam_error_context context = {"--control",
                                                 "use NAME=VALUE, such as brightness=128"};
    const char *equals = strchr(text, '=');
    struct setting setting;

    if (equals == NULL || equals == text) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "invalid value \"%s\"", text);
    }
    if (equals - text >= (long)sizeof setting.name) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "control name too long: %s", text);
    }
    (void)snprintf(setting.name, sizeof setting.name, "%.*s", (int)(equals - text), text);
    setting.value = equals + 1;
    const enum askcam_status status = find(device, &setting, err);
    return status == ASKCAM_OK ? set_found(device, &setting, err) : status;
}

enum askcam_status askcam_v4l2_set_controls(const struct askcam_v4l2_device *device,
                                            const struct askcam_source_options *options,
                                            struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < options->controls_count && status == ASKCAM_OK; i++) {
        status = set_one(device, options->controls[i], err);
    }
    return status;
}
