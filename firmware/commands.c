/* SPDX-License-Identifier: MIT */
/* commands.c - see commands.h. */
#include "commands.h"

#include <string.h>

#include "edit_distance.h"

static const char WATCH_NOTES[] =
    "\nWhat ends a run, and what does not\n"
    "  A failure of the service, or of one picture, is one line; the next tick tries\n"
    "  again. A camera or file that has gone is waited for; another one in its place\n"
    "  is not used. From a stream on standard input each tick takes the newest\n"
    "  picture; the end of the stream ends the run.\n"
    "  Errors that waiting cannot cure end the run, with the exit code of ask: 64\n"
    "  (wrong usage), 73 (output), 77 (key), 78 (settings). SIGTERM ends it with 0,\n"
    "  Ctrl-C with 130. After an untrusted certificate it tries again, at first\n"
    "  after a second, at last every 15 minutes. Once a limit of the day or month\n"
    "  (--max-cost-day) is used up, no picture is taken until the next local day or\n"
    "  month. A key in a file is read anew at each try.\n"
    "\nWith --output json\n"
    "  All lines of a tick have its \"tick\", from 1; a gap is a skipped tick.\n"
    "  The lines request, error and those below have \"time\" too (RFC 3339, UTC).\n"
    "  rejected  the picture is not asked about; \"verdict\": unchanged, dark, bright\n"
    "            or blurred\n"
    "  lost      \"source\" is missing, \"message\" says why; it is waited for\n"
    "  back      it is available again, and is asked about at once\n";

static const char CHAT_NOTES[] =
    "\nCommands in a conversation\n"
    "  /look [QUESTION]  take a new picture for the next question\n"
    "  /forget           start a new conversation\n"
    "  /help             list the commands (so does help alone)\n"
    "  /quit             end the conversation (so do quit alone and Ctrl-D)\n"
    "  Ctrl-C clears the line, or stops the answer; its question is forgotten.\n"
    "  What is typed is kept in askcam/chat_history in $XDG_STATE_HOME or\n"
    "  ~/.local/state, for you alone, unless --no-history is given.\n";

static const char MODELS_NOTES[] =
    "\nYour own prices and models\n"
    "  askcam/models.json in $XDG_CONFIG_HOME or ~/.config overrides what is built\n"
    "  in. A price is per million tokens; \"*\" matches every model:\n"
    "  {\"models\": {\"*\": {\"prices\": [{\"base_url\": \"https://ai.example.com/v1\",\n"
    "    \"currency\": \"EUR\", \"tiers\": [{\"input\": 0.5, \"output\": 2}]}]}}}\n"
    "  With \"base_url\" it is the price at that server and below that path, also at\n"
    "  one on this machine, which costs nothing otherwise. With \"regions\" in its\n"
    "  place, such as [\"singapore\"], it is that of --region. Limits (--max-cost)\n"
    "  need a price, and the size of a token (\"token_side_px\", \"extra_tokens\") of\n"
    "  a model that is not known.\n";

static const char QUEUE_NOTES[] =
    "\nThe queue\n"
    "  ls           list the entries: place, ID, attempts, last error\n"
    "  show ID      print the job of an entry\n"
    "  add          take a picture and keep it with the question; prints its ID\n"
    "  send         ask about all that wait, oldest first\n"
    "  retry ID     put an entry of dead/ back\n"
    "  drop ID      remove an entry\n"
    "  An entry is a folder in new/, done/ or dead/. It is asked about at least once:\n"
    "  only a crash between a reply and its record may ask again. Exit codes of\n"
    "  send: 0 all sent, 69 some kept, 65 none kept but some in dead/, 77 or 79 the\n"
    "  key or the certificate keeps all, 75 another sender is at work.\n";

static const char CONFIG_NOTES[] =
    "\nWhere settings come from\n"
    "  An option wins over its variable (ASKCAM_MAX_SIDE), and that over the file\n"
    "  askcam/config.json in $XDG_CONFIG_HOME or ~/.config: one JSON object, such as\n"
    "  {\"model\": \"qwen3-vl-plus\", \"max-side\": 800, \"on-change\": true}.\n";

static const struct command COMMANDS[] = {
    {"ask", FOR_ASK, cmd_ask, "askcam ask [OPTIONS] \"QUESTION\"",
     "take a picture, send it with the question, stream the answer", NULL, true},
    {"chat", FOR_CHAT, cmd_chat, "askcam chat [OPTIONS]",
     "hold a conversation about what the camera sees", CHAT_NOTES, false},
    {"watch", FOR_WATCH, cmd_watch, "askcam watch [OPTIONS] \"QUESTION\"",
     "ask about a new picture at intervals, or when it changes", WATCH_NOTES, true},
    {"snap", FOR_SNAP, cmd_snap, "askcam snap [OPTIONS] [-o FILE]",
     "take one JPEG exactly as ask would send it", NULL, false},
    {"cameras", FOR_CAMERAS, cmd_cameras, "askcam cameras [OPTIONS]",
     "list V4L2 capture devices with formats, sizes and rates", NULL, false},
    {"models", FOR_MODELS, cmd_models, "askcam models [OPTIONS] [NAME...]",
     "list known models: thinking, budget, prices and their sources", MODELS_NOTES, true},
    {"queue", FOR_QUEUE, cmd_queue,
     "askcam queue ls|show ID|add \"QUESTION\"|send|retry ID|drop ID [OPTIONS]",
     "pictures that wait on disk until they can be sent", QUEUE_NOTES, true},
    {"usage", FOR_USAGE, cmd_usage, "askcam usage [OPTIONS]",
     "show tokens and money used, by day and month", NULL, false},
    {"config", FOR_CONFIG, cmd_config, "askcam config [OPTIONS]",
     "show the settings in force and where each comes from", CONFIG_NOTES, false},
};

enum { COMMANDS_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static const char EXAMPLES[] =
    "\nExamples\n"
    "  askcam ask \"What does the meter read?\"\n"
    "  askcam ask -s photo.jpg -s detail.jpg --thinking off \"Is this the same cat?\"\n"
    "  askcam snap --crop 30%,30%,40%,40% -o dial.jpg\n"
    "  rpicam-vid -t 0 --codec mjpeg -o - | askcam ask -s - \"What is on the table?\"\n"
    "\nA key comes from --api-key-file, $CREDENTIALS_DIRECTORY/api-key, ASKCAM_API_KEY\n"
    "or the variable of the server's host, such as DASHSCOPE_API_KEY; never from an\n"
    "argument.\n";

static const char EXIT_CODES[] =
    "\nExit codes\n"
    "    0  the answer is complete\n"
    "   64  wrong usage, or a setting that the model cannot take\n"
    "   65  the service refused the request, or gave no answer\n"
    "   66  no camera, no such file, or no usable picture\n"
    "   69  the service cannot be reached, or is not able to answer now\n"
    "   70  internal error, or out of memory or file descriptors\n"
    "   73  the output cannot be written\n"
    "   75  kept in the queue, or a limit of the day or month is used up\n"
    "   76  the reply is not what its protocol allows, or broke off\n"
    "   77  the key is missing or was refused\n"
    "   78  a settings file, variable or CA file is wrong\n"
    "   79  the server's certificate or name cannot be trusted\n"
    "  130  interrupted\n";

void commands_print_help(FILE *out)
{
    (void)fputs("askcam asks visual reasoning models what a camera sees.\n\nCommands\n", out);
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        (void)fprintf(out, "  %-10s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
    }
    (void)fputs("\n  askcam COMMAND --help shows the options of a command; askcam --version.\n",
                out);
    (void)fputs(EXAMPLES, out);
    (void)fputs(EXIT_CODES, out);
}

void command_print_help(const struct command *command, FILE *out)
{
    (void)fprintf(out, "%s\n%s.\n", command->usage, command->summary);
    options_print(command->bit, out);
    if (command->notes != NULL) {
        (void)fputs(command->notes, out);
    }
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    return NULL;
}

enum askcam_status command_check_words(const struct command *command, const struct options *options,
                                       struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES];

    if (command->takes_words || options->words_count == 0) {
        return ASKCAM_OK;
    }
    (void)snprintf(hint, sizeof hint, "askcam %s takes options only%s", command->name,
                   command->run == cmd_chat ? ", and questions line by line" : "");
    char shown[ASKCAM_ERROR_WHAT_BYTES];
    askcam_url_shown(options->words[0], shown, sizeof shown); /* it may be a source */
    const struct askcam_error_context context = {shown, hint};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unexpected argument");
}

enum askcam_status command_unknown(const char *word, struct askcam_error *err)
{
    char hint[ASKCAM_ERROR_HINT_BYTES] = "see askcam --help";

    if (word[0] == '-') {
        const struct askcam_error_context context = {word, "use askcam ask OPTIONS ..."};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "options follow the command");
    }
    for (size_t i = 0; i < COMMANDS_COUNT; i++) {
        if (edit_distance(word, COMMANDS[i].name) <= EDIT_DISTANCE_MOST) {
            (void)snprintf(hint, sizeof hint, "did you mean %s? See askcam --help",
                           COMMANDS[i].name);
        }
    }
    char shown[ASKCAM_ERROR_WHAT_BYTES];
    askcam_url_shown(word, shown, sizeof shown); /* it may be a source */
    const struct askcam_error_context context = {shown, hint};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unknown command");
}
