/* SPDX-License-Identifier: MIT */
/*
 * program.h - what every command gets, and the list of commands.
 *
 * For: main.c, which chooses one, and the cmd_*.c files, one a command.
 */
#ifndef ASKCAM_PROGRAM_H
#define ASKCAM_PROGRAM_H

#include "error.h"
#include "host.h"
#include "key.h"
#include "options.h"
#include "out.h"
#include "progress.h"
#include "settings.h"

struct program {
    const struct askcam_host *host;
    struct out *out;           /* stdout */
    struct progress *progress; /* of stderr; erased before anything else is printed there */
    const struct options *options;
    struct settings *settings;      /* the file behind the options */
    enum askcam_status exit_status; /* of a command that has reported its failures itself */
    struct key *key;                /* masked in what is printed; "" until it is known */
};

/* One command: its outcome, with the cause in err. */
typedef enum askcam_status command_run(struct program *program, struct askcam_error *err);

command_run cmd_ask;
command_run cmd_watch;
command_run cmd_snap;
command_run cmd_chat;
command_run cmd_cameras;
command_run cmd_models;
command_run cmd_queue;
command_run cmd_usage;
command_run cmd_config;

#endif
