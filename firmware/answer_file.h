/* SPDX-License-Identifier: MIT */
/*
 * answer_file.h - the answer in a file, whole or not at all.
 *
 * For: `ask -o FILE`.  The file is opened before anything is asked.
 */
#ifndef ASKCAM_ANSWER_FILE_H
#define ASKCAM_ANSWER_FILE_H

#include "ask_run.h"
#include "atomic_file.h"

/* Static memory suits it best, about 8 KB. */
struct answer_file {
    struct askcam_store store;
    struct askcam_atomic_file file;
    enum askcam_status status; /* of the first write that failed */
};

/* ASKCAM_ERR_STORAGE if the file cannot be written; err is borrowed until close. */
enum askcam_status answer_file_open(struct answer_file *answer, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err);

/* Gets the answer as it is printed. */
struct ask_run_listener answer_file_listener(struct answer_file *answer);

/* Ends the text with a line end and puts the file in its place. */
enum askcam_status answer_file_commit(struct answer_file *answer);

/* Throws away what was not committed. */
void answer_file_close(struct answer_file *answer);

#endif
