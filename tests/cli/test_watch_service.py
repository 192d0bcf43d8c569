# SPDX-License-Identifier: MIT
"""askcam watch as a service: its settings, systemd's protocol, the journal, times in the output."""
import json
import os
import socket
import subprocess
import time

from harness import ASKCAM, base_url, environment, execute, new_tag, plain, records, world, write
from test_watch import GAUGE_73, LiveWatch, WatchTest, command, gauge, replace, watch


class Manager:
    """The service manager's end of NOTIFY_SOCKET."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(name)
        self.socket.settimeout(0.05)
        self.came = []

    def read(self):
        while True:
            try:
                self.came += self.socket.recv(4096).decode().split("\n")
            except socket.timeout:
                return self.came

    def wait(self, text, timeout_s=10):
        deadline = time.monotonic() + timeout_s
        while text not in self.read():
            assert time.monotonic() < deadline, "%s never came: %s" % (text, self.came)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Systemd(WatchTest):
    def test_ready_status_and_stopping(self):
        for name in ("@askcam-test-%d" % os.getpid(), world().path("notify")):
            with Manager(name.replace("@", "\0", 1)) as manager:
                with LiveWatch("--every", "50ms", env={"NOTIFY_SOCKET": name}) as live:
                    manager.wait("READY=1")
                    live.wait_asks(1)
                    self.stop(live)
                states = manager.read()
                self.assertEqual(states.count("READY=1"), 1)
                self.assertTrue([s for s in states if s.startswith("STATUS=last answer: ")], states)
                self.assertIn("STOPPING=1", states)
                self.assertNotIn("WATCHDOG=1", states)

    def test_a_source_that_is_missing_at_the_start_is_waited_for(self):
        path = world().path("later.jpg")
        with Manager(world().path("notify2")) as manager:
            with LiveWatch("--every", "50ms", source=path,
                           env={"NOTIFY_SOCKET": world().path("notify2")}) as live:
                manager.wait("STATUS=waiting for " + path)
                self.assertNotIn("READY=1", manager.read())
                replace(path, gauge(40))
                manager.wait("READY=1")
                live.wait_asks(2)
                run = self.stop(live)
        self.assertIn("The gauge reads 40.", run.text)

    def test_the_watchdog_hears_of_a_slow_model_and_not_of_another_process(self):
        for pid, fault in ((None, "stall-head-0"), (None, ""), ("1", "")):
            name = world().path("notify3-%s%s" % (pid, fault))
            env = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "600000", "WATCHDOG_PID": pid}
            with Manager(name) as manager:
                with LiveWatch("--every", "1h", env=env, fault=fault) as live:
                    world().server.wait_for(lambda _: records(live.tag) or None, 10)
                    manager.read()
                    before = manager.came.count("WATCHDOG=1")
                    time.sleep(2.5)
                    after = manager.read().count("WATCHDOG=1")
                    self.stop(live)
            if pid is None:
                self.assertGreaterEqual(after - before, 2)
            else:
                self.assertEqual(after, 0)

    def test_lines_in_the_journal_have_priorities(self):
        path = world().path("journal")
        for stream, head in ((True, "<3>askcam: "), (False, "askcam: ")):
            with open(path, "wb") as journal:
                info = os.fstat(journal.fileno())
                name = "%d:%d" % (info.st_dev, info.st_ino + (0 if stream else 1))
                tag = new_tag()
                done = subprocess.run(command(tag, ["--at", "x"]), stderr=journal,
                                      env=environment(JOURNAL_STREAM=name), timeout=20)
            self.assertEqual(done.returncode, 64)
            with open(path, encoding="utf-8") as text:
                self.assertTrue(text.read().startswith(head))


class Settings(WatchTest):
    def config(self, tag, **more):
        settings = {"base-url": base_url(tag), "source": "pattern:gauge=73",
                    "question": "What does the gauge read?", **more}
        return write("run.json", json.dumps(settings).encode())

    def test_a_service_needs_no_arguments(self):
        for option in (lambda path: ["--config", path], lambda path: ["--config=" + path]):
            tag = new_tag()
            argv = [ASKCAM, "watch", *option(self.config(tag)), "--count", "1"]
            run = execute(argv, tag)
            self.ok(run, GAUGE_73 + "\n")
            self.assertEqual(len(run.records), 1)

    def test_an_argument_wins(self):
        tag = new_tag()
        run = execute([ASKCAM, "watch", "--config", self.config(tag, source="pattern:gauge=20"),
                       "--source", "pattern:gauge=90", "--count", "1", "How much?"], tag)
        self.ok(run, "The gauge reads 90.\n")

    def test_it_wins_over_the_users_settings_and_says_where_from(self):
        home = world().path("config-home")
        os.makedirs(os.path.join(home, "askcam"), exist_ok=True)
        with open(os.path.join(home, "askcam", "config.json"), "w", encoding="utf-8") as out:
            json.dump({"mask": ["0,0,1,1"], "model": "a", "region": "virginia"}, out)
        path = write("run.json", b'{"mask": ["2,2,3,3"], "model": "b"}')
        run = plain("config", "--config", path, env={"XDG_CONFIG_HOME": home})
        self.assertRegex(run.text, r"model +b +.*run\.json")
        self.assertRegex(run.text, r"region +virginia +.*config\.json")
        self.assertRegex(run.text, r"mask +2,2,3,3 ")

    def test_files_that_are_wrong(self):
        for path, says in (("/nonexistent.json", "no such file"),
                           (write("bad.json", b'{"modle": "x"}'), "did you mean model"),
                           (write("bad.json", b'{"question": ["x"], "every": 5}'), "every"),
                           (write("bad.json", b"{"), "not a JSON object")):
            run = plain("watch", "--config", path, "x")
            self.failed(run, "config", says)
        self.failed(plain("watch", "--config"), "usage", "requires a value")

    def test_the_users_settings_hold_no_question(self):
        home = world().path("config-home2")
        os.makedirs(os.path.join(home, "askcam"), exist_ok=True)
        with open(os.path.join(home, "askcam", "config.json"), "w", encoding="utf-8") as out:
            json.dump({"question": "x"}, out)
        self.failed(plain("ask", env={"XDG_CONFIG_HOME": home}), "config", "question")


class Output(WatchTest):
    def test_the_local_time_comes_before_each_answer(self):
        run = watch("--every", "50ms", "--count", "2", "--timestamps", env={"TZ": "XXX-05:30"})
        self.assertEqual(run.code, 0, run.reported())
        for line in run.text.splitlines():
            self.assertRegex(line, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30 The gauge reads 73\.\Z")
        self.assertEqual(len(run.text.splitlines()), 2)
