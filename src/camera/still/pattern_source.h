/* SPDX-License-Identifier: MIT */
/*
 * pattern_source.h - a drawn picture as a source: the same one at every take().
 *
 * For: trying everything without a camera, with an answer that is known.
 * Must not know: how it is drawn.
 */
#ifndef ASKCAM_PATTERN_SOURCE_H
#define ASKCAM_PATTERN_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "source.h"

#define ASKCAM_PATTERN_PREFIX "pattern:"

enum {
    ASKCAM_PATTERN_WIDTH_PX = 640, /* without a size in the options */
    ASKCAM_PATTERN_HEIGHT_PX = 480,
    ASKCAM_PATTERN_MIN_PX = 16,         /* a side */
    ASKCAM_PATTERN_MAX_PX = 4096,       /* it is drawn in memory as a whole */
    ASKCAM_PATTERN_GAUGE_MILLI = 42000, /* pattern:gauge without a value */
};

struct askcam_pattern {
    bool is_gauge;        /* else bars */
    uint32_t value_milli; /* of the gauge, 0..100000 */
};

/*
 * What a spec beginning with the prefix means: gauge, gauge=VALUE with at most three decimals, or
 * bars.  ASKCAM_ERR_USAGE with what was expected.
 */
enum askcam_status askcam_pattern_parse(const char *spec, struct askcam_pattern *pattern,
                                        struct askcam_error *err);

/*
 * Draws it at the size of the options, in one allocation that close frees; at most 16 megapixels,
 * so the deadline is checked before and not within.  ASKCAM_ERR_USAGE: as above, or a size beyond
 * the bounds.  ASKCAM_ERR_UNAVAILABLE: the deadline.  ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_pattern_source_open(struct askcam_source *source,
                                              const struct askcam_host *host, const char *spec,
                                              const struct askcam_source_options *options,
                                              struct askcam_error *err);

#endif
