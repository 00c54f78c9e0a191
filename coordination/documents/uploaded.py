"""The words of a file that somebody sent, read in a process of its own that may use little memory and little time.

Such a file may be made to harm whoever opens it. The process holds no secret and no connection; where it fails or takes
too long, the file is kept all the same and nothing of it is known. What is read of each kind:
:mod:`coordination.documents.file_words`.
"""

import contextlib
import os
import resource
import subprocess
import sys

from coordination.config import ROOT

SECONDS = 20
# What is longer is not looked through: it would be no paper that a person reads.
MOST_SIGNS = 1_000_000
_MEGABYTES = 512
_KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"})


def words_of(content: bytes, media_type: str) -> str | None:
    """The words of a file; None where it could not be read in its limits, or not the whole of it."""
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
    said = done.stdout.decode(errors="replace") if done.returncode == 0 else None
    return None if said is None or len(said) > MOST_SIGNS else said


def _main(media_type: str) -> None:
    # Only the process of its own carries what reads files.
    from coordination.documents.file_words import read

    limit = _MEGABYTES * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(read(sys.stdin.buffer.read(), media_type).encode(errors="replace"))


if __name__ == "__main__":
    _main(sys.argv[1])
