/* SPDX-License-Identifier: MIT */
/*
 * option_setters.h - how each kind of option value is read into struct options.
 *
 * For: the rows of option_rows.c.  All return NULL, or what was expected instead.
 */
#ifndef ASKCAM_OPTION_SETTERS_H
#define ASKCAM_OPTION_SETTERS_H

#include "option_rows.h"

/* By the type of the member at row->offset: const char *, bool, uint64_t counted up, uint64_t
 * within least..most, uint64_t milliseconds of at least least, uint64_t out of row->choices. */
option_setter option_text;
option_setter option_flag;
option_setter option_count;
option_setter option_integer;
option_setter option_duration;
option_setter option_choice;

/* struct askcam_chat_number: a decimal number within least/1000..most/1000; a whole one within
 * least..most. */
option_setter option_number;
option_setter option_whole;

/* Members of their own. */
option_setter option_source;
option_setter option_at;
option_setter option_size;
option_setter option_format;
option_setter option_warmup;
option_setter option_control;
option_setter option_encoder;
option_setter option_quality;
option_setter option_crop;
option_setter option_mask;
option_setter option_rotate;
option_setter option_max_side;
option_setter option_reject;
option_setter option_proxy;

#endif
