# SPDX-License-Identifier: MIT
"""Certificates, names, broken handshakes, the CA file."""
import os
import unittest

from harness import CliTest, ask, ask_json, together, world, write

HTTPS = {"env": {"ASKCAM_API_KEY": "sk-tls"}}


class Trust(CliTest):
    def test_good_certificates(self):
        cases = (("good", "127.0.0.1"), ("good", "localhost"), ("ip-only", "127.0.0.1"),
                 ("name-only", "localhost"), ("good", "LOCALHOST"))
        for variant, host in cases:
            for api in ("openai", "dashscope"):
                with self.subTest(variant=variant, host=host, api=api):
                    run = self.ok(ask(tls=variant, host=host, api=api, **HTTPS),
                                  "The gauge reads 73.\n")
                    self.assertIn(run.record["tls"], ("TLSv1.2", "TLSv1.3"))

    def test_ip6_name(self):
        if not os.path.exists("/proc/net/if_inet6") or "00000000000000000000000000000001" \
                not in open("/proc/net/if_inet6").read():
            self.skipTest("no IPv6 on this machine")
        self.ok(ask(tls="good", listen="::1", **HTTPS))

    def test_bad_certificates_are_79_and_nothing_is_sent(self):
        cases = (("wrong-host", "127.0.0.1"), ("wrong-host", "localhost"), ("expired", "127.0.0.1"),
                 ("not-yet-valid", "127.0.0.1"), ("self-signed", "127.0.0.1"),
                 ("other-ca", "127.0.0.1"), ("ip-only", "localhost"), ("name-only", "127.0.0.1"))
        for variant, host in cases:
            with self.subTest(variant=variant, host=host):
                self.fails("tls", tls=variant, host=host, sent=0, **HTTPS)

    def test_the_reason_is_said(self):
        for variant, words in (("expired", ("expired",)), ("not-yet-valid", ("not yet", "not valid before", "future")),
                               ("wrong-host", ("name", "host", "match")),
                               ("other-ca", ("trust", "unknown", "issuer"))):
            run = ask(tls=variant, **HTTPS)
            self.assertTrue(any(word in run.err.lower() for word in words), run.reported())

    def test_the_systems_bundle_does_not_trust_the_stand_in(self):
        from harness import arguments, execute, new_tag
        tag = new_tag()
        argv = arguments(tag, tls="good")
        at = argv.index("--ca-file")
        del argv[at:at + 2]
        run = execute(argv, tag, env=HTTPS["env"])
        self.failed(run, ("tls", "config"))
        self.assertEqual(run.records, [])

    def test_there_is_no_switch_to_turn_verification_off(self):
        for option in ("-k", "--insecure", "--no-verify"):
            self.failed(ask(option, tls="other-ca", **HTTPS), "usage")

    def test_ca_files_that_are_wrong(self):
        directory = os.path.dirname(write("x", b""))
        for path in ("/no/such/ca.pem", write("empty.pem", b""), write("text.pem", b"hello\n"),
                     write("half.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n"), directory):
            with self.subTest(path=path):
                self.fails("config", "--ca-file", path, tls="good", sent=0, **HTTPS)
                self.fails("config", "--ca-file", path, sent=0)  # also where it is not used

    def test_a_bundle_of_several(self):
        ca = world().server.ca_file()
        with open(ca) as one, open(os.path.join(os.path.dirname(ca), "other.pem")) as two:
            path = write("bundle.pem", "# comment\n" + two.read() + "\n" + one.read())
        self.ok(ask("--ca-file", path, tls="good", **HTTPS))


class Handshake(CliTest):
    def test_broken_handshakes_are_79(self):
        for fault in ("close", "tls1.1", "plain"):
            with self.subTest(fault=fault):
                self.fails("tls", "--retries", "0", tls_fault=fault, sent=0, **HTTPS)

    def test_a_stalled_handshake_is_69(self):
        run = self.fails("unavailable", "--retries", "0", "--connect-timeout", "700ms",
                         tls_fault="stall", sent=0, **HTTPS)
        self.assertLess(run.seconds, 9)  # the default is 10 s

    def test_plain_http_to_a_tls_port(self):
        port = world().port("good")
        self.failed(ask("--retries", "0", url="http://127.0.0.1:%d/v1" % port),
                    ("protocol", "unavailable"))

    def test_a_key_is_needed_for_https_before_any_connection(self):
        before = len(world().server.handshakes)
        self.fails("auth", url="https://192.0.2.1/v1", says="key", sent=0)
        self.assertEqual(len(world().server.handshakes), before)

    def test_https_to_loopback_needs_no_key(self):
        self.ok(ask(tls="good"))


class Streams(CliTest):
    """The faults of a stream are the same behind TLS."""

    def test_faults_behind_tls(self):
        cases = (("cut-events-4", "protocol"), ("cut-head-0", "unavailable"),
                 ("cut-head-30", "protocol"), ("status-503", "unavailable"),
                 ("early-401,then-close", "auth"), ("chunks-bad-size", "protocol"),
                 ("not-http", "protocol"))
        runs = together([lambda f=f: ask_json("--retries", "0", tls="good", fault=f, **HTTPS)
                         for f, _ in cases])
        for (fault, kind), run in zip(cases, runs):
            with self.subTest(fault=fault):
                self.failed_json(run, kind)

    def test_byte_by_byte_behind_tls(self):
        self.ok(ask(tls="good", fault="pieces-1", **HTTPS), "The gauge reads 73.\n")

    def test_a_long_stream_behind_tls(self):
        run = self.ok(ask(tls="good", fault="events-20000", **HTTPS))
        self.assertTrue(run.text == "".join("%07d " % i for i in range(20000)) + "\n")

    def test_nothing_readable_goes_over_the_wire(self):
        """A plain listener sees only TLS bytes."""
        import socket
        import threading
        listener = socket.create_server(("127.0.0.1", 0))
        got = []

        def take():
            sock, _ = listener.accept()
            sock.settimeout(1)
            try:
                got.append(sock.recv(4096))
            finally:
                sock.close()

        thread = threading.Thread(target=take)
        thread.start()
        run = ask("--retries", "0", url="https://127.0.0.1:%d/v1" % listener.getsockname()[1],
                  env={"ASKCAM_API_KEY": "sk-visible"})
        thread.join()
        listener.close()
        self.failed(run, "tls")
        self.assertEqual(got[0][:2], b"\x16\x03")
        self.assertNotIn(b"sk-visible", got[0])


if __name__ == "__main__":
    unittest.main()
