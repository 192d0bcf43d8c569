/* SPDX-License-Identifier: MIT */
/* json_record.c - see json_record.h. */
#include "json_record.h"

#include "json_plain.h"

static uint8_t type_of(uint8_t first)
{
    switch (first) {
    case '{':
        return ASKCAM_JSON_OBJECT;
    case '[':
        return ASKCAM_JSON_ARRAY;
    case '"':
        return ASKCAM_JSON_STRING;
    case 't':
        return ASKCAM_JSON_TRUE;
    case 'f':
        return ASKCAM_JSON_FALSE;
    case 'n':
        return ASKCAM_JSON_NULL;
    default:
        return ASKCAM_JSON_NUMBER;
    }
}

void askcam_json_record_value(struct askcam_json *scan, const uint8_t *at)
{
    struct askcam_json_shape *shape = scan->recorded;
    const uint8_t type = type_of(*at);

    if (type >= ASKCAM_JSON_OBJECT && scan->named == 0) {
        return;
    }
    if (shape->values_count == ASKCAM_JSON_SHAPE_VALUES) {
        shape->is_too_large = true;
        return;
    }
    shape->values[shape->values_count++] =
        (struct askcam_json_shape_value){.named = scan->named,
                                         .start = (uint16_t)(at - scan->recorded_text),
                                         .depth = scan->depth,
                                         .type = type,
                                         .is_plain = type >= ASKCAM_JSON_OBJECT};
}

void askcam_json_record_end(struct askcam_json *scan, const uint8_t *at)
{
    struct askcam_json_shape *shape = scan->recorded;

    if (shape->values_count == 0) {
        return;
    }
    struct askcam_json_shape_value *last = &shape->values[shape->values_count - 1];
    if (last->type >= ASKCAM_JSON_OBJECT || last->end != 0) {
        return;
    }
    const uint8_t *const text = scan->recorded_text;
    const uint8_t quotes = last->type == ASKCAM_JSON_STRING ? 1 : 0;
    last->end = (uint16_t)(at - text);
    last->text_start = (uint16_t)(last->start + quotes);
    last->text_bytes = (uint16_t)(last->end - last->start - 2 * quotes);
    last->is_plain =
        quotes != 0 ? askcam_json_skip_ascii(text + last->text_start, at) == at - 1 : at[-1] > ' ';
}
