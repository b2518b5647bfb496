"""The program's start: `python -m app` opens the window, everything else is the command line."""

from __future__ import annotations

import os
import sys

FOR_OTHERS = 0o077
"""What nobody else on this computer may do with a file or folder that the program makes, whatever the surroundings allow."""


def main() -> int:
    """Hand over to whoever is asked for; nothing is imported that is not needed."""
    os.umask(FOR_OTHERS)
    if sys.argv[1:2] == ["sandbox"]:
        from app.bootstrap.sandbox_child import serve

        return serve(sys.argv[2:])
    from app.bootstrap.start import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
