# SPDX-License-Identifier: MIT
"""get:http://… and get:https://…: JPEG and MJPEG over HTTP, as cameras serve them."""
import hashlib
import os
import ssl
import threading

from camera_server import WAIT, Camera, Digest, basic, chunked, parts, reply, stream
from harness import (ASKCAM, CliTest, Terminal, arguments, ask, ask_json, draw, execute, new_tag,
                     plain, world, write)
from standin import certs

SECRET = "pass-W0RD"


def frame(value):
    return draw.jpeg(draw.gauge(value, 320, 240))


A, B, C = frame(21), frame(42), frame(73)


def snap(url, *args, **how):
    return plain("snap", "-s", url, *args, **how)


def image_tail():
    """What most images hold between the head and the end; cut, they are truncated."""
    return C[:len(C) // 2]


class GetTest(CliTest):
    def camera(self, answer, context=None):
        camera = Camera(answer if callable(answer) else lambda head: answer, context)
        self.addCleanup(camera.__exit__)
        return camera

    def gives(self, answer, picture, *args, path="/snap.jpg"):
        """snap writes just this picture."""
        camera = self.camera(answer)
        run = snap(camera.url(path), *args)
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(hashlib.sha256(run.out).digest(), hashlib.sha256(picture).digest(),
                         run.reported())
        self.assertEqual(run.err, "")
        return camera

    def refuses(self, answer, says, *args, kind="source", path="/snap.jpg"):
        camera = self.camera(answer)
        run = snap(camera.url(path), *args)
        self.failed(run, kind, says)
        self.assertEqual(run.out, b"")
        return camera, run


class OnePicture(GetTest):
    def test_a_jpeg_byte_for_byte(self):
        camera = self.gives(reply(C), C, path="/cgi-bin/snap.cgi?channel=1&size=2")
        self.assertEqual(camera.lines, ["GET /cgi-bin/snap.cgi?channel=1&size=2 HTTP/1.1"])
        self.assertEqual(camera.header(0, "Host"), "127.0.0.1:%d" % camera.port)
        self.assertIsNone(camera.header(0, "Authorization"))

    def test_the_path_is_sent_as_it_is_written(self):
        for path, sent in (("", "/"), ("/", "/"), ("/stream/", "/stream/"), ("?action=snapshot", "/?action=snapshot"),
                           ("/a%20b/?x", "/a%20b/?x"), ("/a#part", "/a")):
            camera = self.gives(reply(C), C, path=path)
            self.assertEqual(camera.lines, ["GET %s HTTP/1.1" % sent])

    def test_ask_sends_it(self):
        camera = self.camera(reply(C))
        run = self.ok(ask(source=camera.url()), "The gauge reads 73.\n")
        self.assertEqual(run.record["pictures"][0]["sha256"], hashlib.sha256(C).hexdigest())

    def test_changes_work_as_on_any_jpeg(self):
        camera = self.camera(reply(C))
        for args, size in ((("--crop", "0,0,160,120"), (160, 120)), (("--max-side", "80"), (80, 60)),
                           (("--rotate", "90"), (240, 320))):
            line = self.ok(ask_json(*args, source=camera.url())).lines[0]
            self.assertEqual((line["width"], line["height"]), size)

    def test_save_picture_keeps_what_was_sent(self):
        camera = self.camera(reply(C))
        folder = world().path("kept-" + new_tag())
        os.mkdir(folder)
        self.ok(ask("--save-picture", folder + "/x.jpg", source=camera.url()))
        with open(folder + "/x.jpg", "rb") as kept:
            self.assertEqual(kept.read(), C)

    def test_it_is_judged_by_its_bytes(self):
        for kind in ("text/html", "application/octet-stream", "image/png", ""):
            self.gives(reply(C, kind=kind), C)

    def test_framings(self):
        self.gives(reply(C, version="1.0", length=False), C)
        self.gives(reply(C, version="1.0"), C)
        self.gives(lambda head: chunked([C[i:i + 777] for i in range(0, len(C), 777)]), C)

    def test_no_proxy_is_used(self):
        camera = self.camera(reply(C))
        run = snap(camera.url(), env={"http_proxy": "http://127.0.0.1:9", "all_proxy":
                                      "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"})
        self.assertEqual(run.code, 0, run.reported())

    def test_several_sources_come_in_order(self):
        one, two = self.camera(reply(A)), self.camera(stream([B]))
        run = self.ok(ask(source=[one.url(), two.url("/stream"), "pattern:gauge=5"]))
        sums = [picture["sha256"] for picture in run.record["pictures"]]
        self.assertEqual(sums[:2], [hashlib.sha256(x).hexdigest() for x in (A, B)])
        self.assertEqual(len(sums), 3)

    def test_frames_are_fetched_one_by_one(self):
        camera = self.camera(lambda head: reply([A, B, C][(len(camera.heads) - 1) % 3]))
        run = self.ok(ask("--frames", "3", "--interval", "1ms", source=camera.url()))
        self.assertEqual([p["sha256"] for p in run.record["pictures"]],
                         [hashlib.sha256(x).hexdigest() for x in (A, B, C)])

    def test_a_reply_that_is_whole_keeps_its_connection(self):
        accepted = []
        camera = self.camera(lambda head: reply(C))
        serve = camera._serve

        def counted(sock):
            accepted.append(1)
            serve(sock)
        camera._serve = counted
        self.ok(ask("--frames", "3", "--interval", "1ms", source=camera.url()))
        self.assertEqual((len(camera.heads), len(accepted)), (3, 1))

    def test_dry_run_and_preview(self):
        camera = self.camera(reply(C))
        self.assertEqual(ask("--dry-run", source=camera.url()).code, 0)
        terminal = Terminal([ASKCAM, "snap", "-s", camera.url(), "--preview"], new_tag())
        self.assertEqual(terminal.end(), 0, terminal.shown)


class Streams(GetTest):
    def test_the_newest_frame_that_is_there(self):
        self.gives(stream([A]), A)
        self.gives(stream([A, B, C]), C)

    def test_a_stream_that_goes_on(self):
        self.gives(lambda head: [stream([A, B]), WAIT], B)

    def test_boundaries_of_all_kinds(self):
        for named, delimiter in (("frame", "--frame"), ("--frame", "--frame"),
                                 ("--frame", "----frame"), ('"fr ame"', "--fr ame"),
                                 ("frame", "frame"), ("other", "--frame"), ("", "--frame")):
            for length in (True, False):
                self.gives(stream([A, C], named=named, delimiter=delimiter, length=length), C)

    def test_http_1_0_and_odd_case(self):
        self.gives(stream([A, C], version="1.0", header="CONTENT-type"), C)
        odd = stream([A, C]).replace(b"Content-Type: m", b"cOnTeNt-tYpE:m")
        self.gives(odd, C)

    def test_chunks_that_cut_frames(self):
        body = parts([A, C])
        self.gives(lambda head: chunked([body[i:i + 1000] for i in range(0, len(body), 1000)],
                                        "multipart/x-mixed-replace; boundary=frame"), C)

    def test_a_broken_frame_is_passed_over(self):
        self.gives(stream([A, image_tail()]), A)
        self.gives(stream([image_tail(), B]), B)

    def test_a_frame_that_stops_within(self):
        self.gives(lambda head: [stream([A]) + image_tail(), WAIT], A)

    def test_the_warm_up_drops_frames(self):
        self.gives(stream([A, B, C]), C, "--warmup", "2")
        self.refuses(stream([A, B]), "within the warm-up", "--warmup", "5")

    def test_only_truncated_frames(self):
        self.refuses(stream([image_tail()]), "truncated")


class Refusals(GetTest):
    def test_statuses(self):
        for status, says in (("404 Not Found", "nothing at this path"), ("403 Forbidden", "refused access"),
                             ("500 Oops", "500"), ("503 Busy", "503"), ("204 None", "204"),
                             ("302 Found", "does not say where")):
            camera, run = self.refuses(reply(b"x" if status[0] != "2" else b"", status), says)
            self.assertEqual(len(camera.heads), 1)

    def test_a_login_page(self):
        page = b"\xef\xbb\xbf\r\n <html><title>Login</title>"
        self.refuses(reply(page, kind="text/html; charset=utf-8"), "text/html")
        self.refuses(reply(page, kind="image/jpeg"), "text/html")

    def test_other_pictures_and_nothing(self):
        self.refuses(reply(b"\x89PNG\r\n\x1a\n" + bytes(100), kind="image/png"), "PNG")
        self.refuses(reply(b""), "empty")
        self.refuses(reply(b"hello, this is not a picture at all", kind="text/plain"), "JPEG")

    def test_truncated(self):
        self.refuses(reply(image_tail()), "truncated")
        self.refuses(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + image_tail(),
                     "truncated")

    def test_what_is_not_http(self):
        self.refuses(b"SSH-2.0-OpenSSH_9.2 SECRET\r\n", "not HTTP")
        self.refuses(b"", "before the reply")

    def test_nothing_listens_there(self):
        camera = self.camera(reply(C))
        self.failed(snap(camera.url().replace(":%d" % camera.port, ":1")), "source", "refused")

    def test_malformed_addresses(self):
        for url in ("get:", "get:camera/a.jpg", "get:ftp://host/a.jpg", "get:http://", "get:http://ho st/",
                    "get:http://host:99999/"):
            self.failed(snap(url), "usage", "get:http")

    def test_a_reply_beyond_20_mb(self):
        camera, _ = self.refuses(reply(b"")[:-4] .replace(b"Length: 0", b"Length: 20000001") + b"\r\n\r\n"
                                 + A, "20 MB")
        head = reply(b"", length=False)

        def endless(_):
            yield head + C[:600]
            for _ in range(400):
                yield bytes(65536)
            yield WAIT
        self.refuses(endless, "20 MB")

    def test_a_stream_without_a_pause_ends(self):
        """Frames without end: one is taken, and the rest is not read for ever."""
        def flood(_):
            yield stream([])
            while True:
                yield parts([A, A, A, A])
        self.gives(flood, A)

    def test_the_total_timeout_holds(self):
        camera = self.camera(lambda head: [reply(b"", length=False) + C[:600], WAIT])
        self.failed(ask("--total-timeout", "500ms", source=camera.url()), "unavailable",
                    "--total-timeout")


class Redirects(GetTest):
    def test_to_the_same_origin(self):
        for location, sent in (("/b/c.jpg?x=1", "/b/c.jpg?x=1"), ("c.jpg", "/a/c.jpg"), ("../c.jpg#f", "/c.jpg"),
                               ("?y", "/a/old?y"), ("http://127.0.0.1:%d/d", "/d"),
                               ("//127.0.0.1:%d/e/./f/", "/e/f/")):
            def answer(head, location=location):
                if head.startswith("GET /a/old?q "):
                    to = location % camera.port if "%d" in location else location
                    return reply(b"", "302 Found", headers=["lOcation: " + to])
                return reply(C)
            camera = self.camera(answer)
            run = snap(camera.url("/a/old?q"))
            self.assertEqual(run.out, C, run.reported())
            self.assertEqual(camera.lines[1], "GET %s HTTP/1.1" % sent)

    def test_to_another_origin(self):
        other = self.camera(reply(C))
        for location in ("http://127.0.0.1:%d/x?token=%s" % (other.port, SECRET),
                         "https://127.0.0.1/x", "http://localhost/", "ftp://127.0.0.1/",
                         "http://u:%s@127.0.0.1/" % SECRET):
            _, run = self.refuses(reply(b"", "301 Moved", headers=["Location: " + location]),
                                  "another server")
            self.assertNotIn(SECRET, run.err)
        self.assertEqual(other.heads, [])

    def test_in_a_circle(self):
        camera, _ = self.refuses(reply(b"", "307 Again", headers=["Location: /snap.jpg"]),
                                 "too many redirects")
        self.assertLess(len(camera.heads), 12)


class Logins(GetTest):
    def protected(self, check, challenges):
        def answer(head):
            header = next((line.split(": ", 1)[1] for line in head.split("\r\n")
                           if line.lower().startswith("authorization: ")), None)
            verdict = check(header)
            if verdict == "ok":
                return reply(C)
            texts = challenges(verdict) if callable(challenges) else challenges
            return reply(b"<html>", "401 Unauthorized", headers=["WWW-Authenticate: " + text
                                                                 for text in texts])
        return self.camera(answer)

    def basic(self, challenges=('Basic realm="cam"',)):
        return self.protected(lambda header: "ok" if header == basic("admin", SECRET) else "wrong",
                              list(challenges))

    def digest(self, digest, more=()):
        return self.protected(lambda header: digest.check("GET", header),
                              lambda verdict: [digest.challenge(verdict == "stale"), *more])

    def file(self, text="admin:" + SECRET, mode=0o600):
        return write("login", text, mode)

    def test_basic_from_a_file(self):
        camera = self.basic()
        for text in ("admin:%s" % SECRET, "admin:%s\n" % SECRET, "admin:%s\r\n" % SECRET):
            run = snap(camera.url(), "--source-auth-file", self.file(text))
            self.assertEqual(run.out, C, run.reported())
            self.assertEqual(run.err, "")
        self.assertIsNone(camera.header(0, "Authorization"))  # not before it was asked for

    def test_basic_from_the_settings(self):
        camera = self.basic()
        settings = world().path("config-" + new_tag())
        os.makedirs(settings + "/askcam")
        with open(settings + "/askcam/config.json", "w") as out:
            out.write('{"source": "%s", "source-auth-file": "%s"}' % (camera.url(), self.file()))
        run = plain("snap", env={"XDG_CONFIG_HOME": settings})
        self.assertEqual(run.out, C, run.reported())

    def test_digest_of_every_kind(self):
        def one(algorithm, qop):
            camera = self.digest(Digest("admin", SECRET, algorithm, qop))
            run = snap(camera.url("/snap.jpg?x=1"), "--source-auth-file", self.file())
            self.assertEqual(run.out, C, "%s %s\n%s" % (algorithm, qop, run.reported()))
            self.assertNotIn(SECRET, "".join(camera.heads))
        for algorithm in ("MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "", "md5"):
            for qop in ("auth", "", "auth-int,auth"):
                if not (algorithm.endswith("sess") and not qop):
                    one(algorithm, qop if qop != "auth-int,auth" else "auth-int,auth")

    def test_the_better_of_several(self):
        for more in (['Basic realm="x"'], ['Negotiate', 'Basic realm="a, b", charset="UTF-8"']):
            camera = self.digest(Digest("admin", SECRET, "SHA-256"), more)
            run = snap(camera.url(), "--source-auth-file", self.file())
            self.assertEqual(run.out, C, run.reported())
            self.assertTrue(camera.header(1, "Authorization").startswith("Digest "))

    def test_a_nonce_that_has_become_stale(self):
        camera = self.digest(Digest("admin", SECRET, stale_first=True))
        run = snap(camera.url(), "--source-auth-file", self.file())
        self.assertEqual(run.out, C, run.reported())

    def test_the_login_is_asked_for_once_a_run(self):
        digest = Digest("admin", SECRET)
        camera = self.digest(digest)
        run = self.ok(ask("--frames", "3", "--interval", "1ms", "--source-auth-file", self.file(),
                          source=camera.url()))
        self.assertEqual(len(camera.heads), 4)
        self.assertIn("nc=00000003", camera.header(3, "Authorization"))
        self.assertEqual(len(run.record["pictures"]), 3)

    def test_a_wrong_password(self):
        for camera in (self.basic(), self.digest(Digest("admin", SECRET))):
            run = snap(camera.url(), "--source-auth-file", self.file("admin:wrong-W0RD"))
            self.failed(run, "source", "refused the user name or the password")
            self.assertNotIn("wrong-W0RD", run.err)
            self.assertEqual(len(camera.heads), 2)

    def test_without_a_login_the_hint_names_the_option(self):
        self.failed(snap(self.basic().url()), "source", "--source-auth-file")

    def test_a_login_of_an_unknown_kind(self):
        camera = self.basic(["Negotiate", 'Digest realm="a", nonce="n", algorithm=SHA-512-256'])
        self.failed(snap(camera.url(), "--source-auth-file", self.file()), "source",
                    "neither Basic nor Digest")

    def test_in_the_url_it_works_with_a_warning_and_is_shown_nowhere(self):
        secret = "p%40ss%3AW0RD%2F"
        plain_secret = "p@ss:W0RD/"
        camera = self.protected(
            lambda header: "ok" if header == basic("ad min", plain_secret) else "wrong",
            ['Basic realm="x"'])
        url = camera.url("/a.jpg?pwd=" + SECRET, "ad%20min:" + secret + "@")
        runs = [snap(url), snap(url, "-v", "-v"), ask("-v", "-v", source=url), ask_json(source=url),
                ask("--dry-run", source=url)]
        for run in runs:
            self.assertEqual(run.code, 0, run.reported())
            self.assertIn("--source-auth-file", run.err)
        runs.append(plain("config", "-s", url))
        self.assertEqual(runs[-1].code, 0)
        self.assertIn(b"***@", runs[-1].out)
        runs.append(plain("ask", "-s", "pattern:bars", url))       # taken for a question
        runs.append(plain(url))                                    # for a command
        runs.append(plain("cameras", url))
        runs.append(snap(url.replace("a.jpg", "a b.jpg")))         # malformed
        runs.append(snap(url.replace(":%d" % camera.port, ":1")))  # nothing listens
        runs.append(snap(url.replace("ad%20min", "other")))        # refused
        for run in runs:
            shown = run.err + run.out.decode("latin-1")
            for hidden in (secret, plain_secret, SECRET, "ad%20min", "ad min"):
                self.assertNotIn(hidden, shown, run.reported())

    def test_a_server_that_echoes_the_request(self):
        def answer(head):
            if "Authorization" not in head:
                return reply(b"", "401 No", headers=['WWW-Authenticate: Basic realm="x"'])
            return head.split("Authorization: ")[1].encode() + b" " + SECRET.encode() + b"\r\n\r\n"
        camera = self.camera(answer)
        run = self.failed(snap(camera.url(), "--source-auth-file", self.file()), "source")
        self.assertNotIn(SECRET, run.err)
        self.assertNotIn(basic("admin", SECRET)[6:], run.err)

    def test_files_that_are_refused(self):
        camera = self.basic()
        for text in ("", "\n", "admin", ":secret", "a:b\nc:d", "a:b\n\n", "a:b\0c", "a:" + "x" * 9000):
            run = snap(camera.url(), "--source-auth-file", self.file(text))
            self.failed(run, "source", "USER:PASSWORD")
            self.assertNotIn("b\0c", run.err)
        self.failed(snap(camera.url(), "--source-auth-file", "/no/such/file"), "source", "/no/such/file")
        self.assertEqual(camera.heads, [])

    def test_a_file_that_others_can_read(self):
        run = snap(self.basic().url(), "--source-auth-file", self.file(mode=0o644))
        self.assertEqual(run.code, 0)
        self.assertIn("others can read this password", run.err)

    def test_from_a_pipe_whose_writer_comes_late(self):
        path = world().path("login-" + new_tag())
        os.mkfifo(path)

        def write_late():
            with open(path, "w") as out:
                out.write("admin:%s\n" % SECRET)
        camera = self.basic()
        thread = threading.Thread(target=write_late)
        thread.start()
        run = snap(camera.url(), "--source-auth-file", path)
        thread.join()
        self.assertEqual(run.out, C, run.reported())

    def test_for_another_source_it_has_no_effect(self):
        run = snap("pattern:bars", "--source-auth-file", self.file())
        self.assertEqual(run.code, 0)
        self.assertIn("--source-auth-file: no effect", run.err)


class Tls(GetTest):
    def secure(self, answer):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        world().port(tls="good")  # makes the certificates
        context.load_cert_chain(certs.chain_file(world().path("certs"), "good"))
        return self.camera(answer, context)

    def test_with_its_own_root(self):
        camera = self.secure(reply(C))
        url = camera.url(host="localhost")
        run = snap(url, "--source-ca-file", world().server.ca_file())
        self.assertEqual(run.out, C, run.reported())

    def test_without_it_79(self):
        url = self.secure(reply(C)).url(host="localhost")
        self.failed(snap(url), "tls", "--source-ca-file")

    def test_the_ca_file_of_the_service_is_not_for_cameras(self):
        url = self.secure(reply(C)).url(host="localhost")
        run = ask("--ca-file", world().server.ca_file(), source=url)
        self.failed(run, "tls")
        self.assertEqual(run.records, [])

    def test_a_ca_file_that_is_none(self):
        url = self.secure(reply(C)).url(host="localhost")
        for path in ("/no/such.pem", write("x.pem", "nothing")):
            run = self.failed(snap(url, "--source-ca-file", path), "config", path)
            self.assertNotIn(" --ca-file", run.err)


class Watch(GetTest):
    def test_each_tick_takes_the_newest_and_lets_go_in_between(self):
        camera = self.camera(lambda head: [stream([[A, B, C][(len(camera.heads) - 1) % 3]]), WAIT])
        tag = new_tag()
        argv = arguments(tag, ["--every", "50ms", "--count", "3"], source=camera.url("/stream"))
        argv[1] = "watch"
        run = self.ok(execute(argv, tag))
        self.assertEqual(run.text, "The gauge reads 21.\nThe gauge reads 42.\nThe gauge reads 73.\n")

    def test_a_camera_that_is_away_costs_its_tick_only(self):
        camera = self.camera(lambda head: reply(C) if len(camera.heads) > 1 else
                             reply(b"", "503 Busy"))
        tag = new_tag()
        argv = arguments(tag, ["--every", "50ms", "--count", "1"], source=camera.url())
        argv[1] = "watch"
        run = execute(argv, tag)
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, "The gauge reads 73.\n")
        self.assertIn("503", run.err)

    def test_on_change(self):
        camera = self.camera(lambda head: reply(A if len(camera.heads) < 4 else C))
        tag = new_tag()
        argv = arguments(tag, ["--every", "30ms", "--count", "2", "--on-change"], source=camera.url())
        argv[1] = "watch"
        run = execute(argv, tag)
        self.assertEqual(run.text, "The gauge reads 21.\nThe gauge reads 73.\n", run.reported())
