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
 * mapped, so a file that is cut meanwhile is an error and not a signal; a file that is replaced
 * under its name stays the one that was opened.  host is borrowed until close; deadline_ms is as
 * in struct askcam_source_options, and holds for the walk and for every read of a frame's bytes.
 * ASKCAM_ERR_SOURCE: no such file, no permission, not a regular file (and which kind), empty, not
 * a whole JPEG.  ASKCAM_ERR_UNAVAILABLE: the deadline.  ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_file_source_open(struct askcam_source *source,
                                           const struct askcam_host *host, const char *path,
                                           uint64_t deadline_ms, struct askcam_error *err);

#endif
