# SPDX-License-Identifier: MIT
"""Streams written out by hand, with what JSON and Server-Sent Events allow and few servers do."""
import json
import unittest

from agreement import RefereeTest
from sdk import harness, pairs


def chunk(delta, **more):
    return "data: %s\n\n" % json.dumps({"choices": [dict(more, index=0, delta=delta)]})


A = chunk({"content": "a"})
END = chunk({}, finish_reason="stop") + "data: [DONE]\n\n"
TEXTS = '{"content": "a\u2028b\u2029c\u0085d\\u000be"}'

# (name, stream, thinking, answer); both read this.
STREAMS = (
    ("an event over several lines",
     'data: {"choices": [\ndata: {"delta": {"content": "one"}}\ndata: ]}\n\n' + END, "", "one"),
    ("fields of other names", "id: 7\nretry: 100\nfoo: bar\nevent: message\n" + A + END, "", "a"),
    ("comments within an event", ": hi\n" + A[:-1] + ": there\n\n:\n\n" + END, "", "a"),
    ("blank lines", "\n\n\r\n\n" + A + "\n\n\n" + END, "", "a"),
    ("white space", 'data:   { "choices" : [ {\t"delta" : {"content" : "a  b" } } ] }  \n\n' + END,
     "", "a  b"),
    ("two thinking fields that differ",
     chunk({"reasoning_content": "one", "reasoning": "two"}) + A + END, "one", "a"),
    ("an empty thinking field before a full one",
     chunk({"reasoning_content": "", "reasoning": "two"}) + A + END, "two", "a"),
    ("details of several kinds", chunk({"reasoning_details": [
        {"type": "reasoning.summary", "summary": "s"}, {"type": "reasoning.encrypted", "data": "x"},
        {"type": "reasoning.text", "text": "t"}]}) + A + END, "st", "a"),
    ("null everywhere", 'data: {"choices":[{"delta":{"content":null,"role":null,"reasoning_content"'
     ':null,"tool_calls":null},"finish_reason":null}],"usage":null,"id":null}\n\n' + A + END,
     "", "a"),
    ("no choice", 'data: {"choices":[]}\n\ndata: {"choices":null}\n\n' + A + END, "", "a"),
    ("delta null", 'data: {"choices":[{"delta":null}]}\n\n' + A + END, "", "a"),
    ("text after the finish reason",
     chunk({"content": "a"}, finish_reason="stop") + chunk({"content": "b"}) + END, "", "ab"),
    ("usage with the finish reason",
     'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":'
     '3,"completion_tokens":4,"total_tokens":7}}\n\ndata: [DONE]\n\n', "", "a"),
    ("usage that grows", "".join(
        'data: {"choices":[{"delta":{"content":"%d"}}],"usage":{"prompt_tokens":3,'
        '"completion_tokens":%d,"total_tokens":%d}}\n\n' % (n, n, n + 3) for n in (1, 2)) + END,
     "", "12"),
    ("[DONE] without a space", A + "data:[DONE]\n\n", "", "a"),
    ("escapes", 'data: {"ch\\u006fices":[{"delta":{"content":"\\ud83d\\ude00\\u00e9\\n\\t\\"\\\\\\/'
     '\\b\\f\\r"}}]}\n\n' + END, "", "\U0001f600\u00e9\n\t\"\\/\b\f\r"),
    ("ends of lines that are none", 'data: {"choices":[{"delta":%s}]}\n\n' % TEXTS + END,
     "", "a\u2028b\u2029c\u0085d\x0be"),
    ("both texts at once", chunk({"content": "a", "reasoning_content": "t"}) + END, "t", "a"),
    ("answer before thinking",
     A + chunk({"reasoning_content": "t"}) + chunk({"content": "b"}) + END, "t", "ab"),
    ("the same names elsewhere",
     'data: {"x":{"choices":[{"delta":{"content":"no"}}]},"choices":[{"y":[1,{"content":"no"}],'
     '"delta":{"z":{"content":"no"},"content":"a"}}],"error":null}\n\n' + END, "", "a"),
    ("two choices", 'data: {"choices":[{"index":0,"delta":{"content":"a"}},'
     '{"index":1,"delta":{"content":"no"}}]}\n\n' + END, "", "a"),
    ("tags within an answer", chunk({"content": "I write <think> and </think>."}) + END,
     "", "I write <think> and </think>."),
    ("thinking without text in tags", chunk({"content": "<think>\n\n</think>\n\nyes"}) + END,
     "\n\n", "\n\nyes"),
    ("numbers and depth", 'data: {"created":1e3,"n":-0.5E-2,"d":%s%s,"choices":[{"delta":{"content"'
     ':"a"}}]}\n\n' % ("[" * 60, "]" * 60) + END, "", "a"),
    ("error: false", 'data: {"error":false,"choices":[{"delta":{"content":"a"}}]}\n\n' + END,
     "", "a"),
)
# askcam reads these; the package fails, or finds nothing in them.
KINDER = (
    ("[DONE] with spaces", A + "data:  [DONE]  \n\n"),
    ("message instead of delta", A.replace('"delta"', '"message"') + END.replace("delta", "x")),
    ("empty data", "data:\n\ndata\n\n" + A + END),
)


class ByHand(RefereeTest):
    def test_streams(self):
        faults = [harness.replay(row[1]) for row in STREAMS]
        for (name, _, thinking, answer), pair in zip(STREAMS, pairs(faults)):
            with self.subTest(name):
                self.both_end_well(pair)
                self.assertEqual((pair.text("thinking"), pair.text("answer")), (thinking, answer))

    def test_streams_byte_by_byte(self):
        self.each(["pieces-1," + harness.replay(row[1]) for row in STREAMS], self.both_end_well)

    def test_what_askcam_takes_beyond_the_package(self):
        for (name, _), pair in zip(KINDER, pairs([harness.replay(row[1]) for row in KINDER])):
            with self.subTest(name):
                self.assertTrue(not pair.ended_well or not pair.sdk["answer"], pair.reported())
                self.assertEqual((pair.run.code, pair.text("answer")), (0, "a"), pair.reported())


if __name__ == "__main__":
    unittest.main()
