# SPDX-License-Identifier: MIT
"""askcam watch: a picture every so often, what goes on after which failure, and how it ends."""
import json
import os
import signal
import subprocess
import time
import unittest

from harness import (ASKCAM, QUESTION, CliTest, Live, Terminal, arguments, base_url, draw, environment,
                     execute, key_hash, new_tag, records, world, write)

GAUGE_73 = "The gauge reads 73."
STAMP = r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"


def command(tag, args, **how):
    argv = arguments(tag, args, question=None, **how)
    argv[1] = "watch"
    return argv + [QUESTION]


def watch(*args, stdin=None, env=None, timeout=20, stdout=None, **how):
    tag = new_tag()
    return execute(command(tag, args, **how), tag, stdin, env, timeout, stdout)


class LiveWatch(Live):
    def __init__(self, *args, **how):
        stdin = how.pop("stdin", None)
        env = how.pop("env", None) or {}
        self.tag = new_tag()
        self.argv = command(self.tag, args, **how)
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.argv, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(**env), cwd=world().path("home"))
        self.seen = b""

    def wait_stderr(self, wanted, timeout_s=10):
        """Until this is on stderr; what came is part of the run's."""
        deadline = time.monotonic() + timeout_s
        os.set_blocking(self.process.stderr.fileno(), False)
        while wanted.encode() not in self.seen:
            self.seen += self.process.stderr.read() or b""
            if time.monotonic() > deadline:
                raise AssertionError("never said: %r in %r" % (wanted, self.seen))
            time.sleep(0.01)
        os.set_blocking(self.process.stderr.fileno(), True)

    def end(self, timeout=10):
        run = super().end(timeout)
        run.err = self.seen.decode() + run.err
        return run

    def wait_asks(self, count, timeout_s=10):
        """Until so many requests have been answered."""
        deadline = time.monotonic() + timeout_s
        while sum(1 for r in records(self.tag) if r.get("ended")) < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError("%d asks never came; %s" % (count, self.argv))
            time.sleep(0.01)


class WatchTest(CliTest):
    def stop(self, live):
        live.process.send_signal(signal.SIGTERM)
        run = live.end(timeout=2)
        self.assertEqual(run.code, 0, run.reported())
        return run


def gauge(value):
    return draw.jpeg(draw.gauge(value))


def replace(path, data):
    """As a program that makes snapshots should: whole or not at all."""
    with open(path + ".new", "wb") as out:
        out.write(data)
    os.rename(path + ".new", path)


class Ticks(WatchTest):
    def test_answers_come_line_by_line_and_one_connection_is_enough(self):
        run = watch("--every", "50ms", "--count", "3")
        self.ok(run, (GAUGE_73 + "\n") * 3)
        self.assertEqual(run.err, "")
        self.assertEqual(len({r["connection"] for r in run.records}), 1)

    def test_the_json_lines_tell_the_ticks_apart(self):
        run = watch("--every", "50ms", "--count", "3", output="json")
        self.assertEqual(run.code, 0, run.reported())
        ticks = sorted({line["tick"] for line in run.lines})
        self.assertEqual((len(ticks), ticks[0]), (3, 1), run.reported())
        for tick in ticks:
            lines = [line for line in run.lines if line["tick"] == tick]
            self.assertEqual((lines[0]["type"], lines[-1]["type"]), ("request", "done"))
            self.assertRegex(lines[0]["time"], STAMP)
            answer = "".join(line["text"] for line in lines if line["type"] == "answer")
            self.assertEqual(answer, GAUGE_73)
        order = [line["tick"] for line in run.lines]
        self.assertEqual(order, sorted(order))

    def test_an_ask_by_itself_tells_no_tick(self):
        tag = new_tag()
        run = execute(arguments(tag, output="json"), tag)
        self.assertFalse([line for line in run.lines if "tick" in line or "time" in line])

    def test_a_used_up_limit_sends_nothing_and_the_loop_goes_on(self):
        home = os.path.join(world().path("home"), "watch-money")
        os.makedirs(os.path.join(home, "askcam"), exist_ok=True)
        with open(os.path.join(home, "askcam", "models.json"), "w", encoding="utf-8") as out:
            json.dump({"models": {"*": {"prices": [{
                "base_url": "/".join(base_url("x").split("/")[:3]), "currency": "CNY",
                "tiers": [{"input": 1000, "output": 1000}]}]}}}, out)
        env = {"XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home}
        with LiveWatch("--every", "10ms", "--max-cost-day", "2.9", "--thinking", "off", env=env,
                       output="json") as live:
            live.wait_stderr("--max-cost-day")
            before = len(records(live.tag))
            time.sleep(0.5)
            run = self.stop(live)
        self.assertGreater(before, 0)
        self.assertEqual(len(run.records), before)
        errors = [line for line in run.lines if line["type"] == "error"]
        self.assertEqual([line["kind"] for line in errors], ["limit"], run.reported())
        self.assertIn("--max-cost-day", errors[0]["message"])
        self.assertEqual(len(run.own_lines()), 1, run.reported())

    def test_a_url_is_passed_on_at_each_tick(self):
        run = watch("--every", "10ms", "--count", "2", source="https://pictures.invalid/a.jpg")
        self.assertEqual(len(run.records), 2, run.reported())


class Failures(WatchTest):
    def test_the_service_comes_back(self):
        fault = "fail-first-2-%s,status-503" % new_tag()
        run = watch("--every", "20ms", "--count", "4", "--retries", "0", fault=fault, output="json")
        self.assertEqual(run.code, 0, run.reported())
        ends = [line["type"] for line in run.lines if line["type"] in ("done", "error")]
        self.assertEqual(ends, ["error", "error", "done", "done"], run.reported())
        self.assertEqual(len(run.own_lines()), 2, run.reported())

    def test_the_exit_code_is_the_last_asks(self):
        run = watch("--every", "20ms", "--count", "2", "--retries", "0", fault="status-503")
        self.assertEqual(run.code, 69, run.reported())
        self.assertEqual((len(run.records), len(run.own_lines())), (2, 2), run.reported())

    def test_a_page_that_forbids_does_not_end_it(self):
        fault = "fail-first-1-%s,status-403,body-html" % new_tag()
        run = watch("--every", "20ms", "--count", "2", "--retries", "0", fault=fault, output="json")
        self.assertEqual(run.code, 0, run.reported())
        ends = [line["type"] for line in run.lines if line["type"] in ("done", "error")]
        self.assertEqual(ends, ["error", "done"], run.reported())

    def test_what_time_does_not_cure_ends_it(self):
        run = watch("--every", "20ms", fault="status-401", output="json")
        self.failed_json(run, "auth")
        self.assertEqual((len(run.records), run.last["tick"]), (1, 1))

    def test_an_untrusted_certificate_is_waited_out(self):
        path = write("roots.pem", self.roots("other-ca"))
        with LiveWatch("--every", "50ms", "--ca-file", path, "--count", "1", tls="good",
                       env={"ASKCAM_API_KEY": "sk-x"}) as live:
            live.wait_stderr("askcam: ")
            replace(path, self.roots("good"))
            run = live.end()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, GAUGE_73 + "\n")

    @staticmethod
    def roots(name):
        path = world().server.ca_file()
        if name != "good":
            path = os.path.join(os.path.dirname(path), "other.pem")
        with open(path, "rb") as pem:
            return pem.read()

    def test_the_key_is_read_anew(self):
        path = write("key", b"sk-first\n")
        os.chmod(path, 0o600)
        with LiveWatch("--every", "50ms", "--api-key-file", path) as live:
            live.wait_asks(1)
            os.unlink(path)
            live.wait_stderr("the key before stays in use")
            replace(path, b"sk-second\n")
            os.chmod(path, 0o600)
            live.wait_asks(len(records(live.tag)) + 2)
            run = self.interrupt(live)
        self.assertEqual(len(run.own_lines()), 2, run.reported())  # the note comes once
        keys = [dict(record["headers"]).get("authorization") for record in run.records]
        self.assertEqual((keys[0], keys[-1]), (key_hash("sk-first"), key_hash("sk-second")))

    def test_a_full_disk_ends_it(self):
        with open("/dev/full", "wb") as full:
            run = watch("--every", "20ms", stdout=full)
        self.failed(run, "storage")
        self.assertEqual(len(run.records), 1)

    def test_a_full_disk_ends_it_also_where_there_is_no_answer(self):
        dark = write("dark.jpg", draw.jpeg(draw.bars().point(lambda _: 3)))
        for source in ("pattern:gauge", dark):
            with open("/dev/full", "wb") as full:
                run = watch("--every", "20ms", "--count", "9", "--retries", "0", "--reject", "dark",
                            "--base-url", "http://127.0.0.1:9", source=source, output="json",
                            stdout=full)
            self.assertEqual(run.code, 73, run.reported())
            self.assertIn("askcam: standard output: No space left", run.own_lines()[-1])
            self.assertEqual(len(run.own_lines()), 2, run.reported())

    def test_a_reader_that_goes_ends_it(self):
        tag = new_tag()
        argv = command(tag, ["--every", "20ms"])
        run = execute(["/bin/bash", "-c", '"$@" | head -n 2; exit ${PIPESTATUS[0]}', "-"] + argv,
                      tag)
        self.assertEqual((run.code, run.text), (73, (GAUGE_73 + "\n") * 2), run.reported())

    def test_wrong_ways_to_call_it(self):
        picture = write("a.jpg", gauge(73))
        for args, source in ((["--every", "0s"], picture), (["--every", "none"], picture),
                             (["--count", "0"], picture), (["--dry-run"], picture),
                             (["--recipe", "x"], picture), (["--queue", "x"], picture),
                             (["--on-change"], [picture, picture]),
                             (["--on-change", "--frames", "2"], "pattern:gauge"),
                             (["--on-change"], "https://pictures.invalid/a.jpg")):
            with self.subTest(args):
                run = watch(*args, source=source)
                self.failed(run, "usage")
                self.assertEqual(run.records, [])
        tag = new_tag()
        self.failed(execute(command(tag, [])[:-1], tag), "usage", says="question")
        self.failed(watch("--count", "1", source="/nonexistent.jpg"), "source", says="no such file")

    def test_options_of_the_loop_belong_to_it_alone(self):
        self.failed(execute([ASKCAM, "ask", "--every", "1s", "x"], new_tag()), "usage",
                    says="unknown option")


class Pictures(CliTest):
    def test_a_file_is_read_again_at_each_tick(self):
        path = write("snapshot.jpg", gauge(10))
        with LiveWatch("--every", "50ms", source=path) as live:
            live.wait_asks(1)
            replace(path, gauge(90))
            live.wait_asks(len(records(live.tag)) + 2)
            run = self.interrupt(live)
        answers = run.text.split("\n")
        self.assertEqual(answers[0], "The gauge reads 10.", run.reported())
        self.assertIn("The gauge reads 90.", answers)

    def test_a_file_that_goes_is_waited_for(self):
        path = write("snapshot.jpg", gauge(10))
        with LiveWatch("--every", "50ms", source=path, output="json") as live:
            live.wait_asks(1)
            os.unlink(path)
            time.sleep(0.3)
            before = len(records(live.tag))
            replace(path, gauge(90))
            live.wait_asks(before + 1)
            run = self.interrupt(live)
        events = [line["type"] for line in run.lines if line["type"] in ("lost", "back")]
        self.assertEqual(events, ["lost", "back"], run.reported())
        lost = next(line for line in run.lines if line["type"] == "lost")
        self.assertEqual((lost["source"], lost["message"]), (path, "no such file"))
        self.assertRegex(lost["time"], STAMP)
        lines = run.own_lines()
        self.assertEqual(lines[0], "askcam: %s: no such file; waiting for it to come back" % path)
        self.assertEqual(lines[1], "askcam: %s: it is back; going on" % path)

    def test_only_a_change_is_asked_about(self):
        path = write("snapshot.jpg", gauge(10))
        with LiveWatch("--every", "30ms", "--on-change", source=path, output="json") as live:
            live.wait_asks(1)
            time.sleep(0.3)
            self.assertEqual(len(records(live.tag)), 1)
            replace(path, gauge(60))
            live.wait_asks(2)
            time.sleep(0.2)
            run = self.interrupt(live)
        self.assertEqual([r["pictures"][0]["width"] > 0 for r in run.records], [True, True])
        rejected = [line for line in run.lines if line["type"] == "rejected"]
        self.assertGreater(len(rejected), 5, run.reported())
        self.assertEqual({line["verdict"] for line in rejected}, {"unchanged"})
        self.assertEqual(run.err.count("unchanged"), 0, run.reported())  # no change is not reported
        self.assertEqual(run.joined("answer"), "The gauge reads 10.The gauge reads 60.")

    def test_a_dark_frame_is_passed_over_with_a_line(self):
        path = write("snapshot.jpg", draw.jpeg(draw.noise(320, 240).point(lambda _: 0)))
        with LiveWatch("--every", "50ms", "--reject", "dark", source=path) as live:
            time.sleep(0.4)
            replace(path, gauge(60))
            live.wait_asks(1)
            run = self.interrupt(live)
        self.assertIn("warning: picture: dark: brightness", run.err)
        self.assertIn("skipped until the next tick", run.err)
        self.assertTrue(run.text.startswith("The gauge reads 60.\n"), run.reported())


class Streams(CliTest):
    def test_the_newest_picture_of_each_tick_and_the_end(self):
        later = gauge(40) + gauge(50) + gauge(60)  # drawn before the second tick can come
        with LiveWatch("--every", "1s", "--warmup", "0", source="-",
                       stdin=subprocess.PIPE) as live:
            live.process.stdin.write(gauge(10))
            live.process.stdin.flush()
            live.wait_asks(1)
            live.process.stdin.write(later)
            live.process.stdin.close()
            live.process.stdin = None
            run = live.end()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, "The gauge reads 10.\nThe gauge reads 60.\n", run.reported())
        self.assertEqual(run.own_lines(), [], run.reported())

    def test_the_newest_picture_though_it_is_smaller(self):
        small = [draw.jpeg(draw.gauge(value, 160, 120)) for value in (40, 50, 70)]
        with LiveWatch("--every", "1s", "--warmup", "0", source="-",
                       stdin=subprocess.PIPE) as live:
            live.process.stdin.write(gauge(10))
            live.process.stdin.flush()
            live.wait_asks(1)
            live.process.stdin.write(b"".join(small))
            live.process.stdin.close()
            live.process.stdin = None
            run = live.end()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, "The gauge reads 10.\nThe gauge reads 70.\n", run.reported())

    def test_one_picture_is_one_ask(self):
        run = watch(stdin=gauge(20), source="-")
        self.ok(run, "The gauge reads 20.\n")
        self.assertEqual(len(run.records), 1)

    def test_an_end_without_a_picture_is_a_failure(self):
        self.failed(watch(stdin=b"", source="-"), "source", says="without a byte")


class Ends(WatchTest):
    def test_ctrl_c_in_the_wait_ends_it_at_once(self):
        with LiveWatch(output="json") as live:  # a minute between ticks
            live.wait_asks(1)
            time.sleep(0.2)
            run = self.interrupt(live)
        self.assertEqual((run.last["type"], run.last["kind"]), ("error", "interrupted"))
        self.assertEqual([line["type"] for line in run.lines].count("done"), 1)
        self.assertEqual(len(run.own_lines()), 1, run.reported())

    def test_sigterm_ends_it_and_is_no_failure(self):
        with LiveWatch(output="json") as live:
            live.wait_asks(1)
            run = self.stop(live)
        self.assertEqual([line["type"] for line in run.lines].count("error"), 0, run.reported())
        self.assertEqual(run.err, "")

    def test_sigterm_during_an_ask(self):
        with LiveWatch(fault="stall-head-0") as live:
            world().server.wait_for(lambda _: records(live.tag) or None, 10)
            self.stop(live)

    def test_ctrl_c_while_a_source_is_waited_for(self):
        path = write("snapshot.jpg", gauge(10))
        with LiveWatch("--every", "50ms", source=path) as live:
            live.wait_asks(1)
            os.unlink(path)
            time.sleep(0.3)
            run = self.interrupt(live)
        self.assertIn("waiting for it to come back", run.err)

    def test_the_terminal_is_left_clean(self):
        tag = new_tag()
        terminal = Terminal(command(tag, ["--every", "100ms"]), tag)
        terminal.wait_shown(GAUGE_73.encode() + b"\r\n")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 130)
        self.assertEqual(terminal.before, terminal.after)


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers keep memory")
class Memory(CliTest):
    def test_it_does_not_grow_with_the_ticks(self):
        """The peak after 20 ticks, and after 220.  The kernel maps 64 KB of the program's own file at
        a time, so one such step does not count; a leak of 1 KB a tick would show."""
        path = write("snapshot.jpg", draw.jpeg(draw.noise(640, 480), 90))
        for args in (["--reject", "dark", "--max-side", "320"], ["--no-stream"]):
            with LiveWatch("--every", "1ms", *args, source=path) as live:
                live.wait_asks(20, 30)
                early = live.status_kb("VmHWM")
                live.wait_asks(220, 240)
                late = live.status_kb("VmHWM")
                files = len(os.listdir("/proc/%d/fd" % live.process.pid))
                self.interrupt(live)
            self.assertLess(late - early, 160, "%d KB, then %d KB" % (early, late))
            self.assertLess(files, 12)


if __name__ == "__main__":
    unittest.main()
