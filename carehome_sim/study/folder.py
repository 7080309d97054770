"""Files that are whole or not there, and a folder that one process writes at a time.

Everything written here goes to a temporary name in the same folder, is flushed to the disk
and only then takes its own name. Trouble with the disk becomes one plain sentence.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from carehome_sim.errors import CarehomeError, StoreError

TEMPORARY = ".tmp-"
LOCK = ".lock"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_PLACE = {errno.ENAMETOOLONG, errno.ENOENT, errno.EINVAL, errno.ELOOP}


def trouble(folder: Path, message: str) -> StoreError:
    """A folder that cannot be used, in one sentence for the person who named it."""
    return StoreError(f"{folder}: {message}")


@contextlib.contextmanager
def plain_messages(folder: Path) -> Iterator[None]:
    """Turn errors of the operating system about ``folder`` into one plain sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise CarehomeError(
                f"{folder}: no space left on the disk. What is finished is kept; make room and "
                "run the same command with --resume."
            ) from error
        if error.errno in _FORBIDDEN:
            raise trouble(folder, "no permission to write here; give another --out.") from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            raise trouble(folder, "is not a folder; give another --out.") from error
        if error.errno in _NO_PLACE and not _exists(folder):
            reason = (error.strerror or str(error)).lower()
            raise trouble(folder, f"cannot be made ({reason}); give another --out.") from error
        raise CarehomeError(f"{folder}: {error.strerror or error}") from error


def _exists(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:
        return False


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk (Windows does this by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path to write to; it takes the name ``path`` only when all went well."""
    temporary = path.with_name(f"{TEMPORARY}{path.name}-{os.getpid()}")
    try:
        yield temporary
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> str:
    """Write a file whole; its SHA-256 (hexadecimal)."""
    with whole_file(path) as temporary:
        temporary.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def write_json(path: Path, content: Any) -> None:
    """Write JSON whole, readable, with full precision and no NaN."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    write_bytes(path, text.encode() + b"\n")


def file_hash(path: Path) -> str:
    """SHA-256 (hexadecimal) of a file's content."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def contents(folder: Path) -> list[str]:
    """Names in a folder that somebody other than an interrupted start left there."""
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name != LOCK and not entry.name.startswith(TEMPORARY)
    )


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed process left behind (call while holding the lock)."""
    for entry in folder.glob(f"{TEMPORARY}*"):
        entry.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; a lock left by a process that died is taken over.

    The operating system lets go of the lock when its holder dies, so no stale lock can block;
    the number of the process stands in the file for the person who finds the folder in use.
    """
    path = folder / LOCK
    while True:
        handle = path.open("a+b")
        if not _take(handle):
            holder = _holder(handle)
            handle.close()
            raise trouble(folder, f"in use by {holder}; wait for it or give another --out.")
        if _still_there(path, handle):
            break
        handle.close()
    try:
        note = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        handle.truncate(0)
        handle.write(json.dumps(note).encode())
        handle.flush()
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows removes no open file: an empty one stays
            path.unlink(missing_ok=True)
        handle.close()


def _still_there(path: Path, handle: IO[bytes]) -> bool:
    """Whether the locked file is still the one its name leads to (not removed meanwhile)."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except FileNotFoundError:
        return False


def _take(handle: IO[bytes]) -> bool:
    """Try to lock an open file for this process."""
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(1 << 20)  # a byte beyond the note, which stays readable to others
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return os.name != "nt" and not _alive(handle)
    return True


def _note(handle: IO[bytes]) -> dict[str, Any]:
    handle.seek(0)
    try:
        note = json.loads(handle.read())
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}


def _holder(handle: IO[bytes]) -> str:
    note = _note(handle)
    return f"process {note.get('pid', 'unknown')} on {note.get('host', 'an unknown machine')}"


def _alive(handle: IO[bytes]) -> bool:
    """Where the file system has no locks: whether the process in the note still lives."""
    note = _note(handle)
    if not isinstance(note.get("pid"), int) or note.get("host") != socket.gethostname():
        return bool(note)
    try:
        os.kill(note["pid"], 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return bool(note["pid"] != os.getpid())
