#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What pictures cost askcam: time to encode, heap, and time from frame to last byte."""
import argparse
import io
import json
import math
import os
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from PIL import Image, ImageChops

import report
import scenes
from sink import Sink

SIZES = {"VGA": (640, 480), "1080p": (1920, 1080), "12 MP": (4000, 3000)}
LINKS = {"loopback": None, "20 Mbit/s": 2_500_000}
ENCODE_GOAL = 0.6
ALIKE_DB = 42  # Cb in place of Cr gives 34
LIMIT_S = 600
BLOCK = 16  # pixels; a crop that keeps to them loses nothing
CROP = "25%,25%,50%,50%"


class Rig:
    """Where things are, and how a program is run."""

    def __init__(self, args):
        self.build, self.askcam, self.runs = args.build, args.askcam, args.runs
        self.home = os.path.join(args.build, "home")
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.home)
        self.env = {"PATH": os.environ["PATH"], "HOME": self.home, "LANG": "C.UTF-8"}
        whole = scenes.photo(args.photo) if args.photo else scenes.scene()
        self.yuyv, self.jpeg = {}, {}
        for name, size in SIZES.items():
            picture = scenes.fitted(whole, size)
            base = os.path.join(args.build, "scene-%dx%d" % size)
            self.yuyv[name] = scenes.write_yuyv(picture, base + ".yuyv")
            self.jpeg[name] = scenes.write_jpeg(picture, base + ".jpg")

    def tool(self, name, *words, env=None):
        return self.run([os.path.join(self.build, name), *map(str, words)], env)

    def run(self, words, env=None):
        done = subprocess.run(words, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT_S)
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (
                os.path.basename(words[0]), done.returncode, done.stderr.decode()[-400:]))
        return done.stdout.decode()

    def turns(self, out):
        """One list of numbers for each way, from lines with one number for each."""
        rows = [[float(word) for word in line.split()] for line in out.splitlines()]
        return [list(column) for column in zip(*rows)]


def _likeness(one, other):
    """PSNR of two pictures in dB."""
    squares = 0
    histogram = ImageChops.difference(one, other).histogram()
    for i, count in enumerate(histogram):
        squares += count * (i % 256) ** 2
    mean = squares / sum(histogram)
    return 99.0 if mean == 0 else 10 * math.log10(255 ** 2 / mean)


def _decoded(path):
    with open(path, "rb") as file:
        data = file.read()
    return Image.open(io.BytesIO(data)).convert("RGB"), len(data)


def _ratio(ours, theirs):
    ratios = sorted(a / b for a, b in zip(ours, theirs))
    return statistics.median(ratios), ratios[0], ratios[-1]


def encoding(rig):
    """YUYV to JPEG, both ways.  The pictures that come out must be the same to the eye."""
    print("\n| YUYV to JPEG 4:2:0, quality 85 | askcam ms | over RGB ms | ratio | "
          "ratio, RGB way with -O3 | JPEG KB, both | alike, dB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    verdict = ""
    for name, size in SIZES.items():
        outs = [os.path.join(rig.build, "out-%s.jpg" % way) for way in ("askcam", "rgb")]
        runs = rig.runs[0] if name != "12 MP" else rig.runs[1]
        ours, rgb, rgb_o3 = rig.turns(
            rig.tool("bench_encode", rig.yuyv[name], *size, runs, *outs))
        (one, one_bytes), (other, other_bytes) = map(_decoded, outs)
        alike = _likeness(one, other)
        if alike < ALIKE_DB:
            raise RuntimeError("the two ways give different pictures: %.1f dB" % alike)
        ratio = _ratio(ours, rgb)
        print("| %s, %d runs | %.2f | %.2f | %.2f (%.2f-%.2f) | %.2f | %.0f, %.0f | %.1f |" % (
            name, runs, statistics.median(ours) / 1000, statistics.median(rgb) / 1000, *ratio,
            _ratio(ours, rgb_o3)[0], one_bytes / 1000, other_bytes / 1000, alike))
        if name == "1080p":
            verdict = "1080p: %.2f of the time over RGB; at most %.1f: %s" % (
                ratio[0], ENCODE_GOAL, "reached" if ratio[0] <= ENCODE_GOAL else "MISSED")
    print("\n" + verdict)


HEAPS = [
    ("JPEG passed through", "pass", False, "copied"),
    ("raw YUYV encoded", "pass", True, "encoded"),
    ("JPEG, crop, encoded again", "crop", False, "encoded"),
    ("JPEG, crop and scale to 512", "scale", False, "encoded"),
    ("JPEG, crop without loss", "lossless", False, "rearranged"),
    ("JPEG, crop and quarter turn without loss", "turn", False, "rearranged"),
]


def _heap(rig, path, size, what, expected):
    counted = os.path.join(rig.build, "alloc_heap.json")
    if os.path.exists(counted):
        os.unlink(counted)
    out = rig.tool("bench_heap", path, *size, what, env={
        "LD_PRELOAD": os.path.join(rig.build, "alloc_count.so"), "ALLOC_COUNT_FILE": counted})
    if out.split()[0] != expected:
        raise RuntimeError("bench_heap %s: %s, not %s" % (what, out.split()[0], expected))
    with open(counted, encoding="utf-8") as file:
        return json.load(file)


def heaps(rig):
    print("\n| peak heap of measuring and writing a picture, KB (blocks) | %s |" % " | ".join(SIZES))
    print("| --- |" + " ---: |" * len(SIZES))
    for label, what, is_raw, expected in HEAPS:
        cells = []
        for name, size in SIZES.items():
            path = rig.yuyv[name] if is_raw else rig.jpeg[name]
            count = _heap(rig, path, size if is_raw else (0, 0), what, expected)
            cells.append("%.1f (%d)" % (count["peak_bytes"] / 1024, count["calls"]))
        print("| %s | %s |" % (label, " | ".join(cells)))


def _snaps(name, rig, size):
    """What `askcam snap` is called with, for each row."""
    jpeg = ["--source", rig.jpeg[name]]
    corner = [side // 4 // BLOCK * BLOCK for side in size]
    aligned = "%d,%d,%d,%d" % (*corner, 2 * corner[0], 2 * corner[1])
    drawn = ["--source", "pattern:gauge", "--size", "%dx%d" % size]
    return [
        ("JPEG passed through", jpeg),
        ("drawn gauge (raw, with its pixels)", drawn),
        ("JPEG, crop, encoded again", jpeg + ["--crop", CROP, "--quality", "85"]),
        ("JPEG, crop and scale to 512", jpeg + ["--crop", CROP, "--max-side", "512",
                                                "--quality", "85"]),
        ("JPEG, crop without loss", jpeg + ["--crop", aligned]),
        ("JPEG, crop and quarter turn without loss", jpeg + ["--crop", aligned, "--rotate", "90"]),
    ]


def _resident_kb(rig, words):
    cost = json.loads(rig.run([os.path.join(rig.build, "measure"), rig.askcam, "snap", "-o",
                               os.path.join(rig.build, "snap.jpg"), *words]))
    if cost["exit"] != 0:
        raise RuntimeError("snap %s: exit %d" % (" ".join(words), cost["exit"]))
    return cost["peak_kb"]


def residents(rig):
    rows = {}
    for name, size in SIZES.items():
        for label, words in _snaps(name, rig, size):
            peaks = [_resident_kb(rig, words + ["--max-body", "100000000"]) for _ in range(5)]
            rows.setdefault(label, []).append("%d" % statistics.median(peaks))
    print("\n| peak resident memory of `askcam snap`, KB | %s |" % " | ".join(SIZES))
    print("| --- |" + " ---: |" * len(SIZES))
    for label, cells in rows.items():
        print("| %s | %s |" % (label, " | ".join(cells)))


def _check_pictures(sink):
    """Each way's first request carried the same picture."""
    seen = {sink.pictures.get(timeout=60) for _ in range(3)}
    if len(seen) != 1:
        raise RuntimeError("the ways sent different pictures: %s" % seen)


def sending(rig):
    print("\n| raw frame in memory to the last byte at the server, kept TLS connection | whole ms | "
          "streamed ms | chunked ms | streamed / whole | chunked / whole | runs |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for link, rate in LINKS.items():
        sink = Sink(os.path.join(rig.build, "state"), rate)
        for name, size in SIZES.items():
            runs = rig.runs[0] if name != "12 MP" and not rate else rig.runs[1]
            print("measuring: %s, %s" % (link, name), file=sys.stderr)
            out = rig.tool("bench_send", sink.port, sink.ca_file, rig.yuyv[name], *size, runs)
            _check_pictures(sink)
            whole, streamed, chunked = [times[1:] for times in rig.turns(out)]
            print("| %s, %s | %.1f | %.1f | %.1f | %.2f (%.2f-%.2f) | %.2f (%.2f-%.2f) | %d |" % (
                link, name, *(statistics.median(times) for times in (whole, streamed, chunked)),
                *_ratio(streamed, whole), *_ratio(chunked, whole), runs))


def arguments():
    parser = argparse.ArgumentParser(prog="./tools/bench pictures", description=__doc__)
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--askcam", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", dest="runs", action="store_const", const=(3, 2),
                        default=(41, 9), help="a few runs, to see that it works")
    parser.add_argument("photo", nargs="?", help="a photo of your own in place of the scene")
    return parser.parse_args()


def main():
    rig = Rig(arguments())
    report.machine({}, json.loads(rig.run([os.path.join(rig.build, "measure"), "true"])), None)
    encoding(rig)
    heaps(rig)
    residents(rig)
    sending(rig)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        sys.exit("bench: %s" % error)
