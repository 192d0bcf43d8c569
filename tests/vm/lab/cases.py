# SPDX-License-Identifier: MIT
"""How cases are written, and how they run: in lanes side by side, each lane in order."""
import threading
import time
import traceback
from dataclasses import dataclass, field

from lab.guest import Done, GuestFailed


class CaseFailed(Exception):
    """What the case found wrong."""


@dataclass
class Case:
    """A function to call, under the name that is printed."""
    name: str
    lane: str
    run: callable


CASES = []
LANES = ("vivid", "usb")  # by the camera that a case may change; so lanes do not meet


def case(lane, rows=None):
    """Marks a function(lab) as a case; with rows, function(lab, row) as one case for each."""
    def mark(function):
        if rows is None:
            CASES.append(Case(function.__name__, lane, function))
        for row in rows or ():
            CASES.append(Case(f"{function.__name__}[{row}]", lane,
                              lambda lab, row=row: function(lab, row)))
        return function
    return mark


def expect(truth, why):
    """Fails the case unless truth is true."""
    if not truth:
        raise CaseFailed(why)


def expect_end(done: Done, code, *words):
    """The script ended with this code, and stderr has these words."""
    expect(done.code == code, f"ended with {done.code} instead of {code}: {done.err.strip()!r}")
    for word in words:
        expect(word in done.err, f"stderr lacks {word!r}: {done.err.strip()!r}")


def _read(path):
    with open(path, "rb") as file:
        return file.read()


@dataclass
class Lab:
    """What a case works with: the guest, and a stand-in of its lane's own."""
    guest: object
    standin: object

    def sh(self, script):
        """Runs a script in the guest; $base_url leads to this lane's stand-in."""
        return self.guest.sh(f"base_url={self.standin.base_url}\n{script}")

    def file(self, name):
        """The bytes of a file that a script left in /host/files."""
        try:
            return _read(self.guest.path("files", name))
        except FileNotFoundError as error:
            raise CaseFailed(f"there is no picture {name}") from error

    def source(self, name):
        """The bytes of a picture that the USB camera shows."""
        return _read(self.guest.path("pictures", name + ".jpg"))

    def requests(self, count):
        """The pictures of each of the requests, so many, that came since the last look."""
        requests = self.some_requests()
        expect(len(requests) == count, f"{len(requests)} requests came instead of {count}")
        return requests

    def some_requests(self):
        """The same, however many there are."""
        requests = self.standin.new_requests()
        return [[_read(picture["file"]) for picture in request.get("pictures") or []]
                for request in requests]

    def received(self):
        """The pictures of the one request that came since the last look."""
        return self.requests(1)[0]


@dataclass
class Tally:
    """Results of all lanes."""
    passed: int = 0
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name, why, seconds):
        """Prints one result; why is "" for a good one."""
        with self.lock:
            if why:
                self.failed += 1
                print(f"FAILED {name}: {why}", flush=True)
            else:
                self.passed += 1
                print(f"ok {name} ({seconds:.1f} s)", flush=True)


def _why_it_fails(one, lab):
    try:
        lab.standin.new_requests()  # those of the case before are not ours
        one.run(lab)
    except (CaseFailed, GuestFailed) as error:
        return str(error)
    except Exception as error:  # pylint: disable=broad-except # a broken case must not stop others
        return f"{error!r} at {traceback.extract_tb(error.__traceback__)[-1]}"
    return ""


def run_lane(lane, lab, chosen, tally):
    """Runs a lane's cases, one after the other."""
    for one in chosen:
        if one.lane == lane:
            began = time.monotonic()
            why = _why_it_fails(one, lab)
            tally.add(one.name, why, time.monotonic() - began)
