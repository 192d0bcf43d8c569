/* SPDX-License-Identifier: MIT */
/*
 * spending.h - what an ask will cost at least, and whether that may be spent.
 *
 * For: --max-cost, the limits of a day and a month, and the look before sending (--dry-run).
 * An estimate: the vendor's rule for pictures, three bytes of text a token, and of the answer what
 * the request itself bounds (--max-tokens, --thinking-budget).  What came in the end is in the
 * ledger.
 */
#ifndef ASKCAM_SPENDING_H
#define ASKCAM_SPENDING_H

#include <time.h>

#include "ask.h"
#include "catalogue.h"
#include "error.h"
#include "options.h"

/* Tokens and money; -1 where it is not known. */
struct spending {
    int64_t image_tokens;
    int64_t input_tokens;
    int64_t output_tokens; /* the most that the request allows; -1: it sets no bound */
    double amount;         /* of input, and of output where that is bounded */
    char currency[ASKCAM_PRICE_WORD_BYTES];
};

/* Estimates one request, whose pictures have been taken. */
struct spending spending_of(const struct askcam_model *model, const struct askcam_chat *chat,
                            const struct askcam_picture_set *set, const char *region);

/*
 * Refuses what the limits of options do not allow: ASKCAM_ERR_USAGE.  A limit on a model whose
 * price is not known is refused too, since it could not be kept.
 */
enum askcam_status spending_check(const struct spending *spending, const struct options *options,
                                  time_t now, struct askcam_error *err);

#endif
