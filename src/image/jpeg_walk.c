/* SPDX-License-Identifier: MIT */
/* jpeg_walk.c - see jpeg_walk.h. */
#include "jpeg_walk.h"

#include "jpeg_facts.h"
#include "jpeg_reader.h"

/* What is wrong with this token, said in err, or ASKCAM_OK. */
static enum askcam_status check_token(struct askcam_jpeg_facts *facts,
                                      const struct askcam_jpeg_token *token,
                                      struct askcam_jpeg_place place, struct askcam_error *err)
{
    place.at = token->at;
    place.byte = token->marker;
    if (token->kind == ASKCAM_JPEG_MORE) {
        return askcam_jpeg_report_truncated(&place, err);
    }
    if (token->kind == ASKCAM_JPEG_INVALID) {
        return askcam_jpeg_report_error(token->error, &place, err);
    }
    const enum askcam_jpeg_error error = askcam_jpeg_facts_take(facts, token);
    place.at = facts->at;
    return error == ASKCAM_JPEG_VALID ? ASKCAM_OK : askcam_jpeg_report_error(error, &place, err);
}

enum askcam_status askcam_jpeg_walk(const struct askcam_bytes *bytes, const char *name,
                                    struct askcam_jpeg_info *info, struct askcam_error *err)
{
    const struct askcam_jpeg_place place = {.name = name, .bytes = bytes};
    struct askcam_jpeg_reader reader;
    struct askcam_jpeg_facts facts = {.info = {0}};
    struct askcam_jpeg_token token;

    askcam_jpeg_reader_init(&reader, bytes);
    do {
        enum askcam_status status = askcam_jpeg_reader_next(&reader, &token, err);
        if (status == ASKCAM_OK) {
            status = check_token(&facts, &token, place, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    } while (token.kind != ASKCAM_JPEG_END);
    *info = facts.info;
    return ASKCAM_OK;
}
