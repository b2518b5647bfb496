"""Start a service around one command and end it with the command: an unlocked keyring, or a screen with a window manager.

Called by its path: `services.py keyring COMMAND...` inside a D-Bus session, or `services.py window COMMAND...`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 20.0
"""Seconds until a service that does not come up is given up."""


def main(arguments: list[str]) -> int:
    """Run the command inside the named service and return its exit code; 4 when the service does not come up."""
    service, command = SERVICES[arguments[0]], arguments[1:]
    try:
        with tempfile.TemporaryDirectory(prefix="ledgerferry-") as folder, service(Path(folder)) as env:
            return subprocess.run(command, env=env, check=False).returncode
    except TimeoutError as reason:
        print(f"ledgerferry: {reason}", file=sys.stderr)
        return 4


@contextlib.contextmanager
def keyring(folder: Path) -> Iterator[dict[str, str]]:
    """An unlocked gnome-keyring with its own home, so that no key of the person is seen or touched."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    env = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(folder / "data")}
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with _ended(daemon):
        assert daemon.stdin is not None  # noqa: S101  (asked for above)
        daemon.stdin.write(b"practice\n")
        daemon.stdin.close()
        question = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]
        question += ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
        _wait_until(lambda: b"true" in _output(question, env), "the keyring did not start")
        yield env


@contextlib.contextmanager
def window(folder: Path) -> Iterator[dict[str, str]]:
    """A screen of its own with a window manager, without which no window ever gets the focus."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with _ended(screen), os.fdopen(reading) as answer:
        number = answer.readline().strip()  # comes when the screen is ready, or empty when it never will be
        if not number:
            raise TimeoutError("the screen for the window tests did not start")
        env = {**os.environ, "DISPLAY": f":{number}", "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        env.pop("WAYLAND_DISPLAY", None)
        manager = subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with _ended(manager):
            question = [shutil.which("xdotool") or "xdotool", "get_num_desktops"]
            _wait_until(lambda: bool(_output(question, env).strip()), "the window manager did not start")
            yield env


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _output(command: list[str], env: dict[str, str]) -> bytes:
    done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=PATIENCE)
    return done.stdout if done.returncode == 0 else b""


def _wait_until(ready: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.05)


SERVICES = {"keyring": keyring, "window": window}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
