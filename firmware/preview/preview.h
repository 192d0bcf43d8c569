/* SPDX-License-Identifier: MIT */
/*
 * preview.h - a picture shown on the terminal, with its crop and masks marked.
 *
 * For: `snap --preview`, so that a crop can be set over ssh.
 */
#ifndef ASKCAM_PREVIEW_H
#define ASKCAM_PREVIEW_H

#include "picture.h"
#include "program.h"

/* ASKCAM_ERR_USAGE if standard output is not a terminal with colours, or is promised to JSON. */
enum askcam_status preview_check(const struct options *options, struct askcam_error *err);

/*
 * Draws the whole upright frame of a measured picture as large as the terminal allows, in pixels
 * (sixels) or in block characters, and a line under it: the frame's size, the crop and the masks in
 * its pixels, and what would be sent.
 */
enum askcam_status preview_show(struct program *program, const struct askcam_picture *picture,
                                struct askcam_error *err);

#endif
