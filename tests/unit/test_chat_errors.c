/* SPDX-License-Identifier: MIT */
/*
 * test_chat_errors.c - errors in every shape that services give them, whole, byte by byte and
 * cut once at every place; then the meanings row by row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api_error.h"
#include "replies.h"

#define NATIVE_ERROR(status, json) "id:1\nevent:error\n:HTTP_STATUS/" status "\ndata:" json "\n\n"
#define LIMIT                                                                                      \
    "<400> InternalError.Algo.InvalidParameter: Exceeded limit on max bytes to request body : "    \
    "6291456"

#define WORDS_40 "the request is longer than this context,"
#define WORDS_400                                                                                  \
    WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40 WORDS_40

static struct reply_case cases[] = {
    /* Bodies of a status. */
    {"compatible", SHOW_NAMES, 401, "type=application/json",
     "{\"error\":{\"message\":\"Incorrect API key provided.\",\"type\":\"invalid_request_error\","
     "\"param\":null,\"code\":\"invalid_api_key\"},\"request_id\":\"r1\"}",
     "T() A() auth 401 invalid_api_key 'Incorrect API key provided.' id=r1 model="},
    {"native", DASHSCOPE | SHOW_NAMES, 401, "id=h1",
     "{\"code\":\"InvalidApiKey\",\"message\":\"Invalid API-key provided.\",\"request_id\":\"r1\"}",
     "T() A() auth 401 InvalidApiKey 'Invalid API-key provided.' id=r1 model="},
    {"id instead of request_id", SHOW_NAMES, 404, NULL,
     "{\"error\":{\"message\":\"m\",\"code\":\"model_not_found\"},\"id\":\"chatcmpl-9\"}",
     "T() A() refused 404 model_not_found 'm' id=chatcmpl-9 model="},
    {"an SSE body of a 400", SHOW_NAMES, 400, "type=text/event-stream",
     "data: {\"error\":{\"code\":\"data_inspection_failed\",\"param\":null,\"message\":\"Input "
     "image "
     "data may contain inappropriate content.\",\"type\":\"data_inspection_failed\"},\"id\":"
     "\"chatcmpl-8\"}\n\ndata: [DONE]\n\n",
     "T() A() refused 400 data_inspection_failed 'Input image data may contain inappropriate "
     "content.' id=chatcmpl-8 model="},
    {"a native SSE body of a 400", DASHSCOPE | SHOW_NAMES, 400, NULL,
     NATIVE_ERROR("400", "{\"request_id\":\"req-1\",\"code\":\"Arrearage\",\"type\":\"Arrearage\","
                         "\"message\":\"Access denied, your account is not in good standing.\"}"),
     "T() A() refused 400 Arrearage 'Access denied, your account is not in good standing.' "
     "id=req-1 model="},
    {"error as a string", 0, 400, NULL, "{\"error\":\"'messages' field is required\"}",
     "T() A() refused 400 ''messages' field is required'"},
    {"flat, code a number", 0, 400, NULL,
     "{\"object\":\"error\",\"message\":\"too long\",\"type\":\"BadRequestError\",\"param\":null,"
     "\"code\":400}",
     "T() A() refused 400 400 'too long'"},
    {"detail as an array", 0, 422, NULL, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"missing\"}]}",
     "T() A() refused 422 'missing'"},
    {"an error inside a message", 0, 400, NULL,
     "{\"code\":\"InvalidParameter\",\"message\":\"data: {\\\"error\\\":{\\\"code\\\":"
     "\\\"model_not_found\\\",\\\"message\\\":\\\"no such model\\\"}}\",\"request_id\":\"r\"}",
     "T() A() refused 400 model_not_found 'no such model'"},
    {"an error inside a message inside a message, cut", 0, 503, NULL,
     "{\"error\":{\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"{\\\\\\\"code\\\\\\\":"
     "\\\\\\\"InvalidParameter\\\\\\\",\\\\\\\"message\\\\\\\":\\\\\\\"inner, cu\\\"}}\"}}",
     "T() A() refused 503 InvalidParameter 'inner, cu'"},
    {"an inner error without a code keeps the outer's", 0, 400, NULL,
     "{\"code\":\"InvalidParameter\",\"message\":\"{\\\"message\\\":\\\"inner\\\"}\"}",
     "T() A() refused 400 InvalidParameter 'inner'"},
    {"an upstream's plain words", 0, 502, NULL,
     "{\"error\":{\"message\":\"Upstream failed\",\"code\":502,\"metadata\":{\"name\":\"n\","
     "\"raw\":\"gpu 3: out of memory\\n\"}}}",
     "T() A() unavailable 502 502 retry 'Upstream failed: gpu 3: out of memory'"},
    {"an upstream's error as an object", 0, 502, NULL,
     "{\"error\":{\"message\":\"m\",\"metadata\":{\"raw\":{\"error\":{\"message\":\"inner\"}}}}}",
     "T() A() unavailable 502 retry 'm: inner'"},
    {"message as an object", 0, 422, NULL,
     "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"too many\"},"
     "{\"msg\":\"too long\"}]},\"type\":\"bad\",\"code\":null}",
     "T() A() refused 422 bad 'too many; too long'"},
    {"message as an object with a message", 0, 400, NULL, "{\"message\":{\"message\":\"m\"}}",
     "T() A() refused 400 'm'"},
    {"message as a list", 0, 422, NULL,
     "{\"object\":\"error\",\"message\":[{\"type\":\"t\",\"loc\":[\"body\",0],\"msg\":\"no such "
     "role\"}],\"type\":\"invalid_request_error\",\"code\":null}",
     "T() A() refused 422 invalid_request_error 'no such role'"},
    {"message as a list of texts", 0, 422, NULL, "{\"message\":[\"a\",\"\",\"b\"]}",
     "T() A() refused 422 'a; b'"},
    {"an array", 0, 400, NULL,
     "[{\n \"error\": {\"code\": 400, \"message\": \"the key is of another project\", \"status\": "
     "\"INVALID_ARGUMENT\"}}\n]",
     "T() A() refused 400 400 'the key is of another project'"},
    {"detail as an object", 0, 400, NULL,
     "{\"detail\":{\"error\":\"wrong_model\",\"description\":\"it reads text\"}}",
     "T() A() refused 400 'wrong_model: it reads text'"},
    {"detail as an object with a message", 0, 400, NULL,
     "{\"detail\":{\"code\":\"c\",\"message\":\"m\"}}", "T() A() refused 400 c 'm'"},
    {"detail as a text", 0, 404, NULL, "{\"detail\":\"Not Found\"}",
     "T() A() refused 404 'Not Found'"},
    {"error_code and error_msg", 0, 400, NULL, "{\"error_code\":336003,\"error_msg\":\"m\"}",
     "T() A() refused 400 336003 'm'"},
    {"an error with its description", 0, 401, NULL,
     "{\"error\":\"invalid_client\",\"error_description\":\"the client is gone\"}",
     "T() A() auth 401 'invalid_client: the client is gone'"},
    {"an error with a message that says the same", 0, 400, NULL,
     "{\"error\":\"no\",\"message\":\"no\",\"code\":\"c\"}", "T() A() refused 400 c 'no'"},
    {"half of a surrogate pair in a message", 0, 400, NULL,
     "{\"error\":{\"message\":\"a\\ud83d\"}}", "T() A() refused 400 'a\xEF\xBF\xBD'"},

    /* Errors of the request that come as an error of the server: refused, without a retry. */
    {"llama.cpp without a projector", 0, 500, NULL,
     "{\"error\":{\"code\":500,\"message\":\"image input is not supported - hint: if this is "
     "unexpected, you may need to provide the mmproj\",\"type\":\"server_error\"}}",
     "T() A() refused 500 500 'image input is not supported - hint: if this is unexpected, you may "
     "need to provide the mmproj'"},
    {"Ollama without vision", 0, 500, NULL,
     "{\"error\":{\"message\":\"failed to process inputs: this model is missing data required for "
     "image input\",\"type\":\"api_error\",\"param\":null,\"code\":null}}",
     "T() A() refused 500 api_error 'failed to process inputs: this model is missing data required "
     "for image input'"},
    {"a picture too small, in a general code", 0, 500, NULL,
     "{\"error\":{\"message\":\"height:27 or width:257 must be larger than factor:28\",\"code\":"
     "\"internal_error\"}}",
     "T() A() refused 500 internal_error 'height:27 or width:257 must be larger than factor:28'"},
    {"the same words beside a code that says more", 0, 503, NULL,
     "{\"error\":{\"message\":\"image input is not supported while loading\",\"code\":"
     "\"ModelUnavailable\"}}",
     "T() A() unavailable 503 ModelUnavailable retry 'image input is not supported while loading'"},
    {"the same words inside a stream", 0, 0, NULL,
     DATA("{\"error\":{\"code\":500,\"message\":\"image input is not supported by this server\"}}"),
     "T() A() refused 500 500 'image input is not supported by this server'"},

    {"an upstream's raw error", 0, 502, NULL,
     "{\"error\":{\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"raw\":\"{"
     "\\\"error\\\":{\\\"code\\\":\\\"data_inspection_failed\\\",\\\"message\\\":\\\"no\\\"}}\"}}}",
     "T() A() refused 502 data_inspection_failed 'no'"},
    {"a page of HTML", 0, 502, "type=text/html", "<html>Bad gateway</html>",
     "T() A() unavailable 502 retry 'Bad gateway'"},
    {"a page of HTML without a type", 0, 502, NULL, "\n<html>Bad gateway</html>",
     "T() A() unavailable 502 retry 'Bad gateway'"},
    {"a page of HTML with a title", 0, 504, "type=text/html",
     "<!DOCTYPE html>\r\n<html><head><style>b{}</style>\n<TITLE lang=en>504 Gateway\n"
     "  Time-out</TITLE></head><body>nginx</body></html>",
     "T() A() unavailable 504 retry '504 Gateway Time-out'"},
    {"a page of HTML without words", 0, 500, "type=text/html", "<html><!-- a > b --><br></html>",
     "T() A() unavailable 500 retry 'the service gave no reason'"},
    {"a page of HTML whose script is not its words", 0, 500, NULL,
     "<html><script>if (a<b) {}</script><p>Down &amp; out</p></html>",
     "T() A() unavailable 500 retry 'Down &amp; out'"},
    {"a page of HTML cut in its title", BROKEN, 502, NULL, "<html><title>Bad ga",
     "T() A() unavailable 502 retry 'Bad ga'"},
    {"a page that forbids comes from a wall", 0, 403, "type=text/html",
     "<html><head><title>Blocked by gate7</title></head></html>",
     "T() A() unavailable 403 retry 'a proxy or firewall on the way refused it with a page of "
     "HTML: "
     "Blocked by gate7'"},
    {"a wall without a type", 0, 403, NULL, "<!doctype html><p>Sign in</p>",
     "T() A() unavailable 403 retry 'a proxy or firewall on the way refused it with a page of "
     "HTML: "
     "Sign in'"},
    {"a wall without a body", 0, 403, "type=text/html; charset=utf-8", "",
     "T() A() unavailable 403 retry 'a proxy or firewall on the way refused it with a page of "
     "HTML'"},
    {"a service that forbids, as HTML by its type alone", 0, 403, "type=text/html",
     "{\"error\":{\"message\":\"no access to m\"}}", "T() A() auth 403 'no access to m'"},
    {"XML that forbids is not a page", 0, 403, NULL,
     "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
     "T() A() auth 403 '<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>'"},
    {"plain text", 0, 503, "type=text/plain", "upstream connect error: \xFFreset\n",
     "T() A() unavailable 503 retry 'upstream connect error: \xEF\xBF\xBDreset'"},
    {"plain text in another script", 0, 503, NULL,
     "\xEF\xBB\xBF\xE7\xA8\x8D\xE5\x90\x8E\n\t\xE5\x86\x8D\xE8\xAF\x95\n",
     "T() A() unavailable 503 retry '\xE7\xA8\x8D\xE5\x90\x8E \xE5\x86\x8D\xE8\xAF\x95'"},
    {"nothing", 0, 500, NULL, "", "T() A() unavailable 500 retry 'the service gave no reason'"},
    {"what only begins like JSON", 0, 500, NULL, "{oops", "T() A() unavailable 500 retry '{oops'"},
    {"JSON of another kind", 0, 400, NULL, "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}",
     "T() A() refused 400 '{\"choices\":[{\"message\":{\"content\":\"x\"}}]}'"},
    {"words in an unknown place", 0, 422, NULL, "{\"why\":\n  {\"x\":\"too dark\"}}",
     "T() A() refused 422 '{\"why\": {\"x\":\"too dark\"}}'"},
    {"a code alone, and bytes behind the JSON", 0, 400, NULL, "{\"code\":\"c\"}}",
     "T() A() refused 400 c '{\"code\":\"c\"}}'"},
    {"an encoding", 0, 429, "encoding=gzip", "\x1F\x8B\x08",
     "T() A() unavailable 429 retry 'the service gave no reason'"},
    {"a body that is cut in its message", BROKEN, 401, NULL,
     "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"Incorrect API k",
     "T() A() auth 401 invalid_api_key 'Incorrect API k'"},
    {"an SSE body that is cut", BROKEN | DASHSCOPE, 400, NULL,
     "event:error\ndata:{\"code\":\"Arrearage\",\"message\":\"Acc",
     "T() A() refused 400 Arrearage 'Acc'"},
    {"an event that is not JSON, then one that is", 0, 400, NULL,
     "data: oops\n\ndata: {bad}\n\ndata: {\"error\":\"no\"}\n\n", "T() A() refused 400 'no'"},
    {"events that say nothing", 0, 400, NULL, "event: error\ndata: oops\n\ndata: [DONE]\n\n",
     "T() A() refused 400 'event: error data: oops data: [DONE]'"},
    {"Retry-After in seconds", 0, 429, "retry=7", "{\"error\":{\"code\":\"limit_requests\"}}",
     "T() A() unavailable 429 limit_requests retry=7000 "
     "'{\"error\":{\"code\":\"limit_requests\"}}'"},
    {"a redirect", 0, 307, "location=https://elsewhere.example/v1", "",
     "T() A() refused 307 'redirects to https://elsewhere.example/v1, which is not followed'"},
    {"too large a body", 0, 400, NULL,
     "{\"error\":{\"message\":\"" LIMIT "\",\"code\":\"invalid_parameter_error\"}}",
     "T() A() refused 400 invalid_parameter_error '" LIMIT "'"},
    {"control characters in a message", 0, 400, NULL,
     "{\"error\":{\"message\":\"a\\nb\\u0000c\",\"code\":\"x\\ty\"}}",
     "T() A() refused 400 x y 'a b?c'"},

    /* Errors in a stream. */
    {"native error event", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[{\"text\":\"a\"}]", "null") NATIVE_ERROR(
         "400", "{\"code\":\"InvalidParameter\",\"message\":\"m\",\"request_id\":\"r\"}")
         MESSAGE("2", "\"content\":[{\"text\":\"b\"}]", "stop"),
     "T() A(a) refused 400 InvalidParameter 'm'"},
    {"native throttling", DASHSCOPE, 0, NULL,
     NATIVE_ERROR("429",
                  "{\"request_id\":\"r\",\"code\":\"Throttling.AllocationQuota\",\"message\":"
                  "\"Allocated quota exceeded\"}"),
     "T() A() unavailable 429 Throttling.AllocationQuota retry 'Allocated quota exceeded'"},
    {"native, free quota gone", DASHSCOPE, 0, NULL,
     NATIVE_ERROR("429", "{\"code\":\"Throttling.AllocationQuota\",\"message\":\"Free allocated "
                         "quota exceeded.\"}"),
     "T() A() refused 429 Throttling.AllocationQuota 'Free allocated quota exceeded.'"},
    {"native, without the event's name", DASHSCOPE, 0, NULL,
     "data:{\"code\":\"Throttling\",\"message\":\"slow\"}\n\n",
     "T() A() unavailable Throttling retry 'slow'"},
    {"native, status as a field", DASHSCOPE, 0, NULL,
     "event:error\nstatus:400\ndata:{\"code\":\"NewCode\",\"message\":\"m\"}\n\n",
     "T() A() refused 400 NewCode 'm'"},
    {"native, words that are not JSON", DASHSCOPE, 0, NULL, "event:error\ndata:broken pipe\n\n",
     "T() A() unavailable retry 'broken pipe'"},
    {"native, no words", DASHSCOPE, 0, NULL, "event:error\n:HTTP_STATUS/500\ndata:\n\n",
     "T() A() unavailable 500 retry 'the service gave no reason'"},
    {"compatible", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DATA("{\"error\":{\"code\":\"internal_error\",\"message\":\"m\"}}")
         DELTA("\"content\":\"b\"") END("stop"),
     "T() A(a) unavailable internal_error retry 'm'"},
    {"an unknown code", 0, 0, NULL, DATA("{\"error\":{\"code\":\"what\",\"message\":\"m\"}}"),
     "T() A() unavailable what retry 'm'"},
    {"no code but a known type", 0, 0, NULL,
     DATA("{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"m\",\"code\":null}}"),
     "T() A() refused invalid_request_error 'm'"},
    {"a number as the code, beside choices and usage", 0, 0, NULL,
     DELTA("\"reasoning\":\"t\"") END("length") DATA(
         "{\"error\":{\"code\":400,\"message\":\"Token limit reached\"},\"choices\":[{\"delta\":"
         "{\"content\":\"\"}}],\"usage\":{\"prompt_tokens\":43}}") DONE,
     "T(t) A() refused 400 400 'Token limit reached'"},
    {"a number that is not a status", 0, 0, NULL,
     DATA("{\"error\":{\"code\":1210,\"message\":\"m\"}}"), "T() A() unavailable 1210 retry 'm'"},
    {"an error inside a choice", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":502,"
          "\"message\":\"gone\"}}]}"),
     "T() A() unavailable 502 502 retry 'gone'"},
    {"a line of its own", 0, 0, NULL,
     DELTA("\"content\":\"a\"") "error: {\"code\":500,\"message\":\"slot failed\"}\n\n" DONE,
     "T() A(a) unavailable 500 500 retry 'slot failed'"},
    {"a line of its own, of some length", 0, 0, NULL,
     "error: {\"code\":400,\"message\":\"" WORDS_400 "\",\"type\":\"invalid\"}\n\n",
     "T() A() refused 400 400 '" WORDS_400 "'"},
    {"a line of its own, right after data", 0, 0, NULL,
     "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\nerror: {\"message\":\"m\"}\n\n",
     "T() A(a) unavailable retry 'm'"},
    {"a line of its own, plain and of some length", 0, 0, NULL, "error: " WORDS_400 "\n\n",
     "T() A() unavailable retry '" WORDS_400 "'"},
    {"a line of its own, cut", BROKEN, 0, NULL, "error: {\"code\":400,\"message\":\"the requ",
     "T() A() protocol retry 'the connection broke off before the answer's end'"},
    {"a line of its own, plain", 0, 0, NULL, "error:   gone\n\n",
     "T() A() unavailable retry 'gone'"},
    {"an error object of nulls is not an error", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"error\":null,\"code\":\"x\"}")
         DATA("{\"choices\":[],\"error\":{\"message\":\"\",\"code\":null},\"code\":0}") END("stop"),
     "T() A(a) ok stop -/-/-/-/-/-"},
    {"a message that is an object, in an event", 0, 0, NULL,
     DATA("{\"error\":{\"message\":{\"message\":\"no such role\"}}}"),
     "T() A() unavailable retry 'no such role'"},
    {"a message that is an object, in a whole reply", NOT_STREAMED, 0, NULL,
     "{\"error\":{\"message\":{\"msg\":\"no such role\"},\"type\":null}}",
     "T() A() unavailable retry 'no such role'"},
    {"a message that is a list, in an event", 0, 0, NULL,
     DATA("{\"error\":{\"message\":[{\"msg\":\"too many\"},{\"msg\":\"too long\"}]}}"),
     "T() A() unavailable retry 'too many; too long'"},
    {"a message that is a list of texts, in a whole reply", DASHSCOPE | NOT_STREAMED, 0, NULL,
     "{\"error\":{\"message\":[\"a\",\"b\"]}}", "T() A() unavailable retry 'a; b'"},
    {"an error object without code and message, beside a choice", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DATA("{\"choices\":[{\"delta\":{}}],\"error\":{\"msg\":\"gone\"}}")
         END("stop"),
     "T() A(a) unavailable retry 'gone'"},
    {"objects and lists that say nothing are not errors", 0, 0, NULL,
     DATA("{\"error\":{},\"choices\":[]}") DELTA("\"content\":\"a\"")
         DATA("{\"error\":{\"message\":{\"message\":null}},\"detail\":[]}")
             DATA("{\"error\":{\"message\":[]}}") END("stop"),
     "T() A(a) ok stop -/-/-/-/-/-"},
    {"an error event without data is none", 0, 0, NULL,
     "event: error\ndata:\n\nevent: error\n\nerror:\n\n" DELTA("\"content\":\"a\"") END("stop"),
     "T() A(a) ok stop -/-/-/-/-/-"},
    {"error_code in a reply of success", NOT_STREAMED, 0, NULL,
     "{\"error_code\":17,\"error_msg\":\"Open api daily request limit reached\"}",
     "T() A() unavailable 17 retry 'Open api daily request limit reached'"},
    {"a code whose words are in an unknown place", 0, 0, NULL,
     DATA("{\"code\":\"Odd\",\"reason\":{\"text\":\"x\"}}"),
     "T() A() unavailable Odd retry '{\"code\":\"Odd\",\"reason\":{\"text\":\"x\"}}'"},
    {"a code whose words are in a rare place", 0, 0, NULL,
     DATA("{\"code\":\"Odd\",\"detail\":{\"msg\":\"m\"}}"), "T() A() unavailable Odd retry 'm'"},
    {"the request's id of the head", SHOW_NAMES, 0, "id=h1",
     DATA("{\"error\":{\"code\":\"what\",\"message\":\"m\"}}"),
     "T() A() unavailable what retry 'm' id=h1 model="},
    {"the request's id beside the error", SHOW_NAMES, 0, "id=h1",
     DATA("{\"error\":{\"code\":\"what\",\"message\":\"m\"},\"request_id\":\"b1\"}"),
     "T() A() unavailable what retry 'm' id=b1 model="},
    {"the request's id inside the error", SHOW_NAMES, 400, NULL,
     "{\"error\":{\"message\":\"m\",\"request_id\":\"b2\"}}",
     "T() A() refused 400 'm' id=b2 model="},
    {"in a whole reply", NOT_STREAMED, 0, NULL,
     "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"m\"}}",
     "T() A() auth invalid_api_key 'm'"},
    {"flat in a whole reply", DASHSCOPE | NOT_STREAMED, 0, NULL,
     "{\"code\":\"InvalidURL\",\"message\":\"m\",\"request_id\":\"r\"}",
     "T() A() refused InvalidURL 'm'"},
    {"codes of success are not errors", NOT_STREAMED, 0, NULL,
     "{\"code\":200,\"msg\":\"success\",\"choices\":[{\"message\":{\"content\":\"a\"},"
     "\"finish_reason\":\"stop\"}]}",
     "T() A(a) ok stop -/-/-/-/-/-"},
};

static void check(const void *ctx, size_t first_bytes, size_t piece_bytes)
{
    const struct reply_case *const row = ctx;
    char all[4096];

    run_reply(row, strlen(row->body), first_bytes, piece_bytes, all, sizeof all);
    if (strcmp(all, row->all) != 0) {
        fail_msg("pieces of %zu and %zu:\nis     %s\nwanted %s", first_bytes, piece_bytes, all,
                 row->all);
    }
}

static void the_error_is_the_row_however_it_is_cut(void **state)
{
    const struct reply_case *const row = *state;

    for_every_cut(check, row, strlen(row->body));
}

enum { U = ASKCAM_ERR_UNAVAILABLE, R = ASKCAM_ERR_REFUSED, A = ASKCAM_ERR_AUTH };

static const struct {
    const char *code, *message;
    int kind;
} CODES[] = {
    {"InvalidParameter", "", R},
    {"invalid_parameter_error", "", R},
    {"BadRequest.TooLarge", "", R},
    {"InvalidURL", "", R},
    {"InvalidURL.ConnectionRefused", "", R},
    {"Arrearage", "", R},
    {"DataInspectionFailed", "", R},
    {"data_inspection_failed", "", R},
    {"InternalError.Algo.DataInspectionFailed", "", R},
    {"ClientDisconnect", "", R},
    {"InvalidParameter.DataInspection", "", U},
    {"InvalidParameter", "Download the media resource timed out", U},
    {"APIConnectionError", "", U},
    {"InvalidApiKey", "", A},
    {"invalid_api_key", "", A},
    {"NOT AUTHORIZED", "", A},
    {"AccessDenied", "", A},
    {"AccessDenied.Unpurchased", "", A},
    {"access_denied", "", A},
    {"Model.AccessDenied", "", A},
    {"Workspace.AccessDenied", "", A},
    {"AccessDenied", "make sure your account is in good standing", R},
    {"AllocationQuota.FreeTierOnly", "", R},
    {"ModelNotFound", "", R},
    {"model_not_found", "", R},
    {"model_not_supported", "", R},
    {"WorkSpaceNotFound", "", R},
    {"Throttling", "", U},
    {"Throttling.RateQuota", "", U},
    {"LimitRequests", "", U},
    {"limit_requests", "", U},
    {"Throttling.BurstRate", "", U},
    {"limit_burst_rate", "", U},
    {"Throttling.AllocationQuota", "please increase your quota limit", U},
    {"insufficient_quota", "You exceeded your current quota", U},
    {"Throttling.AllocationQuota", "Free allocated quota exceeded.", R},
    {"insufficient_quota", "Free allocated quota exceeded.", R},
    {"Throttling.AllocationQuota", "The free quota is used up", R},
    {"insufficient_quota", "The free quota is used up", R},
    {"", "The free tier of the model has been exhausted.", R},
    {"CommodityNotPurchased", "", R},
    {"PrepaidBillOverdue", "", R},
    {"PostpaidBillOverdue", "", R},
    {"InternalError", "", U},
    {"InternalError.Algo", "list index out of range", R},
    {"InternalError", "Missing Content-Length of multimodal url", R},
    {"500", "image input is not supported by this server", R},
    {"", "failed to process inputs: this model is missing data required for image input", R},
    {"server_error", "x is not a multimodal model", R},
    {"400", "API key not valid. Please pass a valid API key.", R},
    {"", "The server was not compiled for multimodal", R},
    {"", "No endpoints found that support image input", R},
    {"", "this model does not support images", R},
    {"", "height:30 or width:305 must be larger than factor:32", R},
    {"", "absolute aspect ratio must be smaller than 200, got 300.0", R},
    {"", "input is too large to process. increase the physical batch size", R},
    {"", "failed to decode image", R},
    {"InternalError.Algo", "<400> InternalError.Algo.InvalidParameter: Range", R},
    {"internal_error", "", U},
    {"SystemError", "", U},
    {"ModelServiceFailed", "", U},
    {"RequestTimeOut", "", U},
    {"ModelServingError", "", U},
    {"ModelUnavailable", "", U},
};

static void every_code_has_its_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        const struct askcam_api_error_row *const row =
            askcam_api_error_row_of(CODES[i].code, CODES[i].message);
        print_message("%s\n", CODES[i].code);
        assert_non_null(row);
        assert_int_equal(row->kind, CODES[i].kind);
        assert_int_equal(row->retryable, CODES[i].kind == U);
        assert_true(strlen(row->hint) > 0 && strlen(row->hint) < ASKCAM_ERROR_HINT_BYTES);
    }
    assert_null(askcam_api_error_row_of("NewCode", "m"));
    assert_null(askcam_api_error_row_of("", ""));
}

static void every_status_has_its_meaning(void **state)
{
    static const struct {
        int status, kind;
    } rows[] = {{301, R}, {308, R}, {400, R}, {401, A}, {402, R}, {403, A}, {404, R},
                {405, R}, {408, U}, {413, R}, {422, R}, {425, U}, {429, U}, {451, R},
                {500, U}, {502, U}, {503, U}, {504, U}, {529, U}, {599, U}, {0, U}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_api_error_row *const row =
            askcam_api_error_row_of_status(rows[i].status);
        assert_int_equal(row->kind, rows[i].kind);
        assert_int_equal(row->retryable, rows[i].kind == U);
    }
}

static void a_limit_is_read_from_the_message(void **state)
{
    static const struct {
        const char *message;
        uint64_t bytes;
        bool per_picture;
    } rows[] = {
        {LIMIT, 6291456, false},
        {"Exceeded limit on max bytes to request body : 16777216 ", 16777216, false},
        {"Exceeded limit on max bytes per data-uri item : 10485760", 10485760, true},
        {"Exceeded limit on max bytes", 0, false},
        {"Exceeded limit on max bytes : many", 0, false},
        {"Exceeded limit on max bytes : 99999999999999999999999999", 9999999999, false},
        {"a number : 5", 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_api_error api_error;
        askcam_api_error_clear(&api_error);
        (void)snprintf(api_error.flat.message, sizeof api_error.flat.message, "%s",
                       rows[i].message);
        const struct askcam_api_error_limit limit = askcam_api_error_limit_of(&api_error);
        assert_true(limit.bytes == rows[i].bytes);
        assert_int_equal(limit.per_picture, rows[i].per_picture);
    }
}

static void the_limit_is_in_the_result(void **state)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_chat_result result;
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 400};
    static const char body[] = "{\"error\":{\"message\":\"" LIMIT "\"}}";

    (void)state;
    askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, NULL);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_push(&reply, body, sizeof body - 1), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_end(&reply), ASKCAM_CHAT_DONE);
    assert_int_equal(askcam_chat_reply_finish(&reply, true, &result), ASKCAM_ERR_REFUSED);
    assert_int_equal(result.limit.bytes, 6291456);
}

/* What push() returns ends the exchange: all that is known is in the error by then. */
static void an_error_inside_a_stream_is_complete_at_once(void **state)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_error err = {.kind = ASKCAM_OK};
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 200, .request_id = "h1"};
    static const char body[] = DATA("{\"error\":{\"code\":\"internal_error\"}}");

    (void)state;
    askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, &err);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_push(&reply, body, sizeof body - 1), ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(err.request_id, "h1");
    assert_int_equal(err.http_status, 200);
}

static void a_code_that_is_the_status_is_named_once(void **state)
{
    static const struct {
        const char *code;
        const char *what;
    } rows[] = {{"502", "HTTP 502"}, {"500", "HTTP 502 500"}, {"bad", "HTTP 502 bad"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_api_error_at at = {.http_status = 502, .location = ""};
        struct askcam_api_error api_error;
        struct askcam_json_paths paths;
        struct askcam_error err = {.kind = ASKCAM_OK};
        static const struct askcam_json_path none[] = {{"x", 1}};
        askcam_json_paths_init(&paths, none, 1);
        askcam_api_error_clear(&api_error);
        (void)snprintf(api_error.named.code, sizeof api_error.named.code, "%s", rows[i].code);
        (void)askcam_api_error_report(&api_error, &paths, &at, &err);
        assert_string_equal(err.what, rows[i].what);
        assert_string_equal(err.code, rows[i].code);
    }
}

/* A message of any length keeps its start and its whole characters. */
static void long_messages_are_cut(void **state)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_chat_result result;
    struct askcam_error err = {.kind = ASKCAM_OK};
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 500};
    static const char begin[] = "{\"error\":{\"message\":\"x";

    (void)state;
    askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, &err);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_push(&reply, begin, sizeof begin - 1), ASKCAM_OK);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(askcam_chat_reply_push(&reply, "\xC3\xA9", 2), ASKCAM_OK);
    }
    assert_int_equal(askcam_chat_reply_finish(&reply, false, &result), ASKCAM_ERR_UNAVAILABLE);
    assert_true(strlen(reply.api_error.named.message) >= ASKCAM_API_ERROR_MESSAGE_BYTES - 6);
    assert_int_equal(strlen(err.why), ASKCAM_ERROR_WHY_BYTES - 1);
    assert_int_equal(result.limit.bytes, 0);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(every_code_has_its_meaning),
        cmocka_unit_test(every_status_has_its_meaning),
        cmocka_unit_test(a_limit_is_read_from_the_message),
        cmocka_unit_test(the_limit_is_in_the_result),
        cmocka_unit_test(an_error_inside_a_stream_is_complete_at_once),
        cmocka_unit_test(a_code_that_is_the_status_is_named_once),
        cmocka_unit_test(long_messages_are_cut),
    };
    enum { CASES = sizeof cases / sizeof cases[0], OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[CASES + OTHERS];

    memcpy(tests + CASES, others, sizeof others);
    for (size_t i = 0; i < CASES; i++) { /* every row is a test with a name */
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = the_error_is_the_row_however_it_is_cut,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("chat_errors", tests, NULL, NULL);
}
