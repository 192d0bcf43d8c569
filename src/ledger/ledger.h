/* SPDX-License-Identifier: MIT */
/*
 * ledger.h - what was used and spent, by day and month, on disk; and the limits of it.
 *
 * For: `askcam usage`, and money limits that hold over many runs and processes, and over a power
 * cut.  One file a month, YYYY-MM.jsonl in one folder (lines/ledger_line.h draws it).  Days are
 * those of the machine's own time zone.  Money of different currencies is never summed: there is a
 * sum for each.
 *
 * With a limit, an ask reserves what it may cost before it is sent, under the lock and on the disk,
 * and is settled when its cost is known.  A reservation that is never settled counts as spent: its
 * process died, or the service did not report its count.
 * Must not know: models, prices, options.
 *
 * ASKCAM_ERR_STORAGE: it cannot be read or written, or another process has held the lock for too
 * long; the cause is in err.
 */
#ifndef ASKCAM_LEDGER_H
#define ASKCAM_LEDGER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "error.h"
#include "store.h"

enum {
    ASKCAM_LEDGER_CURRENCY_BYTES = 16,
    ASKCAM_LEDGER_DATE_BYTES = 11,
    ASKCAM_LEDGER_MODEL_BYTES = 96,
    ASKCAM_LEDGER_DAYS = 31,
    ASKCAM_LEDGER_CURRENCIES = 4, /* in a month; more are refused */
    ASKCAM_LEDGER_OUTPUTS = 20,   /* of a model that are remembered */
    ASKCAM_LEDGER_MODELS = 16,    /* that are remembered; the latest ones */
};

/* Money of one currency. */
struct askcam_ledger_cost {
    char currency[ASKCAM_LEDGER_CURRENCY_BYTES];
    double spent;
    double reserved; /* by asks that have not been settled; counts as spent */
};

/* A day's or a month's sum. */
struct askcam_ledger_sum {
    char date[ASKCAM_LEDGER_DATE_BYTES]; /* YYYY-MM-DD, or YYYY-MM for a month */
    uint64_t asks;
    uint64_t input_tokens;
    uint64_t output_tokens;
    struct askcam_ledger_cost costs[ASKCAM_LEDGER_CURRENCIES];
    size_t costs_count;
};

/* Output tokens of the last asks of one model, the oldest first. */
struct askcam_ledger_outputs {
    char model[ASKCAM_LEDGER_MODEL_BYTES];
    uint64_t tokens[ASKCAM_LEDGER_OUTPUTS];
    size_t count;
};

/* A month, in the caller's memory; about 9 KiB. */
struct askcam_ledger_month {
    struct askcam_ledger_sum sum;
    struct askcam_ledger_sum days[ASKCAM_LEDGER_DAYS]; /* in order of their first line */
    size_t days_count;
    struct askcam_ledger_outputs models[ASKCAM_LEDGER_MODELS];
    size_t models_count;
    uint64_t size_bytes; /* of its file */
};

/* Where the ledger is; the caller's memory.  Both are borrowed as long as it is used. */
struct askcam_ledger {
    struct askcam_store store;
    const char *folder;
};

/* Reads the month that `now` is in; a missing file is an empty month. */
enum askcam_status askcam_ledger_read(const struct askcam_ledger *ledger, time_t now,
                                      struct askcam_ledger_month *month, struct askcam_error *err);

/* The day's sum of that month; an empty one if there was no ask. */
struct askcam_ledger_sum askcam_ledger_day(const struct askcam_ledger_month *month, time_t now);

/* What of one currency has been spent or reserved. */
double askcam_ledger_spent(const struct askcam_ledger_sum *sum, const char *currency);

/* One ask, as it is booked. */
struct askcam_ledger_entry {
    const char *model; /* whose output is remembered; NULL: none */
    uint64_t input_tokens;
    uint64_t output_tokens;
    double cost;          /* in currency; 0 and "" where it cost nothing or is not known */
    const char *currency; /* never NULL */
};

/*
 * Books an ask without a reservation.  It is not synced: no limit rests on it.  The lock is waited
 * for until deadline_ms.
 */
enum askcam_status askcam_ledger_add(const struct askcam_ledger *ledger,
                                     const struct askcam_ledger_entry *entry, time_t now,
                                     uint64_t deadline_ms, struct askcam_error *err);

/* One limit; not set: none. */
struct askcam_ledger_limit {
    bool set;
    double amount;    /* of the currency that an ask is paid in */
    const char *name; /* for messages, such as "--max-cost-day" */
};

struct askcam_ledger_limits {
    struct askcam_ledger_limit ask;
    struct askcam_ledger_limit day;
    struct askcam_ledger_limit month;
};

/* What an ask may cost at most, as far as that is known beforehand. */
struct askcam_ledger_request {
    const struct askcam_ledger_limits *limits;
    const char *model;
    const char *currency; /* "": it costs nothing */
    double input_cost;
    double output_price;        /* of one token */
    uint64_t output_tokens;     /* that the request itself allows */
    bool output_is_bounded;     /* no more than those may come; else at least … */
    uint64_t output_tokens_min; /* … so many more, or as many as the model's largest of late */
};

/* A reservation, until it is settled.  Plain values. */
struct askcam_ledger_reservation {
    bool held;          /* false: there is none */
    bool exceeds_month; /* ASKCAM_ERR_LIMIT: the month's limit; else the day's alone */
    char date[ASKCAM_LEDGER_DATE_BYTES];
    char currency[ASKCAM_LEDGER_CURRENCY_BYTES];
    double amount;
};

/*
 * Reserves what the request may cost, if the limits allow it; on the disk when this returns.
 * ASKCAM_ERR_USAGE: it alone exceeds a limit.  ASKCAM_ERR_LIMIT: it does so with what has been
 * spent before.  ASKCAM_ERR_STORAGE: it cannot be written, so it must not be sent.
 */
enum askcam_status askcam_ledger_reserve(const struct askcam_ledger *ledger,
                                         const struct askcam_ledger_request *request, time_t now,
                                         uint64_t deadline_ms,
                                         struct askcam_ledger_reservation *reservation,
                                         struct askcam_error *err);

/*
 * Puts the true cost in the place of a reservation; entry NULL: nothing was used, and it is given
 * back.  Synced only where more was used than reserved: else a power cut leaves the reservation,
 * which counts as spent.  *reservation is no longer held, whatever the outcome.
 */
enum askcam_status askcam_ledger_settle(const struct askcam_ledger *ledger,
                                        struct askcam_ledger_reservation *reservation,
                                        const struct askcam_ledger_entry *entry,
                                        uint64_t deadline_ms, struct askcam_error *err);

#endif
