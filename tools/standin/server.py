# SPDX-License-Identifier: MIT
"""The server: its options, listeners and TLS, and the records of what came."""
import json
import socket
import ssl
import threading
import warnings

from . import certs, faults as fault_list
from .exchange import Connection

MAX_BODY_BYTES = 6291456          # the service's own bound, to the byte
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
