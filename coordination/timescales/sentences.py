"""What an explanation says, sentence by sentence, in reading order."""

from collections.abc import Mapping
from datetime import date

from coordination.timescales.calendar import Calendar
from coordination.timescales.conditions import CONDITIONS
from coordination.timescales.errors import BadSetting
from coordination.timescales.exemptions import Ground
from coordination.timescales.facts import Facts, whole_number
from coordination.timescales.phrases import counted, join, long_date
from coordination.timescales.shape import ROLES, Bound, Confidence, Direction, Kind, Rule, Severity, Unit

NOT_A_LIMIT = {
    Kind.SOON: "it must be done as soon as practicable, and no number of days is given.",
    Kind.CONTENT: "it says what must be done or written, not by when.",
    Kind.CAP: "it is the most there may be, whenever that is.",
    Kind.PAUSE: "it says when another clock stands still.",
    Kind.ENTITLEMENT: "it says what somebody is entitled to.",
}


def number_of(found: Rule, settings: Mapping[str, int]) -> int | None:
    """The number to count: the rule's own, or the authority's where the rule is its to set."""
    if found.id not in settings:
        return found.n
    chosen = settings[found.id]
    if found.setting is None:
        raise BadSetting(f"{found.id} is not a council's to set. Take it out of the settings.")
    least, most = found.setting.least, found.setting.most
    if isinstance(chosen, bool) or not isinstance(chosen, int) or not least <= chosen <= most:
        raise BadSetting(f"{found.id} must be between {least} and {counted(most, found.unit)}, and {chosen!r} is not.")
    return chosen


def how_it_starts(found: Rule, begins: date, start: date) -> str:
    """The day the clock starts, and what happened on it."""
    counted = "The clock starts on" if found.direction is Direction.AFTER else "It is counted back from"
    said = f"{counted} {long_date(begins)}, the day {found.trigger_words}."
    return said if begins == start else f"{said} It was asked about on {long_date(start)}."


def what_is_owed(found: Rule, n: int | None) -> str:
    """The limit and the duty, and who answers for it."""
    who = ROLES[found.answers_for]
    if found.bound is Bound.MAY:
        length = "Until then" if n is None else f"For {counted(n, found.unit)}"
        return f"{length} {found.duty}."
    if n is None:
        return f"By then: {found.duty}. The {who} answers for it."
    length = counted(n, found.unit)
    if found.bound is Bound.AT_LEAST:
        return f"At least {length} must be left for {found.duty}. The {who} answers for it."
    kind = {
        Severity.STATUTORY: "The limit is",
        Severity.GUIDANCE: "Guidance says",
        Severity.LOCAL: "The council's own aim is",
    }[found.severity]
    return f"{kind} {length} to {found.duty}. The {who} answers for it."


def own_number(found: Rule, n: int | None) -> list[str]:
    """For a rule of local practice: whose number it is."""
    if found.setting is None or found.n is None or n is None:
        return []
    most = counted(found.setting.most, found.unit)
    if n == found.n:
        return [f"This is the usual number; a council may set its own, up to {most}."]
    chosen = counted(n, found.unit)
    return [f"This council has set {chosen}; the usual number is {found.n} and the most is {most}."]


def conclusion(found: Rule, due: date, days: Calendar) -> list[str]:
    """The day the count ends, and what that means."""
    if found.bound is Bound.MAY:
        return [f"So it holds until the end of {long_date(due)}."]
    if found.bound is Bound.AT_LEAST:
        return [f"So the time runs to the end of {long_date(due)}; the next step may be taken the day after."]
    must = "must be done" if found.may_be_breached else "should be done"
    if found.unit is Unit.CLOCK_HOUR:
        return [f"So it {must} by that hour on {long_date(due)}."]
    said = [f"So it {must} by the end of {long_date(due)}."]
    if not days.is_working_day(due):
        said.append(f"The last working day before that is {long_date(days.previous_working_day(due))}.")
    return said


def when_it_applies(found: Rule, applies: bool | None) -> list[str]:
    """The conditions of a rule that has any."""
    if not found.applies_if or applies is True:
        return []
    words = join([CONDITIONS[name].words for name in found.applies_if])
    if applies is None:
        return [f"It applies when {words}."]
    what = "this clock does not run" if found.is_limit else "it does not apply"
    return [f"On what is recorded {what}: it applies when {words}."]


def sooner(found: Rule) -> list[str]:
    """What brings the date forward."""
    return [f"It must happen sooner if {'; or '.join(found.sooner_if)}."] if found.sooner_if else []


def ground_words(found: Rule) -> list[str]:
    """Each ground for a later date, with its letter."""
    return [f"({each.ground}) {each.words}" for each in found.exemptions]


def later(found: Rule, grounds: tuple[Ground, ...]) -> list[str]:
    """What allows a later date, and what is known of it in this case."""
    if not found.exemptions:
        return []
    listed = "; ".join(ground_words(found))
    said = [f"A later date may be allowed, with the reason and evidence recorded: {listed}."]
    known = [sentence for each in grounds for sentence in each.sentences]
    return [*said, *dict.fromkeys(known)]


def over_the_caps(found: Rule, facts: Facts) -> list[str]:
    """Which caps the facts keep and which they pass."""
    said = []
    for cap in found.caps:
        value = whole_number(facts, cap.fact)
        if value is None:
            said.append(f"The most is {cap.most} {cap.words}.")
        elif value > cap.most:
            said.append(f"{value} {cap.words} is more than the most there may be, which is {cap.most}.")
        else:
            said.append(f"{value} {cap.words} is within the most there may be, which is {cap.most}.")
    return said


def standing(found: Rule, start: date) -> list[str]:
    """What kind of rule it is, whether it was in force, and how surely it is known."""
    said = []
    if found.severity is Severity.GUIDANCE:
        said.append("This is guidance: a later date is not a breach of the law.")
    if found.severity is Severity.LOCAL:
        said.append("This is local practice, not law: a later date is not a breach.")
    if not found.in_force_on(start):
        began, ended = found.effective_from, found.effective_to
        when = " and ".join(
            words
            for words in (
                f"from {long_date(began)}" if began else "",
                f"until {long_date(ended)}" if ended else "",
            )
            if words
        )
        said.append(f"This rule has effect {when}: on the start date another rule may have applied.")
    if found.confidence is Confidence.TO_CONFIRM:
        said.append("This rule is to be confirmed locally before anybody relies on it.")
    elif found.confidence is Confidence.SECONDARY and found.severity is not Severity.LOCAL:
        said.append("This rule was checked in a secondary source, not in the text of the law.")
    return said
