/* SPDX-License-Identifier: MIT */
/* test_session_record.c - a record comes back as it was, and no cut or changed one comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session_record.h"

static const struct askcam_session_record sample = {
    .key = "0123456789abcdef0123456789ABCDE",
    .times = {.saved_s = 0x0102030405060708U,
              .verified_s = 0x1112131415161718U,
              .expires_s = UINT64_MAX - 1,
              .pss_failed_s = 1764500000},
    .stamp = {.device = 1,
              .inode = UINT64_MAX,
              .size_bytes = 219597,
              .modified_s = 1763900000,
              .modified_ns = 999999999,
              .changed_s = 1763900001,
              .changed_ns = 1},
    .place = {.offset = 123456, .size_bytes = 1834},
    .session = (const uint8_t *)"session of some length",
    .session_bytes = 22,
};

static size_t encode(const struct askcam_session_record *record, uint8_t *out)
{
    const size_t bytes_len = askcam_session_record_encode(record, out, 512);

    assert_int_equal(bytes_len, 136 + record->session_bytes + 32);
    return bytes_len;
}

static void a_record_comes_back_as_it_was(void **state)
{
    uint8_t bytes[512];
    struct askcam_session_record back;

    (void)state;
    const size_t bytes_len = encode(&sample, bytes);
    assert_true(askcam_session_record_decode(&back, bytes, bytes_len));
    assert_memory_equal(back.key, sample.key, sizeof back.key);
    assert_memory_equal(&back.times, &sample.times, sizeof back.times);
    assert_memory_equal(&back.stamp, &sample.stamp, sizeof back.stamp);
    assert_memory_equal(&back.place, &sample.place, sizeof back.place);
    assert_int_equal(back.session_bytes, sample.session_bytes);
    assert_memory_equal(back.session, sample.session, sample.session_bytes);
}

static void a_record_may_have_no_session(void **state)
{
    struct askcam_session_record record = sample;
    uint8_t bytes[512];

    (void)state;
    record.session = NULL;
    record.session_bytes = 0;
    const size_t bytes_len = encode(&record, bytes);
    record = sample;
    assert_true(askcam_session_record_decode(&record, bytes, bytes_len));
    assert_null(record.session);
    assert_int_equal(record.session_bytes, 0);
}

static void a_record_that_does_not_fit_is_not_written(void **state)
{
    uint8_t bytes[512];

    (void)state;
    const size_t bytes_len = encode(&sample, bytes);
    for (size_t cap = 0; cap < bytes_len; cap++) {
        assert_int_equal(askcam_session_record_encode(&sample, bytes, cap), 0);
    }
    assert_int_equal(askcam_session_record_encode(&sample, bytes, bytes_len), bytes_len);
}

/* Decodes an exact-size heap copy, so that the sanitizer sees a read past it. */
static bool decodes(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_session_record record;
    uint8_t *copy = malloc(bytes_len + (bytes_len == 0));

    assert_non_null(copy);
    memcpy(copy, bytes, bytes_len);
    const bool is_sound = askcam_session_record_decode(&record, copy, bytes_len);
    free(copy);
    return is_sound;
}

static void no_cut_or_longer_record_is_taken(void **state)
{
    uint8_t bytes[512] = {0};

    (void)state;
    const size_t bytes_len = encode(&sample, bytes);
    for (size_t cut = 0; cut < sizeof bytes; cut++) {
        assert_true(decodes(bytes, cut) == (cut == bytes_len));
    }
}

static void no_changed_record_is_taken(void **state)
{
    uint8_t bytes[512];

    (void)state;
    const size_t bytes_len = encode(&sample, bytes);
    for (size_t bit = 0; bit < bytes_len * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_false(decodes(bytes, bytes_len));
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    assert_true(decodes(bytes, bytes_len));
}

/* The sum is right but the length inside is not. */
static void a_wrong_length_inside_is_not_taken(void **state)
{
    static const uint8_t lengths[] = {0, 21, 23, 255};
    uint8_t bytes[512];

    (void)state;
    const size_t bytes_len = encode(&sample, bytes);
    for (size_t i = 0; i < sizeof lengths; i++) {
        bytes[132] = lengths[i];
        assert_int_equal(askcam_mbed_sha256(bytes, bytes_len - 32, bytes + bytes_len - 32), 0);
        assert_false(decodes(bytes, bytes_len));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_as_it_was),
        cmocka_unit_test(a_record_may_have_no_session),
        cmocka_unit_test(a_record_that_does_not_fit_is_not_written),
        cmocka_unit_test(no_cut_or_longer_record_is_taken),
        cmocka_unit_test(no_changed_record_is_taken),
        cmocka_unit_test(a_wrong_length_inside_is_not_taken),
    };

    return cmocka_run_group_tests_name("session_record", tests, NULL, NULL);
}
