/* SPDX-License-Identifier: MIT */
/* faults.c - see faults.h. */
#include "faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    JPEG_MARKER = 0xFF,
    JPEG_SOI_BYTES = 2,
    JPEG_DHT = 0xC4,
    JPEG_SOS = 0xDA, /* what follows it is coded data, without a length */
};

static const struct {
    const char *name;
    size_t field;
    bool value;
} SWITCHES[] = {
    {"unplug", offsetof(struct faults, is_unplugged), true},
    {"plug", offsetof(struct faults, is_unplugged), false},
    {"hang", offsetof(struct faults, hangs), true},
    {"resume", offsetof(struct faults, hangs), false},
    {"quit", offsetof(struct faults, has_quit), true},
    {"truncate", offsetof(struct faults, truncates_next), true},
    {"garbage", offsetof(struct faults, garbles_next), true},
    {"flag", offsetof(struct faults, flags_next), true},
    {"broken", offsetof(struct faults, truncates_all), true},
    {"no-tables", offsetof(struct faults, drops_tables), true},
};

static void make_frames_whole(struct faults *faults)
{
    *faults = (struct faults){.is_unplugged = faults->is_unplugged, .hangs = faults->hangs};
}

static bool set_padding(struct faults *faults, const char *number)
{
    char *end = NULL;
    const unsigned long padding_bytes = strtoul(number, &end, 10);

    if (end == number || *end != '\0' || padding_bytes > PADDING_BYTES_MAX) {
        return false;
    }
    faults->padding_bytes = padding_bytes;
    return true;
}

bool faults_obey(struct faults *faults, const char *command)
{
    for (size_t i = 0; i < sizeof SWITCHES / sizeof SWITCHES[0]; i++) {
        if (strcmp(command, SWITCHES[i].name) == 0) {
            *(bool *)((char *)faults + SWITCHES[i].field) = SWITCHES[i].value;
            return true;
        }
    }
    if (strcmp(command, "whole") == 0) {
        make_frames_whole(faults);
        return true;
    }
    return strncmp(command, "pad ", 4) == 0 && set_padding(faults, command + 4);
}

/* Copies a JPEG without its DHT segments; one that is not sound is copied up to the fault. */
static size_t copy_without_tables(const struct picture *picture, uint8_t *frame)
{
    const uint8_t *in = picture->bytes;
    size_t at = JPEG_SOI_BYTES;
    size_t frame_bytes = JPEG_SOI_BYTES;

    memcpy(frame, in, JPEG_SOI_BYTES);
    while (at + 4 <= picture->bytes_count && in[at] == JPEG_MARKER && in[at + 1] != JPEG_SOS) {
        const size_t segment_bytes = 2 + ((size_t)in[at + 2] << 8 | in[at + 3]);

        if (in[at + 1] != JPEG_DHT && at + segment_bytes <= picture->bytes_count) {
            memcpy(frame + frame_bytes, in + at, segment_bytes);
            frame_bytes += segment_bytes;
        }
        at += segment_bytes;
    }
    if (at < picture->bytes_count) {
        memcpy(frame + frame_bytes, in + at, picture->bytes_count - at);
        frame_bytes += picture->bytes_count - at;
    }
    return frame_bytes;
}

static size_t copy_whole(const struct picture *picture, uint8_t *frame)
{
    memcpy(frame, picture->bytes, picture->bytes_count);
    return picture->bytes_count;
}

/* Changes one byte in the middle, and not one of a marker: only the flag shows that it is wrong. */
static void spoil(uint8_t *frame, size_t frame_bytes)
{
    size_t at = frame_bytes / 2;

    while (at + 1 < frame_bytes && (frame[at] == JPEG_MARKER || frame[at - 1] == JPEG_MARKER)) {
        at++;
    }
    frame[at] = frame[at] == 1 ? 2 : 1;
}

size_t faults_apply(struct faults *faults, const struct picture *picture,
                    uint8_t frame[FRAME_BYTES_MAX], bool *is_flagged)
{
    const bool truncates = faults->truncates_all || faults->truncates_next;
    size_t frame_bytes =
        faults->drops_tables ? copy_without_tables(picture, frame) : copy_whole(picture, frame);

    if (faults->garbles_next) {
        memset(frame, 'x', frame_bytes);
    }
    if (faults->flags_next) {
        spoil(frame, frame_bytes);
    }
    memset(frame + frame_bytes, 0, faults->padding_bytes);
    frame_bytes = truncates ? frame_bytes / 2 : frame_bytes + faults->padding_bytes;
    *is_flagged = faults->flags_next;
    if (faults->truncates_next || faults->garbles_next || faults->flags_next) {
        (void)fprintf(stderr, "uvc_camera: a frame goes out%s%s%s\n",
                      faults->truncates_next ? " truncated" : "",
                      faults->garbles_next ? " as garbage" : "",
                      faults->flags_next ? " flagged" : "");
    }
    faults->truncates_next = faults->garbles_next = faults->flags_next = false;
    return frame_bytes;
}
