# SPDX-License-Identifier: MIT
"""askcam chat: what is sent along, what is not, and over how many connections."""
import os
import signal
import tempfile
import time

from harness import CliTest, Terminal, arguments, execute, new_tag, records

GAUGE_73 = "The gauge reads 73."


def chat(lines, *args, fault="", **how):
    tag = new_tag()
    argv = arguments(tag, args, command="ask", question=None, fault=fault, **how)
    argv[1] = "chat"
    return execute(argv, tag, stdin="".join(line + "\n" for line in lines).encode())


def contents(record):
    """Roles and texts of the messages of a request, pictures as None."""
    return [tuple(turn) for turn in record["turns"]]


class Chat(CliTest):
    def test_turns_are_sent_along_as_text_over_one_connection(self):
        run = chat(["What does it read?", "Are you sure?", "/look", "And now?"])
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, (GAUGE_73 + "\n") + run.text[len(GAUGE_73) + 1:])
        first, second, third = run.records
        self.assertEqual([len(r["pictures"]) for r in run.records], [1, 0, 1])
        self.assertEqual(len({r["connection"] for r in run.records}), 1)
        self.assertEqual(contents(first), [("user", None), ("user", "What does it read?")])
        self.assertEqual(contents(second)[:2],
                         [("user", "What does it read?"), ("assistant", GAUGE_73)])
        self.assertEqual(contents(second)[-1], ("user", "Are you sure?"))
        self.assertEqual(len(contents(third)), 6)

    def test_thinking_is_never_sent_back(self):
        run = chat(["one?", "two?"], "--show-thinking")
        self.assertEqual(run.code, 0, run.reported())
        self.assertIn("Let me look.", run.err)
        self.assertNotIn("Let me look.", str(run.records[1]["turns"]))

    def test_a_question_without_an_answer_leaves_no_trace(self):
        run = chat(["one?", "two?"], "--retries", "0", fault="fail-first-1-%s,status-503" % new_tag())
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual([text for _, text in contents(run.records[-1])], [None, "two?"])
        self.assertEqual(len(run.own_lines()), 1, run.reported())

    def test_the_exit_code_is_the_last_questions(self):
        run = chat(["one?"], "--retries", "0", fault="status-503")
        self.assertEqual(run.code, 69, run.reported())

    def test_forget_and_quit(self):
        run = chat(["one?", "/forget", "two?", "/quit", "three?"])
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual([text for _, text in contents(run.records[-1])], [None, "two?"])
        self.assertEqual(len(run.records), 2)

    def test_nothing_to_ask_is_no_failure(self):
        run = chat(["", "/help"])
        self.assertEqual((run.code, run.out), (0, b""), run.reported())
        self.assertIn("/look", run.err)

    def test_the_history_is_bounded_with_a_note(self):
        run = chat(["question %d?" % i for i in range(36)], "--thinking", "off")
        self.assertEqual(run.code, 0, run.reported())
        self.assertIn("no longer sent", run.err)
        sent = contents(run.records[-1])
        self.assertEqual(len(sent), 2 * 31 + 1)
        self.assertEqual(len({r["connection"] for r in run.records}), 1)

    def test_a_dry_run_sends_nothing(self):
        run = chat(["one?"], "--dry-run")
        self.assertEqual((run.code, run.records), (64, []), run.reported())

    def test_a_line_that_is_too_long_is_reported_and_the_next_one_asked(self):
        run = chat(["x" * 20000, "one?"])
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(len(run.records), 1)
        self.assertIn("longer than 8191 bytes", run.err)
        run = chat(["x" * 8191])
        self.assertEqual((run.code, len(run.records)), (0, 1), run.reported())

    def test_frames_of_many_looks_share_one_temporary_file(self):
        tag = new_tag()
        argv = arguments(tag, ["--frames", "2", "--interval", "1ms"], question=None)
        argv[1] = "chat"
        script = 'ulimit -n 24; exec "$@"'
        lines = b"".join(b"/look %d?\n" % i for i in range(20))
        run = execute(["/bin/sh", "-c", script, "sh"] + argv, tag, stdin=lines)
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(len(run.records), 20, run.reported())
        self.assertEqual(run.own_lines(), [], run.reported())

    def test_wrong_ways_to_call_it(self):
        for args in (["a question"], ["-s", "-"]):
            tag = new_tag()
            argv = arguments(tag, args, question=None)
            argv[1] = "chat"
            run = execute(argv, tag, stdin=b"one?\n")
            self.assertEqual(run.code, 64, run.reported())
            self.assertEqual(run.records, [])

    def test_help_and_quit_alone_are_not_sent(self):
        run = chat(["help", "one?", "quit", "two?"])
        self.assertEqual((run.code, len(run.records)), (0, 1), run.reported())
        self.assertIn("/forget", run.err)
        run = chat(["quit smoking?", "/quit "])
        self.assertEqual((run.code, len(run.records)), (0, 1), run.reported())

    def test_a_missing_source_fails_at_the_start(self):
        run = chat(["/forget", "one?"], source="/no/such.jpg")
        self.assertEqual((run.code, run.records), (66, []), run.reported())
        self.assertEqual(len(run.own_lines()), 1, run.reported())


class OnATerminal(CliTest):
    def start(self, *args, fault="", env=None):
        tag = new_tag()
        argv = arguments(tag, args, question=None, fault=fault)
        argv[1] = "chat"
        terminal = Terminal(argv, tag, env=env)
        self.wait_prompt(terminal)
        return terminal

    def wait_prompt(self, terminal):
        """Until it is the last thing shown: the terminal is set for editing then."""
        deadline = time.monotonic() + 10
        while not terminal.shown.endswith(b"> "):
            self.assertLess(time.monotonic(), deadline, terminal.shown)
            time.sleep(0.02)

    def quit(self, terminal, code=0):
        self.wait_prompt(terminal)
        terminal.type(b"\x04")
        self.assertEqual(terminal.end(), code, terminal.shown)
        self.assertEqual(terminal.after, terminal.before)  # the terminal is as it was

    def asked(self, terminal):
        return [record["turns"][-1][1] for record in records(terminal.tag)]

    def test_utf8_is_kept_whatever_the_locale(self):
        text = "Zähler, 世界, 😀?"
        for env in ({"LC_ALL": None}, {"LC_ALL": "xx_YY.UTF-8"}, {"LC_ALL": "C"}, {}):
            with self.subTest(env=env):
                terminal = self.start("-q", env=env)
                terminal.type(text.encode() + b"\r")
                terminal.wait_shown(GAUGE_73.encode())
                self.quit(terminal)
                self.assertEqual(self.asked(terminal), [text])

    def test_ctrl_c_clears_the_line(self):
        terminal = self.start("-q")
        terminal.type(b"never mind")
        terminal.wait_shown(b"never mind")
        terminal.type(b"\x03")
        self.wait_prompt(terminal)
        terminal.type(b"one?\r")
        terminal.wait_shown(GAUGE_73.encode())
        self.quit(terminal)
        self.assertEqual(self.asked(terminal), ["one?"])

    def test_ctrl_c_stops_the_answer_only(self):
        fault = "fail-first-1-%s,stall-events-2" % new_tag()
        terminal = self.start("-q", fault=fault)
        terminal.type(b"one?\r")
        deadline = time.monotonic() + 10
        while not any(r["events"] >= 2 for r in records(terminal.tag)):
            self.assertLess(time.monotonic(), deadline, terminal.shown)
            time.sleep(0.02)
        terminal.type(b"\x03")
        terminal.wait_shown(b"interrupted")
        self.wait_prompt(terminal)
        terminal.type(b"two?\r")
        terminal.wait_shown(GAUGE_73.encode())
        self.quit(terminal)
        first, second = records(terminal.tag)
        self.assertNotEqual(first["connection"], second["connection"])
        self.assertEqual([text for _, text in contents(second)], [None, "two?"])

    def test_sigterm_ends_it(self):
        terminal = self.start("-q")
        terminal.process.send_signal(signal.SIGTERM)
        self.assertEqual(terminal.end(), 130, terminal.shown)
        self.assertEqual(terminal.after, terminal.before)

    def test_the_first_line_names_the_commands(self):
        terminal = self.start()
        self.quit(terminal)
        for command in (b"/look", b"/forget", b"/help", b"/quit"):
            self.assertIn(command, terminal.shown)

    def test_ctrl_d_ends_the_prompts_line(self):
        for env in ({}, {"TERM": "dumb"}):
            terminal = self.start("-q", env=env)
            self.quit(terminal)
            self.assertTrue(terminal.shown.endswith(b"\n"), terminal.shown)

    def test_an_unknown_command_is_named_before_the_help(self):
        terminal = self.start("-q")
        terminal.type(b"/lok there\r")
        terminal.wait_shown(b"unknown command /lok\r\n")
        terminal.wait_shown(b"/quit  ")
        self.quit(terminal)

    def test_a_dumb_terminal_gets_no_escape_sequence(self):
        terminal = self.start(env={"TERM": "dumb"})
        terminal.type("Zähler?\r".encode())
        terminal.wait_shown(GAUGE_73.encode())
        self.quit(terminal)
        self.assertNotIn(b"\x1b", terminal.shown)
        self.assertEqual(self.asked(terminal), ["Zähler?"])

    def test_tab_completes_a_command(self):
        terminal = self.start("-q")
        terminal.type(b"/qu\t\r")
        self.assertEqual(terminal.end(), 0, terminal.shown)

    def test_the_history_is_kept_for_the_user_alone(self):
        with tempfile.TemporaryDirectory() as state:
            env = {"XDG_STATE_HOME": state}
            path = os.path.join(state, "askcam", "chat_history")
            terminal = self.start("-q", "--no-history", env=env)
            terminal.type(b"one?\r")
            terminal.wait_shown(GAUGE_73.encode())
            self.quit(terminal)
            self.assertFalse(os.path.exists(path))
            terminal = self.start("-q", env=env)
            terminal.type(b"two?\r")
            terminal.wait_shown(GAUGE_73.encode())
            self.quit(terminal)
            with open(path, encoding="utf-8") as kept:
                self.assertEqual(kept.read(), "two?\n")
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            terminal = self.start("-q", env=env)
            terminal.type(b"\x1b[A\r")  # the line before, of the run before
            terminal.wait_shown(GAUGE_73.encode())
            self.quit(terminal)
            self.assertEqual(self.asked(terminal), ["two?"])
