# SPDX-License-Identifier: MIT
"""Runs the stand-in: `python3 -m standin`, with tools/ on the module path."""
import sys

from standin.program import main

if __name__ == "__main__":
    sys.exit(main())
