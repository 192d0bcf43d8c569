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
            askcam_bytes_read(bytes, in->at, in->buf, sizeof in->buf, &got_bytes, in->trap->err);
        if (status != ASKCAM_OK) {
            askcam_jpeg_trap_spring(in->trap, status);
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
    in->at += bytes - in->mgr.bytes_in_buffer; /* past the end, the next fill tells so */
    in->mgr.bytes_in_buffer = 0;
}

void askcam_jpeg_in_init(struct askcam_jpeg_in *in, struct jpeg_decompress_struct *jpeg,
                         const struct askcam_bytes *bytes, struct askcam_jpeg_trap *trap)
{
    in->mgr = (struct jpeg_source_mgr){.init_source = do_nothing,
                                       .fill_input_buffer = fill,
                                       .skip_input_data = skip,
                                       .resync_to_restart = jpeg_resync_to_restart,
                                       .term_source = do_nothing};
    in->trap = trap;
    in->bytes = bytes;
    in->at = 0;
    trap->in = in;
    jpeg->src = &in->mgr;
}
