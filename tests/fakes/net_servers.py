#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""net_servers.py - servers that behave well and badly, for the tests of the module net.

Started by a test with a folder to work in.  Has certificates made there (net_certs.py), listens on
loopback ports, prints "NAME PORT" lines and "ready", and ends when its standard input does, or
after two minutes.  A server called control reports what the others saw:
    stats NAME  ->  connections handshakes reused bytes   (once all connections are over)
    hello NAME  ->  groups=… alpn=… sni=… versions=…      (of the last raw ClientHello)
Python's TLS is OpenSSL's: it shares nothing with what is tested.
"""
import os
import socket
import ssl
import struct
import sys
import threading
import time
import warnings

import net_certs

FOLDER = sys.argv[1]
LIFE_S = 120
PIECE = 16384

warnings.simplefilter("ignore", DeprecationWarning)  # old TLS versions are wanted here


# What was seen.

class Seen:
    def __init__(self):
        self.lock = threading.Lock()
        self.begun = self.over = self.handshakes = self.reused = self.bytes = 0
        self.hello = b""

    def add(self, **what):
        with self.lock:
            for key, value in what.items():
                setattr(self, key, getattr(self, key) + value)


SEEN = {}
PORTS = {}


def parse_hello(raw):
    """The extensions of a ClientHello that came in one record (RFC 8446 section 4.1.2)."""
    at = 5 + 4 + 2 + 32
    at += 1 + raw[at]
    at += 2 + struct.unpack_from(">H", raw, at)[0]
    at += 1 + raw[at]
    end = at + 2 + struct.unpack_from(">H", raw, at)[0]
    at += 2
    found = {"groups": "-", "alpn": "-", "sni": "-", "versions": "-"}
    while at < end:
        kind, size = struct.unpack_from(">HH", raw, at)
        body = raw[at + 4:at + 4 + size]
        at += 4 + size
        if kind == 0:
            found["sni"] = body[5:].decode()
        elif kind == 10:
            found["groups"] = ",".join(str(g) for (g,) in struct.iter_unpack(">H", body[2:]))
        elif kind == 16:
            found["alpn"] = body[3:].decode()
        elif kind == 43:
            found["versions"] = ",".join(f"{v:04x}" for (v,) in struct.iter_unpack(">H", body[1:]))
    return " ".join(f"{key}={value}" for key, value in found.items())


# Behaviours; each gets a connected socket, with TLS or without.

def echo(sock, seen):
    while True:
        piece = sock.recv(PIECE)
        if not piece:
            return
        seen.add(bytes=len(piece))
        sock.sendall(piece)


def late_echo(sock, seen):
    """Late enough that a slow client, too, has filled its send buffer before anything is read."""
    time.sleep(2)
    echo(sock, seen)


def bye(sock, seen):
    sock.sendall(b"bye")
    if isinstance(sock, ssl.SSLSocket):
        sock.unwrap()


def cut(sock, seen):
    """Ends without a close_notify."""
    sock.sendall(b"bye")
    time.sleep(0.05)
    sock.shutdown(socket.SHUT_RDWR)


def reset(sock, seen):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def damage(sock, seen):
    """A record that no key of this connection has made."""
    sock.recv(1)
    os.write(sock.fileno(), bytes.fromhex("1703030040") + b"?" * 64)
    time.sleep(0.2)


def part(record_bytes):
    """The start of a record of application data, and nothing more."""
    def send(sock, seen):
        sock.recv(1)
        os.write(sock.fileno(), (bytes.fromhex("1703030040") + b"?" * 64)[:record_bytes])
        seen.add(bytes=1)
        silent(sock, seen)
    return send


def reset_on_byte(sock, seen):
    sock.recv(1)
    reset(sock, seen)


def early(sock, seen):
    """Answers after the first bytes of a long body and reads no more."""
    seen.add(bytes=len(sock.recv(100)))
    sock.sendall(b"too much")
    time.sleep(0.5)


def refuse(sock, seen):
    """Answers late and then breaks the connection, with most of the body unread."""
    time.sleep(0.4)
    sock.recv(100)
    sock.sendall(b"too much")
    reset(sock, seen)


def silent(sock, seen):
    time.sleep(3)


def small(sock, seen):
    """Many small records at once, as a fast stream of events is."""
    for _ in range(2000):
        sock.send(b"event: 0123456789\n")
    sock.recv(1)


def flood(sock, seen):
    piece = b"f" * PIECE
    while True:
        sock.sendall(piece)


def read_hello(sock, seen):
    seen.hello = sock.recv(4096)


def hello_reset(sock, seen):
    read_hello(sock, seen)
    reset(sock, seen)


def http(sock, seen):
    read_hello(sock, seen)
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def banner(sock, seen):
    sock.sendall(b"220 mail ready\r\n")
    sock.recv(4096)


def alert(number):
    def send(sock, seen):
        read_hello(sock, seen)
        sock.sendall(bytes.fromhex("150303000202") + bytes([number]))
    return send


def half_hello(sock, seen):
    read_hello(sock, seen)
    sock.sendall(bytes.fromhex("16030300500200004c0303"))


def alerts(sock, seen):
    """Warnings without end, as fast as they are taken."""
    read_hello(sock, seen)
    while True:
        sock.sendall(bytes.fromhex("1503030002015a") * 50000)


def drip(sock, seen):
    """One byte now and then of a record that would be whole after a quarter of an hour."""
    sock.sendall(bytes.fromhex("1603034000"))
    for _ in range(100):
        time.sleep(0.03)
        sock.sendall(b"\2")


# Listeners.

def context(cert, low=ssl.TLSVersion.TLSv1_2, high=ssl.TLSVersion.TLSv1_3, key="server.key"):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if low < ssl.TLSVersion.TLSv1_2 or key == "weak.key":
        ctx.set_ciphers("ALL:@SECLEVEL=0")
    ctx.minimum_version = low
    ctx.maximum_version = high
    ctx.set_alpn_protocols(["http/1.1"])
    ctx.load_cert_chain(os.path.join(FOLDER, cert + ".pem"), os.path.join(FOLDER, key))
    return ctx


def ordered(ctx, is_servers):
    """Whose order of ciphers and signatures counts; Python's default is the server's."""
    if is_servers:
        ctx.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    else:
        ctx.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
    return ctx


def listen_signatures():
    """rsa12, rsa12pref, ... ec13pref: the key, the only version, pref for the server's order."""
    for kind, cert, key in (("rsa", "rsa", "rsa.key"), ("ec", "good", "server.key")):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for suffix in ("", "pref"):
                ctx = ordered(context(cert, version, version, key), suffix == "pref")
                name = kind + ("12" if version == ssl.TLSVersion.TLSv1_2 else "13") + suffix
                listen(name, bye, ctx)


def many_tickets_context():
    ctx = context("good")
    ctx.num_tickets = 30
    return ctx


def demanding_context():
    ctx = context("good", high=ssl.TLSVersion.TLSv1_2)
    ctx.load_verify_locations(os.path.join(FOLDER, "ca.pem"))
    ctx.verify_mode = ssl.CERT_REQUIRED
    return ctx


def serve_one(sock, ctx, behave, seen):
    try:
        sock.settimeout(20)
        if ctx is not None:
            sock = ctx.wrap_socket(sock, server_side=True)
            seen.add(handshakes=1, reused=1 if sock.session_reused else 0)
        behave(sock, seen)
    except (OSError, ValueError):
        pass  # the client has closed: the test checks what it did
    finally:
        sock.close()
        seen.add(over=1)


def accept_all(listener, ctx, behave, seen):
    while True:
        sock, _ = listener.accept()
        seen.add(begun=1)
        threading.Thread(target=serve_one, args=(sock, ctx, behave, seen), daemon=True).start()


def listen(name, behave, ctx=None, family=socket.AF_INET, small_buffers=False):
    listener = socket.socket(family, socket.SOCK_STREAM)
    if small_buffers:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
    listener.listen(16)
    SEEN[name] = Seen()
    threading.Thread(target=accept_all, args=(listener, ctx, behave, SEEN[name]),
                     daemon=True).start()
    PORTS[name] = listener.getsockname()[1]
    print(name, PORTS[name])


def control(sock, _):
    word, name = sock.recv(100).decode().split()
    seen = SEEN[name]
    for _ in range(300):
        if seen.begun == seen.over:
            break
        time.sleep(0.01)
    if word == "stats":
        text = f"{seen.begun} {seen.handshakes} {seen.reused} {seen.bytes}"
    else:
        text = parse_hello(seen.hello)
    sock.sendall(text.encode() + b"\n")


def full_port():
    """127.0.0.1 echoes; on the same port 127.0.0.9 and ::1 let connects hang: their queues stay
    full."""
    listen("full", echo)
    held = []
    for family, host in ((socket.AF_INET, "127.0.0.9"), (socket.AF_INET6, "::1")):
        full = socket.socket(family)
        full.bind((host, PORTS["full"]))
        full.listen(0)
        held.append(full)
        for _ in range(4):
            held.append(socket.socket(family))
            held[-1].setblocking(False)
            held[-1].connect_ex((host, PORTS["full"]))
    return held


def refused_port():
    """Bound, so that no other process takes the port, but not listening."""
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    PORTS["refused"] = holder.getsockname()[1]
    print("refused", PORTS["refused"])
    return holder


def listen_all():
    good = context("good")
    good12 = context("good", high=ssl.TLSVersion.TLSv1_2)
    listen("control", control)
    for name in ("wrongname", "cnip", "dnsip", "ipright", "ipwrong", "expired", "future",
                 "unknown", "client", "selfsigned", "ofinter", "chain", "cross", "crossold"):
        listen(name, echo, context(name))
    listen("good", echo, good)
    listen("good12", echo, good12)
    listen("good13", echo, context("good", low=ssl.TLSVersion.TLSv1_3))
    listen("good6", echo, good, family=socket.AF_INET6)
    listen("rawecho6", echo, family=socket.AF_INET6)
    listen("tls11", echo, context("good", ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1))
    listen("weak", echo, context("weak", key="weak.key"))
    listen("demanding", echo, demanding_context())
    listen("damage", damage, good)
    listen("part3", part(3), good)
    listen("part5", part(5), good)
    listen("part60", part(60), good)
    listen("again", bye, context("good"))
    listen("tickets", bye, many_tickets_context())
    listen("ticketsonly", silent, many_tickets_context())
    listen("again12", bye, context("good", high=ssl.TLSVersion.TLSv1_2))
    for name in ("short", "shortchain"):
        listen(name, bye, context(name))
        listen(name + "12", bye, context(name, high=ssl.TLSVersion.TLSv1_2))
    listen_signatures()
    for name, behave in (("big", late_echo), ("early", early), ("silent", silent),
                         ("refuse", refuse)):
        listen(name, behave, good, small_buffers=True)
        listen("raw" + name, behave, small_buffers=True)
    for name, behave in (("bye", bye), ("cut", cut), ("reset", reset_on_byte), ("small", small),
                         ("flood", flood)):
        listen(name, behave, good)
        listen("raw" + name, behave)
    for name, behave in (("http", http), ("banner", banner), ("halfhello", half_hello),
                         ("hello", read_hello), ("drip", drip), ("rawecho", echo),
                         ("helloreset", hello_reset), ("alerts", alerts),
                         ("alert40", alert(40)), ("alert70", alert(70)), ("alert200", alert(200))):
        listen(name, behave)


def main():
    net_certs.make(FOLDER)
    listen_all()
    holders = [refused_port(), *full_port()]
    print("ready", flush=True)
    threading.Timer(LIFE_S, lambda: os._exit(1)).start()
    sys.stdin.read()
    del holders
    os._exit(0)


if __name__ == "__main__":
    main()
