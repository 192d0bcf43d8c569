# SPDX-License-Identifier: MIT
"""A TLS server on this machine that reports when it had the last byte of each request.

With a rate it reads no faster than that, through a small buffer, so that a connection to it is a
slow link: what the sender's kernel takes early still arrives at the link's pace.
"""
import hashlib
import queue
import re
import socket
import ssl
import threading
import time

from standin import certs, wire
from standin.errors import Refused

import pictures

READ_BYTES = 65536
HEAD_END, LAST_CHUNK = b"\r\n\r\n", b"\r\n0\r\n\r\n"
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n")
RECEIVE_BUFFER = 16384
SLOW_PIECE = 4096
CREDIT_S = 0.01  # a sleep that took too long is made up for
CHECKED = 3  # the first requests of a connection; later ones would take CPU from what is timed


class Slow:
    """A socket that is read at so many bytes a second; a pause earns credit for CREDIT_S."""

    def __init__(self, sock, bytes_per_s):
        self._sock, self._rate = sock, bytes_per_s
        self._free_at = 0.0
        self.sendall = sock.sendall

    def recv(self, _size):
        data = self._sock.recv(SLOW_PIECE)
        now = time.monotonic()
        self._free_at = max(self._free_at, now - CREDIT_S) + len(data) / self._rate
        time.sleep(max(0.0, self._free_at - now))
        return data


class Connection:
    """TLS with as little work for each piece as Python allows: it shares the sender's machine."""

    def __init__(self, sock, context):
        self._sock = sock
        self._in, out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, out, server_side=True)
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                sock.sendall(out.read())
                self._fill()
        sock.sendall(out.read())
        self._out = out

    def _fill(self):
        data = self._sock.recv(READ_BYTES)
        if not data:
            raise wire.Closed()
        self._in.write(data)

    def recv(self, size):
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                self._fill()
            except ssl.SSLZeroReturnError:
                raise wire.Closed() from None

    def write(self, data):
        self._tls.write(data)
        self._sock.sendall(self._out.read())

    def request(self):
        """A request's bytes: to its length, or to the last chunk, which base64 cannot look like."""
        data = self.recv(READ_BYTES)
        while HEAD_END not in data:
            data += self.recv(READ_BYTES)
        pieces, got = [data], len(data)
        stated = LENGTH.search(data)
        whole = data.index(HEAD_END) + len(HEAD_END) + int(stated.group(1)) if stated else None
        while got < whole if whole else not pieces[-1].endswith(LAST_CHUNK):
            pieces.append(self.recv(READ_BYTES))
            got += len(pieces[-1])
        return pieces


class Stored:
    """Bytes as a socket that they come from."""

    def __init__(self, data):
        self._data = data

    def recv(self, _size):
        data, self._data = self._data, b""
        return data


class Sink:
    """`pictures` gets the hash of the JPEG in each of the first requests of a connection."""

    def __init__(self, state, bytes_per_s=None):
        self.ca_file = certs.ensure(state)
        self.pictures = queue.Queue()
        self._rate = bytes_per_s
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certs.chain_file(state, "good"))
        self._context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        listener = socket.socket()
        if bytes_per_s:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener):
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        with sock:
            try:
                tls = Connection(Slow(sock, self._rate) if self._rate else sock, self._context)
                served = 0
                while True:
                    served += 1
                    self._exchange(tls, served <= CHECKED)
            except (wire.Closed, wire.Broken, OSError):
                pass  # the client has gone
            except Refused as error:
                self.pictures.put(str(error))

    def _exchange(self, tls, is_checked):
        pieces = tls.request()
        moment = time.monotonic_ns()
        tls.write(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n%020d" % moment)
        if is_checked:
            reader = wire.Reader(Stored(b"".join(pieces)))
            body = b"".join(wire.read_body(reader, wire.read_head(reader)))
            self.pictures.put(hashlib.sha256(pictures.of_body(body)).hexdigest())
