/* SPDX-License-Identifier: MIT */
/*
 * option_takers.h - how each kind of option value is read into struct options.
 *
 * For: the rows of option_rows.c.  All return NULL, or what was expected instead.
 */
#ifndef ASKCAM_OPTION_TAKERS_H
#define ASKCAM_OPTION_TAKERS_H

#include "option_rows.h"

/* By the type of the member at row->offset: const char *, bool, uint64_t counted up, uint64_t
 * within least..most, uint64_t milliseconds of at least least, uint64_t out of row->choices. */
option_taker option_text;
option_taker option_flag;
option_taker option_count;
option_taker option_integer;
option_taker option_duration;
option_taker option_choice;

/* struct askcam_chat_number: a decimal number within least/1000..most/1000; a whole one within
 * least..most. */
option_taker option_number;
option_taker option_whole;

/* Members of their own. */
option_taker option_source;
option_taker option_size;
option_taker option_format;
option_taker option_warmup;
option_taker option_control;
option_taker option_encoder;
option_taker option_quality;
option_taker option_crop;
option_taker option_mask;
option_taker option_rotate;
option_taker option_max_side;
option_taker option_reject;

#endif
