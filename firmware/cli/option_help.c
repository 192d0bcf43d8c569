/* SPDX-License-Identifier: MIT */
/* option_help.c - see options.h: the options of a command as its help text. */
#include <stdio.h>
#include <string.h>

#include "option_rows.h"
#include "options.h"

enum { HELP_INDENT = 26, HELP_WIDTH = 79 };

/* Prints text from column on, broken between words; further lines begin at indent. */
static void print_wrapped(const char *text, size_t column, int indent, FILE *out)
{
    for (bool first = true; *text != '\0'; first = false) {
        const size_t word = strcspn(text, " ");
        if (column + word + 1 > HELP_WIDTH) {
            (void)fprintf(out, "\n%*s", indent, "");
            column = (size_t)indent;
        } else if (!first) {
            (void)fputc(' ', out);
            column++;
        }
        (void)fprintf(out, "%.*s", (int)word, text);
        column += word;
        text += word + (text[word] == ' ');
    }
    (void)fputc('\n', out);
}

static void print_row(const struct option_row *row, FILE *out)
{
    char head[64];

    (void)snprintf(head, sizeof head, "  %c%c%c --%s%s%s", row->letter != 0 ? '-' : ' ',
                   row->letter != 0 ? row->letter : ' ', row->letter != 0 ? ',' : ' ', row->name,
                   row->arg != NULL ? " " : "", row->arg != NULL ? row->arg : "");
    const size_t length = strlen(head);
    if (length + 1 > HELP_INDENT) {
        (void)fprintf(out, "%s\n%*s", head, HELP_INDENT, "");
    } else {
        (void)fprintf(out, "%-*s", HELP_INDENT, head);
    }
    print_wrapped(row->help, HELP_INDENT, HELP_INDENT, out);
}

void options_print(unsigned command, FILE *out)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if ((row->commands & command) == 0) {
            continue;
        }
        if (row->name == NULL) {
            (void)fputc('\n', out);
            print_wrapped(row->help, 0, 0, out);
        } else {
            print_row(row, out);
        }
    }
}
