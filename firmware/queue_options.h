/* SPDX-License-Identifier: MIT */
/*
 * queue_options.h - the options of an ask as an entry of the queue keeps them.
 *
 * For: adding and sending.  What decides the answer is kept, and where to ask; never a key, nor how
 * the picture was taken: the entry has the picture itself.
 */
#ifndef ASKCAM_QUEUE_OPTIONS_H
#define ASKCAM_QUEUE_OPTIONS_H

#include "options.h"
#include "queue.h"
#include "settings.h"

/* The folder of the queue: --queue, else askcam/queue in the state folder.  False: no place. */
bool queue_options_path(const struct options *options, char path[ASKCAM_STORE_PATH_BYTES]);

struct askcam_queue_bounds queue_options_bounds(const struct options *options);

/* The options as a JSON object on the heap, to be freed by the caller; NULL: no memory. */
char *queue_options_json(const struct options *options);

/*
 * Lays the kept options of an entry over those in force; those on the command line win.  The
 * picture's own options are cleared.  The texts belong to `texts`, to be closed behind the ask.
 * ASKCAM_ERR_SOURCE: not such options.
 */
enum askcam_status queue_options_apply(struct options *options, const char *json,
                                       struct settings *texts, struct askcam_error *err);

#endif
