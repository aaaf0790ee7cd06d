"""The checkers of pictures: faces and hidden faces, what only a person can see, and what the files carry."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image

from cms.core.models import Picture
from privacy.evidence import face_checks  # noqa: F401  (the check registers itself)
from privacy.evidence.checkers import Checker, register
from privacy.evidence.faces import faces_find
from privacy.evidence.files import NotWebP, carried
from privacy.evidence.findings import Finding, Kind, Level, register_kinds
from privacy.evidence.hidden import hidden_find
from privacy.frozen import Frozen
from privacy.models.picture_evidence import PictureEvidence
from privacy.picture_files import bytes_of

RULES = 1  # goes up whenever faces.py or hidden.py would find something else
RANDOM_NAME = re.compile(r"pictures/[0-9a-f]{32}(?:_[A-Za-z0-9]{7})?\.webp")

register_kinds(
    Kind(
        "face",
        _(
            "A face can be seen (%(score)s of 100). Crop the picture or choose another: a blurred or barred face is "
            "recognised by those who know it. A drawing, a statue, an animal? Say so."
        ),
    ),
    Kind(
        "face_drawn",
        _(
            "A drawn face (%(score)s of 100). Was it traced from a photograph of the person? Then draw another."
        ),
    ),
    Kind("face_likely", _("This may be a face (%(score)s of 100). Look at it closely.")),
    Kind(
        "hidden_mosaic",
        _("Coarse squares, as if something was pixelated. Crop it out: pixelated faces are recognised."),
    ),
    Kind("hidden_box", _("A box of one colour, as if something was covered. What does the rest still show?")),
    Kind(
        "picture_unreadable",
        _("This picture cannot be read. Upload it again as JPEG or PNG."),
        overridable=False,
    ),
    Kind(
        "picture_gone",
        _(
            "The file of this picture is gone, or is not what it was. Upload it again, and choose the new one."
        ),
        overridable=False,
    ),
    Kind(
        "picture_look",
        _("Is this a blurred, cropped or turned person? No machine sees that. Say what the picture shows."),
        choices=(
            ("thing", _("No person: a place, a thing, a map")),
            ("drawing", _("A drawing that was not traced from a photograph of the person")),
            ("nobody", _("A person, and neither a neighbour nor a trafficker could tell who")),
        ),
    ),
    Kind(
        "pictures_seen",
        _(
            "%(count)s pictures were looked at in several sizes and turned. A machine overlooks people from behind, "
            "strong blur, tattoos, uniforms, plates and houses: look at every picture."
        ),
    ),
    Kind(
        "file_format",
        _("The stored file is not a WebP picture. Upload the picture again."),
        overridable=False,
    ),
    Kind(
        "file_carries",
        _("The stored file carries more than pixels (%(what)s). Upload the picture again."),
        overridable=False,
    ),
    Kind(
        "file_name",
        _("The stored file has a name that is not random. Upload the picture again."),
        overridable=False,
    ),
    Kind(
        "files_clean",
        _("%(count)s files were looked through; those without a finding carry nothing but pixels."),
    ),
)


@dataclass
class Material:
    """Bytes of each picture by its hash (None: gone), findings known from before, and those that are new."""

    content: dict[str, bytes | None]
    known: dict[str, list[Finding]] = field(default_factory=dict)
    fresh: dict[str, list[Finding]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)


def picture_findings(content: bytes, where: str = "") -> list[Finding]:
    """What is seen in one stored picture. Boxes are in its pixels. A pure function.

    Raises:
        ImportError: the face detector cannot be loaded on this machine.
    """
    try:
        with Image.open(BytesIO(content), formats=("WEBP",)) as opened:
            opened.load()
            image = opened.convert("RGB")
    except Exception:  # noqa: BLE001  (a decoder raises whatever broken bytes make it raise)
        return [Finding("picture_unreadable", Level.BLOCK, where)]
    found = []
    for face in faces_find(image):
        if face.is_likely:
            kind = "face" if face.is_sure else "face_drawn" if face.is_high else "face_likely"
            level = Level.BLOCK if face.is_sure else Level.FLAG
            details = {"score": max(face.score, face.close)}
            found.append(Finding(kind, level, where, box=face.box, details=details))
    for patch in hidden_find(image):
        found.append(Finding(f"hidden_{patch.kind}", Level.FLAG, where, box=patch.box))
    return found


def file_findings(content: bytes, where: str = "") -> list[Finding]:
    """What one stored file carries besides pixels. A pure function."""
    try:
        extra = carried(content)
    except NotWebP:
        return [Finding("file_format", Level.BLOCK, where)]
    if not extra:
        return []
    what = ", ".join(name or "bytes behind the end" for name in extra)
    return [Finding("file_carries", Level.BLOCK, where, details={"what": what})]


def _place(sha256: str) -> str:
    return f"picture.{sha256}"


# --- Faces ----------------------------------------------------------------------------------------------------


def _gather(frozen: Frozen) -> Material:
    """One query, and the bytes of the pictures that these rules have not seen yet."""
    rows = PictureEvidence.objects.filter(sha256__in=frozen.files, rules=_rules())
    known = {row.sha256: [_read(entry, row.sha256) for entry in row.findings] for row in rows}
    content = {name: None if name in known else bytes_of(name) for name in frozen.files}
    return Material(content=content, known=known)


def _look(material: Material) -> Iterator[Finding]:
    for sha256, content in material.content.items():
        if sha256 in material.known:
            yield from material.known[sha256]
        elif content is None:
            yield Finding("picture_gone", Level.BLOCK, _place(sha256))
        else:
            material.fresh[sha256] = picture_findings(content, _place(sha256))
            yield from material.fresh[sha256]
    if material.content:
        yield Finding("pictures_seen", Level.NOTE, details={"count": len(material.content)})


def _keep(material: Material) -> None:
    """Remembers what was found; whoever else looked at the same moment found the same."""
    PictureEvidence.objects.bulk_create(
        [
            PictureEvidence(sha256=sha256, rules=_rules(), findings=[_written(one) for one in found])
            for sha256, found in material.fresh.items()
        ],
        ignore_conflicts=True,
    )


def _rules() -> str:
    return f"pictures:{RULES}"


def _written(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "level": str(finding.level),
        "box": finding.box,
        "details": dict(finding.details),
    }


def _read(entry: dict[str, Any], sha256: str) -> Finding:
    box = tuple(entry["box"]) if entry["box"] else None
    return Finding(entry["kind"], Level(entry["level"]), _place(sha256), box=box, details=entry["details"])


# --- What only a person sees, and what a file carries -----------------------------------------------------------


def _names(frozen: Frozen) -> list[str]:
    return frozen.files


def _ask(names: Iterable[str]) -> Iterator[Finding]:
    for sha256 in names:
        yield Finding("picture_look", Level.FLAG, _place(sha256))


def _gather_files(frozen: Frozen) -> Material:
    names: dict[str, list[str]] = {}
    for sha256, name in Picture.objects.filter(sha256__in=frozen.files).values_list("sha256", "file"):
        names.setdefault(sha256, []).append(name)
    return Material(content={sha256: bytes_of(sha256) for sha256 in frozen.files}, names=names)


def _look_at_files(material: Material) -> Iterator[Finding]:
    for sha256, content in material.content.items():
        if content is None:
            yield Finding("picture_gone", Level.BLOCK, _place(sha256))
        else:
            yield from file_findings(content, _place(sha256))
        if not all(RANDOM_NAME.fullmatch(name) for name in material.names.get(sha256, ())):
            yield Finding("file_name", Level.BLOCK, _place(sha256))
    if material.content:
        yield Finding("files_clean", Level.NOTE, details={"count": len(material.content)})


register(
    Checker("faces", _("Faces in pictures"), ("pictures", "people"), RULES, _gather, _look, 180, _keep),
    Checker("picture_look", _("What pictures show"), ("pictures",), 1, _names, _ask),
    Checker("files", _("What files carry"), ("files",), 1, _gather_files, _look_at_files),
)
