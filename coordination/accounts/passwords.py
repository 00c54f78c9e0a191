"""Passwords: kept as argon2id hashes, checked in the same time whether or not there is an account.

The parameters are above the least of ASVS 5.0 appendix C (argon2id, 3 passes, 12 MiB). When they change here, a hash
made with the old ones is made anew at the next sign-in, the only moment the password is known.
"""

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 1000
FEWEST_SIGNS = 6

hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)

# Words that are tried first by anybody who guesses; with digits and signs taken away, a password that is one of
# them, however often repeated, is as good as none.
_WORDS = """
password passwort passwd welcome letmein qwerty qwertyuiop asdfghjkl zxcvbnm iloveyou princess monkey dragon
football baseball liverpool arsenal chelsea sunshine superman batman master shadow summer winter autumn spring
changeme default admin administrator secret hello abc abcdef abcdefgh london england council children social
worker socialworker school teacher nurse family coordination january february march april june july august
september october november december monday tuesday wednesday thursday friday saturday sunday
"""
_GUESSED_FIRST = frozenset(_WORDS.split())
_RUNS = ("0123456789012345", "9876543210987654", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def hashed(password: str) -> str:
    """The hash to keep."""
    return hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password of ``kept``. Without one, the same work is done and the answer is no."""
    spare = _of_nobody()
    try:
        hasher.verify(kept or spare, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return hasher.check_needs_rehash(kept)


def is_guessable(password: str, about: str = "") -> bool:
    """Whether a password is one of those tried first: few different signs, a run of the keyboard, a common word
    repeated, or words from ``about`` (the person's own name and address).
    """
    plain = password.casefold()
    if len(set(plain)) < FEWEST_SIGNS:
        return True
    letters = re.sub(r"[\W\d_]", "", plain)
    if _is_made_of(letters, _GUESSED_FIRST):
        return True
    if any(plain in run * 2 or plain[::-1] in run * 2 for run in _RUNS):
        return True
    own = set(re.findall(r"[^\W\d_]{3,}", about.casefold()))
    return bool(own) and _is_made_of(letters, _GUESSED_FIRST | own)


def _is_made_of(letters: str, words: frozenset[str] | set[str]) -> bool:
    """Whether the letters are words of the list one after another, and nothing else."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(start in reached and letters[start:end] in words for start in range(max(0, end - 24), end)):
            reached.add(end)
    return bool(letters) and len(letters) in reached


@cache
def _of_nobody() -> str:
    """A hash of no password that anybody has, so that an unknown address costs what a known one does."""
    return hasher.hash("no password is this one")
