# SPDX-License-Identifier: MIT
"""--dry-run prints what would be sent, and sends nothing."""
import json
import re
import unittest

from harness import KEY, QUESTION, CliTest, ask, draw, plain, world, write


class DryRun(CliTest):
    def test_request_line_headers_and_body(self):
        for api, path in (("openai", "/chat/completions"),
                          ("dashscope", "/services/aigc/multimodal-generation/generation")):
            with self.subTest(api=api):
                run = self.ok(ask("--dry-run", "--temperature", "0.5", api=api,
                                  env={"ASKCAM_API_KEY": KEY}))
                self.assertEqual(run.records, [])
                first = run.text.split("\n")[0].rstrip("\r")
                self.assertTrue(first.startswith("POST /"), run.reported())
                self.assertTrue(first.endswith(path + " HTTP/1.1"), run.reported())
                self.assertRegex(run.text.lower(), r"\nhost: 127\.0\.0\.1:%d\r?\n" % world().port())
                self.assertRegex(run.text.lower(), r"\nauthorization: bearer .*\*")
                self.assertNotIn(KEY, run.text)
                self.assertIn(QUESTION, run.text)
                self.assertIn("0.5", run.text)
                self.assertIn("data:image/jpeg;base64,", run.text)

    def test_image_bytes_are_shortened(self):
        path = write("noise.jpg", draw.jpeg(draw.noise(640, 480), 90))
        run = self.ok(ask("--dry-run", source=[path, path]))
        self.assertLess(len(run.out), 4000)
        self.assertIsNone(re.search(r"[A-Za-z0-9+/]{200}", run.text), "the picture is there")

    def test_nothing_is_sent_whatever_the_server_is_like(self):
        before = world().server.connections
        self.ok(ask("--dry-run", fault="status-500"))
        self.ok(ask("--dry-run", url="http://127.0.0.1:9/v1"))
        self.ok(ask("--dry-run", url="https://no-such-host.invalid/v1",
                    env={"ASKCAM_API_KEY": "sk-x"}))
        self.assertEqual(world().server.connections, before)

    def test_lengths_are_those_of_the_real_request(self):
        dry = self.ok(ask("--dry-run", "--body", "length"))
        length = re.search(r"\ncontent-length: (\d+)", dry.text.lower())
        self.assertIsNotNone(length, dry.reported())
        # the base URL's path differs by its tag only, and that is not in the body
        self.assertEqual(int(length.group(1)), self.ok(ask()).record["body_bytes"])

    def test_bad_input_is_still_found(self):
        self.failed(ask("--dry-run", source="/no/such.jpg"), "source")
        self.failed(ask("--dry-run", "--quality", "0"), "usage")

    def test_regions_pick_the_host(self):
        hosts = {None: "dashscope-intl.aliyuncs.com", "singapore": "dashscope-intl.aliyuncs.com",
                 "virginia": "dashscope-us.aliyuncs.com", "beijing": "dashscope.aliyuncs.com"}
        paths = {"openai": "/compatible-mode/v1/chat/completions",
                 "dashscope": "/api/v1/services/aigc/multimodal-generation/generation"}
        for region, host in hosts.items():
            for api, path in paths.items():
                args = ["ask", "--dry-run", "--api", api, "-s", "pattern:gauge", QUESTION]
                run = plain(*args, *(["--region", region] if region else []),
                            env={"ASKCAM_API_KEY": KEY})
                with self.subTest(region=region, api=api):
                    self.assertEqual(run.code, 0, run.reported())
                    self.assertEqual(run.text.split("\n")[0].rstrip(), "POST %s HTTP/1.1" % path)
                    self.assertRegex(run.text.lower(), r"\nhost: %s\r?\n" % host)

    def test_a_workspace_has_its_host_in_each_region(self):
        rows = {"singapore": "ap-southeast-1", "virginia": "us-east-1", "beijing": "cn-beijing",
                "frankfurt": "eu-central-1", "tokyo": "ap-northeast-1", "hongkong": "cn-hongkong",
                "eu-central-1": "eu-central-1"}
        for region, named in rows.items():
            for api, path in (("openai", "/compatible-mode/v1/chat/completions"),
                              ("dashscope",
                               "/api/v1/services/aigc/multimodal-generation/generation")):
                for args, env in ((["--workspace", "llm-1a", "--region", region], {}),
                                  ([], {"ASKCAM_WORKSPACE": "llm-1a", "ASKCAM_REGION": region})):
                    run = plain("ask", "--dry-run", "--api", api, "-s", "pattern:gauge", *args,
                                QUESTION, env={"ASKCAM_API_KEY": KEY, **env})
                    with self.subTest(region=region, api=api, args=args):
                        self.assertEqual(run.code, 0, run.reported())
                        self.assertEqual(run.text.split("\n")[0].rstrip(),
                                         "POST %s HTTP/1.1" % path)
                        self.assertRegex(run.text.lower(),
                                         r"\nhost: llm-1a\.%s\.maas\.aliyuncs\.com\r?\n" % named)

    def test_a_workspace_is_checked_and_needed(self):
        for args, words in ((["--region", "frankfurt"], "--workspace"),
                            (["--region", "eu-central-1"], "--workspace"),
                            (["--workspace", "a.b"], "--workspace"),
                            (["--workspace", "a/b"], "--workspace"),
                            (["--workspace", "a", "--region", "mars"], "frankfurt")):
            run = plain("ask", "--dry-run", "-s", "pattern:gauge", *args, QUESTION,
                        env={"ASKCAM_API_KEY": KEY})
            with self.subTest(args=args):
                self.failed(run, "usage")
                self.assertIn(words, run.err)

    def test_a_base_url_overrides_the_workspace(self):
        for args in (["--workspace", "llm-1a"], ["--region", "frankfurt"]):
            run = self.ok(ask("--dry-run", *args))
            self.assertRegex(run.text.lower(), r"\nhost: 127\.0\.0\.1:%d\r?\n" % world().port())

    def show(self, api, *options, env=None):
        """The options of the request's body, and what is said on standard error."""
        run = self.ok(ask("--dry-run", *options, api=api, env=env))
        text = run.text.replace("\r", "").split("\n\n", 1)[1]
        body = json.loads(text[text.index("{"):text.rindex("}") + 1])
        return body.get("parameters", {}) if api == "dashscope" else body, run.err

    def test_thinking_effort_goes_to_both_apis(self):
        for api in ("openai", "dashscope"):
            for args, env in ((("--thinking-effort", "low"), None),
                              ((), {"ASKCAM_THINKING_EFFORT": "low"})):
                with self.subTest(api=api, args=args):
                    options, _ = self.show(api, "-m", "qwen3.8-flash", *args, env=env)
                    self.assertEqual(options["reasoning_effort"], "low")
                    self.assertNotIn("thinking_budget", options)
        options, _ = self.show("openai", "-m", "not-in-the-list", "--thinking-effort", "most")
        self.assertEqual(options["reasoning_effort"], "most")

    def test_thinking_effort_is_checked(self):
        for args, words in ((["-m", "qwen3.8-max", "--thinking-effort", "high"],
                             "low, medium or xhigh"),
                            (["-m", "qwen3.8-max", "--thinking-effort", "low",
                              "--thinking-budget", "9"], "--thinking-budget"),
                            (["-m", "qwen3.5-plus", "--thinking-effort", "low"],
                             "use --thinking-budget instead")):
            with self.subTest(args=args):
                run = ask("--dry-run", *args)
                self.failed(run, "usage")
                self.assertIn(words, run.err)

    def test_the_limit_counts_the_thinking_where_the_catalogue_says_so(self):
        for api in ("openai", "dashscope"):
            options, err = self.show(api, "-m", "qwen3.8-flash", "--max-tokens", "50",
                                     "--thinking-budget", "1000")
            self.assertEqual(options["max_completion_tokens"], 1050)
            self.assertNotIn("max_tokens", options)
            self.assertNotIn("--max-tokens", err)
            options, err = self.show(api, "-m", "qwen3.8-flash", "--max-tokens", "50")
            self.assertEqual(options["max_completion_tokens"], 50)
            self.assertIn("--max-tokens includes the thinking", err)
            options, err = self.show(api, "-m", "qwen3.5-plus", "--max-tokens", "50")
            self.assertEqual(options["max_tokens"], 50)
            self.assertNotIn("--max-tokens", err)

    def test_extra_and_system_are_in_the_body(self):
        run = self.ok(ask("--dry-run", "--system", "Be \"brief\"", "--extra", '{"top_k": 3}'))
        self.assertIn(json.dumps("Be \"brief\""), run.text)
        self.assertIn("top_k", run.text)


if __name__ == "__main__":
    unittest.main()
