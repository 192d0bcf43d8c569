# SPDX-License-Identifier: MIT
"""One connection, and each request on it with its reply and its record."""
import hashlib
import json
import os
import socket
import sys
import time
import uuid

from . import checks, dashscope_api, errors, faults as fault_list, models, openai_api, wire
from .errors import Refused
from .jpeg import Picture, pixels_sha256
from .outlet import Cut, Gone, Outlet, gzipped, reset, restyle
from .script import Script

NAME = "askcam-standin (no model)"
OPENAI_PATH = "/chat/completions"
MODELS_PATH = "/models"
DASHSCOPE_PATH = "/services/aigc/multimodal-generation/generation"
HARD_BODY_BYTES = 256 * 1024 * 1024


class Connection:
    """One connection: requests until it is closed."""

    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.reader = wire.Reader(sock)
        self.requests = 0

    def run(self):
        try:
            while not self.server.stopping.is_set() and self._one():
                pass
            self._close_politely()
        except Cut as cut:
            if cut.reset:
                reset(self.sock)
        except (Gone, wire.Closed, wire.Broken, OSError):
            pass

    def _close_politely(self):
        if hasattr(self.sock, "unwrap"):
            try:
                self.sock.settimeout(1)
                self.sock.unwrap()
            except (OSError, ValueError):
                pass

    def _one(self):
        """One request and its reply; False when the connection is over."""
        self.requests += 1
        exchange = Exchange(self)
        try:
            return exchange.run()
        finally:
            exchange.end()


class Exchange:
    """One request and its reply."""

    def __init__(self, connection):
        self.connection = connection
        self.server = connection.server
        self.sock = connection.sock
        self.reader = connection.reader
        self.head = None
        self.faults = fault_list.Faults()
        self.request_id = str(uuid.uuid4())
        self.outlet = None
        self.record = None
        self.body = b""

    def run(self):
        try:
            self._read_head()
        except Refused as error:
            self._begin_record("(malformed head)", "", [])
            self.record["problems"].append(str(error))
            self._reply_error(error)
            return False
        if "reset-on-reuse" in self.faults and self.connection.requests > 1:
            raise Cut(reset=True)
        if "not-http" in self.faults:
            self._read_body()
            self.sock.sendall(b"\x00\x01ESP/9 banner of something else\n" * 40)
            return False
        if "early" in self.faults:
            return self._early()
        try:
            self._read_body()
            self._reply()
        except Refused as error:
            self.record["problems"].append(str(error))
            self._reply_error(error)
        return self.outlet.keeps_open and (self.head.get("connection") or "").lower() != "close"

    # the request

    def _read_head(self):
        self.head = wire.read_head(self.reader)
        items, path = fault_list.split_path(self.head.target)
        self._begin_record(self.head.method, self.head.target, self.head.fields)
        self.path = path
        self.record["path"] = path
        self.record["framing"] = self.head.framing()
        self.record["problems"] += self.head.problems
        try:
            chosen = ",".join(x for x in (items, self.server.options.fault) if x)
            self.faults = self._after_first_failures(fault_list.parse(chosen))
        except fault_list.BadFault as error:
            raise Refused(400, "stand-in: %s" % error) from None
        self.record["faults"] = self.faults.names()
        self.record["tag"] = self.faults.get("tag")
        if "slow-read" in self.faults:
            size, _, pause = self.faults.get("slow-read").partition("-")
            self.reader.pace = (int(size), int(pause or 0) / 1000)
        self.request_id = self.faults.get("request-id", self.request_id)
        if (self.head.get("expect") or "").lower() == "100-continue":
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _after_first_failures(self, faults):
        """With fail-first, the other faults hold for the first K requests only."""
        wanted = faults.get("fail-first")
        if wanted is None:
            return faults
        count, _, token = wanted.partition("-")
        with self.server.changed:
            seen = self.server.fail_counts.get(token, 0)
            self.server.fail_counts[token] = seen + 1
        rest = faults.without("fail-first")
        return rest if seen < int(count) else rest.only("tag", "request-id")

    def _begin_record(self, method, target, fields):
        sock = self.sock
        self.record = {
            "connection": self.connection.number, "request": self.connection.requests,
            "method": method, "target": target, "tls": getattr(sock, "version", lambda: None)(),
            "headers": [[n, _masked(v) if n == "authorization" else v] for n, v in fields],
            "problems": [], "outcome": "open", "body_bytes": 0, "pictures": [],
            "videos": [], "events": 0, "tag": None,
            "request_id": self.request_id, "began": time.time(), "head_at": time.monotonic(),
        }
        self.server.note(self.record)

    def _read_body(self):
        kept, total = [], 0
        try:
            for piece in wire.read_body(self.reader, self.head):
                total += len(piece)
                self.record["body_bytes"] = total
                if total <= HARD_BODY_BYTES:
                    kept.append(piece)
        except wire.Broken as error:
            self.record["outcome"] = "request broke off"
            self.record["problems"].append(str(error))
            raise
        self.body = b"".join(kept)
        self.record["body_at"] = time.monotonic()
        self.server.note()

    def _early(self):
        """The reply comes while the body is still under way."""
        wanted, then, total = self.faults.get("early-after", 0), self.faults.get("then"), 0
        body = wire.read_body(self.reader, self.head)
        while total < wanted:
            piece = next(body, None)
            if piece is None:
                break
            total += len(piece)
            self.record["body_bytes"] = total
        error = errors.of_status(self.faults.get("early"), self.faults.get("code"),
                                 self.faults.get("message"))
        self._reply_error(error)
        if then == "rst":
            raise Cut(reset=True)
        if then == "close":
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.settimeout(2)
        if then == "hold":
            self.outlet.stall()
        for piece in body:
            self.record["body_bytes"] += len(piece)
        return then is None or then == "drain"

    # the reply

    def _reply(self):
        f = self.faults
        if "delay" in f:
            self.server.stopping.wait(f.get("delay") / 1000)
        if "replay" in f:
            self._replay(f.get("replay"))
            return
        if "redirect" in f:
            self._send_whole(f.get("redirect"), "text/plain", b"elsewhere\n",
                             [("Location", f.get("location", self.path))])
            return
        if "status" in f and "error-after" not in f:
            raise errors.of_status(f.get("status"), f.get("code"), f.get("message"))
        if self.head.method == "GET" and self.path.endswith(MODELS_PATH):
            self._check_key()
            self._send_whole(200, "application/json", _model_list())
            return
        self._answer(self._understand())

    def _understand(self):
        """The checked request."""
        api = "openai" if self.path.endswith(OPENAI_PATH) else \
            "dashscope" if self.path.endswith(DASHSCOPE_PATH) else None
        if api is None:
            raise Refused(404, "stand-in: no such path: %s" % self.path)
        self.record["api"] = api
        if self.head.method != "POST":
            raise Refused(405, "stand-in: method %s" % self.head.method)
        self._check_key()
        if self.head.framing() == "none":
            raise Refused(411, "stand-in: no body")
        self._check_head()
        if len(self.body) > self.server.options.max_body or \
                self.record["body_bytes"] > HARD_BODY_BYTES:
            raise Refused(400, "Exceeded limit on max bytes to request body : %d"
                          % self.server.options.max_body, "BadRequest.TooLarge")
        any_model = "any-model" in self.faults
        if api == "openai":
            ask = checks.read_openai(self.body, any_model)
        else:
            ask = checks.read_dashscope(self.body, self._native_stream(), any_model)
        self._record_ask(ask)
        return ask

    def _native_stream(self):
        wanted = self.head.get("x-dashscope-sse")
        if wanted not in (None, "enable", "disable"):
            raise Refused(400, "stand-in: X-DashScope-SSE %r" % wanted)
        return wanted == "enable"

    def _check_head(self):
        kind = (self.head.get("content-type") or "").lower().replace(" ", "")
        if kind not in ("application/json", "application/json;charset=utf-8"):
            raise Refused(415, "stand-in: Content-Type %r" % kind)

    def _check_key(self):
        options, sent = self.server.options, self.head.get("authorization")
        if sent is None:
            if options.no_key and "require-key" not in self.faults:
                return
            raise Refused(401, "You didn't provide an API key.", "invalid_api_key",
                          "InvalidApiKey")
        good = sent.startswith("Bearer ") and len(sent) > 7 and " " not in sent[7:]
        if not good or "wrong-key" in self.faults or options.key not in (None, sent[7:]):
            raise Refused(401, "Incorrect API key provided. %s" % (
                sent if "echo-key" in self.faults else ""), "invalid_api_key", "InvalidApiKey")

    def _record_ask(self, ask):
        """What was understood goes into the record."""
        self.record.update(
            model=ask.model_name, stream=ask.stream, thinks=ask.thinks, system=ask.system,
            turns=_turns(self.body), question=ask.question, parameters=ask.parameters, unknown=ask.unknown, fps=ask.fps,
            pictures=[self._picture_facts(p) for p in ask.pictures],
            videos=[[self._picture_facts(p) for p in v] if isinstance(v, list) else v for v in ask.videos])
        self.server.note()

    def _picture_facts(self, item):
        if not isinstance(item, Picture):
            return {"url": item}
        facts = item.facts()
        if self.server.options.save:
            name = "%s-%s.jpg" % (time.strftime("%Y%m%d-%H%M%S"), facts["sha256"][:12])
            facts["file"] = os.path.join(self.server.options.save, name)
            with open(facts["file"], "wb") as out:
                out.write(item.data)
        facts["pixels_sha256"] = pixels_sha256(item.data)
        return facts

    def _answer(self, ask):
        script = Script(ask, self.faults)
        api = openai_api if ask.api == "openai" else dashscope_api
        if not ask.stream or "no-stream" in self.faults:
            text = api.whole(ask, script, self.faults, self.request_id)
            self._send_whole(200, "application/json", restyle(text, self.faults),
                             [("x-dashscope-finished", "true")])
            return
        self._stream(api.Stream(ask, script, self.faults, self.request_id))

    def _stream(self, events):
        f = self.faults
        pieces = self._styled(events)
        if "length" in f or "length-short" in f or "gzip" in f:
            data = b"".join(pieces)
            self._send_whole(200, self._stream_type(), data)
            return
        outlet = self._start_reply(200, self._stream_type(), [], None)
        for piece in pieces:
            outlet.event(piece)
            if self.server.options.pace_ms:
                self.server.stopping.wait(self.server.options.pace_ms / 1000)
        outlet.finish()
        self.record["outcome"] = "complete"

    def _stream_type(self):
        upper = self.record.get("api") == "dashscope"
        return "text/event-stream;charset=" + ("UTF-8" if upper else "utf-8")

    def _styled(self, events):
        """The events as bytes, with the faults of the stream's text."""
        f, number = self.faults, 0
        if "bom" in f:
            yield b"\xef\xbb\xbf"
        held = None
        for text in events:
            if "comments" in f:
                yield restyle(": OPENROUTER PROCESSING\n\n", f)
            if held is not None:
                yield held
            if number == f.get("not-json"):
                text = "data: {\"choices\":[{]}\n\n"
            number += 1
            held = restyle(text, f)
        if held is not None:
            yield held.rstrip(b"\r\n") if "no-blank-end" in f else held

    def _replay(self, name):
        path = os.path.join(self.server.options.replay_dir or "", os.path.basename(name))
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            raise Refused(400, "stand-in: nothing to replay at %s" % name) from None
        self.record["api"] = "dashscope" if self.path.endswith(DASHSCOPE_PATH) else "openai"
        outlet = self._start_reply(200, self._stream_type(), [], None)
        for event in data.replace(b"\r\n", b"\n").split(b"\n\n") if b"\n\n" in data else [data]:
            if event:
                outlet.event(event + b"\n\n")
        outlet.finish()
        self.record["outcome"] = "complete"

    def _reply_error(self, error):
        api = self.record.get("api") or (
            "dashscope" if getattr(self, "path", "").endswith(DASHSCOPE_PATH) else "openai")
        fields = []
        if "echo-key" in self.faults:
            sent = self.head.get("authorization") or ""
            error.message += " (you sent %s)" % sent
            fields.append(("X-Your-Key", sent))
        if "retry-after" in self.faults:
            fields.append(("Retry-After", self.faults.get("retry-after")))
        kind, data = errors.body(api, self.faults.get("body"), error, self.request_id)
        self._send_whole(error.status, kind, data, fields)

    def _start_reply(self, status, kind, fields, length):
        self.outlet = Outlet(self.sock, self.faults, self.server.stopping, self.record)
        if self.head is None or self.record["problems"] and "(malformed" in self.record["method"]:
            self.outlet.keeps_open = False
            fields = fields + [("Connection", "close")]
        self.record["status"] = status
        self.record["reply_at"] = time.monotonic()
        self.server.note()
        common = [("Server", NAME), ("vary", "Origin"), ("x-request-id", self.request_id),
                  ("Content-Type", self.faults.get("type", kind)),
                  ("x-dashscope-call-gateway", "true")]
        if "date" in self.faults:
            common.append(("Date", self.faults.get("date")))
        if "gzip" in self.faults:
            common.append(("Content-Encoding", "gzip"))
        self.outlet.interim()
        self.outlet.head(status, common + fields, length)
        return self.outlet

    def _send_whole(self, status, kind, data, fields=()):
        if "gzip" in self.faults:
            data = gzipped(data)
        outlet = self._start_reply(status, kind, list(fields), len(data))
        outlet.body(data)
        outlet.finish()
        self.record["outcome"] = "complete"

    def end(self):
        if self.record is None:
            return
        record = self.record
        error = sys.exc_info()[1]
        if error is not None:
            record["outcome"] = {Cut: "cut", Gone: "client gone"}.get(
                type(error), record["outcome"] if record["outcome"] != "open" else str(error))
        if self.outlet is not None:
            record["reply_bytes"] = self.outlet.body_bytes
        record["end_at"] = time.monotonic()
        record["ended"] = True
        self.server.note()
        self.server.write_log(record)


def _masked(value):
    """The key as a hash, so a test can check which key was sent and the log never holds it."""
    scheme, _, key = value.partition(" ")
    return "%s sha256:%s" % (scheme, hashlib.sha256(key.encode("latin-1")).hexdigest())


def _turns(body):
    """Role and text of every message of a request that was found good; a picture is None."""
    top = json.loads(body)
    texts = []
    for message in top.get("messages") or top["input"]["messages"]:
        content = message["content"]
        parts = [{"text": content}] if isinstance(content, str) else content
        texts += [[message["role"], part.get("text")] for part in parts]
    return texts


def _model_list():
    rows = [{"id": name, "object": "model", "created": openai_api.CREATED, "owned_by": "stand-in"}
            for name in models.names()]
    return errors.compact({"object": "list", "data": rows}).encode()
