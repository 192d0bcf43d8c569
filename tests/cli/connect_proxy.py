# SPDX-License-Identifier: MIT
"""A CONNECT proxy on loopback that behaves well or badly, and keeps what it was sent.

Whatever host a tunnel is for, it leads to 127.0.0.1, so that names need no resolver.
"""
import select
import socket
import threading
import time

from camera_server import recv_head

LIFE_S = 60


def pump(one, other, seen):
    """Both ways until either ends; `seen` keeps what the client sent."""
    ends = {one: other, other: one}
    deadline = time.monotonic() + LIFE_S
    while time.monotonic() < deadline:
        for sock in select.select([one, other], [], [], 1)[0]:
            try:
                piece = sock.recv(65536)
                if piece:
                    ends[sock].sendall(piece)
            except OSError:
                return
            if not piece:
                return
            if sock is one:
                seen.append(piece)


class Proxy:
    """reply: what it answers to CONNECT; None: it opens the tunnel."""

    def __init__(self, reply=None, login=None, before=b"", after=b"", length=b"", closes=False,
                 trickle_s=None):
        self.reply, self.login = reply, login
        self.before, self.after, self.length, self.closes = before, after, length, closes
        self.trickle_s = trickle_s
        self.heads, self.seen = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def url(self, login=""):
        return "http://%s127.0.0.1:%d" % (login and login + "@", self.port)

    def sent(self):
        """All that the clients sent behind their CONNECT."""
        return b"".join(self.seen)

    def _accept(self):
        while True:
            try:
                sock = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        try:
            with sock:
                self._answer(sock)
        except OSError:
            pass  # the client has gone

    def _answer(self, sock):
        sock.settimeout(LIFE_S)
        head = recv_head(sock)
        self.heads.append(head)
        if self.trickle_s is not None:
            for byte in b"HTTP/1.1 200 " + b"k" * 6000:
                sock.sendall(bytes([byte]))
                time.sleep(self.trickle_s)
        if self.reply is not None:
            sock.sendall(self.reply)
            sock.shutdown(socket.SHUT_WR)
            self._drain(sock)
        elif self.login and b"\r\nProxy-Authorization: Basic %s\r\n" % self.login not in head:
            sock.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        else:
            self._tunnel(sock, int(head.split()[1].rpartition(b":")[2]))

    def _drain(self, sock):
        while True:
            piece = sock.recv(65536)
            if not piece:
                return
            self.seen.append(piece)

    def _tunnel(self, sock, port):
        with socket.create_connection(("127.0.0.1", port)) as server:
            sock.sendall(self.before + b"HTTP/1.1 200 Connection established\r\n" + self.length +
                         b"\r\n" + self.after)
            if self.closes:
                return
            pump(sock, server, self.seen)
