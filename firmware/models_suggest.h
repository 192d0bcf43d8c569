/* SPDX-License-Identifier: MIT */
/*
 * models_suggest.h - askcam models --suggest: a model for each kind of question, with its price.
 *
 * For: cmd_models.c.  What is suggested is the catalogue's own word ("suggested_for").
 */
#ifndef ASKCAM_MODELS_SUGGEST_H
#define ASKCAM_MODELS_SUGGEST_H

#include "program.h"
#include "setup.h"

/* Prints the suggestions; a failure to write stays in program->out->status. */
void models_suggest(struct program *program, const struct setup_catalogue *catalogue);

#endif
