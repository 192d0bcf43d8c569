/* SPDX-License-Identifier: MIT */
/* answer_file.c - see answer_file.h. */
#include "answer_file.h"

enum askcam_status answer_file_open(struct answer_file *answer, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err)
{
    answer->store = askcam_store_init(host);
    answer->status = ASKCAM_OK;
    return askcam_atomic_file_open(&answer->file, &answer->store, path, err);
}

static void on_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct answer_file *answer = ctx;

    if (answer->status == ASKCAM_OK) {
        answer->status =
            askcam_sink_write(askcam_atomic_file_sink(&answer->file), text, text_bytes);
    }
}

struct ask_run_listener answer_file_listener(struct answer_file *answer)
{
    return (struct ask_run_listener){.ctx = answer, .on_answer = on_answer};
}

enum askcam_status answer_file_commit(struct answer_file *answer)
{
    on_answer(answer, "\n", 1);
    return answer->status == ASKCAM_OK ? askcam_atomic_file_commit(&answer->file) : answer->status;
}

void answer_file_close(struct answer_file *answer)
{
    askcam_atomic_file_close(&answer->file);
}
