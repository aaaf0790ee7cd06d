"""Pictures made for a test: a face no living person has, and scenes without one."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from cms.core.pictures import picture_clean

# Left, top, right, bottom of the drawn face, in pixels of a picture of 400 x 400.
FACE = (125, 75, 275, 300)


def face(*, flat: bool = False) -> Image.Image:
    """A drawn head that the detector is sure of: grainy and soft as a photograph, or flat as a drawing."""
    image = Image.new("RGB", (400, 400), "beige") if flat else ground((400, 400))
    draw = ImageDraw.Draw(image)
    draw.rectangle((90, 300, 310, 400), fill=(60, 70, 110))
    draw.ellipse((110, 40, 290, 270), fill=(60, 40, 30))
    draw.rectangle((170, 260, 230, 320), fill=(190, 140, 115))
    draw.ellipse(FACE, fill=(214, 168, 140))
    for middle in (168, 232):
        draw.ellipse((middle - 22, 160, middle + 22, 180), fill=(240, 235, 230))
        draw.ellipse((middle - 9, 160, middle + 9, 180), fill=(50, 30, 25))
        draw.arc((middle - 26, 140, middle + 26, 175), 190, 350, fill=(55, 38, 30), width=8)
    draw.polygon([(200, 175), (188, 222), (212, 222)], fill=(196, 146, 120))
    draw.ellipse((186, 212, 214, 230), fill=(186, 132, 108))
    draw.ellipse((168, 246, 232, 268), fill=(165, 80, 80))
    if flat:
        return image
    grain = Image.blend(ground((400, 400)), Image.effect_noise((400, 400), 40).convert("RGB"), 0.5)
    return Image.blend(image.filter(ImageFilter.GaussianBlur(1.5)), grain, 0.2)


def ground(size: tuple[int, int]) -> Image.Image:
    """Soft noise, the same in every run."""
    chance = random.Random(6)
    small = Image.new("RGB", (size[0] // 6, size[1] // 6))
    small.putdata([(chance.randrange(70, 170),) * 3 for _ in range(small.width * small.height)])
    return small.resize(size, Image.Resampling.BICUBIC)


def scene() -> Image.Image:
    """Hills under a sky, and nobody there."""
    image = Image.new("RGB", (640, 480), (150, 190, 225))
    draw = ImageDraw.Draw(image)
    draw.polygon(
        [(0, 300), (180, 170), (330, 290), (480, 200), (640, 310), (640, 480), (0, 480)], fill=(70, 110, 70)
    )
    draw.polygon([(0, 400), (300, 330), (640, 410), (640, 480), (0, 480)], fill=(120, 100, 60))
    return image.filter(ImageFilter.GaussianBlur(1))


def bytes_of(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def stored(image: Image.Image) -> bytes:
    """The bytes an upload of it would be kept as."""
    return picture_clean(BytesIO(bytes_of(image))).read()
