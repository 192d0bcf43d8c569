# SPDX-License-Identifier: MIT
"""The server: listeners, connections, and what is logged of each request."""
import argparse
import hashlib
import json
import os
import socket
import ssl
import sys
import threading
import time
import uuid

from . import certs, checks, dashscope_api, errors, faults as fault_list, models, openai_api, wire
from .errors import Refused
from .jpeg import Picture, pixels_sha256
from .outlet import Cut, Gone, Outlet, gzipped, reset, restyle
from .script import Script

NAME = "askcam-standin (no model)"
OPENAI_PATH = "/chat/completions"
MODELS_PATH = "/models"
DASHSCOPE_PATH = "/services/aigc/multimodal-generation/generation"
MAX_BODY_BYTES = 6291456          # the service's own bound, to the byte
HARD_BODY_BYTES = 256 * 1024 * 1024
TLS_FAULTS = ("close", "stall", "tls1.1", "plain")


class Options:
    """How a stand-in is set up; every field has its default here."""

    def __init__(self, **values):
        self.state = None           # where certificates are kept
        self.key = None             # only this key is taken
        self.no_key = False         # a request may come without a key
        self.fault = ""             # faults of every request
        self.log = None             # path of the log of JSON lines
        self.save = None            # directory for the JPEGs that came
        self.replay_dir = None
        self.max_body = MAX_BODY_BYTES
        self.pace_ms = 0            # pause between events, to look at
        for name, value in values.items():
            assert hasattr(self, name), name
            setattr(self, name, value)


class Standin:
    """Listeners and the records of what came; one thread per connection."""

    def __init__(self, options):
        self.options = options
        self.records = []           # one dict per request, in the order of their heads
        self.handshakes = []        # one dict per TLS handshake that was tried
        self.connections = 0
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.fail_counts = {}
        self._sockets = set()
        self._log = open(options.log, "a", encoding="utf-8") if options.log else None
        fault_list.parse(options.fault)  # says early what is wrong

    def listen(self, host="127.0.0.1", port=0, tls=None, tls_fault=None, rcvbuf=None):
        """Start one listener and return its port.  tls: a variant's name of certs.py, or None."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if rcvbuf:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        listener.bind((host, port))
        listener.listen(64)
        self._sockets.add(listener)
        context = self._context(tls, tls_fault) if tls and tls_fault not in TLS_FAULTS[:2] else None
        if tls_fault == "plain":
            context = None
        threading.Thread(target=self._accept, args=(listener, context, tls_fault),
                         daemon=True).start()
        return listener.getsockname()[1]

    def _context(self, variant, tls_fault):
        certs.ensure(self.options.state)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certs.chain_file(self.options.state, variant))
        if tls_fault == "tls1.1":
            import warnings
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    def ca_file(self):
        return certs.ensure(self.options.state)

    def stop(self):
        self.stopping.set()
        for sock in list(self._sockets):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
        if self._log:
            self._log.close()

    def wait_for(self, condition, timeout_s=10):
        """Wait until condition(records) holds; returns its value."""
        with self.changed:
            self.changed.wait_for(lambda: condition(self.records), timeout_s)
            return condition(self.records)

    def _accept(self, listener, context, tls_fault):
        while not self.stopping.is_set():
            try:
                sock, peer = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.add(sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock, context, tls_fault, self.connections),
                             daemon=True).start()

    def _serve(self, sock, context, tls_fault, number):
        try:
            if tls_fault in ("close", "stall"):
                self._spoil_handshake(sock, tls_fault)
                return
            if context:
                sock = self._handshake(sock, context)
                if sock is None:
                    return
            Connection(self, sock, number).run()
        finally:
            self._sockets.discard(sock)
            try:
                sock.close()
            except (OSError, AttributeError):
                pass

    def _spoil_handshake(self, sock, tls_fault):
        try:
            sock.recv(16)  # the hello has begun
            self.handshakes.append({"fault": tls_fault})
            if tls_fault == "stall":
                while not self.stopping.is_set() and sock.recv(65536):
                    pass
        except OSError:
            pass

    def _handshake(self, sock, context):
        record = {"ok": False}
        self.handshakes.append(record)
        try:
            sock.settimeout(30)
            wrapped = context.wrap_socket(sock, server_side=True)
            wrapped.settimeout(None)
        except (OSError, ssl.SSLError) as error:
            record["error"] = str(error)
            sock.close()
            return None
        record.update(ok=True, version=wrapped.version(), cipher=wrapped.cipher()[0],
                      reused=wrapped.session_reused)
        self._sockets.discard(sock)
        self._sockets.add(wrapped)
        return wrapped

    def note(self, record=None):
        """A record is new or has changed."""
        with self.changed:
            if record is not None:
                self.records.append(record)
            self.changed.notify_all()

    def write_log(self, record):
        if self._log:
            self._log.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._log.flush()


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
            "problems": [], "outcome": "open", "body_bytes": 0, "pictures": [], "videos": [], "events": 0, "tag": None,
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
        self._tell(ask)
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

    def _tell(self, ask):
        """What was understood goes into the record."""
        self.record.update(
            model=ask.model_name, stream=ask.stream, thinks=ask.thinks, system=ask.system,
            question=ask.question, parameters=ask.parameters, unknown=ask.unknown, fps=ask.fps,
            pictures=[self._told(p) for p in ask.pictures],
            videos=[[self._told(p) for p in v] if isinstance(v, list) else v for v in ask.videos])
        self.server.note()

    def _told(self, item):
        if not isinstance(item, Picture):
            return {"url": item}
        told = item.told()
        if self.server.options.save:
            name = "%s-%s.jpg" % (time.strftime("%Y%m%d-%H%M%S"), told["sha256"][:12])
            told["file"] = os.path.join(self.server.options.save, name)
            with open(told["file"], "wb") as out:
                out.write(item.data)
        told["pixels_sha256"] = pixels_sha256(item.data)
        return told

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
    """The key as a hash, so a test can tell which key was sent and the log never holds it."""
    scheme, _, key = value.partition(" ")
    return "%s sha256:%s" % (scheme, hashlib.sha256(key.encode("latin-1")).hexdigest())


def _model_list():
    rows = [{"id": name, "object": "model", "created": openai_api.CREATED, "owned_by": "stand-in"}
            for name in models.names()]
    return errors.compact({"object": "list", "data": rows}).encode()


def _arguments(argv):
    parser = argparse.ArgumentParser(
        prog="standin", description="A stand-in for the model service. There is no model in it: it "
        "checks requests, measures the drawn gauge, and misbehaves on request.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one (default)")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--tls", action="store_true", help="HTTPS")
    transport.add_argument("--plain", action="store_true", help="HTTP (default)")
    parser.add_argument("--cert", default="good", choices=sorted(certs.VARIANTS))
    parser.add_argument("--tls-fault", choices=TLS_FAULTS)
    parser.add_argument("--rcvbuf", type=int, help="receive buffer of the listener, in bytes")
    parser.add_argument("--state", help="directory for the certificates, made on first use "
                        "(default: askcam/standin under the user's state directory)")
    parser.add_argument("--key", help="the only key that is taken (default: any)")
    parser.add_argument("--no-key", action="store_true", help="requests may come without a key")
    parser.add_argument("--fault", default="", help="comma list of faults for every request")
    parser.add_argument("--list-faults", action="store_true")
    parser.add_argument("--log", help="file for one JSON line per request")
    parser.add_argument("--save", help="directory for the pictures that come")
    parser.add_argument("--replay-dir", help="where the files of the fault replay-FILE are")
    parser.add_argument("--max-body", type=int, default=MAX_BODY_BYTES)
    parser.add_argument("--pace-ms", type=int, default=0, help="pause between events")
    return parser.parse_args(argv)


def _default_state():
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(
        os.path.expanduser("~"), ".local", "state")
    return os.path.join(home, "askcam", "standin")


def main(argv=None):
    args = _arguments(argv)
    if args.list_faults:
        print(fault_list.describe())
        return 0
    state = args.state or _default_state()
    if args.save:
        os.makedirs(args.save, exist_ok=True)
    try:
        server = Standin(Options(
            state=state, key=args.key, no_key=args.no_key, fault=args.fault, log=args.log,
            save=args.save, replay_dir=args.replay_dir, max_body=args.max_body,
            pace_ms=args.pace_ms))
        port = server.listen(args.host, args.port, args.cert if args.tls else None,
                             args.tls_fault, args.rcvbuf)
    except (OSError, fault_list.BadFault, RuntimeError) as error:
        print("standin: %s" % error, file=sys.stderr)
        return 1
    host = "[%s]" % args.host if ":" in args.host else args.host
    ready = {"port": port, "ca_file": server.ca_file() if args.tls else None,
             "base_url": "%s://%s:%d/compatible-mode/v1" % (
                 "https" if args.tls else "http", host, port),
             "dashscope_base_url": "%s://%s:%d/api/v1" % (
                 "https" if args.tls else "http", host, port)}
    print(json.dumps(ready), flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        server.stop()
    return 0
