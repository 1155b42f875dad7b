"""The way from the shop's door to where somebody is."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.catalog.queries import CategoryNode
from core.web.locale import gettext as _
from core.web.rendering import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way; the last one needs no address."""

    label: str
    url: str | None = None


def way_to(shelves: Sequence[CategoryNode], last: str | None = None) -> list[Crumb]:
    """From the door over the shelves, to a page of its own name if there is one."""
    way = [Crumb(label=_("Shop"), url=address("shelf.home"))]
    way += [Crumb(label=node.name, url=address("shelf.category", slug=node.slug)) for node in shelves]
    return way if last is None else [*way, Crumb(label=last)]
