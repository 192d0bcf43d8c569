/* SPDX-License-Identifier: MIT */
/* still_read.c - reading and error texts for both kinds of file; see still_chunk.h. */
#include <inttypes.h>

#include "still_chunk.h"

/* "PNG" of "a PNG". */
static const char *bare_name(enum askcam_media media)
{
    return askcam_media_text(media) + 2;
}

enum askcam_status askcam_still_truncated(const struct askcam_still_reader *reader,
                                          struct askcam_error *err)
{
    const struct askcam_error_context context = {reader->name, "copy or download it again"};

    return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                       "truncated %s: it ends at byte %" PRIu64 " before its end",
                       bare_name(reader->media), reader->bytes->size_bytes);
}

enum askcam_status askcam_still_broken(const struct askcam_still_reader *reader, const char *why,
                                       uint64_t at, struct askcam_error *err)
{
    const struct askcam_error_context context = {reader->name, "copy or save the picture again"};

    return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "broken %s: %s at byte %" PRIu64,
                       bare_name(reader->media), why, at);
}

enum askcam_status askcam_still_read(const struct askcam_still_reader *reader, uint64_t at,
                                     void *buf, size_t bytes_len, struct askcam_error *err)
{
    uint8_t *to = buf;
    size_t have_bytes = 0;

    while (have_bytes < bytes_len) {
        size_t got_bytes = 0;
        const enum askcam_status status =
            askcam_bytes_read(reader->bytes, at + have_bytes, to + have_bytes,
                              bytes_len - have_bytes, &got_bytes, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        if (got_bytes == 0) {
            return askcam_still_truncated(reader, err);
        }
        have_bytes += got_bytes;
    }
    return ASKCAM_OK;
}
