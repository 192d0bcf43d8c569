# SPDX-License-Identifier: MIT
"""The stand-in itself: strict checks, both APIs' streams, faults, TLS.

Driven by http.client and plain sockets, not by askcam: its judge must be judged by others.
"""
import base64
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, "..", "..", "tools")
sys.path.insert(0, TOOLS)

import draw  # noqa: E402
from standin import faults as fault_list  # noqa: E402
from standin.server import Options, Standin  # noqa: E402

OPENAI = "/compatible-mode/v1/chat/completions"
NATIVE = "/api/v1/services/aigc/multimodal-generation/generation"
GAUGE = draw.jpeg(draw.gauge(73, 320, 240))


def setUpModule():
    global state, server, port
    state = tempfile.TemporaryDirectory()
    server = Standin(Options(state=state.name, replay_dir=state.name))
    port = server.listen()


def tearDownModule():
    server.stop()
    state.cleanup()


def data_url(jpeg=GAUGE, mime="image/jpeg"):
    return "data:%s;base64,%s" % (mime, base64.b64encode(jpeg).decode())


def openai_body(**changes):
    body = {"model": "qwen3.5-plus", "stream": True, "stream_options": {"include_usage": True},
            "messages": [{"role": "user", "content": [
                {"type": "image_url", "image_url": {"url": data_url()}},
                {"type": "text", "text": "What does the gauge read?"}]}]}
    body.update(changes)
    return {k: v for k, v in body.items() if v is not None}


def native_body(parameters=None, **changes):
    body = {"model": "qwen3.5-plus", "input": {"messages": [{"role": "user", "content": [
        {"image": data_url()}, {"text": "What does the gauge read?"}]}]},
        "parameters": {"incremental_output": True} if parameters is None else parameters}
    body.update(changes)
    return body


def post(path, body, headers=None, fault="", at=None, context=None):
    """(status, headers, body) of one request."""
    if fault:
        path = "/fault/%s%s" % (fault, path)
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    if context:
        connection = http.client.HTTPSConnection("localhost", at, timeout=10, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", at or port, timeout=10)
    send = {"Authorization": "Bearer sk-test", "Content-Type": "application/json",
            "User-Agent": "test", "Accept-Encoding": "identity"}
    send.update(headers or {})
    try:
        connection.request("POST", path, body, {k: v for k, v in send.items() if v is not None})
        with connection.getresponse() as reply:
            return reply.status, dict(reply.getheaders()), reply.read()
    finally:
        connection.close()


def native_headers(**more):
    return dict({"X-DashScope-SSE": "enable"}, **more)


def data_lines(body):
    return [line[5:].strip() for line in body.decode().split("\n") if line.startswith("data:")]


def openai_texts(body):
    """(thinking, answer, finish reason, usage, ended with [DONE])."""
    thinking = answer = ""
    finish = usage = None
    lines = data_lines(body)
    for line in lines:
        if line == "[DONE]":
            continue
        chunk = json.loads(line)
        usage = chunk.get("usage") or usage
        for choice in chunk["choices"]:
            delta = choice["delta"]
            thinking += delta.get("reasoning_content") or ""
            answer += delta.get("content") or ""
            finish = choice.get("finish_reason") or finish
    return thinking, answer, finish, usage, lines[-1] == "[DONE]"


def raw(request, wait_s=3):
    """Everything that comes back to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait_s) as sock:
        sock.sendall(request)
        got = b""
        try:
            while True:
                data = sock.recv(65536)
                if not data:
                    return got
                got += data
        except (TimeoutError, ConnectionResetError):
            return got


class Streams(unittest.TestCase):
    def test_openai_stream(self):
        status, headers, body = post(OPENAI, openai_body())
        self.assertEqual(status, 200)
        self.assertEqual(headers["Server"], "askcam-standin (no model)")
        self.assertTrue(headers["Content-Type"].startswith("text/event-stream"))
        thinking, answer, finish, usage, done = openai_texts(body)
        self.assertEqual(answer, "The gauge reads 73.")
        self.assertIn("red needle", thinking)
        self.assertEqual((finish, done), ("stop", True))
        self.assertEqual(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"])
        first = json.loads(data_lines(body)[0])["choices"][0]["delta"]
        self.assertEqual(first, {"content": None, "role": "assistant", "reasoning_content": ""})

    def test_image_tokens_as_the_vendor_counts(self):
        big = draw.jpeg(draw.gauge(1, 1280, 720))
        body = openai_body(messages=[{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": data_url(big)}},
            {"type": "text", "text": "?"}]}])
        usage = openai_texts(post(OPENAI, body)[2])[3]
        self.assertEqual(usage["prompt_tokens_details"]["image_tokens"], 882)

    def test_thinking_off_and_not_the_default(self):
        for changes in ({"enable_thinking": False}, {"model": "qwen3-vl-plus"}):
            thinking, answer, _, _, _ = openai_texts(post(OPENAI, openai_body(**changes))[2])
            self.assertEqual((thinking, answer), ("", "The gauge reads 73."))

    def test_native_stream(self):
        status, _, body = post(NATIVE, native_body(), native_headers())
        self.assertEqual(status, 200)
        events = body.decode().split("\n\n")
        self.assertTrue(events[0].startswith("id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"))
        thinking = answer = ""
        for line in data_lines(body):
            choice = json.loads(line)["output"]["choices"][0]
            thinking += choice["message"].get("reasoning_content", "")
            answer += "".join(part["text"] for part in choice["message"]["content"])
        self.assertEqual(answer, "The gauge reads 73.")
        self.assertIn("needle", thinking)
        self.assertEqual(choice["finish_reason"], "stop")
        self.assertNotIn("[DONE]", body.decode())

    def test_without_stream(self):
        _, _, body = post(OPENAI, openai_body(stream=None, stream_options=None))
        message = json.loads(body)["choices"][0]["message"]
        self.assertEqual(message["content"], "The gauge reads 73.")
        _, _, body = post(NATIVE, native_body())
        message = json.loads(body)["output"]["choices"][0]["message"]
        self.assertEqual(message["content"], [{"text": "The gauge reads 73."}])

    def test_json_mode(self):
        body = openai_body(enable_thinking=False, response_format={"type": "json_object"})
        body["messages"][0]["content"][1]["text"] = "As JSON, please."
        answer = openai_texts(post(OPENAI, body)[2])[1]
        self.assertEqual(json.loads(answer)["reading"], 73)
        schema = {"type": "object", "properties": {"value": {"type": "integer"}}}
        body["response_format"] = {"type": "json_schema", "json_schema": {"schema": schema}}
        self.assertEqual(json.loads(openai_texts(post(OPENAI, body)[2])[1]), {"value": 73})

    def test_frames_of_a_video_are_read_one_by_one(self):
        frames = [data_url(draw.jpeg(draw.gauge(v, 200, 200))) for v in (0, 25, 50, 100)]
        body = openai_body(messages=[{"role": "user", "content": [
            {"type": "video", "video": frames, "fps": 2}, {"type": "text", "text": "?"}]}])
        answer = openai_texts(post(OPENAI, body)[2])[1]
        self.assertEqual([line.split()[-1] for line in answer.split("\n")],
                         ["0.", "25.", "50.", "100."])
        body["messages"][0]["content"][0]["video"] = frames[:3]
        self.assertEqual(post(OPENAI, body)[0], 400)

    def test_models_are_listed(self):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/compatible-mode/v1/models",
                           headers={"Authorization": "Bearer sk", "User-Agent": "t"})
        rows = json.loads(connection.getresponse().read())["data"]
        connection.close()
        self.assertIn("qvq-max", [row["id"] for row in rows])

    def test_several_requests_on_one_connection(self):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for count in range(3):
            connection.request("POST", OPENAI, json.dumps(openai_body()), {
                "Authorization": "Bearer k", "Content-Type": "application/json"})
            self.assertEqual(connection.getresponse().read()[-14:], b"data: [DONE]\n\n")
            self.assertEqual(server.records[-1]["request"], count + 1)
        connection.close()


class Strictness(unittest.TestCase):
    def refused(self, path, body, status=400, says="", headers=None):
        got, _, reply = post(path, body, headers)
        self.assertEqual(got, status, reply)
        self.assertIn(says, reply.decode())

    def test_bodies_that_are_refused(self):
        good = json.dumps(openai_body())
        picture = {"type": "image_url", "image_url": {"url": data_url()}}
        text = {"type": "text", "text": "?"}

        def content(*parts):
            return openai_body(messages=[{"role": "user", "content": list(parts)}])

        def url(value):
            return content({"type": "image_url", "image_url": {"url": value}}, text)

        cases = (
            (b"{", "not JSON"), (b"[1]", "not a JSON object"), (b"\xff{}", "not UTF-8"),
            (good.replace('"stream": true', '"stream": true, "stream": true').encode(), "twice"),
            (good.replace("What", "\\ud800").encode(), "surrogate"),
            (b"{\"a\": NaN}", "NaN"), (b"[" * 100000, ""),
            (openai_body(stream_options=None), "include_usage"),
            (openai_body(stream=None), "stream_options without stream"),
            (openai_body(temperature=2), "temperature"), (openai_body(seed=1.5), "seed"),
            (openai_body(model=""), "no model"), (openai_body(messages=[]), "no messages"),
            (content(text, picture), "after the text"), (content(picture), "no text"),
            (content(dict(text, extra=1), picture), "unknown member"),
            (url("data:image/png;base64," + data_url().split(",")[1]), "the bytes are image/jpeg"),
            (url(data_url()[:-4]), ""), (url(data_url() + "\n"), "malformed"),
            (url(data_url()[:-3] + "%%%"), "malformed"),
            (url(data_url(GAUGE[:len(GAUGE) // 2])), "cannot be decoded"),
            (url(data_url(b"no picture")), "cannot be decoded"),
            (url(data_url(draw.jpeg(draw.gauge(5).resize((8, 8))))), "do not meet"),
            (url("file:///etc/passwd"), "neither"),
            (openai_body(model="qvq-max", stream=None, stream_options=None), "stream mode"),
            (openai_body(model="qwen3-vl-8b-thinking", enable_thinking=False), "restricted to"),
            (openai_body(response_format={"type": "json_object"}), "not supported when"),
        )
        for body, says in cases:
            with self.subTest(says=says, body=str(body)[:60]):
                self.refused(OPENAI, body, says=says)

    def test_base64_that_is_not_canonical(self):
        for length in (len(GAUGE), len(GAUGE) + 1, len(GAUGE) + 2):
            jpeg = GAUGE + b"\0" * (length - len(GAUGE))
            text = data_url(jpeg)
            if text.endswith("="):
                last = text.rstrip("=")[-1]
                alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                other = alphabet[alphabet.index(last) + 1]
                bad = text.rstrip("=")[:-1] + other + "=" * text.count("=", -2)
                body = openai_body(messages=[{"role": "user", "content": [
                    {"type": "image_url", "image_url": {"url": bad}},
                    {"type": "text", "text": "?"}]}])
                self.refused(OPENAI, body, says="canonical")

    def test_other_statuses(self):
        self.refused(OPENAI, openai_body(), 401, headers={"Authorization": None})
        self.refused(OPENAI, openai_body(), 401, headers={"Authorization": "Basic x"})
        self.refused(OPENAI, openai_body(), 401, headers={"Authorization": "Bearer a b"})
        self.refused(OPENAI, openai_body(), 415, headers={"Content-Type": "text/plain"})
        self.refused("/other", openai_body(), 404)
        self.refused(OPENAI, openai_body(model="gpt-9"), 404, "model_not_found")
        self.refused(OPENAI, b"{" + b" " * 6291456 + b"}", 400, "max bytes to request body")

    def test_native_refusals(self):
        self.refused(NATIVE, native_body(parameters={}), 400, "incremental_output",
                     native_headers())
        self.refused(NATIVE, native_body(model="qvq-max"), 400, "http call")
        self.refused(NATIVE, native_body(stream=True), 400, "unknown member", native_headers())

    def test_malformed_http_is_refused(self):
        good = "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n" % OPENAI
        for request in (
                good.replace("\r\n", "\n") + "Content-Length: 2\n\n{}",
                good + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                good + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                good + "Content-Length: +2\r\n\r\n{}",
                good + "Content-Length : 2\r\n\r\n{}",
                good + "Transfer-Encoding: gzip\r\n\r\n",
                good + "Transfer-Encoding: chunked\r\n\r\n2;x\r\n{}\r\n0\r\n\r\n",
                good + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
                good.replace("Host: x\r\n", "") + "\r\n",
                good.replace("POST ", "POST http://x") + "\r\n",
                good.replace("HTTP/1.1", "HTTP/1.0") + "\r\n",
                "GET\r\n\r\n"):
            with self.subTest(request=request):
                self.assertTrue(raw(request.encode()).startswith(b"HTTP/1.1 400 "))

    def test_chunked_bodies_are_taken(self):
        body = json.dumps(openai_body()).encode()
        request = ("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nConnection: close\r\n"
                   "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                   % OPENAI).encode()
        for at in range(0, len(body), 1000):
            piece = body[at:at + 1000]
            request += b"%x\r\n%s\r\n" % (len(piece), piece)
        self.assertIn(b"[DONE]", raw(request + b"0\r\n\r\n"))
        self.assertEqual(server.records[-1]["framing"], "chunked")

    def test_the_log_masks_the_key_and_tells_the_picture(self):
        exif = draw.Image.Exif()
        exif[0x010F] = "maker"
        jpeg = draw.jpeg(draw.gauge(5, 320, 240), exif=exif, comment=b"hello")
        post(OPENAI, openai_body(surprise=1, messages=[{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": data_url(jpeg)}},
            {"type": "text", "text": "?"}]}]), {"Authorization": "Bearer sk-secret"})
        record = server.records[-1]
        self.assertNotIn("sk-secret", json.dumps(record))
        self.assertIn("sha256:", dict(record["headers"])["authorization"])
        self.assertEqual(sorted(record["pictures"][0]["metadata"]), ["comment", "exif"])
        self.assertEqual(record["unknown"], ["surprise"])


class Faults(unittest.TestCase):
    def test_errors_in_every_shape(self):
        for shape, kind in (("json", dict), ("string", dict), ("vllm", dict), ("wrapped", dict),
                            ("nested", dict), ("sse", None), ("html", None), ("empty", None)):
            status, headers, body = post(OPENAI, openai_body(), fault="status-429,code-Throttling,"
                                         "retry-after-7,date-then,body-" + shape)
            self.assertEqual((status, headers["Retry-After"], headers["Date"]), (429, "7", "then"))
            if kind:
                self.assertIsInstance(json.loads(body), kind)

    def test_shapes_of_errors_inside_a_stream(self):
        for shape in ("native", "compat", "wrapped", "openrouter", "line", "data", "string",
                      "vllm", "comment"):
            status, _, body = post(OPENAI, openai_body(),
                                   fault="error-after-2,code-Boom,shape-" + shape)
            self.assertEqual(status, 200)
            self.assertNotIn(b"[DONE]", body)
            self.assertEqual(body.count(b"reasoning_content"), 3)

    def test_cuts_and_broken_frames_fail_a_strict_client(self):
        for fault in ("cut-head-0", "cut-bytes-0", "cut-bytes-100", "cut-events-3",
                      "cut-events-3,rst", "chunks-bad-size", "chunks-no-crlf", "chunks-no-last",
                      "chunks-huge-size", "length-short-9", "not-http"):
            with self.subTest(fault=fault), \
                    self.assertRaises((http.client.HTTPException, OSError, ValueError,
                                       OverflowError)):
                post(OPENAI, openai_body(), fault=fault)
        cut = raw(b"GET /fault/cut-head-20/models HTTP/1.1\r\nHost: x\r\n"
                  b"Authorization: Bearer k\r\n\r\n")
        self.assertEqual(cut, b"HTTP/1.1 200 OK\r\nSer")

    def test_frames_that_are_right_are_read(self):
        want = post(OPENAI, openai_body(), fault="request-id-r")[2]
        for fault in ("chunks-extensions", "chunks-trailers", "chunk-7", "length", "pieces-5",
                      "close-delimited", "continue", "interim-3", "headers-20"):
            with self.subTest(fault=fault):
                self.assertEqual(post(OPENAI, openai_body(), fault="request-id-r," + fault)[2],
                                 want)

    def test_a_stall_lasts_until_the_client_goes(self):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            body = json.dumps(openai_body()).encode()
            sock.sendall(("POST /fault/stall-events-2%s HTTP/1.1\r\nHost: x\r\nAuthorization: "
                          "Bearer k\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                          % (OPENAI, len(body))).encode() + body)
            time.sleep(0.3)
            record = server.records[-1]
            self.assertEqual(record["outcome"], "open")
        server.wait_for(lambda _: record.get("ended"))
        self.assertEqual((record["outcome"], record["events"]), ("client gone", 2))

    def test_early_reply_comes_before_the_body(self):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(("POST /fault/early-413,early-after-100%s HTTP/1.1\r\nHost: x\r\n"
                          "Content-Length: 1000\r\n\r\n" % OPENAI).encode() + b"x" * 100)
            self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 413 "))

    def test_first_requests_fail_then_they_do_not(self):
        got = [post(OPENAI, openai_body(), fault="fail-first-2-a,status-503")[0] for _ in range(4)]
        self.assertEqual(got, [503, 503, 200, 200])
        self.assertEqual(post(OPENAI, openai_body(), fault="fail-first-1-b,status-500")[0], 500)

    def test_texts_as_they_were_asked_for(self):
        def texts(fault):
            return openai_texts(post(OPENAI, openai_body(), fault=fault)[2])

        self.assertEqual(texts("answer-a%2Cb%2Fc")[1], "a,b/c")
        self.assertEqual(texts("events-300")[1], "".join("%07d " % i for i in range(300)))
        self.assertEqual(texts("huge-event-5000")[1], "x" * 5000)
        self.assertEqual(texts("ascii,answer-%C3%A9%F0%9F%98%80")[1], "é😀")
        self.assertEqual(texts("finish-null")[2], None)
        self.assertEqual(texts("length-in-thinking")[1:3], ("", "length"))
        self.assertEqual(texts("finish-only-done")[2:], (None, None, True))
        self.assertEqual(texts("finish-only-usage")[4], False)
        self.assertEqual(texts("no-thinking")[0], "")
        self.assertIn(b"\xff\xc3(", post(OPENAI, openai_body(), fault="bad-utf8")[2])
        self.assertIn(b"\r\n\r\n", post(OPENAI, openai_body(), fault="crlf")[2])
        self.assertNotIn(b"\n", post(OPENAI, openai_body(), fault="cr")[2])
        self.assertTrue(post(OPENAI, openai_body(), fault="bom")[2].startswith(b"\xef\xbb\xbfdata"))

    def test_replay_sends_a_file(self):
        with open(os.path.join(state.name, "some.sse"), "wb") as out:
            out.write(b"data: {\"choices\":[]}\n\ndata: [DONE]\n\n")
        self.assertEqual(post(OPENAI, openai_body(), fault="replay-some.sse")[2],
                         b"data: {\"choices\":[]}\n\ndata: [DONE]\n\n")
        self.assertEqual(post(OPENAI, openai_body(), fault="replay-none.sse")[0], 400)

    def test_unknown_faults_are_said(self):
        self.assertEqual(post(OPENAI, openai_body(), fault="no-such-thing")[0], 400)
        with self.assertRaises(fault_list.BadFault):
            fault_list.parse("status-many")

    def test_echo_of_the_key(self):
        _, headers, body = post(OPENAI, openai_body(), {"Authorization": "Bearer sk-echo"},
                                fault="status-401,echo-key")
        self.assertIn(b"sk-echo", body)
        self.assertIn("sk-echo", headers["X-Your-Key"])


class Tls(unittest.TestCase):
    def get(self, variant, tls_fault=None, host_check=True):
        at = server.listen(tls=variant, tls_fault=tls_fault)
        context = ssl.create_default_context(cafile=server.ca_file())
        context.verify_flags |= ssl.VERIFY_X509_STRICT  # newer Pythons' default
        return post(OPENAI, openai_body(), at=at, context=context)

    def test_good_certificates_are_trusted(self):
        for variant in ("good", "name-only"):
            self.assertEqual(self.get(variant)[0], 200)
        self.assertTrue(server.records[-1]["tls"].startswith("TLSv1."))

    def test_bad_certificates_are_not(self):
        for variant, says in (("wrong-host", "mismatch"), ("expired", "expired"),
                              ("not-yet-valid", "not yet valid"), ("self-signed", "self"),
                              ("other-ca", "issuer"), ("ip-only", "mismatch")):
            with self.subTest(variant=variant), \
                    self.assertRaises(ssl.SSLCertVerificationError) as caught:
                self.get(variant)
            self.assertIn(says, str(caught.exception))

    def test_spoilt_handshakes(self):
        for fault in ("close", "tls1.1", "plain"):
            with self.subTest(fault=fault), self.assertRaises((ssl.SSLError, OSError)):
                self.get("good", fault)


class Program(unittest.TestCase):
    def test_one_line_tells_where_it_listens(self):
        log = os.path.join(state.name, "log")
        save = os.path.join(state.name, "saved")
        program = subprocess.Popen(
            [sys.executable, os.path.join(TOOLS, "standin", "standin"), "--port", "0", "--tls",
             "--state", state.name, "--log", log, "--save", save, "--key", "sk-only"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            ready = json.loads(program.stdout.readline())
            context = ssl.create_default_context(cafile=ready["ca_file"])
            for key, status in (("sk-only", 200), ("sk-other", 401)):
                got = post(OPENAI, openai_body(), {"Authorization": "Bearer " + key},
                           at=ready["port"], context=context)
                self.assertEqual(got[0], status)
            with open(log) as lines:
                first = json.loads(lines.readline())
            self.assertEqual(first["outcome"], "complete")
            with open(first["pictures"][0]["file"], "rb") as saved:
                self.assertEqual(saved.read(), GAUGE)
        finally:
            program.terminate()
            program.communicate(timeout=5)


if __name__ == "__main__":
    unittest.main()
