# SPDX-License-Identifier: MIT
"""Settings from file, environment and flags; models; frames."""
import json
import os
import tempfile

from harness import ASKCAM, CliTest, arguments, execute, new_tag, plain

GAUGE_73 = "The gauge reads 73."


class Places(CliTest):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.env = {"XDG_CONFIG_HOME": self.dir.name, "XDG_STATE_HOME": self.dir.name}

    def tearDown(self):
        self.dir.cleanup()

    def put(self, name, text):
        os.makedirs(os.path.join(self.dir.name, "askcam"), exist_ok=True)
        path = os.path.join(self.dir.name, "askcam", name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text if isinstance(text, str) else json.dumps(text))
        return path

    def ask(self, *args, env=None, **how):
        tag = new_tag()
        return execute(arguments(tag, args, **how), tag, env=dict(self.env, **(env or {})))

    def askcam(self, *args, env=None):
        return plain(*args, env=dict(self.env, **(env or {})))

    def setting(self, name, *args, env=None):
        run = self.askcam("config", "--output", "json", *args, env=env)
        self.assertEqual(run.code, 0, run.reported())
        line = next(line for line in run.lines if line["name"] == name)
        return line["value"], line["from"]


class Config(Places):
    def test_each_place_wins_over_the_one_before(self):
        self.assertEqual(self.setting("quality"), ("85", "built in"))
        path = self.put("config.json", {"quality": 70, "model": "qvq-max"})
        self.assertEqual(self.setting("quality"), ("70", path))
        env = {"ASKCAM_QUALITY": "60"}
        self.assertEqual(self.setting("quality", env=env), ("60", "environment"))
        self.assertEqual(self.setting("quality", "--quality", "50", env=env), ("50", "flag"))
        self.assertEqual(self.setting("model"), ("qvq-max", path))

    def test_a_setting_takes_effect(self):
        self.put("config.json", {"model": "qwen3-vl-plus", "max-side": 200,
                                 "mask": ["0,0,10,10", "5%,5%,5%,5%"], "no-stream": True})
        run = self.ask()
        self.assertEqual(run.code, 0, run.reported())
        self.assertEqual(run.record["model"], "qwen3-vl-plus")
        self.assertFalse(run.record["stream"])
        self.assertEqual(max(run.record["pictures"][0]["width"],
                             run.record["pictures"][0]["height"]), 200)

    def test_what_watch_does_can_be_set(self):
        path = self.put("config.json", {"every": "7s", "on-change": True})
        self.assertEqual(self.setting("every"), ("7s", path))
        self.assertEqual(self.setting("on-change"), ("true", path))
        env = {"ASKCAM_EVERY": "5m", "ASKCAM_ON_CHANGE": "false"}
        self.assertEqual(self.setting("every", env=env), ("300s", "environment"))
        self.assertEqual(self.setting("on-change", env=env), ("false", "environment"))

    def test_a_list_of_flags_replaces_the_files_list(self):
        self.put("config.json", {"mask": ["0,0,10,10", "5,5,5,5"]})
        self.assertEqual(self.setting("mask")[0], "0,0,10,10 5,5,5,5")
        self.assertEqual(self.setting("mask", "--mask", "1,1,1,1"), ("1,1,1,1", "flag"))

    def test_wrong_files_are_78_and_say_where(self):
        for text, says in (("{\"quality\":}", "line 1"), ("{\n\"quality\": 500}", "quality"),
                           ({"no-such": 1}, "no-such"), ({"evry": "7s"}, "did you mean every?"),
                           ({"count": 3}, "unknown setting"), ({"quality": None}, "quality"),
                           ("[]", "line 1"), ({"api-key": "sk-secret"}, "api-key")):
            path = self.put("config.json", text)
            run = self.ask()
            self.assertEqual(run.code, 78, run.reported())
            self.assertIn(path, run.err)
            self.assertIn(says, run.err)
            self.assertNotIn("sk-secret", run.err)
            self.assertEqual(run.records, [])

    def test_junk_behind_a_nul_is_78(self):
        for text in ('{"quality": 70}\0', '{"quality": 70}\n\0junk', '\0{"quality": 70}'):
            path = self.put("config.json", text)
            run = self.ask()
            self.assertEqual((run.code, run.records), (78, []), run.reported())
            self.assertIn("%s: line %d: a NUL byte" % (path, 1 + text.split("\0")[0].count("\n")),
                          run.err)

    def test_a_misspelt_variable_is_warned_of(self):
        def warned(**env):
            run = self.askcam("config", env=env)
            self.assertEqual(run.code, 0, run.reported())
            return run.err

        self.assertIn("ASKCAM_MODLE: unknown variable, ignored; did you mean ASKCAM_MODEL?",
                      warned(ASKCAM_MODLE="x"))
        self.assertIn("did you mean ASKCAM_MAX_BODY?", warned(ASKCAM_MAXBODY="9"))
        self.assertIn("ASKCAM_XYZZY: unknown variable", warned(ASKCAM_XYZZY="x"))
        self.assertIn("ASKCAM_model: unknown variable", warned(ASKCAM_model="x"))
        self.assertNotIn("sk-x", warned(ASKCAM_APIKEY="sk-x"))
        self.assertEqual(warned(ASKCAM_MODEL="qvq-max", ASKCAM_API_KEY="sk-x"), "")
        self.assertEqual(self.askcam("config", "-q", env={"ASKCAM_MODLE": "x"}).err, "")

    def test_out_of_descriptors_is_70_with_its_cause(self):
        """Whatever file is opened first with none left: it is not the file's fault."""
        self.put("config.json", {"quality": 70})
        codes = set()
        for limit in range(4, 14):
            tag = new_tag()
            script = 'ulimit -n %d; exec "$@"' % limit
            argv = arguments(tag, ["--api-key-file", self.put("key", "sk-x"), "--json-schema",
                                   self.put("schema", "{}"), "--thinking", "off"],
                             source=self.put("x.jpg", "no picture"))
            run = execute(["/bin/sh", "-c", script, "sh"] + argv, tag, env=self.env)
            codes.add(run.code)
            if run.code != 66:  # enough for the picture to be read, and refused
                self.assertEqual(run.code, 70, (limit, run.reported()))
                self.assertIn("Too many open files", run.err, limit)
        self.assertEqual(codes, {66, 70})

    def test_a_stronger_place_takes_a_flag_back(self):
        self.put("config.json", {"hide-thinking": True, "verbose": 2})
        no = {"ASKCAM_HIDE_THINKING": "false", "ASKCAM_VERBOSE": "0"}
        self.assertIn("Let me look", self.ask("--show-thinking", env=no).err)
        self.assertNotIn("Let me look", self.ask("--show-thinking").err)
        self.assertNotIn("tokens:", self.ask(env=no).err)
        self.assertIn("tokens:", self.ask().err)
        run = self.ask(env={"ASKCAM_HIDE_THINKING": "banana"})
        self.assertEqual(run.code, 78, run.reported())
        self.assertIn("true or false", run.err)

    def test_a_wrong_variable_is_78_and_named(self):
        run = self.ask(env={"ASKCAM_MAX_BODY": "lots"})
        self.assertEqual(run.code, 78, run.reported())
        self.assertIn("ASKCAM_MAX_BODY", run.err)

    def test_the_key_is_never_shown(self):
        for output in ("text", "json"):
            run = self.askcam("config", "--output", output,
                              env={"ASKCAM_API_KEY": "sk-secret-of-mine"})
            self.assertEqual(run.code, 0, run.reported())
            self.assertNotIn("sk-secret", run.text + run.err)
            self.assertIn("ASKCAM_API_KEY", run.text)


class Models(Places):
    def models(self):
        run = self.askcam("models", "--output", "json")
        self.assertEqual(run.code, 0, run.reported())
        return {line["model"]: line for line in run.lines}

    def test_the_vendors_models_are_known(self):
        known = self.models()
        self.assertEqual(known["qwen3.5-plus"]["thinking"], "hybrid, on")
        self.assertEqual(known["qwen3-vl-plus"]["thinking"], "hybrid, off")
        self.assertEqual(known["qwen3-vl-8b-thinking"]["thinking"], "always")
        self.assertTrue(known["qvq-max"]["stream_only"])
        self.assertIn("kimi-k2.5", known)

    def test_the_users_file_is_laid_over(self):
        path = self.put("models.json", {"models": {
            "qwen3.5-plus": {"thinking_default": False}, "my-model": {"thinking": "only"}}})
        known = self.models()
        self.assertEqual(known["qwen3.5-plus"]["thinking"], "hybrid, off")
        self.assertEqual(known["my-model"]["from"], "your file")
        self.assertEqual(known["qvq-max"]["from"], "built in")
        run = self.askcam("models", "qwen3.5-plus")
        self.assertIn("thinking_default     no  (%s)" % path, " ".join(run.text.split("\n"))
                      .replace("                       ", ""))
        self.assertIn("(built in)", run.text)
        run = self.ask("-m", "my-model", "--thinking", "off")
        self.assertEqual(run.code, 64, run.reported())

    def details(self):
        text = ""
        for name in self.models():
            run = self.askcam("models", name)
            self.assertEqual(run.code, 0, run.reported())
            text += run.text
        return text

    def test_text_fits_80_columns_and_is_no_json(self):
        for text in (self.askcam("models").text, self.details()):
            self.assertLess(max(map(len, text.split("\n"))), 80)
            self.assertNotRegex(text, r'[{}\[\]]')

    def test_every_number_has_a_source_and_a_price_a_date(self):
        text = self.details()
        self.assertNotIn("no source", text)
        self.assertNotIn("no date", text)
        self.assertIn("0.4 in, 2.4 out USD, up to 256000 input tokens", text)
        self.assertIn("no price is known in singapore", self.askcam("models", "kimi-k2.5").text)

    def test_a_retired_model_warns_with_its_day_and_a_current_one(self):
        def warning(model):
            run = self.askcam("ask", "--dry-run", "-s", "pattern:bars", "-m", model, "what?")
            self.assertEqual(run.code, 0, run.reported())
            return run.err
        self.assertIn("qwen3-vl-32b-thinking: retired on 2026-10-10; use -m qwen3-vl-8b-thinking",
                      warning("qwen3-vl-32b-thinking"))
        self.assertIn("qvq-max: retired on 2026-10-10; askcam models --suggest",
                      warning("qvq-max"))
        self.assertNotIn("retired", warning("qwen3.5-plus"))

    def test_an_unknown_region_is_64(self):
        for more in ((), ("qwen3.5-plus",), ("--suggest",)):
            run = self.askcam("models", "--region", "mars", *more)
            self.assertEqual(run.code, 64, run.reported())
            self.assertIn('invalid value "mars"', run.err)
        for name in ("tokyo", "ap-northeast-1"):
            self.assertIn("in tokyo", self.askcam("models", "--region", name).text)

    def test_suggestions_have_a_price_and_its_assumptions(self):
        run = self.askcam("models", "--suggest", "--output", "json")
        rows = {line["for"]: line for line in run.lines}
        self.assertEqual({row: rows[row]["model"] for row in rows},
                         {"default": "qwen3.8-flash", "hard pictures": "qwen3.8-max",
                          "meters, with thinking off": "qwen3.7-flash"})
        # 302 tokens of picture and 70 of question in, 25 out: 0.15 and 0.47 USD a million
        row = rows["default"]
        self.assertAlmostEqual(row["price_per_1000"], 372 * 0.15e-3 + 25 * 0.47e-3, 6)
        self.assertAlmostEqual(row["price_per_1000_thinking"],
                               372 * 0.15e-3 + 1025 * 0.47e-3, 6)
        self.assertEqual((row["currency"], row["price_dated"]), ("USD", "2026-10"))
        run = self.askcam("models", "--suggest")
        self.assertEqual(run.code, 0, run.reported())
        for words in ("0.068 / 0.538 USD (2026-10)", "640x480", "70", "25 of answer",
                      "askcam asks qwen3.5-plus"):
            self.assertIn(words, run.text)
        for line in run.text.split("\n"):
            self.assertLessEqual(len(line), 79)

    def test_suggestions_follow_the_region_and_the_users_file(self):
        run = self.askcam("models", "--suggest", "--region", "beijing")
        self.assertIn("CNY", run.text)
        self.assertNotIn("USD", run.text)
        run = self.askcam("models", "--suggest", "--region", "tokyo")
        self.assertIn("no price is known", run.text)
        self.put("models.json", {"models": {"my-model": {"suggested_for": "cats"}}})
        self.assertRegex(self.askcam("models", "--suggest").text, r"(?m)^cats +my-model +\?")

    def test_a_wrong_file_is_78(self):
        path = self.put("models.json", {"models": {"x": {"thinking": "sometimes"}}})
        run = self.askcam("models")
        self.assertEqual(run.code, 78, run.reported())
        self.assertIn(path, run.err)
        self.assertIn("thinking", run.err)

    def test_an_unknown_model_is_asked_without_checks(self):
        run = self.ask("-m", "qwen9-new", fault="any-model")
        self.assertEqual(run.record["model"], "qwen9-new", run.reported())
        self.assertEqual(self.askcam("models", "qwen9-new").code, 64)


class Frames(CliTest):
    def ask(self, *args, **how):
        tag = new_tag()
        return execute(arguments(tag, args, **how), tag)

    def test_frames_as_video_and_as_images(self):
        for api in ("openai", "dashscope"):
            run = self.ask("--frames", "4", "--interval", "100ms", "--as", "video", api=api)
            self.assertEqual(run.code, 0, run.reported())
            self.assertEqual([len(video) for video in run.record["videos"]], [4])
            self.assertEqual(run.record["fps"], 10)
            run = self.ask("--frames", "4", "--interval", "50ms", api=api)
            self.assertEqual(run.code, 0, run.reported())
            self.assertEqual(len(run.record["pictures"]), 4)
            self.assertEqual(run.record["videos"], [])

    def test_fewer_than_four_go_as_images_with_a_note(self):
        run = self.ask("--frames", "3", "--interval", "50ms", "--as", "video")
        self.assertEqual(run.code, 0, run.reported())
        self.assertIn("at least 4", run.err)
        self.assertEqual(run.record["videos"], [])

    def test_memory_does_not_grow_with_their_number(self):
        peaks = []
        for count in ("8", "64"):
            tag = new_tag()
            argv = arguments(tag, ["--frames", count, "--interval", "1ms", "--max-body", "60000000",
                                   "-q", "--thinking", "off"])
            run = execute(["/usr/bin/python3", "-c", RSS, *argv], tag)
            self.assertEqual(len(run.record["pictures"]), int(count), run.reported())
            peaks.append(int(run.text.split()[-1]))
        self.assertLess(peaks[1] - peaks[0], 256, peaks)


RSS = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
peak = 0
while child.poll() is None:
    try:
        with open("/proc/%d/status" % child.pid) as status:
            for line in status:
                if line.startswith("VmHWM") and os.readlink("/proc/%d/exe" % child.pid).endswith("askcam"):
                    peak = int(line.split()[1])
    except OSError:
        pass
print(peak)
"""

assert ASKCAM  # the program under test, named by the harness
