"""Faces made harder on purpose: turned, darkened, shrunk, and hidden the ways people hide them."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

Box = tuple[int, int, int, int]  # left, top, width, height of the face
Change = Callable[[Image.Image, Box], Image.Image]


def _turned(degrees: int) -> Change:
    return lambda image, box: image.rotate(degrees, Image.Resampling.BICUBIC, expand=True)


def _darker(factor: float) -> Change:
    return lambda image, box: image.point([round(tone * factor) for tone in range(256)] * 3)


def _poor(image: Image.Image, box: Box) -> Image.Image:
    out = BytesIO()
    image.save(out, "JPEG", quality=10)
    return Image.open(out).convert("RGB")


def _shrunk(wide: int) -> Change:
    """The face `wide` pixels wide, somewhere in a picture of 1600 pixels without another."""

    def change(image: Image.Image, box: Box) -> Image.Image:
        factor = wide / box[2]
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        field = Image.linear_gradient("L").resize((1600, 1067))
        field = Image.merge("RGB", (field, field.rotate(180), field)).filter(ImageFilter.GaussianBlur(3))
        field = Image.blend(field, Image.effect_noise(field.size, 60).convert("RGB"), 0.25)
        field.paste(image.resize(size, Image.Resampling.LANCZOS).crop((0, 0, 1400, 1000)), (150, 60))
        return field

    return change


def _covered(left: float, top: float, right: float, bottom: float, colour: str = "black") -> Change:
    """A box over a part of the face, in shares of its sides."""

    def change(image: Image.Image, box: Box) -> Image.Image:
        x, y, wide, high = box
        changed = image.copy()
        edges = (x + left * wide, y + top * high, x + right * wide, y + bottom * high)
        ImageDraw.Draw(changed).rectangle(edges, fill=colour)
        return changed

    return change


def _squares(count: int) -> Change:
    """The face in `count` squares along its longer side."""

    def change(image: Image.Image, box: Box) -> Image.Image:
        x, y, wide, high = box
        side = max(1, max(wide, high) // count)
        face = image.crop((x, y, x + wide, y + high))
        small = face.resize((max(1, wide // side), max(1, high // side)), Image.Resampling.BOX)
        changed = image.copy()
        changed.paste(small.resize((wide, high), Image.Resampling.NEAREST), (x, y))
        return changed

    return change


def _blurred(divisor: float) -> Change:
    """Blurred by a sigma of the face's width over `divisor`, in an oval around it."""

    def change(image: Image.Image, box: Box) -> Image.Image:
        x, y, wide, high = box
        oval = Image.new("L", image.size, 0)
        edges = (x - wide * 0.1, y - high * 0.1, x + wide * 1.1, y + high * 1.1)
        ImageDraw.Draw(oval).ellipse(edges, fill=255)
        return Image.composite(image.filter(ImageFilter.GaussianBlur(wide / divisor)), image, oval)

    return change


CHANGES: dict[str, Change] = {
    "as it is": lambda image, box: image,
    "turned 20": _turned(20),
    "turned 45": _turned(45),
    "turned 90": _turned(90),
    "turned 180": _turned(180),
    "mirrored": lambda image, box: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "grey": lambda image, box: image.convert("L").convert("RGB"),
    "dark, a quarter": _darker(0.25),
    "dark, a tenth": _darker(0.1),
    "JPEG quality 10": _poor,
    "48 px of 1600": _shrunk(48),
    "32 px of 1600": _shrunk(32),
    "24 px of 1600": _shrunk(24),
    "16 px of 1600": _shrunk(16),
    "bar over the eyes": _covered(-0.05, 0.25, 1.05, 0.5),
    "upper half covered": _covered(0, 0, 1, 0.5),
    "lower half covered": _covered(0, 0.5, 1, 1),
    "right half covered": _covered(0.5, 0, 1, 1),
    "black box": _covered(0, 0, 1, 1),
    "white box": _covered(0, 0, 1, 1, "white"),
    "24 squares": _squares(24),
    "16 squares": _squares(16),
    "12 squares": _squares(12),
    "8 squares": _squares(8),
    "6 squares": _squares(6),
    "blur, face/20": _blurred(20),
    "blur, face/12": _blurred(12),
    "blur, face/8": _blurred(8),
    "blur, face/5": _blurred(5),
}
