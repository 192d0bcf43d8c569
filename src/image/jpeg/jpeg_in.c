/* SPDX-License-Identifier: MIT */
/* jpeg_in.c - see jpeg_in.h. */
#include "jpeg_in.h"

#include <jerror.h>

static struct askcam_jpeg_in *in_of(j_decompress_ptr jpeg)
{
    return (struct askcam_jpeg_in *)(void *)jpeg->src; /* mgr is the first member */
}

static void do_nothing(j_decompress_ptr jpeg)
{
    (void)jpeg; /* the input is ready from init on and holds nothing to release */
}

static boolean fill(j_decompress_ptr jpeg)
{
    struct askcam_jpeg_in *const in = in_of(jpeg);
    const struct askcam_bytes *const bytes = in->bytes;
    size_t got_bytes = 0;

    if (bytes->memory != NULL && in->at < bytes->size_bytes) {
        got_bytes = (size_t)(bytes->size_bytes - in->at);
        in->mgr.next_input_byte = bytes->memory + in->at;
    } else if (bytes->memory == NULL) {
        const enum askcam_status status =
            askcam_bytes_read(bytes, in->at, in->buf, sizeof in->buf, &got_bytes, in->guard->err);
        if (status != ASKCAM_OK) {
            askcam_jpeg_guard_abort(in->guard, status);
        }
        in->mgr.next_input_byte = in->buf;
    }
    if (got_bytes == 0) {
        ERREXIT(jpeg, JERR_INPUT_EOF);
    }
    in->mgr.bytes_in_buffer = got_bytes;
    in->at += got_bytes;
    return TRUE;
}

static void skip(j_decompress_ptr jpeg, long bytes_len)
{
    struct askcam_jpeg_in *const in = in_of(jpeg);
    const size_t bytes = bytes_len > 0 ? (size_t)bytes_len : 0;

    if (bytes <= in->mgr.bytes_in_buffer) {
        in->mgr.next_input_byte += bytes;
        in->mgr.bytes_in_buffer -= bytes;
        return;
    }
    in->at += bytes - in->mgr.bytes_in_buffer; /* past the end, the next fill fails */
    in->mgr.bytes_in_buffer = 0;
}

static _Noreturn void refuse(struct askcam_jpeg_guard *guard, const char *hint, const char *why)
{
    const struct askcam_error_context context = {guard->name, hint};

    askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context, "%s", why));
}

/* A JPEG can name the same coefficients in any number of scans, each of which takes time. */
static void on_progress(j_common_ptr jpeg)
{
    const struct jpeg_decompress_struct *const decoder =
        (const struct jpeg_decompress_struct *)(const void *)jpeg;

    if (decoder->input_scan_number > ASKCAM_JPEG_SCANS_MAX) {
        refuse((struct askcam_jpeg_guard *)(void *)jpeg->err, "save it as a baseline JPEG",
               "JPEG with too many scans");
    }
}

/* A small file can claim to be a huge picture; and bytes can change after they were walked over. */
static void check_size(const struct jpeg_decompress_struct *jpeg, struct askcam_jpeg_guard *guard,
                       uint32_t width_px, uint32_t height_px)
{
    if ((uint64_t)jpeg->image_width * jpeg->image_height > ASKCAM_JPEG_PIXELS_MAX) {
        refuse(guard, "use a smaller picture", "too many pixels to decode");
    }
    if (width_px != 0 && (jpeg->image_width != width_px || jpeg->image_height != height_px)) {
        refuse(guard, "take or copy the picture again", "it changed while it was read");
    }
}

void askcam_jpeg_in_start(struct askcam_jpeg_in *in, struct jpeg_decompress_struct *jpeg,
                          const struct askcam_bytes *bytes, struct askcam_jpeg_guard *guard,
                          uint32_t width_px, uint32_t height_px)
{
    in->mgr = (struct jpeg_source_mgr){.init_source = do_nothing,
                                       .fill_input_buffer = fill,
                                       .skip_input_data = skip,
                                       .resync_to_restart = jpeg_resync_to_restart,
                                       .term_source = do_nothing};
    in->guard = guard;
    in->bytes = bytes;
    in->at = 0;
    in->progress = (struct jpeg_progress_mgr){.progress_monitor = on_progress};
    guard->in = in;
    jpeg->err = &guard->mgr;
    jpeg_create_decompress(jpeg);
    jpeg->mem->max_memory_to_use = ASKCAM_JPEG_HEAP_BYTES;
    jpeg->src = &in->mgr;
    jpeg->progress = &in->progress;
    (void)jpeg_read_header(jpeg, TRUE);
    check_size(jpeg, guard, width_px, height_px);
}
