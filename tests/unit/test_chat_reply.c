/* SPDX-License-Identifier: MIT */
/*
 * test_chat_reply.c - every stream below, whole, byte by byte and cut once at every place; and
 * broken off at every place.  The shapes are those of the servers named in dialect.h; the texts
 * are this test's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "replies.h"

#define USED                                                                                       \
    "\"usage\":{\"prompt_tokens\":544,\"completion_tokens\":590,\"total_tokens\":1134,"            \
    "\"completion_tokens_details\":{\"text_tokens\":590},\"prompt_tokens_details\":{"              \
    "\"text_tokens\":24,\"image_tokens\":520}}"
#define NATIVE_USED                                                                                \
    "\"usage\":{\"total_tokens\":1134,\"input_tokens_details\":{\"image_tokens\":520,"             \
    "\"text_tokens\":24},\"output_tokens\":590,\"input_tokens\":544,\"output_tokens_details\":{"   \
    "\"text_tokens\":590},\"image_tokens\":520}"
#define NO_USAGE "-/-/-/-/-/-"
#define WHOLE(message, why)                                                                        \
    "{\"choices\":[{\"message\":{\"role\":\"assistant\"," message "},\"finish_reason\":" why       \
    ",\"index\":0}],\"object\":\"chat.completion\",\"id\":\"chatcmpl-7\",\"model\":\"m1\"}"
#define HIDE "\"data\":\"c2VjcmV0\""

static struct reply_case cases[] = {
    /* Model Studio, OpenAI-compatible. */
    {"thinking, answer, stop, usage, done", SHOW_NAMES, 0, "type=text/event-stream;charset=utf-8",
     DATA("{\"choices\":[{\"delta\":{\"content\":null,\"role\":\"assistant\",\"reasoning_content\":"
          "\"\"},\"index\":0,\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"model\":"
          "\"qvq-max\",\"id\":\"chatcmpl-1\"}")
         DATA(
             "{\"choices\":[{\"finish_reason\":null,\"delta\":{\"content\":null,"
             "\"reasoning_content\":\"Look \"},\"index\":0}],\"usage\":null,\"id\":\"chatcmpl-2\"}")
             DELTA("\"content\":null,\"reasoning_content\":\"h\\u00e9re \\ud83d\\udcf7\"")
                 DELTA("\"content\":\"4\"") DELTA("\"content\":\"2\",\"reasoning_content\":null")
                     DATA("{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"content\":\"\","
                          "\"reasoning_content\":null},\"index\":0}],\"usage\":null}")
                         DATA("{\"choices\":[]," USED ",\"id\":\"chatcmpl-2\"}") DONE,
     "T(Look h\xC3\xA9re \xF0\x9F\x93\xB7) A(42) ok stop 544/590/-/520/-/1134 id=chatcmpl-1 "
     "model=qvq-max"},
    {"the header's request id goes before the chat's", SHOW_NAMES, 0, "id=head-1",
     DATA("{\"id\":\"chatcmpl-1\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}") END("stop"),
     "T() A(a) ok stop " NO_USAGE " id=head-1 model="},
    {"no thinking at all", 0, 0, NULL,
     DELTA("\"content\":\"\",\"role\":\"assistant\"") DELTA("\"content\":\"eye\"") END("stop") DONE,
     "T() A(eye) ok stop " NO_USAGE},
    {"the last text beside the finish reason", 0, 0, NULL,
     DATA("{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"content\":\"end\"}}]}") DONE,
     "T() A(end) ok stop " NO_USAGE},
    {"done without a finish reason is an end", 0, 0, NULL, DELTA("\"content\":\"a\"") DONE,
     "T() A(a) ok - " NO_USAGE},
    {"done without its blank line is an end", BROKEN, 0, NULL,
     DELTA("\"content\":\"a\"") "data: [DONE]", "T() A(a) ok - " NO_USAGE},
    {"text after done is ignored", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DONE DELTA("\"content\":\"b\"") "data: {bad\n\n",
     "T() A(a) ok - " NO_USAGE},
    {"a usage chunk without a finish reason is an end", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DATA("{\"choices\":[]," USED "}"),
     "T() A(a) ok - 544/590/-/520/-/1134"},
    {"a usage chunk before more text is not the end", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DATA("{\"choices\":[]," USED "}") DELTA("\"content\":\"b\""),
     "T() A(ab) protocol retry 'it ended before the answer's end'"},
    {"a finish reason and a broken connection is an end", BROKEN, 0, NULL,
     DELTA("\"content\":\"a\"") END("stop") "data: {\"choi", "T() A(a) ok stop " NO_USAGE},
    {"rubbish after a finish reason cannot undo it", 0, 0, NULL,
     DELTA("\"content\":\"a\"") END("stop") "data: rubbish\n\n", "T() A(a) ok stop " NO_USAGE},
    {"neither is a break", BROKEN, 0, NULL,
     DELTA("\"reasoning_content\":\"t\"") DELTA("\"content\":\"a\""),
     "T(t) A(a) protocol retry 'the connection broke off before the answer's end'"},
    {"an event that is cut is ignored, its text stays", BROKEN, 0, NULL,
     DELTA("\"content\":\"a\"") "data: {\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{"
                                "\"content\":\"b\"}",
     "T() A(ab) protocol retry 'the connection broke off before the answer's end'"},
    {"text that had come of it is handed on, whole characters only", BROKEN, 0, NULL,
     DELTA("\"content\":\"a\"") "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"b"
                                "c\xF0\x9F\x93",
     "T() A(abc) protocol retry 'the connection broke off before the answer's end'"},
    {"a name that is cut is ignored", BROKEN | SHOW_NAMES, 0, NULL,
     DELTA("\"content\":\"a\"") "data: {\"model\":\"mod",
     "T() A(a) protocol retry 'the connection broke off before the answer's end' id= model="},
    {"a done that is cut is ignored", BROKEN, 0, NULL, DELTA("\"content\":\"a\"") "data: [DO",
     "T() A(a) protocol retry 'the connection broke off before the answer's end'"},
    {"an empty body is a break", 0, 0, NULL, "", "T() A() protocol retry 'it is empty'"},
    {"white space is an empty body", 0, 0, NULL, "\r\n \n", "T() A() protocol retry 'it is empty'"},
    {"comments alone are a break", 0, 0, NULL, ": keepalive\n\n: keepalive\n\n",
     "T() A() protocol retry 'it ended before the answer's end'"},
    {"length with an answer is complete", 0, 0, NULL, DELTA("\"content\":\"a\"") END("length"),
     "T() A(a) ok length " NO_USAGE},
    {"length on thinking is not an answer", 0, 0, NULL,
     DELTA("\"reasoning\":\"We\"")
         DATA("{\"choices\":[{\"delta\":{\"reasoning\":\" go\"},\"finish_reason\":\"length\"}]}")
             DATA("{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,"
                  "\"total_tokens\":3}}") DONE,
     "T(We go) A() no_answer 'every token went into the thinking (finish reason length)'"},
    {"stop without an answer is no_answer", 0, 0, NULL, DELTA("\"content\":\"\"") END("stop") DONE,
     "T() A() no_answer 'the model ended without an answer'"},
    {"white space is not an answer", 0, 0, NULL, DELTA("\"content\":\" \\n\"") END("length") DONE,
     "T() A( \n) no_answer 'every token went into the thinking (finish reason length)'"},
    {"done alone is not an answer", 0, 0, NULL, DONE,
     "T() A() no_answer 'the model ended without an answer'"},
    {"a tool call is not an answer", 0, 0, NULL,
     DATA(
         "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":null},\"index\":0,"
         "\"id\":\"\",\"type\":\"function\"}]},\"index\":0}]}") END("tool_calls") DONE,
     "T() A() no_answer 'the model called a tool instead of answering'"},
    {"content_filter is refused, what came before stays", 0, 0, NULL,
     DELTA("\"content\":\"a\"") END("content_filter") DONE,
     "T() A(a) refused content_filter 'the service's content inspection ended the answer'"},
    {"finish reason error", 0, 0, NULL, DELTA("\"content\":\"a\"") END("error") DONE,
     "T() A(a) unavailable error retry 'the service aborted the answer'"},
    {"the word null is not a finish reason", 0, 0, NULL, DELTA("\"content\":\"a\"") END("null"),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"nor is an empty one", 0, 0, NULL, DELTA("\"content\":\"a\"") END(""),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"an event that is not JSON", 0, 0, NULL,
     DELTA("\"content\":\"a\"") "data: oops\n\n" END("stop"),
     "T() A(a) protocol 'an event of the stream is not JSON'"},
    {"an event whose JSON is not whole", 0, 0, NULL,
     DELTA("\"content\":\"a\"") "data: {\"choices\":[\n\n" END("stop"),
     "T() A(a) protocol 'an event of the stream is not JSON'"},
    {"an event that only begins like done", 0, 0, NULL, DELTA("\"content\":\"a\"") "data: [DO\n\n",
     "T() A(a) protocol 'an event of the stream is not JSON'"},

    /* Framing. */
    {"CRLF, a mark, no space, no last blank line", 0, 0, NULL,
     "\xEF\xBB\xBF"
     "data:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n"
     "data:{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
     "T() A(a) ok stop " NO_USAGE},
    {"data: data:", 0, 0, NULL,
     "data: data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: data: [DONE]\n\n",
     "T() A(a) ok - " NO_USAGE},
    {"one event in several data lines", 0, 0, NULL,
     "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\n" DONE,
     "T() A(a) ok - " NO_USAGE},
    {"comments before and between, empty data, other lines", 0, 0, NULL,
     ": PROCESSING\n\n: PROCESSING\n\n" DELTA(
         "\"content\":\"a\"") ": PROCESSING\n\ndata:\n\n"
                              "retry: 5\nheartbeat\n\n" DELTA("\"content\":\"b\"") END("stop"),
     "T() A(ab) ok stop " NO_USAGE},
    {"invalid UTF-8 becomes U+FFFD", 0, 0, NULL,
     DELTA("\"content\":\"a\xFF"
           "b\\ud800\"") DONE,
     "T() A(a\xEF\xBF\xBD"
     "b\xEF\xBF\xBD) ok - " NO_USAGE},
    {"SSE under application/json", 0, 0, "type=application/json", DELTA("\"content\":\"a\"") DONE,
     "T() A(a) ok - " NO_USAGE},
    {"SSE to a request for JSON", NOT_STREAMED, 0, NULL, DELTA("\"content\":\"a\"") DONE,
     "T() A(a) ok - " NO_USAGE},

    /* Look-alikes. */
    {"one text in two fields is taken once", 0, 0, NULL,
     DELTA("\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"")
         DELTA("\"content\":\"x\",\"reasoning_content\":null") END("stop"),
     "T(hm) A(x) ok stop " NO_USAGE},
    {"the field may change from event to event, and be empty", 0, 0, NULL,
     DELTA("\"reasoning\":\"\",\"reasoning_content\":\"a\"")
         DELTA("\"reasoning\":\"b\",\"reasoning_content\":\"\"")
             DELTA("\"reasoning\":null,\"reasoning_details\":[{\"type\":\"reasoning.text\","
                   "\"text\":\"c\"},{\"type\":\"reasoning.encrypted\"," HIDE "},{\"type\":"
                   "\"reasoning.summary\",\"summary\":\"d\"}]")
                 DELTA("\"content\":\"\",\"reasoning\":\"e\",\"reasoning_details\":[{\"text\":"
                       "\"e\"}]") DELTA("\"content\":\"x\"") END("stop"),
     "T(abcde) A(x) ok stop " NO_USAGE},
    {"first chunk without a choice, padding, usage without a choice", 0, 0, NULL,
     DATA("{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[{"
          "\"prompt_index\":0}]}") DELTA("\"content\":\"a\",\"refusal\":null")
         DATA("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"obfuscation\":\"xyz\"}")
             DATA("{\"choices\":[],\"usage\":{\"completion_tokens\":78,\"completion_tokens_"
                  "details\":"
                  "{\"reasoning_tokens\":64},\"prompt_tokens\":15,\"prompt_tokens_details\":{"
                  "\"cached_tokens\":3},\"total_tokens\":93}}") DONE,
     "T() A(a) ok stop 15/78/64/-/3/93"},
    {"an empty choices alone is neither usage nor end", 0, 0, NULL,
     DELTA("\"content\":\"a\"") DATA("{\"choices\":[],\"usage\":null}"),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"usage chunk with a choice, after the finish", 0, 0, NULL,
     DELTA("\"content\":\"a\"")
         DATA("{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\","
              "\"native_finish_reason\":\"completed\"}]}")
             DATA("{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":null}],\"usage\":{"
                  "\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13,\"cost\":0.1}}")
                 DONE,
     "T() A(a) ok stop 9/4/-/-/-/13"},
    {"usage beside a choice is not an end", 0, 0, NULL,
     DELTA("\"content\":\"a\"")
         DATA("{\"choices\":[{\"delta\":{\"content\":\"\"}}],\"usage\":{\"total_tokens\":13}}"),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"usage on the finish chunk, reasoning tokens on top", 0, 0, NULL,
     DATA(
         "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\",\"matched_stop\":"
         "1}],\"usage\":{\"prompt_tokens\":19,\"total_tokens\":39,\"completion_tokens\":20,"
         "\"prompt_tokens_details\":null,\"reasoning_tokens\":7}}") DONE,
     "T() A(a) ok stop 19/20/7/-/-/39"},
    {"delta and message, usage of zeros in every chunk", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{\"role\":null,\"content\":\"\",\"reasoning_content\":\"t\"},"
          "\"message\":{\"content\":\"\",\"reasoning_content\":\"\"}}],\"usage\":{"
          "\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}")
         DATA("{\"choices\":[{\"message\":{\"content\":\"ta\"},\"delta\":{\"content\":\"a\"},"
              "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6,"
              "\"total_tokens\":11}}")
             DATA("{\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,"
                  "\"total_tokens\":0}}"),
     "T(t) A(a) ok stop 5/6/-/-/-/11"},
    {"usage of zeros only is not known, and no end", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"total_tokens\":0}}")
         DATA("{\"choices\":[],\"usage\":{\"total_tokens\":0}}"),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"content as an array of typed parts", 0, 0, NULL,
     DELTA(
         "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"th\"}]}]")
         DELTA("\"content\":[{\"type\":\"thinking\",\"thinking\":\"in\"},{\"type\":\"reasoning\","
               "\"text\":\"\"}]")
             DELTA("\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":"
                   "\"b\"}]")
                 DATA("{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}"),
     "T(thin) A(ab) ok stop " NO_USAGE},
    {"parts that say first that they are thinking", 0, 0, NULL,
     DELTA("\"content\":[{\"type\":\"reasoning\",\"text\":\"t\"},{\"text\":\"a\"}]") DONE,
     "T(t) A(a) ok - " NO_USAGE},
    {"no finish key until the end, doubles of 17 digits", 0, 0, NULL,
     DATA("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"t\"}}],\"timings\":{"
          "\"x\":39.75985050296211}}")
         DATA("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\"}}]}")
             END("stop"),
     "T(t) A(a) ok stop " NO_USAGE},
    {"a second choice is not ours", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"},"
          "\"finish_reason\":\"stop\"}]}") DONE,
     "T() A(a) ok - " NO_USAGE},
    {"usage that is not a number", 0, 0, NULL,
     DATA("{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":{"
          "\"prompt_tokens\":\"5\",\"completion_tokens\":6.0,\"total_tokens\":-1,\"image_tokens\":"
          "1e30}}"),
     "T() A(a) ok stop -/6/-/-/-/-"},

    /* Thinking inside the answer. */
    {"tags in tokens of their own", 0, 0, NULL,
     DELTA("\"content\":\"\"") DELTA("\"content\":\"<think>\"") DELTA("\"content\":\"\\nhm\\n\"")
         DELTA("\"content\":\"</think>\"") DELTA("\"content\":\"\\n\\n42\"") END("stop"),
     "T(\nhm\n) A(\n\n42) ok stop " NO_USAGE},
    {"tags split over events", 0, 0, NULL,
     DELTA("\"content\":\"\\n <th\"") DELTA("\"content\":\"ink>a<b</\"")
         DELTA("\"content\":\"thin</thi\"") DELTA("\"content\":\"nk>x<think>y</think>\"") DONE,
     "T(a<b</thin) A(x<think>y</think>) ok - " NO_USAGE},
    {"what only begins like a tag is answer", 0, 0, NULL,
     DELTA("\"content\":\" <th\"") DELTA("\"content\":\"e>\"") DONE,
     "T() A( <the>) ok - " NO_USAGE},
    {"a start of a tag at the end is answer", 0, 0, NULL, DELTA("\"content\":\"<thin\"") DONE,
     "T() A(<thin) ok - " NO_USAGE},
    {"a closing tag at the front ends an empty thinking", 0, 0, NULL,
     DELTA("\"content\":\"\\n</thi\"") DELTA("\"content\":\"nk>42\"") DONE,
     "T() A(42) ok - " NO_USAGE},
    {"thinking that never closes is not an answer", 0, 0, NULL,
     DELTA("\"content\":\"<think>a</th\"") END("stop"),
     "T(a</th) A() no_answer 'the model ended without an answer'"},
    {"an answer may speak of the tag", 0, 0, NULL, DELTA("\"content\":\"a </think> b\"") DONE,
     "T() A(a </think> b) ok - " NO_USAGE},
    {"set to start in thinking: the closing tag decides", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"hm \"") DELTA("\"content\":\"so</thi\"") DELTA("\"content\":\"nk>42\"")
         DONE,
     "T(hm so) A(42) ok - " NO_USAGE},
    {"… at the front too", STARTS_IN_THINKING, 0, NULL, DELTA("\"content\":\"</think>42\"") DONE,
     "T() A(42) ok - " NO_USAGE},
    {"… and after what begins like another", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"<t</thi</think>42\"") DONE, "T(<t</thi) A(42) ok - " NO_USAGE},
    {"… an opening tag is taken as well", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"<think>hm</think>42\"") DONE, "T(hm) A(42) ok - " NO_USAGE},
    {"… none at a good end: it was the answer", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"4\"") DELTA("\"content\":\"2\"") END("stop"),
     "T() A(42) ok stop " NO_USAGE},
    {"… none and cut for length: it was thinking", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"4\"") END("length"),
     "T(4) A() no_answer 'every token went into the thinking (finish reason length)'"},
    {"… none and broken off: it was thinking", STARTS_IN_THINKING | BROKEN, 0, NULL,
     DELTA("\"content\":\"4\""),
     "T(4) A() protocol retry 'the connection broke off before the answer's end'"},
    {"… a field of its own settles it", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"reasoning_content\":\"hm\"") DELTA("\"content\":\"4 </think>\"") DONE,
     "T(hm) A(4 </think>) ok - " NO_USAGE},
    {"… even late", STARTS_IN_THINKING, 0, NULL,
     DELTA("\"content\":\"4\"") DELTA("\"reasoning_content\":\"hm\"") DELTA("\"content\":\"2\"")
         DONE,
     "T(hm) A(42) ok - " NO_USAGE},

    /* Whole JSON. */
    {"a whole reply", NOT_STREAMED | SHOW_NAMES, 0, "type=application/json",
     WHOLE("\"reasoning_content\":\"hm\",\"content\":\"42\"", "\"stop\""),
     "T(hm) A(42) ok stop " NO_USAGE " id=chatcmpl-7 model=m1"},
    {"a whole reply to a request for a stream", 0, 0, "type=text/event-stream",
     " \n" WHOLE("\"content\":\"42\"", "\"stop\"") "\n", "T() A(42) ok stop " NO_USAGE},
    {"a whole reply without a finish reason", NOT_STREAMED, 0, NULL,
     WHOLE("\"content\":\"42\"", "null"), "T() A(42) ok - " NO_USAGE},
    {"whole JSON is an end, whatever the connection does", NOT_STREAMED | BROKEN, 0, NULL,
     WHOLE("\"content\":\"42\"", "\"stop\""), "T() A(42) ok stop " NO_USAGE},
    {"a whole reply that is cut after its finish reason", NOT_STREAMED | BROKEN, 0, NULL,
     "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"4\"}}]",
     "T() A(4) protocol retry 'the connection broke off before the answer's end'"},
    {"a partial reply by its header", NOT_STREAMED | PARTIAL, 0, NULL,
     WHOLE("\"content\":\"42\"", "null"),
     "T() A(42) protocol retry 'the server's time ran out, and it sent only a part of the answer'"},
    {"length without an answer", NOT_STREAMED, 0, NULL,
     WHOLE("\"content\":\"\",\"reasoning_content\":\"hm\"", "\"length\""),
     "T(hm) A() no_answer 'every token went into the thinking (finish reason length)'"},
    {"inline thinking in a whole reply", NOT_STREAMED, 0, NULL,
     WHOLE("\"content\":\"<think>a</think>b\"", "\"stop\""), "T(a) A(b) ok stop " NO_USAGE},
    {"JSON that is not a reply", NOT_STREAMED, 0, NULL, "{\"data\":[]}",
     "T() A() protocol 'it is JSON, but contains no answer'"},
    {"what only begins like JSON", NOT_STREAMED, 0, NULL, "{oops}",
     "T() A() protocol 'its body is not JSON'"},
    {"a whole reply without an answer", NOT_STREAMED, 0, NULL, "{\"choices\":[]}",
     "T() A() protocol 'it is JSON, but contains no answer'"},
    {"a page of HTML under no type", 0, 0, NULL, "<!doctype html><title>Login</title>",
     "T() A() protocol 'a page of HTML instead of an answer'"},
    {"a page of HTML by its type", 0, 0, "type=Text/HTML; charset=utf-8",
     DELTA("\"content\":\"a\""), "T() A() protocol 'a page of HTML instead of an answer'"},
    {"an encoding", 0, 0, "encoding=gzip", "\x1F\x8B",
     "T() A() protocol 'an encoding that was not asked for'"},
    {"identity is no encoding", 0, 0, "encoding=Identity", DELTA("\"content\":\"a\"") DONE,
     "T() A(a) ok - " NO_USAGE},

    /* DashScope. */
    {"native: thinking, answer, stop", DASHSCOPE | SHOW_NAMES, 0, "id=head-1",
     NATIVE("1", "{\"output\":{\"choices\":[{\"message\":{\"content\":[],\"reasoning_content\":"
                 "\"Look \",\"role\":\"assistant\"},\"finish_reason\":\"null\"}]},\"usage\":{"
                 "\"total_tokens\":547,\"output_tokens\":3,\"input_tokens\":544,\"image_tokens\":"
                 "520},\"request_id\":\"r1\"}")
         MESSAGE("2", "\"content\":[],\"reasoning_content\":\"here\"",
                 "null") MESSAGE("3", "\"content\":[{\"text\":\"4\"}]", "null")
             NATIVE("4", "{\"output\":{\"choices\":[{\"message\":{\"content\":[{\"text\":\"2\"}],"
                         "\"role\":\"assistant\"},\"finish_reason\":null}]}," NATIVE_USED "}")
                 MESSAGE("5", "\"content\":[]", "stop"),
     "T(Look here) A(42) ok stop 544/590/-/520/-/1134 id=r1 model="},
    {"native: content as a string, empty texts in the middle", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"\",\"reasoning_content\":\"t\"", "null")
         MESSAGE("2", "\"content\":\"\",\"reasoning_content\":\"\"", "null")
             MESSAGE("3", "\"content\":\"a\",\"reasoning_content\":\"\"", "null")
                 MESSAGE("4", "\"content\":\"\",\"reasoning_content\":\"\"", "stop"),
     "T(t) A(a) ok stop " NO_USAGE},
    {"native: the last usage counts as a whole", DASHSCOPE, 0, NULL,
     NATIVE("1", "{\"output\":{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":"
                 "\"null\"}]},\"usage\":{\"total_tokens\":290,\"output_tokens\":3,\"input_tokens\":"
                 "287,\"output_tokens_details\":{\"reasoning_tokens\":1},\"prompt_tokens_details\":"
                 "{\"cached_tokens\":2}}}")
         NATIVE("2", "{\"output\":{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":"
                     "\"stop\"}]},\"usage\":{\"total_tokens\":388,\"output_tokens\":101,"
                     "\"input_tokens\":287}}"),
     "T() A(a) ok stop 287/101/-/-/-/388"},
    {"native: an end without a finish reason is a break", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[{\"text\":\"a\"}]", "null"),
     "T() A(a) protocol retry 'it ended before the answer's end'"},
    {"native: events of other kinds", DASHSCOPE, 0, NULL,
     NATIVE("1", "{\"output\":{\"workflow_message\":{\"message\":{\"content\":\"w\"}},"
                 "\"finish_reason\":\"null\"},\"usage\":{},\"request_id\":\"r\"}")
         MESSAGE("2", "\"content\":[{\"text\":\"a\"}]", "stop"),
     "T() A(a) ok stop " NO_USAGE},
    {"native: output.text", DASHSCOPE, 0, NULL,
     NATIVE("1", "{\"output\":{\"text\":\"a\",\"finish_reason\":\"null\"},\"usage\":{"
                 "\"input_tokens\":1,\"output_tokens\":1}}")
         NATIVE("2", "{\"output\":{\"text\":\"b\",\"finish_reason\":\"stop\"},\"usage\":{"
                     "\"input_tokens\":1,\"output_tokens\":2}}"),
     "T() A(ab) ok stop 1/2/-/-/-/-"},
    {"native: a whole reply", DASHSCOPE | NOT_STREAMED | SHOW_NAMES, 0, NULL,
     "{\"output\":{\"choices\":[{\"message\":{\"content\":[{\"text\":\"4\"},{\"text\":\"2\"}],"
     "\"reasoning_content\":\"hm\"},\"finish_reason\":\"stop\"}]}," NATIVE_USED
     ",\"request_id\":\"r2\",\"code\":\"\",\"message\":\"\"}",
     "T(hm) A(42) ok stop 544/590/-/520/-/1134 id=r2 model="},

    /* DashScope's cumulative streams. */
    {"cumulative, the last event repeats it all", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"\xE3\x80\x90\xE6\xB0\x91\xE4\xBA\x8B\"",
             "null") MESSAGE("2", "\"content\":\"\xE3\x80\x90\xE6\xB0\x91\xE4\xBA\x8B:\"", "null")
         MESSAGE("3", "\"content\":\"\xE3\x80\x90\xE6\xB0\x91\xE4\xBA\x8B: 42 pages\"", "null")
             MESSAGE("4", "\"content\":\"\xE3\x80\x90\xE6\xB0\x91\xE4\xBA\x8B: 42 pages\"", "stop"),
     "T() A(\xE3\x80\x90\xE6\xB0\x91\xE4\xBA\x8B: 42 pages) ok stop " NO_USAGE},
    {"cumulative from short beginnings", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"2\"", "null") MESSAGE("2", "\"content\":\"2 +\"", "null") MESSAGE(
         "3", "\"content\":\"2 + 2\"", "null") MESSAGE("4", "\"content\":\"2 + 2 = 4\"", "stop"),
     "T() A(2 + 2 = 4) ok stop " NO_USAGE},
    {"cumulative, two events", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"2\"", "null") MESSAGE("2", "\"content\":\"2 + 2\"", "stop"),
     "T() A(2 + 2) ok stop " NO_USAGE},
    {"cumulative, one text repeated at the end", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"Yes\"", "null") MESSAGE("2", "\"content\":\"Yes\"", "stop"),
     "T() A(Yes) ok stop " NO_USAGE},
    {"cumulative thinking, then cumulative answer", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[],\"reasoning_content\":\"a long enough thought\"", "null") MESSAGE(
         "2", "\"content\":[],\"reasoning_content\":\"a long enough thought, so\"", "null")
         MESSAGE("3",
                 "\"content\":[{\"text\":\"4\"}],\"reasoning_content\":\"a long enough thought, "
                 "so\"",
                 "null")
             MESSAGE("4",
                     "\"content\":[{\"text\":\"42\"}],\"reasoning_content\":\"a long enough "
                     "thought, so\"",
                     "stop"),
     "T(a long enough thought, so) A(42) ok stop " NO_USAGE},
    {"cumulative, unchanged in the middle", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"0123456789abcdef\"", "null")
         MESSAGE("2", "\"content\":\"0123456789abcdef\"", "null")
             MESSAGE("3", "\"content\":\"0123456789abcdef!\"", "stop"),
     "T() A(0123456789abcdef!) ok stop " NO_USAGE},
    {"cumulative after a thinking that looked alike by chance", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[],\"reasoning_content\":\"a\"", "null")
         MESSAGE("2", "\"content\":[],\"reasoning_content\":\"ab\"", "null")
             MESSAGE("3", "\"content\":[{\"text\":\"4\"}]", "null")
                 MESSAGE("4", "\"content\":[{\"text\":\"4 + 38\"}]", "stop"),
     "T(aab) A(4 + 38) ok stop " NO_USAGE},
    {"a cumulative thinking settles the answer", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[],\"reasoning_content\":\"a long enough thought\"", "null")
         MESSAGE("2", "\"content\":[],\"reasoning_content\":\"a long enough thought, so\"", "null")
             MESSAGE("3", "\"content\":\"4\"", "null") MESSAGE("4", "\"content\":\"4\"", "null")
                 MESSAGE("5", "\"content\":\"42\"", "stop"),
     "T(a long enough thought, so) A(42) ok stop " NO_USAGE},
    {"an incremental one too", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[],\"reasoning_content\":\"a\"", "null")
         MESSAGE("2", "\"content\":[],\"reasoning_content\":\"b\"", "null")
             MESSAGE("3", "\"content\":\"1\"", "null") MESSAGE("4", "\"content\":\"12\"", "stop"),
     "T(ab) A(112) ok stop " NO_USAGE},
    {"cumulative, then broken off while one waits", DASHSCOPE | BROKEN, 0, NULL,
     MESSAGE("1", "\"content\":\"2\"", "null") MESSAGE("2", "\"content\":\"2 +\"", "null"),
     "T() A(2 +) protocol retry 'the connection broke off before the answer's end'"},
    {"cumulative that rewrites itself", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"0123456789abcdef\"", "null")
         MESSAGE("2", "\"content\":\"0123456789abcdef+\"", "null")
             MESSAGE("3", "\"content\":\"0123456789abcdeF+-\"", "stop"),
     "T() A(0123456789abcdef+) protocol 'the stream repeats its text, but not as it was'"},
    {"increments that look alike by chance", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"1\"", "null") MESSAGE("2", "\"content\":\"12\"", "null")
         MESSAGE("3", "\"content\":\"3\"", "null") MESSAGE("4", "\"content\":[]", "stop"),
     "T() A(1123) ok stop " NO_USAGE},
    {"increments that look alike, then the end without text", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"1\"", "null") MESSAGE("2", "\"content\":\"12\"", "null")
         MESSAGE("3", "\"content\":\"\"", "stop"),
     "T() A(112) ok stop " NO_USAGE},
    {"increments that are equal", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"ha\"", "null") MESSAGE("2", "\"content\":\"ha\"", "null")
         MESSAGE("3", "\"content\":\"!\"", "stop"),
     "T() A(haha!) ok stop " NO_USAGE},
    {"an increment that is a part of what came", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"banana\"", "null") MESSAGE("2", "\"content\":\"ban\"", "null")
         MESSAGE("3", "\"content\":\"bananabanx\"", "stop"),
     "T() A(bananabanbananabanx) ok stop " NO_USAGE},
    {"increments that share the start of a character", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"\xE5\xA5\xBD\xE7\x9A\x84\"", "null")
         MESSAGE("2", "\"content\":\"\xE5\xA5\xBD\xE7\x9A\x85\"", "null")
             MESSAGE("3", "\"content\":\"\xE5\xA6\x88\"", "stop"),
     "T() A(\xE5\xA5\xBD\xE7\x9A\x84\xE5\xA5\xBD\xE7\x9A\x85\xE5\xA6\x88) ok stop " NO_USAGE},
    {"thinking that looks alike says nothing of the answer", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":[],\"reasoning_content\":\"a\"", "null")
         MESSAGE("2", "\"content\":[],\"reasoning_content\":\"ab\"", "null")
             MESSAGE("3", "\"content\":[{\"text\":\"c\"}]", "null")
                 MESSAGE("4", "\"content\":[{\"text\":\"d\"}]", "stop"),
     "T(aab) A(cd) ok stop " NO_USAGE},

    /* Events with names. */
    {"events of other names are passed over", 0, 0, NULL,
     "event: ping\ndata: 2026-11-30 07:59:02.5\n\n" DELTA(
         "\"content\":\"a\"") "event: x.progress\ndata: "
                              "{\"code\":\"c\",\"error\":{\"message\":\"e\"}}"
                              "\n\nevent: done\ndata: [DONE]\n\n" DELTA("\"content\":\"b\"")
                                  END("stop") DONE,
     "T() A(ab) ok stop " NO_USAGE},
    {"message and result are an answer's names", 0, 0, NULL,
     "event: message\n" DELTA("\"content\":\"a\"") "event: result\n" DELTA(
         "\"content\":\"b\"") "event:\n" DELTA("\"content\":\"c\"") END("stop"),
     "T() A(abc) ok stop " NO_USAGE},
    {"a name that comes after its data", 0, 0, NULL,
     "data: 2026-11-30\nevent: ping\n\n" DELTA("\"content\":\"a\"") END("stop"),
     "T() A(a) ok stop " NO_USAGE},
    {"an answer in events of other names", 0, 0, NULL,
     "event: response.delta\ndata: {\"delta\":\"a\"}\n\nevent: ping\ndata: 1\n\nevent: "
     "response.delta\ndata: {\"delta\":\"b\"}\n\nevent: delta\ndata: 1\n\n",
     "T() A() protocol retry 'it ended before the answer's end; it had events of other names: "
     "response.delta, ping, delta'"},
    {"the same, ended", 0, 0, NULL, "event: delta\ndata: {}\n\n" END("stop"),
     "T() A() no_answer 'the model ended without an answer; it had events of other names: delta'"},
    {"an error without data is not an event, and its name is forgotten", 0, 0, NULL,
     "event: error\n\n" DELTA("\"content\":\"a\"") "event: error\n:HTTP_STATUS/400\n\n" END("stop"),
     "T() A(a) ok stop " NO_USAGE},
    {"another name without data is forgotten, too", 0, 0, NULL,
     "event: ping\n\n" DELTA("\"content\":\"a\"") END("stop"), "T() A(a) ok stop " NO_USAGE},
    {"data that is not JSON under no name", 0, 0, NULL,
     DELTA("\"content\":\"a\"") "data: 2026-11-30\n\n" END("stop"),
     "T() A(a) protocol 'an event of the stream is not JSON'"},

    /* What comes before a body. */
    {"blanks and a mark before JSON", 0, 0, NULL,
     "\xEF\xBB\xBF\r\n\t "
     "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
     "T() A(a) ok stop " NO_USAGE},
    {"a blank before a field is part of its name", 0, 0, NULL,
     " " DELTA("\"content\":\"a\"") DELTA("\"content\":\"b\"") END("stop"),
     "T() A(b) ok stop " NO_USAGE},
    {"blank lines before a field are not", 0, 0, NULL,
     " \t\r\n\n" DELTA("\"content\":\"a\"") END("stop"), "T() A(a) ok stop " NO_USAGE},
    {"only one mark is dropped", 0, 0, NULL,
     "\xEF\xBB\xBF\xEF\xBB\xBF" DELTA("\"content\":\"a\"") DELTA("\"content\":\"b\"") END("stop"),
     "T() A(b) ok stop " NO_USAGE},
    {"a mark behind a blank is not one", 0, 0, NULL,
     "\n\xEF\xBB\xBF" DELTA("\"content\":\"a\"") DELTA("\"content\":\"b\"") END("stop"),
     "T() A(b) ok stop " NO_USAGE},
    {"half a mark is part of a name", 0, 0, NULL,
     "\xEF\xBB" DELTA("\"content\":\"a\"") DELTA("\"content\":\"b\"") END("stop"),
     "T() A(b) ok stop " NO_USAGE},

    /* Surrogate pairs over two events. */
    {"a pair over two events is joined", 0, 0, NULL,
     DELTA("\"content\":\"a\\ud83d\"") DELTA("\"content\":\"\\ude00b\"") END("stop"),
     "T() A(a\xF0\x9F\x98\x80"
     "b) ok stop " NO_USAGE},
    {"also with empty ones between", 0, 0, NULL,
     DELTA("\"reasoning_content\":\"\\ud83d\"") DELTA("") DELTA("\"reasoning_content\":\"\"")
         DELTA("\"reasoning_content\":\"\\ude00\"") DELTA("\"content\":\"b\"") END("stop"),
     "T(\xF0\x9F\x98\x80) A(b) ok stop " NO_USAGE},
    {"a first half alone", 0, 0, NULL,
     DELTA("\"content\":\"a\\ud83d\"") DELTA("\"content\":\"b\\uD83D\\ud83d\"") END("stop"),
     "T() A(a\xEF\xBF\xBD"
     "b\xEF\xBF\xBD\xEF\xBF\xBD) ok stop " NO_USAGE},
    {"a second half alone", 0, 0, NULL,
     DELTA("\"content\":\"\\ude00a\"") DELTA("\"content\":\"\\ude00\"") END("stop"),
     "T() A(\xEF\xBF\xBD"
     "a\xEF\xBF\xBD) ok stop " NO_USAGE},
    {"characters that begin like a half are not one", 0, 0, NULL,
     DELTA("\"content\":\"\xED\x95\x9C\xED\x9F\xBF\\ud83d\"") DELTA("\"content\":\"\xED\x95\x9C\"")
         END("stop"),
     "T() A(\xED\x95\x9C\xED\x9F\xBF\xEF\xBF\xBD\xED\x95\x9C) ok stop " NO_USAGE},
    {"halves in thinking and answer are not a pair", 0, 0, NULL,
     DELTA("\"reasoning\":\"t\\ud83d\"") DELTA("\"content\":\"\\ude00a\"") END("stop"),
     "T(t\xEF\xBF\xBD) A(\xEF\xBF\xBD"
     "a) ok stop " NO_USAGE},
    {"a pair over two native events", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"a\\ud83d\"", "null") MESSAGE("2", "\"content\":\"\"", "null")
         MESSAGE("3", "\"content\":\"\\ude00b\"", "stop"),
     "T() A(a\xF0\x9F\x98\x80"
     "b) ok stop " NO_USAGE},
    {"a first half alone in native increments", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"a\\ud83d\"", "null") MESSAGE("2", "\"content\":\"b\"", "stop"),
     "T() A(a\xEF\xBF\xBD"
     "b) ok stop " NO_USAGE},
    {"a pair that a cumulative text repeats whole", DASHSCOPE, 0, NULL,
     MESSAGE("1", "\"content\":\"0123456789abcdef\\ud83d\"", "null")
         MESSAGE("2", "\"content\":\"0123456789abcdef\\ud83d\\ude00\"", "null")
             MESSAGE("3", "\"content\":\"0123456789abcdef\\ud83d\\ude00b\"", "stop"),
     "T() A(0123456789abcdef\xF0\x9F\x98\x80"
     "b) ok stop " NO_USAGE},

    /* A refusal. */
    {"a refusal beside no content", 0, 0, NULL,
     DELTA("\"role\":\"assistant\",\"content\":null,\"refusal\":\"I do not \"")
         DELTA("\"refusal\":\"name people.\"") END("stop") DONE,
     "T() A() no_answer 'I do not name people.'"},
    {"a refusal in a whole reply", NOT_STREAMED, 0, NULL,
     "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}"
     "]}",
     "T() A() no_answer 'No.'"},
    {"no refusal beside an answer", 0, 0, NULL,
     DELTA("\"content\":\"a\",\"refusal\":null") DELTA("\"refusal\":\"x\"") END("stop"),
     "T() A(a) ok stop " NO_USAGE},

    {"the other API takes repeated text as it is", 0, 0, NULL,
     DELTA("\"content\":\"0123456789abcdef\"") DELTA("\"content\":\"0123456789abcdef+\"")
         END("stop"),
     "T() A(0123456789abcdef0123456789abcdef+) ok stop " NO_USAGE},
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

static void the_reply_is_the_row_however_it_is_cut(void **state)
{
    const struct reply_case *const row = *state;

    for_every_cut(check, row, strlen(row->body));
}

/* What a body gives that breaks off never contradicts what the whole gives. */
static void a_break_anywhere_takes_nothing_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply_case row = cases[i];
        char whole[4096];
        char part[4096];
        if ((row.flags & (STARTS_IN_THINKING | DASHSCOPE)) != 0 ||
            strstr(row.body, "<th") != NULL) {
            continue; /* the end decides what was held back */
        }
        run_reply(&row, strlen(row.body), 0, SIZE_MAX / 2, whole, sizeof whole);
        row.flags |= BROKEN;
        for (size_t bytes = 0; bytes < strlen(row.body); bytes++) {
            run_reply(&row, bytes, 0, SIZE_MAX / 2, part, sizeof part);
            const char *const answer = strstr(part, ") A(");
            const size_t thinking_bytes = (size_t)(answer - part);
            assert_memory_equal(part, whole, thinking_bytes);
        }
    }
}

/* A thousand events of every kind leave the reader as large as it was: it has no heap. */
static void long_texts_come_through_in_pieces(void **state)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_chat_result result;
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 200};
    static const char begin[] = "data: {\"choices\":[{\"delta\":{\"content\":\"";

    (void)state;
    log = (struct reply_log){.calls = 0};
    askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, NULL);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_push(&reply, begin, sizeof begin - 1), ASKCAM_OK);
    for (size_t i = 0; i < 6000; i++) {
        assert_int_equal(askcam_chat_reply_push(&reply, "x", 1), ASKCAM_OK);
    }
    assert_true(log.answer_bytes > 5500); /* while its event is still open */
    assert_int_equal(askcam_chat_reply_content_events(&reply), 1);
    assert_int_equal(askcam_chat_reply_end(&reply), ASKCAM_CHAT_OPEN);
    static const char rest[] = "\"}}]}\n\ndata: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n";
    assert_int_equal(askcam_chat_reply_push(&reply, rest, sizeof rest - 1), ASKCAM_OK);
    assert_int_equal(askcam_chat_reply_end(&reply), ASKCAM_CHAT_FINISHED);
    assert_int_equal(askcam_chat_reply_finish(&reply, false, &result), ASKCAM_OK);
    assert_int_equal(result.answer_bytes, 6000);
}

/* More text than may be held back was thinking; the closing tag still counts. */
static void what_outgrows_the_bound_was_thinking(void **state)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_chat_result result;
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 200};
    static const char piece[] = DELTA("\"content\":\"0123456789\xC3\xA9</thin\"");
    static const char last[] = DELTA("\"content\":\"k></think>42\"") DONE;

    (void)state;
    for (size_t shift = 0; shift < 20; shift++) {
        static const char blanks[] = "abcdefghijklmnopqrstuvwxyz";
        char first[128];
        log = (struct reply_log){.calls = 0};
        askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, NULL);
        askcam_chat_reply_starts_in_thinking(&reply);
        assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
        const int bytes =
            snprintf(first, sizeof first, DELTA("\"content\":\"%.*s\""), (int)shift, blanks);
        assert_int_equal(askcam_chat_reply_push(&reply, first, (size_t)bytes), ASKCAM_OK);
        for (size_t i = 0; i < 455; i++) { /* 18 bytes each: 8190 in all */
            assert_int_equal(askcam_chat_reply_push(&reply, piece, sizeof piece - 1), ASKCAM_OK);
        }
        assert_int_equal(askcam_chat_reply_push(&reply, last, sizeof last - 1), ASKCAM_OK);
        assert_int_equal(askcam_chat_reply_finish(&reply, true, &result), ASKCAM_OK);
        /* The last piece's "</thin" and "k>" are a tag. */
        assert_int_equal(result.thinking_bytes, shift + (size_t)455 * 18 - 6);
        assert_string_equal(log.answer, "</think>42");
    }
}

/* Events whose texts are the first n bytes of one text, for each n given; 0 ends. */
static void check_cumulative(const size_t *lengths, char filler)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_chat_result result;
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = {.status = 200};
    char event[4096];
    size_t longest = 0;

    log = (struct reply_log){.calls = 0};
    askcam_chat_reply_init(&reply, ASKCAM_API_DASHSCOPE, true, &callbacks, NULL);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    for (; *lengths != 0; lengths++) {
        char text[2048];
        memset(text, filler, sizeof text);
        text[*lengths] = '\0';
        longest = *lengths > longest ? *lengths : longest;
        const int bytes = snprintf(event, sizeof event, MESSAGE("1", "\"content\":\"%s\"", "%s"),
                                   text, lengths[1] == 0 ? "stop" : "null");
        for (int at = 0; at < bytes; at += 100) {
            const int left = bytes - at;
            assert_int_equal(
                askcam_chat_reply_push(&reply, event + at, (size_t)(left < 100 ? left : 100)),
                ASKCAM_OK);
        }
    }
    assert_int_equal(askcam_chat_reply_finish(&reply, true, &result), ASKCAM_OK);
    assert_int_equal(log.answer_bytes, longest);
}

/* Around the bounds: what is kept, what is sure, what a piece of the scanner holds. */
static void long_cumulative_texts_are_reduced(void **state)
{
    static const size_t rows[][6] = {
        {100, 300, 700, 1500, 0}, {1, 600, 900, 0}, {255, 256, 257, 258, 0}, {256, 256, 300, 0},
        {1, 255, 256, 0},         {1, 256, 257, 0}, {1, 257, 300, 0},        {15, 16, 17, 0},
        {3, 300, 300, 0},         {700, 700, 0},    {700, 1400, 1400, 0},    {1, 2, 700, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_cumulative(rows[i], 'x');
    }
}

struct scarce {
    size_t calls;
    size_t fails_at; /* this call and all after it */
};

static enum askcam_status take_until(void *ctx, const char *text, size_t text_bytes)
{
    struct scarce *const scarce = ctx;

    (void)text;
    (void)text_bytes;
    return ++scarce->calls >= scarce->fails_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

/* The k-th call of a callback fails: it is the last one.  False if there are fewer. */
static bool fails_at(const struct reply_case *row, size_t k)
{
    static struct askcam_chat_reply reply;
    struct askcam_chat_result result;
    struct scarce scarce = {.fails_at = k};
    const struct askcam_chat_callbacks callbacks = {&scarce, take_until, take_until};
    const struct askcam_http_head head = head_of(row);
    const bool is_dashscope = (row->flags & DASHSCOPE) != 0;

    askcam_chat_reply_init(&reply, is_dashscope ? ASKCAM_API_DASHSCOPE : ASKCAM_API_OPENAI, true,
                           &callbacks, NULL);
    if ((row->flags & STARTS_IN_THINKING) != 0) {
        askcam_chat_reply_starts_in_thinking(&reply);
    }
    (void)askcam_chat_reply_head(&reply, &head);
    (void)push_cut(push_reply, &reply, row->body, strlen(row->body), 0, 7);
    const enum askcam_status status = askcam_chat_reply_finish(&reply, true, &result);
    if (scarce.calls < k) {
        return false;
    }
    assert_int_equal(scarce.calls, k);
    assert_int_equal(status, ASKCAM_ERR_STOPPED);
    assert_false(result.complete);
    return true;
}

static void a_callback_may_fail_at_every_call(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 1; fails_at(&cases[i], k); k++) {
        }
    }
}

static enum askcam_status enough(void *ctx, const char *text, size_t text_bytes)
{
    size_t *const calls = ctx;

    (void)text;
    (void)text_bytes;
    ++*calls;
    return ASKCAM_ERR_STOPPED;
}

static void a_callback_that_fails_is_not_called_again(void **state)
{
    static struct askcam_chat_reply reply;
    struct askcam_chat_result result;
    struct askcam_error err = {.kind = ASKCAM_OK};
    size_t calls = 0;
    const struct askcam_chat_callbacks callbacks = {&calls, enough, enough};
    const struct askcam_http_head head = {.status = 200};
    static const char body[] = DELTA("\"content\":\"a\"") DELTA("\"content\":\"b\"") DONE;

    (void)state;
    for (unsigned api = 0; api < ASKCAM_API_COUNT; api++) {
        static const char native[] =
            MESSAGE("1", "\"content\":\"a\"", "null") MESSAGE("2", "\"content\":\"b\"", "stop");
        const char *const text = api == ASKCAM_API_OPENAI ? body : native;
        calls = 0;
        askcam_chat_reply_init(&reply, (enum askcam_api)api, true, &callbacks, &err);
        assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
        assert_int_equal(askcam_chat_reply_push(&reply, text, strlen(text)), ASKCAM_ERR_STOPPED);
        assert_int_equal(askcam_chat_reply_push(&reply, text, strlen(text)), ASKCAM_ERR_STOPPED);
        assert_int_equal(askcam_chat_reply_finish(&reply, true, &result), ASKCAM_ERR_STOPPED);
        assert_int_equal(calls, 1);
        assert_false(result.complete);
        assert_int_equal(err.kind, ASKCAM_OK); /* nothing went wrong here */
    }
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_break_anywhere_takes_nothing_back),
        cmocka_unit_test(long_texts_come_through_in_pieces),
        cmocka_unit_test(what_outgrows_the_bound_was_thinking),
        cmocka_unit_test(long_cumulative_texts_are_reduced),
        cmocka_unit_test(a_callback_may_fail_at_every_call),
        cmocka_unit_test(a_callback_that_fails_is_not_called_again),
    };
    enum { CASES = sizeof cases / sizeof cases[0], OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[CASES + OTHERS];

    memcpy(tests + CASES, others, sizeof others);
    for (size_t i = 0; i < CASES; i++) { /* every row is a test with a name */
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = the_reply_is_the_row_however_it_is_cut,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("chat_reply", tests, NULL, NULL);
}
