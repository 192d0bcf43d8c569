/* SPDX-License-Identifier: MIT */
/*
 * uvc.h - a camera of the USB Video Class: what it answers, and the stream it sends.
 *
 * For: main, which moves requests in and answers out.
 * Knows the Video Class 1.1: negotiation (4.3.1.1) and payload headers (2.4.3.3).
 * Must not know: clocks (the time is an argument), how transfers travel.
 */
#ifndef UVC_CAMERA_UVC_H
#define UVC_CAMERA_UVC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/usb/ch9.h>
#include <linux/usb/video.h>

#include "descriptors.h"
#include "faults.h"
#include "pictures.h"

enum { UVC_PAYLOAD_BYTES_MAX = 16384 };

struct uvc {
    struct pictures pictures;
    struct faults faults;
    uint32_t fps;
    struct uvc_streaming_control settings; /* negotiated; the committed ones are the last probed */
    uint8_t frame[FRAME_BYTES_MAX];        /* the one on its way */
    size_t frame_bytes;
    size_t sent_bytes; /* equal to frame_bytes: no frame is on its way */
    bool frame_is_flagged;
    uint8_t toggle; /* the bit that separates one frame from the next */
    uint64_t next_frame_ms;
    bool is_at_rest; /* no reader since the last stop */
};

/* Sets the state of a camera that was just plugged in; pictures, faults and fps stay. */
void uvc_reset(struct uvc *camera);

/*
 * Answers a control request with data to the host.  Returns the bytes put into out[], or -1 if
 * the camera does not know the request.
 */
int uvc_get(struct uvc *camera, const struct usb_ctrlrequest *setup,
            uint8_t out[DESCRIPTOR_BYTES_MAX]);

/* Obeys a control request with data (or none) from the host.  False if it does not know it. */
bool uvc_set(struct uvc *camera, const struct usb_ctrlrequest *setup, const uint8_t *data,
             size_t data_bytes);

/* Milliseconds until there is something to stream: 0 now, -1 never while it hangs. */
int uvc_wait_ms(const struct uvc *camera, uint64_t now_ms);

/* The host listens; if it had stopped, the first frame is ready one frame's time from now. */
void uvc_listen(struct uvc *camera, uint64_t now_ms);

/* The host stopped listening: the next stream begins with the first picture. */
void uvc_stop(struct uvc *camera);

/* Fills one payload, of at most out_bytes; a new frame begins if none is on its way. */
size_t uvc_payload(struct uvc *camera, uint64_t now_ms, uint8_t *out, size_t out_bytes);

#endif
