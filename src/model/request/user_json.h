/* SPDX-License-Identifier: MIT */
/*
 * user_json.h - JSON that users gave, as the text that they wrote.
 *
 * For: merging --extra and a schema into a request without a number or an escape of theirs being
 * read and printed anew: a seed of 19 digits stays what it is.
 * Must not know: what the members mean.
 */
#ifndef ASKCAM_USER_JSON_H
#define ASKCAM_USER_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* The whole text is one JSON object, strictly, and valid UTF-8. */
bool askcam_user_json_is_object(const char *text);

/* A part of the text. */
struct askcam_text_piece {
    const char *text;
    size_t bytes;
};

/*
 * The next member of an object that askcam_user_json_is_object() accepted; *at is the object's
 * text at first, and belongs to this function between calls.  The name keeps its quotes and
 * escapes.  False past the last member.
 */
bool askcam_user_json_member(const char **at, struct askcam_text_piece *name,
                             struct askcam_text_piece *value);

/* The value of the object's last member of that name, as it is written there; or false. */
bool askcam_user_json_find(const char *object, const char *name, struct askcam_text_piece *value);

enum { ASKCAM_NUMBER_TEXT_BYTES = 32 };

/*
 * Prints a number as JSON: whole ones as such, others as the shortest text that reads back as the
 * same.  False if it is not a finite number.
 */
bool askcam_number_text(double value, char text[ASKCAM_NUMBER_TEXT_BYTES]);

#endif
