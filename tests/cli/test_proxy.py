# SPDX-License-Identifier: MIT
"""Proxies by CONNECT: which is used, what goes through it, and those that refuse or misbehave."""
import base64
import os

from connect_proxy import Proxy
from harness import KEY, CliTest, ask, ask_json, key_hash, plain, together, write, world

KEYED = {"ASKCAM_API_KEY": KEY}
TLS = {"tls": "good", "host": "standin.test"}
SECRET = "s3cr3t-PASS"


def through(proxy, *args, env=None, **how):
    """An ask to a server that only the proxy can find."""
    return ask("--proxy", proxy if isinstance(proxy, str) else proxy.url(), "--retries", "0", *args,
               env={**KEYED, **(env or {})}, **{**TLS, **how})


class Used(CliTest):
    def test_an_ask_goes_through_the_proxy_to_a_name_that_only_it_knows(self):
        with Proxy() as proxy:
            run = self.ok(through(proxy), "The gauge reads 73.\n")
        self.assertEqual(dict(run.record["headers"])["authorization"], key_hash())
        self.assertRegex(proxy.heads[0],
                         rb"\ACONNECT standin\.test:\d+ HTTP/1\.1\r\nHost: standin\.test:\d+\r\n\r\n\Z")

    def test_key_and_picture_are_not_readable_for_the_proxy(self):
        with Proxy() as proxy:
            self.ok(through(proxy))
        everything = proxy.heads[0] + proxy.sent()
        for word in (KEY.encode(), b"POST", b"image_url", b"Bearer"):
            self.assertNotIn(word, everything)

    def test_nothing_but_a_handshake_goes_to_a_server_that_is_not_trusted(self):
        for name in ("other.test", "standin.test"):
            with Proxy() as proxy:
                tls = "good" if name == "other.test" else "self-signed"
                run = through(proxy, host=name, tls=tls)
            self.assertEqual(run.code, 79, run.reported())
            self.assertEqual(run.records, [])
            self.assertLess(len(proxy.sent()), 2000)

    def test_the_connection_through_it_is_kept(self):
        with Proxy() as proxy:
            run = plain("watch", "--count", "2", "--every", "100ms", "--proxy", proxy.url(),
                        "--base-url", self.url(), "--ca-file", world().server.ca_file(),
                        "-s", "pattern:gauge=73", "hi", env=KEYED)
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(len(proxy.heads), 1)

    @staticmethod
    def url(host="standin.test"):
        return "https://%s:%d/v1" % (host, world().port("good"))

    def test_a_login_is_percent_decoded_and_sent_to_the_proxy_alone(self):
        login = base64.b64encode(b"us@er:p:/ss")
        with Proxy(login=login) as proxy:
            run = self.ok(through(proxy.url("us%40er:p%3A%2fss")))
        self.assertNotIn("proxy-authorization", str(run.record["headers"]).lower())
        self.assertNotIn(login, proxy.sent())

    def test_replies_that_are_odd_but_right_open_the_tunnel(self):
        with Proxy(before=b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n") as proxy:
            self.ok(through(proxy))
        with Proxy(length=b"Content-Length: 77\r\nTransfer-Encoding: chunked\r\n") as proxy:
            self.ok(through(proxy))

    def test_each_variable_in_the_order_of_curl(self):
        with Proxy() as right:
            bad = "http://127.0.0.1:1"
            for env in ({"https_proxy": right.url(), "HTTPS_PROXY": bad},
                        {"https_proxy": "", "HTTPS_PROXY": right.url(), "all_proxy": bad},
                        {"all_proxy": right.url(), "ALL_PROXY": bad},
                        {"ALL_PROXY": right.url(), "http_proxy": bad, "HTTP_PROXY": bad},
                        {"https_proxy": right.url().replace("http://", "")},
                        {"https_proxy": right.url() + "/", "no_proxy": "other.test"}):
                self.ok(ask("--retries", "0", env={**KEYED, **env}, **TLS))
            self.assertEqual(len(right.heads), 6)

    def test_option_variable_and_settings_file(self):
        with Proxy() as proxy:
            self.ok(ask(env={**KEYED, "ASKCAM_PROXY": proxy.url(), "https_proxy": "x:1"}, **TLS))
            folder = os.path.dirname(write("x", ""))
            os.makedirs(os.path.join(folder, "proxyconf", "askcam"), exist_ok=True)
            with open(os.path.join(folder, "proxyconf", "askcam", "config.json"), "w") as out:
                out.write('{"proxy": "%s"}' % proxy.url())
            self.ok(ask(env={**KEYED, "XDG_CONFIG_HOME": os.path.join(folder, "proxyconf")}, **TLS))
            self.assertEqual(len(proxy.heads), 2)


class NotUsed(CliTest):
    """No resolver knows standin.test, so going without the proxy ends with 69."""

    def test_no_proxy_wins_over_the_option(self):
        with Proxy() as proxy:
            for env in ({"no_proxy": "test"}, {"NO_PROXY": "*"},
                        {"no_proxy": "a,.standin.test", "NO_PROXY": "x"}):
                run = through(proxy, env=env)
                self.failed(run, "unavailable", "excludes the host")
                self.assertIn("--proxy is set, but %s" % next(iter(env)), run.err)
            self.ok(through(proxy, env={"no_proxy": "", "NO_PROXY": "standin.test:443"}))
        self.assertEqual(len(proxy.heads), 1)

    def test_loopback_goes_without(self):
        with Proxy(reply=b"HTTP/1.1 403 x\r\n\r\n") as proxy:
            for where in ({}, {"tls": "good"}, {"tls": "good", "host": "localhost"}):
                self.ok(ask("--proxy", proxy.url(), "--retries", "0", **where))
            self.ok(ask(env={"all_proxy": proxy.url()}))
        self.assertEqual(proxy.heads, [])

    def test_none_turns_a_variable_off(self):
        with Proxy() as proxy:
            run = ask("--proxy", "none", "--retries", "0",
                      env={**KEYED, "https_proxy": proxy.url()}, **TLS)
        self.failed(run, "unavailable", "https_proxy is set, but --proxy none turns it off")
        self.assertEqual(proxy.heads, [])

    def test_http_proxy_is_for_others_and_the_hint_says_so(self):
        for name in ("http_proxy", "HTTP_PROXY"):
            run = ask("--retries", "0", env={**KEYED, name: "http://127.0.0.1:1"}, **TLS)
            self.failed(run, "unavailable", name + " is set, but not used")

    def test_a_proxy_is_not_mentioned_where_none_is_named(self):
        run = ask("-v", "--retries", "0", env=KEYED, **TLS)
        self.assertEqual(run.code, 69, run.reported())
        self.assertNotIn("proxy", run.err)


class Refused(CliTest):
    def refuses(self, kind, says, url=None, **how):
        with Proxy(**how) as proxy:
            run = through(url(proxy) if url else proxy)
        self.failed(run, kind, says)
        self.assertEqual(run.records, [])
        self.assertIn("proxy 127.0.0.1:%d: " % proxy.port, run.err)
        self.assertIn("the proxy is that of --proxy" if kind != "auth" else "", run.err)
        self.assertNotIn(KEY.encode(), proxy.sent())
        return run

    def test_a_status_is_named(self):
        for status in (403, 502, 302, 101):
            self.refuses("unavailable", "status %d" % status,
                         reply=b"HTTP/1.1 %d No\r\nContent-Length: 3\r\n\r\nno!" % status)

    def test_a_login_that_is_wanted_is_77(self):
        self.refuses("auth", "http://USER:PASSWORD@HOST:PORT", login=b"x")
        self.refuses("auth", "check the user name", lambda p: p.url("u:" + SECRET), login=b"x")

    def test_junk_and_a_close_are_69(self):
        for how in ({"reply": b"SSH-2.0-OpenSSH\r\n"}, {"reply": b""}, {"reply": b"HTTP/1.1 200"},
                    {"reply": b"\x16\x03\x01\x00\x01"}, {"closes": True},
                    {"after": b"hello"}, {"after": b"\x15\x03\x03\x00\x02\x02\x28"},
                    {"reply": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"},
                    {"reply": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
                    {"reply": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000}):
            self.refuses("unavailable", None, **how)

    def test_a_reply_in_drips_ends_with_the_connect_timeout(self):
        with Proxy(trickle_s=0.05) as proxy:
            run = through(proxy, "--connect-timeout", "700ms")
        self.failed(run, "unavailable", "waiting for its reply to CONNECT")

    def test_it_is_tried_again_as_a_connect_is(self):
        with Proxy(reply=b"HTTP/1.1 503 x\r\n\r\n") as proxy:
            run = through(proxy, "--retries", "1")
        self.assertEqual(run.code, 69, run.reported())
        self.assertEqual(len(proxy.heads), 2)
        with Proxy(login=b"x") as proxy:
            run = through(proxy, "--retries", "1")
        self.assertEqual(run.code, 77, run.reported())
        self.assertEqual(len(proxy.heads), 1)

    def test_a_proxy_that_is_not_there_is_named(self):
        run = through("http://127.0.0.1:1")
        self.failed(run, "unavailable", "proxy 127.0.0.1:1: connection refused")
        run = through("http://proxy.invalid:1")
        self.failed(run, "unavailable", "proxy proxy.invalid:1: ")


class Wrong(CliTest):
    def test_an_option_that_is_not_an_http_proxy_is_64_a_variable_78(self):
        for bad in ("socks5://u:%s@h:1", "https://u:%s@h", "http://u:%s@h:x", "http://u:%s@"):
            run = ask("--proxy", bad % SECRET, env=KEYED, **TLS)
            self.failed(run, "usage", "--proxy")
            self.assertNotIn(SECRET, run.err)
            run = ask(env={**KEYED, "https_proxy": bad % SECRET}, **TLS)
            self.failed(run, "config", "https_proxy")
            self.assertNotIn(SECRET, run.err)
            self.ok(ask(env={"https_proxy": bad % SECRET}))  # loopback does without

    def test_a_password_is_shown_nowhere(self):
        url = "http://user:%s@127.0.0.1:1" % SECRET
        env = {**KEYED, "https_proxy": url}
        runs = together([
            lambda: ask("-v", "-v", "--retries", "0", env=env, **TLS),
            lambda: ask_json("-v", "--proxy", url, "--retries", "0", env=KEYED, **TLS),
            lambda: ask("--dry-run", "-v", "-v", "--proxy", url, env=KEYED, **TLS),
            lambda: plain("config", "--proxy", url),
            lambda: plain("config", "--output", "json", env=env),
            lambda: plain("ask", "--prox=" + url, "hi"),
            lambda: plain("ask", "--proxy=" + url + ":x", "hi"),
            lambda: plain("config", env={"ASKCAM_PROXY": url + ":x"}),
        ])
        coded = base64.b64encode(b"user:" + SECRET.encode()).decode()
        for run in runs:
            self.assertNotIn(SECRET, run.err + run.text, run.reported())
            self.assertNotIn(coded, run.err + run.text, run.reported())
        self.assertIn("http://****@127.0.0.1:1", runs[0].err)
        self.assertRegex(runs[3].text, r"(?m)^proxy +http://\*\*\*\*@127\.0\.0\.1:1 +flag$")
        run = plain("config", "--base-url", "https://u:%s@h/v1" % SECRET,
                    "-s", "http://u:%s@h/a.jpg" % SECRET, "-s", "a@b.jpg")
        self.assertNotIn(SECRET, run.err + run.text)
        self.assertRegex(run.text, r"http://\*+@h/a\.jpg a@b\.jpg")
        line = next(x for x in runs[4].lines if x["name"] == "proxy")
        self.assertEqual((line["value"], line["from"]),
                         ("http://****@127.0.0.1:1", "https_proxy"))


class Verbose(CliTest):
    def test_v_says_which_proxy_and_why(self):
        with Proxy() as proxy:
            run = through(proxy, "-v")
            self.assertIn("standin.test: through the proxy %s (--proxy)" % proxy.url(), run.err)
            run = ask("-v", env={**KEYED, "HTTPS_PROXY": proxy.url()}, **TLS)
            self.assertIn("(HTTPS_PROXY)", run.err)
        run = ask("-v", env={"https_proxy": "http://p:1"})
        self.assertIn("127.0.0.1: no proxy; https_proxy is set, but a loopback server is reached "
                      "without it", run.err)
