/* SPDX-License-Identifier: MIT */
/*
 * v4l2_mode.c - see v4l2_mode.h.
 *
 * An offer is a format of the camera.  The list is put in the order of preference once; then the
 * first offer with the best size wins, so ties go to the preferred format.
 */
#include "v4l2_mode.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "v4l2_failure.h"
#include "v4l2_picture_format.h"
#include "v4l2_rate.h"
#include "v4l2_size.h"

enum {
    OFFERS_MAX = 128, /* vivid has 83 */
    OFFERS_TEXT_BYTES = 200,
};

struct offers {
    uint32_t fourcc[OFFERS_MAX];
    unsigned count;
};

static void ask_offers(const struct askcam_v4l2_device *device, struct offers *offers)
{
    offers->count = 0;
    while (offers->count < OFFERS_MAX &&
           askcam_v4l2_enum_format(device, offers->count, &offers->fourcc[offers->count], NULL) ==
               0) {
        offers->count++;
    }
}

static bool has(const struct offers *offers, uint32_t fourcc)
{
    for (unsigned i = 0; i < offers->count; i++) {
        if (offers->fourcc[i] == fourcc) {
            return true;
        }
    }
    return false;
}

/* Those that are taken as they are, in the order of preference; else those that can be converted.
 */
static void rank(const struct offers *all, struct offers *ranked)
{
    ranked->count = 0;
    for (size_t i = 0; i < ASKCAM_V4L2_FORMATS_COUNT; i++) {
        if (has(all, ASKCAM_V4L2_FORMATS[i].fourcc)) {
            ranked->fourcc[ranked->count++] = ASKCAM_V4L2_FORMATS[i].fourcc;
        }
    }
    for (unsigned i = 0; ranked->count == 0 && i < all->count; i++) {
        if (askcam_v4l2_conversion(all->fourcc[i]) != NULL) {
            ranked->fourcc[ranked->count++] = all->fourcc[i];
        }
    }
}

static void offers_text(const struct offers *offers, char *text, size_t text_bytes)
{
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < offers->count && used < text_bytes; i++) {
        char name[ASKCAM_FOURCC_BYTES];
        askcam_fourcc_text(offers->fourcc[i], name);
        used += (size_t)snprintf(text + used, text_bytes - used, "%s%s", i > 0 ? " " : "", name);
    }
}

static enum askcam_status lacks(const struct askcam_v4l2_device *device, const char *format,
                                const struct offers *all, struct askcam_error *err)
{
    char names[OFFERS_TEXT_BYTES];
    char hint[OFFERS_TEXT_BYTES + 32];

    offers_text(all, names, sizeof names);
    (void)snprintf(hint, sizeof hint, "it has: %s", all->count > 0 ? names : "none");
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "the camera has no format %s", format);
}

/* The offer that the text names, without regard to case if it is not there as written; or 0. */
static uint32_t named_offer(const struct offers *all, const char *format)
{
    const uint32_t exact = askcam_fourcc(format);

    if (has(all, exact)) {
        return exact;
    }
    for (unsigned i = 0; i < all->count; i++) {
        char name[ASKCAM_FOURCC_BYTES];
        askcam_fourcc_text(all->fourcc[i], name);
        if (strcasecmp(name, format) == 0) {
            return all->fourcc[i];
        }
    }
    return 0;
}

static bool is_forced(const struct askcam_source_options *options)
{
    return options->format[0] != '\0' && strcmp(options->format, "auto") != 0;
}

/* What may be chosen from. */
static enum askcam_status choices(const struct askcam_v4l2_device *device,
                                  const struct askcam_source_options *options,
                                  struct offers *ranked, struct askcam_error *err)
{
    struct offers all = {.count = 0};

    if (is_forced(options) && askcam_fourcc(options->format) == 0) {
        return askcam_fail(
            err, ASKCAM_ERR_USAGE,
            (struct askcam_error_context){"--format", "use one such as MJPG or YUYV"},
            "not a four-character code");
    }
    ask_offers(device, &all);
    if (!is_forced(options)) {
        rank(&all, ranked);
        return ranked->count > 0 ? ASKCAM_OK : lacks(device, "that askcam can read", &all, err);
    }
    ranked->fourcc[0] = named_offer(&all, options->format);
    ranked->count = 1;
    if (ranked->fourcc[0] == 0) {
        return lacks(device, options->format, &all, err);
    }
    if (askcam_v4l2_format(ranked->fourcc[0]) == NULL &&
        askcam_v4l2_conversion(ranked->fourcc[0]) == NULL) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){device->path, "use --format auto"},
                           "askcam cannot read the format %s", options->format);
    }
    return ASKCAM_OK;
}

static uint32_t choose(const struct askcam_v4l2_device *device, const struct offers *ranked,
                       const struct askcam_v4l2_wanted_size *wanted, struct askcam_v4l2_size *size)
{
    uint32_t best = ranked->fourcc[0];

    *size = askcam_v4l2_best_size(device, best, wanted);
    for (unsigned i = 1; i < ranked->count; i++) {
        const struct askcam_v4l2_size here =
            askcam_v4l2_best_size(device, ranked->fourcc[i], wanted);
        if (askcam_v4l2_size_better(wanted, here, *size)) {
            best = ranked->fourcc[i];
            *size = here;
        }
    }
    return best;
}

/* The driver may have changed the mode; it must still be one that can be read. */
static enum askcam_status check(const struct askcam_v4l2_device *device, uint32_t fourcc,
                                const struct askcam_v4l2_layout *layout, struct askcam_error *err)
{
    const struct askcam_error_context context = {device->path, "use another --format or --size"};
    const unsigned areas = layout->format != NULL ? layout->format->memory_planes : 1;
    char got[ASKCAM_FOURCC_BYTES];
    char wanted[ASKCAM_FOURCC_BYTES];

    askcam_fourcc_text(layout->fourcc, got);
    askcam_fourcc_text(fourcc, wanted);
    if (layout->fourcc != fourcc) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "the driver offers %s but gives %s",
                           wanted, got);
    }
    if (layout->width_px == 0 || layout->height_px == 0 ||
        layout->width_px > ASKCAM_V4L2_MAX_SIDE || layout->height_px > ASKCAM_V4L2_MAX_SIDE) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "the driver reports a size of %ux%u",
                           layout->width_px, layout->height_px);
    }
    if (layout->memory_planes != areas) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "the driver splits %s in %u, not %u",
                           got, layout->memory_planes, areas);
    }
    return ASKCAM_OK;
}

static void report_size(const struct askcam_v4l2_device *device,
                        const struct askcam_v4l2_wanted_size *wanted,
                        const struct askcam_v4l2_layout *layout)
{
    char name[ASKCAM_FOURCC_BYTES];

    askcam_fourcc_text(layout->fourcc, name);
    if (wanted->is_named && (layout->width_px != wanted->size.width_px ||
                             layout->height_px != wanted->size.height_px)) {
        askcam_log(device->host, ASKCAM_LOG_WARNING, "%s has no %ux%u; using the nearest, %ux%u",
                   device->path, wanted->size.width_px, wanted->size.height_px, layout->width_px,
                   layout->height_px);
    }
    askcam_log(device->host, ASKCAM_LOG_INFO, "%s: %s, %s %ux%u", device->path, device->card, name,
               layout->width_px, layout->height_px);
}

enum askcam_status askcam_v4l2_set_mode(const struct askcam_v4l2_device *device,
                                        const struct askcam_source_options *options,
                                        struct askcam_v4l2_layout *layout, struct askcam_error *err)
{
    const struct askcam_v4l2_wanted_size wanted =
        askcam_v4l2_wanted_size(options->width_px, options->height_px);
    struct askcam_v4l2_size size;
    struct offers ranked = {.count = 0};

    enum askcam_status status = choices(device, options, &ranked, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    const uint32_t fourcc = choose(device, &ranked, &wanted, &size);
    const int failed = askcam_v4l2_set_format(device, fourcc, size, layout);
    if (failed != 0) {
        return askcam_v4l2_failed(device, "VIDIOC_S_FMT", -failed, err);
    }
    status = check(device, fourcc, layout, err);
    if (status == ASKCAM_OK) {
        report_size(device, &wanted, layout);
        askcam_v4l2_set_rate(device, fourcc,
                             (struct askcam_v4l2_size){layout->width_px, layout->height_px});
    }
    return status;
}
