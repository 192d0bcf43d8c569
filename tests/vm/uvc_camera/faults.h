/* SPDX-License-Identifier: MIT */
/*
 * faults.h - what is wrong with the camera at the moment, changed by commands while it runs.
 *
 * For: tests, which write one command a line into the camera's FIFO:
 *
 *   unplug, plug    the camera leaves the bus, and comes back
 *   hang, resume    it stays, but sends nothing
 *   truncate        the next frame ends in its middle
 *   garbage         the next frame is not a JPEG
 *   flag            the next frame has a wrong byte in its picture, and says so by the error
 *                   bit of its payload headers
 *   broken          every frame ends in its middle
 *   no-tables       frames come without their Huffman tables (DHT), as many cameras send them
 *   pad N           N zero bytes follow the end of each frame
 *   whole           frames are as their files are again
 *   quit            the program ends
 *
 * Must not know: USB, where commands come from.
 */
#ifndef UVC_CAMERA_FAULTS_H
#define UVC_CAMERA_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pictures.h"

struct faults {
    bool is_unplugged;
    bool hangs;
    bool has_quit;
    bool truncates_all;
    bool drops_tables;
    size_t padding_bytes;
    bool truncates_next; /* the next three are for one frame */
    bool garbles_next;
    bool flags_next;
};

/* Obeys one command.  False if it is none. */
bool faults_obey(struct faults *faults, const char *command);

/*
 * Writes the picture as it is sent, with its faults; returns its size and sets *is_flagged.
 * Faults for one frame are used up.
 */
size_t faults_apply(struct faults *faults, const struct picture *picture,
                    uint8_t frame[FRAME_BYTES_MAX], bool *is_flagged);

#endif
