# SPDX-License-Identifier: MIT
"""The shapes of replies that servers are known to send, and how a reply may end."""
import json
import os
import unittest

from harness import SHARED, CliTest, ask, ask_json, replay, together

ANSWER = "The gauge reads 73."
SAMPLES = os.path.join(SHARED, "sse-samples")


class GoodShapes(CliTest):
    OPENAI = (
        "reasoning-new", "reasoning-both", "reasoning-details", "reasoning-inline",
        "reasoning-split", "content-array", "delta-and-message", "filter-first",
        "comments", "bom", "crlf", "cr", "space-no", "double-data", "no-blank-end", "after-done",
        "no-role", "comments,crlf,bom", "reasoning-split,pieces-1", "comments,pieces-1",
        "finish-null", "finish-absent", "finish-only-done", "finish-only-usage", "no-stream",
        "type-application%2Fjson", "type-application%2Foctet-stream", "type-TEXT%2FEvent-Stream",
        "chunks-no-last", "chunks-extensions", "chunks-trailers", "close-delimited", "length",
        "continue", "hints", "interim-5", "headers-40", "header-bytes-3000", "http10",
        "length-short-5",
    )
    DASHSCOPE = (
        "content-string", "comments", "bom", "crlf", "cr", "space-yes", "no-blank-end", "no-stream",
        "chunks-no-last", "close-delimited", "length", "continue", "hints",
    )

    def check(self, api, shapes):
        runs = together([lambda s=s: ask_json(fault=s, api=api) for s in shapes])
        for shape, run in zip(shapes, runs):
            with self.subTest(api=api, shape=shape):
                self.ok(run)
                answer = run.joined("answer")
                self.assertEqual(answer.lstrip("\n") if "inline" in shape or "split" in shape
                                 else answer, ANSWER, run.reported())
                self.assertTrue(run.joined("thinking").startswith("Let me look."), run.reported())
                self.assertEqual(run.joined("thinking").count("Let me look."), 1)
                self.assertNotIn("think>", run.joined("thinking") + answer)
                self.assertNotIn("never to be seen", run.text)

    def test_openai(self):
        self.check("openai", self.OPENAI)

    def test_dashscope(self):
        self.check("dashscope", self.DASHSCOPE)

    def test_the_last_text_may_come_with_the_finish_reason(self):
        for api in ("openai", "dashscope"):
            run = self.ok(ask_json(fault="finish-with-text", api=api))
            self.assertEqual(run.joined("answer"), ANSWER + "\n")
            self.assertEqual(run.last["finish_reason"], "stop")

    def test_a_tag_in_the_middle_of_an_answer_is_text(self):
        run = self.ok(ask_json(fault="no-thinking,answer-Write%20a%20%3Cb%3E%20and%20a%20%3Cthi"))
        self.assertEqual(run.joined("answer"), "Write a <b> and a <thi")

    def test_unknown_finish_reasons_are_an_end(self):
        run = self.ok(ask_json(fault="finish-tool_calls"))
        self.assertEqual(run.last["finish_reason"], "tool_calls")

    def test_a_missing_finish_reason_is_left_out(self):
        self.assertNotIn("finish_reason", self.ok(ask_json(fault="finish-only-done")).last)


class BadShapes(CliTest):
    def test_replies_that_are_76(self):
        cases = ("not-http", "gzip", "te-and-cl", "two-lengths", "chunks-bad-size",
                 "chunks-huge-size", "chunks-no-crlf", "type-text%2Fhtml", "finish-nothing",
                 "not-json-4", "cut-events-5", "cut-events-5,rst", "cut-bytes-700",
                 "cut-bytes-700,chunk-64", "close-delimited,cut-events-5",
                 "length,cut-bytes-400", "no-stream,cut-bytes-50", "finish-nothing,chunks-no-last",
                 "header-bytes-300000")
        runs = together([lambda c=c: ask_json("--retries", "0", fault=c) for c in cases])
        for case, run in zip(cases, runs):
            with self.subTest(case):
                self.failed_json(run, "protocol")

    def test_dashscope_replies_that_are_76(self):
        cases = ("finish-nothing", "finish-null", "cut-events-5", "not-json-4", "gzip",
                 "chunks-bad-size", "te-and-cl")
        runs = together([lambda c=c: ask_json("--retries", "0", fault=c, api="dashscope")
                         for c in cases])
        for case, run in zip(cases, runs):
            with self.subTest(case):
                self.failed_json(run, "protocol")

    def test_a_connection_that_breaks_before_the_first_byte_is_69(self):
        for fault in ("cut-head-0", "cut-head-0,rst"):
            self.fails("unavailable", "--retries", "0", fault=fault)

    def test_every_token_in_the_thinking_is_no_answer(self):
        for api in ("openai", "dashscope"):
            for fault in ("length-in-thinking", "length-in-thinking,reasoning-new",
                          "length-in-thinking,no-stream"):
                if api == "dashscope" and "reasoning" in fault:
                    continue
                run = self.fails("no_answer", fault=fault, api=api, sent=1)
                self.assertTrue(run.joined("thinking"))
                self.assertFalse(run.last["retryable"])

    def test_content_filter_is_refused_with_what_came_before(self):
        for api in ("openai", "dashscope"):
            run = self.fails("refused", fault="finish-content_filter", api=api)
            self.assertEqual(run.joined("answer"), ANSWER)

    def test_endless_interim_replies_do_not_hang(self):
        run = ask("--retries", "0", "--first-byte-timeout", "2s", fault="interim-100000")
        self.failed(run, ("protocol", "unavailable"))


class InStreamErrors(CliTest):
    SHAPES = ("compat", "native", "wrapped", "openrouter", "data", "line", "string", "vllm",
              "comment")

    def test_every_shape_is_seen_as_an_error(self):
        for api in ("openai", "dashscope"):
            shapes = self.SHAPES if api == "openai" else ("native", "wrapped", "comment", "compat")
            runs = together([lambda s=s: ask_json(
                fault="error-after-3,status-503,message-all%20gone,shape-" + s, api=api)
                for s in shapes])
            for shape, run in zip(shapes, runs):
                with self.subTest(api=api, shape=shape):
                    self.failed_json(run, "unavailable", says="all gone")
                    self.assertTrue(run.joined("thinking").startswith("Let me look."))

    def test_a_long_message_is_printed_whole(self):
        words = " ".join("word%d" % i for i in range(60))  # 411 bytes
        runs = together([lambda s=s: ask_json(
            "--retries", "0", fault="error-after-3,status-503,message-%s,shape-%s" % (
                words.replace(" ", "%20"), s)) for s in self.SHAPES])
        for shape, run in zip(self.SHAPES, runs):
            with self.subTest(shape=shape):
                self.failed_json(run, "unavailable", says=words)

    def test_codes_decide(self):
        cases = (("Arrearage", 400, "refused"), ("DataInspectionFailed", 400, "refused"),
                 ("data_inspection_failed", 400, "refused"), ("InvalidApiKey", 401, "auth"),
                 ("Throttling.RateQuota", 429, "unavailable"),
                 ("InternalError", 500, "unavailable"),
                 ("never_heard_of", 400, "unavailable"))
        for shape, api in (("native", "dashscope"), ("compat", "openai")):
            runs = together([lambda c=c, s=s: ask_json("--retries", "0",
                             fault="error-after-1,status-%d,code-%s,shape-%s" % (s, c, shape),
                             api=api) for c, s, _ in cases])
            for (code, status, kind), run in zip(cases, runs):
                if code == "never_heard_of" and shape == "native":
                    kind = ("unavailable", "refused")  # here a status of 400 is printed too
                with self.subTest(shape=shape, code=code):
                    self.failed_json(run, kind)
                    self.assertEqual(run.last["code"], code)


def sample(name):
    with open(os.path.join(SAMPLES, name + ".sse"), "rb") as file:
        return file.read()


def expected(data):
    """(thinking, answer) of a recorded stream, read by other means than askcam's."""
    thinking = answer = ""
    for line in data.decode("utf-8").replace("\r\n", "\n").split("\n"):
        if not line.startswith("data:") or line[5:].strip() == "[DONE]":
            continue
        event = json.loads(line[5:])
        for choice in (event.get("choices") or event.get("output", {}).get("choices") or [])[:1]:
            part = choice.get("delta") or choice.get("message") or {}
            one, two = _texts(part)
            thinking += one
            answer += two
    if answer.startswith("<think>"):
        inner, closed, rest = answer[len("<think>"):].partition("</think>")
        return thinking + inner, rest if closed else ""
    return thinking, answer


def _texts(part):
    details = "".join(d.get("text") or "" for d in part.get("reasoning_details") or [])
    thinking = part.get("reasoning_content") or part.get("reasoning") or details
    content = part.get("content") or ""
    if isinstance(content, str):
        return thinking, content
    for piece in content:
        for inner in piece.get("thinking") or []:
            thinking += inner["text"]
    return thinking, "".join(piece.get("text", "") for piece in content)


# recorded streams that do not end well, or are of no use here; the others must end with 0
ENDS = {
    "alibaba-openai-error-datainspection": "refused", "dashscope-error-arrearage": "refused",
    "dashscope-error-invalidparameter": "refused", "dashscope-error-throttling": None,
    "openrouter-instream-error": None, "vllm-both-reasoning-fields": "protocol",
    "vllm-new-reasoning-length": "no_answer", "vllm-inline-think-truncated": None,
    "sglang-reasoning-length": None, "llamacpp-reasoning-excerpt": None,
    "modelscope-delta-and-message": None, "dashscope-workflow-event": None,
    "dashscope-code-interpreter-usage": None, "dashscope-cumulative-incremental-false": None,
    "vllm-nearai-content": None, "alibaba-openai-qwen-plus-thinking": None, "snowflake-reasoning-details": None,
    "alibaba-openai-qwen3-max-toolcall": None, "alibaba-openai-empty-delta-tail": None,
}


@unittest.skipUnless(os.path.isdir(SAMPLES), "no recorded streams beside the project (../shared)")
class Recorded(CliTest):
    def test_recorded_streams(self):
        names = sorted(n[:-4] for n in os.listdir(SAMPLES) if n.endswith(".sse"))
        self.assertGreater(len(names), 20)
        samples = {name: sample(name) for name in names}
        apis = ["dashscope" if n.startswith("dashscope") else "openai" for n in names]
        runs = together([lambda n=n, a=a: ask_json("--retries", "0", fault=replay(samples[n]),
                                                   api=a) for n, a in zip(names, apis)])
        for name, run in zip(names, runs):
            with self.subTest(name):
                thinking, answer = expected(samples[name])
                kind = ENDS.get(name, 0)
                if kind == 0:
                    self.assertEqual(run.code, 0, run.reported())
                elif kind:
                    self.failed_json(run, kind)
                else:
                    self.assertIn(run.code, (0, 65, 69, 76), run.reported())
                if "cumulative" not in name:
                    self.assertEqual(run.joined("thinking"), thinking)
                    self.assertEqual(run.joined("answer").lstrip("\n"), answer.lstrip("\n"))

    def test_recorded_streams_cut_into_bytes(self):
        names = [n for n in ("alibaba-openai-qvq-max-thinking", "dashscope-qvq-max-thinking",
                             "openrouter-comments-reasoning", "mistral-content-array")]
        for name in names:
            api = "dashscope" if name.startswith("dashscope") else "openai"
            whole = ask_json(fault=replay(sample(name)), api=api)
            cut = ask_json(fault="pieces-1," + replay(sample(name)), api=api)
            for kind in ("thinking", "answer"):
                self.assertEqual(whole.joined(kind), cut.joined(kind))


if __name__ == "__main__":
    unittest.main()
