"""Is the audit whole? Every chain is read from its first row to its head, and against the signed checkpoints.

A checkpoint is one line written outside the database: the heads of all chains at an instant, signed with a key
derived from ``SECRET_KEY``. A chain that was cut short, head and all, is found because a checkpoint knew it longer.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, text

from coordination import clock
from coordination.audit.models import CHAINS


@dataclass
class Verdict:
    """What the verification found: ``problems`` are sentences, first bad row of each chain first."""

    rows: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed, added or cut."""
        return not self.problems


_LINKS = text(
    """
    select chain, sequence, hash_ok, link_ok, order_ok from (
      select r.chain, r.sequence,
        r.hash = sha256(r.previous_hash || audit_body(r)) as hash_ok,
        r.previous_hash = lag(r.hash, 1, sha256(convert_to('chain ' || r.chain, 'UTF8')))
          over (partition by r.chain order by r.sequence, r.at) as link_ok,
        r.sequence = row_number() over (partition by r.chain order by r.sequence, r.at) as order_ok
      from audit_row r
    ) checked
    where not (hash_ok and link_ok and order_ok)
    order by chain, sequence
    """
)
_HEADS = text(
    """
    select c.chain, c.sequence, c.hash, coalesce(last.sequence, 0) as last_sequence,
      coalesce(last.hash, sha256(convert_to('chain ' || c.chain, 'UTF8'))) as last_hash
    from audit_chain c
    left join lateral (
      select r.sequence, r.hash from audit_row r where r.chain = c.chain order by r.sequence desc limit 1
    ) last on true
    order by c.chain
    """
)


def verify(connection: Connection, checkpoints: Path | None = None, key: str = "") -> Verdict:
    """Read every row of every chain. ``connection`` may be the auditor's."""
    verdict = Verdict(rows=int(connection.execute(text("select count(*) from audit_row")).scalar_one()))
    seen: set[int] = set()
    for row in connection.execute(_LINKS):
        if row.chain not in seen:
            seen.add(row.chain)
            what = "was changed" if not row.hash_ok else "does not follow the row before it"
            verdict.problems.append(f"Chain {row.chain}: row {row.sequence} {what}.")
    heads = {row.chain: row for row in connection.execute(_HEADS)}
    for chain in range(CHAINS):
        head = heads.get(chain)
        if head is None:
            verdict.problems.append(f"Chain {chain}: its head is missing.")
        elif (head.sequence, bytes(head.hash)) != (head.last_sequence, bytes(head.last_hash)):
            verdict.problems.append(f"Chain {chain}: its last row is not the one its head names.")
    for at, held in _read(checkpoints, key, verdict) if checkpoints else []:
        for chain, (sequence, digest) in held.items():
            if sequence == 0:
                continue
            found = connection.execute(
                text("select hash from audit_row where chain = :chain and sequence = :sequence"),
                {"chain": chain, "sequence": sequence},
            ).scalar()
            if found is None:
                verdict.problems.append(f"Chain {chain}: shorter than the checkpoint of {at} knew it: truncated.")
            elif bytes(found).hex() != digest:
                verdict.problems.append(f"Chain {chain}: row {sequence} is not the one the checkpoint of {at} signed.")
    return verdict


def write_checkpoint(connection: Connection, checkpoints: Path, key: str) -> None:
    """Append the heads of all chains, signed, to the checkpoints file."""
    heads = {
        str(row.chain): [row.sequence, bytes(row.hash).hex()]
        for row in connection.execute(text("select chain, sequence, hash from audit_chain order by chain"))
    }
    body = json.dumps({"at": clock.now().isoformat(), "heads": heads}, sort_keys=True)
    checkpoints.parent.mkdir(parents=True, exist_ok=True)
    with checkpoints.open("a") as file:
        file.write(f"{sign(body, key)} {body}\n")


def sign(body: str, key: str, purpose: str = "audit checkpoint") -> str:
    """The signature of a line kept outside the database, with a key of ``SECRET_KEY`` for this purpose alone."""
    derived = hashlib.sha256(f"{purpose} ".encode() + key.encode()).digest()
    return hmac.new(derived, body.encode(), hashlib.sha256).hexdigest()


def _read(path: Path, key: str, verdict: Verdict) -> list[tuple[str, dict[int, tuple[int, str]]]]:
    """The newest checkpoint is enough: each names the whole length of every chain."""
    if not path.exists():
        return []
    lines = path.read_text().splitlines()
    if not lines:
        return []
    signature, _, body = lines[-1].partition(" ")
    if not hmac.compare_digest(signature, sign(body, key)):
        verdict.problems.append("The newest checkpoint is not signed with this deployment's key.")
        return []
    held = json.loads(body)
    return [(held["at"], {int(chain): (int(n), str(digest)) for chain, (n, digest) in held["heads"].items()})]
