# SPDX-License-Identifier: MIT
"""HTTP/1.1 requests read from a socket, strictly: what is not well-formed is refused.

Written on the socket rather than on http.server, because that forgives what must be seen here.
"""
import re
import time

from .errors import Refused

HEAD_BYTES = 32768
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
FIELD = re.compile(rb"[\t\x20-\x7e\x80-\xff]*\Z")
TARGET = re.compile(rb"/[\x21\x22\x24-\x7e]*\Z")
CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}\Z")
ONCE = ("host", "content-length", "content-type", "transfer-encoding", "authorization")


class Closed(Exception):
    """The client closed the connection between two requests, before a byte of the next."""


class Broken(Exception):
    """The client's bytes end or are wrong in a way after which the connection cannot go on."""


class Reader:
    """Buffered reading; `pace` (bytes, seconds) makes it slow on purpose."""

    def __init__(self, sock):
        self._sock = sock
        self._held = b""
        self.pace = None
        self.received = 0

    def _fill(self):
        size = 65536
        if self.pace:
            size = self.pace[0]
            time.sleep(self.pace[1])
        data = self._sock.recv(size)
        self.received += len(data)
        self._held += data
        return len(data) > 0

    def line(self, limit):
        """One line without its CRLF."""
        while b"\n" not in self._held:
            if len(self._held) > limit:
                raise Refused(431, "stand-in: a line of more than %d bytes" % limit)
            if not self._fill():
                if self._held:
                    raise Broken("the connection ended inside a line")
                raise Closed()
        line, _, self._held = self._held.partition(b"\n")
        if not line.endswith(b"\r") or b"\r" in line[:-1]:
            raise Refused(400, "stand-in: a line that does not end with CRLF")
        return line[:-1]

    def exactly(self, count):
        """Yields pieces that are `count` bytes together."""
        while count > 0:
            if not self._held and not self._fill():
                raise Broken("the connection ended %d bytes before the body's end" % count)
            piece, self._held = self._held[:count], self._held[count:]
            count -= len(piece)
            yield piece


class Head:
    """A request's line and header fields."""

    def __init__(self, method, target, fields):
        self.method = method
        self.target = target
        self.fields = fields  # [(name in lower case, value)]
        self.problems = []    # what is not an error, but not as askcam should do it
        self.length = None
        self.chunked = False

    def get(self, name):
        return next((value for field, value in self.fields if field == name), None)

    def framing(self):
        return "chunked" if self.chunked else "length" if self.length is not None else "none"


def read_head(reader):
    parts = reader.line(HEAD_BYTES).split(b" ")
    if len(parts) != 3 or parts[2] != b"HTTP/1.1" or not TOKEN.match(parts[0]):
        raise Refused(400, "stand-in: not a request line of HTTP/1.1")
    if not TARGET.match(parts[1]):
        raise Refused(400, "stand-in: not an origin-form target")
    fields, total = [], 0
    while True:
        line = reader.line(HEAD_BYTES)
        total += len(line)
        if total > HEAD_BYTES:
            raise Refused(431, "stand-in: a head of more than %d bytes" % HEAD_BYTES)
        if not line:
            break
        fields.append(_field(line))
    head = Head(parts[0].decode(), parts[1].decode("ascii"), fields)
    _check(head)
    return head


def _field(line):
    name, colon, value = line.partition(b":")
    if not colon or not TOKEN.match(name) or not FIELD.match(value):
        raise Refused(400, "stand-in: a malformed header field")
    return name.decode().lower(), value.strip(b" \t").decode("latin-1")


def _check(head):
    names = [name for name, _ in head.fields]
    for name in ONCE:
        if names.count(name) > 1:
            raise Refused(400, "stand-in: %s is given twice" % name)
    if not head.get("host"):
        raise Refused(400, "stand-in: no Host")
    coding, length = head.get("transfer-encoding"), head.get("content-length")
    if coding is not None and length is not None:
        raise Refused(400, "stand-in: both Transfer-Encoding and Content-Length")
    if coding is not None and coding != "chunked":
        raise Refused(400, "stand-in: Transfer-Encoding %r" % coding)
    if length is not None and not re.match(r"(0|[1-9][0-9]{0,14})\Z", length):
        raise Refused(400, "stand-in: Content-Length %r" % length)
    head.chunked = coding is not None
    head.length = None if length is None else int(length)
    if head.get("accept-encoding") not in (None, "identity"):
        head.problems.append("offers Accept-Encoding " + head.get("accept-encoding"))
    if names.count("user-agent") != 1:
        head.problems.append("no User-Agent")


def read_body(reader, head):
    """Yields the body's pieces, without its framing."""
    if head.length is not None:
        yield from reader.exactly(head.length)
    elif head.chunked:
        yield from _chunks(reader)


def _chunks(reader):
    while True:
        size = reader.line(64)
        if not CHUNK_SIZE.match(size):
            raise Refused(400, "stand-in: chunk size %r" % size)
        left = int(size, 16)
        if left == 0:
            break
        yield from reader.exactly(left)
        if b"".join(reader.exactly(2)) != b"\r\n":
            raise Refused(400, "stand-in: no CRLF behind a chunk")
    if reader.line(HEAD_BYTES):
        raise Refused(400, "stand-in: trailers were not announced")
