"""What can go wrong when time is counted; each message is a sentence that says what to do."""


class TimescaleError(ValueError):
    """Any refusal by the timescales: the message may be shown to the person who asked."""


class UnknownRule(TimescaleError):
    """No rule has that id."""


class BadDate(TimescaleError):
    """The date is missing, is not a date, or lies outside the years that can be counted."""


class BadSetting(TimescaleError):
    """An authority's own number is not allowed for this rule."""


class BadFact(TimescaleError):
    """A fact given about the child's case is not of the kind the rule needs."""


class TermsNotSet(TimescaleError):
    """School days or terms were asked for, and the calendar holds no term dates that reach that far."""


class RuleTableError(TimescaleError):
    """The packaged table of rules is not well formed: a fault of the product, found when it is loaded."""
