# SPDX-License-Identifier: MIT
"""The command line of the stand-in."""
import argparse
import json
import os
import sys
import time

from . import certs, faults as fault_list
from .server import MAX_BODY_BYTES, TLS_FAULTS, Options, Standin


def _arguments(argv):
    parser = argparse.ArgumentParser(
        prog="standin", description="A stand-in for the model service. There is no model in it: it "
        "checks requests, measures the drawn gauge, and misbehaves on request.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one (default)")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--tls", action="store_true", help="HTTPS")
    transport.add_argument("--plain", action="store_true", help="HTTP (default)")
    parser.add_argument("--cert", default="good", choices=sorted(certs.VARIANTS))
    parser.add_argument("--tls-fault", choices=TLS_FAULTS)
    parser.add_argument("--rcvbuf", type=int, help="receive buffer of the listener, in bytes")
    parser.add_argument("--state", help="directory for the certificates, made on first use "
                        "(default: askcam/standin under the user's state directory)")
    parser.add_argument("--key", help="the only key that is taken (default: any)")
    parser.add_argument("--no-key", action="store_true", help="requests may come without a key")
    parser.add_argument("--fault", default="", help="comma list of faults for every request")
    parser.add_argument("--list-faults", action="store_true")
    parser.add_argument("--log", help="file for one JSON line per request")
    parser.add_argument("--save", help="directory for the pictures that come")
    parser.add_argument("--replay-dir", help="where the files of the fault replay-FILE are")
    parser.add_argument("--max-body", type=int, default=MAX_BODY_BYTES)
    parser.add_argument("--pace-ms", type=int, default=0, help="pause between events")
    return parser.parse_args(argv)


def _default_state():
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(
        os.path.expanduser("~"), ".local", "state")
    return os.path.join(home, "askcam", "standin")


def main(argv=None):
    args = _arguments(argv)
    if args.list_faults:
        print(fault_list.describe())
        return 0
    state = args.state or _default_state()
    if args.save:
        os.makedirs(args.save, exist_ok=True)
    try:
        server = Standin(Options(
            state=state, key=args.key, no_key=args.no_key, fault=args.fault, log=args.log,
            save=args.save, replay_dir=args.replay_dir, max_body=args.max_body,
            pace_ms=args.pace_ms))
        port = server.listen(args.host, args.port, args.cert if args.tls else None,
                             args.tls_fault, args.rcvbuf)
    except (OSError, fault_list.BadFault, RuntimeError) as error:
        print("standin: %s" % error, file=sys.stderr)
        return 1
    host = "[%s]" % args.host if ":" in args.host else args.host
    ready = {"port": port, "ca_file": server.ca_file() if args.tls else None,
             "base_url": "%s://%s:%d/compatible-mode/v1" % (
                 "https" if args.tls else "http", host, port),
             "dashscope_base_url": "%s://%s:%d/api/v1" % (
                 "https" if args.tls else "http", host, port)}
    print(json.dumps(ready), flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        server.stop()
    return 0
