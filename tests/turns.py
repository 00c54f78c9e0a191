"""Long checks take turns: each run of the suite does a part of them whole, the next run the next part.

A change goes through many runs, so each part comes round within a few. ``./run test --slow`` does all of them, as is
done before anything is claimed that rests on them. What has its turn follows from the number of commits, so that two
runs of one tree do the same.
"""

import os
import shutil
import subprocess
from functools import cache

from coordination.config import ROOT

NOT_NOW = "this part has its turn in another run; ./run test --slow does all of them"


@cache
def commits() -> int:
    """How many commits this tree has; 0 where git does not say."""
    if shutil.which("git") is None:
        return 0
    said = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(said.stdout) if said.returncode == 0 and said.stdout.strip().isdigit() else 0


def has_its_turn(number: int, of: int) -> bool:
    """Whether part ``number`` of ``of`` is done whole in this run."""
    return bool(os.environ.get("COORDINATION_SLOW")) or (number + commits()) % of == 0
