"""The form of the quick order."""

from flask_wtf.file import FileField
from wtforms import TextAreaField

from core.kernel.i18n import N_
from core.web.forms import Form


class QuickOrderForm(Form):
    """A list of article numbers and quantities, pasted or as a file."""

    text = TextAreaField(
        N_("Article numbers and quantities"),
        description=N_(
            "One article per line: the number, then the quantity, apart by a tab, semicolon, comma or space."
            " Up to 10,000 lines."
        ),
        render_kw={"rows": "10", "spellcheck": "false", "autocomplete": "off", "class": "mono"},
    )
    file = FileField(
        N_("Or a file"),
        description=N_("CSV or text, as spreadsheets save it."),
        render_kw={"accept": ".csv,.txt,.tsv,text/csv,text/plain"},
    )
