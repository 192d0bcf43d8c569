/* SPDX-License-Identifier: MIT */
/* jpeg_trap.c - see jpeg_trap.h. */
#include "jpeg_trap.h"

#include <jerror.h>

static struct askcam_jpeg_trap *trap_of(j_common_ptr jpeg)
{
    return (struct askcam_jpeg_trap *)(void *)jpeg->err; /* mgr is the first member */
}

_Noreturn void askcam_jpeg_trap_spring(struct askcam_jpeg_trap *trap, enum askcam_status status)
{
    trap->status = status;
    longjmp(trap->env, 1);
}

static _Noreturn void fail(j_common_ptr jpeg, enum askcam_status kind, const char *mend)
{
    struct askcam_jpeg_trap *const trap = trap_of(jpeg);
    char text[JMSG_LENGTH_MAX];

    trap->mgr.format_message(jpeg, text);
    askcam_jpeg_trap_spring(trap,
                            askcam_fail(trap->err, kind, (struct askcam_blame){trap->name, mend},
                                        "truncated or broken JPEG: %s", text));
}

static void on_error(j_common_ptr jpeg)
{
    const int code = jpeg->err->msg_code;

    if (code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE) {
        struct askcam_jpeg_trap *const trap = trap_of(jpeg);
        const struct askcam_blame blame = {trap->name, "give a smaller or a baseline JPEG"};
        askcam_jpeg_trap_spring(trap, askcam_fail(trap->err, ASKCAM_ERR_SOURCE, blame,
                                                  "too large to decode in memory"));
    }
    fail(jpeg, ASKCAM_ERR_SOURCE, "take or copy the picture again");
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
        fail(jpeg, ASKCAM_ERR_SOURCE, "take or copy the picture again");
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
