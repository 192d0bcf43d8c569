/* SPDX-License-Identifier: MIT */
/*
 * option_suggest.h - the option that was meant.
 *
 * For: errors about unknown options, settings and variables.
 */
#ifndef ASKCAM_OPTION_SUGGEST_H
#define ASKCAM_OPTION_SUGGEST_H

#include <stdbool.h>

/*
 * The long name of the option of these commands (enum option_commands) that a word is a synonym
 * of, near to or the start of; NULL if there is none.  is_setting: only what a settings file takes.
 */
const char *option_suggest(const char *word, unsigned commands, bool is_setting);

#endif
