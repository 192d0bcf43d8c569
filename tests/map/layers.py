# SPDX-License-Identifier: MIT
"""usage: layers.py LIBRARY...: no two files of a module call each other, directly or by others.

The files of each static library and the functions that they define and call are read with nm."""
import subprocess
import sys


def calls(library):
    """File -> files of the same library whose symbols it needs."""
    defined, needed, member = {}, {}, None
    for line in subprocess.run(["nm", "-g", library], check=True, capture_output=True,
                               text=True).stdout.splitlines():
        words = line.split()
        if len(words) == 1 and words[0].endswith(":"):
            member = words[0][:-1]
            needed[member] = set()
        elif len(words) == 2 and words[0] == "U":
            needed[member].add(words[1])
        elif len(words) == 3:
            defined[words[2]] = member
    return {name: {defined[symbol] for symbol in symbols if symbol in defined} - {name}
            for name, symbols in needed.items()}


def circles(graph):
    """The files that are left when those that call nothing are taken away, repeatedly."""
    left = {name: set(called) for name, called in graph.items()}
    while True:
        leaves = {name for name, called in left.items() if not called}
        if not leaves:
            return left
        left = {name: called - leaves for name, called in left.items() if name not in leaves}


def main():
    failed, found = False, 0
    for library in sys.argv[1:]:
        graph = calls(library)
        found += sum(map(len, graph.values()))
        for name, called in sorted(circles(graph).items()):
            failed = True
            print("%s: %s is in or above a circle: it calls %s"
                  % (library, name, ", ".join(sorted(called))))
    assert found > 20, "nm shows no calls"
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
