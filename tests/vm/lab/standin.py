# SPDX-License-Identifier: MIT
"""The stand-in server on the host, as the guest reaches it, and what it received."""
import json
import os
import subprocess
from urllib.parse import urlsplit

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))
PROGRAM = os.path.join(TOP, "tools", "standin", "standin")


class Standin:
    """One server; its folder keeps its log and the pictures that came."""

    def __init__(self, folder, certificates):
        os.makedirs(folder)
        self.log = os.path.join(folder, "requests.jsonl")
        self.server = subprocess.Popen(
            [PROGRAM, "--tls", "--save", os.path.join(folder, "pictures"), "--log", self.log,
             "--state", certificates],
            stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.server.stdout.readline())
        self.port = ready["port"]
        self.ca_file = ready["ca_file"]
        # The guest's /etc/hosts knows this name, and the certificate is good for it.
        self.base_url = f"https://standin.test:{self.port}{urlsplit(ready['base_url']).path}"
        self.seen = 0

    def new_requests(self):
        """The log's records since the last call."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        fresh = records[self.seen:]
        self.seen = len(records)
        return fresh

    def stop(self):
        """Ends the server."""
        self.server.terminate()
        self.server.wait()
