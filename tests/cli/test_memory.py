# SPDX-License-Identifier: MIT
"""The peak of memory does not depend on the picture's bytes, nor on the length of the reply."""
import os
import unittest

from harness import CliTest, Live, draw, together, world, write

SLACK_KB = 256  # pages that the loader and libc touch differ from run to run


@unittest.skipIf("ASAN_OPTIONS" in os.environ, "sanitizers keep memory")
class Peak(CliTest):
    def peak_kb(self, ready, *args, **how):
        """Of VmHWM at a moment when all is done and the server keeps askcam waiting; the less of
        two runs."""
        def one():
            with Live(*args, stdout=open(os.devnull, "wb"), **how) as live:
                live.wait_record(ready, 30)
                return live.status_kb("VmHWM")
        return min(together([one] * 2, 1))

    def sent(self, *args, **how):
        return self.peak_kb(lambda r: "body_at" in r, "--max-body", "50000000", *args,
                            fault="stall-head-0", **how)

    def received(self, count, *args, **how):
        return self.peak_kb(lambda r: r["events"] >= count, *args, **how)

    def test_pictures_of_100_kb_and_5_mb(self):
        small = write("small.jpg", draw.jpeg(draw.noise(300, 200), 90))
        large = write("large.jpg", draw.jpeg(draw.noise(2600, 1900), 93))
        self.assertGreater(os.path.getsize(large), 5000000)
        for body in ("length", "chunked"):
            one = self.sent("--body", body, source=small)
            two = self.sent("--body", body, source=large)
            self.assertLess(abs(two - one), SLACK_KB, "%d and %d KB" % (one, two))

    def test_pictures_that_are_encoded(self):
        small = write("small.jpg", draw.jpeg(draw.noise(640, 480), 90))
        tall = write("tall.jpg", draw.jpeg(draw.noise(640, 4800), 90))
        one = self.sent("--quality", "60", "--crop", "0,0,632,472", source=small)
        two = self.sent("--quality", "60", "--crop", "0,0,632,4792", source=tall)
        self.assertLess(abs(two - one), SLACK_KB, "%d and %d KB" % (one, two))

    def test_bundles_of_one_root_and_of_hundreds(self):
        """At the first contact: nothing is known yet of the server, nor of its root's place."""
        with open(world().server.ca_file()) as file:
            root = file.read()
        with open(os.path.join(os.path.dirname(world().server.ca_file()), "other.pem")) as file:
            others = file.read() * 300
        peaks = []
        for name, text in (("one.pem", root), ("many.pem", others + root)):
            ca_file = write(name, text)
            peaks.append(self.sent("--ca-file", ca_file, tls="good", env={
                "ASKCAM_API_KEY": "sk-tls", "XDG_RUNTIME_DIR": None, "XDG_CACHE_HOME": None,
                "HOME": None}))
        self.assertLess(abs(peaks[1] - peaks[0]), SLACK_KB, "%s KB" % peaks)

    def test_a_dial_cut_out_of_12_megapixels(self):
        """Along the coded blocks, so without loss; turned too; and the whole with a mask."""
        small = write("small.jpg", draw.jpeg(draw.noise(640, 480), 90))
        large = write("large.jpg", draw.jpeg(draw.noise(4032, 3024), 60))
        one = self.sent(source=small)
        for change in (["--crop", "1024,1024,512,512"], ["--mask", "1024,1024,512,512"],
                       ["--crop", "1024,1024,512,512", "--rotate", "90"]):
            with self.subTest(change):
                two = self.sent(*change, source=large)
                self.assertLess(two - one, 2000, "%d and %d KB" % (one, two))

    def test_streams_of_200_and_50000_events(self):
        for api in ("openai", "dashscope"):
            peaks = [self.received(count, fault="no-role,no-thinking,events-%d,stall-events-%d"
                                   % (count + 5, count), api=api) for count in (200, 50000)]
            self.assertLess(abs(peaks[1] - peaks[0]), SLACK_KB, "%s KB" % peaks)

    def test_events_of_100_bytes_and_5_mb(self):
        peaks = [self.received(1, fault="no-role,no-thinking,huge-event-%d,stall-events-1" % size)
                 for size in (100, 5000000)]
        self.assertLess(abs(peaks[1] - peaks[0]), SLACK_KB, "%s KB" % peaks)

    def test_the_whole_stays_small(self):
        peak = self.received(2000, fault="no-role,no-thinking,events-2005,stall-events-2000")
        self.assertLess(peak, 12000)


if __name__ == "__main__":
    unittest.main()
