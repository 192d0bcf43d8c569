/* SPDX-License-Identifier: MIT */
/* question.c - see question.h. */
#include "question.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_error.h"
#include "input_file.h"
#include "url.h"

static const char STDIN_WORD[] = "-";

static enum askcam_status fail(const char *what, const char *why, const char *hint,
                               struct askcam_error *err)
{
    const struct askcam_error_context context = {what, hint};

    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "%s", why);
}

static bool has_picture_name(const char *word)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".webp"};
    const size_t bytes = strlen(word);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t ending_bytes = strlen(endings[i]);
        if (bytes >= ending_bytes && strpbrk(word, " \t\n") == NULL &&
            strcasecmp(word + bytes - ending_bytes, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_picture_file(const char *path)
{
    unsigned char head[12] = {0};
    struct stat info;

    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        return false;
    }
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const ssize_t got = fd < 0 ? 0 : read(fd, head, sizeof head);
    if (fd >= 0) {
        (void)close(fd); /* only read from */
    }
    return got == (ssize_t)sizeof head &&
           (memcmp(head, "\xFF\xD8\xFF", 3) == 0 || memcmp(head, "\x89PNG\r\n", 6) == 0 ||
            (memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0));
}

static enum askcam_status check_words(const struct options *options, struct askcam_error *err)
{
    for (size_t i = 0; i < options->words_count; i++) {
        const char *word = options->words[i];
        if (has_picture_name(word) || is_picture_file(word)) {
            char shown[ASKCAM_ERROR_WHAT_BYTES];
            askcam_url_shown(word, shown, sizeof shown); /* it may be a get: source */
            return fail(shown, "looks like a picture, not a question", "use it with -s", err);
        }
    }
    if (options->words_count > 1) {
        return fail("question", "given as several arguments", "put it in quotes", err);
    }
    if (options->words_count == 1 && options->question_file != NULL) {
        return fail("--question-file", "given with a question as an argument",
                    "use only one of them", err);
    }
    return options->words_count == 0 && options->question_file == NULL && options->question == NULL
               ? fail("question", "missing", "put it in quotes, after the options", err)
               : ASKCAM_OK;
}

static bool takes_picture_from_stdin(const struct options *options)
{
    for (size_t i = 0; i < options->sources_count; i++) {
        if (strcmp(options->sources[i], STDIN_WORD) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * People may take their time at a terminal.  A program that never ends is waited for as long as
 * the ask itself would be, or for its first byte.
 */
static uint64_t stdin_deadline(const struct options *options, const struct askcam_host *host)
{
    const uint64_t most_ms = options->total_timeout_ms < options->first_byte_timeout_ms
                                 ? options->total_timeout_ms
                                 : options->first_byte_timeout_ms;

    return isatty(STDIN_FILENO) == 1 ? ASKCAM_NEVER : askcam_deadline(host, most_ms);
}

/* One line end at the end is not part of the question. */
static void end_text(char *text, size_t bytes)
{
    bytes -= bytes > 0 && text[bytes - 1] == '\n' ? 1 : 0;
    bytes -= bytes > 0 && text[bytes - 1] == '\r' ? 1 : 0;
    text[bytes] = '\0';
}

static enum askcam_status read_input(struct question *question, const struct askcam_input *input,
                                     const char *what, struct askcam_error *err)
{
    size_t bytes = 0;
    int number = ENOMEM;
    char *text = malloc((size_t)QUESTION_MOST_BYTES + 2);

    question->owned = text;
    if (text != NULL && askcam_input_read(input, text, QUESTION_MOST_BYTES + 1, &bytes, &number) ==
                            ASKCAM_ERR_INTERRUPTED) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (bytes > QUESTION_MOST_BYTES) {
        return fail(what, "longer than 256 KiB", "ask a shorter question", err);
    }
    if (number != 0) {
        return file_error(err, ASKCAM_ERR_USAGE, what, "cannot read the question", number);
    }
    if (memchr(text, '\0', bytes) != NULL) {
        return fail(what, "a NUL byte in the question", "use text in UTF-8", err);
    }
    end_text(text, bytes);
    question->text = text;
    return ASKCAM_OK;
}

static enum askcam_status read_file(struct question *question, const char *path,
                                    const struct askcam_host *host, struct askcam_error *err)
{
    const int fd = askcam_input_open(path);

    if (fd < 0) {
        return file_error(err, ASKCAM_ERR_USAGE, path, "cannot read the question", errno);
    }
    const struct askcam_input input = {
        .host = host, .fd = fd, .deadline_ms = askcam_deadline(host, ASKCAM_INPUT_WAIT_MS)};
    const enum askcam_status status = read_input(question, &input, path, err);
    (void)close(fd); /* only read from */
    return status;
}

static enum askcam_status read_stdin(struct question *question, const struct options *options,
                                     const struct askcam_host *host, struct askcam_error *err)
{
    const struct askcam_input input = {
        .host = host, .fd = STDIN_FILENO, .deadline_ms = stdin_deadline(options, host)};

    return takes_picture_from_stdin(options)
               ? fail("standard input", "used for the picture and for the question",
                      "use --question-file FILE", err)
               : read_input(question, &input, "standard input", err);
}

static enum askcam_status read_text(struct question *question, const struct options *options,
                                    const struct askcam_host *host, struct askcam_error *err)
{
    const char *file = options->question_file;

    if (options->words_count == 1 && strcmp(options->words[0], STDIN_WORD) != 0) {
        question->text = options->words[0];
        return ASKCAM_OK;
    }
    if (options->words_count == 0 && file == NULL) {
        question->text = options->question;
        return ASKCAM_OK;
    }
    return file != NULL && strcmp(file, STDIN_WORD) != 0 ? read_file(question, file, host, err)
                                                         : read_stdin(question, options, host, err);
}

enum askcam_status question_open(struct question *question, const struct options *options,
                                 const struct askcam_host *host, struct askcam_error *err)
{
    enum askcam_status status = check_words(options, err);
    if (status == ASKCAM_OK) {
        status = read_text(question, options, host, err);
    }
    if (status == ASKCAM_OK && question->text[strspn(question->text, " \t\r\n\v\f")] == '\0') {
        status = fail("question", "blank", "ask something", err);
    }
    return status;
}

void question_close(struct question *question)
{
    free(question->owned);
    *question = (struct question){.text = NULL};
}
