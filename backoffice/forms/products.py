"""Forms of the catalogue: products and what belongs to them, many at once, shelves and attributes."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from core.catalog.states import ArticleKind, AttributeType, Measure, Supply, TaxClass
from core.kernel.i18n import N_
from core.web.amounts import AmountField
from core.web.forms import Form, options

KINDS = [
    (ArticleKind.PHYSICAL.value, N_("Goods")),
    (ArticleKind.SERVICE.value, N_("Service")),
    (ArticleKind.SUBSCRIPTION.value, N_("Subscription")),
    (ArticleKind.BUNDLE.value, N_("Bundle")),
]
TAX_CLASSES = [(TaxClass.STANDARD.value, N_("Standard rate")), (TaxClass.REDUCED.value, N_("Reduced rate"))]
SUPPLIES = [
    (Supply.GOODS.value, N_("Goods: where they arrive")),
    (Supply.SERVICE.value, N_("Service: where we are, for companies where they are")),
    (Supply.ON_SITE.value, N_("Work on site: where it is done")),
    (Supply.DIGITAL.value, N_("Digital: where the customer is")),
]
TYPES = [
    (AttributeType.TEXT.value, N_("Text")),
    (AttributeType.NUMBER.value, N_("Number")),
    (AttributeType.BOOL.value, N_("Yes or no")),
    (AttributeType.CHOICE.value, N_("Choice")),
]
SLUG = Regexp(r"[a-z0-9]+(?:-[a-z0-9]+)*", message=N_("Please use small letters, digits and hyphens only."))
SKU = Regexp(r"[^\s/?#\\]+$", message=N_("Please enter a number without spaces, and without / ? # or a backslash."))


class TextsForm(Form):
    """What a product is called and said to be, in both languages."""

    name = StringField(N_("Name in English"), [DataRequired(), Length(max=200)])
    name_de = StringField(N_("Name in German"), [DataRequired(), Length(max=200)])
    summary = TextAreaField(N_("Summary in English"), [Length(max=400)])
    summary_de = TextAreaField(N_("Summary in German"), [Length(max=400)])
    description = TextAreaField(N_("Description in English"), [Length(max=20_000)], render_kw={"rows": 8})
    description_de = TextAreaField(N_("Description in German"), [Length(max=20_000)], render_kw={"rows": 8})
    brand = StringField(N_("Brand"), [Length(max=120)])


class SettingsForm(Form):
    """How a product is taxed, delivered and sorted."""

    tax_class = SelectField(N_("Tax class"), choices=options(TAX_CLASSES))
    supply = SelectField(
        N_("Taxed as"),
        choices=options(SUPPLIES),
        description=N_("It decides in which country the VAT is owed, and by whom."),
    )
    delivery_days = IntegerField(N_("Delivery days"), [InputRequired(), NumberRange(min=0, max=365)])
    rank = IntegerField(
        N_("Rank"),
        [InputRequired(), NumberRange(min=0, max=1_000_000)],
        description=N_("A smaller number is recommended earlier."),
    )
    shelves = SelectMultipleField(N_("Shelves"), [DataRequired()], render_kw={"size": 8})
    related = TextAreaField(
        N_("Goes well with it"),
        [Length(max=2000)],
        description=N_("Addresses of products such as hafen-one, one on a line. Without any we show its shelf."),
        render_kw={"rows": 3},
    )

    def __init__(self, *args: Any, shelves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves.choices = shelves


class NewProductForm(Form):
    """The least that a product needs."""

    name = StringField(N_("Name in English"), [DataRequired(), Length(max=200)])
    name_de = StringField(N_("Name in German"), [DataRequired(), Length(max=200)])
    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64), SKU])
    kind = SelectField(N_("Kind"), choices=options(KINDS))
    tax_class = SelectField(N_("Tax class"), choices=options(TAX_CLASSES))
    unit_code = SelectField(N_("Business unit"))
    shelf = SelectField(N_("Shelf"))
    interval_months = IntegerField(N_("Interval in months"), [Optional(), NumberRange(min=1, max=120)])
    duration_minutes = IntegerField(N_("Duration in minutes"), [Optional(), NumberRange(min=1, max=10_000)])
    part_sku = StringField(
        N_("Article inside"),
        [Optional(), Length(max=64)],
        description=N_("For a bundle: the number of the first article in it. More, and choices, on its page."),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], shelves: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_code.choices, self.shelf.choices = units, shelves


class VariantForm(Form):
    """One variant of a product."""

    sku = StringField(N_("Article number"), [DataRequired(), Length(max=64), SKU])
    option_name = StringField(N_("Option in English"), [Length(max=60)], description=N_("Such as Colour."))
    option_name_de = StringField(N_("Option in German"), [Length(max=60)])
    option = StringField(N_("Value in English"), [Length(max=120)], description=N_("Such as Petrol."))
    option_de = StringField(N_("Value in German"), [Length(max=120)])
    unit_quantity = IntegerField(
        N_("Content"),
        [Optional(), NumberRange(min=1, max=100_000_000)],
        description=N_("Grams or millilitres; the base price is counted from it."),
    )
    unit = SelectField(
        N_("Unit"), choices=options([("", N_("none")), (Measure.GRAM.value, "g"), (Measure.MILLILITRE.value, "ml")])
    )
    interval_months = IntegerField(N_("Interval in months"), [Optional(), NumberRange(min=1, max=120)])
    term_months = IntegerField(N_("Shortest term in months"), [Optional(), NumberRange(min=0, max=120)])
    notice_months = IntegerField(N_("Notice in months"), [Optional(), NumberRange(min=0, max=24)])
    trial_days = IntegerField(
        N_("Days of trial"),
        [Optional(), NumberRange(min=0, max=365)],
        description=N_("They cost nothing; the first period begins behind them."),
    )
    setup_gross_minor = AmountField(
        N_("Setting up, gross"),
        [Optional()],
        description=N_("Paid once, in price lists that count gross."),
        render_kw={"inputmode": "decimal"},
    )
    setup_net_minor = AmountField(
        N_("Setting up, net"),
        [Optional()],
        description=N_("Paid once, in price lists that count net."),
        render_kw={"inputmode": "decimal"},
    )
    plan_name = StringField(
        N_("Plan in English"),
        [Length(max=120)],
        description=N_("Such as Quarterly. Variants with the same option are offered as plans to choose from."),
    )
    plan_name_de = StringField(N_("Plan in German"), [Length(max=120)])
    duration_minutes = IntegerField(N_("Duration in minutes"), [Optional(), NumberRange(min=1, max=10_000)])
    is_active = BooleanField(N_("For sale"), default=True)


class AttributesForm(Form):
    """Values of attributes, one on a line."""

    facts = TextAreaField(
        N_("Attributes"),
        [Length(max=40_000)],
        description=N_(
            "One on a line: code = value, or code = English / German. Codes stand on the page of attributes."
        ),
        render_kw={"rows": 12, "spellcheck": "false"},
    )


class PictureForm(Form):
    """A picture with what it shows."""

    file = FileField(
        N_("Picture"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("SVG, PNG, JPEG or WebP, at most 5 MB."),
        render_kw={"accept": "image/svg+xml,image/png,image/jpeg,image/webp"},
    )
    name = StringField(
        N_("What it shows, in English"),
        [DataRequired(), Length(max=200)],
        description=N_("Read to people who cannot see it."),
    )
    name_de = StringField(N_("What it shows, in German"), [DataRequired(), Length(max=200)])


class DocumentForm(Form):
    """A document to download."""

    file = FileField(
        N_("Document"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("PDF, at most 20 MB."),
        render_kw={"accept": "application/pdf"},
    )
    name = StringField(N_("Title in English"), [DataRequired(), Length(max=200)])
    name_de = StringField(N_("Title in German"), [DataRequired(), Length(max=200)])


class FileForm(Form):
    """What a file is called and where it stands."""

    name = StringField(N_("Text in English"), [DataRequired(), Length(max=200)])
    name_de = StringField(N_("Text in German"), [DataRequired(), Length(max=200)])
    position = IntegerField(N_("Position"), [InputRequired(), NumberRange(min=0, max=1000)])


class VisibilityForm(Form):
    """Where a product is found, when and by whom."""

    slug = StringField(
        N_("Address"),
        [DataRequired(), Length(max=120), SLUG],
        description=N_("The former address leads to the new one."),
    )
    visible_from = DateTimeLocalField(N_("Visible from"), [Optional()], description=N_("In the time of the company."))
    visible_until = DateTimeLocalField(N_("Visible until"), [Optional()])
    audience = SelectMultipleField(
        N_("Only for buyers with"),
        description=N_("None chosen: everybody. Others find nothing at its address."),
        render_kw={"size": 4},
    )

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience.choices = lists


class PlannedChangeForm(Form):
    """What shall be different from a moment on; what is left empty stays."""

    due_at = DateTimeLocalField(N_("When"), [InputRequired()], description=N_("In the time of the company."))
    shown = SelectField(
        N_("In the shop"), choices=options([("", N_("as it is")), ("yes", N_("publish")), ("no", N_("withdraw"))])
    )
    name = StringField(N_("Name in English"), [Length(max=200)])
    name_de = StringField(N_("Name in German"), [Length(max=200)])
    summary = TextAreaField(N_("Summary in English"), [Length(max=400)])
    summary_de = TextAreaField(N_("Summary in German"), [Length(max=400)])
    brand = StringField(N_("Brand"), [Length(max=120)])
    delivery_days = IntegerField(N_("Delivery days"), [Optional(), NumberRange(min=0, max=365)])


class BulkForm(Form):
    """One thing to do with many products."""

    what = SelectField(
        N_("With the chosen products"),
        choices=options(
            [
                ("publish", N_("Publish")),
                ("withdraw", N_("Withdraw")),
                ("shelf", N_("Put on the shelf …")),
                ("brand", N_("Set the brand …")),
                ("tax_class", N_("Set the tax class … (standard, reduced)")),
                ("delivery_days", N_("Set the delivery days …")),
                ("retail", N_("Move retail prices by … percent")),
                ("business", N_("Move business prices by … percent")),
            ]
        ),
    )
    value = StringField(N_("Value for …"), [Length(max=120)])
    scope = RadioField(
        N_("Which products"),
        choices=options([("chosen", N_("The ticked ones")), ("all", N_("All that match the filter"))]),
        default="chosen",
    )


class ShelfForm(Form):
    """A shelf in the tree."""

    name = StringField(N_("Name in English"), [DataRequired(), Length(max=120)])
    name_de = StringField(N_("Name in German"), [DataRequired(), Length(max=120)])
    slug = StringField(N_("Address"), [DataRequired(), Length(max=120), SLUG])
    parent = SelectField(N_("Below"))
    summary = TextAreaField(N_("Summary in English"), [Length(max=400)])
    summary_de = TextAreaField(N_("Summary in German"), [Length(max=400)])
    position = IntegerField(N_("Position"), [InputRequired(), NumberRange(min=0, max=10_000)], default=0)

    def __init__(self, *args: Any, parents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent.choices = parents


class AttributeForm(Form):
    """An attribute: its words, its type, and whether it is a filter."""

    code = StringField(N_("Code"), [DataRequired(), Length(max=120), SLUG])
    name = StringField(N_("Name in English"), [DataRequired(), Length(max=120)])
    name_de = StringField(N_("Name in German"), [DataRequired(), Length(max=120)])
    type = SelectField(N_("Type"), choices=options(TYPES), description=N_("The type does not change any more."))
    unit = StringField(N_("Unit"), [Length(max=20)])
    is_facet = BooleanField(N_("Offer as a filter"))
    position = IntegerField(N_("Position"), [InputRequired(), NumberRange(min=0, max=10_000)], default=1000)
    choices = TextAreaField(
        N_("Choices"),
        [Length(max=20_000)],
        description=N_("One on a line: English = German."),
        render_kw={"rows": 6},
    )
