# SPDX-License-Identifier: MIT
"""What belongs to the local network: pictures that only it can fetch, and plain http in it."""
from harness import KEY, CliTest, ask, execute, arguments, new_tag, together, write

LOCAL = ["http://127.0.0.1/a.jpg", "https://localhost/a.jpg", "http://x.localhost/a.jpg",
         "http://10.0.0.1/a.jpg", "http://172.16.0.1:8080/a.jpg", "http://192.168.0.7/a.jpg",
         "http://169.254.1.1/a.jpg", "http://camera.local/a.jpg", "http://Camera.LOCAL./a.jpg",
         "http://camera/a.jpg", "http://[::1]/a.jpg", "http://[fe80::1]/a.jpg",
         "http://[fd00::1]/a.jpg", "http://[::ffff:192.168.0.7]/a.jpg", "http://2130706433/a.jpg",
         "http://0x7f000001/a.jpg", "http://0300.0250.0.7/a.jpg", "http://192.168.7/a.jpg",
         "HTTPS://user:pass-W0RD@192.168.0.7/a.jpg", "http://0.0.0.0/a.jpg"]
PUBLIC = ["http://example.com/a.jpg", "https://example.com:8080/192.168.0.7.jpg",
          "http://192.0.2.1/a.jpg", "https://[2001:db8::1]/a.jpg"]


class ByReference(CliTest):
    def test_a_url_that_only_the_local_network_can_reach_is_refused(self):
        runs = together([lambda url=url: ask(source=url) for url in LOCAL])
        for url, run in zip(LOCAL, runs):
            self.failed(run, "usage", "use get:")
            self.assertEqual(run.records, [], url)
            self.assertNotIn("pass-W0RD", run.err)
            if "@" not in url:
                self.assertIn("use get:" + url, run.err)

    def test_a_second_one_is_found_too(self):
        run = ask("-s", LOCAL[0], source="pattern:gauge=73")
        self.failed(run, "usage", "use get:")
        self.assertEqual(run.records, [])

    def test_a_public_one_goes_to_the_service(self):
        for url, run in zip(PUBLIC, together([lambda url=url: ask("--dry-run", source=url)
                                              for url in PUBLIC])):
            self.ok(run)
            self.assertIn(url, run.text)


def plain_ask(url, *args, env=None):
    tag = new_tag()
    return execute(arguments(tag, args, url=url), tag, env=env)


class AllowHttp(CliTest):
    def test_without_it_plain_http_is_for_this_machine(self):
        self.failed(plain_ask("http://192.168.0.7:1/v1"), "usage", "--allow-http")
        run = self.failed(plain_ask("http://192.0.2.1:1/v1"), "usage", "use https")
        self.assertNotIn("--allow-http", run.err)

    def test_an_address_elsewhere_is_refused_at_once(self):
        for host in ("192.0.2.1", "100.64.0.1", "[2001:db8::1]", "3221225985"):
            run = plain_ask("http://%s:1/v1" % host, "--allow-http")
            self.failed(run, "usage", "not in the local network")

    def test_a_key_file_is_refused(self):
        key = write("key", KEY)
        run = plain_ask("http://192.168.0.7:1/v1", "--allow-http", "--api-key-file", key)
        self.failed(run, "usage", "--api-key-file: a key is never sent over plain http")
        self.assertNotIn(KEY, run.err)

    def test_a_key_from_elsewhere_is_not_sent_and_a_note_says_so(self):
        run = plain_ask("http://192.168.0.7:1/v1", "--allow-http", "--dry-run",
                        env={"ASKCAM_API_KEY": KEY})
        self.ok(run)
        self.assertIn("the key from ASKCAM_API_KEY is not sent over plain http", run.err)
        self.assertNotIn("authorization", run.text.lower())
        run = plain_ask("http://192.168.0.7:1/v1", "--allow-http", "--dry-run")
        self.ok(run)
        self.assertNotIn("key", run.err)

    def test_loopback_is_as_without_it(self):
        run = self.ok(ask("--allow-http", env={"ASKCAM_API_KEY": KEY}))
        self.assertIn("authorization", dict(run.record["headers"]))
