# SPDX-License-Identifier: MIT
"""Asks through tinyproxy and squid, with and without a password."""
import os
import shutil
import sys

import own_network

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
own_network.enter()  # before the harness starts a thread

from connect_proxy import Proxy  # noqa: E402
from harness import KEY, CliTest, ask, key_hash, plain, world, write  # noqa: E402
from real_proxies import PASSWORD, PROXIES, USER  # noqa: E402

KEYED = {"ASKCAM_API_KEY": KEY}
# The certificate of that name has 192.0.2.1 and other.test.
TLS = {"tls": "wrong-host", "listen": "192.0.2.1"}
LOGIN = "us%2eer:p%2ess%2Dw0rd"


def through(proxy, *args, login="", **how):
    return ask("--proxy", proxy.url(login), "--retries", "0", *args, env=KEYED, **{**TLS, **how})


class Real(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in PROXIES:
            if not shutil.which(kind.name):  # no skip: that would look like a pass
                raise AssertionError("%s is not installed: tools/packages/peers" % kind.name)
        cls.open = [cls.enterClassContext(kind()) for kind in PROXIES]

    def test_an_ask_by_address_and_by_name(self):
        for proxy in self.open:
            with self.subTest(proxy.name):
                run = self.ok(through(proxy), "The gauge reads 73.\n")
                self.assertEqual(dict(run.record["headers"])["authorization"], key_hash())
                self.ok(through(proxy, "--max-side", "60", host="other.test"))

    def test_the_password_that_it_wants(self):
        for kind in PROXIES:
            with self.subTest(kind.name), kind(login=True) as proxy:
                self.ok(through(proxy, login=LOGIN))
                run = self.failed(through(proxy), "auth", "USER:PASSWORD")
                self.assertEqual(run.records, [])
                run = self.failed(through(proxy, login=USER + ":wrong"), "auth", "check the user name")
                self.assertEqual(run.records, [])
                self.assertNotIn(PASSWORD, run.err)

    def test_a_port_that_it_refuses(self):
        for kind in PROXIES:
            port = world().port("wrong-host", None, "192.0.2.1")
            with self.subTest(kind.name), kind(refused=port) as proxy:
                run = self.failed(through(proxy), "unavailable", "refused a connection to 192.0.2.1")
                self.assertIn("(status 403)", run.err)

    def test_a_server_that_is_not_there(self):
        for proxy in self.open:
            with self.subTest(proxy.name):
                for url in ("https://192.0.2.1:1/v1", "https://nowhere.invalid/v1"):
                    run = through(proxy, url=url, host=None)
                    self.failed(run, "unavailable", "(status 5")

    def test_a_certificate_that_is_not_trusted_is_79(self):
        for proxy in self.open:
            with self.subTest(proxy.name):
                run = through(proxy, host="standin.test")
                self.assertEqual((run.code, run.records), (79, []), run.reported())

    def test_a_connection_is_kept_and_a_session_resumed(self):
        url = "https://192.0.2.1:%d/v1" % world().port("wrong-host", None, "192.0.2.1")
        for proxy in self.open:
            with self.subTest(proxy.name):
                for count in ("3", "1"):
                    run = plain("watch", "--count", count, "--every", "100ms", "-v", "--proxy",
                                proxy.url(), "--base-url", url, "--ca-file",
                                world().server.ca_file(), "-s", "pattern:gauge=73", "hi", env=KEYED)
                    self.assertEqual(run.code, 0, run.reported())
                    self.assertEqual(run.err.count(": TLSv1"), 1, run.reported())
                self.assertIn(", resumed", run.err)

    def test_a_large_picture(self):
        with open(write("big.jpg", b""), "wb") as out:
            run = plain("snap", "-s", "pattern:bars", "--size", "1280x720", "-o", out.name)
        self.assertEqual(run.code, 0, run.reported())
        filler = b"\xff\xfe\xff\xff" + b"x" * 65533
        with open(out.name, "rb") as whole:
            data = whole.read()
        big = write("big.jpg", data[:2] + filler * 60 + data[2:])
        for proxy in self.open:
            with self.subTest(proxy.name):
                run = self.ok(through(proxy, "--keep-metadata", source=big))
                self.assertGreater(run.record["pictures"][0]["bytes"], 3000000)


class ManyAddresses(CliTest):
    """many.test is an address without a way to it, one where nothing is taken, and the proxy's."""

    def test_the_proxys_name_has_an_address_that_does_not_answer(self):
        with Proxy() as proxy, FullListener("192.0.2.2", proxy.port):
            run = ask("--proxy", "http://many.test:%d" % proxy.port, "--retries", "0", env=KEYED,
                      tls="good", host="standin.test")
            self.ok(run)
            self.assertEqual(len(proxy.heads), 1)

    def test_the_servers_name_too(self):
        port = world().port("good")
        with FullListener("192.0.2.2", port):
            run = ask("--retries", "0", env=KEYED, tls="good", host="many.test")
        self.assertEqual(run.code, 79, run.reported())  # reached, and the name is not its own

    def test_one_deadline_is_for_all(self):
        with FullListener("192.0.2.2", 0) as full:
            url = "http://many.test:%d" % full.port
            run = ask("--proxy", url, "--connect-timeout", "800ms", "--retries", "0", env=KEYED,
                      **TLS)
        self.assertEqual(run.code, 69, run.reported())
        self.assertIn("proxy many.test:%d: " % full.port, run.err)
        self.assertLess(run.seconds, 8)


class FullListener:
    """Its queue is full and nothing is accepted, so a connect hangs."""

    def __init__(self, host, port):
        import socket
        self.listener = socket.create_server((host, port), backlog=0)
        self.port = self.listener.getsockname()[1]
        self.queued = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex((host, self.port))
            self.queued.append(one)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in (*self.queued, self.listener):
            one.close()
