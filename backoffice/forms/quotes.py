"""Forms of the quote desk: requests, the editor, approvals."""

from decimal import Decimal

from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.carts.rules import read_sheet
from core.kernel.i18n import N_
from core.quotes.errors import BreaksUnreadable, ListUnreadable
from core.quotes.operations import AskedSku
from core.quotes.rules.choosing import Break
from core.quotes.rules.inputs import LineInput, TermsInput
from core.quotes.states import LineRole
from core.web.amounts import AmountField, minor_of
from core.web.forms import Form, NumberField, whole_number

MONEY = {"inputmode": "decimal"}
ROLES = (
    (LineRole.INCLUDED.value, N_("Belongs to the offer")),
    (LineRole.OPTIONAL.value, N_("Optional: the customer may add it")),
    (LineRole.ALTERNATIVE.value, N_("Alternative: the customer chooses one")),
)


class NewQuoteForm(Form):
    """A quote without a request: for whom, and what it is called."""

    customer = StringField(
        N_("Customer"),
        [InputRequired(), Length(max=20)],
        description=N_("The number, as it stands on the customer's page."),
        render_kw={"autocomplete": "off", "maxlength": "20"},
    )
    title = StringField(N_("Title"), [Length(max=200)], render_kw={"maxlength": "200"})
    template = SelectField(N_("With a template"), validate_choice=False)
    source = StringField(
        N_("Or with what a quote or an order holds"),
        [Length(max=20)],
        description=N_("Its number."),
        render_kw={"autocomplete": "off", "maxlength": "20"},
    )
    contact_name = StringField(
        N_("Person"),
        [Length(max=200)],
        description=N_("Empty: the customer's own name."),
        render_kw={"maxlength": "200"},
    )


class TemplateForm(Form):
    """Under which name a version is kept."""

    name = StringField(N_("Name of the template"), [Length(max=80)], render_kw={"maxlength": "80"})


class TextForm(Form):
    """Something in words."""

    text = TextAreaField(N_("Text"), [Length(max=5000)], render_kw={"maxlength": "5000", "rows": "3"})


class MessageForm(TextForm):
    """A message to the customer, or a note among us."""

    line = SelectField(N_("About"), default="")
    is_internal = BooleanField(N_("Only for us"))


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField(N_("Reason"), [Length(max=500)], render_kw={"maxlength": "500", "rows": "2"})


class OwnerForm(Form):
    """Who looks after it."""

    owner = SelectField(N_("Who looks after it"), validate_choice=True)


class AddLinesForm(Form):
    """Articles by their numbers, one or many."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    skus = TextAreaField(
        N_("Article numbers"),
        [InputRequired(), Length(max=100_000)],
        description=N_("One article per line: the number, then the quantity."),
        render_kw={"rows": "2", "spellcheck": "false", "autocomplete": "off", "class": "mono"},
    )

    def asked(self) -> list[AskedSku]:
        """The articles and quantities, every line of them. Raises ListUnreadable; SheetRefused for what is no list."""
        sheet = read_sheet(self.skus.data or "")
        for row in sheet.bad[:1]:
            raise ListUnreadable(line=row.line, text=row.beginning)
        return [AskedSku(sku=row.sku, quantity=row.quantity) for row in sheet.rows]


class TermsForm(Form):
    """What holds for the whole version."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    valid_until = DateField(N_("Valid until the end of"), [InputRequired()])
    discount_percent = NumberField(N_("Percent off the whole"), [Optional()], places=2)
    discount_minor = AmountField(N_("Amount off the whole"), [Optional(), Length(max=20)], render_kw=MONEY)
    deposit_percent = NumberField(N_("Deposit in percent"), [Optional()], places=2)
    delivery_method = SelectField(N_("Way of delivery"), validate_choice=False)
    fee_minor = AmountField(
        N_("Delivery costs"),
        [Optional(), Length(max=20)],
        description=N_("Empty: as the way of delivery costs."),
        render_kw=MONEY,
    )
    terms_days = IntegerField(
        N_("Payable within days"), [Optional(), NumberRange(0, 365)], description=N_("Empty: by the customer's terms.")
    )
    opening = TextAreaField(N_("Opening"), [Length(max=5000)], render_kw={"rows": "2"})
    closing = TextAreaField(
        N_("Own terms"),
        [Length(max=5000)],
        description=N_("What stands here besides our usual terms is looked at by an approver, if the policy says so."),
        render_kw={"rows": "2"},
    )
    holds_stock = BooleanField(N_("Keep the goods until the offer ends"))
    in_calls = BooleanField(
        N_("May be ordered in several calls"),
        description=N_("Until it is used up or ends; the prices of the whole hold for every call."),
    )
    with_promotions = BooleanField(N_("With today's promotions"))

    def typed(self) -> TermsInput:
        """What was typed."""
        assert self.valid_until.data is not None  # required
        return TermsInput(
            valid_until=self.valid_until.data,
            discount_percent=self.discount_percent.data or Decimal(0),
            discount_minor=self.discount_minor.minor or 0,
            deposit_percent=self.deposit_percent.data or Decimal(0),
            delivery_method=self.delivery_method.data or "",
            fee_minor=self.fee_minor.minor,
            terms_days=self.terms_days.data,
            opening=self.opening.data or "",
            closing=self.closing.data or "",
            holds_stock=bool(self.holds_stock.data),
            in_calls=bool(self.in_calls.data),
            with_promotions=bool(self.with_promotions.data),
        )


class LineForm(Form):
    """All of one line."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    quantity = IntegerField(N_("Quantity"), [InputRequired(), NumberRange(min=1, max=99_999)])
    min_quantity = IntegerField(N_("The customer may take from"), [Optional(), NumberRange(min=1, max=99_999)])
    max_quantity = IntegerField(N_("up to"), [Optional(), NumberRange(min=1, max=99_999)])
    unit_minor = AmountField(N_("Own price each"), [Optional(), Length(max=20)], render_kw=MONEY)
    recurring_minor = AmountField(N_("Own price per interval"), [Optional(), Length(max=20)], render_kw=MONEY)
    breaks = TextAreaField(
        N_("Price breaks"),
        [Length(max=1000)],
        description=N_("One per line: from how many pieces on, then the price each, such as 10: 520.00"),
        render_kw={"rows": "3", "class": "mono"},
    )
    discount_percent = NumberField(N_("Percent off"), [Optional()], places=2)
    discount_minor = AmountField(N_("Amount off"), [Optional(), Length(max=20)], render_kw=MONEY)
    is_free = BooleanField(N_("Free of charge"))
    section = StringField(N_("Section"), [Length(max=120)], render_kw={"maxlength": "120"})
    role = SelectField(N_("Kind of line"), choices=ROLES)
    group = StringField(
        N_("Choice"), [Length(max=80)], description=N_("What alternatives have in common, such as “Grinder”.")
    )
    is_chosen = BooleanField(N_("Chosen as it is shown"))
    note = StringField(N_("Note"), [Length(max=200)], render_kw={"maxlength": "200"})

    def typed(self, line: LineInput) -> LineInput:
        """What was typed, for the article of a line. Raises BreaksUnreadable."""
        return LineInput(
            variant_id=line.variant_id,
            selection=line.selection,
            quantity=self.quantity.data or 0,
            min_quantity=self.min_quantity.data,
            max_quantity=self.max_quantity.data,
            unit_minor=self.unit_minor.minor,
            recurring_minor=self.recurring_minor.minor,
            breaks=self._breaks(is_recurring=line.recurring_minor is not None),
            discount_percent=self.discount_percent.data or Decimal(0),
            discount_minor=self.discount_minor.minor or 0,
            is_free=bool(self.is_free.data),
            section=self.section.data or "",
            role=LineRole(self.role.data),
            group=self.group.data or "",
            is_chosen=bool(self.is_chosen.data),
            note=self.note.data or "",
        )

    def _breaks(self, *, is_recurring: bool) -> tuple[Break, ...]:
        found = []
        for row in (self.breaks.data or "").splitlines():
            if not row.strip():
                continue
            pieces, _, price = row.partition(":")
            count = whole_number(pieces)
            try:
                minor = minor_of(price.strip())
            except ValueError:
                raise BreaksUnreadable from None
            once, again = (0, minor) if is_recurring else (minor, 0)
            found.append(Break(min_quantity=count, unit_minor=once, recurring_minor=again))
        return tuple(found)


class ExtensionForm(Form):
    """From when a contract is changed, and how long it binds then."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    effective_on = SelectField(N_("Changed from"), validate_choice=False)
    term_months = IntegerField(N_("Binds for months from then on"), [Optional(), NumberRange(min=0, max=120)])
    coterm = SelectField(
        N_("Binds until the same day as"),
        description=N_("Both are billed on the same days then. The months do not count."),
        validate_choice=False,
    )


class ExchangeForm(Form):
    """Another article instead of the contract's."""

    edition = HiddenField(validators=[InputRequired(), Length(max=9)])
    skus = StringField(
        N_("Article number of what it becomes"),
        [InputRequired(), Length(max=80)],
        description=N_("Another subscription at its list price. The contract goes on with the interval of that."),
        id="exchange-skus",
        render_kw={"autocomplete": "off", "maxlength": "80"},
    )


class DecideForm(Form):
    """An answer to what a rule asks."""

    note = TextAreaField(
        N_("Reason"),
        [Length(max=500)],
        description=N_("Needed for a refusal; with a grant it may stand empty."),
        render_kw={"maxlength": "500", "rows": "2"},
    )
