# SPDX-License-Identifier: MIT
"""askcam chat: what is sent along, what is not, and over how many connections."""
import time

from harness import CliTest, Terminal, arguments, execute, new_tag

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
        self.assertEqual(run.code, 0, run.told())
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
        self.assertEqual(run.code, 0, run.told())
        self.assertIn("Let me look.", run.err)
        self.assertNotIn("Let me look.", str(run.records[1]["turns"]))

    def test_a_question_without_an_answer_leaves_no_trace(self):
        run = chat(["one?", "two?"], "--retries", "0", fault="fail-first-1-%s,status-503" % new_tag())
        self.assertEqual(run.code, 0, run.told())
        self.assertEqual([text for _, text in contents(run.records[-1])], [None, "two?"])
        self.assertEqual(len(run.own_lines()), 1, run.told())

    def test_the_exit_code_is_the_last_questions(self):
        run = chat(["one?"], "--retries", "0", fault="status-503")
        self.assertEqual(run.code, 69, run.told())

    def test_forget_and_quit(self):
        run = chat(["one?", "/forget", "two?", "/quit", "three?"])
        self.assertEqual(run.code, 0, run.told())
        self.assertEqual([text for _, text in contents(run.records[-1])], [None, "two?"])
        self.assertEqual(len(run.records), 2)

    def test_nothing_to_ask_is_no_failure(self):
        run = chat(["", "/help"])
        self.assertEqual((run.code, run.out), (0, b""), run.told())
        self.assertIn("/look", run.err)

    def test_the_history_is_bounded_with_a_note(self):
        run = chat(["question %d?" % i for i in range(36)], "--thinking", "off")
        self.assertEqual(run.code, 0, run.told())
        self.assertIn("no longer sent along", run.err)
        sent = contents(run.records[-1])
        self.assertEqual(len(sent), 2 * 31 + 1)
        self.assertEqual(len({r["connection"] for r in run.records}), 1)

    def test_a_dry_run_sends_nothing(self):
        run = chat(["one?"], "--dry-run")
        self.assertEqual((run.code, run.records), (64, []), run.told())

    def test_a_line_that_is_too_long_is_told_and_the_next_one_asked(self):
        run = chat(["x" * 20000, "one?"])
        self.assertEqual(run.code, 0, run.told())
        self.assertEqual(len(run.records), 1)
        self.assertIn("longer than 8191 bytes", run.err)
        run = chat(["x" * 8191])
        self.assertEqual((run.code, len(run.records)), (0, 1), run.told())

    def test_frames_of_many_looks_share_one_temporary_file(self):
        tag = new_tag()
        argv = arguments(tag, ["--frames", "2", "--interval", "1ms"], question=None)
        argv[1] = "chat"
        script = 'ulimit -n 24; exec "$@"'
        lines = b"".join(b"/look %d?\n" % i for i in range(20))
        run = execute(["/bin/sh", "-c", script, "sh"] + argv, tag, stdin=lines)
        self.assertEqual(run.code, 0, run.told())
        self.assertEqual(len(run.records), 20, run.told())
        self.assertEqual(run.own_lines(), [], run.told())

    def test_wrong_ways_to_call_it(self):
        for args in (["a question"], ["-s", "-"]):
            tag = new_tag()
            argv = arguments(tag, args, question=None)
            argv[1] = "chat"
            run = execute(argv, tag, stdin=b"one?\n")
            self.assertEqual(run.code, 64, run.told())
            self.assertEqual(run.records, [])

    def test_typed_on_a_terminal_and_interrupted(self):
        tag = new_tag()
        argv = arguments(tag, ["-q"], question=None)
        argv[1] = "chat"
        terminal = Terminal(argv, tag)
        terminal.wait_shown(b"> ")
        terminal.type(b"What does it read?\r")
        terminal.wait_shown(GAUGE_73.encode())
        terminal.wait_shown(b"> ")
        began = time.monotonic()
        terminal.type(b"\x03")
        code = terminal.end()
        self.assertLess(time.monotonic() - began, 1.5)
        self.assertEqual(code, 130, terminal.shown)
        self.assertEqual(terminal.after, terminal.before)  # the terminal is as it was
