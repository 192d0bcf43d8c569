# SPDX-License-Identifier: MIT
"""A network camera on loopback: each connection gets what a function of the request says.

The function is given the request's head and returns bytes, or yields them piece by piece; `WAIT`
among them holds the connection open until the client has gone.
"""
import base64
import hashlib
import re
import socket
import ssl
import threading

WAIT = object()
TIMEOUT_S = 60


def recv_head(sock):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = sock.recv(4096)
        if not piece:
            break
        head += piece
    return head


def reply(body=b"", status="200 OK", kind="image/jpeg", version="1.1", length=True, headers=()):
    """A whole reply."""
    lines = ["HTTP/%s %s" % (version, status)]
    lines += ["Content-Type: " + kind] if kind else []
    lines += ["Content-Length: %d" % len(body)] if length else ["Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body


def chunked(pieces, kind="image/jpeg"):
    yield ("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
           % kind).encode()
    for piece in pieces:
        yield b"%x\r\n" % len(piece) + piece + b"\r\n"
    yield b"0\r\n\r\n"


def parts(frames, boundary="frame", delimiter=None, length=True, header="Content-Type"):
    """Frames as the body of multipart/x-mixed-replace."""
    delimiter = "--" + boundary if delimiter is None else delimiter
    body = b""
    for frame in frames:
        lines = [delimiter, header + ": image/jpeg"]
        lines += ["Content-Length: %d" % len(frame)] if length else []
        body += "\r\n".join([*lines, "", ""]).encode() + frame + b"\r\n"
    return body


def stream(frames, boundary="frame", named=None, version="1.1", **how):
    """The head of a stream and its parts; `named`: the boundary as the head has it."""
    kind = "multipart/x-mixed-replace; boundary=" + (boundary if named is None else named)
    return reply(parts(frames, boundary, **how), kind=kind, version=version, length=False)


def is_whole(answer):
    """A reply of known length, all of which is there."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return b"Content-Length: %d\r\n" % len(body) in head + b"\r\n"


class Camera:
    def __init__(self, answer, context=None):
        self.answer, self.context = answer, context
        self.heads = []
        self.open = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def url(self, path="/snap.jpg", login="", host="127.0.0.1"):
        scheme = "https" if self.context else "http"
        return "get:%s://%s%s:%d%s" % (scheme, login, host, self.port, path)

    @property
    def lines(self):
        """The request lines."""
        return [head.split("\r\n")[0] for head in self.heads]

    def header(self, number, name):
        found = re.search(r"(?im)^%s: (.*?)\r?$" % re.escape(name), self.heads[number])
        return found and found.group(1)

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.settimeout(TIMEOUT_S)
        try:
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            while True:
                head = recv_head(sock).decode("latin-1")
                if not head:
                    return
                self.heads.append(head)
                answer = self.answer(head)
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    if piece is WAIT:
                        while sock.recv(4096):
                            pass
                        return
                    sock.sendall(piece)
                if not isinstance(answer, bytes) or not is_whole(answer):
                    return
        except (OSError, ssl.SSLError):
            pass
        finally:
            sock.close()


def basic(user, password):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


class Digest:
    """The server's side of RFC 7616, written from the RFC alone."""

    HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}

    def __init__(self, user, password, algorithm="MD5", qop="auth", realm="cam era", stale_first=False):
        self.user, self.password, self.realm = user, password, realm
        self.algorithm, self.qop = algorithm, qop
        self.nonces = ["first-nonce", "second-nonce"] if stale_first else ["only-nonce"]

    def challenge(self, stale=False):
        text = 'Digest realm="%s", nonce="%s", opaque="op aque"' % (self.realm, self.nonces[-1 if stale else 0])
        text += ", algorithm=%s" % self.algorithm if self.algorithm else ""
        text += ', qop="%s"' % self.qop if self.qop else ""
        return text + (", stale=true" if stale else "")

    def check(self, method, header):
        """'ok', 'stale' or 'wrong'."""
        if not header or not header.startswith("Digest "):
            return "wrong"
        had = {name: quoted or word for name, quoted, word in
               re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', header)}
        name = (self.algorithm or "MD5").upper()
        hash_of = self.HASHES[name.replace("-SESS", "")]

        def h(*texts):
            return hash_of(":".join(texts).encode()).hexdigest()
        a1 = h(self.user, self.realm, self.password)
        if name.endswith("-SESS"):
            a1 = h(a1, had["nonce"], had["cnonce"])
        a2 = h(method, had["uri"])
        wanted = h(a1, had["nonce"], had["nc"], had["cnonce"], had["qop"], a2) if self.qop else \
            h(a1, had["nonce"], a2)
        if had["response"] != wanted or had["opaque"] != "op aque":
            return "wrong"
        return "ok" if had["nonce"] == self.nonces[-1] else "stale"
