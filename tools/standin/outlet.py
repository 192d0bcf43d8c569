# SPDX-License-Identifier: MIT
"""Sends one reply, with the faults of the transport: where it is cut, how it is framed."""
import gzip
import select
import socket
import struct
import time

from .errors import REASONS

STALL_LIMIT_S = 900


class Cut(Exception):
    """The fault's point is reached: the connection is to be dropped (`reset`: with RST)."""

    def __init__(self, reset=False):
        super().__init__("cut")
        self.reset = reset


class Gone(Exception):
    """The client closed its side, or broke the connection, while a reply was under way."""


def peer_is_gone(sock):
    """Whether the client has closed; looks only, and takes nothing that a plain socket holds."""
    try:
        readable, _, _ = select.select([sock], [], [], 0)
        if not readable:
            return False
        if hasattr(sock, "pending"):
            sock.settimeout(0.05)
            try:
                return sock.recv(1) == b""
            finally:
                sock.settimeout(None)
        return sock.recv(1, socket.MSG_PEEK) == b""
    except TimeoutError:
        return False
    except (OSError, ValueError):
        return True


def reset(sock):
    """Close with RST."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    except OSError:
        pass


class Outlet:
    """The writing side of one reply."""

    def __init__(self, sock, faults, stopping, record):
        self._sock = sock
        self._faults = faults
        self._stopping = stopping  # a threading.Event of the server
        self._record = record      # "events" is kept up to date while they are sent
        self.body_bytes = 0        # before framing
        self.events = 0
        self.keeps_open = True
        self._chunked = False
        self._chunks = 0

    # bytes

    def _write(self, data):
        drip, pieces = self._faults.get("drip"), self._faults.get("pieces")
        try:
            if drip is None and not pieces:
                self._sock.sendall(data)
                return
            step = 1 if drip is not None else pieces
            for at in range(0, len(data), step):
                self._sock.sendall(data[at:at + step])
                if drip:
                    self._wait(drip / 1000)
        except OSError as error:
            raise Gone() from error

    def _wait(self, seconds):
        if self._stopping.wait(seconds):
            raise Cut()

    def _write_until(self, data, done, cut_at, stall_at):
        """Writes data, of which `done` bytes came before, up to a cut or a stall."""
        for limit, act in ((cut_at, self._cut), (stall_at, self.stall)):
            if limit is not None and done + len(data) >= limit:
                self._write(data[:max(0, limit - done)])
                act()
        self._write(data)

    def _cut(self):
        raise Cut("rst" in self._faults)

    def stall(self):
        """Say nothing more until the client goes."""
        comment_ms = self._faults.get("keepalive")
        deadline = time.monotonic() + STALL_LIMIT_S
        while time.monotonic() < deadline:
            if peer_is_gone(self._sock):
                raise Gone()
            if comment_ms:
                self._frame(b": keepalive\n\n")
            self._wait(comment_ms / 1000 if comment_ms else 0.02)
        raise Cut()

    # the head

    def interim(self):
        f = self._faults
        count = f.get("interim", 1 if "continue" in f else 0)
        self._write(b"HTTP/1.1 100 Continue\r\n\r\n" * count)
        if "hints" in f:
            self._write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")

    def head(self, status, fields, length=None):
        """length: of the body, if it is known; else it is chunked unless a fault says otherwise."""
        f = self._faults
        lines = ["HTTP/%s %d %s" % ("1.0" if "http10" in f else "1.1", status,
                                    REASONS.get(status, "Status"))]
        lines += ["%s: %s" % field for field in fields]
        lines += ["X-Stand-In-%d: more" % i for i in range(f.get("headers", 0))]
        if "header-bytes" in f:
            lines.append("X-Stand-In-Long: " + "h" * f.get("header-bytes"))
        lines += self._framing_fields(length)
        data = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
        self._write_until(data, 0, f.get("cut-head"), f.get("stall-head"))

    def _framing_fields(self, length):
        f = self._faults
        if "two-lengths" in f:
            one = length or 5
            return ["Content-Length: %d" % one, "Content-Length: %d" % (one + 7)]
        if "close-delimited" in f or "http10" in f:
            self.keeps_open = False
            return ["Connection: close"]
        if length is not None and "te-and-cl" not in f and not self._wants_chunks():
            short = f.get("length-short", 0)
            self.keeps_open = self.keeps_open and not short
            return ["Content-Length: %d" % (length + short)]
        self._chunked = True
        lines = ["Transfer-Encoding: chunked"]
        return lines + ["Content-Length: %d" % (length or 100)] if "te-and-cl" in f else lines

    def _wants_chunks(self):
        names = ("chunk", "chunks-bad-size", "chunks-huge-size", "chunks-no-crlf",
                 "chunks-no-last", "chunks-extensions", "chunks-trailers")
        return any(name in self._faults for name in names)

    # the body

    def event(self, data):
        """One event's bytes; the faults count it."""
        if self._faults.get("cut-events") == self.events:
            self._cut()
        if self._faults.get("stall-events") == self.events:
            self.stall()
        delay = self._faults.get("event-delay")
        if delay:
            self._wait(delay / 1000)
            if peer_is_gone(self._sock):
                raise Gone()
        self.body(data)
        self.events += 1
        self._record["events"] = self.events

    def body(self, data):
        f = self._faults
        done = self.body_bytes
        for limit, act in ((f.get("cut-bytes"), self._cut), (f.get("stall-bytes"), self.stall)):
            if limit is not None and done + len(data) >= limit:
                self._frame(data[:max(0, limit - done)])
                act()
        self.body_bytes += len(data)
        self._frame(data)

    def _frame(self, data):
        if not data:
            return
        if not self._chunked:
            self._write(data)
            return
        step = self._faults.get("chunk") or len(data)
        for at in range(0, len(data), step):
            self._chunk(data[at:at + step])

    def _chunk(self, data):
        f = self._faults
        self._chunks += 1
        size, end = b"%x" % len(data), b"\r\n"
        if self._chunks == 2:
            if "chunks-bad-size" in f:
                size = b"xyz"
            elif "chunks-huge-size" in f:
                size = b"f" * 20
            elif "chunks-no-crlf" in f:
                end = b""
        if "chunks-extensions" in f:
            size += b';name="a value";n=1'
        self._write(size + b"\r\n" + data + end)

    def finish(self):
        f = self._faults
        if f.get("cut-events") == self.events:
            self._cut()
        if f.get("stall-events") == self.events:
            self.stall()
        if "chunks-no-last" in f or "length-short" in f:
            raise Cut("rst" in f)
        if not self._chunked:
            return
        trailers = b"X-Stand-In: one\r\nX-Stand-In: two\r\n" if "chunks-trailers" in f else b""
        self._write(b"0\r\n" + trailers + b"\r\n")


def gzipped(data):
    return gzip.compress(data, 1, mtime=0)


def restyle(text, faults):
    """An event in the line ends and spellings that the faults ask for, as bytes."""
    from .script import BAD_UTF8_BYTES, BAD_UTF8_MARK
    space = faults.get("space")
    if space or "double-data" in faults:
        before = "data: data: " if "double-data" in faults else \
            "data: " if space == "yes" else "data:"
        lines = [before + line.split(":", 1)[1].lstrip(" ") if line.startswith("data:") else line
                 for line in text.split("\n")]
        text = "\n".join(lines)
    if "crlf" in faults or "cr" in faults:
        text = text.replace("\n", "\r\n" if "crlf" in faults else "\r")
    if "ascii" in faults:
        text = "".join(c if ord(c) < 128 else _escape(c) for c in text)
    return text.encode("utf-8").replace(BAD_UTF8_MARK.encode("utf-8"), BAD_UTF8_BYTES)


def _escape(character):
    units = character.encode("utf-16-be")
    return "".join("\\u%04x" % int.from_bytes(units[i:i + 2], "big")
                   for i in range(0, len(units), 2))
