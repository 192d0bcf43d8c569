/* SPDX-License-Identifier: MIT */
/*
 * spending.h - what an ask may cost, whether the limits allow it, and what it did cost.
 *
 * For: the flow, which reserves before it sends and settles afterwards; --dry-run, which shows the
 * estimate.  The input is estimated by the model's rule for pictures and three bytes of text a
 * token; a picture by URL counts as the largest that the model takes.  The output is what
 * --max-tokens and --thinking-budget allow, else the largest of the model's last twenty, at least
 * ASKCAM_OUTPUT_MIN or, while it may think, ASKCAM_THINKING_OUTPUT_MIN tokens: by what one answer
 * is longer than that, a limit can be overrun, once for each ask that is under way.
 * Must not know: options, the environment.
 */
#ifndef ASKCAM_SPENDING_H
#define ASKCAM_SPENDING_H

#include "catalogue.h"
#include "chat_reply.h"
#include "chat_request.h"
#include "ledger.h"
#include "picture_set.h"

enum {
    ASKCAM_OUTPUT_MIN = 2000,
    ASKCAM_THINKING_OUTPUT_MIN = 8000,
};

/* Tokens and money; -1 where it is not known. */
struct askcam_estimate {
    int64_t image_tokens;
    int64_t input_tokens;
    int64_t output_tokens; /* the most that the request allows; -1: it sets no bound */
    double amount;         /* of input, and of output where that is bounded */
    char currency[ASKCAM_PRICE_WORD_BYTES];
};

/* Why a reservation was refused, if it was for something that time may cure. */
enum askcam_spending_block {
    ASKCAM_SPENDING_FREE,
    ASKCAM_SPENDING_DAY,    /* the day's limit is used up */
    ASKCAM_SPENDING_MONTH,  /* the month's is */
    ASKCAM_SPENDING_RECORD, /* the ledger cannot be written */
};

/* In the caller's memory; the first part is the caller's, all borrowed while it is used. */
struct askcam_spending {
    const struct askcam_ledger *ledger; /* NULL: nothing is booked, and no limit may be set */
    struct askcam_ledger_limits limits;
    const struct askcam_model *model;
    const struct askcam_price *price; /* NULL: not known, or nothing */
    bool is_free;                     /* without a price it costs nothing: tokens are booked only */

    struct askcam_ledger_reservation reservation; /* of the attempt under way */
    enum askcam_spending_block block;             /* of the last one */
};

/* How an attempt ended, where its usage is not known. */
enum askcam_attempt_end {
    ASKCAM_ATTEMPT_UNKNOWN, /* it was sent: what was reserved counts as spent */
    ASKCAM_ATTEMPT_REFUSED, /* the service refused it and used nothing */
};

/* Estimates one request, whose pictures have been taken. */
struct askcam_estimate askcam_spending_estimate(const struct askcam_spending *spending,
                                                const struct askcam_chat *chat,
                                                const struct askcam_picture_set *set);

/*
 * What keeps a limit from being kept is known before anything is captured: ASKCAM_ERR_USAGE if the
 * price is not known, ASKCAM_ERR_STORAGE if there is no ledger.
 */
enum askcam_status askcam_spending_check(const struct askcam_spending *spending,
                                         struct askcam_error *err);

/*
 * Before an attempt is sent: reserves what it may cost.  Without a limit, or where it costs
 * nothing, it does nothing.  ASKCAM_ERR_USAGE: its cost is not known, or it alone exceeds a limit;
 * ASKCAM_ERR_LIMIT: a limit is used up; ASKCAM_ERR_STORAGE: it cannot be written.
 */
enum askcam_status askcam_spending_reserve(struct askcam_spending *spending,
                                           const struct askcam_chat *chat,
                                           const struct askcam_picture_set *set,
                                           uint64_t deadline_ms, struct askcam_error *err);

/*
 * Books what an attempt used, in the place of its reservation if it has one.  The true cost goes to
 * *cost; its amount is -1 where it is not known.  A failure is logged as a warning.
 */
void askcam_spending_settle(struct askcam_spending *spending, const struct askcam_usage *usage,
                            enum askcam_attempt_end end, struct askcam_cost *cost);

#endif
