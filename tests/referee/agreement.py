# SPDX-License-Identifier: MIT
"""What the official openai package and askcam must agree in."""
import unittest

from sdk import harness, missing, pairs

WHY_NOT = missing()
TOKENS = (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"),
          ("total_tokens", "total_tokens"))


@unittest.skipIf(WHY_NOT, "no official openai package: %s" % WHY_NOT)
class RefereeTest(harness.CliTest):
    def texts(self, pair):
        for kind in ("thinking", "answer"):
            self.assertEqual(pair.text(kind), pair.sdk[kind], pair.reported())

    def prefixes(self, pair):
        for kind in ("thinking", "answer"):
            self.assertTrue(pair.text(kind).startswith(pair.sdk[kind]), pair.reported())

    def both_end_well(self, pair):
        self.assertTrue(pair.ended_well, pair.reported())
        self.assertEqual(pair.run.code, 0, pair.reported())
        self.texts(pair)
        self.assertEqual(pair.done.get("finish_reason", ""), pair.sdk["finish"], pair.reported())
        self.tokens(pair)

    def tokens(self, pair):
        theirs = pair.sdk["usage"]
        self.assertEqual(theirs is None, pair.usage is None, pair.reported())
        for ours, name in TOKENS if theirs else ():
            self.assertEqual(pair.usage.get(ours), theirs.get(name), pair.reported())

    def both_fail(self, pair):
        self.assertFalse(pair.ended_well, pair.reported())
        self.assertIsNotNone(pair.error, pair.reported())

    def error(self, pair):
        """What the package understood of an error, askcam did too."""
        self.both_fail(pair)
        status, code = pair.sdk["error"].get("status"), pair.sdk["error"].get("code")
        if status:
            self.assertEqual(pair.error["status"], status, pair.reported())
        if code is not None:
            self.assertEqual(pair.error["code"], str(code), pair.reported())
            words = pair.sdk["error"]["message"]
            words = words.split(" ", 1)[1] if status else words  # it begins with the status
            self.assertIn(words.strip(), pair.error["message"], pair.reported())

    def each(self, faults, check, stream=True):
        for fault, pair in zip(faults, pairs(faults, stream)):
            with self.subTest(fault, stream=stream):
                check(pair)
