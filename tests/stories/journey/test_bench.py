"""The bench's own parts: what it serves is what production would send, and its table tells when a target is missed."""

import http.client

import brotli
import pytest

from bench.map.__main__ import row
from bench.map.serve import served


def answered(line: http.client.HTTPConnection, path: str) -> tuple[int, str | None, bytes]:
    line.request("GET", path)
    answer = line.getresponse()
    return answer.status, answer.headers["Content-Encoding"], answer.read()


def test_bench_serves_text_in_brotli_and_nothing_that_is_not_there():
    pages = {"/": ("text/html", b"<h1>Story</h1>"), "/a.png": ("image/png", b"\x89PNG")}

    with served(pages.get) as origin:
        line = http.client.HTTPConnection(origin.removeprefix("http://"))
        answers = {path: answered(line, path) for path in ("/", "/a.png", "/absent")}
        line.close()

    status, encoding, body = answers["/"]
    assert (status, encoding, brotli.decompress(body)) == (200, "br", b"<h1>Story</h1>")
    assert answers["/a.png"] == (200, None, b"\x89PNG")
    assert answers["/absent"] == (404, None, b"")


def test_table_says_which_targets_are_missed(capsys: pytest.CaptureFixture[str]):
    assert row("LCP", 400, 1000)
    assert not row("LCP", 401, 1000)
    assert row("LCP", 5000, None)
    assert not row("bytes without pictures", 25.1, None)

    assert capsys.readouterr().out.count("MISSED") == 2
