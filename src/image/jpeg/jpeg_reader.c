/* SPDX-License-Identifier: MIT */
/* jpeg_reader.c - see jpeg_reader.h. */
#include "jpeg_reader.h"

#include <stddef.h>

void askcam_jpeg_reader_init(struct askcam_jpeg_reader *reader, const struct askcam_bytes *bytes)
{
    reader->bytes = bytes;
    reader->in = (struct askcam_jpeg_input){NULL, 0};
    reader->at = 0;
    askcam_jpeg_tokenizer_init(&reader->tokenizer);
}

/* New input, or none at the end. */
static enum askcam_status refill(struct askcam_jpeg_reader *reader, struct askcam_error *err)
{
    const struct askcam_bytes *const bytes = reader->bytes;

    if (bytes->memory != NULL) {
        const uint64_t left_bytes = bytes->size_bytes - reader->at;
        reader->in = (struct askcam_jpeg_input){bytes->memory + reader->at, (size_t)left_bytes};
        reader->at = bytes->size_bytes;
        return ASKCAM_OK;
    }
    size_t got_bytes = 0;
    const enum askcam_status status =
        askcam_bytes_read(bytes, reader->at, reader->buf, sizeof reader->buf, &got_bytes, err);
    if (status == ASKCAM_OK) {
        reader->in = (struct askcam_jpeg_input){reader->buf, got_bytes};
        reader->at += got_bytes;
    }
    return status;
}

enum askcam_status askcam_jpeg_reader_next(struct askcam_jpeg_reader *reader,
                                           struct askcam_jpeg_token *token,
                                           struct askcam_error *err)
{
    for (;;) {
        *token = askcam_jpeg_tokenizer_next(&reader->tokenizer, &reader->in);
        if (token->kind != ASKCAM_JPEG_MORE) {
            return ASKCAM_OK;
        }
        const enum askcam_status status = refill(reader, err);
        if (status != ASKCAM_OK || reader->in.bytes_len == 0) {
            return status;
        }
    }
}
