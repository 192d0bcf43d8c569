# SPDX-License-Identifier: MIT
"""tinyproxy and squid, started with a configuration of the test's own."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

USER, PASSWORD = "us.er", "p.ss-w0rd"  # tinyproxy takes no others
READY_S = 30


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class RealProxy:
    """Runs until the end of the `with`; `refused` is a port that it refuses to connect to."""

    def __init__(self, login=False, refused=None):
        self.login, self.refused = login, refused
        self.folder = tempfile.mkdtemp(prefix="askcam-peer-")
        self.port = free_port()
        os.chmod(self.folder, 0o777)  # the proxies give up root's rights

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.path(name), 0o644)
        return self.path(name)

    def url(self, login=""):
        return "http://%s127.0.0.1:%d" % (login and login + "@", self.port)

    def __enter__(self):
        with open(self.path("out"), "wb") as out:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=out)
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise AssertionError("%s does not start" % self.command()[0])

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Tinyproxy(RealProxy):
    name = "tinyproxy"

    def command(self):
        lines = ["User 65534", "Group 65534", "Port %d" % self.port, "Listen 127.0.0.1",
                 "Timeout 60", "MaxClients 20", "LogLevel Info",
                 'LogFile "%s"' % self.path("log"), 'PidFile "%s"' % self.path("pid")]
        if self.login:
            lines.append("BasicAuth %s %s" % (USER, PASSWORD))
        if self.refused:
            lines.append("ConnectPort %d" % (self.refused % 60000 + 1))  # only that one
        return ["tinyproxy", "-d", "-c", self.put("conf", "\n".join(lines) + "\n")]


class Squid(RealProxy):
    name = "squid"

    def command(self):
        lines = ["http_port 127.0.0.1:%d" % self.port, "pid_filename %s" % self.path("pid"),
                 "cache_log %s" % self.path("cache.log"), "access_log none", "cache deny all",
                 "visible_hostname peer.test", "pinger_enable off", "shutdown_lifetime 0 seconds",
                 "coredump_dir %s" % self.folder, "hosts_file /etc/hosts",
                 "dns_nameservers 127.0.0.1", "dns_timeout 2 seconds",
                 "dns_retransmit_interval 1 seconds", "connect_timeout 2 seconds"]
        if self.refused:
            lines += ["acl closed port %d" % self.refused, "http_access deny closed"]
        if self.login:
            coded = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True,
                                   stdout=subprocess.PIPE, text=True).stdout.strip()
            users = self.put("users", "%s:%s\n" % (USER, coded))
            lines += ["auth_param basic program /usr/lib/squid/basic_ncsa_auth %s" % users,
                      "auth_param basic realm peer", "acl known proxy_auth REQUIRED",
                      "http_access allow known", "http_access deny all"]
        lines.append("http_access allow all")
        return ["squid", "-N", "-f", self.put("conf", "\n".join(lines) + "\n")]


PROXIES = (Tinyproxy, Squid)
