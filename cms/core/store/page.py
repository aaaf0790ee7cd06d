"""One finished page: its bytes in three encodings and its headers, in memory and on disk.

    <epoch>/<path>/index.html  index.html.gz  index.html.br  index.json (headers)  .claim

No Django import: the wrapper reads this.
"""

import gzip
import hashlib
import json
import os
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import brotli

Headers = list[tuple[str, str]]

IDENTITY = ""
SUFFIXES = {"br": ".br", "gzip": ".gz", IDENTITY: ""}
TAGS = {"br": "-br", "gzip": "-gz", IDENTITY: ""}  # one ETag for each encoding
# 10 is 2 % larger than 11 and takes 25 ms instead of 65 for a story of 85 kB.
BROTLI_QUALITY = 10
# Said anew with each answer: they depend on the encoding or on the server.
OF_THE_ANSWER = {"content-length", "content-encoding", "etag", "vary", "date", "server", "connection"}
OF_THE_BODY = {"content-type", "content-length", "content-encoding"}
MEMORY_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What is sent for one page in one encoding. `tag` is the SHA-256 of the page itself, shortened; `stamp` says which
    file on disk it is, 0 if none."""

    tag: str
    stamp: int
    headers: Headers
    headers_unchanged: Headers
    body: bytes


def answer_make(
    tag: str, stamp: int, headers: Iterable[tuple[str, str]], encoding: str, body: bytes
) -> Answer:
    full = [(name, value) for name, value in headers if name.lower() not in OF_THE_ANSWER]
    full += [("Vary", "Accept-Encoding"), ("ETag", f'"{tag}{TAGS[encoding]}"')]
    full += [("Content-Encoding", encoding)] if encoding else []
    full += [("Content-Length", str(len(body)))]
    return Answer(tag, stamp, full, [pair for pair in full if pair[0].lower() not in OF_THE_BODY], body)


def compress(content: bytes) -> dict[str, bytes]:
    """The bytes of each encoding. Equal content gives equal bytes."""
    return {
        "br": brotli.compress(content, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(content, 9, mtime=0),
        IDENTITY: content,
    }


def page_keep(epoch: Path, path: str, headers: Headers, content: bytes) -> dict[str, Answer]:
    """Compresses a page and writes it below an epoch; returns its answers by encoding.

    The first to come writes: files of two renders never mix. A full disk or a directory swept away loses the page, not
    the answer. `index.html` comes last, because nginx looks for it.
    """
    tag = hashlib.sha256(content).hexdigest()[:32]
    bodies = compress(content)
    head = [pair for pair in headers if pair[0].lower() not in OF_THE_ANSWER]
    place, stamp = epoch / path.strip("/"), 0
    with suppress(OSError):
        if epoch.is_dir() and _claim(place):
            for encoding in ("br", "gzip"):
                _write(place / f"index.html{SUFFIXES[encoding]}", bodies[encoding])
            _write(place / "index.json", json.dumps({"tag": tag, "headers": head}).encode())
            _write(place / "index.html", content)
            stamp = (place / "index.json").stat().st_mtime_ns
    return {encoding: answer_make(tag, stamp, head, encoding, body) for encoding, body in bodies.items()}


def _claim(place: Path) -> bool:
    place.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(place / ".claim", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _write(target: Path, content: bytes) -> None:
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    part.write_bytes(content)
    part.replace(target)


def answer_load(epoch: Path, path: str, encoding: str) -> Answer | None:
    """A page in one encoding as it was kept, or None."""
    place = epoch / path.strip("/")
    try:
        stamp = (place / "index.json").stat().st_mtime_ns
        head = json.loads((place / "index.json").read_bytes())
        body = (place / f"index.html{SUFFIXES[encoding]}").read_bytes()
    except OSError:
        return None
    return answer_make(head["tag"], stamp, [(name, value) for name, value in head["headers"]], encoding, body)


class Memory:
    """The answers of one epoch this process sent last, up to so many bytes. Another epoch forgets them all."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self._limit = limit
        self._epoch = ""
        self._bytes = 0
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, epoch: str, path: str, encoding: str) -> Answer | None:
        """Call with the epoch just read from the link: it becomes the one whose answers are held."""
        with self._lock:
            if epoch != self._epoch:
                self._answers.clear()
                self._epoch, self._bytes = epoch, 0
                return None
            found = self._answers.get((path, encoding))
            if found:
                self._answers.move_to_end((path, encoding))
            return found

    def put(self, epoch: str, path: str, encoding: str, answer: Answer) -> None:
        """Holds an answer, unless another epoch has begun since."""
        with self._lock:
            if epoch != self._epoch:
                return
            older = self._answers.pop((path, encoding), None)
            self._answers[path, encoding] = answer
            self._bytes += len(answer.body) - (len(older.body) if older else 0)
            while self._bytes > self._limit:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.body)

    def clear(self) -> None:
        """For when the store is dark: what was taken down should not stay in memory either."""
        if self._answers:
            with self._lock:
                self._answers.clear()
                self._epoch, self._bytes = "", 0
