#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares askcam with curl and the openai package and prints tables; started by ../bench."""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

import clients
import pictures
import report
from server import Server, answer

SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
SHORT, LONG = 200, 500_000
AGAINST = "the other askcam"
COUNTED = 50_000  # events of the run whose allocations are counted
# name of a picture: (pixels, bytes)
PICTURES = {"100 KB": ((1280, 720), 100_000), "5 MB": ((4000, 3000), 5_000_000)}


class Case:
    """A question that every client is asked."""

    def __init__(self, picture, events, per_record=1, per_send=1, bundle=False, again=False):
        self.picture = picture
        self.events = events
        self.long = events == LONG
        self.per_record = per_record  # events in one TLS record
        self.per_send = per_send      # records that the server sends at a time
        self.bundle = bundle          # the system's CAs are loaded too
        self.again = again            # a client may keep the TLS session of its last run

    def grows(self):
        """Whether its peak counts for "the same whatever the size or the length"."""
        return not self.bundle and not self.again

    def name(self):
        words = "%s, %s events" % (self.picture, format(self.events, ",").replace(",", " "))
        if self.per_record > 1:
            words += " (%d a record)" % self.per_record
        return words + (", system's CAs" if self.bundle else "") + (", again" if self.again else "")


CASES = [
    Case("100 KB", SHORT),
    Case("100 KB", SHORT, again=True),
    Case("5 MB", SHORT),
    Case("100 KB", SHORT, bundle=True),
    Case("100 KB", SHORT, bundle=True, again=True),
    Case("100 KB", LONG, per_send=50),
    Case("100 KB", LONG, per_record=50),
]
# what askcam's memory must not depend on, and the system's CAs
RESIDENT_CASES = [
    Case("100 KB", SHORT),
    Case("5 MB", SHORT),
    Case("100 KB", LONG, per_send=50),
    Case("5 MB", LONG, per_record=50),
    Case("100 KB", SHORT, bundle=True),
]
COUNTED_CASES = [
    Case("100 KB", SHORT),
    Case("100 KB", COUNTED, per_send=50),
    Case("5 MB", SHORT),
]


class Bench:
    def __init__(self, build, binary, sdk, against=None):
        self.build = build
        self.server = Server(os.path.join(build, "state"))
        self.runner = clients.Runner(build, self.server)
        self.sdk_long_runs = 1
        self.clients = [clients.askcam(binary), clients.curl()]
        self.sdk = clients.openai(sdk) if sdk else None
        if self.sdk:
            self.clients.append(self.sdk)
        self.bare = clients.bare(os.path.join(build, "bare_send"))
        self.clients.append(self.bare)
        if against:
            self.clients.append(clients.askcam(against, AGAINST))
        self.jpegs, self.bodies, self.scans = {}, {}, {}
        for name, (size, wanted) in PICTURES.items():
            self._make_picture(name, size, wanted)
        self.bundle = self._make_bundle()

    def _make_picture(self, name, size, wanted):
        path = os.path.join(self.build, name.replace(" ", "") + ".jpg")
        with open(pictures.make(path, size, wanted), "rb") as file:
            jpeg = file.read()
        body_path = path + ".json"
        with open(body_path, "wb") as out:
            out.write(pictures.body(jpeg, clients.MODEL, clients.QUESTION))
        self.jpegs[name], self.bodies[name] = path, body_path
        self.scans[name] = pictures.scan(jpeg)

    def _make_bundle(self):
        path = os.path.join(self.build, "bundle.pem")
        with open(path, "wb") as out:
            for part in (SYSTEM_BUNDLE, self.server.ca_file):
                with open(part, "rb") as file:
                    out.write(file.read())
        return path

    def ask(self, case, events=None):
        url = self.server.base_url(events or case.events, case.per_record, case.per_send)
        return clients.Ask(url, self.bundle if case.bundle else self.server.ca_file,
                           self.jpegs[case.picture], self.bodies[case.picture])

    def check_seen(self, client, case, seen):
        """A client that sent another picture has not done the work."""
        if pictures.scan(seen["jpeg"]) != self.scans[case.picture]:
            raise RuntimeError("%s sent another picture than it was given" % client.name)

    def check_answers(self):
        """Once, not timed: every byte of the answer comes out.  Returns what each connected with."""
        spoken = {}
        for client in self.clients:
            if client is self.bare:  # it prints nothing; its request is checked in each run
                continue
            out, seen = self.runner.printed(client, self.ask(CASES[0]))
            self.check_seen(client, CASES[0], seen)
            whole = b"[DONE]" in out if client.name == "curl" else \
                out == answer(SHORT).encode() + b"\n"
            if not whole:
                raise RuntimeError("%s: the answer is not whole: %r" % (client.name, out[-80:]))
            spoken[client.name] = "%s %s%s" % (
                seen["tls"], seen["cipher"], ", resumed" if seen["resumed"] else "")
        return spoken

    def takes_part(self, client, case, turn):
        """The SDK is left out where it has nothing of its own to show, and from most of the runs
        with half a million events, which take it ten seconds and more."""
        if client is self.bare:
            return case.picture == "5 MB"
        if client is not self.sdk:
            return True
        return case.grows() and (not case.long or 0 < turn <= self.sdk_long_runs)

    def run_case(self, case, runs):
        """{client's name: [cost of each run]}; the clients take turns."""
        costs = {client.name: [] for client in self.clients}
        for turn in range(runs + 1):
            for client in self.clients:
                if not self.takes_part(client, case, turn):
                    continue
                if not case.again:
                    self.runner.forget()
                cost, seen = self.runner.measured(client, self.ask(case))
                self.check_seen(client, case, seen)
                if turn > 0:  # the first fills the page cache
                    costs[client.name].append(cost)
        return {name: costs for name, costs in costs.items() if costs}

    def residents(self):
        """[(case, cost)] of askcam, looked at right before its end; see measure.c."""
        found = []
        for case in RESIDENT_CASES:
            self.runner.forget()
            cost, seen = self.runner.measured(self.clients[0], self.ask(case), exactly=True)
            self.check_seen(self.clients[0], case, seen)
            found.append((case, cost))
        return found

    def count_allocations(self):
        """{client's name: [(events, picture, counts)]}

        A full handshake calculates with random numbers and allocates a few blocks more or less
        for them; so askcam takes up a session, and what is left are the picture and the events.
        """
        counts = {}
        for client in self.clients:
            if client in (self.sdk, self.bare):  # V8 has a heap of its own; mbedTLS' is known
                continue
            self.runner.forget()
            self.runner.measured(client, self.ask(CASES[0]))
            counts[client.name] = [
                (case, self.runner.allocations(client, self.ask(case))) for case in COUNTED_CASES]
        return counts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder of the measuring tools")
    parser.add_argument("--askcam", required=True, help="the program")
    parser.add_argument("--against", help="another askcam, to compare with")
    parser.add_argument("--sdk", help="folder with ask_openai.mjs and its node_modules")
    parser.add_argument("--runs", type=int, nargs=3, default=(21, 5, 1),
                        metavar=("SHORT", "LONG", "SDK"),
                        help="with short and with long streams, and of the SDK with long ones")
    parser.add_argument("--long-events", type=int, default=LONG)
    return parser.parse_args()


def main():
    args = arguments()
    began = time.monotonic()
    for case in CASES + RESIDENT_CASES:
        case.events = args.long_events if case.long else case.events
    bench = Bench(args.build, args.askcam, args.sdk, args.against)
    bench.sdk_long_runs = args.runs[2]
    report.machine(bench.check_answers(), bench.runner.empty_process(), args.sdk)
    results = []
    for case in CASES:
        runs = args.runs[1] if case.long else args.runs[0]
        print("measuring: %s, %d runs each" % (case.name(), runs), file=sys.stderr)
        results.append((case, bench.run_case(case, runs)))
    report.table(results)
    if args.against:
        report.against(results, AGAINST)
    print("measuring: resident pages, and allocations", file=sys.stderr)
    residents = bench.residents()
    report.memory(results, residents)
    report.allocations(bench.count_allocations())
    report.ratio(*results[0])
    report.bare(*results[2])
    sizes = {name: os.path.getsize(path) for name, path in bench.jpegs.items()}
    report.copies(residents, sizes)
    print("\n%d s in all" % (time.monotonic() - began), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError) as error:
        sys.exit("bench: %s" % error)
