"""Care: what keeps machines alive, by the box and by the bottle."""

from typing import Final

from core.catalog.states import Measure
from core.demo.articles.values import PACK, SIZE, DemoProduct, DemoVariant, Fact, Look, Words, in_colours, one

_BOX_TIERS: Final = {6: 8, 24: 14}
_LASTS: Final = Words("Lasts for", "Reicht für")

CARE: Final = (
    DemoProduct(
        slug="cleaning-tablets",
        name=Words("Cleaning tablets", "Reinigungstabletten"),
        summary=Words(
            "Dissolve coffee oil in espresso and automatic machines, without scent.",
            "Lösen Kaffeeöl in Siebträgern und Vollautomaten, ohne Duft.",
        ),
        text=Words(
            "One tablet in the evening, one rinse in the morning. They fit the groups of Hafen and Pier and the "
            "cleaning chute of every Lotse.",
            "Abends eine Tablette, morgens eine Spülung. Sie passen in die Gruppen von Hafen und Pier und in den "
            "Reinigungsschacht jeder Lotse.",
        ),
        shelves=("care",),
        variants=tuple(
            DemoVariant(
                sku=f"TABS-{pieces}",
                look=Look("cleaning-tablets", "mist" if pieces < 100 else "harbour"),
                once=price,
                stock=stock,
                option=PACK,
                name=Words(f"{pieces} tablets", f"{pieces} Stück"),
                tiers=_BOX_TIERS,
            )
            for pieces, price, stock in ((60, 1_990, 240), (200, 5_490, 130))
        ),
        unit="service",
        facts=(Fact(Words("Weight of a tablet", "Gewicht einer Tablette"), Words("2"), "g"),),
    ),
    DemoProduct(
        slug="descaler",
        name=Words("Descaler", "Entkalker"),
        summary=Words(
            "Citric acid without colour or perfume; a litre is enough for four rounds.",
            "Zitronensäure ohne Farbe und Parfüm; ein Liter reicht für vier Durchgänge.",
        ),
        text=Words(
            "Takes the lime and leaves the seals alone. Pour, start the programme, rinse: about forty minutes in "
            "all, of which you are needed for three.",
            "Nimmt den Kalk und lässt die Dichtungen in Ruhe. Einfüllen, Programm starten, spülen: etwa vierzig "
            "Minuten, von denen Sie drei gebraucht werden.",
        ),
        shelves=("care",),
        variants=tuple(
            DemoVariant(
                sku=f"LIME-{millilitres}",
                look=Look("descaler", colour),
                once=price,
                stock=stock,
                option=SIZE,
                name=Words(label),
                content=millilitres,
                measure=Measure.MILLILITRE,
                tiers=_BOX_TIERS,
            )
            for millilitres, label, colour, price, stock in (
                (1_000, "1 l", "ochre", 1_490, 190),
                (5_000, "5 l", "copper", 5_990, 60),
            )
        ),
        unit="service",
        facts=(Fact(_LASTS, Words("4 rounds per litre", "4 Durchgänge je Liter")),),
    ),
    DemoProduct(
        slug="milk-system-cleaner",
        name=Words("Milk system cleaner", "Milchsystemreiniger"),
        summary=Words(
            "Rinses protein and fat out of hoses, daily and without rubbing.",
            "Spült Eiweiß und Fett aus Schläuchen, täglich und ohne Reiben.",
        ),
        text=Words(
            "A capful in half a litre of water, drawn through like milk. The dosing cap closes by itself, so the "
            "bottle may fall over.",
            "Eine Kappe auf einen halben Liter Wasser, wie Milch hindurchgezogen. Die Dosierkappe schließt von "
            "selbst, die Flasche darf umfallen.",
        ),
        shelves=("care",),
        variants=(
            DemoVariant(
                sku="MILK-1000",
                look=Look("descaler", "mist"),
                once=1_790,
                stock=160,
                content=1_000,
                measure=Measure.MILLILITRE,
                tiers=_BOX_TIERS,
            ),
        ),
        unit="service",
        facts=(Fact(_LASTS, Words("40 cleanings", "40 Reinigungen")),),
    ),
    DemoProduct(
        slug="grinder-granules",
        name=Words("Grinder granules", "Mühlengranulat"),
        summary=Words(
            "Granules of grain that pull old oil out of the burrs; no need to unscrew anything.",
            "Granulat aus Getreide, das altes Öl aus dem Mahlwerk zieht; nichts muss abgeschraubt werden.",
        ),
        text=Words(
            "Grind 40 g once a month, then a handful of beans, and the next espresso tastes clean. Free of "
            "gluten, safe for food.",
            "Einmal im Monat 40 g mahlen, dann eine Handvoll Bohnen, und der nächste Espresso schmeckt sauber. "
            "Glutenfrei und lebensmittelecht.",
        ),
        shelves=("care",),
        variants=(
            DemoVariant(
                sku="GRAN-400",
                look=Look("cleaning-tablets", "coffee"),
                once=2_290,
                stock=95,
                content=400,
                measure=Measure.GRAM,
                tiers=_BOX_TIERS,
            ),
        ),
        unit="service",
        facts=(Fact(_LASTS, Words("10 cleanings", "10 Reinigungen")),),
    ),
    DemoProduct(
        slug="filter-cartridges",
        name=Words("Quelle cartridges, 2 pieces", "Kartuschen für Quelle, 2 Stück"),
        summary=Words(
            "A year of soft water for the Quelle filter.",
            "Ein Jahr weiches Wasser für den Wasserfilter Quelle.",
        ),
        text=Words(
            "Twist out, twist in, no tools, not a drop. We take back used cartridges and refill the housings.",
            "Herausdrehen, hineindrehen, ohne Werkzeug, ohne Tropfen. Gebrauchte Kartuschen nehmen wir zurück "
            "und füllen die Gehäuse neu.",
        ),
        shelves=("care", "milk-and-water"),
        variants=one("CART-2", Look("water-filter", "mist"), 8_900, 110, tiers=_BOX_TIERS),
        unit="service",
        facts=(Fact(_LASTS, Words("about 12 months", "etwa 12 Monate")),),
    ),
    DemoProduct(
        slug="brush-set",
        name=Words("Brush set", "Bürstenset"),
        summary=Words(
            "Three brushes for group, grinder and spout, of beech and pig bristle.",
            "Drei Bürsten für Gruppe, Mühle und Auslauf, aus Buche und Borste.",
        ),
        text=Words(
            "The angled one reaches the seal without burning fingers. Made in a workshop in the Erzgebirge that "
            "has made brushes since 1893.",
            "Die abgewinkelte erreicht die Dichtung, ohne dass man sich die Finger verbrennt. Aus einer "
            "Werkstatt im Erzgebirge, die seit 1893 Bürsten macht.",
        ),
        shelves=("care", "cups-and-tools"),
        variants=in_colours("BRUSH", "brush-set", 2_490, {"sand": 74, "graphite": 5}),
        unit="service",
        facts=(Fact(Words("Pieces", "Teile"), Words("3")),),
    ),
)
