/* SPDX-License-Identifier: MIT */
/*
 * jpeg_guard.h - libjpeg's error handling as a status.
 *
 * For: inside the module, every use of libjpeg.  libjpeg never returns from an error, so all work
 * with it runs inside askcam_jpeg_guard_run(), the only place with a setjmp.
 * Must not know: what the work is.
 */
#ifndef ASKCAM_JPEG_GUARD_H
#define ASKCAM_JPEG_GUARD_H

#include <setjmp.h>

#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "error.h"

struct askcam_jpeg_in;

/* One error manager for the codecs of one job; they may share it. */
struct askcam_jpeg_guard {
    struct jpeg_error_mgr mgr; /* first: libjpeg hands it back as this */
    jmp_buf env;
    enum askcam_status status; /* why the work ended */
    const char *name;          /* of the picture, for the error text; borrowed */
    struct askcam_error *err;  /* may be NULL */
    const struct askcam_jpeg_in
        *in; /* what is read, to report where it is broken; NULL if nothing */
};

/* Prepares a guard; its mgr is then for the `err` of any number of codecs.  Cannot fail. */
void askcam_jpeg_guard_init(struct askcam_jpeg_guard *guard, const char *name,
                            struct askcam_error *err);

/*
 * Runs work(ctx) and returns ASKCAM_OK if it came to its end, else the status that it failed with:
 * ASKCAM_ERR_SOURCE if libjpeg calls the data broken (also where it would only warn that picture
 * data is missing or damaged), ASKCAM_ERR_INTERNAL if it has no memory, or what ended the work. All
 * state of work lies in ctx: its local variables are lost.  The caller destroys the codecs.
 */
enum askcam_status askcam_jpeg_guard_run(struct askcam_jpeg_guard *guard, void (*work)(void *ctx),
                                         void *ctx);

/* Ends the work from within, also from libjpeg's callbacks.  The caller sets err. */
_Noreturn void askcam_jpeg_guard_abort(struct askcam_jpeg_guard *guard, enum askcam_status status);

#endif
