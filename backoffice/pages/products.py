"""From forms to drafts of articles and back, and where uploaded pictures and documents are kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.assortment.queries import FactRow, ProductCard
from core.catalog.errors import AttributeLineWrong
from core.catalog.operations import add_file
from core.catalog.queries import categories_menu
from core.catalog.rules import AttributeDraft, code_of, document_suffix, picture_suffix
from core.catalog.rules.files import LARGEST_DOCUMENT, LARGEST_PICTURE
from core.catalog.states import FileKind
from core.kernel.clock import COMPANY_ZONE
from core.kernel.db import new_id
from core.kernel.settings import get_settings
from core.pricing.queries.lists import price_lists
from core.web.locale import current_locale

SAID = " = "
BETWEEN = " / "


def shelf_choices(session: Session) -> list[tuple[str, str]]:
    """Every shelf with those above it, in the order of the menu."""
    tree = categories_menu(session, locale=current_locale())
    return [(node.slug, " > ".join(step.name for step in tree.breadcrumb_of(node))) for node in tree.nodes]


def list_choices(session: Session) -> list[tuple[str, str]]:
    """The price lists by which buyers are told apart."""
    return [(found.code, found.name) for found in price_lists(session)]


def lines_of(text: str | None) -> list[str]:
    """What stands on the lines of a field."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def moment_of(local: datetime | None) -> datetime | None:
    """A moment that was typed in the time of the company."""
    return None if local is None else local.replace(tzinfo=COMPANY_ZONE)


def local_of(moment: datetime | None) -> datetime | None:
    """A moment as the field shows it."""
    return None if moment is None else moment.astimezone(COMPANY_ZONE).replace(tzinfo=None)


# --- attributes


def facts_text(facts: Iterable[FactRow]) -> str:
    """Attributes as they are typed: code = value, or code = English / German."""
    return "\n".join(f"{fact.code}{SAID}{_written(fact)}" for fact in facts)


def _written(fact: FactRow) -> str:
    is_one = fact.value == fact.value_de or fact.type in ("number", "bool")
    return fact.value if is_one else f"{fact.value}{BETWEEN}{fact.value_de}"


def attribute_drafts(text: str | None, facts: Sequence[FactRow]) -> tuple[AttributeDraft, ...]:
    """The attributes that somebody typed. Raises AttributeLineWrong."""
    names = {fact.code: fact.name for fact in facts}
    drafts = []
    for line in lines_of(text):
        code, mark, said = (part.strip() for part in line.partition("="))
        if not mark or not code or not said:
            raise AttributeLineWrong(line=line[:60])
        english, _slash, german = said.partition(BETWEEN)
        name = names.get(code_of(code), code.replace("-", " ").capitalize())
        drafts.append(
            AttributeDraft(code=code_of(code), name=name, name_de=name, value=english, value_de=german.strip())
        )
    return tuple(drafts)


# --- files


def keep_picture(session: Session, product: ProductCard, form: Any) -> None:
    """Keep an uploaded picture and show it on the page. Raises FileNotAccepted."""
    content = form.file.data.stream.read(LARGEST_PICTURE + 1)
    _keep(session, product, form, content, FileKind.PICTURE, f"products/{new_id().hex}{picture_suffix(content)}")


def keep_document(session: Session, product: ProductCard, form: Any) -> None:
    """Keep an uploaded document and offer it on the page. Raises FileNotAccepted."""
    content = form.file.data.stream.read(LARGEST_DOCUMENT + 1)
    _keep(session, product, form, content, FileKind.DOCUMENT, f"documents/{new_id().hex}{document_suffix(content)}")


def _keep(session: Session, product: ProductCard, form: Any, content: bytes, kind: FileKind, name: str) -> None:
    path = get_settings().data_folder / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    add_file(
        session,
        product.id,
        kind=kind,
        path=name,
        size=len(content),
        name=form.name.data,
        name_de=form.name_de.data,
    )


def forget_file(path: str | None) -> None:
    """Throw away a file that no page shows any more."""
    if path is not None:
        Path(get_settings().data_folder / "media" / path).unlink(missing_ok=True)
