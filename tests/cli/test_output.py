# SPDX-License-Identifier: MIT
"""What is printed and in which order; full disks, closed and slow readers."""
import os
import subprocess
import time
import unittest

from harness import CliTest, Live, arguments, ask, ask_json, replay, together

KNOWN = {
    "request": {"type", "model", "api", "images", "image_bytes", "width", "height", "body_bytes",
                "attempt"},
    "thinking": {"type", "text"},
    "answer": {"type", "text"},
    "usage": {"type", "input_tokens", "output_tokens", "reasoning_tokens", "image_tokens",
              "total_tokens", "cost", "currency", "cached_tokens"},
    "done": {"type", "answer", "finish_reason", "request_id", "capture_ms", "connect_ms",
             "upload_ms", "first_thinking_ms", "first_answer_ms", "total_ms"},
}


def long_text(count):
    return "".join("%07d " % i for i in range(count))


class Lines(CliTest):
    def test_order_and_members(self):
        for api in ("openai", "dashscope"):
            run = self.ok(ask_json(api=api))
            kinds = [line["type"] for line in run.lines]
            first = {kind: kinds.index(kind) for kind in kinds}
            self.assertEqual(kinds[0], "request")
            self.assertEqual(kinds[-1], "done")
            self.assertLess(first["thinking"], first["answer"])
            self.assertGreater(first["usage"],
                               max(i for i, k in enumerate(kinds) if k == "answer"))
            for once in ("request", "usage", "done"):
                self.assertEqual(kinds.count(once), 1)
            self.assertEqual(run.err, "")

    def test_every_member_is_what_the_contract_names(self):
        for line in self.ok(ask_json()).lines:
            self.assertLessEqual(set(line), KNOWN[line["type"]], line)
            for name, value in line.items():
                if name.endswith(("_tokens", "_bytes", "_ms")) or name in ("images", "width"):
                    self.assertIsInstance(value, int, line)
                    self.assertGreaterEqual(value, 0, line)

    def test_request_line_tells_the_truth(self):
        run = self.ok(ask_json("--max-side", "320"))
        line, picture = run.lines[0], run.record["pictures"][0]
        self.assertEqual(line["image_bytes"], picture["bytes"])
        self.assertEqual((line["width"], line["height"]), (picture["width"], picture["height"]))
        self.assertEqual(max(line["width"], line["height"]), 320)
        self.assertEqual(line["body_bytes"], run.record["body_bytes"])
        self.assertEqual((line["model"], line["api"], line["images"]),
                         ("qwen3.5-plus", "openai", 1))
        self.assertNotIn("attempt", line)

    def test_usage_is_the_servers(self):
        for api in ("openai", "dashscope"):
            run = self.ok(ask_json(api=api, fault="events-30,thinking-events-20"))
            usage = next(line for line in run.lines if line["type"] == "usage")
            self.assertEqual(usage["reasoning_tokens"], 20 if api == "openai" else 40)
            self.assertGreater(usage["image_tokens"], 100)
            self.assertEqual(usage["total_tokens"],
                             usage["input_tokens"] + usage["output_tokens"])

    def test_no_usage_no_line(self):
        run = self.ok(ask_json(fault="no-usage"))
        self.assertNotIn("usage", [line["type"] for line in run.lines])

    def test_done_line(self):
        run = self.ok(ask_json(fault="request-id-abc-123,event-delay-5"))
        done = run.last
        self.assertEqual(done["finish_reason"], "stop")
        self.assertTrue(done["request_id"].endswith("abc-123"), done)
        self.assertLessEqual(done["first_thinking_ms"], done["first_answer_ms"])
        self.assertLessEqual(done["first_answer_ms"], done["total_ms"])
        self.assertGreaterEqual(done["total_ms"], 50)
        self.assertLess(done["total_ms"], run.seconds * 1000 + 1)

    def test_text_arrives_while_it_streams(self):
        with Live(fault="answer-one%20two%20three,no-thinking,event-delay-300") as live:
            first = live.process.stdout.read(3)
            self.assertEqual(first, b"one")
            self.assertEqual(live.wait_record()["outcome"], "open", "not printed as it came")


class Concatenation(CliTest):
    """The answer is the same however the bytes were cut."""

    TEXT = "Ünï 读数 73 °C 😀\n\"q\" \\ / \t\u2028 end"

    def faults(self):
        from urllib.parse import quote
        return "thinking-%s,answer-%s" % (quote("T:" + self.TEXT, safe=""),
                                          quote(self.TEXT, safe=""))

    def test_cuts(self):
        cuts = ("", "pieces-1", "pieces-2", "pieces-3", "pieces-7", "chunk-1", "chunk-5",
                "split-1", "split-1,pieces-1", "ascii", "ascii,pieces-1", "crlf", "crlf,pieces-1",
                "chunk-1,chunks-extensions,chunks-trailers", "length,pieces-3",
                "close-delimited,pieces-5")
        for api in ("openai", "dashscope"):
            runs = together([lambda c=c: ask_json(fault=self.faults() + "," + c, api=api)
                             for c in cuts])
            for cut, run in zip(cuts, runs):
                with self.subTest(api=api, cut=cut):
                    self.ok(run, self.TEXT)
                    self.assertEqual(run.joined("thinking"), "T:" + self.TEXT)
                    self.assertEqual(run.last["answer"], self.TEXT)

    def test_text_mode_prints_the_same_bytes(self):
        run = self.ok(ask("--show-thinking", fault=self.faults() + ",pieces-1"))
        self.assertEqual(run.text, self.TEXT + "\n")
        self.assertIn("T:" + self.TEXT, run.err)

    def test_bytes_that_are_no_utf8_become_replacement_characters(self):
        for api in ("openai", "dashscope"):
            for cut in ("", ",pieces-1"):
                run = self.ok(ask_json(fault="bad-utf8,answer-x" + cut, api=api))
                self.assertEqual(run.joined("answer"), "x 5\ufffd\ufffd(C")

    def test_half_a_surrogate_pair_is_no_utf8_either(self):
        run = self.ok(ask_json(fault=replay(
            'data: {"choices":[{"index":0,"delta":{"content":'
            '"a\\ud83d b\\ude00 \\ud83d\\ude00"},"finish_reason":"stop"}]}\n\n'
            "data: [DONE]\n\n")))
        self.assertEqual(run.joined("answer"), "a\ufffd b\ufffd 😀")

    def test_long_streams_and_huge_events(self):
        runs = together([lambda f=f: ask(fault=f, api=a) for f in ("events-5000",
                         "huge-event-3000000") for a in ("openai", "dashscope")])
        for run, text in zip(runs, [long_text(5000)] * 2 + ["x" * 3000000] * 2):
            self.ok(run)
            self.assertTrue(run.text == text + "\n", "the text differs; %d bytes" % len(run.out))

    def test_done_has_the_whole_answer_up_to_16_kib(self):
        for fault, text, is_kept in (("huge-event-16384", "x" * 16384, True),
                                     ("huge-event-16384,pieces-100", "x" * 16384, True),
                                     ("huge-event-16385", "x" * 16385, False),
                                     ("events-2048", long_text(2048), True),
                                     ("events-2049", long_text(2049), False)):
            with self.subTest(fault=fault):
                run = self.ok(ask_json(fault=fault))
                self.assertEqual(run.joined("answer"), text)
                self.assertEqual(run.last.get("answer"), text if is_kept else None)

    def test_a_cumulative_stream_is_not_printed_twice(self):
        run = self.ok(ask_json(fault="cumulative,thinking-a%20b%20c,answer-d%20e%20f",
                               api="dashscope"))
        self.assertEqual((run.joined("thinking"), run.joined("answer")), ("a b c", "d e f"))


class Stdout(CliTest):
    def test_a_full_disk_is_73(self):
        for output in (None, "json"):
            with open("/dev/full", "wb") as full:
                run = ask(stdout=full, output=output)
            self.failed(run, "storage")

    def test_a_full_disk_in_a_long_stream(self):
        with open("/dev/full", "wb") as full:
            run = ask(stdout=full, fault="events-3000,event-delay-20")
        self.failed(run, "storage")
        self.assertLess(run.seconds, 30, "it should stop at the first write that fails")

    def test_a_closed_stdout_is_an_error_before_anything_is_asked(self):
        from harness import ASKCAM, arguments, execute, new_tag
        self.assertTrue(os.access(ASKCAM, os.X_OK))
        tag = new_tag()
        argv = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"] + arguments(tag)
        run = execute(argv, tag)
        self.failed(run, "storage", "standard output: bad file descriptor")
        self.assertEqual(run.records, [])

    def test_a_closed_stdout_is_enough_for_an_answer_in_a_file(self):
        from harness import arguments, execute, new_tag, world
        tag, path = new_tag(), world().path("answer.txt")
        argv = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"] + arguments(tag, ["-o", path])
        self.assertEqual(execute(argv, tag).code, 0)
        with open(path, encoding="utf-8") as answer:
            self.assertEqual(answer.read(), "The gauge reads 73.\n")

    def test_a_reader_that_leaves_stops_the_request(self):
        for output in (None, "json"):
            with Live(fault="events-100000,event-delay-2", output=output) as live:
                live.process.stdout.read(20)
                live.process.stdout.close()
                live.process.wait(timeout=30)  # the stream would go on for 200 s
                self.assertNotEqual(live.process.returncode, 0)
                record = live.wait_record(lambda r: r.get("ended"))
                self.assertEqual(record["outcome"], "client gone")
                live.process.stdout = None

    def test_a_slow_reader_slows_the_server_and_costs_no_memory(self):
        with Live(fault="events-2000000") as live:
            record = live.wait_record(lambda r: r["events"] > 500)
            before = -1
            while record["events"] != before:
                before = record["events"]
                time.sleep(0.3)
            self.assertLess(before, 200000)
            stalled = live.status_kb("VmHWM")
            for _ in range(100):
                live.process.stdout.read(20000)
            time.sleep(0.2)
            self.assertLess(live.status_kb("VmHWM") - stalled, 256)
            self.assertGreater(record["events"], before)

    def test_what_had_arrived_is_printed_before_the_error(self):
        for fault, kind in (("cut-events-12", "protocol"), ("cut-events-12,rst", "protocol"),
                            ("error-after-11,code-InternalError", "unavailable"),
                            ("finish-content_filter", "refused")):
            with self.subTest(fault=fault):
                fault += ",no-thinking,answer-%s" % "%20".join(str(i) for i in range(10, 40))
                run = self.failed(ask(fault=fault), kind)
                self.assertTrue(run.text.startswith("10 11 12 13 14"), run.reported())
                run = self.failed_json(ask_json(fault=fault), kind)
                self.assertTrue(run.joined("answer").startswith("10 11 12 13 14"), run.reported())

    def test_a_reader_that_goes_in_silence_ends_it(self):
        for fault in ("stall-events-5", "stall-head-0", "status-503,retry-after-30"):
            for output in (None, "json"):
                with self.subTest(fault=fault, output=output):
                    reader, writer = os.pipe()
                    with Live(fault=fault, output=output, stdout=writer) as live:
                        os.close(writer)
                        live.wait_record(lambda r: r["events"] >= 5 or "body_at" in r)
                        time.sleep(0.2)
                        os.close(reader)
                        began = time.monotonic()
                        run = live.end(timeout=5)
                    self.assertLess(time.monotonic() - began, 1.0)
                    self.failed(run, "storage", "closed by its reader")

    def test_a_picture_for_a_file_does_not_need_a_reader(self):
        from harness import plain, world
        reader, writer = os.pipe()
        os.close(reader)
        path = world().path("unread.jpg")
        run = plain("snap", "-s", "pattern:bars", "-o", path, stdout=writer)
        os.close(writer)
        self.assertEqual(run.code, 0, run.reported())
        self.assertTrue(os.path.exists(path))

    def test_the_total_time_out_holds_while_the_reader_sleeps(self):
        for output in (None, "json"):
            reader, writer = os.pipe()
            with Live("--total-timeout", "1500ms", fault="events-200000,no-thinking",
                      output=output, stdout=writer) as live:
                os.close(writer)
                run = live.end(timeout=60)
            os.close(reader)
            self.failed(run, "unavailable", "--total-timeout")

    def test_a_name_that_is_no_text_does_not_spoil_the_line(self):
        from harness import execute, new_tag
        tag = new_tag()
        argv = arguments(tag, output="json", source=None)
        run = execute(argv[:-1] + ["--source", b"/no/\xff\xc3.jpg", "q"], tag)
        self.failed_json(run, "source")
        self.assertIn("/no/\ufffd\ufffd.jpg", run.last["message"])

    def test_stderr_that_is_closed_does_no_harm(self):
        from harness import environment, new_tag, world
        tag = new_tag()
        done = subprocess.run(["/bin/sh", "-c", 'exec "$@" 2>&-', "sh"]
                              + arguments(tag, ["--show-thinking"]), stdout=subprocess.PIPE,
                              env=environment(), timeout=20, cwd=world().path("home"))
        self.assertEqual((done.returncode, done.stdout), (0, b"The gauge reads 73.\n"))


if __name__ == "__main__":
    unittest.main()
