"""All products of the demo, those that bundles hold before the bundles, and what the shop recommends first."""

from typing import Final

from core.demo.articles.beans import BEANS
from core.demo.articles.brewing import BREWING
from core.demo.articles.bundles import BUNDLES
from core.demo.articles.care import CARE
from core.demo.articles.machines import MACHINES
from core.demo.articles.services import SERVICES
from core.demo.articles.subscriptions import SUBSCRIPTIONS
from core.demo.articles.table import TABLE
from core.demo.articles.values import DemoProduct

CATALOGUE: Final[tuple[DemoProduct, ...]] = (
    *MACHINES,
    *BREWING,
    *BEANS,
    *TABLE,
    *CARE,
    *SERVICES,
    *SUBSCRIPTIONS,
    *BUNDLES,
)

FEATURED: Final = (
    "team-kitchen",
    "hafen-one",
    "elbblick",
    "lotse-office",
    "installation",
    "speicher-grinder",
    "landungsbruecken-monthly",
    "kaje-espresso-cups",
    "barista-corner",
    "morgenflut",
    "lotse-compact",
    "care-plan",
)
