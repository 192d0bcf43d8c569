# SPDX-License-Identifier: MIT
"""What comes on a kept connection without a request is never the next answer, nor its failure."""
import socket
import ssl
import subprocess
import threading
import time

from harness import ASKCAM, QUESTION, CliTest, environment, together, world
from standin import certs

GOOD = (b'data: {"choices":[{"index":0,"delta":{"content":"right %d"}}]}\n\n'
        b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
        b"data: [DONE]\n\n")
BAD = GOOD.replace(b"right %d", b"WRONG")


def head(status, body, kind=b"text/event-stream"):
    return (b"HTTP/1.1 " + status + b"\r\nContent-Type: " + kind + b"\r\nContent-Length: %d\r\n\r\n" %
            len(body) + body)


def error(status):
    return head(status, b'{"error":{"message":"unasked"}}', b"application/json")


UNASKED = {
    "200": head(b"200 OK", BAD),
    "400": error(b"400 Bad Request"),
    "401": error(b"401 Unauthorized"),
    "408": error(b"408 Request Timeout"),
    "part of a head": b"HTTP/1.1 200 O",
}


class Server:
    """Answers each request, and says something more behind the first reply on each connection."""

    def __init__(self, unasked, tls):
        self.unasked, self.answers, self.connections = unasked, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.context = None
        if tls:
            world().port(tls="good")  # makes the certificates
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certs.chain_file(world().path("certs"), "good"))
        scheme = "https" if tls else "http"
        self.url = "%s://127.0.0.1:%d/v1" % (scheme, self.listener.getsockname()[1])
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        try:
            near = self.context.wrap_socket(near, server_side=True) if self.context else near
            self.connections += 1
            self.take_request(near)
            self.answer(near)
            time.sleep(0.2)
            near.sendall(self.unasked)
            while self.take_request(near):  # a client that went on with it
                self.answer(near)
        except OSError:
            pass
        finally:
            near.close()

    @staticmethod
    def take_request(near):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = near.recv(65536)
            if not piece:
                return False
            data += piece
        top, _, body = data.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in top.split(b"\r\n")
                      if line.lower().startswith(b"content-length"))
        while len(body) < length:
            piece = near.recv(65536)
            if not piece:
                return False
            body += piece
        return True

    def answer(self, near):
        self.answers += 1
        near.sendall(head(b"200 OK", GOOD.replace(b"%d", b"%d" % self.answers)))

    def arguments(self, command):
        argv = [ASKCAM, command, "--base-url", self.url, "-s", "pattern:gauge=7"]
        return argv + (["--ca-file", world().server.ca_file()] if self.context else [])


def watched(unasked, tls):
    server = Server(unasked, tls)
    run = subprocess.run(server.arguments("watch") + ["--every", "3s", "--count", "3", QUESTION],
                         stdin=subprocess.DEVNULL, capture_output=True, env=environment(),
                         timeout=60, check=False)
    server.listener.close()
    return run, server


def talked(unasked, tls):
    server = Server(unasked, tls)
    program = subprocess.Popen(server.arguments("chat"), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    for i in range(3):
        program.stdin.write(b"question %d?\n" % i)
        program.stdin.flush()
        deadline = time.monotonic() + 30
        while server.answers <= i and time.monotonic() < deadline and program.poll() is None:
            time.sleep(0.02)
        time.sleep(2)  # the unasked bytes come meanwhile
    out, err = program.communicate(timeout=60)
    server.listener.close()
    return subprocess.CompletedProcess(program.args, program.returncode, out, err), server


class Unasked(CliTest):
    def check(self, how):
        cases = [(name, tls) for name in UNASKED for tls in (False, True)]
        runs = together([lambda name=name, tls=tls: how(UNASKED[name], tls)
                         for name, tls in cases], workers=4)
        for (name, tls), (run, server) in zip(cases, runs):
            with self.subTest(name, tls=tls):
                said = "%r\n%s" % (run.stdout, run.stderr.decode())
                self.assertEqual(run.returncode, 0, said)
                self.assertEqual(run.stdout, b"right 1\nright 2\nright 3\n", said)
                self.assertNotIn(b"unasked", run.stderr, said)
                self.assertEqual(server.connections, 3, said)

    def test_watch(self):
        self.check(watched)

    def test_chat(self):
        self.check(talked)
