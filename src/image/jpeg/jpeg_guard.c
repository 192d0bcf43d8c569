/* SPDX-License-Identifier: MIT */
/* jpeg_guard.c - see jpeg_guard.h. */
#include "jpeg_guard.h"

#include <inttypes.h>

#include <jerror.h>

#include "jpeg_in.h"

static struct askcam_jpeg_guard *guard_of(j_common_ptr jpeg)
{
    return (struct askcam_jpeg_guard *)(void *)jpeg->err; /* mgr is the first member */
}

_Noreturn void askcam_jpeg_guard_abort(struct askcam_jpeg_guard *guard, enum askcam_status status)
{
    guard->status = status;
    longjmp(guard->env, 1);
}

/* libjpeg reads ahead of what it decodes by some bytes, so the place is only near. */
static _Noreturn void fail(struct askcam_jpeg_guard *guard, j_common_ptr jpeg)
{
    const struct askcam_error_context context = {guard->name, "take or copy the picture again"};
    const struct askcam_jpeg_in *const in = guard->in;
    char text[JMSG_LENGTH_MAX];

    guard->mgr.format_message(jpeg, text);
    if (in == NULL) {
        askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_INTERNAL, context,
                                                   "cannot be encoded: %s", text));
    }
    askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context,
                                               "truncated or broken JPEG near byte %" PRIu64 ": %s",
                                               in->at - in->mgr.bytes_in_buffer, text));
}

static void on_error(j_common_ptr jpeg)
{
    struct askcam_jpeg_guard *const guard = guard_of(jpeg);
    const struct askcam_error_context context = {guard->name,
                                                 "use a smaller picture or a baseline JPEG"};

    if (jpeg->err->msg_code == JERR_OUT_OF_MEMORY || jpeg->err->msg_code == JERR_NO_BACKING_STORE) {
        askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context,
                                                   "too large to decode in memory"));
    }
    fail(guard, jpeg);
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
        fail(guard_of(jpeg), jpeg);
    }
}

void askcam_jpeg_guard_init(struct askcam_jpeg_guard *guard, const char *name,
                            struct askcam_error *err)
{
    (void)jpeg_std_error(&guard->mgr);
    guard->mgr.error_exit = on_error;
    guard->mgr.emit_message = on_message;
    guard->status = ASKCAM_OK;
    guard->name = name == NULL ? "the picture" : name;
    guard->err = err;
    guard->in = NULL;
}

enum askcam_status askcam_jpeg_guard_run(struct askcam_jpeg_guard *guard, void (*work)(void *ctx),
                                         void *ctx)
{
    if (setjmp(guard->env) != 0) {
        return guard->status;
    }
    work(ctx);
    return ASKCAM_OK;
}
