# SPDX-License-Identifier: MIT
"""The map of src is true: its table, the build's rooms, and what the files include."""
import glob
import os
import re
import subprocess
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
LIBRARIES = {"mbedtls": "net", "psa": "net", "jpeglib.h": "image", "jerror.h": "image",
             "cjson": "model", "libv4lconvert.h": "camera", "libv4l2.h": "camera",
             "linux": "camera"}


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as text:
        return text.read()


def built():
    """Room -> rooms that its CMake target names."""
    rooms = {}
    for path in glob.glob(os.path.join(ROOT, "src", "*", "CMakeLists.txt")):
        text = read(path)
        name = re.search(r"askcam_room\((\w+)", text).group(1)
        uses = re.search(r"USES ([\w\s]+?)(?:LIBRARIES|POSIX|\))", text)
        rooms[name] = set(uses.group(1).split()) if uses else set()
    return rooms


def closure(rooms, name):
    seen, todo = set(), [name]
    while todo:
        room = todo.pop()
        if room not in seen:
            seen.add(room)
            todo += rooms[room]
    return seen


class Map(unittest.TestCase):
    def test_the_readmes_table_names_what_is_built(self):
        rooms = built()
        told = {}
        for name, _, may, _ in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$",
                                          read("src", "README.md"), re.M):
            told[name] = set(re.findall(r"\w+", may)) - {"libc"}
        everything = set(rooms) - {"ask", "host"}
        told["ask"] = everything
        self.assertEqual(told, {**rooms, "ask": everything})

    def test_no_room_uses_one_that_uses_it(self):
        rooms = built()
        for name, uses in rooms.items():
            for used in uses:
                self.assertNotIn(name, closure(rooms, used), "%s and %s" % (name, used))

    def test_files_include_their_own_room_and_those_it_names(self):
        rooms = built()
        owner = {os.path.basename(path): os.path.basename(os.path.dirname(path))
                 for path in glob.glob(os.path.join(ROOT, "src", "*", "*.h"))}
        for path in glob.glob(os.path.join(ROOT, "src", "*", "*.[ch]")):
            room = os.path.basename(os.path.dirname(path))
            for header in re.findall(r'#include "([^"]+)"', read(path)):
                with self.subTest(os.path.relpath(path, ROOT), header=header):
                    self.assertIn(owner.get(header, room), closure(rooms, room))

    def test_a_library_stays_in_its_room(self):
        for path in glob.glob(os.path.join(ROOT, "src", "*", "*.[ch]")):
            room = os.path.basename(os.path.dirname(path))
            for header in re.findall(r"#include <([^>]+)>", read(path)):
                owner = LIBRARIES.get(header.split("/")[0])
                with self.subTest(os.path.relpath(path, ROOT), header=header):
                    self.assertIn(owner, (None, room))

    def test_a_forbidden_include_does_not_compile(self):
        with tempfile.TemporaryDirectory() as build:
            with open(os.path.join(build, "CMakeLists.txt"), "w", encoding="utf-8") as out:
                out.write("cmake_minimum_required(VERSION 3.25)\nproject(t C)\n"
                          "include(%s/tools/cmake/askcam_room.cmake)\n"
                          "add_subdirectory(%s/src/base base)\n"
                          "add_subdirectory(%s/src/codec codec)\n"
                          "add_subdirectory(room)\n" % ((os.path.abspath(ROOT),) * 3))
            os.mkdir(os.path.join(build, "room"))
            for header, compiles in (("status.h", True), ("json.h", False)):
                with open(os.path.join(build, "room", "CMakeLists.txt"), "w",
                          encoding="utf-8") as out:
                    out.write("askcam_room(room room.c USES base)\n")
                with open(os.path.join(build, "room", "room.c"), "w", encoding="utf-8") as out:
                    out.write('#include "%s"\nextern int room;\nint room = 1;\n' % header)
                subprocess.run(["cmake", "-S", build, "-B", build + "/b"], check=True,
                               stdout=subprocess.DEVNULL)
                made = subprocess.run(["cmake", "--build", build + "/b", "--target", "askcam_room"],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      check=False)
                self.assertEqual(made.returncode == 0, compiles, header)


if __name__ == "__main__":
    unittest.main()
