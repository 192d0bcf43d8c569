/* SPDX-License-Identifier: MIT */
/* option_rows.c - see option_rows.h. */
#include "option_rows.h"

#include <assert.h>

#include "option_setters.h"
#include "queue.h"

#define TO(member)       .offset = offsetof(struct options, member)
#define RANGE(low, high) .least = (low), .most = (high)
#define DAY_MS           (UINT64_C(24) * 3600 * 1000)
#define YEAR_MS          (UINT64_C(366) * 24 * 3600 * 1000)

enum {
    ASK = FOR_ASK | FOR_CHAT | FOR_WATCH | FOR_QUEUE | FOR_CONFIG,
    SHOT = FOR_ASK | FOR_CHAT | FOR_WATCH | FOR_SNAP | FOR_QUEUE | FOR_CONFIG,
    ALL = FOR_ASK | FOR_CHAT | FOR_WATCH | FOR_SNAP | FOR_CAMERAS | FOR_MODELS | FOR_CONFIG |
          FOR_USAGE | FOR_QUEUE,
    WATCH = FOR_WATCH | FOR_CONFIG,
    QUEUE = FOR_QUEUE | FOR_CONFIG,
};

static const struct option_choice AS[] = {{"images", 0}, {"video", 1}, {NULL, 0}};
static const struct option_choice APIS[] = {
    {"openai", ASKCAM_API_OPENAI}, {"dashscope", ASKCAM_API_DASHSCOPE}, {NULL, 0}};
static const struct option_choice THINKING[] = {{"default", ASKCAM_THINKING_DEFAULT},
                                                {"on", ASKCAM_THINKING_ON},
                                                {"off", ASKCAM_THINKING_OFF},
                                                {NULL, 0}};
static const struct option_choice BODIES[] = {{"auto", ASKCAM_BODY_AUTO},
                                              {"length", ASKCAM_BODY_LENGTH},
                                              {"chunked", ASKCAM_BODY_CHUNKED},
                                              {NULL, 0}};
static const struct option_choice WHEN_FULL[] = {{"drop-oldest", ASKCAM_QUEUE_DROP_OLDEST},
                                                 {"drop-newest", ASKCAM_QUEUE_DROP_NEWEST},
                                                 {"thin", ASKCAM_QUEUE_THIN},
                                                 {NULL, 0}};
static const struct option_choice OUTPUTS[] = {{"text", 0}, {"json", 1}, {NULL, 0}};

/* In the order of the help. */
const struct option_row OPTION_TABLE[] = {
    {.help = "Watch", .commands = WATCH},
    {"every", 0, "DURATION", WATCH, option_duration, TO(every_ms), RANGE(1, YEAR_MS),
     .expected = "a duration such as 10s, 5m or 24h, at most 366d",
     .help = "time from one picture to the next, such as 10s or 5m (default 60s); ticks that pass "
             "while an ask still runs are skipped"},
    {"align", 0, NULL, WATCH, option_flag, TO(align),
     .help = "at multiples of --every from local midnight, up to 24h; no picture at the start"},
    {"at", 0, "TIMES", WATCH, option_at, TO(at_count),
     .expected = "local times such as 06:00,18:00, at most 48",
     .help = "at these local times, such as 06:00,18:00, in place of --every; no picture at the "
             "start"},
    {"jitter", 0, "DURATION", WATCH, option_duration, TO(jitter_ms), RANGE(1, DAY_MS),
     .expected = "a duration such as 30s or 5m, at most 24h",
     .help = "later by a part of this that is always the same on this machine, so that a fleet "
             "spreads out"},
    {"timestamps", 0, NULL, WATCH, option_flag, TO(timestamps),
     .help = "put the local time before each answer (text only)"},
    {"trigger-stdin", 0, NULL, WATCH, option_flag, TO(trigger_stdin),
     .help = "take a picture now for each line on standard input, as SIGUSR1 does"},
    {"on-change", 0, NULL, WATCH, option_flag, TO(on_change),
     .help = "take a picture at each tick, but ask only if it differs from the last one asked "
             "about (--reject unchanged)"},
    {"count", 0, "N", FOR_WATCH, option_integer, TO(count), RANGE(1, UINT64_C(1000000000000)),
     .expected = "a whole number, at least 1", .is_act = true,
     .help = "end after N pictures have been asked about, with the exit code of the last ask "
             "(default: run until interrupted)"},

    {.help = "Question", .commands = FOR_ASK | FOR_WATCH | FOR_CONFIG},
    {"question-file", 0, "FILE", FOR_ASK | FOR_WATCH | FOR_QUEUE | FOR_CONFIG, option_text,
     TO(question_file),
     .help = "read the question from a file, in UTF-8, at most 256 KiB (as an argument, - reads it "
             "from standard input)"},

    {.help = "Picture", .commands = SHOT},
    {"source", 's', "SPEC", SHOT, option_source, TO(sources_count), .is_list = true,
     .help =
         "/dev/videoN, a JPEG, PNG or WebP file, - (standard input: one JPEG or an MJPEG stream), "
         "get:http://… or get:https://… (a camera's JPEG or MJPEG, fetched here), "
         "pattern:gauge[=0..100], pattern:bars; ask also takes a URL, which is passed on, and "
         "several sources, sent in order (default: the first camera)"},
    {"source-auth-file", 0, "FILE", SHOT, option_text, TO(source_auth_file),
     .help = "file or pipe with the USER:PASSWORD of get: sources on one line (Basic or Digest, as "
             "the camera asks)"},
    {"source-ca-file", 0, "PEM", SHOT, option_text, TO(source_ca_file),
     .help = "certificates to trust for get:https sources (default: the system's; --ca-file is "
             "not for cameras)"},
    {"frames", 0, "N", ASK, option_integer, TO(frames), RANGE(1, 8000),
     .expected = "a whole number from 1 to 8000", .help = "frames from the camera (default 1)"},
    {"interval", 0, "DURATION", ASK, option_duration, TO(plan.interval_ms), RANGE(0, YEAR_MS),
     .expected = "a duration such as 250ms, 5s or 2m, at most 366d",
     .help = "time between frames, such as 250ms, 5s or 2m (default 500ms)"},
    {"as", 0, "images|video", ASK, option_choice, TO(as_video), .choices = AS,
     .expected = "images or video", .help = "frames as images (default) or as one video"},
    {"size", 0, "WxH", SHOT, option_size, .expected = "a size such as 1280x720",
     .help = "capture size (default: the camera's largest up to 1280x720)"},
    {"format", 0, "FOURCC|auto", SHOT, option_format,
     .expected = "a four-character code such as MJPG or YUYV, or auto",
     .help = "capture format (default auto: MJPG, then the cheapest raw one)"},
    {"warmup", 0, "auto|N", SHOT, option_warmup, .expected = "auto, or a whole number up to 1000",
     .help = "good frames to drop first (default auto: until the brightness has settled; from - "
             "none with --frames or --best-of)"},
    {"control", 0, "NAME=VALUE", SHOT, option_control, TO(capture.controls_count), .is_list = true,
     .expected = "NAME=VALUE, such as brightness=128",
     .help = "set a camera control (askcam cameras --controls lists them; a menu takes an item's "
             "number or name); it stays set after the run; may be repeated"},
    {"quality", 0, "1..100", SHOT, option_quality, .expected = "a whole number from 1 to 100",
     .help = "JPEG quality where a picture is encoded (default 85)"},
    {"encoder", 0, "auto|software|/dev/videoN", SHOT, option_encoder,
     .expected = "auto, software, or the path of a device",
     .help = "what encodes a camera's raw frames as JPEG if nothing else changes them: software "
             "(default), or the board's own encoder (auto: if there is one), with software as the "
             "fallback"},
    {"crop", 0, "X,Y,W,H", SHOT, option_crop,
     .expected = "X,Y,W,H in pixels or each with %, such as 10%,10%,50%,50%",
     .help = "send this part of the upright picture (pixels, or each with %)"},
    {"mask", 0, "X,Y,W,H", SHOT, option_mask, TO(picture.masks_count), .is_list = true,
     .expected = "X,Y,W,H in pixels or each with %, such as 10%,10%,50%,50%",
     .help = "black out this part before anything is sent; may be repeated"},
    {"rotate", 0, "0|90|180|270", SHOT, option_rotate, .expected = "0, 90, 180 or 270",
     .help = "rotate clockwise"},
    {"max-side", 0, "PIXELS", SHOT, option_max_side, .expected = "a whole number from 1 to 65535",
     .help = "scale down so that no side is longer"},
    {"best-of", 0, "N", SHOT, option_integer, TO(plan.best_of), RANGE(1, 100),
     .expected = "a whole number from 1 to 100",
     .help = "the sharpest of N frames from a camera or a pipe (default 1)"},
    {"reject", 0, "LIST", SHOT, option_reject, TO(reject),
     .expected = "a list of dark, bright, blurred, unchanged with commas between them",
     .help = "do not send a frame that is one of dark,bright,blurred,unchanged; a camera gets ten "
             "tries"},
    {"min-sharpness", 0, "X", SHOT, option_number, TO(min_sharpness), RANGE(1, 65000),
     .expected = "a number from 0.001 to 65, such as 0.3",
     .help = "a frame below this sharpness is blurred; 0.001 to 65 (default 0.25; --judge shows "
             "the measure)"},
    {"judge", 0, NULL, FOR_SNAP, option_flag, TO(judge), .is_act = true,
     .help = "print the measures and the verdict on standard error"},
    {"preview", 0, NULL, FOR_SNAP, option_flag, TO(preview), .is_act = true,
     .help =
         "show the frame on the terminal, with the crop and the masks marked; a JPEG is written "
         "only to -o FILE"},
    {"save-picture", 0, "PATTERN", ASK, option_text, TO(save_picture),
     .help = "keep each JPEG that is sent, under a name made by strftime, such as "
             "meter-%H%M%S.jpg; -2 and so on is added behind a name that exists"},
    {"keep-metadata", 0, NULL, SHOT, option_flag, TO(picture.keep_metadata),
     .help = "leave Exif, XMP, ICC and comments in a JPEG that nothing else changes"},

    {.help = "List", .commands = FOR_CAMERAS},
    {"controls", 0, NULL, FOR_CAMERAS, option_flag, TO(lists_controls), .is_act = true,
     .help = "list each camera's controls too, for --control of ask and snap"},

    {"suggest", 0, NULL, FOR_MODELS, option_flag, TO(suggests), .is_act = true,
     .help = "name a model by default, one for hard pictures and one for meters, each with the "
             "price of 1000 asks"},

    {.help = "Model", .commands = ASK},
    {"model", 'm', "NAME", ASK, option_text, TO(model),
     .help = "the model to ask (default qwen3.5-plus; askcam models lists those known)"},
    {"api", 0, "openai|dashscope", ASK, option_choice, TO(api), .choices = APIS,
     .expected = "openai or dashscope",
     .help = "the OpenAI-compatible protocol (default) or DashScope's own"},
    {"region", 0, "NAME", ASK | FOR_MODELS, option_text, TO(region),
     .help = "singapore (default), virginia or beijing; with --workspace also frankfurt, tokyo, "
             "hongkong or the service's own name of a region; a key is valid in one region only"},
    {"workspace", 0, "ID", ASK, option_text, TO(workspace),
     .help = "use this workspace's own host in the region (its ID, such as llm-1a2b3c)"},
    {"base-url", 0, "URL", ASK, option_text, TO(base_url),
     .help = "another server; the path of the call is appended, unless it is there already"},
    {"thinking", 0, "on|off|default", ASK, option_choice, TO(thinking), .choices = THINKING,
     .expected = "on, off or default", .help = "whether the model thinks before it answers"},
    {"thinking-budget", 0, "TOKENS", ASK, option_whole, TO(thinking_budget), RANGE(1, 10000000),
     .expected = "a whole number of tokens, at least 1",
     .help = "maximum number of thinking tokens"},
    {"thinking-effort", 0, "LEVEL", ASK, option_text, TO(thinking_effort),
     .help = "how hard the model thinks, in a word of its own, such as low; instead of a budget "
             "(askcam models NAME lists a model's levels)"},
    {"no-stream", 0, NULL, ASK, option_flag, TO(no_stream), .help = "ask for the reply as a whole"},
    {"system", 0, "TEXT", ASK, option_text, TO(system), .help = "a system message"},
    {"max-tokens", 0, "N", ASK, option_whole, TO(max_tokens), RANGE(1, 10000000),
     .expected = "a whole number of tokens, at least 1",
     .help = "maximum number of answer tokens; if the model's limit includes its thinking, "
             "the thinking budget is added"},
    {"temperature", 0, "X", ASK, option_number, TO(temperature), RANGE(0, 1999),
     .expected = "a number of at least 0 and less than 2", .help = "sampling temperature"},
    {"top-p", 0, "X", ASK, option_number, TO(top_p), RANGE(1, 1000),
     .expected = "a number above 0, up to 1", .help = "nucleus sampling"},
    {"seed", 0, "N", ASK, option_whole, TO(seed), RANGE(0, 2147483647),
     .expected = "a whole number from 0 to 2147483647", .help = "sampling seed"},
    {"json", 0, NULL, ASK, option_flag, TO(json), .help = "ask for a JSON object as the answer"},
    {"json-schema", 0, "FILE", ASK, option_text, TO(json_schema_file),
     .help = "ask for an answer that follows this JSON schema"},
    {"extra", 0, "JSON", ASK, option_text, TO(extra),
     .help =
         "a JSON object merged into the request (into its parameters for dashscope); its members "
         "win over the options"},

    {.help = "Connection", .commands = ASK},
    {"api-key-file", 0, "FILE", ASK, option_text, TO(api_key_file),
     .help = "file or pipe with the key on one line; else $CREDENTIALS_DIRECTORY/api-key, "
             "ASKCAM_API_KEY, or the variable of the host, such as DASHSCOPE_API_KEY"},
    {"proxy", 0, "URL|none", ASK, option_proxy, TO(proxy),
     .expected = "http://[USER:PASSWORD@]HOST:PORT, or none",
     .help = "an http:// proxy, by CONNECT (port 1080 if the URL has none; default: https_proxy, "
             "HTTPS_PROXY, all_proxy or ALL_PROXY); hosts in no_proxy or NO_PROXY, and loopback, "
             "are reached without it"},
    {"allow-http", 0, NULL, ASK, option_flag, TO(allow_http),
     .help = "plain http to addresses of the local network too, and then without a key"},
    {"ca-file", 0, "PEM", ASK, option_text, TO(ca_file),
     .help = "certificates to trust (default: the system's)"},
    {"body", 0, "auto|length|chunked", ASK, option_choice, TO(body_mode), .choices = BODIES,
     .expected = "auto, length or chunked",
     .help = "how the body is framed (default auto: with its length)"},
    {"max-body", 0, "BYTES", SHOT, option_integer, TO(max_body_bytes),
     RANGE(1000, UINT64_C(1000000000000)), .expected = "a whole number of bytes, at least 1000",
     .help = "the largest request; pictures are encoded smaller to fit (default 6000000)"},
    {"connect-timeout", 0, "DURATION", ASK, option_duration, TO(connect_timeout_ms), RANGE(1, 0),
     .help = "until the connection is established, TLS included (default 10s)"},
    {"first-byte-timeout", 0, "DURATION", ASK, option_duration, TO(first_byte_timeout_ms),
     RANGE(1, 0), .help = "from the end of the request to the start of the reply (default 300s)"},
    {"idle-timeout", 0, "DURATION", ASK, option_duration, TO(idle_timeout_ms), RANGE(1, 0),
     .help = "without a byte, or with bytes but no text (default 300s)"},
    {"total-timeout", 0, "DURATION", ASK, option_duration, TO(total_timeout_ms), RANGE(1, 0),
     .help = "all attempts together (default none)"},
    {"retries", 0, "N", ASK, option_integer, TO(retries), RANGE(0, 100),
     .expected = "a whole number up to 100",
     .help = "further attempts while no text has arrived (default 2)"},

    {.help = "Spending, in the currency of the model's price list: what an ask may cost is "
             "reserved on disk before it is sent. The answer counts with --max-tokens and "
             "--thinking-budget, without them with the largest of the model's last 20, at least "
             "2000 tokens, 8000 while thinking; a longer answer can overrun a limit by the "
             "difference",
     .commands = ASK},
    {"max-cost", 0, "AMOUNT", ASK, option_number, TO(max_cost), RANGE(0, 1000000000),
     .expected = "an amount such as 0.05",
     .help = "refuse an ask that may cost more (exit code 64)"},
    {"max-cost-day", 0, "AMOUNT", ASK, option_number, TO(max_cost_day), RANGE(0, 1000000000),
     .expected = "an amount such as 1.50",
     .help = "refuse an ask that exceeds it with all asks of the day (exit code 75)"},
    {"max-cost-month", 0, "AMOUNT", ASK, option_number, TO(max_cost_month), RANGE(0, 1000000000),
     .expected = "an amount such as 20",
     .help = "refuse an ask that exceeds it with all asks of the month (exit code 75)"},

    {.help = "Queue", .commands = QUEUE},
    {"queue", 0, "DIR", FOR_ASK | QUEUE, option_text, TO(queue),
     .help = "where pictures wait (default: askcam/queue in the state folder); with ask: keep the "
             "picture and the question there if the service cannot be reached (exit code 75)"},
    {"max-entries", 0, "N", FOR_ASK | QUEUE, option_integer, TO(max_entries),
     RANGE(1, UINT64_C(1000000000)), .expected = "a whole number, at least 1",
     .help = "entries that may wait (default 10000)"},
    {"max-bytes", 0, "BYTES", FOR_ASK | QUEUE, option_integer, TO(max_bytes),
     RANGE(1000, UINT64_C(1000000000000000)), .expected = "a whole number of bytes, at least 1000",
     .help = "size of all that wait (default: no limit)"},
    {"max-age", 0, "DURATION", FOR_ASK | QUEUE, option_duration, TO(max_age_ms), RANGE(1000, 0),
     .help = "remove entries older than this (default: none)"},
    {"min-free", 0, "BYTES", FOR_ASK | QUEUE, option_integer, TO(min_free),
     RANGE(0, UINT64_C(1000000000000000)), .expected = "a whole number of bytes",
     .help = "space to leave free on the disk (default 50000000)"},
    {"when-full", 0, "drop-oldest|drop-newest|thin", FOR_ASK | QUEUE, option_choice, TO(when_full),
     .choices = WHEN_FULL, .expected = "drop-oldest, drop-newest or thin",
     .help =
         "what makes space in a full queue: the oldest go (default), the new one goes, or every "
         "second one of the oldest half; those in dead/ go first"},
    {"newest-first", 0, NULL, QUEUE, option_flag, TO(newest_first),
     .help = "send and list the newest first"},
    {"per-minute", 0, "N", QUEUE, option_integer, TO(per_minute), RANGE(1, 60000),
     .expected = "a whole number from 1 to 60000",
     .help = "entries sent in a minute at most (default: no limit)"},
    {"keep-done", 0, "N", QUEUE, option_integer, TO(keep_done), RANGE(0, UINT64_C(1000000000)),
     .expected = "a whole number", .help = "replies kept in done/ (default 1000)"},

    {.help = "Output", .commands = ALL},
    {"output-file", 'o', "FILE", FOR_ASK | FOR_SNAP, option_text, TO(output_file), .is_act = true,
     .help =
         "where the answer of ask, or the JPEG of snap, goes: whole or not at all (default, and "
         "-: standard output)"},
    {"output", 0, "text|json", ALL, option_choice, TO(output_json), .choices = OUTPUTS,
     .expected = "text or json", .help = "text (default), or one JSON object a line"},
    {"show-thinking", 0, NULL, ASK, option_flag, TO(show_thinking),
     .help = "print thinking on standard error even if that is not a terminal"},
    {"hide-thinking", 0, NULL, ASK, option_flag, TO(hide_thinking),
     .help = "do not print thinking"},
    {"dry-run", 0, NULL, FOR_ASK, option_flag, TO(dry_run), .is_act = true,
     .help = "print the request, with the key masked, and send nothing"},
    {"quiet", 'q', NULL, ALL, option_flag, TO(quiet), .help = "no warnings and no progress"},
    {"verbose", 'v', NULL, ALL, option_count, TO(verbose),
     .help = "print tokens and cost; twice: more"},
    {"config", 0, "FILE", SHOT, option_text, TO(config_file), .is_act = true,
     .help = "settings of this run, as in config.json and before it; \"question\" is the "
             "question of ask or watch"},
    {"no-history", 0, NULL, FOR_CHAT | FOR_CONFIG, option_flag, TO(no_history),
     .help = "do not keep what is typed"},
    {"version", 'V', NULL, ALL, option_flag, TO(version), .is_act = true,
     .help = "show the version"},
    {"help", 'h', NULL, ALL, option_flag, TO(help), .is_act = true, .help = "show this help"},
};

static_assert(sizeof OPTION_TABLE / sizeof OPTION_TABLE[0] == OPTION_ROWS,
              "OPTION_ROWS counts the rows");
