/* SPDX-License-Identifier: MIT */
/* main.c - chooses the command, and ends with its exit code. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edit_distance.h"
#include "host_linux.h"
#include "mask.h"
#include "out.h"
#include "program.h"
#include "report.h"

static const char WATCH_NOTES[] =
    "\nFrom one picture to the next\n"
    "  A failure of the service, or of one picture, is one line; the next tick tries\n"
    "  again. A camera (or file) that has gone is waited for; another one in its\n"
    "  place is not taken. Of a stream on standard input each tick gets the newest\n"
    "  picture; its end ends it.\n"
    "  What does not mend by itself ends it, with the exit code of ask: 64 (wrong\n"
    "  usage; the budget of --max-cost-day is used up), 73 (output), 77 (key),\n"
    "  78 (settings), 79 (TLS). Ctrl-C and SIGTERM end it at once, with 130.\n"
    "\nWith --output json\n"
    "  All lines of a tick have its \"tick\", from 1; a gap is a skipped tick.\n"
    "  The lines request, error and those below have \"time\" too (RFC 3339, UTC).\n"
    "  rejected  the picture is not asked about; \"verdict\": unchanged, dark, bright\n"
    "            or blurred\n"
    "  lost      \"source\" has gone, \"message\" says how; it is waited for\n"
    "  back      it is there again, and the tick is asked at once\n";

static const char CONFIG_NOTES[] =
    "\nWhere settings come from\n"
    "  An option wins over its variable (ASKCAM_MAX_SIDE), and that over the file\n"
    "  askcam/config.json in $XDG_CONFIG_HOME or ~/.config: one JSON object, such as\n"
    "  {\"model\": \"qwen3-vl-plus\", \"max-side\": 800, \"on-change\": true}.\n";

static const struct command {
    const char *name;
    unsigned bit; /* of its options in the table */
    command_run *run;
    const char *usage;
    const char *summary;
    const char *notes; /* below its options; NULL: none */
} COMMANDS[] = {
    {"ask", FOR_ASK, cmd_ask, "askcam ask [OPTIONS] \"QUESTION\"",
     "take a picture, send it with the question, stream the answer", NULL},
    {"chat", FOR_ASK, cmd_chat, "askcam chat [OPTIONS]",
     "a conversation about what the camera sees, line by line", NULL},
    {"watch", FOR_WATCH, cmd_watch, "askcam watch [OPTIONS] \"QUESTION\"",
     "ask about a new picture again and again, or when it changes", WATCH_NOTES},
    {"snap", FOR_SNAP, cmd_snap, "askcam snap [OPTIONS] [-o FILE]",
     "take one JPEG exactly as ask would send it", NULL},
    {"cameras", FOR_CAMERAS, cmd_cameras, "askcam cameras [OPTIONS]",
     "each V4L2 capture device with its formats, sizes and rates", NULL},
    {"models", FOR_MODELS, cmd_models, "askcam models [OPTIONS] [NAME...]",
     "the known models: thinking, budget, prices, where values are from", NULL},
    {"usage", FOR_USAGE, cmd_usage, "askcam usage [OPTIONS]",
     "what was used and spent this month, by day", NULL},
    {"config", FOR_CONFIG, cmd_config, "askcam config [OPTIONS]",
     "the settings in force, and where each came from", CONFIG_NOTES},
};

enum { COMMANDS_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static const char EXAMPLES[] =
    "\nExamples\n"
    "  askcam ask \"What does the meter read?\"\n"
    "  askcam ask -s photo.jpg -s detail.jpg --thinking off \"Is this the same cat?\"\n"
    "  askcam snap --crop 30%,30%,40%,40% -o dial.jpg\n"
    "  rpicam-vid -t 0 --codec mjpeg -o - | askcam ask -s - \"What is on the table?\"\n"
    "\nA key comes from --api-key-file, $CREDENTIALS_DIRECTORY/api-key, ASKCAM_API_KEY\n"
    "or DASHSCOPE_API_KEY, never from an argument.\n";

static void print_help(FILE *out)
{
    (void)fputs("askcam asks visual reasoning models what a camera sees.\n\nCommands\n", out);
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        (void)fprintf(out, "  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
    }
    (void)fputs("\n  askcam COMMAND --help tells a command's options; askcam --version.\n", out);
    (void)fputs(EXAMPLES, out);
}

static void print_command_help(const struct command *command, FILE *out)
{
    (void)fprintf(out, "%s\n%s.\n", command->usage, command->summary);
    options_print(command->bit, out);
    if (command->notes != NULL) {
        (void)fputs(command->notes, out);
    }
}

/* Help and version go through stdio; a full disk is told like any other. */
static enum askcam_status finish_stdout(struct askcam_error *err)
{
    if (fflush(stdout) != 0) {
        return out_fail(err, errno);
    }
    return ferror(stdout) == 0 ? ASKCAM_OK : out_fail(err, EIO); /* an earlier piece is lost */
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    return NULL;
}

static enum askcam_status no_such_command(const char *word, struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see askcam --help";

    if (word[0] == '-') {
        const struct askcam_error_context context = {
            word, "put options behind it: askcam ask OPTIONS ..."};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "a command comes first");
    }
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        if (edit_distance(word, COMMANDS[i].name) <= EDIT_DISTANCE_MOST) {
            (void)snprintf(hint, sizeof hint, "is %s meant? See askcam --help", COMMANDS[i].name);
        }
    }
    const struct askcam_error_context context = {word, hint};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "no such command");
}

/* What stands in a command's place: --help, --version, a mistake; argv begins with it. */
static enum askcam_status run_general(char **argv, struct askcam_error *err)
{
    const char *const word = argv[0];

    if (word == NULL) {
        print_help(stderr);
        const struct askcam_error_context context = {"command", "give one of those above"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "missing");
    }
    if (strcmp(word, "--version") == 0) {
        (void)printf("askcam %s\n", ASKCAM_VERSION);
        return finish_stdout(err);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        const struct command *command = argv[1] != NULL ? find_command(argv[1]) : NULL;
        if (command != NULL) {
            print_command_help(command, stdout);
        } else {
            print_help(stdout);
        }
        return finish_stdout(err);
    }
    return no_such_command(word, err);
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
    enum askcam_status status = settings_open(program->settings, options, err);
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
        print_command_help(command, stdout);
        return finish_stdout(err);
    }
    linux_host->log_level = level_of(options);
    linux_host->is_quiet = options->quiet;
    if ((command->bit & (FOR_ASK | FOR_WATCH)) != 0 && !options->dry_run) {
        linux_host->output_fd = STDOUT_FILENO; /* an answer that nobody reads need not be had */
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

    askcam_mask_message(line, program->key->text);
}

/* Tells how it ended, and returns the exit code. */
static int conclude(enum askcam_status status, struct program *program, struct askcam_error *err)
{
    const struct askcam_host_linux *linux_host = program->host->ctx;
    struct out *out = program->out;

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
    (void)out_flush(out); /* the exit code tells already that something failed */
    return code;
}

int main(int argc, char **argv)
{
    static struct options options;
    static struct settings settings;
    static struct out out;
    static struct key key;
    struct askcam_error err = {0};
    struct askcam_error out_err = {0};
    struct askcam_host_linux linux_host;
    const struct askcam_host host = askcam_host_linux_init(&linux_host);
    struct program program = {
        .host = &host, .out = &out, .options = &options, .settings = &settings, .key = &key};
    const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;

    if (!have_standard_streams()) {
        return report_exit_code(ASKCAM_ERR_INTERNAL);
    }
    (void)signal(SIGPIPE, SIG_IGN); /* a reader that goes is told by write() */
    (void)signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow: EFBIG */
    linux_host.log_edit = mask_log;
    linux_host.log_edit_ctx = &program;
    options_init(&options);
    out_init(&out, &host, STDOUT_FILENO, &out_err);
    enum askcam_status status = askcam_host_linux_catch_signals(&linux_host);
    if (status == ASKCAM_OK) {
        status = command == NULL ? run_general(argv + (argc > 0), &err)
                                 : run_command(command, &program, &options, argv + 1, &err);
    }
    if (status == ASKCAM_OK) {
        status = out_flush(&out);
    }
    settings_close(&settings); /* from here on no option is looked at but output_json */
    const int code = conclude(status, &program, &err);
    key_wipe(&key);
    return code;
}
