"""Forms of search: words that mean the same, and products that stand above all others."""

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from core.kernel.i18n import N_
from core.web.forms import Form, options

LANGUAGES = [("", N_("Both languages")), ("en", N_("English")), ("de", N_("German"))]


class SynonymForm(Form):
    """What is typed, and what it means too."""

    typed = StringField(
        N_("What people type"), [DataRequired(), Length(max=80)],
        description=N_("One to three words, such as percolator. Capitals, accents and hyphens make no difference."),
    )  # fmt: skip
    meant = StringField(
        N_("What else it means"), [DataRequired(), Length(max=80)],
        description=N_("One to three words that articles have."),
    )  # fmt: skip
    is_two_way = BooleanField(N_("It holds the other way round too"), default=True)
    language = SelectField(N_("For pages in"), choices=options(LANGUAGES))


class PinForm(Form):
    """An article for a question."""

    query = HiddenField()
    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64)])


class QuestionForm(Form):
    """A question to pin articles to."""

    query = StringField(
        N_("What people type"), [DataRequired(), Length(max=80)],
        description=N_("The article stands above all others when exactly this is searched."),
    )  # fmt: skip
    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64)])
