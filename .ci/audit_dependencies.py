"""Ask whether a published weakness touches a locked package; fail when one does, or one was not looked up.

pip-audit passes in silence over packages its source does not know. Here that is a failure, unless the source
knows none of them at all: then no advisory source is reachable from this machine, and nothing is claimed.
"""

import json
import subprocess
import sys
from pathlib import Path

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
SOURCES = ("pypi", "osv")
UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "NameResolutionError",
    "ProxyError",
    "SSLError",
)


class Unreachable(Exception):
    """The advisory source does not answer from here."""


def say(*lines: str) -> None:
    """Print for the person who runs the checks."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def audit(lock: str, source: str) -> list[str]:
    """Findings about the packages of one hashed lock, one line each.

    Raises Unreachable when the source does not answer or knows no package at all.
    """
    asked = subprocess.run(  # noqa: S603 - our own tool and files
        [
            *(
                PIP_AUDIT,
                "--requirement",
                lock,
                "--require-hashes",
                "--disable-pip",
                "--vulnerability-service",
                source,
            ),
            *("--format", "json", "--progress-spinner", "off", "--timeout", "15"),
        ],
        capture_output=True,
        text=True,
    )
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        if any(word in asked.stderr for word in UNREACHABLE):
            raise Unreachable from None
        last = asked.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return [f"{lock}: pip-audit did not finish: {last[0]}"]
    skipped = [package for package in packages if "skip_reason" in package]
    if packages and len(skipped) == len(packages):
        raise Unreachable
    found = [f"{lock}: {package['name']} was not looked up: {package['skip_reason']}" for package in skipped]
    for package in packages:
        for weakness in package.get("vulns", []):
            fixed = ", ".join(weakness.get("fix_versions", [])) or "no release"
            found.append(f"{lock}: {package['name']} {package['version']}: {weakness['id']}, mended by {fixed}")
    return found


def main(locks: list[str]) -> int:
    """Audit each lock by the first source that answers. Returns the exit code."""
    for source in SOURCES:
        try:
            found = [line for lock in locks for line in audit(lock, source)]
        except Unreachable:
            continue
        say(*found or [f"No published weakness in {', '.join(locks)}, by {source}."])
        return 1 if found else 0
    say("Not audited: no advisory source is reachable from this machine.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
