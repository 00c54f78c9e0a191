"""What the page of the authority's own words asks, and what every page asks that publishes words for a young person."""

from typing import Any
from uuid import UUID

from coordination.web.forms import AddingForm, ChoiceField, Form, HiddenTextField, LongTextField, TextField
from coordination.wording import beside
from coordination.wording.operations import LONGEST


class WordsForTheYoungPerson(Form):
    """A form whose words a young person will read: harder than was chosen for them, it asks why."""

    hard_words_why = LongTextField(
        "Why do these words have to be this hard?",
        hint="For example: “It is the name of the course”. It is kept with them.",
        missing="Say why these words have to be this hard, or change them first",
        rows=2,
        maxlength=500,
        asked_when=lambda form: form.asks_why,
    )
    asks_why = False

    def weigh(self, of: Any, *texts: str | None) -> None:
        """Ask why, where one of these texts reads older than was chosen for the child. ``of``: the child, or a row of
        theirs. One query, none where there is no text.
        """
        self.asks_why = bool(beside.harder_than_agreed(of, [text for text in texts if text]))


class WordForm(AddingForm):
    """A word to point out, and what to write instead."""

    words = TextField(
        "Word or words to point out",
        hint="As people write it: “placement”, “LAC review”. Capitals do not matter.",
        missing="Enter the word to point out",
        maxlength=LONGEST,
    )
    instead = TextField(
        "What to write instead",
        hint="Words a child would use: “your home”.",
        missing="Enter what to write instead",
        maxlength=120,
    )
    authority_id = ChoiceField(
        "Authority",
        shown_as="select",
        coerce=UUID,
        missing="Choose the authority",
        asked_when=lambda form: form.asks_authority,
    )
    asks_authority = False


class LeaveOutForm(AddingForm):
    """A word the coach is to say nothing of."""

    words = HiddenTextField(maxlength=LONGEST, required=True)
    place = HiddenTextField(maxlength=40, required=True)
