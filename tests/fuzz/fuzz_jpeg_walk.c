/* SPDX-License-Identifier: MIT */
/*
 * fuzz_jpeg_walk.c - any bytes: the walk says the same of memory and of a reader that gives small
 * pieces; and what it calls whole, the copy passes on, as something that is whole again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_copy.h"
#include "jpeg_walk.h"

enum { COPY_CAP_BYTES = 1 << 20 };

struct copied {
    uint8_t bytes[COPY_CAP_BYTES];
    size_t bytes_len;
};

static enum askcam_status keep(void *ctx, const void *bytes, size_t bytes_len)
{
    struct copied *const copied = ctx;

    if (bytes_len > sizeof copied->bytes - copied->bytes_len) {
        return ASKCAM_ERR_STOPPED;
    }
    memcpy(copied->bytes + copied->bytes_len, bytes, bytes_len);
    copied->bytes_len += bytes_len;
    return ASKCAM_OK;
}

static enum askcam_status read_some(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                    size_t *got_bytes, struct askcam_error *err)
{
    const struct askcam_bytes *const memory = ctx;
    const size_t most = 1 + (size_t)(offset * 7 % 61);

    return askcam_bytes_read(memory, offset, buf, cap_bytes < most ? cap_bytes : most, got_bytes,
                             err);
}

static void check_copy(const struct askcam_bytes *bytes, const struct askcam_jpeg_info *info)
{
    static struct copied copied;
    struct askcam_jpeg_info again;

    copied.bytes_len = 0;
    const enum askcam_status status =
        askcam_jpeg_copy(bytes, "in", false, (struct askcam_sink){keep, &copied}, NULL);
    if (status == ASKCAM_ERR_STOPPED) {
        return;
    }
    const struct askcam_bytes copy = askcam_bytes_of_memory(copied.bytes, copied.bytes_len);
    if (status != ASKCAM_OK || askcam_jpeg_walk(&copy, "copy", &again, NULL) != ASKCAM_OK ||
        again.has_metadata || !again.has_huffman || again.size_bytes != copied.bytes_len ||
        again.width_px != info->width_px || again.height_px != info->height_px) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_bytes memory = askcam_bytes_of_memory(bytes, bytes_len);
    const struct askcam_bytes pieces = {.read = read_some, .ctx = &memory, .size_bytes = bytes_len};
    struct askcam_jpeg_info info[2];
    struct askcam_error err[2];

    memset(info, 0, sizeof info);
    memset(err, 0, sizeof err);
    const enum askcam_status status = askcam_jpeg_walk(&memory, "in", &info[0], &err[0]);
    if (askcam_jpeg_walk(&pieces, "in", &info[1], &err[1]) != status ||
        memcmp(&info[0], &info[1], sizeof info[0]) != 0 || strcmp(err[0].why, err[1].why) != 0) {
        abort();
    }
    if (status == ASKCAM_OK) {
        check_copy(&memory, &info[0]);
    }
    return 0;
}
