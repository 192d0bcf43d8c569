# SPDX-License-Identifier: MIT
"""--allow-http against servers at addresses of a local network."""
import os
import sys

import own_network

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
own_network.enter()  # before the harness starts a thread

from harness import KEY, CliTest, ask, world  # noqa: E402

KEYED = {"ASKCAM_API_KEY": KEY}


class PlainHttp(CliTest):
    def test_an_address_or_a_name_of_the_local_network(self):
        for where in ({"listen": "192.168.77.1"}, {"listen": "fd00:77::1"},
                      {"listen": "192.168.77.1", "host": "box.local"},
                      {"listen": "fd00:77::1", "host": "box6.local"}):
            with self.subTest(str(where)):
                run = self.ok(ask("--allow-http", **where), "The gauge reads 73.\n")
                self.assertEqual(run.err, "")

    def test_a_key_is_not_sent(self):
        run = self.ok(ask("--allow-http", env=KEYED, listen="192.168.77.1"))
        self.assertNotIn("authorization", dict(run.record["headers"]))
        self.assertIn("the key from ASKCAM_API_KEY is not sent", run.err)

    def test_a_proxy_is_not_used(self):
        run = ask("--allow-http", "-v", env={"all_proxy": "http://127.0.0.1:1"},
                  listen="192.168.77.1")
        self.ok(run)
        self.assertIn("plain http goes to the local network without it", run.err)

    def test_a_name_of_which_one_address_is_elsewhere(self):
        world().port(None, None, "192.168.77.1")
        run = ask("--allow-http", listen="192.168.77.1", host="mixed.local")
        self.failed(run, "usage", "not in the local network (192.0.2.1)")
        self.assertEqual(run.records, [])

    def test_a_name_that_is_elsewhere(self):
        run = ask("--allow-http", listen="192.0.2.1", host="other.test")
        self.failed(run, "usage", "not in the local network (192.0.2.1)")
        self.assertEqual(run.records, [])

    def test_without_the_option_nothing_is_sent(self):
        run = ask(listen="192.168.77.1")
        self.failed(run, "usage", "--allow-http")
        self.assertEqual(run.records, [])
