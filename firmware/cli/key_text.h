/* SPDX-License-Identifier: MIT */
/*
 * key_text.h - whether a text can be a key.
 *
 * For: key.c.  Anything else would break a request header, or be refused by every server.
 */
#ifndef ASKCAM_KEY_TEXT_H
#define ASKCAM_KEY_TEXT_H

struct key_fault {
    const char *why;  /* behind "the key" */
    const char *hint; /* what to do about it */
};

/* NULL if the text can be a key.  The result never quotes the text. */
const struct key_fault *key_text_fault(const char *text);

#endif
