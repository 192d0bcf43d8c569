# SPDX-License-Identifier: MIT
"""Where the key comes from, what a key must be, and that it is never shown."""
import os
import resource
import signal
import subprocess
import time
import unittest

from harness import (KEY, CliTest, Live, arguments, ask, ask_json, base_url, environment, execute,
                     key_hash, new_tag, plain, records, replay, together, world, write)


def sent_key(run):
    return dict(run.record["headers"]).get("authorization")


class Places(CliTest):
    def test_a_wrong_source_is_reported_before_a_missing_key(self):
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
                          ("ASKCAM_API_KEY", "sk-askcam")):
            self.assertEqual(sent_key(self.ok(ask(env=env))), key_hash(key))
            del env[name]
        self.assertIsNone(sent_key(self.ok(ask(env=env))))  # no vendor's key to this server

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
            run = self.fails("auth", env={"ASKCAM_API_KEY": key}, sent=0)
            self.assertNotIn("X-Evil", run.err)

    def test_a_key_in_quotes_or_as_an_assignment(self):
        for text, says in (('"%s"', "quotes"), ("'%s'\n", "quotes"), ("OPENAI_API_KEY=%s", "NAME=key"),
                           ('export ASKCAM_API_KEY="%s"\n', "quotes"), ("key=%s", "NAME=key")):
            with self.subTest(text=text):
                run = self.fails("auth", "--api-key-file", write("key", text % KEY), says=says,
                                 sent=0)
                self.assertNotIn(KEY, run.err)
                self.failed(ask(env={"ASKCAM_API_KEY": text.strip() % KEY}), "auth", says=says)

    def test_a_pipe_whose_writer_comes_late(self):
        fifo = world().path("key-" + new_tag())
        os.mkfifo(fifo, 0o600)
        with Live("--api-key-file", fifo) as live:
            with open(fifo, "w") as writer:  # waits until the program has opened it
                time.sleep(0.3)
                writer.write(KEY + "\n")
            run = self.ok(live.end())
        self.assertEqual(sent_key(run), key_hash())

    def test_a_pipe_of_the_shell(self):
        tag = new_tag()
        argv = arguments(tag, ("--api-key-file", "KEY"))
        script = 'exec "${@:1:%d}" <(sleep 0.3; echo %s) "${@:%d}"'
        at = argv.index("KEY")
        run = self.ok(execute(["bash", "-c", script % (at, KEY, at + 2), "bash"] + argv, tag))
        self.assertEqual(sent_key(run), key_hash())

    def test_a_pipe_without_a_writer_is_left_by_an_interrupt(self):
        fifo = world().path("key-" + new_tag())
        os.mkfifo(fifo, 0o600)
        with Live("--api-key-file", fifo) as live:
            time.sleep(0.3)
            self.interrupt(live)

    def test_a_file_that_others_can_read_gives_a_warning(self):
        run = self.ok(ask("--api-key-file", write("key", KEY, 0o644)))
        self.assertEqual(len(run.warnings()), 1, run.reported())
        self.assertNotIn(KEY, run.err)


class Hosts(CliTest):
    """Which variable goes to which host, as --dry-run shows it."""

    VARIABLES = {"DASHSCOPE_API_KEY": "sk-d", "OPENAI_API_KEY": "sk-o", "MISTRAL_API_KEY": "sk-m"}
    OWN = (("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
           ("https://DashScope.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
           ("https://dashscope-us.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
           ("https://a.dashscope.aliyuncs.com/v1", "DASHSCOPE_API_KEY"),
           ("https://w.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
           ("https://api.openai.com/v1", "OPENAI_API_KEY"),
           ("https://api.mistral.ai/v1", "MISTRAL_API_KEY"))
    NOBODYS = ("https://example.com/v1", "https://dashscope.evil.com/v1",
               "https://dashscope.aliyuncs.com.evil.com/v1", "https://dashscope.x.aliyuncs.com/v1",
               "https://xdashscope.aliyuncs.com/v1", "https://oss.aliyuncs.com/v1",
               "https://api.openai.com.evil.com/v1", "https://xapi.openai.com/v1",
               "https://maas.aliyuncs.com/v1")

    def shows_key(self, url, env):
        run = ask("--dry-run", url=url, env=env)
        self.assertEqual(run.code, 0, run.reported())
        return "authorization: bearer" in run.text.lower()

    def test_a_vendors_key_goes_to_its_own_hosts_only(self):
        for url, own in self.OWN:
            for name in self.VARIABLES:
                with self.subTest(url=url, name=name):
                    self.assertEqual(self.shows_key(url, {name: "sk-x"}), name == own)
        for url in self.NOBODYS:
            with self.subTest(url=url):
                self.assertFalse(self.shows_key(url, self.VARIABLES))
                self.assertTrue(self.shows_key(url, {"ASKCAM_API_KEY": "sk-x"}))

    def test_a_missing_key_names_the_variable_of_the_host(self):
        others = dict(self.VARIABLES, DASHSCOPE_API_KEY=None)
        run = ask(url="https://dashscope-intl.aliyuncs.com/v1", env=others)
        self.failed(run, "auth", says="set DASHSCOPE_API_KEY")
        run = ask(url="https://api.openai.com/v1", env={"DASHSCOPE_API_KEY": "sk-d"})
        self.failed(run, "auth", says="set OPENAI_API_KEY")
        self.assertIn("api.openai.com", run.err)
        run = ask(url="https://example.com/v1", env=self.VARIABLES)
        self.failed(run, "auth", says="set ASKCAM_API_KEY")

    def test_config_shows_where_it_would_come_from(self):
        def origin(*args, **env):
            run = plain("config", "--output", "json", *args, env=env)
            self.assertNotIn("sk-", run.text)
            return next(line["from"] for line in run.lines if line["name"] == "API key")

        self.assertEqual(origin(**self.VARIABLES), "DASHSCOPE_API_KEY")
        openai = ("--base-url", "https://api.openai.com/v1")
        self.assertEqual(origin(*openai, **self.VARIABLES), "OPENAI_API_KEY")
        self.assertIn("OPENAI_API_KEY", origin(*openai, DASHSCOPE_API_KEY="sk-d"))
        self.assertIn("not set", origin(*openai, DASHSCOPE_API_KEY="sk-d"))
        self.assertIn("loopback", origin("--base-url", "http://127.0.0.1:1/v1", **self.VARIABLES))
        self.assertEqual(origin("--api-key-file", "/my/key"), "/my/key")
        self.assertEqual(origin(ASKCAM_API_KEY="sk-a", **self.VARIABLES), "ASKCAM_API_KEY")


class Urls(CliTest):
    def test_a_url_with_the_path_of_the_call_is_taken_as_meant(self):
        for api, call in (("openai", "/chat/completions"),
                          ("dashscope", "/services/aigc/multimodal-generation/generation")):
            for end in (call, call + "/"):
                tag = new_tag()
                run = execute(arguments(tag, api=api, url=base_url(tag, api=api) + end), tag)
                self.ok(run)
                self.assertTrue(run.record["path"].endswith(call), run.record["path"])
                self.assertEqual(run.record["path"].count(call), 1)

    def test_a_query_stays_behind_the_path(self):
        run = ask("--dry-run", url="https://example.com/d/chat/completions?api-version=1")
        self.assertIn("POST /d/chat/completions?api-version=1 HTTP", run.text)

    def test_the_path_of_the_other_api(self):
        url = "https://dashscope.aliyuncs.com/api/v1/services/aigc/multimodal-generation/generation"
        self.failed(ask(url=url), "usage", says="add --api dashscope")
        self.failed(ask(url="https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions",
                        api="dashscope"), "usage", says="add --api openai")


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
        leak = "thinking-T%s.,answer-A%%20%s%%20%s" % (KEY, KEY, KEY[:5])
        stars = "*" * len(KEY)
        answer = "A %s %s" % (stars, KEY[:5])
        for cut in ("", "pieces-1", "split-1", "split-7"):
            run = self.ok(ask_json(fault=leak + "," + cut, env=self.ENV), answer)
            self.assertEqual(run.joined("thinking"), "T%s." % stars)
            run = self.ok(ask("--show-thinking", fault=leak + "," + cut, env=self.ENV))
            self.assertEqual(run.text, answer + "\n")
            self.assertIn("T%s." % stars, run.err)
            self.assertNotIn(KEY, run.err)

    def test_an_echo_in_what_done_tells_is_masked(self):
        body = ('data: {"request_id":"%s","id":"%s","model":"%s","choices":[{"delta":'
                '{"content":"7"},"finish_reason":"%s"}]}\n\ndata: [DONE]\n\n')
        for key in (KEY, KEY[:12], "x" * 20 + KEY):
            for cut in ("", ",pieces-1"):
                run = self.ok(ask_json(fault=replay(body % ((key,) * 4)) + cut, env=self.ENV), "7")
                self.assertEqual(run.last["request_id"],
                                 key.replace(KEY[:len(key)], "*" * len(KEY[:len(key)])))
                self.assertNotIn(KEY[:6], run.text + run.err)
                self.assertIn("*", run.last["finish_reason"])

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

    def cores_of(self, argv, started):
        """The core files that argv leaves when it is ended with SIGQUIT once started() is true."""
        folder = world().path("cores-" + new_tag())
        os.mkdir(folder)
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        process = subprocess.Popen(
            argv, cwd=folder, env=environment(**self.ENV), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: (resource.setrlimit(resource.RLIMIT_CORE, unlimited),
                                signal.signal(signal.SIGQUIT, signal.SIG_DFL)))
        started()
        process.send_signal(signal.SIGQUIT)
        self.assertEqual(process.wait(10), -signal.SIGQUIT)
        return [name for name in os.listdir(folder) if name.startswith("core")]

    def test_no_core_dump_holds_it(self):
        with open("/proc/sys/kernel/core_pattern") as pattern:
            if pattern.read().strip() != "core":
                self.skipTest("core dumps do not go into the working directory")
        self.assertEqual(len(self.cores_of(["sleep", "10"], lambda: time.sleep(0.2))), 1)
        tag = new_tag()
        self.assertEqual([], self.cores_of(
            arguments(tag, fault="stall-events-2"),
            lambda: world().server.wait_for(
                lambda _: any(r["events"] >= 2 for r in records(tag)), 10)))

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
                self.assertEqual(run.code, code, run.reported())
                self.assertEqual(count, 0)

    def test_the_search_finds_a_key(self):
        """An answer that holds the key stays in a buffer of what came."""
        count, run = self.left(fault="answer-" + KEY)
        self.assertEqual(run.code, 0, run.reported())
        self.assertGreater(count, 0)


if __name__ == "__main__":
    unittest.main()
