/* SPDX-License-Identifier: MIT */
/*
 * job.h - job.json: what an entry of the queue asks, and how it went so far.
 *
 * For: whoever adds, lists, shows or sends entries.  Must not know: what the options mean.
 */
#ifndef ASKCAM_JOB_H
#define ASKCAM_JOB_H

#include "error.h"
#include "folder.h"
#include "queue.h"

enum {
    ASKCAM_JOB_MOST_BYTES = 4 * 1024 * 1024, /* of job.json; thousands of frames fit */
    ASKCAM_JOB_FILE_BYTES = 32,              /* of a picture's name */
};

struct cJSON;

/* The texts belong to the job and hold until it is closed; zeroed is closed. */
struct askcam_job {
    struct cJSON *json;
    const char *question;
    const char *source; /* "" if not known */
    uint64_t attempts;
    const char *last_error; /* its text; "" if there was none */
    size_t pictures_count;
};

/* One picture of it. */
struct askcam_job_picture {
    const char *file;
    uint64_t bytes;
    const char *sha256;
};

/* Makes the job of a new entry, without pictures.  ASKCAM_ERR_INTERNAL: no memory. */
enum askcam_status askcam_job_new(struct askcam_job *job, const char *id,
                                  const struct askcam_queue_new *entry, struct askcam_error *err);

/* Adds a picture; false: no memory. */
bool askcam_job_add_picture(struct askcam_job *job, const struct askcam_job_picture *picture);

/*
 * Reads it from an entry's folder.  ASKCAM_ERR_SOURCE: it is missing or not a job, which is a fault
 * of the entry alone.
 */
enum askcam_status askcam_job_open(struct askcam_job *job, const struct askcam_folder *entry,
                                   struct askcam_error *err);

void askcam_job_close(struct askcam_job *job);

/* Picture number i < pictures_count. */
struct askcam_job_picture askcam_job_picture(const struct askcam_job *job, size_t i);

/* Its options as JSON text, to be freed by the caller; NULL: no memory. */
char *askcam_job_options(const struct askcam_job *job);

/* The whole job as JSON text, to be freed by the caller; NULL: no memory. */
char *askcam_job_text(const struct askcam_job *job);

/* Counts one more attempt, which ended with cause (NULL: attempts start anew). */
bool askcam_job_set_attempts(struct askcam_job *job, uint64_t attempts,
                             const struct askcam_error *cause, int64_t now_ms);

/* Writes it back to the entry's folder, on the disk. */
enum askcam_status askcam_job_save(const struct askcam_job *job, const struct askcam_folder *entry,
                                   struct askcam_error *err);

/*
 * Compares the pictures with their sizes and checksums.  ASKCAM_ERR_SOURCE: one is not what was
 * kept; ASKCAM_ERR_STORAGE: it cannot be read now.
 */
enum askcam_status askcam_job_check_pictures(const struct askcam_job *job,
                                             const struct askcam_folder *entry,
                                             struct askcam_error *err);

#endif
