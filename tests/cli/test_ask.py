# SPDX-License-Identifier: MIT
"""`askcam ask` when all goes well: what is sent, and what is printed."""
import hashlib
import json
import os
import tempfile
import time
import unittest

from harness import (KEY, QUESTION, CliTest, ask, ask_json, key_hash, together, world, write)

GAUGE_73 = "The gauge reads 73."
HYBRID = ("qwen3.5-plus", "qwen3.5-plus-2026-02-15", "qwen3.5-flash", "qwen3.5-397b-a17b",
          "qwen3-vl-plus", "qwen3-vl-flash", "kimi-k2.5")
THINKING_ONLY = ("qwen3-vl-235b-a22b-thinking", "qwen3-vl-8b-thinking", "qvq-max", "qvq-plus")


class Files(CliTest):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.dir.name, "answer.txt")

    def tearDown(self):
        self.dir.cleanup()

    def read(self, name="answer.txt", mode="r"):
        with open(os.path.join(self.dir.name, name), mode) as text:
            return text.read()

    def test_the_answer_goes_into_a_file(self):
        run = self.ok(ask("-o", self.path))
        self.assertEqual((run.out, self.read()), (b"", GAUGE_73 + "\n"))
        self.assertEqual(os.listdir(self.dir.name), ["answer.txt"])
        run = self.ok(ask_json("-o", self.path))
        self.assertEqual((run.joined("answer"), self.read()), (GAUGE_73, GAUGE_73 + "\n"))
        self.ok(ask("-o", "-"), GAUGE_73 + "\n")

    def test_it_is_whole_or_not_there(self):
        with open(self.path, "w") as old:
            old.write("old")
        for fault in ("status-400", "cut-events-3"):
            run = ask("-o", self.path, "--retries", "0", fault=fault)
            self.assertNotEqual(run.code, 0, run.reported())
            self.assertEqual((run.out, self.read()), (b"", "old"))
            self.assertEqual(os.listdir(self.dir.name), ["answer.txt"])

    def test_a_file_that_cannot_be_written_is_73_before_anything_is_asked(self):
        for option, path in (("-o", "/no/such/answer.txt"), ("-o", self.dir.name),
                             ("--save-picture", "/no/such/%H.jpg")):
            with self.subTest(option=option, path=path):
                run = self.failed(ask(option, path), "storage")
                self.assertNotIn("complete", [r["outcome"] for r in run.records])

    def test_pictures_that_were_sent_are_kept(self):
        pattern = os.path.join(self.dir.name, "p%Y.jpg")
        first = self.ok(ask("--save-picture", pattern))
        second = self.ok(ask("--save-picture", pattern, source=["pattern:gauge=1", "pattern:bars"]))
        year = time.strftime("%Y")
        names = ["p%s%s.jpg" % (year, number) for number in ("", "-2", "-3")]
        self.assertEqual(sorted(os.listdir(self.dir.name)), sorted(names))
        sent = first.record["pictures"] + second.record["pictures"]
        for name, picture in zip(names, sent):
            data = self.read(name, "rb")
            self.assertEqual(hashlib.sha256(data).hexdigest(), picture["sha256"])
        self.failed(ask("--save-picture", "x" * 5000), "usage", says="--save-picture")

    def test_a_dry_run_keeps_nothing(self):
        pattern = os.path.join(self.dir.name, "p.jpg")
        self.assertEqual(ask("--dry-run", "--save-picture", pattern).code, 0)
        self.assertEqual(os.listdir(self.dir.name), [])


class Answers(CliTest):
    def test_text_is_the_answer_and_one_newline(self):
        run = self.ok(ask(), GAUGE_73 + "\n")
        self.assertEqual(run.err, "", "thinking goes to stderr only on a terminal")

    def test_the_needle_is_read_at_all_places(self):
        values = (0, 1, 17, 33, 50, 66, 88, 99, 100)
        runs = together([lambda v=v: ask(source="pattern:gauge=%d" % v) for v in values])
        for value, run in zip(values, runs):
            self.ok(run, "The gauge reads %d.\n" % value)

    def test_gauge_without_a_value_shows_42(self):
        self.ok(ask(source="pattern:gauge"), "The gauge reads 42.\n")

    def test_bars_are_seen_as_bars(self):
        run = self.ok(ask(source="pattern:bars"))
        self.assertTrue(run.text.startswith("I see colour bars: "), run.reported())

    def test_dashscope(self):
        for how in ({}, {"model": "qvq-max"}):
            args = ["-m", how["model"]] if how else []
            run = self.ok(ask(*args, api="dashscope"), GAUGE_73 + "\n")
            self.assertEqual(run.record["api"], "dashscope")
            self.assertEqual(dict(run.record["headers"]).get("x-dashscope-sse"), "enable")

    def test_without_stream(self):
        for api in ("openai", "dashscope"):
            run = self.ok(ask("--no-stream", api=api), GAUGE_73 + "\n")
            self.assertFalse(run.record["stream"])

    def test_every_model_of_the_vendors_page(self):
        runs = together([lambda m=m: ask("--model", m) for m in HYBRID + THINKING_ONLY])
        for name, run in zip(HYBRID + THINKING_ONLY, runs):
            self.ok(run, GAUGE_73 + "\n")
            self.assertEqual(run.record["model"], name)

    def test_default_model(self):
        self.assertEqual(ask().record["model"], "qwen3.5-plus")

    def test_short_options(self):
        run = self.ok(ask("-m", "qwen3-vl-plus", "-s", "pattern:gauge=5", source=None),
                      "The gauge reads 5.\n")
        self.assertEqual(run.record["model"], "qwen3-vl-plus")

    def test_values_with_equals_sign(self):
        run = self.ok(ask("--model=qwen3-vl-plus", "--source=pattern:gauge=6", source=None))
        self.assertEqual(run.text, "The gauge reads 6.\n")

    def test_options_behind_the_question(self):
        run = self.ok(ask("Hello?", "--model", "qwen3-vl-plus", question=None))
        self.assertEqual((run.record["question"], run.record["model"]),
                         ("Hello?", "qwen3-vl-plus"))

    def test_question_behind_a_double_dash(self):
        run = self.ok(ask("--", "--what?", question=None))
        self.assertEqual(run.record["question"], "--what?")

    def test_length_with_some_answer_is_complete_with_a_warning(self):
        run = self.ok(ask("--max-tokens", "2", "--thinking", "off"), "The gaug\n")
        self.assertEqual(len(run.warnings()), 1, run.reported())
        run = self.ok(ask_json("--max-tokens", "2", "--thinking", "off"))
        self.assertEqual(run.last["finish_reason"], "length")


class Thinking(CliTest):
    def test_show_thinking_prints_it_on_stderr(self):
        run = self.ok(ask("--show-thinking"), GAUGE_73 + "\n")
        self.assertIn("red needle", run.err)

    def test_hide_wins_over_show(self):
        both = ("--show-thinking", "--hide-thinking")
        for flags in (both, both[::-1]):
            self.assertEqual(self.ok(ask(*flags)).err, "")

    def test_off_on_and_default_are_sent_as_they_should_be(self):
        cases = (("qwen3.5-plus", "on", True), ("qwen3.5-plus", "off", False),
                 ("qwen3.5-plus", "default", None), ("qwen3-vl-plus", "on", True),
                 ("qvq-max", "on", None), ("qwen3-vl-8b-thinking", "on", None))
        for api in ("openai", "dashscope"):
            runs = together([lambda m=m, t=t: ask("-m", m, "--thinking", t, api=api)
                             for m, t, _ in cases])
            for (model, thinking, sent), run in zip(cases, runs):
                with self.subTest(api=api, model=model, thinking=thinking):
                    self.ok(run, GAUGE_73 + "\n")
                    self.assertEqual(run.record["parameters"].get("enable_thinking"), sent)

    def test_off_on_a_thinking_only_model_is_refused_before_anything(self):
        for model in ("qvq-max", "qwen3-vl-8b-thinking"):
            self.fails("usage", "-m", model, "--thinking", "off", says="thinking", sent=0)

    def test_no_stream_on_a_stream_only_model_is_refused_before_anything(self):
        self.fails("usage", "-m", "qvq-max", "--no-stream", says="stream", sent=0)

    def test_budget_is_sent_and_shortens_the_thinking(self):
        run = self.ok(ask("--show-thinking", "--thinking-budget", "3"))
        self.assertEqual(run.record["parameters"], {"thinking_budget": 3})
        self.assertIn("Let me look.", run.err)
        self.assertNotIn("red needle", run.err)


class Request(CliTest):
    """What the server received; the stand-in has checked it strictly already."""

    def test_nothing_is_sent_that_was_not_asked_for(self):
        run = self.ok(ask())
        self.assertEqual((run.record["parameters"], run.record["unknown"]), ({}, []))
        run = self.ok(ask(api="dashscope"))
        self.assertEqual(run.record["parameters"], {"incremental_output": True})
        self.assertEqual(run.record["system"], "")

    def test_texts_arrive_as_they_were_typed(self):
        for text in (QUESTION, "Grüße, 读数是多少？ 😀", "a \"quote\", a \\ and a / and\ttab",
                     "two\nlines", "\x01\x7f", "  spaces  ", "{\"json\": [1,2]}", "%s%n"):
            for api in ("openai", "dashscope"):
                run = self.ok(ask("--system", "S: " + text, question=text, api=api))
                self.assertEqual(run.record["question"], text)
                self.assertEqual(run.record["system"], "S: " + text)

    def test_a_long_question(self):
        text = "why? " * 20000
        self.assertEqual(self.ok(ask(question=text)).record["question"], text)

    def test_sampling_parameters(self):
        run = self.ok(ask("--max-tokens", "500", "--temperature", "0.7", "--top-p", "0.9",
                          "--seed", "42"))
        self.assertEqual(run.record["parameters"],
                         {"max_tokens": 500, "temperature": 0.7, "top_p": 0.9, "seed": 42})
        run = self.ok(ask("--temperature", "0", "--top-p", "1", "--seed", "0", api="dashscope"))
        self.assertEqual(run.record["parameters"], {
            "incremental_output": True, "temperature": 0, "top_p": 1, "seed": 0})

    def test_extra_is_merged_and_wins(self):
        run = self.ok(ask("--extra", '{"top_k": 5, "vl_high_resolution_images": true}'))
        self.assertEqual(run.record["parameters"],
                         {"top_k": 5, "vl_high_resolution_images": True})
        run = self.ok(ask("--extra", '{"top_k": 5}', api="dashscope"))
        self.assertEqual(run.record["parameters"], {"incremental_output": True, "top_k": 5})
        run = self.ok(ask("--seed", "1", "--extra", '{"seed": 2, "model": "qwen3-vl-plus"}'))
        self.assertEqual(run.record["parameters"], {"seed": 2})
        self.assertEqual(run.record["model"], "qwen3-vl-plus")

    def test_extra_keeps_nested_values(self):
        extra = {"surprise": {"a": [1, 2.5, None, True, "ü\n"]}}
        run = self.ok(ask("--extra", json.dumps(extra)))
        self.assertEqual(run.record["parameters"], extra)

    def test_json_mode(self):
        run = self.ok(ask("--json", "--thinking", "off", question="As JSON: what does it read?"))
        self.assertEqual(json.loads(run.text)["reading"], 73)
        self.assertEqual(run.record["parameters"]["response_format"], {"type": "json_object"})

    def test_json_on_a_model_that_thinks_needs_thinking_off(self):
        self.fails("usage", "--json", says="--thinking off", sent=0)

    def test_json_schema_bare_or_wrapped(self):
        bare = {"type": "object", "properties": {"value": {"type": "integer"}},
                "required": ["value"], "additionalProperties": False}
        wrapped = {"name": "reading", "strict": True, "schema": bare}
        whole = {"type": "json_schema", "json_schema": wrapped}
        for schema in (bare, wrapped, whole):
            path = write("schema.json", json.dumps(schema))
            run = self.ok(ask("--json-schema", path, "--thinking", "off"))
            self.assertEqual(json.loads(run.text), {"value": 73})
            sent = run.record["parameters"]["response_format"]
            self.assertEqual(sent["type"], "json_schema")
            self.assertEqual(sent["json_schema"]["schema"], bare)
            self.assertTrue(sent["json_schema"]["name"])

    def test_headers(self):
        record = self.ok(ask(env={"ASKCAM_API_KEY": KEY})).record
        headers = dict(record["headers"])
        self.assertEqual(headers["authorization"], key_hash())
        self.assertTrue(headers["content-type"].startswith("application/json"))
        self.assertTrue(headers["user-agent"].startswith("askcam"))
        self.assertNotIn("expect", headers)
        self.assertIn(headers.get("accept-encoding"), (None, "identity"))
        port = world().port()
        self.assertEqual(headers["host"], "127.0.0.1:%d" % port)

    def test_no_key_is_needed_on_loopback(self):
        self.assertNotIn("authorization", dict(self.ok(ask()).record["headers"]))

    def test_base_url_with_a_slash_at_its_end(self):
        from harness import base_url, execute, arguments, new_tag
        tag = new_tag()
        run = execute(arguments(tag, url=base_url(tag) + "/"), tag)
        self.ok(run)
        self.assertEqual(run.record["path"], "/compatible-mode/v1/chat/completions")

    def test_several_pictures_in_order(self):
        for api in ("openai", "dashscope"):
            run = self.ok(ask(source=["pattern:gauge=10", "pattern:bars", "pattern:gauge=90"],
                              api=api))
            lines = run.text.split("\n")
            self.assertEqual(lines[0], "Picture 1: The gauge reads 10.")
            self.assertIn("colour bars", lines[1])
            self.assertEqual(lines[2], "Picture 3: The gauge reads 90.")

    def test_addresses_are_passed_on_and_not_fetched(self):
        address = "https://pictures.invalid/a%20b.jpg?x=1&y=\"2\""
        for api in ("openai", "dashscope"):
            run = self.ok(ask(source=address, api=api))
            self.assertEqual(run.record["pictures"], [{"url": address}])
        own = "http://127.0.0.1:%d/picture.jpg" % world().port()
        before = len(world().server.records)
        self.failed(ask(source=[own, "pattern:gauge=3"]), "usage", says="get:" + own)
        self.assertEqual(len(world().server.records), before)


class Words(CliTest):
    def test_a_picture_by_reference_cannot_be_changed(self):
        """What a mask was to hide must not be sent by its address instead."""
        address = "https://pictures.invalid/a.jpg"
        for change in (("--mask", "0,0,9,9"), ("--crop", "0,0,9,9"), ("--rotate", "90")):
            for source in (address, ["pattern:bars", address]):
                self.fails("usage", *change, source=source, says=change[0], sent=0)
        for wish in (("--max-side", "100"), ("--reject", "dark")):
            run = self.ok(ask(*wish, source=address))
            self.assertEqual(len(run.warnings()), 1, run.reported())

    def test_verbose_tells_usage_in_one_line(self):
        run = self.ok(ask("-v"), GAUGE_73 + "\n")
        usage = [line for line in run.err.split("\n") if "tokens" in line and " out" in line]
        self.assertEqual(len(usage), 1, run.reported())

    def test_quiet_prints_no_warnings(self):
        run = self.ok(ask("-q", "--max-tokens", "2", "--thinking", "off"))
        self.assertEqual(run.err, "")


if __name__ == "__main__":
    unittest.main()
