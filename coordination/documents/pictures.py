"""Pictures people send us: opened with care, made small, and stripped of where, when and with what they were taken."""

import io
import warnings

from PIL import Image, ImageOps

SIDE = 640
_MOST_PIXELS = 50_000_000


class NotAPicture(Exception):
    """Not a JPEG or PNG, or one too large to open."""


def portrait(content: bytes) -> bytes:
    """A JPEG of at most 640 pixels a side, the right way up, with nothing of the camera's in it. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise NotAPicture
                opened.draft("RGB", (SIDE, SIDE))
                turned = ImageOps.exif_transpose(opened) or opened
                turned.thumbnail((SIDE, SIDE))
                whole = turned.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as wrong:
        raise NotAPicture from wrong
    plain = Image.new("RGB", whole.size, "white")
    plain.paste(whole, mask=whole.getchannel("A"))
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()
