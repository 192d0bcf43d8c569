# SPDX-License-Identifier: MIT
"""Files that are read whole may be pipes: a late writer is waited for, none is not waited for ever."""
import os
import time

from harness import CliTest, Live, ask, new_tag, together, world

CONTENT = {
    "question": "What does it read?\n",
    "schema": '{"type":"object"}',
    "config.json": '{"max-side": 640}',
    "models.json": '{"models":{}}',
}
KINDS = {"question": "usage", "schema": "config", "config.json": "config", "models.json": "config"}


class Pipe:
    """A named pipe in the place of one of the files, and the run that reads it."""

    def __init__(self, what):
        self.args, self.how = [], {}
        folder = world().path("pipe-" + new_tag())
        os.makedirs(os.path.join(folder, "askcam"))
        self.path = os.path.join(folder, "askcam", what)
        os.mkfifo(self.path, 0o600)
        if what == "question":
            self.args, self.how = ["--question-file", self.path], {"question": None}
        elif what == "schema":
            self.args = ["--json-schema", self.path, "--thinking", "off"]
        else:
            self.how = {"env": {"XDG_CONFIG_HOME": folder}}

    def live(self):
        return Live(*self.args, **self.how)


class Pipes(CliTest):
    def test_a_late_writer_is_waited_for(self):
        for what, text in CONTENT.items():
            pipe = Pipe(what)
            with self.subTest(what), pipe.live() as live:
                with open(pipe.path, "w") as writer:  # waits until the program has opened it
                    time.sleep(0.3)
                    writer.write(text)
                self.ok(live.end())

    def test_an_interrupt_ends_the_wait(self):
        for what in CONTENT:
            with self.subTest(what), Pipe(what).live() as live:
                time.sleep(0.5)
                self.interrupt(live)

    def test_a_writer_that_says_nothing_is_left(self):
        def left(what):
            pipe = Pipe(what)
            with pipe.live() as live:
                writer = os.open(pipe.path, os.O_RDWR)
                try:
                    return live.end(timeout=60)
                finally:
                    os.close(writer)
        calls = [lambda what=what: left(what) for what in CONTENT]
        for what, run in zip(CONTENT, together(calls)):
            with self.subTest(what):
                self.failed(run, KINDS[what], says="the program that writes to this pipe")
                self.assertEqual(run.records, [])

    def test_a_question_on_standard_input_has_the_time_of_the_ask(self):
        near, far = os.pipe()
        try:
            run = ask("--total-timeout", "1s", "-", question=None, stdin=near)
        finally:
            os.close(near)
            os.close(far)
        self.failed(run, "usage", says="cannot read the question")


class WholeTime(CliTest):
    def test_the_question_takes_its_time_from_that_of_the_ask(self):
        """The question takes 3 s of 4 s; a service that stalls has the rest, not 4 s more."""
        near, far = os.pipe()
        with Live("--total-timeout", "4s", "-", question=None, stdin=near,
                  fault="stall-head-0") as live:
            os.close(near)
            time.sleep(3)
            os.write(far, b"What?\n")
            os.close(far)
            run = live.end(timeout=30)
        self.failed(run, "unavailable")
        self.assertLess(run.seconds, 6, run.reported())
