# SPDX-License-Identifier: MIT
"""What is tried again, how often, and the time limits."""
import os
import unittest

from harness import CliTest, ask, ask_json, draw, new_tag, together, write

ANSWER = "The gauge reads 73."


def first(count, faults):
    """Only the first `count` requests fail."""
    return "fail-first-%d-%s,%s" % (count, new_tag(), faults)


class Again(CliTest):
    def test_what_may_pass_is_tried_again(self):
        faults = ("status-503", "status-500", "status-429", "status-502,body-html", "cut-head-0",
                  "cut-head-0,rst", "cut-bytes-0", "cut-events-0", "cut-bytes-50", "cut-head-10",
                  "error-after-0,status-503,code-ModelUnavailable",
                  "finish-nothing,no-thinking,no-answer")
        runs = together([lambda f=f, a=a: ask_json(fault=first(2, f + ",retry-after-0"), api=a)
                         for f in faults for a in ("openai", "dashscope")])
        for i, run in enumerate(runs):
            with self.subTest(fault=faults[i // 2]):
                self.assertEqual(run.code, 0, run.reported())
                self.assertEqual(run.joined("answer"), ANSWER)
                self.assertEqual(len(run.records), 3)
                attempts = [line.get("attempt") for line in run.lines if line["type"] == "request"]
                self.assertEqual(attempts, [None, 2, 3])
                self.assertEqual([line["type"] for line in run.lines].count("done"), 1)

    def test_the_same_request_is_sent_again(self):
        run = ask_json(fault=first(1, "status-503,retry-after-0"), source="pattern:gauge=12")
        one, two = run.records
        self.assertEqual(one["body_bytes"], two["body_bytes"])
        self.assertEqual(two["problems"], [])
        self.assertEqual(two["pictures"][0]["width"], run.lines[0]["width"])

    def test_retries_are_counted(self):
        counts = (0, 1, 3)
        runs = together([lambda n=n: ask_json("--retries", str(n), fault="status-503,"
                                              "retry-after-0") for n in counts])
        for retries, run in zip(counts, runs):
            self.failed_json(run, "unavailable")
            self.assertEqual(len(run.records), retries + 1)
            self.assertTrue(run.last["retryable"])

    def test_the_default_is_two(self):
        self.assertEqual(len(ask(fault="status-503,retry-after-0").records), 3)

    def test_what_will_not_pass_is_not_tried_again(self):
        cases = (("status-400", "refused"), ("status-401", "auth"), ("status-403", "auth"),
                 ("status-404", "refused"), ("status-413", "refused"),
                 ("length-in-thinking", "no_answer"), ("status-429,code-PrepaidBillOverdue",
                  "refused"), ("finish-content_filter", "refused"), ("gzip", "protocol"),
                 ("type-text%2Fhtml,answer-x", "protocol"),
                 ("error-after-0,code-data_inspection_failed", "refused"),
                 ("status-500,code-server_error,message-image%20input%20is%20not%20supported",
                  "refused"))
        runs = together([lambda f=f: ask_json(fault=f) for f, _ in cases])
        for (fault, kind), run in zip(cases, runs):
            with self.subTest(fault=fault):
                self.failed_json(run, kind)
                self.assertEqual(len(run.records), 1)
                self.assertFalse(run.last["retryable"])

    def test_nothing_is_tried_again_once_text_was_delivered(self):
        cases = (("cut-events-3", "protocol"), ("cut-events-3,rst", "protocol"),
                 ("cut-events-3,no-thinking", "protocol"), ("error-after-2,code-InternalError",
                  "unavailable"), ("chunks-bad-size,event-delay-1,no-role", "protocol"))
        runs = together([lambda f=f: ask_json(fault=f) for f, _ in cases])
        for (fault, kind), run in zip(cases, runs):
            with self.subTest(fault=fault):
                self.failed_json(run, kind)
                self.assertTrue(run.joined("thinking") + run.joined("answer"), run.reported())
                self.assertEqual(len(run.records), 1)

    def test_a_connection_that_is_refused_is_tried_again(self):
        """The listener comes up while askcam backs off."""
        import socket
        import threading
        from harness import world
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        late = threading.Timer(0.15, lambda: world().server.listen(port=port))
        late.start()
        run = ask("--retries", "5", url="http://127.0.0.1:%d/v1" % port, timeout=30)
        late.join()
        self.assertEqual(run.code, 0, run.reported())


class RetryAfter(CliTest):
    def test_it_is_honoured(self):
        run = ask(fault=first(1, "status-429,retry-after-1"))
        self.assertEqual(run.code, 0, run.reported())
        one, two = run.records
        self.assertGreaterEqual(two["head_at"] - one["reply_at"], 0.95)
        self.assertLess(two["head_at"] - one["reply_at"], 3)

    def test_beyond_the_total_time_ends_at_once(self):
        run = self.fails("unavailable", "--total-timeout", "5s", sent=1,
                         fault="status-503,retry-after-60")
        self.assertLess(run.seconds, 4.5)  # it does not even wait for the time that is left

    def test_a_date_counts_from_the_replys_own(self):
        """Dates of long ago, so only their difference can be meant."""
        date, second, minute = ("Sun%%2C%%2006%%20Nov%%201994%%2008%%3A49%%3A%s%%20GMT" % s
                                for s in ("37", "38", "59"))
        soon, late = together([
            lambda: ask(fault=first(1, "status-503,date-%s,retry-after-%s" % (date, second))),
            lambda: ask("--total-timeout", "9s",
                        fault="status-503,date-%s,retry-after-%s" % (date, minute))])
        self.assertEqual(soon.code, 0, soon.reported())
        one, two = soon.records
        self.assertGreaterEqual(two["head_at"] - one["reply_at"], 0.95)
        self.failed(late, "unavailable")
        self.assertEqual(len(late.records), 1, late.reported())

    def test_nonsense_is_ignored(self):
        values = ("soon", "-5", "1e9", "99999999999999999999", "", "Fri%2C%2031%20Dec%201999")
        runs = together([lambda v=v: ask("--retries", "1", "--total-timeout", "8s",
                                         fault="status-503,retry-after-" + v) for v in values])
        for value, run in zip(values, runs):
            with self.subTest(value=value):
                self.failed(run, "unavailable")


class Limits(CliTest):
    def test_time_limits_are_69(self):
        cases = (
            ("first byte", ("--first-byte-timeout", "500ms"), "stall-head-0"),
            ("delay", ("--first-byte-timeout", "500ms"), "delay-9000"),
            ("idle in the head", ("--first-byte-timeout", "700ms", "--idle-timeout", "500ms"),
             "stall-head-20"),
            ("idle at the start", ("--idle-timeout", "500ms"), "stall-events-0"),
            ("idle in the stream", ("--idle-timeout", "500ms"), "stall-events-5"),
            ("bytes without content", ("--idle-timeout", "500ms"), "stall-events-5,keepalive-50"),
            ("total", ("--total-timeout", "600ms"), "events-1000,event-delay-50"),
            ("total while it waits", ("--total-timeout", "600ms"), "stall-head-0"),
            ("total and retries", ("--total-timeout", "900ms", "--retries", "50"), "status-503"),
        )
        runs = together([lambda a=a, f=f: ask_json("--retries", "0", *a, fault=f)
                         for _, a, f in cases])
        for (name, _, _), run in zip(cases, runs):
            with self.subTest(name):
                self.failed_json(run, "unavailable")
                self.assertLess(run.seconds, 8, run.reported())  # the server would take 9 s and more

    def test_a_huge_file_is_not_read_beyond_the_total_time(self):
        """Its check reads 6 GB of holes without a single wait."""
        data = draw.jpeg(draw.gauge(1, 320, 240))
        path = write("huge.jpg", data[:-2])
        with open(path, "r+b") as file:
            file.seek(6 << 30)
            file.write(data[-2:])
        try:
            self.fails("unavailable", "--total-timeout", "300ms", source=path,
                       says="time-out: --total-timeout is over", sent=0)
        finally:
            os.unlink(path)

    def test_a_slow_stream_is_not_idle(self):
        run = ask("--idle-timeout", "1500ms", fault="event-delay-150,answer-a%20b%20c%20d%20e")
        self.assertEqual(run.code, 0, run.reported())

    def test_a_connect_that_never_ends(self):
        """The backlog of this listener is full, so the connection is never made."""
        import socket
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            fill = []
            for _ in range(4):
                sock = socket.socket()
                sock.setblocking(False)
                sock.connect_ex(listener.getsockname())
                fill.append(sock)
            run = ask("--retries", "0", "--connect-timeout", "500ms",
                      "--first-byte-timeout", "800ms",
                      url="http://127.0.0.1:%d/v1" % listener.getsockname()[1])
            for sock in fill:
                sock.close()
        self.failed(run, "unavailable")
        self.assertLess(run.seconds, 9)  # the default is 10 s


if __name__ == "__main__":
    unittest.main()
