# SPDX-License-Identifier: MIT
"""Ctrl-C ends within a second wherever it comes; the terminal is left clean."""
import array
import fcntl
import os
import signal
import subprocess
import termios
import time
import unittest

from harness import (CliTest, Live, Terminal, arguments, draw, environment, new_tag, together, world,
                     write)


class Interrupt(CliTest):
    def test_the_message(self):
        with Live(fault="stall-events-2") as live:
            live.wait_record(lambda r: r["events"] >= 2)
            run = self.interrupt(live)
        self.assertEqual(run.err.split("\n")[-2], "askcam: interrupted")

    def interrupted(self, ready, *args, **how):
        with Live(*args, **how) as live:
            ready(live)
            return self.interrupt(live)

    def test_at_every_stage(self):
        big = write("big.jpg", draw.jpeg(draw.noise(1600, 1200), 90))
        stages = {
            "handshake": lambda: self.interrupted(lambda live: time.sleep(0.3), tls_fault="stall"),
            "upload": lambda: self.interrupted(
                lambda live: live.wait_record(), "--max-body", "50000000", source=big,
                rcvbuf=4096, fault="slow-read-1000-100"),
            "waiting for the reply": lambda: self.interrupted(
                lambda live: live.wait_record(lambda r: "body_at" in r), fault="stall-head-0"),
            "stream": lambda: self.interrupted(
                lambda live: live.wait_record(lambda r: r["events"] > 3),
                fault="events-100000,event-delay-20"),
            "stalled stream": lambda: self.interrupted(
                lambda live: live.wait_record(lambda r: r["events"] >= 5), fault="stall-events-5"),
            "back-off": lambda: self.interrupted(
                lambda live: (live.wait_record(lambda r: r.get("ended")), time.sleep(0.1)),
                fault="status-503,retry-after-30"),
        }
        for name, run in zip(stages, together(list(stages.values()))):
            with self.subTest(name):
                self.assertLessEqual(len(run.own_lines()), 1, run.reported())

    def test_what_had_arrived_stays_printed(self):
        run = self.interrupted(lambda live: live.wait_record(lambda r: r["events"] > 8),
                               fault="events-100000,event-delay-20,no-thinking")
        self.assertTrue(run.out.startswith(b"0000000 0000001 "), run.reported())

    def test_json_lines_stay_whole(self):
        run = self.interrupted(lambda live: live.wait_record(lambda r: r["events"] > 8),
                               fault="events-100000,event-delay-20", output="json")
        kinds = [line["type"] for line in run.lines]
        self.assertNotIn("done", kinds)
        self.assertEqual((kinds[-1], run.last["kind"]), ("error", "interrupted"))

    def test_the_last_line_is_an_error_also_in_silence(self):
        run = self.interrupted(lambda live: live.wait_record(lambda r: r["events"] >= 5),
                               fault="stall-events-5", output="json")
        self.assertEqual((run.last["type"], run.last["kind"]), ("error", "interrupted"))
        run = self.interrupted(lambda live: live.wait_record(lambda r: r["events"] >= 5),
                               fault="stall-events-5,no-thinking")
        self.assertTrue(run.out.endswith(b"\n"), run.reported())

    def test_a_blocked_reader_does_not_hold_it(self):
        with Live(fault="events-200000", output="json") as live:
            live.wait_record(lambda r: r["events"] > 8)
            time.sleep(0.5)
            self.interrupt(live)

    def unread(self, *args):
        """A run whose thinking has filled the pipe of stderr, which is not read."""
        live = Live("--show-thinking", *args, fault="thinking-events-200000")
        deadline = time.monotonic() + 20
        held, before = array.array("i", [0]), -1
        while held[0] < 10000 or held[0] != before:  # full for its writer: it grows no more
            self.assertLess(time.monotonic(), deadline, "stderr was never full")
            before = held[0]
            time.sleep(0.3)
            fcntl.ioctl(live.process.stderr, termios.FIONREAD, held)
        return live

    def test_an_unread_stderr_does_not_hold_it(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), self.unread() as live:
                time.sleep(0.2)
                self.assertIsNone(live.process.poll(), "it did not wait for the reader")
                live.process.send_signal(number)
                self.assertEqual(live.process.wait(5), 130)

    def test_an_unread_stderr_keeps_the_total_timeout(self):
        with self.unread("--total-timeout", "3s") as live:
            self.assertEqual(live.process.wait(10), 69)

    def test_unread_log_lines_do_not_hold_it(self):
        near, far = os.pipe()
        os.set_blocking(far, False)
        try:
            while os.write(far, b"x" * 4096):
                pass
        except BlockingIOError:
            os.set_blocking(far, True)
        tag = new_tag()
        run = subprocess.Popen(arguments(tag, ["-v", "-v"]), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=far, env=environment())
        try:
            out, _ = run.communicate(timeout=10)
        finally:
            run.kill()
            run.wait()
            os.close(near)
            os.close(far)
        self.assertEqual((run.returncode, out), (0, b"The gauge reads 73.\n"))

    def test_a_pipe_that_is_not_read_does_not_hold_snap(self):
        big = write("big.jpg", draw.jpeg(draw.noise(1600, 1200), 90))
        path = world().path("picture.fifo")
        os.mkfifo(path)
        for name, opens in (("not opened", False), ("asleep", True)):
            reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if opens else None
            with self.subTest(name), Live("-o", path, command="snap", question=None,
                                          source=big) as live:
                time.sleep(0.5)
                self.assertIsNone(live.process.poll(), "it did not wait for the reader")
                run = self.interrupt(live)
                self.assertEqual(len(run.own_lines()), 1, run.reported())
            if reader is not None:
                os.close(reader)

    def test_the_request_is_stopped(self):
        run = self.interrupted(lambda live: live.wait_record(lambda r: r["events"] > 3),
                               fault="events-100000,event-delay-20")
        deadline = time.monotonic() + 3
        while not run.record.get("ended") and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(run.record["outcome"], "client gone")

    def test_sigterm_ends_it_too(self):
        with Live(fault="stall-events-3") as live:
            live.wait_record(lambda r: r["events"] >= 3)
            live.process.send_signal(signal.SIGTERM)
            self.assertNotEqual(live.end(timeout=2).code, 0)


class OnATerminal(CliTest):
    def start(self, fault, *args):
        tag = new_tag()
        return Terminal(arguments(tag, args, fault=fault), tag)

    def check_clean(self, terminal):
        self.assertEqual(terminal.before, terminal.after, "the terminal's settings were changed")
        shown = terminal.shown
        opened = max(shown.rfind(b"\x1b[2m"), shown.rfind(b"\x1b[90m"), shown.rfind(b"\x1b[2;"))
        if opened >= 0:
            closed = max(shown.rfind(b"\x1b[0m"), shown.rfind(b"\x1b[m"), shown.rfind(b"\x1b[22m"))
            self.assertGreater(closed, opened, "left dimmed: %r" % shown[-200:])
        self.assertNotIn(b"\x1b[?25l", shown.split(b"\x1b[?25h")[-1], "the cursor stays hidden")

    def test_thinking_is_dimmed_on_a_terminal(self):
        terminal = self.start("")
        self.assertEqual(terminal.end(), 0)
        self.assertIn(b"red needle", terminal.shown)
        self.assertIn(b"\x1b[", terminal.shown)
        self.assertIn(b"The gauge reads 73.", terminal.shown)
        self.check_clean(terminal)
        after = terminal.shown[terminal.shown.rfind(b"The gauge"):]
        self.assertNotIn(b"\x1b[2m", after)

    def test_hide_thinking_on_a_terminal(self):
        terminal = self.start("", "--hide-thinking")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(terminal.shown, b"The gauge reads 73.\r\n")

    def test_ctrl_c_in_the_thinking(self):
        terminal = self.start("thinking-events-100000,event-delay-20")
        terminal.wait_shown(b"0000003")
        began = time.monotonic()
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 130)
        self.assertLess(time.monotonic() - began, 1.5)
        self.check_clean(terminal)
        self.assertTrue(terminal.shown.rstrip(b"\x1b[0m").endswith(b"\n"),
                        "the prompt would follow the text on its line: %r" % terminal.shown[-60:])

    def test_ctrl_c_in_the_answer(self):
        terminal = self.start("events-100000,event-delay-20,no-thinking")
        terminal.wait_shown(b"0000003")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 130)
        self.check_clean(terminal)

    def test_an_error_in_the_thinking_leaves_it_clean(self):
        terminal = self.start("cut-events-6")
        self.assertEqual(terminal.end(), 76)
        self.check_clean(terminal)
        error = next(line for line in terminal.shown.split(b"\n") if b"askcam: " in line)
        self.assertTrue(error.lstrip(b"\x1b[0m").startswith(b"askcam: "),
                        "the error does not begin a line: %r" % error)

    def test_escapes_from_the_server_do_not_reach_the_terminals_error_line(self):
        terminal = self.start("status-400,message-%1B%5D0%3Btitle%07x")
        self.assertEqual(terminal.end(), 65)
        self.assertNotIn(b"\x1b]0;", terminal.shown)


if __name__ == "__main__":
    unittest.main()
