"""Mutation testing of the policy: each small change of its code must make some test of it fail.

A mutant is one change in one function (a comparison turned round, an "and" made an "or", a "not" left out, a constant
changed) or one entry left out of one of the module's sets. It is put into the functions themselves, in a forked
process, so that nothing is imported anew; the tests of the policy then run until one fails. A mutant that no test
notices is written out with its line, unless it is listed in ``ALIKE`` with the reason why it changes nothing.

    python -m tests.mutants            all of them
    python -m tests.mutants 3/40       the third of forty parts
"""

import ast
import copy
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).resolve().parent
MODULES = ("policy", "standing", "caveats", "conditions", "facts")
# The quick ones first: most mutants die there.
TESTS = [
    str(HERE / "unit" / "access" / name)
    for name in (
        "test_account_and_relationship.py",
        "test_conditions.py",
        "test_caveats_giving_and_state.py",
        "test_rows_labels_and_permits.py",
        "test_catalogue_and_page.py",
        "test_what_each_person_sees.py",
        "test_policy_properties.py",
        "test_policy_against_oracle.py",
    )
]
# Sets that are no part of a decision, or are read once while the rules are loaded: a change in a running process says
# nothing about them. The tests name their entries one by one.
NOT_HERE = frozenset({"MAY_BREAK_GLASS", "SAYS_WHAT_IS_OWN"})
# (module, the line of code, the change) -> why it changes nothing that anybody could see.
ALIKE: dict[tuple[str, str, str], str] = {
    (
        "policy",
        'owed = _obligations(verb, "full", "process", label, frozenset(), third_party)',
        "'process' made another word",
    ): "of all the ways in, only break-glass owes anything by its name",
    (
        "policy",
        'owed = _obligations(verb, "full", "process", label, frozenset(), third_party)',
        "'full' made another word",
    ): "only a limited or published extent owes anything by its name",
    ("policy", "if len(matches) > 1:", "Gt turned"): "the widest of one is that one",
    (
        "standing",
        "",
        "MAY_LEAD without 'LP'",
    ): "a lead whose own post is the lead's is found before the set is asked; who may be made one, tests of cases ask",
    (
        "policy",
        "if label == usual or (label in RANK and RANK[label] <= RANK.get(usual, -2)):",
        "LtE turned",
    ): "no two labels have one rank, and the label of the section itself is asked about before",
    (
        "policy",
        'if thing.state != "open" or thing.caveats or thing.facts:',
        "'open' made another word",
    ): "a short cut: the step it leaves out lets an open record by",
}

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Mutant(NamedTuple):
    """One change: where it is, and what was done. ``name`` and ``entry`` are of a set that lacks one entry."""

    module: str
    line: int
    what: str
    index: int
    name: str = ""
    entry: Any = None
    code: str = ""

    @property
    def alike(self) -> bool:
        """Whether it is known to change nothing."""
        return (self.module, self.code, self.what) in ALIKE

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.what}"


class _Changes(ast.NodeTransformer):
    """Counts every possible change in functions, and makes the one with this index."""

    def __init__(self, wanted: int | None = None) -> None:
        self.wanted, self.count = wanted, 0
        self.found: list[tuple[int, str]] = []
        self._inside = False

    def _due(self, node: ast.AST, what: str) -> bool:
        here = self.count
        self.count += 1
        self.found.append((getattr(node, "lineno", 0), what))
        return here == self.wanted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        before, self._inside = self._inside, True
        if node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
            node.body = [node.body[0], *[self.visit(line) for line in node.body[1:]]]
        else:
            node.body = [self.visit(line) for line in node.body]
        self._inside = before
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = _TURNED.get(type(node.ops[0]))
        if self._inside and turned is not None and self._due(node, f"{type(node.ops[0]).__name__} turned"):
            node.ops[0] = turned()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._inside and self._due(node, f"{type(node.op).__name__} turned"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if self._inside and isinstance(node.op, ast.Not) and self._due(node, "not left out"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not self._inside:
            return node
        if isinstance(node.value, bool):
            if self._due(node, f"{node.value} turned"):
                return ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int):
            if self._due(node, f"{node.value} made {node.value + 1}"):
                return ast.copy_location(ast.Constant(node.value + 1), node)
        elif isinstance(node.value, str) and node.value and self._due(node, f"{node.value!r} made another word"):
            return ast.copy_location(ast.Constant(node.value + " mutant"), node)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node


def _module(name: str) -> Any:
    return importlib.import_module(f"coordination.access.{name}")


def _tree(name: str) -> ast.Module:
    return ast.parse(Path(_module(name).__file__).read_text())


def every() -> list[Mutant]:
    """Every mutant there is, in the order of the code."""
    made: list[Mutant] = []
    for name in MODULES:
        changes = _Changes()
        changes.visit(_tree(name))
        lines = Path(_module(name).__file__).read_text().splitlines()
        made += [
            Mutant(name, line, what, index, code=lines[line - 1].strip())
            for index, (line, what) in enumerate(changes.found)
        ]
        for key, value in vars(_module(name)).items():
            if isinstance(value, frozenset) and key.isupper() and key not in NOT_HERE and _is_its_own(name, key):
                made += [
                    Mutant(name, 0, f"{key} without {entry!r}", -1, key, entry) for entry in sorted(value, key=str)
                ]
    return made


def _is_its_own(name: str, key: str) -> bool:
    return any(
        isinstance(line, ast.Assign | ast.AnnAssign)
        and any(
            isinstance(to, ast.Name) and to.id == key
            for to in getattr(line, "targets", [getattr(line, "target", None)])
        )
        for line in _tree(name).body
    )


def put_in(mutant: Mutant) -> None:
    """Change the functions of the running process."""
    module = _module(mutant.module)
    for name in MODULES:
        for held in list(vars(_module(name)).values()):
            # What was worked out before the change.
            if hasattr(held, "cache_clear"):
                held.cache_clear()
    if mutant.name:
        held = getattr(module, mutant.name)
        changed = held - {mutant.entry}
        for name in MODULES:
            other = _module(name)
            for key, value in list(vars(other).items()):
                if value is held:
                    setattr(other, key, changed)
        return
    tree = _Changes(mutant.index).visit(copy.deepcopy(_tree(mutant.module)))
    ast.fix_missing_locations(tree)
    scratch: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(tree, module.__file__, "exec"), scratch)  # noqa: S102 - our own code, changed on purpose
    for real, new in _functions(vars(module), scratch, module.__name__):
        real.__code__ = new.__code__


def _functions(real: dict[str, Any], new: dict[str, Any], name: str) -> Iterator[tuple[FunctionType, FunctionType]]:
    for key, held in list(real.items()):
        if isinstance(held, type) and held.__module__ == name and isinstance(new.get(key), type):
            yield from _functions(dict(vars(held)), dict(vars(new[key])), name)
            continue
        one, other = _bare(held), _bare(new.get(key))
        if one is not None and other is not None and one.__module__ == name and not one.__closure__:
            yield one, other


def _bare(held: Any) -> FunctionType | None:
    held = getattr(held, "fget", held)
    held = getattr(held, "__wrapped__", held)
    return held if isinstance(held, FunctionType) else None


def survives(mutant: Mutant) -> bool:
    """Whether no test notices, in a process of its own."""
    child = os.fork()
    if child == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        code = 1
        try:
            put_in(mutant)
            code = pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *TESTS])
        finally:
            os._exit(0 if code == 0 else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def main(words: list[str]) -> int:
    """Try all mutants, or a part of them. 1 where one survives that is not alike."""
    chosen = every()
    if words:
        part, of = (int(word) for word in words[0].split("/"))
        chosen = [mutant for number, mutant in enumerate(chosen) if number % of == part % of]
    if pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", *TESTS]) != 0:
        return 2
    alive = []
    for number, mutant in enumerate(chosen, 1):
        if not mutant.alike and survives(mutant):
            alive.append(str(mutant))
            sys.stdout.write(f"alive: {mutant}\n")
        sys.stdout.flush()
        if number % 25 == 0:
            sys.stdout.write(f"{number} of {len(chosen)}\n")
    sys.stdout.write(
        f"{len(chosen)} mutants, {len(alive)} alive: {100 * (1 - len(alive) / max(1, len(chosen))):.1f} %\n"
    )
    return 1 if alive else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
