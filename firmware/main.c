/* SPDX-License-Identifier: MIT */
/* main.c - chooses the command, and ends with its exit code. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "file_error.h"
#include "host_linux.h"
#include "mask.h"
#include "notes.h"
#include "out.h"
#include "program.h"
#include "report.h"

/* Help and version go through stdio; a full disk is an error there too. */
static enum askcam_status finish_stdout(struct askcam_error *err)
{
    if (fflush(stdout) != 0) {
        return out_fail(err, errno);
    }
    return ferror(stdout) == 0 ? ASKCAM_OK : out_fail(err, EIO); /* an earlier part is lost */
}

static enum askcam_status print_version(struct askcam_error *err)
{
    (void)printf("askcam %s\n", ASKCAM_VERSION);
    return finish_stdout(err);
}

/* `askcam help COMMAND`, or without one. */
static enum askcam_status print_topic(const char *name, struct askcam_error *err)
{
    const struct command *command = name != NULL ? command_find(name) : NULL;

    if (command != NULL) {
        command_print_help(command, stdout);
    } else if (name != NULL && name[0] != '-') {
        return command_unknown(name, err);
    } else {
        commands_print_help(stdout);
    }
    return finish_stdout(err);
}

/* What is in the place of a command: --help, --version, a mistake; argv starts with it. */
static enum askcam_status run_general(char **argv, struct askcam_error *err)
{
    const char *const word = argv[0];

    if (word == NULL) {
        commands_print_help(stderr);
        const struct askcam_error_context context = {"command", "use one of those above"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "missing");
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 || strcmp(word, "version") == 0) {
        return print_version(err);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        return print_topic(argv[1], err);
    }
    return command_unknown(word, err);
}

static bool is_writable(int fd)
{
    const int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

static enum askcam_log_level level_of(const struct options *options)
{
    return options->verbose >= 2   ? ASKCAM_LOG_DEBUG
           : options->verbose == 1 ? ASKCAM_LOG_INFO
                                   : ASKCAM_LOG_WARNING;
}

static enum askcam_status run_command(const struct command *command, struct program *program,
                                      struct options *options, char **argv,
                                      struct askcam_error *err)
{
    struct askcam_host_linux *linux_host = program->host->ctx;
    int argc = 0;

    while (argv[argc] != NULL) {
        argc++;
    }
    enum askcam_status status = settings_open(program->settings, options, program->host, err);
    const char *run_path = settings_run_path(argc, argv);
    if (status == ASKCAM_OK && run_path != NULL) {
        status = settings_open_run(program->settings, options, run_path, program->host, err);
    }
    if (status == ASKCAM_OK) {
        status = options_take_environment(options, err);
    }
    if (status == ASKCAM_OK) {
        status = options_parse(options, command->bit, argc, argv, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (options->help) {
        command_print_help(command, stdout);
        return finish_stdout(err);
    }
    if (options->version) {
        return print_version(err);
    }
    linux_host->log_level = level_of(options);
    linux_host->is_quiet = options->quiet;
    options_warn_environment(program->host);
    status = command_check_words(command, options, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    if ((command->bit & (FOR_ASK | FOR_CHAT | FOR_WATCH)) != 0 && !options->dry_run) {
        if (options->output_file == NULL && !is_writable(STDOUT_FILENO)) {
            return out_fail(err, EBADF); /* before anything is asked and paid for */
        }
        linux_host->output_fd = STDOUT_FILENO; /* without a reader the answer is not needed */
    }
    return command->run(program, err);
}

/*
 * Descriptors 0 to 2 must be taken, or a device opened later would get one of their numbers.  What
 * was closed is opened for reading only, so that writing to it fails as it should.
 */
static bool have_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd) {
            return false;
        }
    }
    return true;
}

/* A warning may quote a server that echoes the key. */
static void mask_log(void *ctx, char *line)
{
    const struct program *program = ctx;

    progress_erase(program->progress);
    askcam_mask_message(line, program->key->text);
}

static void write_log(void *ctx, enum askcam_log_level level, const char *line)
{
    const enum notes_priority priority = level == ASKCAM_LOG_WARNING ? NOTES_WARNING
                                         : level == ASKCAM_LOG_INFO  ? NOTES_INFO
                                                                     : NOTES_DEBUG;

    (void)ctx;
    notes_line_at(priority, "%s\n", line);
}

/* Reports how it ended, and returns the exit code. */
static int conclude(enum askcam_status status, struct program *program, struct askcam_error *err)
{
    const struct askcam_host_linux *linux_host = program->host->ctx;
    struct out *out = program->out;

    progress_erase(program->progress);
    if (status == ASKCAM_OK) {
        return report_exit_code(program->exit_status);
    }
    if (status == ASKCAM_ERR_INTERRUPTED && linux_host->output_gone) {
        status = out_report_gone(out, err);
    }
    if (err->kind == ASKCAM_OK) {
        *err = *out->err; /* what ended it may have been stdout */
    }
    const int code = report_failure(status, err, program->key->text,
                                    program->options->output_json != 0, out_sink(out), NULL);
    (void)out_flush(out); /* the exit code reports the failure already */
    return code;
}

int main(int argc, char **argv)
{
    static struct options options;
    static struct settings settings;
    static struct out out;
    static struct key key;
    static struct progress progress;
    struct askcam_error err = {0};
    struct askcam_error out_err = {0};
    struct askcam_host_linux linux_host;
    const struct askcam_host host = askcam_host_linux_init(&linux_host);
    struct program program = {.host = &host,
                              .out = &out,
                              .progress = &progress,
                              .options = &options,
                              .settings = &settings,
                              .key = &key};
    const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;

    askcam_host_linux_forbid_dumps(); /* before there is a key */
    if (!have_standard_streams()) {
        return report_exit_code(ASKCAM_ERR_INTERNAL);
    }
    (void)signal(SIGPIPE, SIG_IGN); /* write() reports a reader that has gone */
    (void)signal(SIGXFSZ, SIG_IGN); /* and a file that may not grow: EFBIG */
    linux_host.log_edit = mask_log;
    linux_host.log_edit_ctx = &program;
    progress_init(&progress);
    linux_host.log_write = write_log;
    notes_init(&host);
    notes_set_journal(getenv("JOURNAL_STREAM"));
    options_init(&options);
    out_init(&out, &host, STDOUT_FILENO, &out_err);
    errno = 0;
    enum askcam_status status = askcam_host_linux_catch_signals(&linux_host);
    if (status != ASKCAM_OK) {
        status = file_error(&err, status, "signals", "cannot be caught", errno);
    } else {
        status = command == NULL ? run_general(argv + (argc > 0), &err)
                                 : run_command(command, &program, &options, argv + 1, &err);
    }
    if (status == ASKCAM_OK) {
        status = out_flush(&out);
    }
    settings_close(&settings); /* from here on only output_json is used */
    const int code = conclude(status, &program, &err);
    key_wipe(&key);
    return code;
}
