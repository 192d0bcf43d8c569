/* SPDX-License-Identifier: MIT */
/* jpeg_trap.c - see jpeg_trap.h. */
#include "jpeg_trap.h"

#include <inttypes.h>

#include <jerror.h>

#include "jpeg_in.h"

static struct askcam_jpeg_trap *trap_of(j_common_ptr jpeg)
{
    return (struct askcam_jpeg_trap *)(void *)jpeg->err; /* mgr is the first member */
}

_Noreturn void askcam_jpeg_trap_spring(struct askcam_jpeg_trap *trap, enum askcam_status status)
{
    trap->status = status;
    longjmp(trap->env, 1);
}

/* libjpeg reads ahead of what it decodes by some bytes, so the place is only near. */
static _Noreturn void fail(struct askcam_jpeg_trap *trap, j_common_ptr jpeg)
{
    const struct askcam_error_context context = {trap->name, "take or copy the picture again"};
    const struct askcam_jpeg_in *const in = trap->in;
    char text[JMSG_LENGTH_MAX];

    trap->mgr.format_message(jpeg, text);
    if (in == NULL) {
        askcam_jpeg_trap_spring(trap, askcam_fail(trap->err, ASKCAM_ERR_INTERNAL, context,
                                                  "cannot be encoded: %s", text));
    }
    askcam_jpeg_trap_spring(trap, askcam_fail(trap->err, ASKCAM_ERR_SOURCE, context,
                                              "truncated or broken JPEG near byte %" PRIu64 ": %s",
                                              in->at - in->mgr.bytes_in_buffer, text));
}

static void on_error(j_common_ptr jpeg)
{
    struct askcam_jpeg_trap *const trap = trap_of(jpeg);
    const struct askcam_error_context context = {trap->name,
                                                 "give a smaller picture or a baseline JPEG"};

    if (jpeg->err->msg_code == JERR_OUT_OF_MEMORY || jpeg->err->msg_code == JERR_NO_BACKING_STORE) {
        askcam_jpeg_trap_spring(trap, askcam_fail(trap->err, ASKCAM_ERR_SOURCE, context,
                                                  "too large to decode in memory"));
    }
    fail(trap, jpeg);
}

/*
 * libjpeg goes on after damage and paints grey; a picture that is partly made up must not be asked
 * about.  Other warnings are about things that change no pixel, such as stray bytes before a
 * marker, which many cameras send.
 */
static void on_message(j_common_ptr jpeg, int level)
{
    const int code = jpeg->err->msg_code;

    if (level == -1 && (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE ||
                        code == JWRN_JPEG_EOF || code == JWRN_MUST_RESYNC)) {
        fail(trap_of(jpeg), jpeg);
    }
}

void askcam_jpeg_trap_init(struct askcam_jpeg_trap *trap, const char *name,
                           struct askcam_error *err)
{
    (void)jpeg_std_error(&trap->mgr);
    trap->mgr.error_exit = on_error;
    trap->mgr.emit_message = on_message;
    trap->status = ASKCAM_OK;
    trap->name = name == NULL ? "the picture" : name;
    trap->err = err;
    trap->in = NULL;
}

enum askcam_status askcam_jpeg_trap_run(struct askcam_jpeg_trap *trap, void (*work)(void *ctx),
                                        void *ctx)
{
    if (setjmp(trap->env) != 0) {
        return trap->status;
    }
    work(ctx);
    return ASKCAM_OK;
}
