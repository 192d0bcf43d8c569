/* SPDX-License-Identifier: MIT */
/* jpeg_out.c - see jpeg_out.h. */
#include "jpeg_out.h"

static void empty(struct askcam_jpeg_out *out)
{
    out->mgr.next_output_byte = out->buf;
    out->mgr.free_in_buffer = sizeof out->buf;
}

static void put(struct askcam_jpeg_out *out, size_t bytes)
{
    const enum askcam_status status = askcam_sink_write(out->sink, out->buf, bytes);

    if (status != ASKCAM_OK) {
        askcam_jpeg_guard_abort(out->guard, status);
    }
    empty(out);
}

static void on_start(j_compress_ptr jpeg)
{
    empty((struct askcam_jpeg_out *)(void *)jpeg->dest);
}

/* libjpeg calls this only with a full buffer, whatever free_in_buffer is. */
static boolean on_full(j_compress_ptr jpeg)
{
    struct askcam_jpeg_out *const out = (struct askcam_jpeg_out *)(void *)jpeg->dest;

    put(out, sizeof out->buf);
    return TRUE;
}

static void on_finish(j_compress_ptr jpeg)
{
    struct askcam_jpeg_out *const out = (struct askcam_jpeg_out *)(void *)jpeg->dest;

    put(out, sizeof out->buf - out->mgr.free_in_buffer);
}

void askcam_jpeg_out_init(struct askcam_jpeg_out *out, struct jpeg_compress_struct *jpeg,
                          struct askcam_sink sink, struct askcam_jpeg_guard *guard)
{
    out->mgr = (struct jpeg_destination_mgr){.init_destination = on_start,
                                             .empty_output_buffer = on_full,
                                             .term_destination = on_finish};
    out->guard = guard;
    out->sink = sink;
    jpeg->dest = &out->mgr;
}
