#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Twenty questions over one connection, each with a picture: `askcam chat` and curl."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import clients
import pictures
import report
from server import Server, TARGET, _stream
from standin import wire
from standin.errors import Refused

QUESTIONS, EVENTS = 20, 200
LIMIT_S = 240
PICTURE = (1280, 720), 100_000


class Keeping(Server):
    """Keeps each request's body, and on which connection it came."""

    def _exchange(self, tls, reader):
        head = wire.read_head(reader)
        asked = TARGET.match(head.target)
        if not asked:
            raise Refused(404, "bench: no such path: %s" % head.target)
        body = b"".join(wire.read_body(reader, head))
        _stream(tls, *map(int, asked.groups()))
        self.done.put((id(tls), body))


class Chat:
    def __init__(self, build, askcam):
        self.build, self.askcam = build, askcam
        self.home = os.path.join(build, "home")
        self.env = {"PATH": os.environ["PATH"], "HOME": self.home, "LANG": "C.UTF-8",
                    "ASKCAM_API_KEY": clients.KEY}
        self.server = Keeping(os.path.join(build, "state"))
        self.url = self.server.base_url(EVENTS)
        self.jpeg = pictures.make(os.path.join(build, "100KB.jpg"), *PICTURE)
        self.asked = os.path.join(build, "questions-%d")
        for count in (1, QUESTIONS):
            with open(self.asked % count, "w", encoding="utf-8") as out:
                out.writelines("/look What does the gauge read? (%d)\n" % i for i in range(count))

    def askcam_words(self):
        return [self.askcam, "chat", "--source", self.jpeg, "--model", clients.MODEL,
                "--base-url", self.url, "--ca-file", self.server.ca_file]

    def body_path(self, number):
        return os.path.join(self.build, "turn-%d.json" % number)

    def curl_words(self, count):
        """The same requests byte for byte, made ready; --next begins another request."""
        words = ["curl", "-q"]
        for number in range(count):
            ask = clients.Ask(self.url, self.server.ca_file, None, self.body_path(number))
            words += (["--next"] if number else []) + clients.curl().command(ask)[2:]
        return words

    def run(self, words, count):
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(os.path.join(self.home, ".cache"))
        with open(self.asked % count, "rb") as questions:
            done = subprocess.run([os.path.join(self.build, "measure"), *words], env=self.env,
                                  stdin=questions, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=LIMIT_S)
        cost = json.loads(done.stdout) if done.returncode == 0 else {"exit": done.returncode}
        if cost["exit"] != 0:
            raise RuntimeError("%s: exit %s: %s" % (
                words[0], cost["exit"], done.stderr.decode(errors="replace")[-400:]))
        seen = [self.server.done.get(timeout=60) for _ in range(count)]
        if any(isinstance(item, dict) for item in seen):
            raise RuntimeError("%s: the server refused: %s" % (words[0], seen))
        if len({connection for connection, _ in seen}) != 1:
            raise RuntimeError("%s: more than one connection" % words[0])
        cost["cpu_us"] = cost["user_us"] + cost["sys_us"]
        return cost, [body for _, body in seen]

    def prepare(self):
        """askcam's requests, kept for curl."""
        _, self.bodies = self.run(self.askcam_words(), QUESTIONS)
        for number, body in enumerate(self.bodies):
            if not pictures.of_body(body):
                raise RuntimeError("question %d went without a picture" % number)
            with open(self.body_path(number), "wb") as out:
                out.write(body)

    def turns(self, runs):
        """{client: {questions: [cost]}}; they take turns."""
        costs = {name: {1: [], QUESTIONS: []} for name in ("askcam", "curl")}
        for _ in range(runs):
            for count in (1, QUESTIONS):
                for name in costs:
                    words = self.askcam_words() if name == "askcam" else self.curl_words(count)
                    cost, bodies = self.run(words, count)
                    if bodies != self.bodies[:count]:
                        raise RuntimeError("%s sent other requests" % name)
                    costs[name][count].append(cost)
        return costs


def _each(costs, what, count):
    return [cost[what] / 1000 / count for cost in costs[count]]


def _further(costs, what):
    """What each question after the first one costs."""
    return [(many[what] - one[what]) / 1000 / (QUESTIONS - 1)
            for one, many in zip(costs[1], costs[QUESTIONS])]


def table(costs):
    print("\n| %d questions, 100 KB picture and %d events each | askcam ms | curl ms | ratio |" % (
        QUESTIONS, EVENTS))
    print("| --- | ---: | ---: | ---: |")
    for word, what in (("CPU", "cpu_us"), ("wall", "wall_us")):
        def further(costs, what=what):
            return _further(costs, what)
        for label, of in (
                ("%s, one question alone, with start and handshake" % word,
                 lambda c, w=what: _each(c, w, 1)),
                ("%s per question, of %d over one connection" % (word, QUESTIONS),
                 lambda c, w=what: _each(c, w, QUESTIONS)),
                ("%s, each further question" % word, further)):
            ours, theirs = of(costs["askcam"]), of(costs["curl"])
            medians = statistics.median(ours), statistics.median(theirs)
            ratios = sorted(a / b for a, b in zip(ours, theirs))
            if of is further:  # a difference of two noisy runs: no ratio of single ones
                spread = "%.2f" % (medians[0] / medians[1])
            else:
                spread = "%.2f (%.2f-%.2f)" % (statistics.median(ratios), ratios[0], ratios[-1])
            print("| %s | %.2f | %.2f | %s |" % (label, *medians, spread))


def main():
    parser = argparse.ArgumentParser(prog="./tools/bench chat", description=__doc__)
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--askcam", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", dest="runs", action="store_const", const=2, default=21,
                        help="a few runs, to see that it works")
    args = parser.parse_args()
    chat = Chat(args.build, args.askcam)
    chat.prepare()
    empty = subprocess.run([os.path.join(args.build, "measure"), "true"], stdout=subprocess.PIPE,
                           check=True).stdout
    report.machine({}, json.loads(empty), None)
    table(chat.turns(args.runs))


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        sys.exit("bench: %s" % error)
