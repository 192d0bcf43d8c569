/* SPDX-License-Identifier: MIT */
/* fuzz_sse.c - any bytes, any cut: the same data, events and fields as in one piece. */
#include <stdint.h>
#include <stdlib.h>

#include "cuts.h"
#include "sse.h"

struct fuzz_sse {
    struct askcam_sse sse;
    struct seen_sum seen;
};

static enum askcam_status take_data(void *ctx, const char *bytes, size_t bytes_len)
{
    struct fuzz_sse *fuzz = ctx;
    add_bytes(&fuzz->seen, bytes, bytes_len);
    return ASKCAM_OK;
}

static enum askcam_status take_event(void *ctx)
{
    struct fuzz_sse *fuzz = ctx;
    add_number(&fuzz->seen, 1);
    return ASKCAM_OK;
}

static enum askcam_status take_field(void *ctx, const char *name, const char *value)
{
    struct fuzz_sse *fuzz = ctx;

    if (strlen(name) > ASKCAM_SSE_FIELD_BYTES || strlen(value) > ASKCAM_SSE_FIELD_BYTES) {
        abort();
    }
    add_number(&fuzz->seen, 2);
    add_bytes(&fuzz->seen, name, strlen(name) + 1);
    add_bytes(&fuzz->seen, value, strlen(value) + 1);
    return ASKCAM_OK;
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct fuzz_sse *fuzz = ctx;
    return askcam_sse_push(&fuzz->sse, bytes, bytes_len);
}

static uint64_t read_stream(const uint8_t *bytes, size_t bytes_len, uint8_t seed)
{
    struct fuzz_sse fuzz = {.seen = {0}};
    const struct askcam_sse_callbacks callbacks = {
        .ctx = &fuzz, .data = take_data, .event = take_event, .field = take_field};

    askcam_sse_init(&fuzz.sse, &callbacks);
    push_pieces(push, &fuzz, bytes, bytes_len, seed);
    if (askcam_sse_finish(&fuzz.sse) != ASKCAM_OK) {
        abort();
    }
    return fuzz.seen.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    if (bytes_len > 0 && read_stream(bytes + 1, bytes_len - 1, 0) !=
                             read_stream(bytes + 1, bytes_len - 1, bytes[0])) {
        abort();
    }
    return 0;
}
