"""What the demo shows beside its articles: what goes well with them, and a guide to download."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import typst
from sqlalchemy.orm import Session

from core.catalog.operations import add_file, relate_products
from core.catalog.queries import find_product_id
from core.catalog.states import FileKind
from core.demo.articles.values import Words

BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "hafen-one": ("speicher-grinder", "kaje-espresso-cups", "anker-tamper", "cleaning-tablets"),
    "lotse-office": ("quelle-water-filter", "milk-system-cleaner", "landungsbruecken-monthly", "installation"),
    "speicher-grinder": ("grinder-granules", "elbblick", "lot-scale", "hafen-one"),
    "deich-filter-brewer": ("kornhaus-grinder", "fischmarkt-mug", "descaler"),
}
"""By the address of a product those of what goes well with it; the others show their shelf."""

GUIDED: Final = ("hafen-one", "hafen-two", "pier", "lotse-office", "lotse-max", "lotse-compact", "lotse-home")
GUIDE_NAME: Final = Words("Care guide", "Pflegeanleitung")
GUIDE_PATH: Final = "documents/care-guide.pdf"
_GUIDE: Final = """
#set document(title: "Care guide / Pflegeanleitung")
#set page(paper: "a5", margin: 16mm)
#set text(size: 10.5pt, lang: "en")
= Caring for your machine
+ *Every day:* empty the tray, wipe the steam pipe at once, rinse the brew group with the blind basket.
+ *Every week:* one cleaning tablet through the brew group, milk parts into warm water with cleaner.
+ *Every second month:* descale, unless a water filter is in use; the display reminds you.
+ *Once a year:* let our technicians change the seals.
#v(8mm)
#set text(lang: "de")
= Die Maschine pflegen
+ *Jeden Tag:* Schale leeren, Dampfrohr sofort abwischen, Brühgruppe mit dem Blindsieb spülen.
+ *Jede Woche:* eine Reinigungstablette durch die Brühgruppe, Milchteile in warmes Wasser mit Reiniger.
+ *Alle zwei Monate:* entkalken, außer ein Wasserfilter ist im Einsatz; die Anzeige erinnert Sie.
+ *Einmal im Jahr:* Lassen Sie unsere Techniker die Dichtungen wechseln.
"""


def show_beside(session: Session, media_folder: Path) -> None:
    """Relate the articles to each other and give machines their guide."""
    for slug, others in BESIDE.items():
        relate_products(session, _id(session, slug), others)
    guide = media_folder / GUIDE_PATH
    guide.parent.mkdir(parents=True, exist_ok=True)
    size = guide.write_bytes(_set_guide())
    for slug in GUIDED:
        add_file(
            session,
            _id(session, slug),
            kind=FileKind.DOCUMENT,
            path=GUIDE_PATH,
            size=size,
            name=GUIDE_NAME.en,
            name_de=GUIDE_NAME.german,
        )


def _set_guide() -> bytes:
    pdf = typst.compile(_GUIDE.encode(), format="pdf")
    assert isinstance(pdf, bytes), "one document is one file"
    return pdf


def _id(session: Session, slug: str) -> UUID:
    found = find_product_id(session, slug)
    assert found is not None, f"the demo has {slug}"
    return found
