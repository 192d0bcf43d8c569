# SPDX-License-Identifier: MIT
"""The map of src is true: its table, the build's modules, and what the files include."""
import glob
import os
import re
import subprocess
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
LIBRARIES = {"mbedtls": ("net", "queue"), "psa": "net", "jpeglib.h": "image", "jerror.h": "image",
             "cjson": ("model", "ledger", "queue"), "libv4lconvert.h": "camera", "libv4l2.h": "camera",
             "linux": "camera"}


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as text:
        return text.read()


def built():
    """Module -> modules that its CMake target names."""
    modules = {}
    for path in glob.glob(os.path.join(ROOT, "src", "*", "CMakeLists.txt")):
        text = read(path)
        name = re.search(r"askcam_module\((\w+)", text).group(1)
        uses = re.search(r"USES ([\w\s]+?)(?:LIBRARIES|POSIX|INSIDE|\))", text)
        modules[name] = set(uses.group(1).split()) if uses else set()
    return modules


def closure(modules, name):
    seen, todo = set(), [name]
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            todo += modules[module]
    return seen


def sources(pattern):
    """(path from the root, its module, whether it lies in an inside) of our files of src."""
    for path in sorted(glob.glob(os.path.join(ROOT, "src", "**", pattern), recursive=True)):
        name = os.path.relpath(path, ROOT)
        folders = name.split(os.sep)
        yield name, folders[1], len(folders) > 3


def program_sources():
    for path in sorted(glob.glob(os.path.join(ROOT, "firmware", "**", "*.[ch]"), recursive=True)):
        yield os.path.relpath(path, ROOT)


def includes(name):
    return re.findall(r'#include "([^"]+)"', read(name))


class Map(unittest.TestCase):
    def test_the_readmes_table_names_what_is_built(self):
        modules = built()
        listed = {}
        for name, _, may, _ in re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$",
                                          read("src", "README.md"), re.M):
            listed[name] = set(re.findall(r"\w+", may)) - {"libc"}
        everything = set(modules) - {"ask", "host"}
        if listed.get("ask") == {"all", "above", "but", "host"}:
            listed["ask"] = modules["ask"]
            self.assertLessEqual(modules["ask"], everything)
        self.assertEqual(listed, modules)

    def test_no_module_uses_one_that_uses_it(self):
        modules = built()
        for name, uses in modules.items():
            for used in uses:
                self.assertNotIn(name, closure(modules, used), "%s and %s" % (name, used))

    def test_header_names_are_unique(self):
        names = [os.path.basename(name) for name, _, _ in sources("*.h")]
        names += [os.path.basename(name) for name in program_sources() if name.endswith(".h")]
        self.assertEqual(sorted(names), sorted(set(names)))

    def test_files_include_their_own_module_and_the_interfaces_of_those_it_names(self):
        modules = built()
        owner = {os.path.basename(name): (module, inside)
                 for name, module, inside in sources("*.h")}
        checked = 0
        for name, module, _ in sources("*.[ch]"):
            for header in includes(name):
                owned_by, inside = owner.get(header, (module, False))
                checked += 1
                with self.subTest(name, header=header):
                    self.assertIn(owned_by, closure(modules, module))
                    self.assertFalse(inside and owned_by != module, "an inside of " + owned_by)
        self.assertGreater(checked, 500)

    def test_interfaces_include_no_inside(self):
        inside = {os.path.basename(name) for name, _, is_inside in sources("*.h") if is_inside}
        for name, _, is_inside in sources("*.h"):
            if not is_inside:
                self.assertFalse(inside & set(includes(name)), name)

    def test_the_program_includes_interfaces_only(self):
        inside = {os.path.basename(name) for name, _, is_inside in sources("*.h") if is_inside}
        for name in program_sources():
            self.assertFalse(inside & set(includes(name)), name)

    def test_an_interface_has_a_user_outside(self):
        """A header that only its own module includes belongs into one of its sub-folders, unless an
        interface includes it, since callers own its state."""
        users, public = {}, set()
        for name, module, inside in sources("*.[ch]"):
            for header in includes(name):
                users.setdefault(header, set()).add(module)
                if name.endswith(".h") and not inside:
                    public.add(header)
        for name in program_sources():
            for header in includes(name):
                users.setdefault(header, set()).add("firmware")
        for name, module, inside in sources("*.h"):
            header = os.path.basename(name)
            if not inside and header not in public:
                self.assertTrue(users.get(header, set()) - {module}, name)

    def test_a_library_stays_in_its_module(self):
        for name, module, _ in sources("*.[ch]"):
            for header in re.findall(r"#include <([^>]+)>", read(name)):
                owner = LIBRARIES.get(header.split("/")[0])
                with self.subTest(name, header=header):
                    self.assertTrue(owner is None or module in owner if isinstance(owner, tuple)
                                    else owner in (None, module))

    def test_only_host_asks_the_system_for_time_and_randomness(self):
        calls = re.compile(r"(?<![\w.>])(time|gettimeofday|clock_gettime|clock|adjtimex|rand|random|"
                           r"srand|srandom|rand_r|drand48|getrandom|getentropy|arc4random)\s*\(")
        paths = [name for name, module, _ in sources("*.[ch]") if module != "host"]
        for name in paths + list(program_sources()):
            code = re.sub(r"/\*.*?\*/|\"(\\.|[^\"\\])*\"", "", read(name), flags=re.S)
            code = code.replace("(*random)(", "")
            with self.subTest(name):
                self.assertEqual([match.group(1) for match in calls.finditer(code)], [])

    def test_a_forbidden_include_does_not_compile(self):
        with tempfile.TemporaryDirectory() as build:
            with open(os.path.join(build, "CMakeLists.txt"), "w", encoding="utf-8") as out:
                out.write("cmake_minimum_required(VERSION 3.25)\nproject(t C)\n"
                          "include(%s/tools/cmake/askcam_module.cmake)\n"
                          "add_subdirectory(%s/src/base base)\n"
                          "add_subdirectory(%s/src/codec codec)\n"
                          "add_subdirectory(module)\n" % ((os.path.abspath(ROOT),) * 3))
            os.mkdir(os.path.join(build, "module"))
            for header, uses, compiles in (("status.h", "base", True), ("json.h", "base", False),
                                           ("json.h", "codec", True),
                                           ("json_value.h", "codec", False)):
                with open(os.path.join(build, "module", "CMakeLists.txt"), "w",
                          encoding="utf-8") as out:
                    out.write("askcam_module(module module.c USES %s)\n" % uses)
                with open(os.path.join(build, "module", "module.c"), "w", encoding="utf-8") as out:
                    out.write('#include "%s"\nextern int module;\nint module = 1;\n' % header)
                subprocess.run(["cmake", "-S", build, "-B", build + "/b"], check=True,
                               stdout=subprocess.DEVNULL)
                made = subprocess.run(["cmake", "--build", build + "/b", "--target",
                                       "askcam_module"],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      check=False)
                self.assertEqual(made.returncode == 0, compiles, (header, uses))


if __name__ == "__main__":
    unittest.main()
