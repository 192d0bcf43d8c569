/* SPDX-License-Identifier: MIT */
/* cmd_ask.c - askcam ask: a picture and a question out, thinking and an answer in. */
#include "asking.h"
#include "program.h"

enum askcam_status cmd_ask(struct program *program, struct askcam_error *err)
{
    static struct asking asking;
    const struct options *options = program->options;

    enum askcam_status status = asking_check_question(options, err);
    if (status == ASKCAM_OK) {
        status = asking_open(&asking, program, err);
    }
    if (status == ASKCAM_OK) {
        status = asking_open_pictures(&asking);
    }
    if (status == ASKCAM_OK) {
        status = asking_find_key(&asking);
    }
    if (status == ASKCAM_OK) {
        status = options->dry_run ? asking_show(&asking, options->words[0])
                                  : asking_run(&asking, options->words[0], NULL, NULL);
    }
    asking_close(&asking);
    return status;
}
