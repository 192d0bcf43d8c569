/* SPDX-License-Identifier: MIT */
/* v4l2_control_value.c - see v4l2_control_value.h. */
#include "v4l2_control_value.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_menu(const struct askcam_v4l2_control *control)
{
    return control->type == ASKCAM_CONTROL_MENU || control->type == ASKCAM_CONTROL_INTEGER_MENU;
}

/* The whole text as a number; strtoll() alone would take leading blanks, and 010 as eight. */
static bool read_number(const char *text, int64_t *value)
{
    const char *digits = text[0] == '-' ? text + 1 : text;
    const bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    char *end = NULL;

    if (!isdigit((unsigned char)digits[0])) {
        return false;
    }
    errno = 0;
    const long long read = strtoll(text, &end, is_hex ? 16 : 10);
    if (errno != 0 || *end != '\0') {
        return false;
    }
    *value = read;
    return true;
}

static bool read_boolean(const char *text, int64_t *value)
{
    static const struct {
        const char *word;
        int64_t value;
    } words[] = {{"true", 1}, {"false", 0}, {"on", 1}, {"off", 0}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(words[i].word, text) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return read_number(text, value) && (*value == 0 || *value == 1);
}

/* The last index of a menu that is read. */
static int64_t last_item(const struct askcam_v4l2_control *control)
{
    const int64_t most = control->minimum + ASKCAM_V4L2_MENU_MAX - 1;
    return control->maximum < most ? control->maximum : most;
}

/* An item's name is accepted as the driver writes it, or as control names are written. */
static bool names_item(const char *text, const char *name)
{
    char as_name[ASKCAM_V4L2_CONTROL_NAME_BYTES];

    askcam_v4l2_control_name(name, as_name);
    return strcasecmp(text, name) == 0 || (as_name[0] != '\0' && strcmp(text, as_name) == 0);
}

static bool read_item(const struct askcam_v4l2_device *device,
                      const struct askcam_v4l2_control *control, const char *text, int64_t *value)
{
    struct askcam_v4l2_menu_item item;
    int64_t number = 0;

    if (read_number(text, &number)) {
        const bool is_there =
            number >= control->minimum && number <= control->maximum &&
            askcam_v4l2_control_item(device, control, (uint32_t)number, &item) == 0;
        *value = is_there ? number : *value;
        return is_there;
    }
    for (int64_t i = control->minimum; i <= last_item(control); i++) {
        if (askcam_v4l2_control_item(device, control, (uint32_t)i, &item) == 0 &&
            names_item(text, item.name)) {
            *value = i;
            return true;
        }
    }
    return false;
}

static bool fits_text(const struct askcam_v4l2_control *control, const char *text)
{
    const int64_t bytes = (int64_t)strlen(text);
    const int64_t step = control->step > 0 ? (int64_t)control->step : 1;

    return bytes < ASKCAM_V4L2_CONTROL_TEXT_BYTES && bytes >= control->minimum &&
           bytes <= control->maximum && (bytes - control->minimum) % step == 0;
}

bool askcam_v4l2_control_value(const struct askcam_v4l2_device *device,
                               const struct askcam_v4l2_control *control, const char *text,
                               int64_t *value)
{
    int64_t read = 0;
    bool fits = false;

    if (is_menu(control)) {
        return read_item(device, control, text, value);
    }
    if (control->type == ASKCAM_CONTROL_STRING) {
        return fits_text(control, text);
    }
    if (control->type == ASKCAM_CONTROL_BOOLEAN || control->type == ASKCAM_CONTROL_BUTTON) {
        fits = read_boolean(text, &read) && (control->type == ASKCAM_CONTROL_BOOLEAN || read == 1);
    } else if (control->type == ASKCAM_CONTROL_BITMASK) {
        fits = read_number(text, &read) && read >= 0 && (read & ~control->maximum) == 0;
    } else if (control->type != ASKCAM_CONTROL_OTHER) {
        fits = read_number(text, &read) && read >= control->minimum && read <= control->maximum;
    }
    *value = fits ? read : *value;
    return fits;
}

static void menu_text(const struct askcam_v4l2_device *device,
                      const struct askcam_v4l2_control *control, char *text, size_t text_bytes)
{
    struct askcam_v4l2_menu_item item;
    size_t used = 0;

    used += (size_t)snprintf(text, text_bytes, "give");
    for (int64_t i = control->minimum; i <= last_item(control) && used < text_bytes; i++) {
        if (askcam_v4l2_control_item(device, control, (uint32_t)i, &item) == 0) {
            used += (size_t)snprintf(text + used, text_bytes - used, "%s %" PRId64 " (%s)",
                                     used > 4 ? "," : "", i, item.name);
        }
    }
}

void askcam_v4l2_control_takes(const struct askcam_v4l2_device *device,
                               const struct askcam_v4l2_control *control, char *text,
                               size_t text_bytes)
{
    switch (control->type) { /* no default: a new type must be placed here */
    case ASKCAM_CONTROL_INTEGER:
    case ASKCAM_CONTROL_INTEGER64:
        (void)snprintf(text, text_bytes, "use a whole number from %" PRId64 " to %" PRId64,
                       control->minimum, control->maximum);
        return;
    case ASKCAM_CONTROL_BOOLEAN:
        (void)snprintf(text, text_bytes, "use 0 or 1");
        return;
    case ASKCAM_CONTROL_BITMASK:
        (void)snprintf(text, text_bytes, "use bits out of 0x%" PRIx64, (uint64_t)control->maximum);
        return;
    case ASKCAM_CONTROL_STRING:
        (void)snprintf(text, text_bytes,
                       "use a text of %" PRId64 " to %" PRId64 " bytes in steps of %" PRIu64,
                       control->minimum, control->maximum, control->step);
        return;
    case ASKCAM_CONTROL_BUTTON:
        (void)snprintf(text, text_bytes, "use 1 to press it");
        return;
    case ASKCAM_CONTROL_MENU:
    case ASKCAM_CONTROL_INTEGER_MENU:
        menu_text(device, control, text, text_bytes);
        return;
    case ASKCAM_CONTROL_OTHER:
        break;
    }
    (void)snprintf(text, text_bytes, "remove it; arrays and structures cannot be set");
}
