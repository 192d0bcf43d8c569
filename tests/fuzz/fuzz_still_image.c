/* SPDX-License-Identifier: MIT */
/*
 * fuzz_still_image.c - any bytes as a PNG or WebP: the walk says the same of memory and of a reader
 * that gives small chunks; and what it calls whole is copied as something that is whole again, and
 * that a second copy no longer changes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "still_image.h"

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

static void check_copy(const struct askcam_bytes *bytes, const struct askcam_still_info *info)
{
    static struct copied copied;
    struct askcam_still_info again;

    copied.bytes_len = 0;
    const enum askcam_status status =
        askcam_still_copy(bytes, info, "in", (struct askcam_sink){keep, &copied}, NULL);
    if (status == ASKCAM_ERR_STOPPED) {
        return;
    }
    const struct askcam_bytes copy = askcam_bytes_of_memory(copied.bytes, copied.bytes_len);
    if (status != ASKCAM_OK || copied.bytes_len != info->bare_bytes ||
        askcam_still_walk(&copy, info->media, "copy", &again, NULL) != ASKCAM_OK ||
        again.size_bytes != copied.bytes_len || again.bare_bytes != copied.bytes_len ||
        again.width_px != info->width_px || again.height_px != info->height_px) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_bytes memory = askcam_bytes_of_memory(bytes, bytes_len);
    const struct askcam_bytes some = {.read = read_some, .ctx = &memory, .size_bytes = bytes_len};
    struct askcam_still_info info[2];
    struct askcam_error err[2];
    enum askcam_media media = ASKCAM_MEDIA_JPEG;

    if (askcam_still_media(&memory, &media, NULL) != ASKCAM_OK || media == ASKCAM_MEDIA_JPEG) {
        return 0;
    }
    memset(info, 0, sizeof info);
    memset(err, 0, sizeof err);
    const enum askcam_status status = askcam_still_walk(&memory, media, "in", &info[0], &err[0]);
    if (askcam_still_walk(&some, media, "in", &info[1], &err[1]) != status ||
        memcmp(&info[0], &info[1], sizeof info[0]) != 0 || strcmp(err[0].why, err[1].why) != 0) {
        abort();
    }
    if (status == ASKCAM_OK) {
        check_copy(&memory, &info[0]);
    }
    return 0;
}
