/* SPDX-License-Identifier: MIT */
/* answer_text.c - see answer_text.h. */
#include "answer_text.h"

#include <string.h>

void answer_text_clear(struct answer_text *answer)
{
    answer->bytes = 0;
    answer->is_too_long = false;
}

void answer_text_add(struct answer_text *answer, const char *text, size_t text_bytes)
{
    if (answer->is_too_long || text_bytes > sizeof answer->text - answer->bytes) {
        answer->is_too_long = true;
        return;
    }
    memcpy(answer->text + answer->bytes, text, text_bytes);
    answer->bytes += text_bytes;
}
