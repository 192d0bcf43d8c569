# SPDX-License-Identifier: MIT
"""What a program needs beside itself to run, also if it is for another processor."""
import os
import re
import subprocess

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu",
            "armhf": "arm-linux-gnueabihf"}
LOADED_LATER = ["libv4lconvert.so.0"]  # by askcam itself, for cameras that need it


class LibraryMissing(Exception):
    """A program needs what is not there."""


def _read_by_readelf(file):
    """The names of the libraries a file needs itself, and its loader's path or None."""
    headers = subprocess.run(["readelf", "--wide", "--dynamic", "--program-headers", file],
                             capture_output=True, text=True, check=True).stdout
    loader = re.search(r"program interpreter: (\S+)\]", headers)
    return re.findall(r"\(NEEDED\).*\[(.+)\]", headers), loader and loader.group(1)


def _find(name, root, triplet):
    for folder in (f"/lib/{triplet}", f"/usr/lib/{triplet}", "/lib", "/usr/lib"):
        path = os.path.join(root, folder.lstrip("/"), name)
        if os.path.exists(path):
            return f"/lib/{triplet}/{name}", path
    raise LibraryMissing(f"{name} is not in {root}")


def libraries(program, root, arch):
    """The shared libraries and the loader of a program: {path in the guest: file here}.

    They are those under root: "/", or a folder with the libraries of another processor.
    """
    triplet = TRIPLETS[arch]
    names, loader = _read_by_readelf(program)
    names += LOADED_LATER
    found = {}
    if loader:
        found[loader] = os.path.realpath(_find(os.path.basename(loader), root, triplet)[1])
    while names:
        inside, outside = _find(names.pop(), root, triplet)
        if inside not in found:
            found[inside] = outside
            names += _read_by_readelf(outside)[0]
    return found
