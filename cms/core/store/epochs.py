"""Epochs: one directory of finished pages for each state of the editions, reached through one link.

    <store>/current -> <deadline in ms>-<state>-<random>/        <store>/heartbeat

Only the ticker opens an epoch: a new, empty directory, and a link to it in one rename. Everybody else may only remove
the link, which needs no space and no database. A link never leads back to an older directory, so that a render which
began under one link and ends under the next one lands where nobody looks. No Django import: the wrapper reads this.
"""

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LATE = 5.0  # seconds without a heartbeat after which nothing of the store is served
LONGEST = 600.0  # seconds an epoch lasts; without JavaScript a fund's total is at most this old
KEPT = 120.0  # seconds a replaced epoch stays on disk, for answers on their way out of it
NAME = re.compile(r"(\d{1,15})-([0-9a-z]+)-([0-9a-f]{16})")


@dataclass(frozen=True)
class Moment:
    """What is public now. `state` names the editions; at `changes_at` (Unix time, seconds) time itself changes it."""

    state: str
    changes_at: float | None


@dataclass(frozen=True)
class Epoch:
    """A directory of the store. After `deadline` (Unix time, seconds) nothing in it may be served."""

    name: str
    deadline: float
    state: str


@lru_cache(maxsize=16)
def _epoch(name: str) -> Epoch | None:
    found = NAME.fullmatch(name)
    return Epoch(name, int(found[1]) / 1000, found[2]) if found else None


class Store:
    """The epochs below one folder of this host. Safe with any number of processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._link = os.fspath(folder / "current")
        self._heartbeat = os.fspath(folder / "heartbeat")

    def current(self) -> Epoch | None:
        """The epoch the link leads to; None while the store is dark."""
        try:
            return _epoch(os.readlink(self._link))
        except OSError:
            return None

    def is_dark(self) -> bool:
        """Whether there is no link at all. One that cannot be read is not dark: nginx might follow it."""
        return not os.path.lexists(self._link)

    def usable(self) -> Epoch | None:
        """The epoch to serve from and to keep in, or None: dark, past its deadline, or not watched by a ticker."""
        epoch = self.current()
        if epoch is None or time.time() >= epoch.deadline:
            return None
        age = self.heartbeat_age()
        return epoch if age is not None and age <= LATE else None

    def path(self, epoch: Epoch) -> Path:
        return self.folder / epoch.name

    def open(self, moment: Moment) -> Epoch:
        """Starts an empty epoch for what is public now. For the ticker alone. Raises OSError."""
        latest = time.time() + LONGEST
        deadline = min(latest, moment.changes_at or latest)
        before = self.current()
        name = f"{int(deadline * 1000)}-{moment.state}-{secrets.token_hex(8)}"
        (self.folder / name).mkdir(parents=True)
        link = self.folder / f".link-{secrets.token_hex(8)}"
        link.symlink_to(name)
        link.replace(self._link)
        self._flush()
        if before:
            with suppress(OSError):  # from now on it counts as old
                os.utime(self.path(before))
        return Epoch(name, int(deadline * 1000) / 1000, moment.state)

    def darken(self) -> None:
        """Removes the link: from now on everybody asks Django, until the ticker opens a new epoch. Raises OSError."""
        try:
            os.unlink(self._link)
        except FileNotFoundError:
            return
        self._flush()

    def forget(self, code: str) -> None:
        """Lets one page, in every language, be rendered anew: `/<locale>/<type>/<code>/`. For figures such as a fund's
        total, never for a take-down: a render under way may be kept. Leaves the epoch as it is; raises nothing."""
        epoch = self.current()
        if epoch is None:
            return
        for place in list(self.path(epoch).glob(f"*/*/{code}")):
            gone = self.path(epoch) / f".gone-{secrets.token_hex(8)}"
            with suppress(OSError):
                place.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)

    def _flush(self) -> None:
        """A power cut must not bring an older link back."""
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def beat(self) -> None:
        """Says that epoch and editions were compared just now. Raises OSError."""
        with open(self._heartbeat, "w"):
            os.utime(self._heartbeat)

    def heartbeat_age(self) -> float | None:
        """Seconds since the last heartbeat; None when no ticker runs and none died."""
        try:
            return time.time() - os.stat(self._heartbeat).st_mtime
        except OSError:
            return None

    def close(self) -> None:
        """A ticker that stops in good order takes the store out of use."""
        self.darken()
        with suppress(FileNotFoundError):
            os.unlink(self._heartbeat)

    def sweep(self, older_than: float = KEPT) -> int:
        """Removes epochs and links left over for more than `older_than` seconds; returns how many."""
        current, removed = self.current(), 0
        for entry in list(os.scandir(self.folder)):
            if not (NAME.fullmatch(entry.name) or entry.name.startswith(".link-")):
                continue
            with suppress(FileNotFoundError):
                is_old = time.time() - entry.stat(follow_symlinks=False).st_mtime > older_than
                if not is_old or (current and entry.name == current.name):
                    continue
                if entry.is_symlink():
                    os.unlink(entry.path)
                else:
                    shutil.rmtree(entry.path, ignore_errors=True)
                removed += 1
        return removed
