"""Forms of the catalogue's files."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from core.assortment.rules.mapping import known_mappings
from core.kernel.i18n import N_
from core.web.forms import Form, options

OWN_MAPPING = "own"
LARGEST_MAPPING = 200_000


class ImportForm(Form):
    """A file of articles and what its columns mean."""

    file = FileField(
        N_("File"),
        [FileRequired(N_("Please choose a file."))],
        description=N_("CSV or JSON Lines, at most 200 MB. Rows are known by their article number."),
        render_kw={"accept": ".csv,.jsonl,.txt,text/csv"},
    )
    mapping = SelectField(N_("Mapping"), description=N_("What the columns mean. Kontor is the shape of our exports."))
    own_mapping = FileField(
        N_("Mapping of your own"),
        description=N_("A TOML file; needed only if you choose your own above."),
        render_kw={"accept": ".toml"},
    )
    is_dry_run = BooleanField(
        N_("Dry run"), default=True, description=N_("Looks at every row and says what would happen. Changes nothing.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.mapping.gettext(N_("My own file"))
        names = [(known.name, known.name.capitalize()) for known in known_mappings()]
        self.mapping.choices = options([*names, (OWN_MAPPING, own)])
