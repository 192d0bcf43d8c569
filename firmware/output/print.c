/* SPDX-License-Identifier: MIT */
/* print.c - see print.h. */
#include "print.h"

#include <stdarg.h>
#include <stdio.h>

enum { PRINT_BYTES = 1024 };

void print_text(struct out *out, const char *format, ...)
{
    char text[PRINT_BYTES];
    va_list args;

    va_start(args, format);
    const int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t bytes = length < 0 ? 0 : (size_t)length;
    (void)out_write(out, text, bytes < sizeof text ? bytes : sizeof text - 1); /* stays there */
}
