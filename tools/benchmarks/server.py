# SPDX-License-Identifier: MIT
"""A server fast enough to be out of the way: streams of any number of events over TLS.

The stand-in makes every event anew and sends it with a call of its own; half a million of those
would measure the stand-in.  Here the events are made before, and many records go out in one send.
What a client sees is the same: HTTP/1.1, one chunk for each event, one TLS record for each chunk.
The path asks: `/EVENTS-PER_RECORD-PER_SEND/compatible-mode/v1/chat/completions`.
"""
import json
import queue
import re
import socket
import ssl
import threading

from standin import certs, wire
from standin.errors import Refused

import pictures

TARGET = re.compile(r"/(\d+)-(\d+)-(\d+)/compatible-mode/v1/chat/completions\Z")
READ_BYTES = 262144
TEXTS = 1000  # different events; a longer stream repeats them
HEAD = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=UTF-8\r\n"
        b"X-Request-Id: 0b1c2d3e-bench\r\nTransfer-Encoding: chunked\r\n\r\n")
REST = {"object": "chat.completion.chunk", "usage": None, "created": 1767225600,
        "system_fingerprint": None, "model": "qwen3.5-plus",
        "id": "chatcmpl-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"}


def text(number):
    return "%05d " % (number % TEXTS)


def answer(events):
    """What a client must have printed."""
    return "".join(text(i) for i in range(events))


def _event(value):
    return b"data: %s\n\n" % json.dumps(value, separators=(",", ":")).encode()


def _chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def _delta(delta, odd=False, finish=None):
    """Members change their places from event to event, as the service's do."""
    choice = {"delta": delta, "index": 0, "logprobs": None, "finish_reason": finish}
    if odd:
        choice = {"finish_reason": finish, "delta": delta, "index": 0, "logprobs": None}
    return _chunk(_event({"choices": [choice], **REST}))


FIRST = _delta({"content": "", "role": "assistant", "reasoning_content": None})
ANSWERS = [_delta({"content": text(i), "reasoning_content": None}, i % 2 == 1)
           for i in range(TEXTS)]


def _last(events):
    used = {"prompt_tokens": 900, "completion_tokens": events, "total_tokens": 900 + events}
    return [_delta({"content": ""}, finish="stop"),
            _chunk(_event({**REST, "choices": [], "usage": used})),
            _chunk(b"data: [DONE]\n\n"), b"0\r\n\r\n"]


class Tls:
    """One connection; what is written is gathered until flush()."""

    def __init__(self, sock, context):
        self._sock = sock
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)
        self._repeat(self._tls.do_handshake)
        self.flush()
        self.version, self.cipher = self._tls.version(), self._tls.cipher()[0]
        self.resumed = self._tls.session_reused
        self.write = self._tls.write  # never short on a memory BIO; one record each

    def _repeat(self, act, *args):
        while True:
            try:
                return act(*args)
            except ssl.SSLWantReadError:
                self.flush()
                data = self._sock.recv(READ_BYTES)
                if not data:
                    raise wire.Closed() from None
                self._in.write(data)

    def recv(self, size):
        try:
            return self._repeat(self._tls.read, size)
        except (wire.Closed, ssl.SSLZeroReturnError):
            return b""

    def flush(self):
        self._sock.sendall(self._out.read())


class Server:
    """Listens on this machine; `done` gets one dict for each request."""

    def __init__(self, state):
        self.ca_file = certs.ensure(state)
        self.done = queue.Queue()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certs.chain_file(state, "good"))
        # Each client gets the cipher that it names first, as from servers that leave the choice.
        self._context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def base_url(self, events, per_record=1, per_send=1):
        return "https://localhost:%d/%d-%d-%d/compatible-mode/v1" % (
            self.port, events, per_record, per_send)

    def _accept(self, listener):
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        with sock:
            try:
                tls = Tls(sock, self._context)
                reader = wire.Reader(tls)
                while True:
                    self._exchange(tls, reader)
            except (wire.Closed, wire.Broken, OSError):
                pass  # the client has gone
            except Refused as error:
                self.done.put({"problem": str(error)})

    def _exchange(self, tls, reader):
        head = wire.read_head(reader)
        asked = TARGET.match(head.target)
        if not asked:
            raise Refused(404, "bench: no such path: %s" % head.target)
        if head.get("expect"):
            raise Refused(417, "bench: this client waits for 100 Continue, the others do not")
        body = b"".join(wire.read_body(reader, head))
        _stream(tls, *map(int, asked.groups()))
        self.done.put({
            "body_bytes": len(body), "jpeg": pictures.of_body(body), "framing": head.framing(),
            "tls": tls.version, "cipher": tls.cipher, "resumed": tls.resumed})


def _stream(tls, events, per_record, per_send):
    """The reply: per_record events in each TLS record, per_send records in each send."""
    tls.write(HEAD)
    tls.write(FIRST)
    tls.flush()
    if per_record == 1:
        records = ANSWERS
    else:
        records = [b"".join(ANSWERS[i:i + per_record]) for i in range(0, TEXTS, per_record)]
    assert TEXTS % per_record == 0 and events % per_record == 0
    for sent in range(events // per_record):
        tls.write(records[sent % len(records)])
        if sent % per_send == per_send - 1:
            tls.flush()
    for piece in _last(events):
        tls.write(piece)
    tls.flush()
