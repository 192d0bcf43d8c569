# SPDX-License-Identifier: MIT
"""askcam queue, and ask --queue: pictures that wait on disk until they can be sent."""
import fcntl
import json
import os
import signal
import struct
import subprocess
import zlib

from harness import (ASKCAM, KEY, CliTest, ask, base_url, environment, execute, key_hash, new_tag,
                     records, world, write)

DEAD = "http://127.0.0.1:1/v1"


def png(width, height):
    """A red picture."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = (b"\0" + b"\xc8\x1e\x1e" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


class Queue(CliTest):
    def setUp(self):
        self.folder = world().path("queue-" + new_tag())

    def call(self, command, *args, tag=None, env=None):
        argv = [ASKCAM, "queue", command, "--queue", self.folder, *args]
        return execute(argv, tag or new_tag(), env=env)

    def add(self, value=7, *args):
        run = self.call("add", "-s", "pattern:gauge=%d" % value, *args, "What does it read?")
        self.assertEqual(run.code, 0, run.reported())
        return run.text.strip()

    def send(self, *args, fault="", env=None):
        tag = new_tag()
        return self.call("send", "--base-url", base_url(tag, fault), "--retries", "0", *args,
                         tag=tag, env=env)

    def entries(self, place):
        path = os.path.join(self.folder, place)
        return sorted(os.listdir(path)) if os.path.isdir(path) else []

    def reply(self, entry):
        with open(os.path.join(self.folder, "done", entry, "reply.json"), encoding="utf-8") as file:
            return json.load(file)

    def job(self, place, entry):
        path = os.path.join(self.folder, place, entry, "job.json")
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    # -- adding

    def test_an_entry_can_be_read_by_a_person(self):
        entry = self.add(42, "--model", "qwen3-vl-plus", "--thinking-budget", "99")
        self.assertEqual(self.entries("new"), [entry])
        self.assertEqual(self.entries("tmp"), [])
        job = self.job("new", entry)
        self.assertEqual((job["question"], job["source"]), ("What does it read?", "pattern:gauge=42"))
        self.assertEqual(job["options"], {"model": "qwen3-vl-plus", "thinking-budget": "99"})
        picture = os.path.join(self.folder, "new", entry, job["pictures"][0]["file"])
        self.assertEqual(os.path.getsize(picture), job["pictures"][0]["bytes"])

    def test_a_png_is_kept_as_it_is(self):
        path = write("red.png", png(64, 48))
        run = self.call("add", "-s", path, "What colour?")
        self.assertEqual(run.code, 0, run.reported())
        job = self.job("new", run.text.strip())
        self.assertEqual(job["pictures"][0]["file"], "1.png")
        sent = self.send()
        self.assertEqual(sent.code, 0, sent.reported())
        self.assertEqual(sent.record["pictures"][0]["bytes"], job["pictures"][0]["bytes"])

    def test_frames_are_kept_in_order(self):
        entry = self.add(5, "--frames", "3", "--interval", "1ms")
        names = [picture["file"] for picture in self.job("new", entry)["pictures"]]
        self.assertEqual(names, ["1.jpg", "2.jpg", "3.jpg"])
        run = self.send()
        self.assertEqual(len(run.record["pictures"]), 3, run.reported())

    def test_no_key_is_kept(self):
        run = ask("--queue", self.folder, url=DEAD, env={"ASKCAM_API_KEY": KEY})
        self.assertEqual(run.code, 75, run.reported())
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(KEY.encode(), file.read())

    def test_a_picture_by_reference_is_refused(self):
        run = self.call("add", "-s", "https://pictures.invalid/a.jpg", "What?")
        self.assertEqual(run.code, 64, run.reported())
        self.assertIn("get:https://pictures.invalid/a.jpg", run.err)
        run = ask("--queue", self.folder, source="https://pictures.invalid/a.jpg")
        self.assertEqual((run.code, run.records), (64, []), run.reported())

    def test_a_folder_that_cannot_be_written_is_73_before_anything_is_asked(self):
        path = write("not-a-folder", b"")
        run = ask("--queue", path)
        self.assertEqual((run.code, run.records), (73, []), run.reported())

    def test_a_full_queue(self):
        first, second = self.add(1), self.add(2)
        third = self.add(3, "--max-entries", "2")
        self.assertEqual(self.entries("new"), sorted([second, third]))
        run = self.call("add", "-s", "pattern:gauge=4", "--max-entries", "2", "--when-full",
                        "drop-newest", "What?")
        self.assertEqual(run.code, 73, run.reported())
        self.assertNotIn(first, self.entries("new"))

    # -- ask --queue

    def test_an_ask_is_kept_when_the_service_is_not_able(self):
        for fault in ("status-503", "status-429", "cut-events-1", "cut-head-0"):
            with self.subTest(fault):
                run = ask("--queue", self.folder, "--retries", "0", fault=fault)
                self.assertEqual(run.code, 75, run.reported())
                self.assertIn("kept in the queue as", run.err)
        self.assertEqual(len(self.entries("new")), 4)

    def test_an_ask_that_is_refused_is_not_kept(self):
        for fault, code in (("status-400", 65), ("status-401", 77)):
            run = ask("--queue", self.folder, fault=fault)
            self.assertEqual(run.code, code, run.reported())
        run = self.ok(ask("--queue", self.folder))
        self.assertEqual(self.entries("new"), [])

    # -- sending

    def test_entries_are_sent_oldest_first_and_move_to_done(self):
        added = [self.add(value) for value in (10, 20, 30)]
        run = self.send()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.text, "".join("The gauge reads %d.\n" % v for v in (10, 20, 30)))
        self.assertEqual((self.entries("new"), self.entries("done")), ([], sorted(added)))
        reply = self.reply(added[1])
        self.assertEqual(reply["answer"], "The gauge reads 20.")
        self.assertIn("request_id", reply)
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "done", added[0]))),
                         ["job.json", "reply.json"])
        again = self.send()
        self.assertEqual((again.code, again.records), (0, []), again.reported())

    def test_the_kept_options_decide_and_the_command_line_wins(self):
        entry = self.add(5, "--model", "qvq-max", "--base-url", DEAD)
        run = self.send()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.record["model"], "qvq-max")
        self.assertEqual(self.entries("done"), [entry])

    def test_the_picture_is_sent_as_it_was_kept(self):
        entry = self.add(5, "--crop", "10%,10%,50%,50%")
        job = self.job("new", entry)
        run = self.send("--crop", "0,0,1,1")
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.record["pictures"][0]["bytes"], job["pictures"][0]["bytes"])

    def test_newest_first(self):
        for value in (10, 20):
            self.add(value)
        run = self.send("--newest-first")
        self.assertEqual(run.text, "The gauge reads 20.\nThe gauge reads 10.\n", run.reported())

    def test_what_keeps_all_entries(self):
        for value in (1, 2):
            self.add(value)
        for fault, code in (("status-503", 69), ("wrong-key", 77), ("status-404", 69)):
            with self.subTest(fault):
                run = self.send(fault=fault, env={"ASKCAM_API_KEY": KEY})
                self.assertEqual(run.code, code, run.reported())
                self.assertEqual(len(run.records), 1)
                self.assertEqual(len(self.entries("new")), 2)

    def test_a_mistake_on_the_command_line_costs_no_entry(self):
        entry = self.add(1)
        for words, code in ((("--ca-file", "/no/such/file"), 78), (("--base-url", "ftp://x"), 64),
                            (("-m", "qvq-max", "--thinking", "off"), 64)):
            with self.subTest(words):
                run = self.send(*words)
                self.assertEqual((run.code, run.records), (code, []), run.reported())
                self.assertEqual(self.entries("new"), [entry])

    def test_what_is_wrong_with_an_entry_goes_to_dead_with_its_reason(self):
        entry = self.add(1)
        run = self.send(fault="status-400")
        self.assertEqual(run.code, 65, run.reported())
        self.assertEqual(self.entries("dead"), [entry])
        self.assertEqual(self.job("dead", entry)["last_error"]["status"], 400)
        self.assertEqual(self.call("retry", entry).code, 0)
        self.assertEqual(self.send().code, 0)
        self.assertEqual(self.entries("done"), [entry])

    def test_an_entry_that_rotted_is_not_sent(self):
        entry = self.add(1)
        with open(os.path.join(self.folder, "new", entry, "1.jpg"), "r+b") as file:
            file.write(b"?")
        run = self.send()
        self.assertEqual((run.code, run.records), (65, []), run.reported())
        self.assertEqual(self.entries("dead"), [entry])

    def test_one_sender_at_a_time(self):
        self.add(1)
        held = os.open(os.path.join(self.folder, "done"), os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assertEqual(self.send().code, 75)
        finally:
            os.close(held)
        self.assertEqual(self.send().code, 0)

    def test_an_interrupt_keeps_the_entry(self):
        entry, tag = self.add(1), new_tag()
        program = subprocess.Popen(
            [ASKCAM, "queue", "send", "--queue", self.folder, "--base-url",
             base_url(tag, "stall-events-2")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment())
        world().server.wait_for(lambda _: next((r for r in records(tag) if r["events"] >= 2), None),
                                10)
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=10)
        self.assertEqual((program.returncode, self.entries("new")), (130, [entry]))
        self.assertEqual(os.listdir(os.path.join(self.folder, "done")), [])

    # -- ls, show, drop

    def test_listing_and_dropping(self):
        first, second = self.add(1), self.add(2)
        run = self.call("ls")
        self.assertEqual([line.split()[:2] for line in run.text.splitlines()],
                         [["new", first], ["new", second]], run.reported())
        lines = self.call("ls", "--output", "json").lines
        self.assertEqual([(line["id"], line["pictures"]) for line in lines],
                         [(first, 1), (second, 1)])
        self.assertEqual(json.loads(self.call("show", first).text)["id"], first)
        self.assertEqual(self.call("drop", first).code, 0)
        self.assertEqual(self.entries("new"), [second])
        for words in (["show", first], ["drop", first], ["retry", second], ["drop", "../new"]):
            self.assertEqual(self.call(*words).code, 64)

    def test_wrong_ways_to_call_it(self):
        for words in ([], ["lis"], ["show"], ["ls", "x"]):
            run = execute([ASKCAM, "queue", *words], new_tag())
            self.assertEqual(run.code, 64, run.reported())
