/* SPDX-License-Identifier: MIT */
/* sieve.c - see sieve.h. */
#include "sieve.h"

static uint16_t sharpness_limit(const struct askcam_sieve *sieve)
{
    return sieve->min_sharpness != 0 ? sieve->min_sharpness : ASKCAM_JUDGE_SHARP;
}

/* judge.h's verdicts, with the user's own limit of sharpness in place of its. */
static unsigned verdicts_of(const struct askcam_sieve *sieve, const struct askcam_judge_look *last)
{
    struct askcam_judge_look look = sieve->look;
    const bool is_blurred = look.sharpness < sharpness_limit(sieve);

    look.sharpness = is_blurred ? 0 : UINT16_MAX;
    return askcam_judge_verdicts(&look, last);
}

/* What the user refuses goes before what may pass: at night a dark frame is unchanged as well. */
static enum askcam_verdict verdict_of(const struct askcam_sieve *sieve,
                                      const struct askcam_judge_look *last)
{
    const unsigned all = verdicts_of(sieve, last);
    const unsigned refused = all & sieve->refuses;

    return askcam_judge_first(refused != 0 ? refused : all);
}

enum askcam_status askcam_sieve_look(struct askcam_sieve *sieve, const struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    const struct askcam_judge_look *last = sieve->has_last ? &sieve->last : NULL;
    const enum askcam_status status = askcam_judge_look(frame, &sieve->look, err);

    if (status == ASKCAM_OK) {
        sieve->difference = last != NULL ? askcam_judge_difference(&sieve->look, last) : 0;
        sieve->verdict = verdict_of(sieve, last);
    }
    return status;
}

bool askcam_sieve_refuses(const struct askcam_sieve *sieve)
{
    return (sieve->refuses & 1U << sieve->verdict) != 0;
}

void askcam_sieve_accept(struct askcam_sieve *sieve)
{
    sieve->last = sieve->look;
    sieve->has_last = true;
}

enum askcam_status askcam_sieve_fail(const struct askcam_sieve *sieve, unsigned tries,
                                     struct askcam_error *err)
{
    const struct {
        const char *measure;
        const char *side;
        const char *mend;
        uint16_t value;
        uint16_t limit;
    } rows[] = {
        [ASKCAM_VERDICT_OK] = {"nothing", "at", "report this as a bug", 0, 0},
        [ASKCAM_VERDICT_DARK] = {"brightness", "below", "give it light, or more exposure",
                                 sieve->look.brightness, ASKCAM_JUDGE_DARK},
        [ASKCAM_VERDICT_BRIGHT] = {"brightness", "above", "take light away, or exposure",
                                   sieve->look.brightness, ASKCAM_JUDGE_BRIGHT},
        [ASKCAM_VERDICT_BLURRED] = {"sharpness", "below", "focus, or hold the camera still",
                                    sieve->look.sharpness, sharpness_limit(sieve)},
        [ASKCAM_VERDICT_UNCHANGED] = {"difference", "below", "wait until something changes",
                                      sieve->difference, ASKCAM_JUDGE_CHANGED},
    };
    const struct askcam_blame blame = {"picture", rows[sieve->verdict].mend};

    if (sieve->verdict == ASKCAM_VERDICT_BRIGHT && sieve->look.white > ASKCAM_JUDGE_WHITE) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame,
                           "bright: %u.%03u of it is white, above %u.%03u (%u tried)",
                           sieve->look.white / 1000U, sieve->look.white % 1000U,
                           ASKCAM_JUDGE_WHITE / 1000U, ASKCAM_JUDGE_WHITE % 1000U, tries);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, blame, "%s: %s %u.%03u, %s %u.%03u (%u tried)",
                       askcam_verdict_text(sieve->verdict), rows[sieve->verdict].measure,
                       rows[sieve->verdict].value / 1000U, rows[sieve->verdict].value % 1000U,
                       rows[sieve->verdict].side, rows[sieve->verdict].limit / 1000U,
                       rows[sieve->verdict].limit % 1000U, tries);
}
