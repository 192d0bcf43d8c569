# SPDX-License-Identifier: MIT
"""README.md names every variable and every exit code of the program, and no other."""
import os
import re
import subprocess
import unittest

from harness import ASKCAM

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as text:
        return text.read()


class Readme(unittest.TestCase):
    def test_it_lists_the_variable_of_every_setting(self):
        shown = subprocess.run([ASKCAM, "config", "--output", "json"], stdout=subprocess.PIPE,
                               text=True, check=True, env={"HOME": "/nonexistent"}).stdout
        names = set(re.findall(r'"name": ?"([a-z-]+)"', shown))
        self.assertGreater(len(names), 40)
        wanted = {"ASKCAM_" + name.upper().replace("-", "_") for name in names}
        listed = set(re.findall(r"`(ASKCAM_[A-Z_]+[A-Z])`", read("README.md")))
        self.assertEqual(listed - {"ASKCAM_API_KEY"}, wanted - {"ASKCAM_API_KEY"})

    def test_it_lists_every_exit_code(self):
        codes = set(re.findall(r"\{ASKCAM_ERR_\w+, (\d+)\}|EXIT_\w+ = (\d+)",
                               read("firmware", "output", "report.c")))
        codes = {one or other for one, other in codes} | {"0"}
        table = re.findall(r"^\| (\d+) \| \S", read("README.md"), re.M)
        self.assertEqual(set(table), codes)
        self.assertEqual(len(table), len(codes))


if __name__ == "__main__":
    unittest.main()
