# SPDX-License-Identifier: MIT
"""A certificate authority of the stand-in's own, made on first use with the openssl program.

Besides the good certificate there are the bad ones that a client must refuse.  All keys stay in
the state directory; nothing here is ever trusted by a system.
"""
import fcntl
import os
import subprocess

GOOD_NAMES = "DNS:localhost,DNS:standin.test,IP:127.0.0.1,IP:::1"
LONG_AGO, FAR_AHEAD = "20200101000000Z", "20491231235959Z"

# name: (subject alternative names, not before, not after, signed by)
VARIANTS = {
    "good": (GOOD_NAMES, LONG_AGO, FAR_AHEAD, "ca"),
    "wrong-host": ("DNS:other.test,IP:192.0.2.1", LONG_AGO, FAR_AHEAD, "ca"),
    "expired": (GOOD_NAMES, LONG_AGO, "20210101000000Z", "ca"),
    "not-yet-valid": (GOOD_NAMES, "20480101000000Z", FAR_AHEAD, "ca"),
    "self-signed": (GOOD_NAMES, LONG_AGO, FAR_AHEAD, None),
    "other-ca": (GOOD_NAMES, LONG_AGO, FAR_AHEAD, "other"),
    "ip-only": ("IP:127.0.0.1,IP:::1", LONG_AGO, FAR_AHEAD, "ca"),
    "name-only": ("DNS:localhost,DNS:standin.test", LONG_AGO, FAR_AHEAD, "ca"),
}

CONFIG = """\
[ca]
default_ca = it
[it]
dir = .
database = {name}.index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
"""


def ensure(state_dir):
    """Make whatever is missing under state_dir; returns the path of the CA certificate."""
    os.makedirs(state_dir, mode=0o700, exist_ok=True)
    with open(os.path.join(state_dir, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for authority in ("ca", "other"):
            _make_authority(state_dir, authority)
        for name in VARIANTS:
            _make_server(state_dir, name)
    return os.path.join(state_dir, "ca.pem")


def chain_file(state_dir, variant):
    """Certificate and key of one variant, in one PEM file."""
    return os.path.join(state_dir, variant + ".pem")


def _openssl(state_dir, *args):
    done = subprocess.run(("openssl",) + args, cwd=state_dir, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise RuntimeError("openssl %s: %s" % (args[0], done.stdout.decode(errors="replace")))


def _new_key_and_request(state_dir, name, common_name):
    _openssl(state_dir, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-out", name + ".key")
    _openssl(state_dir, "req", "-new", "-key", name + ".key", "-subj", "/CN=" + common_name,
             "-out", name + ".csr")


def _sign(state_dir, name, authority, extensions, begins, ends):
    """authority None: signed by its own key."""
    signer = authority or name
    for path, text in ((signer + ".cnf", CONFIG.format(name=signer)), (name + ".ext", extensions)):
        with open(os.path.join(state_dir, path), "w") as file:
            file.write(text)
    open(os.path.join(state_dir, signer + ".index"), "a").close()
    by = ["-selfsign"] if authority is None else ["-cert", authority + ".pem"]
    _openssl(state_dir, "ca", "-batch", "-notext", "-config", signer + ".cnf",
             "-keyfile", signer + ".key", *by, "-startdate", begins, "-enddate", ends,
             "-extfile", name + ".ext", "-in", name + ".csr", "-out", name + ".crt")


def _make_authority(state_dir, name):
    path = os.path.join(state_dir, name + ".pem")
    if os.path.exists(path):
        return
    _new_key_and_request(state_dir, name, "askcam stand-in authority " + name)
    extensions = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n" \
                 "subjectKeyIdentifier=hash\n"
    _sign(state_dir, name, None, extensions, LONG_AGO, FAR_AHEAD)
    os.rename(os.path.join(state_dir, name + ".crt"), path)


def _make_server(state_dir, name):
    path = chain_file(state_dir, name)
    if os.path.exists(path):
        return
    names, begins, ends, authority = VARIANTS[name]
    _new_key_and_request(state_dir, name, "askcam stand-in " + name)
    extensions = "basicConstraints=CA:FALSE\nsubjectAltName=%s\n" \
                 "extendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n" \
                 "authorityKeyIdentifier=keyid\n" % names
    _sign(state_dir, name, authority, extensions, begins, ends)
    with open(path + ".new", "w") as out:
        for part in (".crt", ".key"):
            with open(os.path.join(state_dir, name + part)) as piece:
                out.write(piece.read())
    os.rename(path + ".new", path)
