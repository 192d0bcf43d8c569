# SPDX-License-Identifier: MIT
"""How the body goes up: framing, its bound, and a server that refuses early."""
import unittest

from harness import CliTest, ask, ask_json, draw, together, write


def framing(run):
    return run.record["framing"]


class Framing(CliTest):
    def test_length_is_the_default(self):
        path = write("gauge.jpg", draw.jpeg(draw.gauge(3, 320, 240)))
        for source in ("pattern:gauge=3", path):
            for args in ((), ("--body", "auto"), ("--body", "length")):
                run = self.ok(ask(*args, source=source), "The gauge reads 3.\n")
                self.assertEqual(framing(run), "length")

    def test_chunked(self):
        path = write("gauge.jpg", draw.jpeg(draw.gauge(3, 320, 240)))
        for source in ("pattern:gauge=3", path, ["pattern:gauge=3", path]):
            for api in ("openai", "dashscope"):
                run = self.ok(ask("--body", "chunked", source=source, api=api))
                self.assertEqual(framing(run), "chunked")

    def test_the_bodies_are_the_same(self):
        runs = [self.ok(ask_json("--body", how)) for how in ("length", "chunked")]
        one, two = (run.record["pictures"][0]["sha256"] for run in runs)
        self.assertEqual(one, two)


class Bound(CliTest):
    def noisy(self):
        return write("noise.jpg", draw.jpeg(draw.noise(900, 600), 95))

    def test_a_picture_that_does_not_fit_is_encoded_smaller_with_a_warning(self):
        for bound in (400000, 100000, 20000):
            for body in ("length", "chunked"):
                with self.subTest(bound=bound, body=body):
                    run = self.ok(ask_json("--max-body", str(bound), "--body", body,
                                           source=self.noisy()))
                    self.assertLessEqual(run.record["body_bytes"], bound)
                    self.assertGreater(run.record["body_bytes"], bound // 20)
                    self.assertEqual(len(run.warnings()), 1, run.reported())
                    picture = run.record["pictures"][0]
                    self.assertEqual((run.lines[0]["width"], run.lines[0]["image_bytes"]),
                                     (picture["width"], picture["bytes"]))

    def test_what_fits_is_not_touched(self):
        run = self.ok(ask("--max-body", "6000000", source=self.noisy()))
        self.assertEqual(run.warnings(), [])

    def test_the_default_bound_is_six_million(self):
        path = write("big.jpg", draw.jpeg(draw.noise(2600, 1900), 92))
        run = self.ok(ask(source=path))
        self.assertLessEqual(run.record["body_bytes"], 6000000)
        self.assertEqual(len(run.warnings()), 1)

    def test_several_pictures_share_the_bound(self):
        run = self.ok(ask("--max-body", "300000", source=[self.noisy(), self.noisy()]))
        self.assertLessEqual(run.record["body_bytes"], 300000)
        self.assertEqual(len(run.record["pictures"]), 2)

    def test_a_bound_that_nothing_fits(self):
        run = ask("--max-body", "300", source=self.noisy())
        self.assertNotEqual(run.code, 0, run.reported())
        self.failed(run, ("usage", "source", "refused"))
        self.assertEqual(run.records, [])

    def test_a_question_that_leaves_no_space(self):
        run = ask("--max-body", "1000", question="x" * 1200, source=self.noisy())
        self.failed(run, "usage", says="the question has 1200 bytes")
        self.assertIn("--max-body", run.err)
        self.assertEqual(run.records, [])
        self.ok(ask("--max-body", "8000", question="x" * 1200, source=self.noisy()))


class Early(CliTest):
    """A server that refuses while a body of 7 MB is read slowly gets only a part of it."""

    def test_early_refusals(self):
        path = write("big.jpg", draw.jpeg(draw.noise(2600, 1900), 88))
        cases = []
        for status, kind in ((401, "auth"), (413, "refused"), (503, "unavailable")):
            for then in ("", ",then-close", ",then-hold", ",early-after-300000"):
                cases.append((kind, "early-%d,slow-read-10000-20%s" % (status, then)))
        for body in ("length", "chunked"):
            runs = together([lambda f=f: ask_json(
                "--retries", "0", "--max-body", "50000000", "--body", body, source=path, fault=f,
                rcvbuf=8192) for _, f in cases], 4)
            for (kind, fault), run in zip(cases, runs):
                with self.subTest(body=body, fault=fault):
                    self.failed_json(run, kind)
                    self.assertLess(run.record["body_bytes"], 4000000, run.reported())

    def test_early_refusal_behind_tls(self):
        path = write("big.jpg", draw.jpeg(draw.noise(2600, 1900), 88))
        run = ask_json("--retries", "0", "--max-body", "50000000", source=path, tls="good",
                       fault="early-401,slow-read-10000-20", env={"ASKCAM_API_KEY": "sk-x"})
        self.failed_json(run, "auth")
        self.assertLess(run.record["body_bytes"], 4000000, run.reported())

    def test_a_reset_in_the_upload_is_69(self):
        path = write("big.jpg", draw.jpeg(draw.noise(2600, 1900), 88))
        run = ask_json("--retries", "0", "--max-body", "50000000", source=path, rcvbuf=8192,
                       fault="early-401,early-after-100000,then-rst,cut-head-0")
        self.failed_json(run, ("unavailable", "auth"))

    def test_a_body_too_large_for_the_server(self):
        from urllib.parse import quote
        message = quote("Exceeded limit on max bytes to request body : 6291456", safe="")
        run = ask_json(fault="status-400,code-BadRequest.TooLarge,message-" + message)
        self.failed_json(run, "refused", says="6291456")


if __name__ == "__main__":
    unittest.main()
