/* SPDX-License-Identifier: MIT */
/*
 * stdin_source.h - pictures from a pipe: one JPEG, or a stream of them (MJPEG).
 *
 * For: askcam_source_open(), and cameras that only other programs can read, such as
 * `rpicam-vid --codec mjpeg -o - | askcam …`.  Must not know: what the picture is for.
 *
 * Frames come in the order of the stream, whatever not_before_ms says: a pipe may hold a recording.
 * Broken pictures and bytes between pictures are passed over.  The warm-up is for streams: a pipe
 * that holds a single picture gives it.  An automatic warm-up that meets the end of the stream, or
 * a sender that falls silent (ASKCAM_FRAME_TIMEOUT_MS), gives the last good picture.  idle()
 * reads on, and the next take() gives the newest picture that came in the meantime, or waits for
 * one if there was none.  A take() after the last picture fails: it is never given twice.
 */
#ifndef ASKCAM_STDIN_SOURCE_H
#define ASKCAM_STDIN_SOURCE_H

#include "source.h"

enum {
    ASKCAM_STDIN_PICTURE_BYTES = 32 * 1024 * 1024, /* a longer one counts as broken */
    ASKCAM_STDIN_FIRST_BYTE_MS = 10000, /* the program before us may have to start its camera */
    ASKCAM_STDIN_PICTURE_MS = 120000,   /* for all bytes of one picture, however they drip */
};

/*
 * fd is borrowed until close, and not closed.  The state is one allocation; pictures are collected
 * in a second one that grows as needed, during the warm-up and in idle() to twice the bound above.
 * ASKCAM_ERR_USAGE: fd is a terminal.
 * take() fails with ASKCAM_ERR_SOURCE: no byte for a while, a picture that does not end, only
 * broken pictures, the end before a whole one (truncated, empty, not a JPEG but what); with
 * ASKCAM_ERR_UNAVAILABLE at the deadline, whatever still arrives; with ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_stdin_source_open(struct askcam_source *source,
                                            const struct askcam_host *host, int fd,
                                            const struct askcam_source_options *options,
                                            struct askcam_error *err);

#endif
