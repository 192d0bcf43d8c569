/* SPDX-License-Identifier: MIT */
/* ledger.c - reading the ledger; see ledger.h, and lines/ledger_line.h for the file. */
#include "ledger.h"

#include <string.h>

#include "ledger_month.h"

enum askcam_status askcam_ledger_read(const struct askcam_ledger *ledger, time_t now,
                                      struct askcam_ledger_month *month, struct askcam_error *err)
{
    char date[ASKCAM_LEDGER_DATE_BYTES];
    struct askcam_folder folder;
    bool exists = false;

    askcam_ledger_date(now, date);
    askcam_ledger_month_init(month, date);
    enum askcam_status status =
        askcam_folder_open_existing(&folder, &ledger->store, ledger->folder, &exists, err);
    if (status == ASKCAM_OK && exists) {
        status = askcam_ledger_month_read(&folder, date, month, err);
    }
    askcam_folder_close(&folder);
    return status;
}

struct askcam_ledger_sum askcam_ledger_day(const struct askcam_ledger_month *month, time_t now)
{
    struct askcam_ledger_sum empty = {.date = ""};

    askcam_ledger_date(now, empty.date);
    const struct askcam_ledger_sum *const day = askcam_ledger_month_day(month, empty.date);
    return day != NULL ? *day : empty;
}

double askcam_ledger_spent(const struct askcam_ledger_sum *sum, const char *currency)
{
    for (size_t i = 0; i < sum->costs_count; i++) {
        if (strcmp(sum->costs[i].currency, currency) == 0) {
            return sum->costs[i].spent + sum->costs[i].reserved;
        }
    }
    return 0;
}
