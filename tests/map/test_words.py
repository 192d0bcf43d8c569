# SPDX-License-Identifier: MIT
"""Comments, messages and pages use the field's terms: none has a word of the table `words`."""
import os
import re
import subprocess
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
PLACES = ("src", "firmware", "tests", "tools", ".ci", "README.md", "CMakeLists.txt")
# Other people's texts, and the table itself.
LEFT_OUT = ("tests/fuzz/corpus/", "tools/benchmarks/package-lock.json", "tests/map/words",
            "tests/map/test_words.py", "src/model/models.json",
            "src/client/exchange/download.c")


def table():
    with open(os.path.join(HERE, "words"), encoding="utf-8") as text:
        rows = [line.strip().split(" = ") for line in text
                if line.strip() and not line.startswith("#")]
    return [(re.compile(r"(?<![^\W_])(?:%s)(?![^\W_])" % word, re.IGNORECASE), instead)
            for word, instead in rows]


def texts():
    listed = subprocess.run(["git", "ls-files", "-z", *PLACES], cwd=ROOT, stdout=subprocess.PIPE,
                            check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if name.startswith(LEFT_OUT):
            continue
        try:
            with open(os.path.join(ROOT, name), encoding="utf-8") as text:
                yield name, text.read()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture; a file that was moved and not committed yet


def found(rows, text):
    """(line number, the word, what to write instead) of each."""
    for number, line in enumerate(text.splitlines(), 1):
        for word, instead in rows:
            for match in word.finditer(line):
                yield number, match.group(0), instead


class Words(unittest.TestCase):
    def test_no_text_has_a_word_of_the_table(self):
        rows, bad, seen = table(), [], 0
        for name, text in texts():
            seen += 1
            bad += ["%s:%d: %s: write %s" % (name, *one) for one in found(rows, text)]
        self.assertGreater(seen, 50)
        self.assertEqual(bad, [], "\n" + "\n".join(bad))

    def test_words_are_found_whole_and_in_any_case(self):
        rows = [(re.compile(r"(?<![^\W_])(?:rooms?)(?![^\W_])", re.IGNORECASE), "module")]
        self.assertEqual(list(found(rows, "a\nRoom, my_rooms and mushrooms")),
                         [(2, "Room", "module"), (2, "rooms", "module")])


if __name__ == "__main__":
    unittest.main()
