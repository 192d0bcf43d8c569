# SPDX-License-Identifier: MIT
"""A first hour with askcam, on a terminal of 80 columns: what is on the screen.

A terminal emulator that is wider than the program knows shows each line as it was printed, so a
line that a terminal of 80 columns would wrap is longer than 80 here.
"""
import os
import re
import time

import pyte
from harness import ASKCAM, ROOT, CliTest, Terminal, arguments, new_tag

COLUMNS, LINES = 80, 24
REST_OF_ESCAPE = re.compile(r"[\x00-\x1f\x7f]|\[[0-9;?]+[A-Za-z]")


def screen(shown):
    """The lines that an emulator shows for these bytes."""
    emulator = pyte.Screen(2 * COLUMNS, 300)
    pyte.ByteStream(emulator).feed(shown)
    return [line.rstrip() for line in emulator.display]


class FirstHour(CliTest):
    def look(self, terminal):
        """All of the screen, as one text without the breaks between words."""
        lines = screen(terminal.shown)
        for line in lines:
            self.assertLessEqual(len(line), COLUMNS, line)
            self.assertIsNone(REST_OF_ESCAPE.search(line), line)
        return re.sub(r"\s+", " ", "\n".join(lines))

    def run_on_terminal(self, *argv, code=0, timeout=30, env=None):
        terminal = Terminal(list(argv), new_tag(), env=env, size=(COLUMNS, LINES))
        self.assertEqual(terminal.end(timeout), code, terminal.shown)
        return self.look(terminal)

    def askcam(self, command, *args, question=None, **how):
        argv = arguments(new_tag(), args, question=question)
        argv[1] = command
        return self.run_on_terminal(*argv, **how)

    def test_the_demo(self):
        text = self.run_on_terminal(os.path.join(ROOT, "tools", "demo"), timeout=120,
                                    env={"ASKCAM_BIN": ASKCAM})
        self.assertRegex(text, r"The gauge reads \d+\.")
        self.assertIn("TLS: real, verified", text)
        self.assertIn("service: a stand-in on this machine, not a model", text)

    def test_a_first_question(self):
        text = self.askcam("ask", question="What does the gauge read?")
        self.assertTrue(text.rstrip().endswith("The gauge reads 73."), text)
        self.assertIn("Let me look.", text)
        self.assertNotIn("waiting for the model", text)  # the progress is erased

    def test_a_mistake(self):
        text = self.run_on_terminal(ASKCAM, "ask", "--sorce", "photo.jpg", "What is this?", code=64)
        self.assertIn("askcam: --sorce: unknown option; did you mean --source?", text)
        text = self.run_on_terminal(ASKCAM, "ask", "-s", "/no/such/folder/with/a/name/photo.jpg",
                                    "What is in this picture?", code=66)
        self.assertIn("/no/such/folder/with/a/name/photo.jpg: no such file; check the path", text)
        text = self.run_on_terminal(ASKCAM, "aks", code=64)
        self.assertIn("did you mean ask?", text)

    def test_a_conversation(self):
        argv = arguments(new_tag(), (), question=None)
        argv[1] = "chat"
        terminal = Terminal(argv, new_tag(), size=(COLUMNS, LINES))
        for typed, shown in (("What does it read?", b"73."), ("/lok", b"unknown command /lok"),
                             ("/quit", b"> /quit")):
            self.wait_prompt(terminal)
            terminal.type(typed.encode() + b"\r")
            terminal.wait_shown(shown)
        self.assertEqual(terminal.end(), 0, terminal.shown)
        text = self.look(terminal)
        self.assertIn("Commands: /look, /forget, /help, /quit", text)
        self.assertIn("> What does it read?", text)
        self.assertIn("The gauge reads 73.", text)

    def wait_prompt(self, terminal):
        deadline = time.monotonic() + 10
        while not terminal.shown.endswith(b"> "):
            self.assertLess(time.monotonic(), deadline, terminal.shown)
            time.sleep(0.05)

    def test_watch(self):
        text = self.askcam("watch", "--every", "100ms", "--count", "2", question="What is it?")
        self.assertEqual(text.count("The gauge reads 73."), 2, text)

    def test_a_preview(self):
        text = self.run_on_terminal(ASKCAM, "snap", "--preview", "-s", "pattern:bars",
                                    "--crop", "10%,10%,50%,50%")
        self.assertIn("\u2580", text)
        self.assertIn("frame 640x480; crop 64,48,320,240; would be sent: 320x240", text)

    def test_help_models_and_usage(self):
        for args in (("--help",), ("ask", "--help"), ("watch", "--help"), ("chat", "--help"),
                     ("models",), ("models", "qwen3.5-plus"), ("models", "--suggest"),
                     ("usage",)):
            self.assertTrue(self.run_on_terminal(ASKCAM, *args).strip(), args)
