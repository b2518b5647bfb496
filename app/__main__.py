"""The program's start: `python -m app` opens the window, everything else is the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Hand over to whoever is asked for; nothing is imported that is not needed."""
    if sys.argv[1:2] == ["sandbox"]:
        from app.bootstrap.sandbox_child import serve

        return serve(sys.argv[2:])
    from app.bootstrap.start import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
