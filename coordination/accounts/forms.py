"""The forms of signing in and of somebody's own account."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from coordination.accounts import passwords
from coordination.accounts.models import DigestOften
from coordination.web.forms import (
    ChoiceField,
    EmailField,
    Form,
    HiddenTextField,
    LongTextField,
    PasswordField,
    SelectChoice,
    TextField,
    UploadField,
)
from coordination.web.languages import gettext

# How the names of the form that asks for a fresh proof begin.
PROVING = "prove-"


class SignInForm(Form):
    """Who it is, and where they were going."""

    email = EmailField(_("Email address"), autocomplete="username")
    password = PasswordField(_("Password"))
    next = HiddenTextField(maxlength=2000)


class CodeForm(Form):
    """A code of the app, or one of the recovery codes."""

    code = TextField(
        _("Code"),
        hint=_("6 digits from your app, or one of your recovery codes"),
        missing=_("Enter the 6 digits your app shows now"),
        maxlength=20,
        width="10",
        autocomplete="one-time-code",
        spellcheck=False,
    )
    next = HiddenTextField(maxlength=2000)


class ConfirmAppForm(Form):
    """The first code of an app that was just set up."""

    code = TextField(
        _("Code your app shows now"),
        hint=_("6 digits"),
        missing=_("Enter the 6 digits your app shows now"),
        maxlength=20,
        width="10",
        inputmode="numeric",
        autocomplete="one-time-code",
        spellcheck=False,
    )
    next = HiddenTextField(maxlength=2000)


class ProveForm(Form):
    """Who it is, once more: the password, and the second proof of whoever has one.

    Its names begin as no other form's do: it may carry what somebody sent before they were asked.
    """

    password = PasswordField(_("Your password"), asked_when=lambda form: not form.passkey.data)
    code = TextField(
        _("Code"),
        hint=_("6 digits from your app, or one of your recovery codes"),
        missing=_("Enter the 6 digits your app shows now"),
        maxlength=20,
        width="10",
        autocomplete="one-time-code",
        spellcheck=False,
        asked_when=lambda form: form.wants_code and not form.passkey.data,
    )
    passkey = HiddenTextField(maxlength=20_000)
    next = HiddenTextField(maxlength=2000)
    # Where what was sent is sent again, and the mark that says it was us who put it here.
    then = HiddenTextField(maxlength=2000)
    mark = HiddenTextField(maxlength=100)

    def __init__(self, *, wants_code: bool, **rest: Any) -> None:
        self.wants_code = wants_code
        super().__init__(prefix=PROVING, **rest)


class PasskeyForm(Form):
    """A passkey the browser has just made, and what its person calls it."""

    name = TextField(
        _("What do you call it?"),
        hint=_("So that you know it again: “Work laptop”, “My phone”"),
        maxlength=60,
        missing=_("Enter a name for the passkey"),
        width="20",
    )
    answer = HiddenTextField(maxlength=20_000)
    next = HiddenTextField(maxlength=2000)


class NewPasswordField(PasswordField):
    """A password somebody chooses: long, and not one that is guessed first."""

    def __init__(self, label: Any, **rest: Any) -> None:
        super().__init__(
            label,
            hint=_(
                "At least %(count)s characters. Three or more words that do not belong together are easy to remember.",
                count=passwords.SHORTEST,
            ),
            autocomplete="new-password",
            **rest,
        )
        self.about = ""

    def check(self) -> None:
        """The same rules as the operation's, in the reader's language."""
        if len(self.typed) < passwords.SHORTEST:
            raise ValidationError(
                gettext("The password must be %(count)s characters or more", count=passwords.SHORTEST)
            )
        if len(self.typed) > passwords.LONGEST:
            raise ValidationError(
                gettext("The password must be %(count)s characters or fewer", count=passwords.LONGEST)
            )
        if passwords.is_guessable(self.typed, self.about):
            raise ValidationError(
                gettext("That password is easy to guess. Try three or more words that do not belong together")
            )


class ChoosePasswordForm(Form):
    """A first or forgotten password, by a link."""

    password = NewPasswordField(_("New password"))


class ChangePasswordForm(Form):
    """Another password, by somebody signed in."""

    present = PasswordField(_("Your password now"))
    password = NewPasswordField(_("New password"))


class ForgottenForm(Form):
    """Whose password was forgotten."""

    email = EmailField(_("Email address"), autocomplete="username")


class LeaversForm(Form):
    """People who have left: a list of their addresses, typed or in a file."""

    addresses = LongTextField(
        "Email addresses",
        hint="One a line, or copied from a message or a table",
        required=False,
        maxlength=40_000,
        rows=8,
        subject="The list",
    )
    file = UploadField(
        "Or a CSV file",
        hint="Every email address in it is read, whatever its columns are called",
        required=False,
        endings=(".csv", ".txt"),
        maximum_bytes=1024 * 1024,
    )

    def words(self) -> str:
        """What was typed, and what is in the file."""
        sent = self.file.fact()
        read = sent.stream.read().decode("utf-8", errors="replace") if sent is not None else ""
        return f"{self.addresses.fact() or ''}\n{read}"


class LeaversConfirmForm(Form):
    """The addresses that were shown, to be ended."""

    addresses = HiddenTextField(maxlength=200_000)


class DigestForm(Form):
    """How often somebody is told by mail how much changed."""

    often = ChoiceField(
        _("How often do you want an email that says how much changed?"),
        hint=_("It gives numbers and a link to sign in. It names nobody. When nothing changed, nothing is sent."),
        choices=[
            SelectChoice(DigestOften.DAILY.value, _("Every day")),
            SelectChoice(DigestOften.WEEKLY.value, _("Once a week, on Monday")),
            SelectChoice(DigestOften.OFF.value, _("Never")),
        ],
        coerce=DigestOften,
        missing=_("Choose how often"),
    )


class LanguageForm(Form):
    """The language of somebody's pages and messages."""

    language = ChoiceField(_("Language"))
