# SPDX-License-Identifier: MIT
"""get: against real servers: ffmpeg's MJPEG over HTTP, and nginx with and without a login."""
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

from PIL import Image  # noqa: E402

from harness import CliTest, draw, plain, write  # noqa: E402

READY_S = 30
USER, PASSWORD = "cam user", "p@ss:W0RD"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def listens(port):
    """Whether a socket listens there, found without connecting: ffmpeg serves one client only."""
    wanted = "0100007F:%04X 00000000:0000 0A" % port
    with open("/proc/net/tcp") as table:
        return any(wanted in line for line in table)


def size_of(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.format, image.size


class Peer:
    """A program that serves on a port of loopback until the end of the `with`."""

    def __init__(self, program, *arguments):
        self.port = free_port()
        self.argv = [program, *[word.replace("PORT", str(self.port)) for word in arguments]]
        self.log = tempfile.TemporaryFile()

    def __enter__(self):
        if not shutil.which(self.argv[0]):  # no skip: that would look like a pass
            raise AssertionError("%s is not installed: tools/packages/peers" % self.argv[0])
        self.process = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)
        deadline = time.monotonic() + READY_S
        while not listens(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                self.log.seek(0)
                raise AssertionError("%s does not listen: %s" % (self.argv[0], self.log.read()))
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def url(self, path, login=""):
        return "get:http://%s127.0.0.1:%d%s" % (login, self.port, path)


def snap(url, *args):
    return plain("snap", "-s", url, *args)


class Ffmpeg(CliTest):
    def serve(self, *more):
        return Peer("ffmpeg", "-hide_banner", "-nostdin", "-re", "-f", "lavfi", "-i",
                    "testsrc=size=320x240:rate=10", "-c:v", "mjpeg", "-q:v", "5", "-f", "mpjpeg",
                    *more, "-listen", "1", "http://127.0.0.1:PORT/stream")

    def test_a_frame_of_its_stream(self):
        with self.serve() as peer:
            run = self.ok(snap(peer.url("/stream")))
        self.assertEqual(size_of(run.out), ("JPEG", (320, 240)))

    def test_another_boundary_and_a_warm_up(self):
        with self.serve("-boundary_tag", "--odd boundary") as peer:
            run = self.ok(snap(peer.url("/stream"), "--warmup", "3"))
        self.assertEqual(size_of(run.out), ("JPEG", (320, 240)))


class Nginx(CliTest):
    def serve(self):
        folder = tempfile.mkdtemp(prefix="askcam-peer-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        os.chmod(folder, 0o755)
        self.picture = draw.jpeg(draw.gauge(42, 320, 240))
        for name in ("open.jpg", "closed.jpg"):
            with open(os.path.join(folder, name), "wb") as out:
                out.write(self.picture)
        coded = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.strip()
        with open(os.path.join(folder, "users"), "w") as out:
            out.write("%s:%s\n" % (USER, coded))
        peer = Peer("nginx", "-c", os.path.join(folder, "conf"), "-e",
                    os.path.join(folder, "errors"))
        with open(os.path.join(folder, "conf"), "w") as out:
            out.write("""
daemon off; master_process off; pid %(folder)s/pid; error_log %(folder)s/errors;
events { }
http {
  access_log off; client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy;
  fastcgi_temp_path %(folder)s/fastcgi; uwsgi_temp_path %(folder)s/uwsgi;
  scgi_temp_path %(folder)s/scgi;
  server {
    listen 127.0.0.1:%(port)d; root %(folder)s;
    location /closed.jpg { auth_basic "cam, era"; auth_basic_user_file %(folder)s/users; }
    location /here { return 302 /open.jpg; }
    location /there { return 301 http://localhost/open.jpg; }
  }
}
""" % {"folder": folder, "port": peer.port})
        return peer

    def test_pictures_logins_and_redirects(self):
        with self.serve() as peer:
            login = write("login", "%s:%s\n" % (USER, PASSWORD))
            for url, args in ((peer.url("/open.jpg"), ()), (peer.url("/here"), ()),
                              (peer.url("/closed.jpg"), ("--source-auth-file", login))):
                self.assertEqual(self.ok(snap(url, *args)).out, self.picture)
            run = snap(peer.url("/closed.jpg", "cam%20user:p%40ss%3AW0RD@"))
            self.assertEqual(run.out, self.picture, run.reported())
            self.assertNotIn("W0RD", run.err)
            self.failed(snap(peer.url("/closed.jpg")), "source", "--source-auth-file")
            wrong = write("login", "%s:wrong" % USER)
            self.failed(snap(peer.url("/closed.jpg"), "--source-auth-file", wrong), "source",
                        "refused the user name or the password")
            self.failed(snap(peer.url("/there")), "source", "another server")
            self.failed(snap(peer.url("/none.jpg")), "source", "nothing at this path")
