/* SPDX-License-Identifier: MIT */
/* json_value.c - see json_value.h. */
#include "json_value.h"

const uint8_t *askcam_json_refuse(struct askcam_json *scan, const uint8_t *end)
{
    if (scan->status == ASKCAM_OK) { /* else a callback has stopped it in this very step */
        scan->status = ASKCAM_ERR_PROTOCOL;
    }
    return end;
}

void askcam_json_hand_on(struct askcam_json *scan, enum askcam_json_type type, const char *text,
                         size_t text_bytes, bool last)
{
    struct askcam_json_value value = {
        .type = type, .text = text, .text_bytes = text_bytes, .first = scan->first, .last = last};

    for (uint64_t left = scan->named; left != 0 && scan->status == ASKCAM_OK; left &= left - 1) {
        value.id = scan->paths->rows[__builtin_ctzll(left)].id;
        scan->status = scan->callbacks(scan->callbacks_ctx, &value);
    }
    scan->first = false;
}
