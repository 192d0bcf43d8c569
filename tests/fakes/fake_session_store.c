/* SPDX-License-Identifier: MIT */
/* fake_session_store.c - see fake_session_store.h. */
#include "fake_session_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static size_t load(void *ctx, const char *key, void *buf, size_t cap_bytes)
{
    struct fake_session_store *kept = ctx;

    kept->loads++;
    for (size_t i = 0; i < kept->count; i++) {
        if (strcmp(kept->list[i].key, key) == 0) {
            assert_true(kept->list[i].bytes_len <= cap_bytes);
            memcpy(buf, kept->list[i].bytes, kept->list[i].bytes_len);
            return kept->list[i].bytes_len;
        }
    }
    return 0;
}

static void save(void *ctx, const char *key, const void *bytes, size_t bytes_len)
{
    struct fake_session_store *kept = ctx;
    size_t i = 0;

    while (i < kept->count && strcmp(kept->list[i].key, key) != 0) {
        i++;
    }
    assert_true(i < FAKE_SESSION_RECORDS_MAX && bytes_len <= sizeof kept->list[i].bytes);
    assert_int_equal(strlen(key), 64);
    memcpy(kept->list[i].key, key, sizeof kept->list[i].key);
    memcpy(kept->list[i].bytes, bytes, bytes_len);
    kept->list[i].bytes_len = bytes_len;
    kept->count = i == kept->count ? i + 1 : kept->count;
    kept->saves++;
}

struct askcam_session_store fake_session_store_init(struct fake_session_store *fake)
{
    *fake = (struct fake_session_store){.count = 0};
    return (struct askcam_session_store){.ctx = fake, .load = load, .save = save};
}
