# SPDX-License-Identifier: MIT
"""Runs the askcam program as a user would, against the stand-in on loopback.

The tests beside this file are the contract of the command line, seen from outside: exit codes,
what is on stdout and stderr, and what the server received.  ASKCAM_BIN names the program.
"""
import atexit
import concurrent.futures
import fcntl
import hashlib
import itertools
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")  # beside the project; may be absent
ASKCAM = os.environ.get("ASKCAM_BIN") or os.path.join(ROOT, "build", "release", "askcam")
for _path in (os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests", "standin")):
    if _path not in sys.path:
        sys.path.insert(0, _path)

import draw  # noqa: E402,F401  (for the tests)
from standin.server import Options, Standin  # noqa: E402

KEY = "sk-0123456789abcdefTESTKEY"
QUESTION = "What does the gauge read?"
ERROR_LINE = re.compile(r"askcam: .+: .+; .+\Z")
NOTE = re.compile(r"; attempt \d+ of \d+ in |^askcam: (estimate|tokens): ")
CODES = {"usage": 64, "refused": 65, "no_answer": 65, "source": 66, "unavailable": 69,
         "internal": 70, "storage": 73, "queued": 75, "limit": 75, "protocol": 76, "auth": 77, "config": 78,
         "tls": 79}

_tags = itertools.count(1)
_lock = threading.Lock()


class World:
    """The stand-in and the scratch directory of this test process."""

    _it = None

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="askcam-cli-")
        self.server = Standin(Options(
            state=self.path("certs"), no_key=True, max_body=64 * 1024 * 1024,
            replay_dir=self.path("replay")))
        self.ports = {}
        for name in ("home", "state", "config", "cache", "run", "replay"):
            os.makedirs(self.path(name), mode=0o700)
        atexit.register(self.close)

    def close(self):
        self.server.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def port(self, tls=None, tls_fault=None, host="127.0.0.1", rcvbuf=None):
        """The listener of this kind, begun when it is first asked for."""
        with _lock:
            wanted = (tls, tls_fault, host, rcvbuf)
            if wanted not in self.ports:
                self.ports[wanted] = self.server.listen(host, 0, tls, tls_fault, rcvbuf)
            return self.ports[wanted]


def world():
    with _lock:
        if World._it is None:
            World._it = World()
        return World._it


def write(name, data, mode=0o600):
    """A scratch file; returns its path."""
    path = world().path("%d-%s" % (next(_tags), name))
    with open(path, "wb") as out:
        out.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, mode)
    return path


def replay(body):
    """The fault that makes the stand-in send just this body as a stream."""
    name = "%d.sse" % next(_tags)
    with open(world().path("replay", name), "wb") as out:
        out.write(body if isinstance(body, bytes) else body.encode())
    return "replay-" + name


def base_url(tag, fault="", api="openai", tls=None, tls_fault=None, host=None, listen="127.0.0.1",
             rcvbuf=None, plain_scheme=None):
    scheme = "https" if tls or tls_fault else "http"
    host = host or ("[%s]" % listen if ":" in listen else listen)
    items = ",".join(x for x in ("tag-" + tag, fault) if x)
    path = "/api/v1" if api == "dashscope" else "/compatible-mode/v1"
    if tls_fault and not tls:
        tls = "good"
    port = world().port(tls, tls_fault, listen, rcvbuf)
    return "%s://%s:%d/fault/%s%s" % (scheme, host, port, items, path)


def environment(**more):
    here = world()
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": here.path("home"),
           "XDG_STATE_HOME": here.path("state"), "XDG_CONFIG_HOME": here.path("config"),
           "XDG_CACHE_HOME": here.path("cache"), "XDG_RUNTIME_DIR": here.path("run"),
           "LC_ALL": "C.UTF-8", "TERM": "xterm", "TZ": "UTC"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE", "LD_LIBRARY_PATH"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    return {k: v for k, v in env.items() if v is not None}


def key_hash(key=KEY):
    return "Bearer sha256:" + hashlib.sha256(key.encode()).hexdigest()


class Run:
    """A finished run."""

    def __init__(self, tag, code, out, err, seconds):
        self.tag = tag
        self.code = code
        self.out = out
        self.err = err.decode("utf-8", "replace")
        self.seconds = seconds

    @property
    def text(self):
        return self.out.decode("utf-8")  # invalid UTF-8 on stdout is a failure

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.split("\n")[:-1]]

    @property
    def last(self):
        return self.lines[-1]

    @property
    def records(self):
        return records(self.tag)

    @property
    def record(self):
        found = self.records
        assert len(found) == 1, "%d requests came, not one\n%s" % (len(found), self.reported())
        return found[0]

    def joined(self, kind):
        return "".join(line["text"] for line in self.lines if line["type"] == kind)

    def own_lines(self):
        """askcam's lines on stderr that are neither notes of retries nor of cost."""
        return [line for line in self.err.split("\n")
                if line.startswith("askcam: ") and not NOTE.search(line)]

    def warnings(self):
        """Those before the error, which is the last; all of them if there was none."""
        lines = self.own_lines()
        return lines if self.code == 0 else lines[:-1]

    def reported(self):
        return "exit %s after %.2f s\nstdout: %r\nstderr: %s" % (
            self.code, self.seconds, self.out[-2000:], self.err[-2000:])


def records(tag):
    return [r for r in world().server.records if r.get("tag") == tag]


def arguments(tag, args=(), question=QUESTION, source="pattern:gauge=73", fault="", api="openai",
              output=None, command="ask", url=None, **where):
    """argv of an ask; a None leaves the part away."""
    argv = [ASKCAM, command]
    if output:
        argv += ["--output", output]
    if command == "ask":
        argv += ["--base-url", url or base_url(tag, fault, api, **where)]
        if api != "openai":
            argv += ["--api", api]
        tls = where.get("tls") or where.get("tls_fault")
        if tls and "--ca-file" not in args:
            argv += ["--ca-file", world().server.ca_file()]
    for one in [source] if isinstance(source, str) else source or ():
        argv += ["--source", one]
    argv += list(args)
    if question is not None and command == "ask":
        argv.append(question)
    return argv


def new_tag():
    return "t%d" % next(_tags)


def execute(argv, tag, stdin=None, env=None, timeout=60, stdout=None, cwd=None):
    """Run to the end; a run that takes longer than the timeout is killed and fails the test."""
    began = time.monotonic()
    program = subprocess.Popen(
        argv, stdin=subprocess.PIPE if isinstance(stdin, bytes) else stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout, stderr=subprocess.PIPE,
        env=environment(**(env or {})), cwd=cwd or world().path("home"))
    try:
        out, err = program.communicate(stdin if isinstance(stdin, bytes) else None, timeout)
    except subprocess.TimeoutExpired:
        program.kill()
        out, err = program.communicate()
        raise AssertionError("still running after %d s: %s\nstdout: %r\nstderr: %s" % (
            timeout, argv, out[-1000:], err[-1000:].decode("utf-8", "replace"))) from None
    return Run(tag, program.returncode, out or b"", err, time.monotonic() - began)


def ask(*args, stdin=None, env=None, timeout=60, stdout=None, **how):
    """One `askcam ask` against the stand-in."""
    tag = new_tag()
    return execute(arguments(tag, args, **how), tag, stdin, env, timeout, stdout)


def ask_json(*args, **how):
    return ask(*args, output="json", **how)


def plain(*args, **how):
    """askcam with just these arguments."""
    return execute([ASKCAM, *args], new_tag(), **how)


def together(calls, workers=12):
    """Results of calls without arguments, made at the same time; waiting costs only once."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return [f.result() for f in [pool.submit(call) for call in calls]]


class Live:
    """A run that is still going on."""

    def __init__(self, *args, stdout=subprocess.PIPE, stdin=None, env=None, **how):
        self.tag = new_tag()
        self.argv = arguments(self.tag, args, **how)
        self.began = time.monotonic()
        self.process = subprocess.Popen(self.argv, stdin=stdin or subprocess.DEVNULL,
                                        stdout=stdout, stderr=subprocess.PIPE,
                                        env=environment(**(env or {})), cwd=world().path("home"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def wait_record(self, condition=lambda record: True, timeout_s=10):
        """The request's record once the condition holds."""
        def found(_):
            return next((r for r in records(self.tag) if condition(r)), None)
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            record = world().server.wait_for(found, 0.05)
            if record is not None:
                return record
            if self.process.poll() is not None and not records(self.tag):
                break
        raise AssertionError("no such request came; %s" % self.argv)

    def status_kb(self, field):
        with open("/proc/%d/status" % self.process.pid) as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
        raise AssertionError("no %s" % field)

    def end(self, timeout=10):
        out, err = self.process.communicate(timeout=timeout)
        return Run(self.tag, self.process.returncode, out or b"", err,
                   time.monotonic() - self.began)


class Terminal:
    """A run on a terminal of its own."""

    def __init__(self, argv, tag, only_stderr=False, env=None, size=None):
        """`size`: (columns, lines) of the window."""
        self.tag = tag
        self.master, slave = pty.openpty()
        if size:
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave

        def take_terminal():
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=subprocess.DEVNULL if only_stderr else slave, stderr=slave,
            env=environment(**(env or {})), cwd=world().path("home"), preexec_fn=take_terminal)
        self.shown = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            try:
                data = os.read(self.master, 4096)
            except OSError:
                return
            if not data:
                return
            self.shown += data

    def type(self, data):
        os.write(self.master, data)

    def wait_shown(self, wanted, timeout_s=10):
        deadline = time.monotonic() + timeout_s
        while wanted not in self.shown:
            assert time.monotonic() < deadline, "never shown: %r in %r" % (wanted, self.shown)
            time.sleep(0.01)

    def end(self, timeout=10):
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("still running; shown: %r" % self.shown) from None
        time.sleep(0.1)
        self.after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        self._reader.join(1)
        os.close(self.master)
        return code


class CliTest(unittest.TestCase):
    """Assertions that all files share."""

    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        if not os.access(ASKCAM, os.X_OK):  # no skip: that would look like a pass
            raise AssertionError("no program at %s; build it or set ASKCAM_BIN" % ASKCAM)

    def ok(self, run, answer=None):
        self.assertEqual(run.code, 0, run.reported())
        for record in run.records:
            self.assertEqual(record["problems"], [], run.reported())
        if answer is not None:
            got = run.joined("answer") if run.out.startswith(b"{\"type\"") else run.text
            self.assertEqual(got, answer, run.reported())
        return run

    def failed(self, run, kind, says=None):
        """The run ended with this kind, and one line says what, why and a hint."""
        kinds = (kind,) if isinstance(kind, str) else kind
        self.assertIn(run.code, [CODES[k] for k in kinds], run.reported())
        self.assertEqual(run.warnings(), [], run.reported())
        self.assertEqual(len(run.own_lines()), 1, run.reported())
        self.assertRegex(run.own_lines()[0], ERROR_LINE, run.reported())
        if says:
            self.assertIn(says.lower(), run.err.lower(), run.reported())
        return run

    def failed_json(self, run, kind, says=None):
        self.failed(run, kind, says)
        last = run.last
        self.assertEqual(last["type"], "error", run.reported())
        self.assertEqual(run.code, CODES[last["kind"]], run.reported())
        self.assertIn(last["kind"], (kind,) if isinstance(kind, str) else kind, run.reported())
        self.assertTrue(last["message"], run.reported())
        self.assertTrue(last.get("hint"), run.reported())
        for line in run.lines[:-1]:
            self.assertNotIn(line["type"], ("error", "done"), run.reported())
        return run

    def fails(self, kind, *args, says=None, sent=None, **how):
        """The same ask in text and in JSON fails with this kind; `sent`: requests that came."""
        def in_text():
            return ask(*args, **how)

        def in_json():
            return ask_json(*args, **how)

        text, lines = together([in_text, in_json])
        self.failed(text, kind, says)
        self.failed_json(lines, kind, says)
        if sent is not None:
            self.assertEqual((len(text.records), len(lines.records)), (sent, sent), text.reported())
        return lines

    def interrupt(self, live, within_s=1.0):
        began = time.monotonic()
        live.process.send_signal(signal.SIGINT)
        try:
            run = live.end(timeout=5)
        except subprocess.TimeoutExpired:
            raise AssertionError("still running 5 s after SIGINT") from None
        self.assertEqual(run.code, 130, run.reported())
        self.assertLess(time.monotonic() - began, within_s, run.reported())
        return run


def shared_photo(name):
    """Path of a photograph beside the project, or None."""
    path = os.path.join(SHARED, "photos", name)
    return path if os.path.exists(path) else None
