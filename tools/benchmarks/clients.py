# SPDX-License-Identifier: MIT
"""The programs that are compared: how each is called, and how one run of it is measured."""
import json
import os
import shutil
import subprocess
import urllib.parse

QUESTION = "What does the gauge read?"
MODEL = "qwen3.5-plus"
KEY = "sk-bench-no-real-key"
RUN_LIMIT_S = 240


class Client:
    """name, and command(ask) -> the words of its command line."""

    def __init__(self, name, command, env=None):
        self.name = name
        self.command = command
        self.env = env or (lambda ask: {})


class Ask:
    """One question: what every client is given."""

    def __init__(self, base_url, ca_file, jpeg_path, body_path):
        self.base_url = base_url
        self.ca_file = ca_file
        self.jpeg_path = jpeg_path
        self.body_path = body_path  # the ready-made body, for curl


def askcam(binary, name="askcam"):
    def command(ask):
        # --max-body: else 5 MB would be made smaller to fit the service's own bound
        return [binary, "ask", "--source", ask.jpeg_path, "--model", MODEL, "--base-url",
                ask.base_url, "--ca-file", ask.ca_file, "--max-body", "8000000", QUESTION]
    return Client(name, command, lambda ask: {"ASKCAM_API_KEY": KEY})


def curl():
    """With --upload-file, which costs it less CPU and memory than --data-binary."""
    def command(ask):
        return ["curl", "-q", "--silent", "--show-error", "--fail", "--cacert", ask.ca_file,
                "--header", "Content-Type: application/json", "--header", "Expect:",
                "--header", "Authorization: Bearer " + KEY, "--header",
                "Accept: text/event-stream", "--request", "POST", "--upload-file", ask.body_path,
                ask.base_url + "/chat/completions"]
    return Client("curl", command)


def openai(folder):
    def command(ask):
        return ["node", os.path.join(folder, "ask_openai.mjs"), ask.base_url, MODEL,
                ask.jpeg_path, QUESTION]
    return Client("openai (Node)", command, lambda ask: {
        "OPENAI_API_KEY": KEY, "NODE_EXTRA_CA_CERTS": ask.ca_file})


def bare(binary):
    """mbedtls_ssl_write() of the bytes that curl sends, and nothing else: see bare_send.c."""
    def command(ask):
        url = urllib.parse.urlsplit(ask.base_url)
        return [binary, str(url.port), url.path + "/chat/completions", ask.ca_file, ask.body_path]
    return Client("bare mbedTLS", command)


class Runner:
    """Runs clients in a bare environment and waits until the server has seen each of them."""

    def __init__(self, build, server):
        self._measure = os.path.join(build, "measure")
        self._counter = os.path.join(build, "alloc_count.so")
        self._counted = os.path.join(build, "alloc_count.json")
        self._server = server
        self._home = os.path.join(build, "home")
        self._env = {"PATH": os.environ["PATH"], "HOME": self._home, "LANG": "C.UTF-8"}
        self.forget()

    def forget(self):
        """An empty home: no TLS session and nothing else is kept from an earlier run."""
        shutil.rmtree(self._home, ignore_errors=True)
        os.makedirs(os.path.join(self._home, ".cache"))

    def _run(self, words, client, ask, more_env=None):
        env = {**self._env, **client.env(ask), **(more_env or {})}
        done = subprocess.run(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=RUN_LIMIT_S)
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (client.name, done.returncode, said[-400:]))
        return done.stdout, said

    def _seen(self, client):
        seen = self._server.done.get(timeout=60)
        if "problem" in seen:
            raise RuntimeError("%s: the server refused: %s" % (client.name, seen["problem"]))
        return seen

    def measured(self, client, ask, exactly=False):
        """(what it cost, what the server saw); exactly: for "resident_kb", see measure.c"""
        words = [self._measure] + (["-e"] if exactly else []) + client.command(ask)
        out, said = self._run(words, client, ask)
        cost = json.loads(out)
        if cost["exit"] != 0:
            raise RuntimeError("%s: exit %d: %s" % (client.name, cost["exit"], said[-400:]))
        cost["cpu_ms"] = (cost["user_us"] + cost["sys_us"]) / 1000
        cost["wall_ms"] = cost["wall_us"] / 1000
        return cost, self._seen(client)

    def printed(self, client, ask):
        """(what it prints, what the server saw)"""
        out, _ = self._run(client.command(ask), client, ask)
        return out, self._seen(client)

    def allocations(self, client, ask):
        """Counted in a run of its own: {"calls", "peak_bytes", "live_bytes"}"""
        if os.path.exists(self._counted):
            os.unlink(self._counted)
        self._run(client.command(ask), client, ask,
                  {"LD_PRELOAD": self._counter, "ALLOC_COUNT_FILE": self._counted})
        self._seen(client)
        with open(self._counted, encoding="utf-8") as file:
            return json.load(file)

    def empty_process(self):
        """What `true` costs: the floor under every figure."""
        out = subprocess.run([self._measure, "true"], env=self._env, stdout=subprocess.PIPE,
                             check=True).stdout
        return json.loads(out)
