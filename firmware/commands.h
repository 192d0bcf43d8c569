/* SPDX-License-Identifier: MIT */
/*
 * commands.h - the table of commands, and their help.
 *
 * For: main.c, which chooses one.
 */
#ifndef ASKCAM_COMMANDS_H
#define ASKCAM_COMMANDS_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"
#include "program.h"

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of the table
struct command {
    const char *name;
    unsigned bit; /* of its options, enum option_commands */
    command_run *run;
    const char *usage;
    const char *summary;
    const char *notes; /* below its options; NULL: none */
    bool takes_words;  /* arguments that are not options */
};

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* Records ASKCAM_ERR_USAGE for a word that is not a command, with the nearest one. */
enum askcam_status command_unknown(const char *word, struct askcam_error *err);

/* ASKCAM_ERR_USAGE if there are arguments and the command takes none. */
enum askcam_status command_check_words(const struct command *command, const struct options *options,
                                       struct askcam_error *err);

/* The help of the program, and of one command. */
void commands_print_help(FILE *out);
void command_print_help(const struct command *command, FILE *out);

#endif
