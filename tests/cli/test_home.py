# SPDX-License-Identifier: MIT
"""A new home: the folders that are missing are created, and what cannot be is said with -v."""
import os
import tempfile

from harness import CliTest, ask


class NewHome(CliTest):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = scratch.name
        self.env = {"HOME": self.home, "XDG_RUNTIME_DIR": None, "XDG_CACHE_HOME": None,
                    "XDG_STATE_HOME": None, "XDG_CONFIG_HOME": None}

    def ask(self):
        return ask("-v", tls="good", host="localhost", env=self.env)

    def test_sessions_and_usage_are_kept_on_a_new_home(self):
        run = self.ok(self.ask())
        kept = os.path.join(self.home, ".cache", "askcam")
        self.assertEqual(len(os.listdir(kept)), 1, run.reported())
        self.assertEqual(os.stat(kept).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(os.path.dirname(kept)).st_mode & 0o777, 0o700)
        self.assertTrue(os.listdir(os.path.join(self.home, ".local", "state", "askcam", "usage")))
        self.assertNotIn("sessions are not kept", run.err)

    def test_what_cannot_be_created_is_said_once(self):
        with open(os.path.join(self.home, ".cache"), "w", encoding="utf-8"):
            pass  # a file where the folder should be
        run = self.ok(self.ask())
        self.assertEqual(run.err.count("TLS sessions are not kept"), 1, run.reported())
        self.assertIn(os.path.join(self.home, ".cache", "askcam"), run.err)
