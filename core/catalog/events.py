"""What the catalogue announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    """Somebody changed what is said about a product; `fields` names what was said."""

    KIND: ClassVar[str] = "product.changed"
    product_id: UUID
    sku: str
    fields: str

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="product", id=self.product_id),)
