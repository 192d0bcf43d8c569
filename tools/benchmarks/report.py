# SPDX-License-Identifier: MIT
"""Prints what was measured, as Markdown tables."""
import os
import platform
import statistics
import subprocess

PEAK_GOAL_KB, SPREAD_GOAL_KB, CPU_GOAL = 3584, 64, 1.1


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


def machine(spoken, empty):
    """Where and with what this was measured."""
    print("Machine: %s, %d cores, Linux %s, %s; load %.1f at the start" % (
        _processor(), os.cpu_count(), platform.release(), _field("/etc/os-release", "PRETTY_NAME"),
        os.getloadavg()[0]))
    print("curl: %s" % " ".join(_first_line("curl", "--version").split()[1:5]))
    print("Node: %s" % _first_line("node", "--version"))
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


def _verdict(reached):
    return "reached" if reached else "MISSED"


def goals(results, allocations, events):
    """What was to be reached, and what is."""
    peaks = [(_median(costs["askcam"], "peak_kb"), case) for case, costs in results]
    most, case = max(peaks, key=lambda peak: peak[0])
    print("\nPeak memory of askcam at most %d KB (%s); under %d KB: %s" % (
        most, case.name(), PEAK_GOAL_KB, _verdict(most < PEAK_GOAL_KB)))
    grows = [peak for peak, case in peaks if case.grows()]
    spread = max(grows) - min(grows)
    print("Spread of those medians over pictures and streams: %d KB; at most %d KB: %s" % (
        spread, SPREAD_GOAL_KB, _verdict(spread <= SPREAD_GOAL_KB)))
    ratio = _ratios(results[0][1]["askcam"], results[0][1]["curl"], "cpu_ms")[0]
    print("CPU on the question of %s: %.2f times curl's; at most %.1f: %s" % (
        results[0][0].name(), ratio, CPU_GOAL, _verdict(ratio <= CPU_GOAL)))
    for name, (few, many) in allocations.items():
        more = many["calls"] - few["calls"]
        print("Heap allocations of %s, %d and %d events: %d and %d, %.4f for each event%s; "
              "%d KB at the peak" % (
                  name, *events, few["calls"], many["calls"], more / (events[1] - events[0]),
                  "; none: " + _verdict(more == 0) if name == "askcam" else "",
                  many["peak_bytes"] // 1024))


def copies():
    """By design, not measured: filled in from the code's own buffers."""
