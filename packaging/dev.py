#!/usr/bin/env python3
"""The one command of a working copy: run the application, test it, check it, lock it, measure it, package it.

It needs nothing but Python: it makes the environment in `.venv`, sees to the system's libraries and goes on from there.

    python3 packaging/dev.py run [arguments of the application]
    python3 packaging/dev.py test [arguments of pytest]
    python3 packaging/dev.py check
    python3 packaging/dev.py lock
    python3 packaging/dev.py bench [arguments of the benchmarks]
    python3 packaging/dev.py package
"""

from __future__ import annotations

import os
import sys

OLDEST_PYTHON = (3, 11)


def main(arguments: list[str]) -> int:
    """Carry out the named command and return the exit code it earned; 2 for a wrong call or a missing part."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write(f"Ledgerferry needs Python 3.11 or newer; this is {found}.\n")
        sys.stderr.write(
            "Install a newer Python and start the same command with it, for example: python3.11 packaging/dev.py run\n"
        )
        return 2
    from development.commands import carry_out

    os.environ.setdefault("LANG", "C.UTF-8")
    return carry_out(arguments, usage=__doc__ or "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
