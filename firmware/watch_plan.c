/* SPDX-License-Identifier: MIT */
/* watch_plan.c - see watch_plan.h. */
#include "watch_plan.h"

#include <string.h>

#include "machine.h"

/* Standard input gives one thing: requests, the question, or the picture. */
static bool is_stdin_taken(const struct options *options)
{
    bool is_taken = (options->words_count > 0 && strcmp(options->words[0], "-") == 0) ||
                    (options->question_file != NULL && strcmp(options->question_file, "-") == 0);

    for (size_t i = 0; i < options->sources_count; i++) {
        is_taken = is_taken || strcmp(options->sources[i], "-") == 0;
    }
    return is_taken;
}

enum askcam_status watch_plan_check(const struct options *options, struct askcam_error *err)
{
    const struct askcam_error_context both = {"--at", "leave out --align"};
    const struct askcam_error_context day = {"--align", "use an --every of at most 24h"};
    const struct askcam_error_context lines = {"--trigger-stdin",
                                               "take the question and the picture from elsewhere"};

    if (options->at_count > 0 && options->align) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, both, "given together with --align");
    }
    if (options->align && options->every_ms > ASKCAM_SCHEDULE_DAY_MS) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, day, "starts anew at each midnight");
    }
    return options->trigger_stdin && is_stdin_taken(options)
               ? askcam_fail(err, ASKCAM_ERR_USAGE, lines, "standard input is used already")
               : ASKCAM_OK;
}

struct askcam_watch_plan watch_plan_of(const struct options *options)
{
    struct askcam_watch_plan plan = {.every_ms = 0};
    const uint64_t offset_ms =
        options->jitter_ms > 0 ? askcam_machine_number(ASKCAM_MACHINE_ID_FILE) % options->jitter_ms
                               : 0;

    if (options->at_count > 0) {
        plan.schedule.times_count = options->at_count;
        memcpy(plan.schedule.times_ms, options->at_ms, sizeof plan.schedule.times_ms);
    } else if (options->align) {
        plan.schedule.every_ms = (uint32_t)options->every_ms;
    } else {
        plan.every_ms = options->every_ms;
        plan.offset_ms = offset_ms;
    }
    plan.schedule.offset_ms = (uint32_t)offset_ms; /* below a day: see --jitter */
    return plan;
}
