# SPDX-License-Identifier: MIT
"""--version, --help, and `askcam cameras` on a machine without one."""
import json
import os
import re
import unittest

from harness import CODES, CliTest, plain

COMMANDS = ("ask", "chat", "watch", "snap", "cameras", "models", "usage", "config")
ASK_OPTIONS = """--source --frames --interval --as --size --format --warmup --control --encoder --quality
--crop --mask --rotate --max-side --keep-metadata --api --region --base-url --model --thinking
--thinking-budget --thinking-effort --no-stream --system --max-tokens --temperature --top-p --seed --json --json-schema --extra
--api-key-file --ca-file --body --max-body --connect-timeout --first-byte-timeout --idle-timeout
--total-timeout --retries --output --save-picture --question-file --show-thinking --hide-thinking --dry-run -q -v -s -m""".split()
WATCH_OPTIONS = ["--every", "--on-change", "--count"]
SNAP_OPTIONS = """--source --size --format --warmup --control --encoder --quality --crop --mask --rotate
--max-side --keep-metadata -o""".split()


class Help(CliTest):
    def test_version(self):
        for args in (["--version"], ["-V"], ["version"], ["ask", "--version"], ["snap", "-V"]):
            run = plain(*args)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertRegex(run.text, r"\Aaskcam [0-9]+\.[0-9]+\.[0-9]+\S*\n\Z")

    def test_help_names_the_commands(self):
        run = plain("--help")
        self.assertEqual((run.code, run.err), (0, ""))
        for command in COMMANDS:
            self.assertRegex(run.text, r"\b%s\b" % command)

    def test_help_lists_the_exit_codes(self):
        text = plain("--help").text
        for code in sorted(set(CODES.values()) | {0, 130}):
            self.assertRegex(text, r"(?m)^ +%d  \w" % code)

    def test_help_of_each_command(self):
        for command in COMMANDS:
            run = plain(command, "--help")
            self.assertEqual((run.code, run.err), (0, ""), run.reported())
            self.assertIn("askcam " + command, run.text)

    def test_help_fits_a_terminal_of_80_columns(self):
        for args in [("--help",)] + [(command, "--help") for command in COMMANDS]:
            for line in plain(*args).text.split("\n"):
                self.assertLessEqual(len(line), 79, args)

    def test_every_option_is_in_the_help(self):
        watch = [one for one in ASK_OPTIONS if one != "--dry-run"] + WATCH_OPTIONS
        for command, options in (("ask", ASK_OPTIONS), ("snap", SNAP_OPTIONS), ("watch", watch)):
            text = plain(command, "--help").text
            for option in options:
                with self.subTest(command=command, option=option):
                    self.assertRegex(text, r"(?m)(^|[\s,|\[])%s(?![\w-])" % re.escape(option))

    def test_help_wins_over_what_is_missing(self):
        self.assertEqual(plain("ask", "--help", "--model", "x").code, 0)

    def test_help_of_a_topic(self):
        self.assertEqual(plain("help", "snap").text, plain("snap", "--help").text)

    def test_what_was_meant(self):
        for args, says in ((("snpa",), "did you mean snap?"),
                           (("help", "snpa"), "did you mean snap?"),
                           (("ask", "--sorce", "x"), "unknown option; did you mean --source?"),
                           (("-v", "ask"), "options follow the command"),
                           (("ask", "--api-key", "sk-x"), "did you mean --api-key-file?"),
                           (("xyzzy",), "see askcam --help"), (("ask", "--xyzzy"), "; see --help")):
            self.failed(plain(*args), "usage", says=says)

    def test_what_other_programs_call_it(self):
        for command, word, name in (("ask", "--file", "source"), ("ask", "--device", "source"),
                                    ("snap", "--resolution", "size"),
                                    ("watch", "--timeout", "total-timeout"),
                                    ("snap", "--out", "output-file")):
            run = self.failed(plain(command, word, "x"), "usage")
            self.assertIn("%s: unknown option; did you mean --%s?" % (word, name), run.err)

    def test_the_option_is_named_and_not_its_neighbour(self):
        for args, name in ((("-s", "photo.jpg", "-xyz"), "-x"), (("-qZ",), "-Z"),
                           (("-s", "photo.jpg", "--no-such"), "--no-such"), (("q", "-s"), "-s"),
                           (("photo.jpg", "--quality"), "--quality"),
                           (("photo.jpg", "--no-stream=1"), "--no-stream")):
            run = self.failed(plain("ask", *args), "usage")
            self.assertIn("askcam: %s: " % name, run.err)
            self.assertNotIn("photo.jpg", run.err)

    def test_values_that_are_nearly_right(self):
        for args, says in ((("watch", "--every", "5"), "add a unit: 5s"),
                           (("ask", "--idle-timeout", "1.5"), "add a unit: 1.5s"),
                           (("ask", "--quality", "x"), 'invalid value "x"; use '),
                           (("snap", "--output", "x.jpg"), "use -o x.jpg"),
                           (("snap", "--min-sharpness", "66"), "from 0.001 to 65")):
            self.failed(plain(*args), "usage", says=says)

    def test_an_argument_too_many(self):
        for command in ("snap", "chat", "cameras", "usage", "config"):
            self.failed(plain(command, "what"), "usage", says="what: unexpected argument")

    def test_help_on_a_full_disk(self):
        with open("/dev/full", "wb") as full:
            self.failed(plain("--help", stdout=full), "storage", says="No space left")

    def test_help_whose_reader_has_gone(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as gone:
            self.failed(plain("--help", stdout=gone), "storage", says="closed by its reader")


@unittest.skipIf(any(name.startswith("video") for name in os.listdir("/dev")),
                 "this machine has cameras")
class NoCameras(CliTest):
    def test_text(self):
        run = plain("cameras")
        self.failed(run, "source", says="no ")
        self.assertEqual(run.out, b"")

    def test_json(self):
        run = plain("cameras", "--output", "json")
        self.failed(run, "source")
        for line in run.text.split("\n")[:-1]:
            json.loads(line)


if __name__ == "__main__":
    unittest.main()
