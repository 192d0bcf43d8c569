/* SPDX-License-Identifier: MIT */
/*
 * line_file.h - a file of lines in a folder, to which lines are appended under the folder's lock.
 *
 * For: records that many processes add to and that a power cut may interrupt: the ledger, a log of
 * readings.  Only the last line can be unfinished then; it is not part of the file: readers pass it
 * over, and the next append moves it to NAME.broken (folder.h) and says so.
 * Must not know: what the lines hold.
 *
 * Statuses are those of folder.h.
 */
#ifndef ASKCAM_LINE_FILE_H
#define ASKCAM_LINE_FILE_H

#include "folder.h"

enum { ASKCAM_LINE_BYTES = 2048 }; /* of a line with its end; a longer one is broken */

struct askcam_line_file {
    const struct askcam_folder *folder; /* locked for append; borrowed */
    const char *name;
    /*
     * Whether a last line that lacks only its '\n' is whole, as an editor may leave it: then it
     * counts.  NULL: it never does.
     */
    bool (*is_whole)(const char *line, size_t bytes);
};

/* Takes one line, without its end.  False: it is broken, which ends the reading. */
typedef bool askcam_line_take(void *ctx, const char *line, size_t bytes);

/*
 * Hands each line on, in order; a file that is not there has none.  *size_bytes, if not NULL, gets
 * its size.  ASKCAM_ERR_STORAGE also for a broken line, with its number as the cause.
 */
enum askcam_status askcam_line_file_read(const struct askcam_line_file *file,
                                         askcam_line_take *take, void *ctx, uint64_t *size_bytes,
                                         struct askcam_error *err);

/*
 * Appends bytes_len bytes of whole lines with their ends, all of them or none.  After a failure
 * they are not in the file, unless the disk refuses even that: then they may be.
 */
enum askcam_status askcam_line_file_append(const struct askcam_line_file *file, const char *lines,
                                           size_t bytes_len, enum askcam_durability durability,
                                           struct askcam_error *err);

#endif
