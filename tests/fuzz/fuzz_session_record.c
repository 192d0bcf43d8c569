/* SPDX-License-Identifier: MIT */
/*
 * fuzz_session_record.c - any bytes as a kept record, with the sum made right so that the fuzzer
 * gets past it: what decodes, encodes to the same bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "session_record.h"

enum { MOST_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct askcam_session_record record;
    uint8_t bytes[MOST_BYTES];
    uint8_t again[MOST_BYTES];

    (void)askcam_session_record_decode(&record, data, size);
    if (size > MOST_BYTES - ASKCAM_SHA256_BYTES) {
        return 0;
    }
    memcpy(bytes, data, size);
    if (askcam_mbed_sha256(data, size, bytes + size) != 0 ||
        !askcam_session_record_decode(&record, bytes, size + ASKCAM_SHA256_BYTES)) {
        return 0;
    }
    const size_t again_bytes = askcam_session_record_encode(&record, again, sizeof again);
    assert(again_bytes == size + ASKCAM_SHA256_BYTES);
    assert(memcmp(again, bytes, again_bytes) == 0);
    return 0;
}
