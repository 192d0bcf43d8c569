# SPDX-License-Identifier: MIT
"""Money: usage that adds up, and limits that hold whatever happens.

The stand-in on loopback costs nothing unless the user's own models.json gives a price for its URL:
here 1000 for a million tokens of input or output, so that a token costs 0.001.
"""
import json
import os
import signal
import subprocess
import tempfile

from harness import CliTest, Live, arguments, base_url, execute, new_tag, plain, together

TOKEN = 0.001
ANSWER_ONLY = ("--thinking", "off", "--max-tokens", "100")
SMALL = ("-m", "qwen3.5-plus", *ANSWER_ONLY)


def origin(tag="x"):
    return "/".join(base_url(tag).split("/")[:3])


def prices(url, currency="CNY", model="*"):
    return {"models": {model: {"prices": [{
        "base_url": url, "currency": currency,
        "tiers": [{"input": 1e6 * TOKEN, "output": 1e6 * TOKEN}]}]}}}


class Money(CliTest):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.dir = scratch.name
        self.env = {"XDG_CONFIG_HOME": self.dir, "XDG_STATE_HOME": self.path("state")}
        self.put_prices(prices(origin()))

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def put_prices(self, tree):
        os.makedirs(self.path("askcam"), exist_ok=True)
        with open(self.path("askcam", "models.json"), "w", encoding="utf-8") as out:
            json.dump(tree, out)

    def ask(self, *args, **how):
        tag = new_tag()
        return execute(arguments(tag, args, **how), tag, env=self.env)

    def usage(self):
        run = plain("usage", "--output", "json", env=self.env)
        self.assertEqual(run.code, 0, run.reported())
        return run.lines[-1]

    def month_file(self):
        return self.path("state", "askcam", "usage", self.usage()["date"] + ".jsonl")

    def reserved(self):
        """What an ask of SMALL reserves."""
        run = self.ask("--dry-run", *SMALL)
        return float(run.err.split("cost: ")[1].split()[0])


class Usage(Money):
    def test_what_was_used_adds_up(self):
        self.assertEqual(self.usage()["asks"], 0)
        first = self.ask("-v")
        self.assertEqual(first.code, 0, first.reported())
        one = self.usage()
        self.assertEqual(one["asks"], 1)
        self.assertAlmostEqual(one["cost"], TOKEN * (one["input_tokens"] + one["output_tokens"]))
        self.assertEqual(self.ask().code, 0)
        two = self.usage()
        self.assertEqual(two["input_tokens"], 2 * one["input_tokens"])
        self.assertAlmostEqual(two["cost"], 2 * one["cost"])

    def test_a_loopback_server_is_free_and_booked_as_tokens(self):
        self.put_prices({})
        run = self.ask("--max-cost", "0.000001", "--max-cost-day", "0.000001", output="json")
        self.assertEqual(run.code, 0, run.reported())
        self.assertNotIn("cost", next(l for l in run.lines if l["type"] == "usage"))
        month = self.usage()
        self.assertEqual(month["asks"], 1)
        self.assertGreater(month["input_tokens"], 0)
        self.assertNotIn("cost", month)
        self.assertIn("nothing", self.ask("--dry-run").err)

    def test_currencies_are_summed_apart(self):
        self.assertEqual(self.ask(*SMALL).code, 0)
        yuan = self.usage()["cost"]
        self.put_prices(prices(origin(), "USD"))
        self.assertEqual(self.ask(*SMALL).code, 0)
        costs = {line["currency"]: line["cost"] for line in self.usage()["costs"]}
        self.assertAlmostEqual(costs["CNY"], yuan)
        self.assertAlmostEqual(costs["USD"], yuan)
        text = plain("usage", env=self.env).text
        self.assertIn("CNY", text)
        self.assertIn("USD", text)

    def test_usage_shows_earlier_months(self):
        self.ok(self.ask(*SMALL))
        now = self.usage()["date"]
        year, month = int(now[:4]), int(now[5:])
        before = "%04d-%02d" % ((year, month - 1) if month > 1 else (year - 1, 12))
        with open(self.month_file(), encoding="utf-8") as lines:
            text = lines.read().replace('"' + now, '"' + before)
        self.assertIn(before, text)
        with open(self.month_file().replace(now, before), "w", encoding="utf-8") as out:
            out.write(text)
        run = plain("usage", "--output", "json", env=self.env)
        months = [line for line in run.lines if line["type"] == "month"]
        self.assertEqual([line["date"] for line in months], [before, now], run.reported())
        self.assertEqual([line["asks"] for line in months], [1, 1])
        run = plain("usage", env=self.env)
        self.assertRegex(run.text, r"(?m)^%s  " % before)
        self.assertLess(max(map(len, run.text.split("\n"))), 80)

    def test_a_dry_run_estimates_and_books_nothing(self):
        run = self.ask("--dry-run", "--max-cost-day", "1000")
        self.assertEqual(run.code, 0, run.reported())
        self.assertIn("image tokens: 302", run.err)
        self.assertIn("CNY", run.err)
        self.assertEqual(self.usage()["asks"], 0)
        self.assertNotIn("cost", self.usage())

    def test_models_help_says_how_to_give_a_price(self):
        run = plain("models", "--help")
        self.assertIn("base_url", run.text)
        self.assertIn("models.json", run.text)

    def test_without_a_limit_a_record_that_cannot_be_kept_is_a_warning(self):
        with open(self.path("state"), "w", encoding="utf-8"):
            pass  # a file where the folder should be
        run = self.ask()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(len(run.own_lines()), 1, run.reported())
        self.assertIn("Not a directory", run.err)


class Limits(Money):
    def test_an_ask_that_alone_is_too_much_is_64(self):
        for option in ("--max-cost", "--max-cost-day", "--max-cost-month"):
            run = self.ask(option, "0.01", *SMALL)
            self.failed(run, "usage", says=option)
            self.assertEqual(run.records, [])
            run = self.ask(option, "100", *SMALL)
            self.assertEqual(run.code, 0, run.reported())

    def test_a_limit_that_is_used_up_is_75(self):
        for option in ("--max-cost-day", "--max-cost-month"):
            with self.subTest(option):
                self.setUp()
                limit = "%f" % (1.5 * self.reserved())
                codes = []
                while len(codes) < 10 and 75 not in codes:
                    run = self.ask(option, limit, *SMALL, output="json")
                    codes.append(run.code)
                self.assertEqual(codes[0], 0, run.reported())
                self.assertEqual(codes[-1], 75, run.reported())
                self.assertEqual(run.last["kind"], "limit")
                self.assertIn(option, run.last["message"])
                self.assertEqual(run.records, [])

    def test_the_output_counts_by_what_bounds_it(self):
        # without bounds 8000 tokens at least while thinking, 2000 otherwise
        for args, least in ((("--thinking", "on"), 8.0), (("--thinking", "off"), 2.0),
                            (("--thinking", "on", "--max-tokens", "100",
                              "--thinking-budget", "1000"), 1.1)):
            self.failed(self.ask("--max-cost", "%f" % least, *args), "usage", says="--max-cost")
            run = self.ask("--max-cost", "%f" % (least + 0.5), *args)
            self.assertEqual(run.code, 0, run.reported())

    def test_what_was_spent_in_another_currency_does_not_matter(self):
        limit = "%f" % (1.5 * self.reserved())
        self.put_prices(prices(origin(), "USD"))
        self.assertEqual(self.ask(*SMALL).code, 0)
        self.assertEqual(self.ask(*SMALL).code, 0)
        self.put_prices(prices(origin()))
        self.assertEqual(self.ask("--max-cost-day", limit, *SMALL).code, 0)
        self.put_prices(prices(origin(), "USD"))
        self.failed(self.ask("--max-cost-day", limit, *SMALL), "limit")

    def test_a_picture_by_url_counts_as_the_models_largest(self):
        args = ("--max-cost", "10", *SMALL)
        run = self.ask(*args, source="https://pictures.invalid/a.jpg")
        self.failed(run, "usage", says="--max-cost")  # 16386 tokens of picture
        self.assertEqual(run.records, [])
        self.assertEqual(len(self.ask("--max-cost", "17", *SMALL,
                                      source="https://pictures.invalid/a.jpg").records), 1)

    def test_six_at_once_do_not_pass_a_limit_of_one(self):
        limit = "%f" % (1.2 * self.reserved())
        # each waits for its answer until all six have been decided
        calls = [lambda: self.ask("--max-cost-day", limit, *SMALL, fault="delay-3000")] * 6
        runs = together(calls)
        self.assertEqual(sorted(run.code for run in runs), [0] + [75] * 5,
                         [run.reported() for run in runs])
        self.assertEqual(sum(len(run.records) for run in runs), 1)

    def test_a_killed_process_has_spent_what_it_reserved(self):
        reserved = self.reserved()
        limit = "%f" % (1.5 * reserved)
        with Live("--max-cost-day", limit, *SMALL, fault="stall-events-1", env=self.env) as live:
            live.wait_record()
            live.process.send_signal(signal.SIGKILL)
            live.process.wait()
        self.assertAlmostEqual(self.usage()["cost"], reserved, places=5)
        self.assertAlmostEqual(self.usage()["reserved"], reserved, places=5)
        run = self.ask("--max-cost-day", limit, *SMALL)
        self.failed(run, "limit")
        self.assertEqual(run.records, [])

    def test_what_the_service_refused_is_given_back(self):
        limit = "%f" % (1.5 * self.reserved())
        for fault in ("status-400", "status-401", "status-503"):
            run = self.ask("--max-cost-day", limit, "--retries", "1", *SMALL, fault=fault)
            self.assertIn(run.code, (65, 69, 77), run.reported())
        self.assertAlmostEqual(self.usage().get("cost", 0), 0)
        self.assertEqual(self.ask("--max-cost-day", limit, *SMALL).code, 0)

    def test_a_limit_without_a_price_sends_nothing_and_says_how_to_give_one(self):
        for args in (("--base-url", "https://other.invalid/v1"),
                     ("--base-url", "https://other.invalid/v1", "-m", "qwen3.5-plus"),
                     ("-m", "no-such-model", "--base-url", "https://dashscope.aliyuncs.com/v1")):
            run = plain("ask", *args, "--max-cost-day", "5", "-s", "https://pictures.invalid/a.jpg",
                        "what?", env=dict(self.env, ASKCAM_API_KEY="sk-test-0123456789"))
            self.failed(run, "usage", says="price")
            self.assertIn("models --help", run.err)

    def test_a_broken_record_stops_a_limit_but_not_an_ask(self):
        self.assertEqual(self.ask().code, 0)
        month = self.month_file()
        with open(month, "w", encoding="utf-8") as out:
            out.write("{\"days\":\n")
        self.assertEqual(self.ask().code, 0)
        run = self.ask("--max-cost-day", "1000")
        self.failed(run, "storage", says=month)
        self.assertEqual(run.records, [])
        with open(month, encoding="utf-8") as broken:
            self.assertEqual(broken.readline(), "{\"days\":\n")
            self.assertIn("input_tokens", broken.readline())

    def test_another_holder_of_the_lock_does_not_hang_an_ask(self):
        self.assertEqual(self.ask().code, 0)
        folder = os.path.dirname(self.month_file())
        with subprocess.Popen(["flock", folder, "-c", "echo x; exec sleep 60"],
                              stdout=subprocess.PIPE) as holder:
            holder.stdout.read(1)
            run = self.ask()
            self.assertEqual(run.code, 0, run.reported())
            self.assertIn("locked by another process", run.err)
            run = self.ask("--max-cost-day", "1000", "--total-timeout", "2s")
            self.failed(run, "storage", says="locked by another process")
            self.assertEqual(run.records, [])
            holder.kill()


class Disks(Money):
    """On a small disk of its own, in a mount namespace."""

    def on_disk(self, prepare, *args):
        """An ask whose state folder is a mount of 64 KiB, after the commands of prepare."""
        state, tag = self.path("state"), new_tag()
        os.makedirs(state, exist_ok=True)
        argv = arguments(tag, args)
        script = ("set -e\nmount -t tmpfs -o size=64k none \"$STATE\"\n" + prepare +
                  "\nset +e\n\"$@\"\ncode=$?\ncat \"$STATE\"/askcam/usage/*.jsonl >\"$SEEN\" "
                  "2>/dev/null\nexit $code\n")
        env = dict(self.env, STATE=state, SEEN=self.path("seen"))
        # A chroot lets root make mounts of its own, but no user namespace.
        how = "-m" if os.geteuid() == 0 else "-rm"
        return execute(["unshare", how, "sh", "-c", script, "sh", *argv], tag, env=env)

    FULL = "cat /dev/zero >\"$STATE\"/fill 2>/dev/null || true"
    READ_ONLY = "mount -o remount,ro \"$STATE\""

    def test_it_works_below_the_limit(self):
        run = self.on_disk("", "--max-cost-day", "1000")
        self.assertEqual(run.code, 0, run.reported())
        with open(self.path("seen"), encoding="utf-8") as seen:
            self.assertEqual(len(seen.readlines()), 2)  # reserved, settled

    def test_on_a_full_or_read_only_disk_nothing_is_sent_with_a_limit(self):
        made = "mkdir -p \"$STATE\"/askcam/usage\n"
        for prepare, says in ((self.FULL, "No space left"), (made + self.FULL, "No space left"),
                              (self.READ_ONLY, "Read-only"), (made + self.READ_ONLY, "Read-only")):
            for option in ("--max-cost", "--max-cost-day", "--max-cost-month"):
                run = self.on_disk(prepare, option, "1000")
                self.failed(run, "storage", says=says)
                self.assertEqual(run.records, [])

    def test_without_a_limit_it_is_a_warning(self):
        for prepare in (self.FULL, self.READ_ONLY):
            run = self.on_disk(prepare)
            self.assertEqual(run.code, 0, run.reported())
            self.assertEqual(len(run.own_lines()), 1, run.reported())



