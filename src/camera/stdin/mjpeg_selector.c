/* SPDX-License-Identifier: MIT */
/*
 * mjpeg_selector.c - see mjpeg_selector.h.
 *
 * The splitter finds where pictures start and end; their bytes are collected in `pictures`, behind
 * the kept one.
 */
#include "mjpeg_selector.h"

#include "picture.h"

void askcam_mjpeg_selector_init(struct askcam_mjpeg_selector *selector,
                                const struct askcam_host *host, const char *name, int warmup,
                                size_t picture_max_bytes)
{
    *selector =
        (struct askcam_mjpeg_selector){.host = host, .name = name, .good_ms = askcam_now_ms(host)};
    selector->pictures.max_bytes = picture_max_bytes;
    askcam_settle_init(&selector->settle, warmup);
    askcam_mjpeg_split_init(&selector->split);
}

void askcam_mjpeg_selector_begin(struct askcam_mjpeg_selector *selector)
{
    selector->good_ms = askcam_now_ms(selector->host);
    selector->begun_ms = selector->good_ms; /* its bytes were not read meanwhile */
    if (!selector->is_inside) {
        selector->pictures.incoming_bytes = 0;
    }
    if (!selector->has_newest) {
        askcam_picture_buffer_forget(&selector->pictures);
    }
}

void askcam_mjpeg_selector_restart(struct askcam_mjpeg_selector *selector)
{
    selector->is_inside = false;
    selector->has_newest = false;
    selector->before_px = 0;
    selector->good = 0;
    selector->broken = 0;
    selector->good_ms = askcam_now_ms(selector->host);
    selector->pictures.incoming_bytes = 0;
    askcam_picture_buffer_forget(&selector->pictures);
    askcam_mjpeg_split_init(&selector->split);
}

static void forget_incoming(struct askcam_mjpeg_selector *selector, const char *why)
{
    selector->pictures.incoming_bytes = 0;
    selector->is_inside = false;
    selector->before_px = 0;
    askcam_log(selector->host, ASKCAM_LOG_INFO, "%s: picture dropped: %s", selector->name, why);
}

static void drop_incoming(struct askcam_mjpeg_selector *selector, const char *why)
{
    selector->broken++;
    forget_incoming(selector, why);
}

static void fill_frame(const struct askcam_mjpeg_selector *selector, struct askcam_frame *frame,
                       const uint8_t *bytes, const struct askcam_jpeg_info *info)
{
    *frame = (struct askcam_frame){.name = selector->name,
                                   .is_jpeg = true,
                                   .jpeg = askcam_bytes_of_memory(bytes, (size_t)info->size_bytes),
                                   .width_px = info->width_px,
                                   .height_px = info->height_px};
}

static uint64_t area_px(const struct askcam_jpeg_info *info)
{
    return (uint64_t)info->width_px * info->height_px;
}

static void keep_incoming(struct askcam_mjpeg_selector *selector,
                          const struct askcam_jpeg_info *info)
{
    askcam_picture_buffer_keep(&selector->pictures);
    selector->kept_info = *info;
}

/* A whole picture has come: true if it is the one, else it is kept in case none follows. */
static bool is_the_one(struct askcam_mjpeg_selector *selector, const struct askcam_jpeg_info *info,
                       struct askcam_frame *frame)
{
    uint8_t brightness = 0;

    /* Phones put a smaller one (depth, gain map) behind the picture: CIPA DC-007, Ultra HDR. */
    if (area_px(info) < selector->before_px) {
        forget_incoming(selector, "smaller than the one right before it");
        return false;
    }
    fill_frame(selector, frame, askcam_picture_buffer_incoming(&selector->pictures), info);
    if ((askcam_settle_measures(&selector->settle)
             ? askcam_frame_brightness(frame, &brightness, NULL)
             : askcam_frame_check(frame, NULL)) != ASKCAM_OK) {
        drop_incoming(selector, "broken");
        return false;
    }
    selector->is_inside = false;
    selector->good++;
    selector->broken = 0;
    selector->before_px = area_px(info);
    selector->good_ms = askcam_now_ms(selector->host);
    if (askcam_settle_frame(&selector->settle, brightness, selector->good_ms)) {
        selector->incoming_info = *info;
        return true;
    }
    keep_incoming(selector, info);
    return false;
}

static enum askcam_status append(struct askcam_mjpeg_selector *selector,
                                 const struct askcam_mjpeg_step *step, struct askcam_error *err)
{
    const enum askcam_status status =
        askcam_picture_buffer_append(&selector->pictures, step->chunk, step->chunk_bytes);

    if (status == ASKCAM_ERR_TOO_LARGE) {
        drop_incoming(selector, "too large");
        askcam_mjpeg_split_init(&selector->split); /* finds the next one */
        return ASKCAM_OK;
    }
    return status == ASKCAM_OK
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_INTERNAL,
                             (struct askcam_error_context){selector->name, "free memory"},
                             "out of memory");
}

/* One event of the splitter but MORE. */
static enum askcam_status on_step(struct askcam_mjpeg_selector *selector,
                                  const struct askcam_mjpeg_step *step, struct askcam_frame *frame,
                                  bool *is_wanted, struct askcam_error *err)
{
    if (step->event == ASKCAM_MJPEG_BROKEN) {
        drop_incoming(selector, step->error == ASKCAM_JPEG_NEW_PICTURE ? "truncated" : "broken");
        return ASKCAM_OK;
    }
    if (step->event == ASKCAM_MJPEG_START) {
        selector->pictures.incoming_bytes = 0;
        selector->is_inside = true;
        selector->begun_ms = askcam_now_ms(selector->host);
    }
    const enum askcam_status status = append(selector, step, err);
    if (status == ASKCAM_OK && step->event == ASKCAM_MJPEG_WHOLE && selector->is_inside) {
        *is_wanted = is_the_one(selector, step->info, frame);
    }
    return status;
}

enum askcam_status askcam_mjpeg_selector_push(struct askcam_mjpeg_selector *selector,
                                              struct askcam_jpeg_input *in,
                                              struct askcam_frame *frame, bool *is_wanted,
                                              struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    *is_wanted = false;
    while (status == ASKCAM_OK && !*is_wanted) {
        const struct askcam_mjpeg_step step = askcam_mjpeg_split_next(&selector->split, in);
        if (step.event == ASKCAM_MJPEG_MORE) {
            break;
        }
        status = on_step(selector, &step, frame, is_wanted, err);
    }
    return status;
}

void askcam_mjpeg_selector_keep(struct askcam_mjpeg_selector *selector)
{
    keep_incoming(selector, &selector->incoming_info);
    selector->has_newest = true;
}

bool askcam_mjpeg_selector_may_give_kept(const struct askcam_mjpeg_selector *selector)
{
    return selector->pictures.kept_bytes > 0 &&
           (selector->settle.to_drop < 0 || selector->good == 1);
}

void askcam_mjpeg_selector_give_kept(struct askcam_mjpeg_selector *selector,
                                     struct askcam_frame *frame)
{
    fill_frame(selector, frame, selector->pictures.bytes, &selector->kept_info);
    selector->settle.is_over = true;
    selector->has_newest = false;
}

void askcam_mjpeg_selector_abandon(struct askcam_mjpeg_selector *selector, const char *why)
{
    if (selector->is_inside) {
        drop_incoming(selector, why);
        askcam_mjpeg_split_init(&selector->split);
    }
}

void askcam_mjpeg_selector_free(struct askcam_mjpeg_selector *selector)
{
    askcam_picture_buffer_free(&selector->pictures);
}
