/* SPDX-License-Identifier: MIT */
/*
 * chafa_draw.h - pixels on a terminal, drawn by libchafa where that is installed.
 *
 * For: the preview.  The library is loaded when it is first needed, so that nothing else pays for
 * it, and its absence is not a failure.  Knows libchafa's C interface from 1.6 on.
 */
#ifndef ASKCAM_CHAFA_DRAW_H
#define ASKCAM_CHAFA_DRAW_H

#include <stdbool.h>

#include "marked_image.h"
#include "sink.h"

/* Zeroed is closed. */
struct chafa_draw {
    void *terminal;
    bool has_sixels; /* the terminal takes pixels; else it is given block characters */
};

/* Where on the terminal, in characters, and how large one is. */
struct chafa_draw_place {
    uint32_t columns;
    uint32_t lines;
    uint32_t cell_width_px;
    uint32_t cell_height_px;
};

/*
 * Loads the library and lets it tell what the environment says of the terminal.  False if it is
 * not there, or lacks a function.
 */
bool chafa_draw_open(struct chafa_draw *draw);

/* Draws; ends with a line's end.  A status of out comes back as it is. */
enum askcam_status chafa_draw_write(const struct chafa_draw *draw, const struct marked_image *image,
                                    const struct chafa_draw_place *place, struct askcam_sink out);

/* Idempotent. */
void chafa_draw_close(struct chafa_draw *draw);

#endif
