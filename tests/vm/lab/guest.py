# SPDX-License-Identifier: MIT
"""One booted guest that runs scripts: the host's side of guest/agent."""
import os
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass

from lab.programs import libraries

HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

BOOT_LIMIT_S = 60
SCRIPT_LIMIT_S = 110  # the agent's own limit comes first
POLL_S = 0.02

ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
    "group": "root:x:0:\nvideo:x:44:\nnogroup:x:65534:\n",
    "hosts": "127.0.0.1 localhost\n10.0.2.100 standin.test\n",
}


class GuestFailed(Exception):
    """The guest cannot boot, or was lost."""


@dataclass
class Done:
    """How a script ended."""
    code: int
    out: str
    err: str


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Guest:
    """Boots in the background; `share` is the guest's /host."""

    def __init__(self, share, arch, ports):
        self.share = share
        self.arch = arch
        self.ports = ports
        self.machine = None
        self.scripts = 0
        self.lock = threading.Lock()
        self.channel = self.path("channel")
        os.makedirs(self.channel)
        shutil.copytree(os.path.join(HERE, "guest"), self.path("guest"))
        for name, text in ETC.items():
            _write(self.path("root/etc", name), text)

    def path(self, *parts):
        """A path in the share, as the host sees it."""
        return os.path.join(self.share, *parts)

    def install(self, program, root, name):
        """The program will be /usr/bin/NAME in the guest, with what it needs to run from root."""
        folder = self.path("root/usr/bin")
        os.makedirs(folder, exist_ok=True)
        shutil.copy(program, os.path.join(folder, name))
        for inside, outside in libraries(program, root, self.arch).items():
            target = self.path("root" + inside)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(outside, target)

    def boot(self):
        """Starts the machine; ready() waits for it."""
        command = [os.path.join(HERE, "run"), "--arch", self.arch, "--limit", "600"]
        for port in self.ports:
            command += ["--forward", str(port)]
        with open(self.path("console.log"), "wb") as console:
            self.machine = subprocess.Popen(
                command + [self.share, "guest/agent"], stdin=subprocess.DEVNULL,
                stdout=console, stderr=subprocess.STDOUT)

    def ready(self):
        """Waits until scripts can run."""
        self._wait_for(os.path.join(self.channel, "ready"), BOOT_LIMIT_S)

    def sh(self, script):
        """Runs a script of the guest's shell, with guest/functions, to its end."""
        with self.lock:
            self.scripts += 1
            name = os.path.join(self.channel, f"{self.scripts:03}")
        _write(name + ".part", script)
        os.rename(name + ".part", name + ".sh")  # the agent must not see half of it
        self._wait_for(name + ".code", SCRIPT_LIMIT_S)
        return Done(int(self._read(name + ".code")), self._read(name + ".out"),
                    self._read(name + ".err"))

    def shut_down(self):
        """Ends the machine, in peace if it can."""
        if self.machine is None:
            return
        _write(os.path.join(self.channel, "stop"), "")
        try:
            self.machine.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.machine.terminate()
            self.machine.wait()

    def _read(self, path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def _wait_for(self, path, limit_s):
        until = time.monotonic() + limit_s
        while not os.path.exists(path):
            if self.machine.poll() is not None or time.monotonic() > until:
                raise GuestFailed("the guest is lost; it last said:\n"
                                  + self._read(self.path("console.log"))[-2000:])
            time.sleep(POLL_S)
