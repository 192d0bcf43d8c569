# SPDX-License-Identifier: MIT
"""A network of this process' own: addresses that are not loopback, and no way out.

A network and a mount namespace (unshare(2)): the interface lo has the addresses of ADDRESSES,
and /etc/hosts says what HOSTS says, for this process and what it starts.  Needs root; without it
the tests are skipped.
"""
import ctypes
import os
import subprocess
import tempfile
import unittest

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
ADDRESSES = ["192.0.2.1/32", "192.0.2.2/32", "192.168.77.1/32", "fd00:77::1/128"]
HOSTS = """127.0.0.1 localhost
::1 localhost
192.0.2.1 standin.test other.test
192.168.77.1 box.local
fd00:77::1 box6.local
192.168.77.1 mixed.local
192.0.2.1 mixed.local
2001:db8::66 many.test
192.0.2.2 many.test
127.0.0.1 many.test
"""
_entered = False


def enter():
    """Call it before any thread is started: a namespace is that of a thread."""
    global _entered
    if _entered:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET | CLONE_NEWNS) != 0:
        raise unittest.SkipTest("a network of its own needs root: %s"
                                % os.strerror(ctypes.get_errno()))
    _entered = True
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    with tempfile.NamedTemporaryFile("w") as hosts:
        hosts.write(HOSTS)
        hosts.flush()
        os.chmod(hosts.name, 0o644)
        subprocess.run(["mount", "--bind", hosts.name, "/etc/hosts"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in ADDRESSES:
        subprocess.run(["ip", "address", "add", address, "dev", "lo"]
                       + (["nodad"] if ":" in address else []), check=True)
