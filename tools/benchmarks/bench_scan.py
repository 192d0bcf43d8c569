#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Instructions for each event: askcam's JSON scanner and cJSON on the same events."""
import argparse
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import report
import server

GOAL = 0.1
EVENTS = 500
ROUNDS = 1, 5  # their difference leaves out what starting costs
TOTAL = re.compile(r"Collected : (\d+)")
USAGE = {"prompt_tokens": 900, "completion_tokens": 400, "total_tokens": 1300,
         "completion_tokens_details": {"reasoning_tokens": 250, "text_tokens": 150},
         "prompt_tokens_details": {"image_tokens": 850, "text_tokens": 50}}


def _event(content, thinking, number, **more):
    """One delta, with its members in the order of the number's parity, as the service varies it."""
    delta = {"content": content, "reasoning_content": thinking}
    choice = {"delta": delta, "index": 0, "logprobs": None, "finish_reason": None}
    if number % 2:
        choice = {"finish_reason": None, "delta": delta, "index": 0, "logprobs": None}
    return {"choices": [choice], **server.REST, **more}


def _end():
    return {"choices": [], **server.REST, "usage": USAGE}


WORDS = "The needle points just above it and reads fifty two bar on a scale".split()


def _word(number):
    return WORDS[number % len(WORDS)]


KINDS = {
    "a word of answer": lambda i: _event(_word(i) + " ", None, i),
    "a word of thinking": lambda i: _event(None, "the \"%s\"\n" % _word(i), i),
    "a word of Chinese": lambda i: _event("指针指向"[i % 3:], None, i),
    "1 KB of answer": lambda i: _event((_word(i) + " needle points just above it. ") * 32, None, i),
    "usage with every event": lambda i: _event(_word(i), None, i, usage={
        **USAGE, "completion_tokens": 400 + i, "total_tokens": 1300 + i}),
    "usage alone": lambda i: _end(),
}


def instructions(build, way, path, rounds):
    """(instructions of the whole process, what it took out of the events)"""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         os.path.join(build, "bench_scan"), way, path, str(rounds)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=240)
    total = TOTAL.search(done.stderr)
    if done.returncode != 0 or not total:
        raise RuntimeError("callgrind, %s: exit %d: %s" % (
            way, done.returncode, done.stderr[-400:]))
    return int(total.group(1)), done.stdout


def each(build, way, path):
    few, _ = instructions(build, way, path, ROUNDS[0])
    many, taken = instructions(build, way, path, ROUNDS[1])
    return (many - few) / (ROUNDS[1] - ROUNDS[0]) / EVENTS, taken


def main():
    parser = argparse.ArgumentParser(prog="./tools/bench scan", description=__doc__)
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--askcam", help=argparse.SUPPRESS)
    args = parser.parse_args()
    empty = subprocess.run([os.path.join(args.build, "measure"), "true"], stdout=subprocess.PIPE,
                           check=True).stdout
    report.machine({}, json.loads(empty), None)
    print("\n| event | bytes | instructions, askcam | instructions, cJSON | ratio |")
    print("| --- | ---: | ---: | ---: | ---: |")
    ratios = {}
    for name, make in KINDS.items():
        lines = [json.dumps(make(i), separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
                 for i in range(EVENTS)]
        path = os.path.join(args.build, "events.jsonl")
        with open(path, "wb") as out:
            out.writelines(lines)
        ours, taken = each(args.build, "askcam", path)
        theirs, taken_too = each(args.build, "cjson", path)
        if taken != taken_too:
            raise RuntimeError("%s: the two took different things: %s, %s" % (
                name, taken.strip(), taken_too.strip()))
        ratios[name] = ours / theirs
        print("| %s | %d | %.0f | %.0f | %.2f |" % (
            name, sum(map(len, lines)) / EVENTS - 1, ours, theirs, ratios[name]))
    worst = max(ratios, key=ratios.get)
    print("\nat worst, %s: %.2f of cJSON's instructions; at most %.2f: %s" % (
        worst, ratios[worst], GOAL, "reached" if ratios[worst] <= GOAL else "MISSED"))


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        sys.exit("bench: %s" % error)
