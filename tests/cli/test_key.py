# SPDX-License-Identifier: MIT
"""Where the key comes from, what a key must be, and that it is never shown."""
import os
import subprocess
import unittest

from harness import (KEY, CliTest, Live, arguments, ask, ask_json, execute, key_hash, new_tag, plain,
                     together, world, write)


def sent_key(run):
    return dict(run.record["headers"]).get("authorization")


class Places(CliTest):
    def test_a_wrong_source_is_told_before_a_missing_key(self):
        for source, code in (("/no/such.jpg", 66), ("pattern:gauge=101", 64),
                             ("pattern:gauge", 77)):
            self.assertEqual(plain("ask", "-s", source, "q").code, code, source)

    def test_the_order_of_places(self):
        credentials = world().path("credentials")
        os.makedirs(credentials, exist_ok=True)
        with open(os.path.join(credentials, "api-key"), "w") as out:
            out.write("sk-credential")
        os.chmod(out.name, 0o400)
        path = write("key", "sk-file")
        env = {"CREDENTIALS_DIRECTORY": credentials, "ASKCAM_API_KEY": "sk-askcam",
               "DASHSCOPE_API_KEY": "sk-dashscope"}
        self.assertEqual(sent_key(self.ok(ask("--api-key-file", path, env=env))),
                         key_hash("sk-file"))
        for name, key in (("CREDENTIALS_DIRECTORY", "sk-credential"),
                          ("ASKCAM_API_KEY", "sk-askcam"), ("DASHSCOPE_API_KEY", "sk-dashscope")):
            self.assertEqual(sent_key(self.ok(ask(env=env))), key_hash(key))
            del env[name]
        self.assertIsNone(sent_key(self.ok(ask(env=env))))

    def test_one_trailing_line_end_is_cut(self):
        for text in (KEY, KEY + "\n", KEY + "\r\n"):
            run = self.ok(ask("--api-key-file", write("key", text)))
            self.assertEqual(sent_key(run), key_hash())
            self.assertEqual(run.warnings(), [])

    def test_files_that_are_refused_also_for_loopback(self):
        directory = os.path.dirname(write("x", b""))
        for text in ("", "\n", "a\nb", KEY + "\n\n", "two words", " " + KEY, KEY + " ", "a\tb",
                     "a\0b", "k" * 100000, "ключ"):
            with self.subTest(text=text[:20]):
                run = self.fails("auth", "--api-key-file", write("key", text), sent=0)
                self.assertNotIn(KEY, run.err)
        for path in ("/no/such/key", directory):
            self.failed(ask("--api-key-file", path), ("auth", "config"))

    def test_a_key_with_a_line_break_in_the_environment(self):
        for key in ("sk-a\nX-Evil: 1", "sk-a\r\n", "sk a"):
            for name in ("ASKCAM_API_KEY", "DASHSCOPE_API_KEY"):
                run = self.fails("auth", env={name: key}, sent=0)
                self.assertNotIn("X-Evil", run.err)

    def test_a_file_that_others_can_read_gives_a_warning(self):
        run = self.ok(ask("--api-key-file", write("key", KEY, 0o644)))
        self.assertEqual(len(run.warnings()), 1, run.told())
        self.assertNotIn(KEY, run.err)


class Secrecy(CliTest):
    ENV = {"ASKCAM_API_KEY": KEY}

    def test_never_in_any_output(self):
        for args in ((), ("-v",), ("--dry-run",), ("--dry-run", "-v"), ("--show-thinking", "-v")):
            for output in (None, "json"):
                for fault in ("", "status-401", "status-401,echo-key", "status-429,echo-key",
                              "error-after-1,code-Boom,message-" + KEY, "answer-plain",
                              "redirect-307"):
                    run = ask("--retries", "0", *args, output=output, fault=fault, env=self.ENV)
                    if "message-" in fault and "--dry-run" in args:
                        continue  # there the test itself put the key into the address
                    with self.subTest(args=args, output=output, fault=fault):
                        self.assertNotIn(KEY, run.text)
                        self.assertNotIn(KEY, run.err)

    def test_an_echo_is_masked_even_when_cut(self):
        run = ask_json(fault="status-401,echo-key,pieces-1", env=self.ENV)
        self.failed_json(run, "auth")
        self.assertIn("Bearer ", run.last["message"])
        self.assertNotIn(KEY, run.text + run.err)

    def test_an_echo_is_masked_in_the_note_of_a_retry(self):
        for output in (None, "json"):
            run = ask("--retries", "1", output=output, fault="status-503,echo-key", env=self.ENV)
            self.failed(run, "unavailable")
            self.assertIn("attempt 2 of 2", run.err)
            self.assertNotIn(KEY[:6], run.text + run.err)

    def test_an_echo_in_thinking_and_answer_is_masked(self):
        told = "thinking-T%s.,answer-A%%20%s%%20%s" % (KEY, KEY, KEY[:5])
        stars = "*" * len(KEY)
        answer = "A %s %s" % (stars, KEY[:5])
        for cut in ("", "pieces-1", "split-1", "split-7"):
            run = self.ok(ask_json(fault=told + "," + cut, env=self.ENV), answer)
            self.assertEqual(run.joined("thinking"), "T%s." % stars)
            run = self.ok(ask("--show-thinking", fault=told + "," + cut, env=self.ENV))
            self.assertEqual(run.text, answer + "\n")
            self.assertIn("T%s." % stars, run.err)
            self.assertNotIn(KEY, run.err)

    def test_no_part_of_it_is_left_where_a_long_message_is_cut(self):
        """Wherever the bound of an error text falls inside the echoed key."""
        lengths = range(200, 560, 5)
        runs = together([lambda n=n: ask_json(fault="status-401,echo-key,message-" + "x" * n,
                                              env=self.ENV) for n in lengths])
        for length, run in zip(lengths, runs):
            self.failed_json(run, "auth")
            self.assertNotIn(KEY[:6], run.text + run.err, "behind %d characters" % length)

    def test_never_in_argv_or_in_a_childs_environment(self):
        with Live(fault="stall-events-2", env=self.ENV) as live:
            live.wait_record(lambda r: r["events"] >= 2)
            with open("/proc/%d/cmdline" % live.process.pid, "rb") as argv:
                self.assertNotIn(KEY.encode(), argv.read())

    def test_no_option_takes_a_key(self):
        for text in (plain("ask", "--help").text, plain("--help").text):
            self.assertNotIn("--api-key ", text.replace("--api-key-file", ""))


class AtTheEnd(CliTest):
    """
    A library that is preloaded looks for the key once main() has come back.  All functions are bound
    at the start: a late one makes the loader put the vector registers, through which the request
    went last, onto the stack.
    """

    @classmethod
    def setUpClass(cls):
        cls.library = world().path("key_left.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", cls.library,
                        os.path.join(os.path.dirname(os.path.realpath(__file__)), "key_left.c")],
                       check=True)

    def left(self, *args, command="ask", stdin=None, **how):
        """How often the key lies in the memory of a run that is over, and the run."""
        tag = new_tag()
        report = world().path("left-" + tag)
        argv = arguments(tag, ("--api-key-file", write("key", KEY), "--retries", "0", *args),
                         **how)
        argv[1:] = [command] + (argv[2:-1] if command == "chat" else argv[2:])
        run = execute(argv, tag, stdin=stdin, env={
            "LD_PRELOAD": self.library, "LD_BIND_NOW": "1", "KEY_LEFT": KEY[::-1],
            "KEY_LEFT_REPORT": report})
        with open(report) as text:
            return int(text.read()), run

    def test_the_key_is_wiped_on_every_way_out(self):
        ways = ((0, {}), (0, {"tls": "good"}), (0, {"output": "json"}), (0, {"api": "dashscope"}),
                (77, {"fault": "status-401"}), (69, {"fault": "status-503"}),
                (76, {"fault": "cut-bytes-200"}), (79, {"tls_fault": "close"}),
                (0, {"command": "chat", "stdin": b"one?\ntwo?\n"}),
                (69, {"command": "chat", "stdin": b"one?\n", "fault": "status-503"}),
                (0, {"command": "watch", "args": ("--every", "10ms", "--count", "2")}))
        for code, how in ways:
            with self.subTest(how):
                count, run = self.left(*how.pop("args", ()), **how)
                self.assertEqual(run.code, code, run.told())
                self.assertEqual(count, 0)

    def test_the_search_finds_a_key(self):
        """An answer that holds the key stays in a buffer of what came."""
        count, run = self.left(fault="answer-" + KEY)
        self.assertEqual(run.code, 0, run.told())
        self.assertGreater(count, 0)


if __name__ == "__main__":
    unittest.main()
