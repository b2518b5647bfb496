"""Where records and logs lie on this computer, for this person alone."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.domain.errors import StoreProblem

VARIABLE = "LEDGERFERRY_DATA"
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs", "ncpfs"})
_DRIVE_REMOTE = 4  # GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders of one set of records. Practice books have their own below the real ones and never share a file with them."""

    data: Path
    logs: Path

    @property
    def database(self) -> Path:
        """The records."""
        return self.data / "ledgerferry.db"

    @property
    def backups(self) -> Path:
        """Copies of the records."""
        return self.data / "backups"

    @property
    def practice_note(self) -> Path:
        """Where running practice books say on which port they are, so that nothing real is ever sent there."""
        return self.data / "practice" / "running.json"

    def practice(self) -> Folders:
        """The folders of the practice books."""
        return Folders(self.data / "practice", self.logs / "practice")

    def make(self) -> None:
        """Make them, readable by this person alone. Raises `StoreProblem`, also for a network drive."""
        try:
            for folder in (self.data, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise StoreProblem(
                "Ledgerferry cannot write its records on this computer.",
                advice=f"Give yourself the right to write in {self.data}, or choose another folder with --data.",
                details=str(problem),
                code="database_read_only",
            ) from problem
        if is_on_network(self.data):
            raise StoreProblem(
                "The folder for Ledgerferry's records is on a network drive.",
                advice="There a database can be damaged. Choose a folder on this computer with --data.",
                details=str(self.data),
                code="database_on_network",
            )


def usual_folders(chosen: str = "") -> Folders:
    """The folders to use: the chosen one (--data), the one named by LEDGERFERRY_DATA, or the system's usual places."""
    named = chosen or os.environ.get(VARIABLE, "")
    if named:
        data = Path(named).expanduser().resolve()
        return Folders(data, data / "logs")
    return Folders(
        Path(platformdirs.user_data_dir("ledgerferry", appauthor=False)),
        Path(platformdirs.user_log_dir("ledgerferry", appauthor=False)),
    )


def is_on_network(folder: Path) -> bool:
    """Whether a folder lies on a network drive, as far as the system tells."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor) == _DRIVE_REMOTE)
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace")
    except OSError:
        return False
    return _kind_of_mount(folder.resolve(), mounts) in _NETWORK


def _kind_of_mount(folder: Path, mounts: str) -> str:
    found, kind = 0, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = fields[1].replace("\\040", " ")
        inside = place == "/" or folder == Path(place) or Path(place) in folder.parents
        if inside and len(place) >= found:
            found, kind = len(place), fields[2]
    return kind
