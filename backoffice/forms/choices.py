"""Forms for what the buyers of a bundle choose."""

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.catalog.rules.choices import MOST_PIECES, MOST_TIMES
from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form, options

PRICINGS = [
    (OptionPricing.DIFFERENCE.value, N_("A difference to the bundle's own price")),
    (OptionPricing.OWN.value, N_("What the article costs alone")),
]
RULES = [
    (ChoiceRuleKind.REQUIRES.value, N_("works only together with")),
    (ChoiceRuleKind.EXCLUDES.value, N_("does not go together with")),
    (ChoiceRuleKind.AT_MOST.value, N_("at most so many for each of")),
]


class PartsForm(Form):
    """What is always inside a bundle."""

    parts = TextAreaField(
        N_("What is always inside"),
        [Length(max=10_000)],
        description=N_("One article number on a line, with its pieces behind it: INST-A 1."),
        render_kw={"rows": 5, "spellcheck": "false"},
    )


class GroupForm(Form):
    """A question that a bundle asks."""

    name = StringField(
        N_("Name in English"), [DataRequired(), Length(max=120)], description=N_("Such as Your machine.")
    )
    name_de = StringField(N_("Name in German"), [DataRequired(), Length(max=120)])
    least = IntegerField(
        N_("At least"), [InputRequired(), NumberRange(0, 60)], default=1, description=N_("0: it may be left out.")
    )
    most = IntegerField(
        N_("At most"),
        [InputRequired(), NumberRange(1, 60)],
        default=1,
        description=N_("1: one option excludes the others."),
    )


class OptionForm(Form):
    """An answer to a question."""

    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64)])
    quantity = IntegerField(
        N_("Pieces"),
        [InputRequired(), NumberRange(1, MOST_PIECES)],
        default=1,
        description=N_("So many pieces come into the bundle each time it is taken."),
    )
    times = IntegerField(N_("Can be taken up to so often"), [InputRequired(), NumberRange(1, MOST_TIMES)], default=1)
    preset = BooleanField(
        N_("Proposed"),
        description=N_("It is taken as long as nobody chooses otherwise, and is in the bundle's own price."),
    )
    is_recommended = BooleanField(N_("Recommended"), description=N_("The shop marks it."))
    pricing = SelectField(N_("Price"), choices=options(PRICINGS))
    extra_gross_minor = AmountField(
        N_("Difference, gross"),
        [Optional()],
        description=N_("For lists that count gross; each period for a subscription. Less than 0 makes it cheaper."),
        render_kw={"inputmode": "decimal"},
    )
    extra_net_minor = AmountField(
        N_("Difference, net"),
        [Optional()],
        description=N_("For lists that count net."),
        render_kw={"inputmode": "decimal"},
    )


class NewGroupForm(GroupForm, OptionForm):
    """A question with its first answer."""


class RuleForm(Form):
    """How two options go together."""

    option = SelectField(N_("Option"))
    kind = SelectField(N_("Rule"), choices=options(RULES))
    other = SelectField(N_("Other option"))
    factor = IntegerField(
        N_("How many"), [Optional(), NumberRange(1, MOST_TIMES)], default=1, description=N_("Only for at most.")
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option.choices = self.other.choices = options
