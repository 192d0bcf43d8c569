/* SPDX-License-Identifier: MIT */
/*
 * file_source.h - a JPEG file as a source: the same picture at every take().
 *
 * For: askcam_source_open().  Must not know: what the picture is for.
 */
#ifndef ASKCAM_FILE_SOURCE_H
#define ASKCAM_FILE_SOURCE_H

#include "source.h"

/*
 * Opens the file and walks it from SOI to EOI.  Its bytes are read when they are needed, never
 * mapped, so a file that is cut meanwhile is an error and no signal; a file that another one
 * replaces under its name stays the one that was opened.
 * ASKCAM_ERR_SOURCE: no such file, no permission, no regular file (and which kind), empty, no
 * sound JPEG.
 */
enum askcam_status askcam_file_source_open(struct askcam_source *source, const char *path,
                                           struct askcam_error *err);

#endif
