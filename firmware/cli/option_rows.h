/* SPDX-License-Identifier: MIT */
/*
 * option_rows.h - the table of options.
 *
 * For: options.c, which reads argv by it and prints the help from it.  A row says where a value
 * goes, how it is read and what the help says; adding an option is adding a row.
 */
#ifndef ASKCAM_OPTION_ROWS_H
#define ASKCAM_OPTION_ROWS_H

#include "options.h"

struct option_choice {
    const char *name; /* NULL: the last one */
    uint64_t value;
};

struct option_row;

/* Takes a value; returns NULL, or what was expected instead. */
typedef const char *option_setter(const struct option_row *row, struct options *options,
                                  const char *value);

/* A row without a name starts a group of the help.  The order is that in which a row is written. */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct option_row {
    const char *name;
    char letter;     /* 0: none */
    const char *arg; /* what the help calls its argument; NULL: it has none */
    unsigned commands;
    option_setter *take;
    size_t offset; /* in struct options */
    uint64_t least, most;
    const struct option_choice *choices;
    const char *expected;
    const char *help;
    bool is_list; /* may be given several times */
    bool is_act;  /* for one run only (--help, --dry-run): not a setting */
};

extern const struct option_row OPTION_TABLE[OPTION_ROWS];

#endif
