/* SPDX-License-Identifier: MIT */
/*
 * pictures.h - the JPEG files that the camera shows, by the size they stand for.
 *
 * For: descriptors, which list the sizes, and the stream, which sends the files one after the
 * other. Must not know: USB, what is done to a picture on its way.
 */
#ifndef UVC_CAMERA_PICTURES_H
#define UVC_CAMERA_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SIZES_MAX = 8,
    PICTURES_MAX = 16,
    PICTURE_BYTES_MAX = 2 * 1024 * 1024,
    PADDING_BYTES_MAX = 4096,
    FRAME_BYTES_MAX = PICTURE_BYTES_MAX + PADDING_BYTES_MAX, /* a picture as it is sent */
};

struct picture {
    const uint8_t *bytes; /* mapped from its file until the program ends */
    size_t bytes_count;
};

struct picture_size {
    uint16_t width_px;
    uint16_t height_px;
    struct picture pictures[PICTURES_MAX];
    size_t pictures_count;
    size_t next; /* the picture to be sent next */
};

struct pictures {
    struct picture_size sizes[SIZES_MAX];
    size_t sizes_count;
};

/*
 * Adds one size with its files: "640x480=one.jpg,two.jpg".  The text is changed.  False, and a
 * word on stderr, if it is not of that form or a file cannot be read.
 */
bool pictures_add(struct pictures *pictures, char *spec);

/* The next picture of a size; its last one goes on for ever. */
const struct picture *pictures_next(struct picture_size *size);

/* From the next one on, each size begins with its first picture again. */
void pictures_restart(struct pictures *pictures);

#endif
