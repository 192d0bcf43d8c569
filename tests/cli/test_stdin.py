# SPDX-License-Identifier: MIT
"""Standard input: one JPEG, or an MJPEG stream as rpicam-vid writes it."""
import hashlib
import os
import subprocess
import threading
import time
import unittest

from PIL import ImageFilter

from harness import (CliTest, ask, ask_json, arguments, draw, environment, new_tag, together, world)


def frame(value):
    return draw.jpeg(draw.gauge(value, 320, 240))


class OnePicture(CliTest):
    def test_one_jpeg(self):
        data = frame(21)
        run = self.ok(ask(source="-", stdin=data), "The gauge reads 21.\n")
        self.assertEqual(run.record["pictures"][0]["sha256"], hashlib.sha256(data).hexdigest())

    def test_one_jpeg_in_drips(self):
        data = frame(22)
        read, write = os.pipe()

        def drip():
            with os.fdopen(write, "wb", 0) as out:
                for at in range(0, len(data), 997):
                    out.write(data[at:at + 997])
                    time.sleep(0.002)

        thread = threading.Thread(target=drip)
        thread.start()
        run = ask(source="-", stdin=read)
        os.close(read)
        thread.join()
        self.ok(run, "The gauge reads 22.\n")

    def test_operations_work_on_it(self):
        run = self.ok(ask("--rotate", "90", "--max-side", "200", source="-", stdin=frame(50)))
        self.assertEqual(run.text, "The gauge reads 83.\n")

    def test_bad_input_is_66(self):
        good = frame(1)
        cases = (b"", b"hello\n", good[:len(good) // 2], b"\x89PNG\r\n\x1a\n" + bytes(100),
                 bytes(5000))
        for data in cases:
            with self.subTest(length=len(data)):
                run = ask(source="-", stdin=data)
                self.failed(run, "source")
                self.assertFalse([r for r in run.records if r["outcome"] == "complete"])

    def test_a_retry_sends_the_same_picture_again(self):
        data = frame(23)
        run = ask(source="-", stdin=data, fault="fail-first-2-%s,status-503,retry-after-0"
                  % new_tag())
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(len(run.records), 3)
        self.assertEqual(run.records[-1]["pictures"][0]["sha256"],
                         hashlib.sha256(data).hexdigest())

    def test_standard_input_twice_is_wrong_usage(self):
        self.failed(ask(source=["-", "-"], stdin=frame(1)), ("usage", "source"))


class Mjpeg(CliTest):
    def test_the_first_good_frame_is_taken(self):
        run = self.ok(ask("--warmup", "0", source="-", stdin=frame(5) + frame(6) + frame(7)))
        self.assertEqual(run.text, "The gauge reads 5.\n")

    def test_warmup_drops_frames(self):
        data = b"".join(frame(v) for v in (5, 6, 7, 8))
        run = self.ok(ask("--warmup", "2", source="-", stdin=data))
        self.assertEqual(run.text, "The gauge reads 7.\n")

    def test_broken_frames_are_passed_over(self):
        bad = frame(90)
        half = bad[:len(bad) // 2]
        for junk in (half, half + b"\xff\xd9", b"\0" * 100, b"--boundary\r\n\r\n"):
            run = self.ok(ask("--warmup", "0", source="-", stdin=junk + frame(9) + frame(10)))
            self.assertEqual(run.text, "The gauge reads 9.\n")

    def test_several_frames_in_order(self):
        data = b"".join(frame(v) for v in (10, 20, 30, 40, 50))
        run = self.ok(ask("--warmup", "0", "--frames", "3", source="-", stdin=data))
        self.assertEqual([line.split()[-1] for line in run.text.split("\n")[:-1]],
                         ["10.", "20.", "30."])

    def test_several_frames_are_the_first_ones(self):
        """The default warm-up drops none of them; a warm-up that was asked for does."""
        data = b"".join(frame(v) for v in (10, 20, 30, 40, 50))
        for args, values in (((), (10, 20, 30)), (("--warmup", "1"), (20, 30, 40))):
            run = self.ok(ask(*args, "--frames", "3", source="-", stdin=data))
            self.assertEqual([line.split()[-1] for line in run.text.split("\n")[:-1]],
                             ["%d." % value for value in values])

    def test_the_best_of_the_first_frames(self):
        soft = [draw.jpeg(draw.gauge(v, 320, 240).filter(ImageFilter.GaussianBlur(3)))
                for v in (20, 40)]
        run = ask("--best-of", "3", source="-", stdin=soft[0] + frame(30) + soft[1])
        self.ok(run, "The gauge reads 30.\n")

    def test_the_best_of_fewer_frames_than_asked_for(self):
        """The end of the stream ends the choice, if there is anything to choose."""
        soft = draw.jpeg(draw.gauge(20, 320, 240).filter(ImageFilter.GaussianBlur(3)))
        dark = draw.jpeg(draw.gauge(60, 320, 240).point(lambda level: level // 30))
        for stream, args, warning in (
                (soft + frame(30), (), "it ended after 2 picture(s); the sharpest of 2 is taken"),
                (frame(30) + frame(70)[:900], (), "the sharpest of 1 is taken, not of 3"),
                (frame(30) + dark, ("--reject", "dark"), "the sharpest of 1 is taken, not of 3")):
            with self.subTest(warning=warning):
                run = ask("--best-of", "3", "-v", *args, source="-", stdin=stream)
                self.assertEqual((run.code, run.text), (0, "The gauge reads 30.\n"), run.reported())
                self.assertIn("standard input: it ended", run.err)
                self.assertIn(warning, run.err)

    def test_the_best_of_none_is_66(self):
        dark = draw.jpeg(draw.gauge(60, 320, 240).point(lambda level: level // 30))
        for stream, args in ((b"", ()), (frame(1)[:900], ()), (dark, ("--reject", "dark"))):
            with self.subTest(length=len(stream)):
                run = self.failed(ask("--best-of", "3", *args, source="-", stdin=stream), "source")
                self.assertFalse([r for r in run.records if r["outcome"] == "complete"])

    def test_a_stream_that_changes_to_a_smaller_size(self):
        """A grabber that renegotiates: every frame is good.  A gain map behind it is passed over."""
        large = draw.jpeg(draw.gauge(90, 640, 480))
        for stream, text in ((large + frame(10) + frame(20) + frame(30), "The gauge reads 30.\n"),
                             (large + frame(10), "The gauge reads 90.\n")):
            self.ok(ask(source="-", stdin=stream), text)

    def test_frames_as_video(self):
        data = b"".join(frame(v) for v in (10, 20, 30, 40))
        for api in ("openai", "dashscope"):
            run = self.ok(ask("--warmup", "0", "--frames", "4", "--interval", "500ms",
                              "--as", "video", source="-", stdin=data, api=api))
            self.assertEqual(run.text.count("Frame "), 4)
            self.assertEqual(run.record["fps"], 2)
            self.assertEqual(len(run.record["videos"][0]), 4)

    def test_fewer_frames_than_asked_for_is_66(self):
        run = self.failed(ask("--warmup", "0", "--frames", "3", source="-",
                              stdin=frame(1) + frame(2)), "source")
        self.assertFalse([r for r in run.records if r["outcome"] == "complete"])

    def test_an_endless_stream_ends_with_the_answer(self):
        """The producer learns that its reader is gone, and nothing piles up."""
        producer = subprocess.Popen(["/bin/sh", "-c", 'while cat "$0"; do :; done',
                                     self.file(frame(11))], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL)
        tag = new_tag()
        program = subprocess.Popen(arguments(tag, ["--warmup", "0"], source="-"),
                                   stdin=producer.stdout, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment())
        producer.stdout.close()
        out, err = program.communicate(timeout=20)
        self.assertEqual((program.returncode, out), (0, b"The gauge reads 11.\n"), err)
        self.assertNotEqual(producer.wait(timeout=5), None)

    def file(self, data):
        path = world().path("loop.jpg")
        with open(path, "wb") as out:
            out.write(data)
        return path

    def test_silence_is_66_after_a_while(self):
        """No byte at all, and half a frame: both end by themselves."""
        def silent(first):
            read, write = os.pipe()
            os.write(write, first)
            run = ask_json(source="-", stdin=read, timeout=20)
            os.close(read)
            os.close(write)
            return run

        for run in together([lambda: silent(b""), lambda: silent(frame(1)[:500])]):
            self.failed_json(run, "source")
            self.assertGreater(run.seconds, 3)


if __name__ == "__main__":
    unittest.main()
