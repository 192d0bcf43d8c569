# SPDX-License-Identifier: MIT
"""Every curl sample of the vendor's page on visual reasoning, member for member, by --dry-run.

The samples differ in model, API and thinking; the picture is always by URL.
"""
import json

from harness import CliTest, plain

PICTURE = "https://img.alicdn.com/imgextra/i1/O1CN01gDEY8M1W114Hi3XcN_!!6000000002727-0-tps-1024-406.jpg"
QUESTION = "Solve this problem"
HOSTS = {"singapore": "dashscope-intl.aliyuncs.com", "virginia": "dashscope-us.aliyuncs.com",
         "beijing": "dashscope.aliyuncs.com"}


def openai(model, **more):
    return dict({"model": model, "messages": [{"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": PICTURE}},
        {"type": "text", "text": QUESTION}]}],
        "stream": True, "stream_options": {"include_usage": True}}, **more)


def dashscope(model, **parameters):
    return {"model": model, "input": {"messages": [{"role": "user", "content": [
        {"image": PICTURE}, {"text": QUESTION}]}]}, "parameters": parameters}


# name, API, options, body
SAMPLES = (
    ("qvq, OpenAI-compatible", "openai", ["-m", "qvq-max"], openai("qvq-max")),
    ("thinking on, OpenAI-compatible", "openai", ["-m", "qwen3.5-plus", "--thinking", "on"],
     openai("qwen3.5-plus", enable_thinking=True)),
    ("thinking on, DashScope", "dashscope", ["-m", "qwen3.5-plus", "--thinking", "on"],
     dashscope("qwen3.5-plus", enable_thinking=True, incremental_output=True)),
    ("budget, OpenAI-compatible", "openai",
     ["-m", "qwen3.5-plus", "--thinking", "on", "--thinking-budget", "81920"],
     openai("qwen3.5-plus", enable_thinking=True, thinking_budget=81920)),
    ("budget, DashScope", "dashscope",
     ["-m", "qwen3.5-plus", "--thinking", "on", "--thinking-budget", "81920"],
     dashscope("qwen3.5-plus", enable_thinking=True, incremental_output=True,
               thinking_budget=81920)),
)


class Samples(CliTest):
    def show(self, api, region, options):
        run = plain("ask", "--dry-run", "--api", api, "--region", region, "-s", PICTURE, *options,
                    QUESTION, env={"DASHSCOPE_API_KEY": "sk-sample"})
        self.assertEqual(run.code, 0, run.reported())
        head, body = run.text.split("\r\n\r\n", 1)
        lines = head.split("\r\n")
        return lines[0], dict(line.split(": ", 1) for line in lines[1:]), json.loads(body)

    def test_the_body_is_the_samples_member_for_member(self):
        for name, api, options, body in SAMPLES:
            with self.subTest(name):
                self.assertEqual(self.show(api, "singapore", options)[2], body)

    def test_the_address_and_the_headers_are_the_samples(self):
        for region, host in HOSTS.items():
            for name, api, options, _ in SAMPLES:
                with self.subTest(name, region=region):
                    line, headers, _ = self.show(api, region, options)
                    path = ("/compatible-mode/v1/chat/completions" if api == "openai" else
                            "/api/v1/services/aigc/multimodal-generation/generation")
                    self.assertEqual(line, "POST %s HTTP/1.1" % path)
                    self.assertEqual(headers["Host"], host)
                    self.assertEqual(headers["Content-Type"], "application/json")
                    self.assertEqual(headers["Authorization"], "Bearer ***")
                    self.assertEqual(headers.get("X-DashScope-SSE"),
                                     "enable" if api == "dashscope" else None)

    def test_a_workspaces_host(self):
        for region, named in (("singapore", "ap-southeast-1"), ("eu-central-1", "eu-central-1")):
            _, headers, _ = self.show("openai", region, ["--workspace", "llm-1a2b"])
            self.assertEqual(headers["Host"], "llm-1a2b.%s.maas.aliyuncs.com" % named)
