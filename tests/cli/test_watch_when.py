# SPDX-License-Identifier: MIT
"""askcam watch: when a picture is taken: local times, the clock's grid, requests."""
import signal
import subprocess
import time

from harness import plain, records
from test_watch import LiveWatch, WatchTest, gauge, watch


class Times(WatchTest):
    def test_a_local_time_and_no_picture_at_the_start(self):
        """`TZ` puts the local clock a few seconds before noon, whenever this runs."""
        now = int(time.time())
        east = 12 * 3600 - 3 - now % 86400
        zone = "XXX%s%02d:%02d:%02d" % ("-" if east >= 0 else "+", abs(east) // 3600,
                                      abs(east) // 60 % 60, abs(east) % 60)
        run = watch("--at", "11:59,12:00", "--count", "1", env={"TZ": zone}, output="json")
        self.assertEqual(run.code, 0, run.reported())
        stamp = next(line["time"] for line in run.lines if line["type"] == "request")
        taken = time.mktime(time.strptime(stamp + "UTC", "%Y-%m-%dT%H:%M:%SZ%Z")) - time.timezone
        self.assertEqual(int(taken) - now, 3, run.reported())

    def test_a_grid_on_the_clock(self):
        before = time.time()
        run = watch("--every", "2s", "--align", "--count", "1", output="json")
        self.assertEqual(run.code, 0, run.reported())
        stamp = next(line["time"] for line in run.lines if line["type"] == "request")
        self.assertEqual(int(stamp[17:19]) % 2, 0, run.reported())
        self.assertGreaterEqual(time.time(), before - before % 2 + 2)

    def test_wrong_times(self):
        for args in (["--at", "6:00"], ["--at", "24:00"], ["--at", "06:60"], ["--at", "06:00,"],
                     ["--at", ""], ["--at", "06:00 18:00"], ["--at", ",".join(["06:00"] * 49)],
                     ["--at", "06:00", "--align"], ["--every", "25h", "--align"],
                     ["--jitter", "0s"], ["--jitter", "2d"]):
            with self.subTest(args):
                run = watch(*args)
                self.failed(run, "usage")
                self.assertEqual(run.records, [])

    def test_the_settings_in_force(self):
        run = plain("config", "--at", "18:00,06:30:05", "--jitter", "5m")
        self.assertIn("18:00:00,06:30:05", run.text)


class Requests(WatchTest):
    def test_a_signal_takes_a_picture_now(self):
        with LiveWatch("--every", "1h", "--count", "3", output="json") as live:
            for asks in (1, 2):
                live.wait_asks(asks)
                live.process.send_signal(signal.SIGUSR1)
            run = live.end()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual([line["tick"] for line in run.lines if line["type"] == "request"],
                         [1, 2, 3])

    def test_lines_take_pictures_and_their_end_ends_nothing(self):
        with LiveWatch("--every", "1h", "--trigger-stdin", stdin=subprocess.PIPE) as live:
            live.wait_asks(1)
            for asks in (2, 3):
                live.process.stdin.write(b"now\n")
                live.process.stdin.flush()
                live.wait_asks(asks)
            live.process.stdin.close()
            live.process.stdin = None
            time.sleep(0.3)
            self.assertEqual(len(records(live.tag)), 3)
            live.process.send_signal(signal.SIGUSR1)
            live.wait_asks(4)
            self.stop(live)

    def test_a_signal_while_a_stream_is_read(self):
        with LiveWatch("--every", "1h", "--warmup", "0", source="-", stdin=subprocess.PIPE) as live:
            for asks, value in ((1, 10), (2, 20)):
                live.process.stdin.write(gauge(value))
                live.process.stdin.flush()
                if asks == 2:
                    time.sleep(0.3)
                    live.process.send_signal(signal.SIGUSR1)
                live.wait_asks(asks)
            self.stop(live)

    def test_standard_input_is_used_once(self):
        for how in ({"source": "-"}, {}):
            args = ["--trigger-stdin"] + ([] if how else ["--question-file", "-"])
            run = watch(*args, **how)
            self.failed(run, "usage")
