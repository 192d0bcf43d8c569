/* SPDX-License-Identifier: MIT */
/*
 * uvc.c - see uvc.h.
 *
 * A frame is a run of payloads, one a bulk transfer, each with a header of two bytes: its
 * length and flags.  The toggle bit changes with every frame, the last payload has the end bit.
 */
#include "uvc.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>

enum {
    PAYLOAD_HEADER_BYTES = 2,
    SETTINGS_BYTES = 34, /* of the class 1.1 */
    CLOCK_HZ = 48000000,
    GET_VALUE = USB_DIR_IN | USB_TYPE_CLASS | USB_RECIP_INTERFACE,
    SET_VALUE = USB_DIR_OUT | USB_TYPE_CLASS | USB_RECIP_INTERFACE,
};

static_assert(sizeof(struct uvc_streaming_control) == SETTINGS_BYTES, "the class 1.1");

static void settle(struct uvc *camera)
{
    struct uvc_streaming_control *settings = &camera->settings;

    settings->bFormatIndex = 1;
    if (settings->bFrameIndex < 1 || settings->bFrameIndex > camera->pictures.sizes_count) {
        settings->bFrameIndex = 1;
    }
    settings->dwFrameInterval = htole32(UVC_INTERVALS_PER_SECOND / camera->fps);
    settings->dwMaxVideoFrameSize = htole32(FRAME_BYTES_MAX);
    settings->dwMaxPayloadTransferSize = htole32(UVC_PAYLOAD_BYTES_MAX);
    settings->dwClockFrequency = htole32(CLOCK_HZ);
}

void uvc_reset(struct uvc *camera)
{
    memset(&camera->settings, 0, sizeof camera->settings);
    settle(camera);
    uvc_stop(camera);
}

static int get_streaming(const struct uvc *camera, uint8_t request, uint8_t *out)
{
    switch (request) {
    case UVC_GET_INFO:
        out[0] = UVC_CONTROL_CAP_GET | UVC_CONTROL_CAP_SET;
        return 1;
    case UVC_GET_LEN:
        out[0] = SETTINGS_BYTES;
        out[1] = 0;
        return 2;
    default: /* current, least, greatest and default: there is only one */
        memcpy(out, &camera->settings, SETTINGS_BYTES);
        return SETTINGS_BYTES;
    }
}

/* Device status, configuration, interface: all zero but the configuration in force. */
static int get_standard(const struct usb_ctrlrequest *setup, uint8_t *out)
{
    out[0] = setup->bRequest == USB_REQ_GET_CONFIGURATION ? 1 : 0;
    out[1] = 0;
    return setup->bRequest == USB_REQ_GET_STATUS ? 2 : 1;
}

int uvc_get(struct uvc *camera, const struct usb_ctrlrequest *setup,
            uint8_t out[DESCRIPTOR_BYTES_MAX])
{
    const uint16_t value = le16toh(setup->wValue);
    size_t made_bytes;

    if ((setup->bRequestType & USB_TYPE_MASK) == USB_TYPE_STANDARD) {
        if (setup->bRequest != USB_REQ_GET_DESCRIPTOR) {
            return get_standard(setup, out);
        }
        made_bytes = descriptor_make((uint8_t)(value >> 8), (uint8_t)value, &camera->pictures,
                                     camera->fps, out);
        return made_bytes == 0 ? -1 : (int)made_bytes;
    }
    if (setup->bRequestType == GET_VALUE && le16toh(setup->wIndex) == STREAM_INTERFACE) {
        return get_streaming(camera, setup->bRequest, out);
    }
    return -1;
}

static void set_streaming(struct uvc *camera, const uint8_t *data, size_t data_bytes)
{
    memcpy(&camera->settings, data, data_bytes < SETTINGS_BYTES ? data_bytes : SETTINGS_BYTES);
    settle(camera);
}

bool uvc_set(struct uvc *camera, const struct usb_ctrlrequest *setup, const uint8_t *data,
             size_t data_bytes)
{
    if ((setup->bRequestType & USB_TYPE_MASK) == USB_TYPE_STANDARD) {
        uvc_stop(camera); /* the host clears the endpoint's halt when it stops streaming */
        return true;
    }
    if (setup->bRequestType == SET_VALUE && le16toh(setup->wIndex) == STREAM_INTERFACE &&
        setup->bRequest == UVC_SET_CUR) {
        set_streaming(camera, data, data_bytes);
        return true;
    }
    return false;
}

int uvc_wait_ms(const struct uvc *camera, uint64_t now_ms)
{
    if (camera->faults.hangs) {
        return -1;
    }
    if (camera->sent_bytes < camera->frame_bytes || now_ms >= camera->next_frame_ms) {
        return 0;
    }
    return (int)(camera->next_frame_ms - now_ms);
}

static uint64_t frame_ms(const struct uvc *camera)
{
    return 1000 / camera->fps;
}

void uvc_listen(struct uvc *camera, uint64_t now_ms)
{
    if (camera->is_at_rest) {
        camera->is_at_rest = false;
        camera->next_frame_ms = now_ms + frame_ms(camera);
    }
}

void uvc_stop(struct uvc *camera)
{
    camera->is_at_rest = true;
    camera->frame_bytes = 0;
    camera->sent_bytes = 0;
    pictures_restart(&camera->pictures);
}

static void begin_frame(struct uvc *camera, uint64_t now_ms)
{
    struct picture_size *size = &camera->pictures.sizes[camera->settings.bFrameIndex - 1];

    camera->frame_bytes = faults_apply(&camera->faults, pictures_next(size), camera->frame,
                                       &camera->frame_is_flagged);
    camera->sent_bytes = 0;
    camera->toggle ^= UVC_STREAM_FID;
    camera->next_frame_ms = now_ms + frame_ms(camera);
}

size_t uvc_payload(struct uvc *camera, uint64_t now_ms, uint8_t *out, size_t out_bytes)
{
    size_t part_bytes;
    uint8_t flags = UVC_STREAM_EOH;

    assert(out_bytes > PAYLOAD_HEADER_BYTES);
    if (camera->sent_bytes == camera->frame_bytes) {
        begin_frame(camera, now_ms);
    }
    part_bytes = camera->frame_bytes - camera->sent_bytes;
    if (part_bytes > out_bytes - PAYLOAD_HEADER_BYTES) {
        part_bytes = out_bytes - PAYLOAD_HEADER_BYTES;
    }
    memcpy(out + PAYLOAD_HEADER_BYTES, camera->frame + camera->sent_bytes, part_bytes);
    camera->sent_bytes += part_bytes;
    flags |= camera->toggle;
    flags |= camera->sent_bytes == camera->frame_bytes ? UVC_STREAM_EOF : 0;
    flags |= camera->frame_is_flagged ? UVC_STREAM_ERR : 0;
    out[0] = PAYLOAD_HEADER_BYTES;
    out[1] = flags;
    return PAYLOAD_HEADER_BYTES + part_bytes;
}
