/* SPDX-License-Identifier: MIT */
/* fake_session_store.h - a session store in memory that counts its calls. */
#ifndef ASKCAM_FAKE_SESSION_STORE_H
#define ASKCAM_FAKE_SESSION_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "session_store.h"

enum { FAKE_SESSION_RECORDS_MAX = 4 };

struct fake_session_store {
    struct {
        char key[ASKCAM_SESSION_KEY_TEXT_BYTES];
        uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
        size_t bytes_len;
    } list[FAKE_SESSION_RECORDS_MAX];
    size_t count;
    unsigned loads;
    unsigned saves;
};

/* An empty store; fake must outlive it.  More records than fit fail the test. */
struct askcam_session_store fake_session_store_init(struct fake_session_store *fake);

#endif
