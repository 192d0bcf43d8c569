# SPDX-License-Identifier: MIT
"""The same replies to askcam and to the official openai package: the same thinking, the same
answer, the same end, tokens and errors out of both.

Where the two part, a table below says so, and why; nothing else may differ.
"""
import os
import unittest

from agreement import RefereeTest
from sdk import Pair, harness, pairs
from standin.faults import TABLE, parse

SAMPLES = os.path.join(harness.SHARED, "sse-samples")

# Both read these to the end.
STREAMS = (
    "", "reasoning-new", "reasoning-both", "reasoning-details", "reasoning-inline",
    "reasoning-split", "reasoning-unopened", "content-array", "delta-and-message", "filter-first",
    "comments", "bom", "crlf", "cr", "space-no", "no-blank-end", "after-done", "no-role",
    "comments,crlf,bom", "reasoning-split,pieces-1", "finish-null", "finish-absent",
    "finish-only-done", "finish-only-usage", "finish-with-text", "finish-tool_calls",
    "finish-length", "type-application%2Fjson", "type-application%2Foctet-stream",
    "type-TEXT%2FEvent-Stream", "chunks-extensions", "chunks-trailers", "close-delimited",
    "length", "hints", "headers-40", "header-bytes-3000", "http10", "no-thinking", "no-usage",
    "ascii", "bad-utf8", "split-1", "split-3,ascii", "cumulative", "huge-event-300000",
    "events-2000", "thinking-events-500", "pieces-1", "pieces-7", "drip-0", "chunk-1", "chunk-5",
    "chunk-100", "chunk-1,bad-utf8,cr", "event-delay-2", "delay-50", "slow-read-4096-1", "echo-key",
    "require-key", "answer-%E2%80%A8a%C2%85%0D%0A%00%F0%9F%98%80,split-1",
)
WHOLE = ("", "ascii", "bad-utf8", "no-thinking", "no-usage", "answer-a%0D%0A%22%5C%F0%9F%98%80",
         "huge-event-300000", "type-application%2Fjson", "chunks-extensions", "chunks-trailers",
         "close-delimited", "length", "hints", "http10", "headers-40", "drip-0", "chunk-1",
         "finish-length", "pieces-5", "thinking-Hm%0A%E5%A5%BD")

# Both fail, after the same texts.
FAILURES = (
    "not-http", "te-and-cl", "two-lengths", "chunks-bad-size", "chunks-huge-size", "chunks-no-crlf",
    "not-json-4", "cut-events-5", "cut-events-5,rst", "no-stream,cut-bytes-50", "cut-head-0",
    "cut-head-20", "header-bytes-300000", "error-after-3,shape-compat",
    "error-after-3,shape-openrouter", "error-after-3,shape-data", "error-after-3,shape-string",
)
# Both fail; askcam shows the text of an event as it arrives, the package that of whole ones.
CUT_WITHIN_EVENTS = ("cut-bytes-700", "cut-bytes-700,chunk-64", "length,cut-bytes-400")

# The package ends as if all were well. What askcam says, and what the package does with the texts.
SAME_TEXTS, UNREAD = "same texts", "askcam reads no text"
STRICTER = {
    "finish-nothing": ("protocol", SAME_TEXTS),  # without an end, what is missing is not known
    "close-delimited,cut-events-5": ("protocol", SAME_TEXTS),
    "no-answer": ("no_answer", SAME_TEXTS),
    "length-in-thinking": ("no_answer", SAME_TEXTS),
    "finish-content_filter": ("refused", SAME_TEXTS),
    "gzip": ("protocol", UNREAD),  # askcam did not ask for it, the package always does
    "type-text%2Fhtml": ("protocol", UNREAD),
    "error-after-3,status-503,shape-native": ("unavailable", SAME_TEXTS),
    "error-after-3,status-503,shape-wrapped": ("unavailable", SAME_TEXTS),
    "error-after-3,status-503,shape-line": ("unavailable", SAME_TEXTS),
    "error-after-3,status-503,shape-vllm": ("unavailable", SAME_TEXTS),
    "error-after-3,status-503,shape-comment": ("unavailable", SAME_TEXTS),
}
# askcam takes what is whole all the same; the package fails, or finds nothing in it.
KINDER = ("double-data", "no-stream", "continue", "interim-5", "chunks-no-last", "length-short-5")
KINDER_WHOLE = ("continue", "chunks-no-last", "length-short-5", "type-application%2Foctet-stream")

STATUSES = ["status-%d" % n for n in (400, 401, 403, 404, 413, 422, 429, 500, 502, 503)] + [
    "status-400,body-" + b for b in ("sse", "html", "empty", "text", "string", "vllm", "wrapped",
                                     "nested")] + [
    "status-400,code-Arrearage,message-unpaid", "early-413", "wrong-key"]

# Faults of the stand-in that do not concern this referee.
APART = {
    "content-string": "the other API", "tag": "no fault", "any-model": "the request",
    "lax": "the request", "retry-after": "retries", "date": "retries", "location": "redirects",
    "redirect": "the package follows them, askcam does not", "fail-first": "retries",
    "early-after": "the upload", "then": "the upload", "reset-on-reuse": "retries",
    "stall-head": "time-outs", "stall-bytes": "time-outs", "stall-events": "time-outs",
    "keepalive": "time-outs",
}


class Good(RefereeTest):
    def test_streams(self):
        self.each(STREAMS, self.both_end_well)

    def test_replies_in_one_piece(self):
        self.each(WHOLE, self.both_end_well, stream=False)

    def test_the_name_of_the_request(self):
        for stream in (True, False):
            pair, = pairs(["request-id-4711"], stream)
            self.assertEqual((pair.done["request_id"], pair.sdk["chat"]), ("4711", "chatcmpl-4711"))

    def test_the_texts_are_there(self):
        """Two empty texts would be equal, too."""
        for pair in pairs(["", "reasoning-inline", "content-array"]) + pairs([""], stream=False):
            self.assertTrue(pair.text("thinking").startswith("Let me look."), pair.reported())
            self.assertEqual(pair.text("answer"), "The gauge reads 73.", pair.reported())

    def test_pieces_of_every_size(self):
        faults = ["pieces-%d,bad-utf8,answer-%s,split-2%s" % (
            n, "%E5%A5%BD%F0%9F%98%80%C3%A9%0A", ",crlf" if n % 2 else "") for n in range(2, 14)]
        self.each(faults, self.both_end_well)

    def test_what_askcam_takes_beyond_the_package(self):
        for stream, faults in ((True, KINDER), (False, KINDER_WHOLE)):
            plain = Pair("", stream)
            for fault, pair in zip(faults, pairs(faults, stream)):
                with self.subTest(fault, stream=stream):
                    self.assertEqual(pair.run.code, 0, pair.reported())
                    self.assertTrue(not pair.ended_well or not pair.sdk["answer"], pair.reported())
                    self.prefixes(pair)
                    self.assertEqual(pair.text("thinking"), plain.sdk["thinking"])
                    self.assertEqual(pair.text("answer"), plain.sdk["answer"])


class Bad(RefereeTest):
    def test_failures(self):
        def check(pair):
            self.error(pair)
            self.texts(pair)
        self.each(FAILURES, check)

    def test_cuts_within_events(self):
        def check(pair):
            self.both_fail(pair)
            self.prefixes(pair)
        self.each(CUT_WITHIN_EVENTS, check)

    def test_cuts_after_each_event(self):
        def check(pair):
            self.both_fail(pair)
            self.texts(pair)
        self.each(["cut-events-%d" % n for n in range(1, 16, 2)], check)

    def test_statuses(self):
        self.each(STATUSES, self.error)
        self.each(STATUSES, self.error, stream=False)

    def test_what_askcam_refuses_beyond_the_package(self):
        for fault, pair in zip(STRICTER, pairs(list(STRICTER))):
            kind, texts = STRICTER[fault]
            with self.subTest(fault):
                self.assertTrue(pair.ended_well, pair.reported())
                self.assertEqual(pair.error and pair.error["kind"], kind, pair.reported())
                if texts is SAME_TEXTS:
                    self.texts(pair)
                else:
                    self.assertEqual(pair.text("thinking") + pair.text("answer"), "")


class Recorded(RefereeTest):
    @unittest.skipUnless(os.path.isdir(SAMPLES), "no recorded streams (../shared/sse-samples)")
    def test_recorded_streams(self):
        names = sorted(n for n in os.listdir(SAMPLES)
                       if n.endswith(".sse") and not n.startswith("dashscope"))
        self.assertGreater(len(names), 20)
        for name, pair in zip(names, pairs([self.fault_of(name) for name in names])):
            with self.subTest(name):
                self.texts(pair)
                self.same_end(pair)

    @staticmethod
    def fault_of(name):
        with open(os.path.join(SAMPLES, name), "rb") as file:
            return harness.replay(file.read())

    def same_end(self, pair):
        """The package sees no harm in a stream without an answer or without an end."""
        if not pair.ended_well:
            self.error(pair)
        elif not pair.sdk["answer"].strip():
            self.assertIn(pair.error["kind"], ("no_answer", "protocol"), pair.reported())
        elif pair.error and not pair.sdk["finish"]:
            self.assertEqual(pair.error["kind"], "protocol", pair.reported())
        else:
            self.assertEqual(pair.run.code, 0, pair.reported())
            self.tokens(pair)


class Everything(unittest.TestCase):
    def test_every_fault_of_the_stand_in_is_refereed(self):
        used = {"replay", "request-id"}
        for fault in (*STREAMS, *WHOLE, *FAILURES, *CUT_WITHIN_EVENTS, *STRICTER, *KINDER,
                      *KINDER_WHOLE, *STATUSES):
            used.update(parse(fault).names())
        self.assertEqual(set(TABLE) - used - set(APART), set())
        self.assertEqual(used & set(APART), set())


if __name__ == "__main__":
    unittest.main()
