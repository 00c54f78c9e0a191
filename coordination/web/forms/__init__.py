"""Forms: every question a page asks, checked and kept. How to use them: templates/components/README.md."""

from coordination.web.forms.choices import (
    ChoiceField,
    ChoicesField,
    ScaleField,
    SelectChoice,
    TickField,
    YesOrNoField,
    offered,
)
from coordination.web.forms.dates import DateField, TimeField
from coordination.web.forms.fields import (
    Asked,
    DecimalField,
    EmailField,
    HiddenTextField,
    LongTextField,
    PasswordField,
    TextField,
    UploadField,
    WholeNumberField,
)
from coordination.web.forms.form import AddingForm, ChangingForm, Form, Problem, page
from coordination.web.forms.keys import IdField, VersionField
from coordination.web.forms.rows import Row, RowsField

__all__ = [
    "AddingForm",
    "Asked",
    "ChangingForm",
    "ChoiceField",
    "ChoicesField",
    "DateField",
    "DecimalField",
    "EmailField",
    "Form",
    "HiddenTextField",
    "IdField",
    "LongTextField",
    "PasswordField",
    "Problem",
    "Row",
    "RowsField",
    "ScaleField",
    "SelectChoice",
    "TextField",
    "TickField",
    "TimeField",
    "UploadField",
    "VersionField",
    "YesOrNoField",
    "WholeNumberField",
    "offered",
    "page",
]
