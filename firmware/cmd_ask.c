/* SPDX-License-Identifier: MIT */
/* cmd_ask.c - askcam ask: a picture and a question out, thinking and an answer in. */
#include "ask_run.h"
#include "program.h"

enum askcam_status cmd_ask(struct program *program, struct askcam_error *err)
{
    static struct ask_run run;
    const struct options *options = program->options;

    enum askcam_status status = ask_run_check_question(options, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open(&run, program, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_open_pictures(&run, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_find_key(&run, err);
    }
    if (status == ASKCAM_OK) {
        status = options->dry_run ? ask_run_dry_run(&run, options->words[0], err)
                                  : ask_run_send(&run, options->words[0], NULL, err);
    }
    ask_run_close(&run);
    return status;
}
