/* SPDX-License-Identifier: MIT */
/*
 * models_text.h - the model catalogue as text of 80 columns.
 *
 * For: askcam models.
 */
#ifndef ASKCAM_MODELS_TEXT_H
#define ASKCAM_MODELS_TEXT_H

#include "catalogue.h"
#include "program.h"

/* "hybrid, on", "always" and the like; "?" if it is not known. */
const char *models_thinking_word(const struct askcam_model *model);

/* The heading of the table. */
void models_text_head(struct program *program);

/* One line for a model, with its price in the region. */
void models_text_row(struct program *program, const struct askcam_model *model, const char *region);

/*
 * Each member of one model, with its source and date; a price list by tier.  `region` is said to
 * have no known price if it has none.
 */
void models_text_detail(struct program *program, const struct askcam_catalogue *catalogue,
                        const struct askcam_model *model, const char *region);

#endif
