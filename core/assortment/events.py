"""What the range announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImported(Event):
    """A file of articles was taken to its end."""

    KIND: ClassVar[str] = "assortment.catalogue_imported"
    import_id: UUID
    file_name: str
    created: int
    updated: int
    refused: int

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="catalogue_import", id=self.import_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsChanged(Event):
    """Somebody changed many products at once; `fields` names what."""

    KIND: ClassVar[str] = "assortment.products_changed"
    products: int
    fields: str

    def subjects(self) -> tuple[Subject, ...]:
        return ()
