# SPDX-License-Identifier: MIT
"""Prints what was measured, as Markdown tables."""
import json
import os
import platform
import statistics
import subprocess

PEAK_GOAL_KB, SPREAD_GOAL_KB, CPU_GOAL, BARE_GOAL = 3584, 64, 1.1, 1.1


def _first_line(*words):
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return done.stdout.splitlines()[0].strip() if done.stdout else "none"
    except OSError:
        return "none"


def _field(path, name):
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.partition(":" if path.startswith("/proc") else "=")
            if key.strip() == name:
                return value.strip().strip('"')
    return "unknown"


def machine(spoken, empty, sdk):
    """Where and with what this was measured."""
    print("Machine: %s, %d cores, Linux %s, %s; load %.1f at the start" % (
        _processor(), os.cpu_count(), platform.release(), _field("/etc/os-release", "PRETTY_NAME"),
        os.getloadavg()[0]))
    print("curl: %s" % " ".join(_first_line("curl", "--version").split()[1:5]))
    if sdk:
        with open(os.path.join(sdk, "node_modules/openai/package.json"), encoding="utf-8") as file:
            print("openai %s, Node %s" % (
                json.load(file)["version"], _first_line("node", "--version")))
    for name, words in spoken.items():
        print("%s connects with %s" % (name, words))
    print("An empty process (`true`): %.1f ms CPU, %d KB" % (
        (empty["user_us"] + empty["sys_us"]) / 1000, empty["peak_kb"]))


def _processor():
    name = _field("/proc/cpuinfo", "model name")
    return platform.machine() + ("" if name == "unknown" else " " + name)


def _median(costs, what):
    return statistics.median(cost[what] for cost in costs)


def _ratios(ours, theirs, what):
    """(median, least, most) of the ratios of runs that were made side by side."""
    ratios = [a[what] / b[what] for a, b in zip(ours, theirs)]
    return statistics.median(ratios), min(ratios), max(ratios)


def table(results):
    print("\n| question | client | CPU ms | CPU, times curl's | peak memory KB | wall ms | runs |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for case, costs in results:
        for name, runs in costs.items():
            ratio = "%.2f (%.2f-%.2f)" % _ratios(runs, costs["curl"], "cpu_ms")
            peaks = [run["peak_kb"] for run in runs]
            print("| %s | %s | %.1f | %s | %d (%d-%d) | %.0f | %d |" % (
                case.name(), name, _median(runs, "cpu_ms"), ratio if name != "curl" else "1",
                _median(runs, "peak_kb"), min(peaks), max(peaks), _median(runs, "wall_ms"),
                len(runs)))


def against(results, other):
    """askcam next to another build of it: what a change has cost or saved."""
    print("\n| question | CPU, times the other's | peak memory, times the other's |")
    print("| --- | ---: | ---: |")
    for case, costs in results:
        print("| %s | %.2f (%.2f-%.2f) | %.2f (%.2f-%.2f) |" % (
            (case.name(),) + _ratios(costs["askcam"], costs[other], "cpu_ms") +
            _ratios(costs["askcam"], costs[other], "peak_kb")))


def _verdict(reached):
    return "reached" if reached else "MISSED"


def memory(results, residents):
    """How high askcam's resident set gets, and what moves it."""
    peaks = [(_median(costs["askcam"], "peak_kb"), case) for case, costs in results]
    counted = [(cost["resident_kb"], case) for case, cost in residents]
    print("")
    for what, bundle in (("", False), (", with the system's CAs", True)):
        most, case = max((peak for peak in peaks + counted if peak[1].bundle == bundle),
                         key=lambda peak: peak[0])
        print("Peak memory of askcam%s: at most %d KB (%s); under %d KB: %s" % (
            what, most, case.name(), PEAK_GOAL_KB, _verdict(most < PEAK_GOAL_KB)))
    if min(kb for kb, _ in counted) < 0:
        print("This system does not let pages be counted exactly (ptrace): no word on their growth")
        return
    print("Resident right before the end, counted exactly: %s" % "; ".join(
        "%s: %d KB" % (case.name(), kb) for kb, case in counted))
    grown = [kb for kb, case in counted if case.grows()]
    spread = max(grown) - min(grown)
    print("The same whatever the picture and the stream: within %d KB; at most %d KB: %s" % (
        spread, SPREAD_GOAL_KB, _verdict(spread <= SPREAD_GOAL_KB)))


def allocations(counts):
    """Whole programs with their libraries; what more events or a larger picture add."""
    for name, cases in counts.items():
        few, many = cases[0], cases[1]
        more = many[1]["calls"] - few[1]["calls"]
        print("Heap of %s: %s" % (name, "; ".join(
            "%s: %d allocations, %.1f KB at the peak" % (
                case.name(), count["calls"], count["peak_bytes"] / 1024)
            for case, count in cases)))
        each = round(more / (many[0].events - few[0].events), 3)  # a handshake's chance is less
        print("Heap allocations of %s for each event: %.3f%s" % (
            name, each, "; none: " + _verdict(each <= 0) if name == "askcam" else ""))


def ratio(case, costs):
    """CPU, askcam's to curl's."""
    value = _ratios(costs["askcam"], costs["curl"], "cpu_ms")[0]
    print("CPU on %s: %.2f times curl's; at most %.1f: %s" % (
        case.name(), value, CPU_GOAL, _verdict(value <= CPU_GOAL)))


def bare(case, costs):
    """CPU, askcam's to that of mbedtls_ssl_write() alone."""
    value = _ratios(costs["askcam"], costs["bare mbedTLS"], "cpu_ms")
    print("CPU on %s: %.2f (%.2f-%.2f) times that of a bare mbedtls_ssl_write; at most %.2f: %s" % (
        (case.name(),) + value + (BARE_GOAL, _verdict(value[0] <= BARE_GOAL))))


# What happens to a picture's bytes after they were read of a file that is sent as it is; four
# characters of base64 stand for three bytes.
STEPS = (
    ("base64 is made of them (codec/b64.c)", 4 / 3),
    ("gathered to a full record's piece (http/body.c)", 4 / 3),
    ("copied into mbedTLS' record (mbedtls_ssl_write)", 4 / 3),
    ("encrypted in place: no copy", 0),
    ("send(2) copies them to the kernel", 4 / 3),
)


def copies(residents, sizes):
    """Bytes copied for each byte of a picture: the reading counted, the rest by design."""
    small, large = residents[0], residents[1]
    more_bytes = sizes[large[0].picture] - sizes[small[0].picture]
    reads = (large[1]["read_bytes"] - small[1]["read_bytes"]) / more_bytes
    print("\n| bytes copied for each byte of a JPEG file sent as it is | |")
    print("| --- | ---: |")
    if min(small[1]["read_bytes"], large[1]["read_bytes"]) >= 0:
        print("| counted: read(2), to check and to send it | %.2f |" % reads)
    for name, copied in STEPS:
        print("| by design: %s | %.2f |" % (name, copied))
    print("| by design: sum without the reading | %.2f |" % sum(copied for _, copied in STEPS))
