/* SPDX-License-Identifier: MIT */
/*
 * jpeg_reader.h - the tokens of a JPEG that lies in memory or must be read, and its error texts.
 *
 * For: inside the module, the walk and the pass-through copy.  Must not know: what tokens mean.
 */
#ifndef ASKCAM_JPEG_READER_H
#define ASKCAM_JPEG_READER_H

#include <stdint.h>

#include "bytes.h"
#include "error.h"
#include "jpeg_tokenizer.h"

enum { ASKCAM_JPEG_BUFFER_BYTES = 16384 }; /* a large one means fewer reads of a file */

/* Reader state, in the caller's memory; borrows bytes until the last call. */
struct askcam_jpeg_reader {
    const struct askcam_bytes *bytes;
    struct askcam_jpeg_tokenizer tokenizer;
    struct askcam_jpeg_input in;
    uint64_t at; /* of the next byte to read */
    uint8_t buf[ASKCAM_JPEG_BUFFER_BYTES];
};

/* Start at byte 0.  Cannot fail. */
void askcam_jpeg_reader_init(struct askcam_jpeg_reader *reader, const struct askcam_bytes *bytes);

/*
 * The next token.  MORE means here that the bytes are over too early.  Only a failing read fails,
 * with its own error.  A token's bytes are valid until the next call.
 */
enum askcam_status askcam_jpeg_reader_next(struct askcam_jpeg_reader *reader,
                                           struct askcam_jpeg_token *token,
                                           struct askcam_error *err);

/* Where an error is, for its text. */
struct askcam_jpeg_place {
    const char *name; /* of the file or device */
    const struct askcam_bytes *bytes;
    uint64_t at;
    uint8_t byte;
};

/* Reports an error in words.  Returns ASKCAM_ERR_SOURCE, or what a failing read returned. */
enum askcam_status askcam_jpeg_report_error(enum askcam_jpeg_error error,
                                            const struct askcam_jpeg_place *place,
                                            struct askcam_error *err);

/* Reports that the bytes end at place->at, before EOI.  Returns ASKCAM_ERR_SOURCE. */
enum askcam_status askcam_jpeg_report_truncated(const struct askcam_jpeg_place *place,
                                                struct askcam_error *err);

#endif
