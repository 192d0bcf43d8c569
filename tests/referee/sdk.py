# SPDX-License-Identifier: MIT
"""The official openai package as a second reader of the stand-in's replies, beside askcam.

One node process answers all questions of a test file; see referee.mjs.
"""
import atexit
import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import harness  # noqa: E402

FETCH = os.path.join(harness.ROOT, "tools", "lib", "fetch_sdk")
MODEL = "qwen3.5-plus"
SOURCE = "pattern:gauge=73"


def missing():
    """Why there is no package, or None."""
    done = subprocess.run([FETCH], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode == 0:
        Sdk.folder = done.stdout.strip()
        return None
    return done.stderr.strip().split("\n")[-1]


class Sdk:
    """The node process; its answers come in any order."""

    folder = None
    _it = None
    _lock = threading.Lock()

    @classmethod
    def it(cls):
        with cls._lock:
            if cls._it is None:
                cls._it = cls()
            return cls._it

    def __init__(self):
        program = os.path.join(self.folder, "referee-%d.mjs" % os.getpid())
        shutil.copy(os.path.join(HERE, "referee.mjs"), program)  # beside node_modules
        self.process = subprocess.Popen(["node", program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        atexit.register(self.close, program)
        self.ids = itertools.count(1)
        self.answers = {}
        self.news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def close(self, program):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        os.unlink(program)

    def _read(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            with self.news:
                self.answers[answer["id"]] = answer
                self.news.notify_all()

    def ask(self, url, body, limit_s=30):
        number = next(self.ids)
        with self.news:
            line = {"id": number, "url": url, "key": harness.KEY, "body": body}
            self.process.stdin.write(json.dumps(line) + "\n")
            self.process.stdin.flush()
            if not self.news.wait_for(lambda: number in self.answers, limit_s):
                raise AssertionError("the openai package said nothing of " + url)
            return self.answers.pop(number)


_picture = []


def request(stream):
    """The request that askcam makes, as a client of the package would write it."""
    if not _picture:
        _picture.append(base64.b64encode(harness.plain("snap", "-s", SOURCE).out).decode())
    content = [{"type": "image_url",
                "image_url": {"url": "data:image/jpeg;base64," + _picture[0]}},
               {"type": "text", "text": harness.QUESTION}]
    body = {"model": MODEL, "messages": [{"role": "user", "content": content}]}
    if stream:
        body.update(stream=True, stream_options={"include_usage": True})
    return body


class Pair:
    """What both clients made of the same reply."""

    def __init__(self, fault, stream=True):
        self.fault = fault
        options = ("--retries", "0") + (() if stream else ("--no-stream",))
        self.run = harness.ask_json(*options, fault=fault, source=SOURCE,
                                    env={"ASKCAM_API_KEY": harness.KEY})
        self.sdk = Sdk.it().ask(harness.base_url(harness.new_tag(), fault), request(stream))
        lines = self.run.lines
        self.error = lines[-1] if lines and lines[-1]["type"] == "error" else None
        self.done = lines[-1] if lines and lines[-1]["type"] == "done" else {}
        self.usage = next((line for line in lines if line["type"] == "usage"), None)

    def text(self, kind):
        return self.run.joined(kind)

    @property
    def ended_well(self):
        return self.sdk["error"] is None

    def reported(self):
        return "%s\nthe package: %s\naskcam: %s" % (
            self.fault, json.dumps(self.sdk)[:1500], self.run.reported()[:3000])


def pairs(faults, stream=True):
    request(stream)
    return harness.together([lambda f=f: Pair(f, stream) for f in faults], workers=8)
