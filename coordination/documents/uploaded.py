"""The words of a file that somebody sent, read in a process of its own that may use little memory and little time.

Such a file may be made to harm whoever opens it. The process holds no secret and no connection; where it fails or takes
too long, the file is kept all the same and nothing of it is known. Read are the words of PDFs, of word-processor files
and of text, and of pictures what the camera wrote: its notes, and where the picture was taken.
"""

import contextlib
import io
import os
import re
import resource
import subprocess
import sys
import zipfile

from coordination.config import ROOT

SECONDS = 20
_MEGABYTES = 512
_LONGEST = 20 * 1024 * 1024
_KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"})
_TAG = re.compile(r"<[^>]*>")
_ENDS_A_LINE = re.compile(r"</(?:w:p|text:p|text:h|w:tc)>|<w:(?:br|tab)\b[^>]*>")
_GPS = 0x8825


def words_of(content: bytes, media_type: str) -> str | None:
    """The words of a file; None where it could not be read in its limits."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__, media_type],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env=kept,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


# In the process of its own.


def read(content: bytes, media_type: str) -> str:
    """The words of a file, by what kind it is."""
    if media_type == "application/pdf":
        from coordination.protected import pdf_words

        return pdf_words.words(content)
    if media_type.startswith("image/"):
        return _camera(content)
    if media_type.startswith("application/vnd."):
        return _office(content)
    return content.decode(errors="replace")


def _office(content: bytes) -> str:
    """Every text in a file of a word processor, notes and headers too; what is larger than it may be is cut."""
    found, left = [], _LONGEST
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for part in opened.namelist():
            if not part.endswith((".xml", ".rels")) or left <= 0:
                continue
            with opened.open(part) as inside:
                said = inside.read(left).decode(errors="replace")
            left -= len(said)
            # A word that is set in two ways is two runs: what stands between them is no space.
            found.append(_TAG.sub("", _ENDS_A_LINE.sub("\n", said)))
            found += re.findall(r'Target="([^"]+)"', said)
    return "\n".join(found)


def _camera(content: bytes) -> str:
    """What the camera and its owner wrote into a picture, and where it was taken."""
    from PIL import Image
    from PIL.ExifTags import GPS

    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        held = opened.getexif()
        place = held.get_ifd(_GPS)
        said = [str(value) for value in (*held.values(), *opened.info.values()) if isinstance(value, (str, bytes))]
    position = [
        _degrees(place.get(key), place.get(letter))
        for key, letter in ((GPS.GPSLatitude, GPS.GPSLatitudeRef), (GPS.GPSLongitude, GPS.GPSLongitudeRef))
    ]
    return "\n".join([*said, ", ".join(filter(None, position))])


def _degrees(parts: object, letter: object) -> str:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return ""
    degrees, minutes, seconds = (float(part) for part in parts)
    sign = "-" if str(letter) in {"S", "W"} else ""
    return f"{sign}{degrees + minutes / 60 + seconds / 3600:.6f}"


def _main(media_type: str) -> None:
    limit = _MEGABYTES * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(read(sys.stdin.buffer.read(), media_type).encode())


if __name__ == "__main__":
    _main(sys.argv[1])
