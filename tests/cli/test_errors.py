# SPDX-License-Identifier: MIT
"""Bad input: one line with what, why and a hint; nothing is sent, nothing hangs."""
import os
import socket
import unittest

from harness import CliTest, ask, ask_json, draw, plain, together, world, write


class Usage(CliTest):
    BAD_VALUES = (
        ("--quality", "0"), ("--quality", "101"), ("--quality", "x"), ("--quality", ""),
        ("--quality", "85x"), ("--quality", "-1"), ("--quality", "8.5"),
        ("--rotate", "45"), ("--rotate", "x"), ("--max-side", "0"), ("--max-side", "-5"),
        ("--max-side", "99999999999999999999"),
        ("--crop", "1,2,3"), ("--crop", "a,b,c,d"), ("--crop", "0,0,0,10"),
        ("--crop", "0,0,10,10,10"),
        ("--crop", "-1,0,10,10"), ("--crop", "0%,0%,120%,10%"), ("--mask", "1,2"),
        ("--size", "640"), ("--size", "0x0"), ("--size", "640x"), ("--size", "axb"),
        ("--format", "TOOLONG"), ("--warmup", "x"), ("--warmup", "-1"),
        ("--frames", "0"), ("--frames", "x"), ("--interval", "5"), ("--interval", "5parsecs"),
        ("--as", "film"), ("--api", "grpc"), ("--region", "atlantis"),
        ("--thinking", "maybe"), ("--thinking-budget", "0"), ("--thinking-budget", "-1"),
        ("--max-tokens", "0"), ("--max-tokens", "1e3"), ("--temperature", "-0.1"), ("--temperature", "nan"), ("--temperature", "inf"),
        ("--temperature", "0x1"), ("--temperature", ""), ("--top-p", "-1"), ("--top-p", "1.1"),
        ("--seed", "-1"), ("--seed", "1.5"), ("--seed", "9223372036854775808"),
        ("--extra", "{"), ("--extra", "[]"), ("--extra", "{} x"), ("--extra", ""),
        ("--body", "gzip"), ("--max-body", "0"), ("--max-body", "6MB?"),
        ("--connect-timeout", "10"), ("--connect-timeout", "-1s"), ("--connect-timeout", "0s"),
        ("--first-byte-timeout", "x"), ("--idle-timeout", "1h5"), ("--total-timeout", ""),
        ("--retries", "-1"), ("--retries", "x"), ("--retries", "99999999999"),
        ("--output", "xml"), ("--source", ""), ("--source", "pattern:gauge=101"),
        ("--source", "pattern:gauge=-1"), ("--source", "pattern:gauge=x"),
        ("--source", "pattern:gauge="), ("--source", "pattern:moon"),
        ("--base-url", "ftp://x/"), ("--base-url", "127.0.0.1:80"), ("--base-url", "http://"),
        ("--base-url", "https://host:99999/"), ("--base-url", "https://ho st/"),
        ("--base-url", "https://user:pass@host/"), ("--base-url", ""), ("--model", ""),
    )

    def test_bad_values_name_the_option_and_send_nothing(self):
        before = len(world().server.records)
        runs = together([lambda o=o, v=v: ask(o, v) for o, v in self.BAD_VALUES])
        for (option, value), run in zip(self.BAD_VALUES, runs):
            with self.subTest(option=option, value=value):
                self.failed(run, "usage")
                self.assertTrue(option in run.err or option == "--base-url",
                                "the option is not named: " + run.err)
                self.assertEqual(run.out, b"")
        self.assertEqual(len(world().server.records), before)

    def test_an_error_line_in_json_too(self):
        for option, value in (("--quality", "0"), ("--no-such-option", "1")):
            run = self.failed_json(ask_json(option, value), "usage")
            self.assertEqual(len(run.lines), 1)

    def test_unknown_options(self):
        for args in (["--no-such"], ["-Z"], ["--no-stream=1"], ["--qualit", "5"], ["-", "x"],
                     ["--json-schem", "x"]):
            with self.subTest(args=args):
                run = self.failed(ask(*args), "usage")
                self.assertEqual(run.records, [])
        self.failed(ask("what?", "--quality", question=None), "usage", says="--quality")

    def test_a_key_is_never_an_argument_and_never_echoed(self):
        run = ask("--api-key=sk-secret-in-argv")
        self.failed(run, "usage")
        self.assertNotIn("sk-secret-in-argv", run.err)

    def test_questions(self):
        self.failed(ask(question=None), "usage")
        self.failed(ask("one", "two", question=None), "usage")
        self.failed(ask(question=""), "usage")

    def test_a_question_that_is_blank_or_a_picture(self):
        for text in (" ", "\t\n", "\u00a0".replace("\u00a0", "  ")):
            self.failed(ask(question=text), "usage", says="question: blank")
        picture = write("meter", draw.jpeg(draw.gauge(20, 64, 48)))
        for text in ("photo.jpg", "Photo.JPEG", "/no/such.png", "a.webp", picture):
            run = self.failed(ask(question=text), "usage", says="-s")
            self.assertIn("%s: looks like a picture" % text, run.err)
        self.failed(ask("photo.jpg", "what?", question=None), "usage", says="-s")
        self.ok(ask(question="What is in photo.jpg"))

    def test_a_question_that_is_no_utf8(self):
        for text in (b"\xff", b"caf\xe9", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"):
            run = ask(question=os.fsdecode(text))
            self.failed(run, "usage", says="utf-8")
            self.assertEqual(run.records, [])
        self.failed(ask("--system", os.fsdecode(b"\xff")), "usage")

    def test_commands(self):
        self.failed(plain("no-such-command"), "usage", says="no-such-command")
        self.failed(plain(), "usage")
        self.failed(plain("--no-such"), "usage")
        self.failed(plain("cameras", "what"), "usage")

    def test_a_schema_file_that_is_wrong(self):
        directory = os.path.dirname(write("x", b""))
        for path in ("/no/such/schema.json", directory, write("bad.json", "{"),
                     write("list.json", "[1]"), write("empty.json", "")):
            with self.subTest(path=path):
                run = ask("--json-schema", path, "--thinking", "off")
                self.failed(run, ("usage", "config"))
                self.assertEqual(run.records, [])


class Questions(CliTest):
    def test_from_standard_input_and_from_a_file(self):
        text = "What does\nthe gauge read? äöü"
        for end in ("", "\n", "\r\n"):
            data = (text + end).encode()
            for run in (ask("-", question=None, stdin=data),
                        ask("--question-file", write("q", data), question=None),
                        ask("--question-file", "-", question=None, stdin=data)):
                self.ok(run)
                self.assertEqual(run.record["turns"][-1][1], text)

    def test_its_length_is_bounded(self):
        most = 256 * 1024
        run = self.ok(ask("-", question=None, stdin=b"x" * most))
        self.assertEqual(len(run.record["turns"][-1][1]), most)
        self.failed(ask("-", question=None, stdin=b"x" * (most + 1)), "usage", says="256 KiB")
        self.failed(ask("--question-file", "/dev/zero", question=None), "usage", says="256 KiB")

    def test_wrong_ones(self):
        directory = os.path.dirname(write("x", b""))
        for run, says in ((ask("-", question=None, stdin=b" \n"), "blank"),
                          (ask("-", question=None, stdin=b"a\0b"), "NUL"),
                          (ask("-", question=None, stdin=b"\xff"), "utf-8"),
                          (ask("--question-file", "/no/such", question=None), "check the file name"),
                          (ask("--question-file", directory, question=None), "not a directory"),
                          (ask("--question-file", write("q", b"a?"), question="b?"), "use only one"),
                          (ask("-", question=None, source="-", stdin=b"a?"), "--question-file")):
            self.failed(run, "usage", says=says)
            self.assertEqual(run.records, [])

    def test_neither_key_nor_camera(self):
        if any(name.startswith("video") for name in os.listdir("/dev")):
            self.skipTest("this machine has a camera")
        run = plain("ask", "what?")
        self.assertEqual(run.code, 66, run.reported())
        lines = run.err.strip().split("\n")
        self.assertEqual(len(lines), 2, run.reported())
        self.assertIn("DASHSCOPE_API_KEY", lines[0])
        self.assertIn("--api-key-file", lines[0])
        self.assertIn("camera", lines[1])


class Sources(CliTest):
    def bad_files(self):
        good = draw.jpeg(draw.gauge(20, 320, 240))
        noisy = draw.jpeg(draw.noise(320, 240), 90)
        png = world().path("picture.png")
        draw.gauge(20, 64, 48).save(png)
        eoi_gone = noisy[:-2]
        return {
            "no such file": "/no/such/file.jpg",
            "a directory": os.path.dirname(png),
            "an empty file": write("empty.jpg", b""),
            "half a PNG": write("half.png", open(png, "rb").read()[:-20]),
            "half a PNG named jpg": write("png.jpg", open(png, "rb").read()[:-20]),
            "a text": write("text.jpg", b"hello, world\n" * 100),
            "half a JPEG": write("half.jpg", noisy[:len(noisy) // 2]),
            "a JPEG without its end": write("noend.jpg", eoi_gone),
            "a JPEG's first two bytes": write("soi.jpg", good[:2]),
            "a head without a picture": write("head.jpg", good[:200] + b"\xff\xd9"),
            "zeros": write("zeros.jpg", bytes(10000)),
            "a wrong segment length": write("length.jpg", good[:4] + b"\xff\xff" + good[6:]),
            "a device that never ends": "/dev/zero",
            "a device that is empty": "/dev/null",
            "no camera": "/dev/video99",
            "a name with a line break": "/no/such\nfile.jpg",
        }

    def test_bad_pictures_are_66_and_nothing_is_sent(self):
        bad = self.bad_files()
        runs = together([lambda p=p: ask(source=p) for p in bad.values()]
                        + [lambda p=p: ask_json(source=p) for p in bad.values()])
        for name, text, lines in zip(bad, runs, runs[len(bad):]):
            with self.subTest(name):
                self.failed(text, "source")
                self.failed_json(lines, "source")
                self.assertEqual([r for r in text.records + lines.records
                                  if r["outcome"] == "complete"], [], "it was sent")

    def test_the_default_camera_when_there_is_none(self):
        if any(name.startswith("video") for name in os.listdir("/dev")):
            self.skipTest("this machine has a camera")
        self.failed(ask(source=None), "source", says="camera")

    def test_one_bad_source_among_good_ones(self):
        run = ask(source=["pattern:gauge=1", "/no/such.jpg"])
        self.failed(run, "source")
        self.assertEqual(run.records, [])

    def test_an_address_that_is_not_fetched_is_a_mistake_of_usage(self):
        for command in ("ask", "snap"):
            for source in ("ftp://example.org/a.jpg", "rtsp://10.0.0.1/live"):
                with self.subTest(command=command, source=source):
                    run = ask(command=command, source=source)
                    self.failed(run, "usage", says="http(s)")
                    self.assertEqual(run.records, [])

    def test_no_permission(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        self.failed(ask(source=write("secret.jpg", b"x", 0)), "source")

    def test_a_fifo_without_a_writer_does_not_hang(self):
        path = world().path("fifo.jpg")
        os.mkfifo(path)
        self.failed(ask(source=path, timeout=12), "source")


class Hosts(CliTest):
    def refused_port(self):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            return sock.getsockname()[1]

    def test_a_refused_host(self):
        url = "http://127.0.0.1:%d/v1" % self.refused_port()
        self.fails("unavailable", "--retries", "0", url=url, says="127.0.0.1")

    def test_a_host_that_cannot_be_resolved(self):
        self.fails("unavailable", "--retries", "0", "--connect-timeout", "3s",
                   url="https://no-such-host.invalid/v1", env={"ASKCAM_API_KEY": "sk-x"},
                   says="no-such-host.invalid")

    def test_plain_http_elsewhere_is_refused_before_any_connection(self):
        for host in ("192.0.2.1", "example.com", "localhost.example.com", "127.0.0.1.example.com",
                     "[2001:db8::1]", "0.0.0.0", "127.0.0.1@example.com", "128.0.0.1",
                     "[::ffff:192.0.2.1]"):
            with self.subTest(host=host):
                run = ask(url="http://%s/v1" % host, timeout=3)
                self.failed(run, "usage")

    def test_loopback_has_several_names(self):
        for host in ("localhost", "127.0.0.1", "127.1.2.3", "LOCALHOST"):
            with self.subTest(host=host):
                listen = host if host.startswith("127") else "127.0.0.1"
                self.ok(ask(host=host, listen=listen))

    def test_loopback_of_ip6(self):
        if not os.path.exists("/proc/net/if_inet6") or "00000000000000000000000000000001" \
                not in open("/proc/net/if_inet6").read():
            self.skipTest("no IPv6 on this machine")
        self.ok(ask(listen="::1"))

    def test_a_reply_that_is_not_http(self):
        self.fails("protocol", "--retries", "0", fault="not-http")


class Statuses(CliTest):
    BY_STATUS = ((400, "refused"), (404, "refused"), (413, "refused"), (422, "refused"),
                 (401, "auth"), (403, "auth"), (429, "unavailable"), (500, "unavailable"),
                 (502, "unavailable"), (503, "unavailable"), (504, "unavailable"))
    # by the service's code first, whatever the status
    BY_CODE = (
        ("openai", 400, "Arrearage", None, "refused"),
        ("dashscope", 400, "Arrearage", None, "refused"),
        ("openai", 400, "data_inspection_failed", None, "refused"),
        ("dashscope", 400, "DataInspectionFailed", None, "refused"),
        ("openai", 429, "CommodityNotPurchased", None, "refused"),
        ("openai", 429, "PrepaidBillOverdue", None, "refused"),
        ("dashscope", 429, "PostpaidBillOverdue", None, "refused"),
        ("openai", 403, "AllocationQuota.FreeTierOnly", None, "refused"),
        ("openai", 429, "insufficient_quota",
         "Free allocated quota exceeded.", "refused"),
        ("dashscope", 429, "Throttling.AllocationQuota",
         "Free allocated quota exceeded.", "refused"),
        ("openai", 429, "insufficient_quota", "You exceeded your current quota, please "
         "increase your quota limit.", "unavailable"),
        ("dashscope", 429, "Throttling.RateQuota", None, "unavailable"),
        ("openai", 429, "limit_burst_rate", None, "unavailable"),
        ("dashscope", 401, "InvalidApiKey", None, "auth"),
        ("openai", 404, "model_not_found", None, "refused"),
        ("openai", 400, "BadRequest.TooLarge",
         "Exceeded limit on max bytes to request body : 6291456", "refused"),
        ("openai", 500, "some_new_code", None, "unavailable"),
        ("openai", 400, "some_new_code", None, "refused"),
        ("openai", 418, "some_new_code", None, "refused"),
        ("openai", 599, "some_new_code", None, "unavailable"),
    )

    def test_by_status(self):
        for body in ("json", "sse", "html", "empty", "text"):
            runs = together([lambda s=s: ask_json("--retries", "0",
                             fault="status-%d,body-%s" % (s, body)) for s, _ in self.BY_STATUS])
            for (status, kind), run in zip(self.BY_STATUS, runs):
                if (status, body) == (403, "html"):
                    kind = "unavailable"  # from a firewall or proxy, not from the service
                with self.subTest(status=status, body=body):
                    self.failed_json(run, kind, says=str(status))
                    self.assertEqual(run.last["status"], status)
                    self.assertEqual(run.last["retryable"], kind == "unavailable")

    def test_by_code(self):
        from urllib.parse import quote
        calls = []
        for api, status, code, message, _ in self.BY_CODE:
            fault = "status-%d,code-%s" % (status, quote(code, safe=""))
            if message:
                fault += ",message-" + quote(message, safe="")
            calls.append(lambda f=fault, a=api: ask_json("--retries", "0", fault=f, api=a))
        for (api, status, code, message, kind), run in zip(self.BY_CODE, together(calls)):
            with self.subTest(api=api, status=status, code=code):
                self.failed_json(run, kind)
                self.assertEqual((run.last["status"], run.last["code"]), (status, code))
                if message:
                    self.assertIn(message, run.last["message"])

    def test_shapes_of_error_bodies(self):
        for api in ("openai", "dashscope"):
            for body in ("json", "sse", "nested", "wrapped", "string", "vllm", "text"):
                with self.subTest(api=api, body=body):
                    run = ask_json(fault="status-400,message-the%20words,request-id-rid7,body-"
                                   + body, api=api)
                    self.failed_json(run, "refused", says="the words")
                    self.assertIn("the words", run.last["message"])
                    self.assertEqual(run.last["request_id"], "rid7")

    def test_the_status_decides_when_the_body_stalls_or_is_cut(self):
        faults = ("status-401,stall-bytes-0", "status-401,stall-bytes-20",
                  "status-401,cut-bytes-0", "status-401,cut-bytes-20", "status-401,chunks-bad-size,"
                  "chunk-10")
        runs = together([lambda f=f: ask_json("--idle-timeout", "1s", fault=f) for f in faults])
        for fault, run in zip(faults, runs):
            with self.subTest(fault=fault):
                self.failed_json(run, "auth")
                self.assertEqual(run.last["status"], 401)

    def test_huge_and_strange_error_bodies_stay_one_line(self):
        for message in ("x" * 700, "a%0Ab%0D%0Ac", "%1B%5B31mred", "tab%09and%00nul",
                        "%F0%9F%98%80"):
            with self.subTest(message=message[:20]):
                run = self.failed(ask(fault="status-400,message-" + message), "refused")
                self.assertEqual(run.err.count("\n"), 1, run.reported())
                self.assertNotIn("\x1b", run.err)
                self.assertNotIn("\r", run.err)

    def test_redirects_are_not_followed_with_the_key(self):
        from urllib.parse import quote
        for status in (301, 302, 303, 307, 308):
            other = "http://localhost:%d/fault/tag-other%d/compatible-mode/v1/chat/completions" % (
                world().port(), status)
            run = ask_json("--retries", "0", env={"ASKCAM_API_KEY": "sk-x"},
                           fault="redirect-%d,location-%s" % (status, quote(other, safe="")))
            self.assertNotEqual(run.code, 0, run.reported())
            self.failed_json(run, ("refused", "unavailable", "protocol"))
            seen = [r for r in world().server.records if r.get("tag") == "other%d" % status]
            self.assertFalse(any("authorization" in dict(r["headers"]) for r in seen))


if __name__ == "__main__":
    unittest.main()
