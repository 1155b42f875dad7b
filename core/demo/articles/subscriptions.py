"""Subscriptions: beans and care that come again."""

from typing import Final

from core.catalog.states import ArticleKind, Measure, TaxClass
from core.demo.articles.values import SCOPE, DemoProduct, DemoVariant, Fact, Look, Terms, Words

_MONTHLY: Final = Terms(interval=1)
_QUARTERLY: Final = Terms(interval=3)
_DELIVERED: Final = Words("Delivery", "Lieferung")
_EVERY_MONTH: Final = Fact(_DELIVERED, Words("every month", "jeden Monat"))
_EVERY_QUARTER: Final = Fact(_DELIVERED, Words("every three months", "alle drei Monate"))
_AMOUNT: Final = Words("Per delivery", "Je Lieferung")


def _beans(
    *, slug: str, sku: str, name: Words, summary: Words, text: Words, look: Look, prices: dict[int, int]
) -> DemoProduct:
    """Beans each month, in kilograms; ten contracts of one kind are a tier for companies."""
    return DemoProduct(
        slug=slug,
        name=name,
        summary=summary,
        text=text,
        shelves=("subscriptions",),
        kind=ArticleKind.SUBSCRIPTION,
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        variants=tuple(
            DemoVariant(
                sku=f"{sku}-{kilograms}",
                look=look,
                again=price,
                option=_AMOUNT,
                name=Words(f"{kilograms} kg"),
                content=kilograms * 1000,
                measure=Measure.GRAM,
                terms=_MONTHLY,
                tiers={5: 5},
            )
            for kilograms, price in prices.items()
        ),
        facts=(_EVERY_MONTH, Fact(Words("Change or skip", "Ändern oder aussetzen"), Words("any time", "jederzeit"))),
    )


SUBSCRIPTIONS: Final = (
    _beans(
        slug="elbblick-monthly",
        sku="ABO-ELBB",
        name=Words("Elbblick, every month", "Elbblick im Abo"),
        summary=Words(
            "Dark, chocolate, low acid; at your door before the hopper is empty.",
            "Dunkel, schokoladig, säurearm; vor Ihrer Tür, bevor der Behälter leer ist.",
        ),
        text=Words(
            "Roasted on the first Tuesday of the month and sent on Wednesday. Twelve months at one price, "
            "then from month to month.",
            "Am ersten Dienstag des Monats geröstet und am Mittwoch verschickt. Zwölf Monate zu einem Preis, "
            "danach von Monat zu Monat.",
        ),
        look=Look("bean-box", "coffee"),
        prices={1: 2_290, 3: 6_690, 6: 12_900},
    ),
    _beans(
        slug="landungsbruecken-monthly",
        sku="ABO-LAND",
        name=Words("Landungsbrücken, every month", "Landungsbrücken im Abo"),
        summary=Words(
            "The bean for many tastes, in amounts for an office.",
            "Die Bohne für viele Geschmäcker, in Mengen für ein Büro.",
        ),
        text=Words(
            "Our most ordered office coffee. As a rule of thumb: a kilogram a month for every five people.",
            "Unser meistbestellter Bürokaffee. Als Faustregel: ein Kilogramm im Monat für je fünf Menschen.",
        ),
        look=Look("bean-box", "ochre"),
        prices={3: 6_390, 6: 12_400, 12: 23_900},
    ),
    _beans(
        slug="morgenflut-monthly",
        sku="ABO-MORG",
        name=Words("Morgenflut, every month", "Morgenflut im Abo"),
        summary=Words(
            "Light filter coffee for jugs that are emptied before ten.",
            "Heller Filterkaffee für Kannen, die vor zehn Uhr leer sind.",
        ),
        text=Words(
            "The harvest changes, the character stays: floral, clear, sweet. We tell you with every delivery "
            "which village it came from.",
            "Die Ernte wechselt, der Charakter bleibt: blumig, klar, süß. Mit jeder Lieferung sagen wir Ihnen, aus "
            "welchem Dorf sie kam.",
        ),
        look=Look("bean-box", "mist"),
        prices={1: 2_990, 3: 8_690},
    ),
    _beans(
        slug="feierabend-monthly",
        sku="ABO-FEIE",
        name=Words("Feierabend decaf, every month", "Feierabend entkoffeiniert im Abo"),
        summary=Words(
            "For the second hopper, and for everybody who sleeps badly.",
            "Für den zweiten Behälter und für alle, die schlecht schlafen.",
        ),
        text=Words(
            "Decaf is drunk slowly and forgotten quickly; a kilogram a month keeps it fresh.",
            "Entkoffeinierter wird langsam getrunken und schnell vergessen; ein Kilogramm im Monat hält ihn frisch.",
        ),
        look=Look("bean-box", "berry"),
        prices={1: 2_690},
    ),
    DemoProduct(
        slug="roasters-choice",
        name=Words("Roaster's choice", "Wahl des Rösters"),
        summary=Words(
            "Every quarter three coffees that are not in the shop, with a letter from the roastery.",
            "Jedes Quartal drei Kaffees, die es im Laden nicht gibt, mit einem Brief aus der Rösterei.",
        ),
        text=Words(
            "Three times 250 g of what impressed us most on the cupping table. You find out what it is when you "
            "open the box.",
            "Dreimal 250 g von dem, was uns am Verkostungstisch am meisten beeindruckt hat. Was es ist, erfahren "
            "Sie beim Öffnen.",
        ),
        shelves=("subscriptions",),
        kind=ArticleKind.SUBSCRIPTION,
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        variants=(
            DemoVariant(
                sku="ABO-ROAST",
                look=Look("bean-box", "copper"),
                again=3_690,
                content=750,
                measure=Measure.GRAM,
                terms=Terms(interval=3, name=Words("Every quarter", "Jedes Quartal")),
            ),
            DemoVariant(
                sku="ABO-ROAST-T",
                look=Look("bean-box", "copper"),
                again=3_990,
                content=750,
                measure=Measure.GRAM,
                terms=Terms(interval=3, term=0, trial=14, name=Words("Try it first", "Erst probieren")),
            ),
            DemoVariant(
                sku="ABO-ROAST-Y",
                look=Look("bean-box", "copper"),
                again=13_900,
                content=3_000,
                measure=Measure.GRAM,
                terms=Terms(interval=12, name=Words("A year, paid at once", "Ein Jahr, auf einmal bezahlt")),
            ),
        ),
        facts=(_EVERY_QUARTER,),
    ),
    DemoProduct(
        slug="cleaning-box",
        name=Words("Cleaning box", "Pflegebox"),
        summary=Words(
            "Tablets, milk cleaner and a new cloth each month; you never search for them again.",
            "Jeden Monat Tabletten, Milchreiniger und ein neues Tuch; Sie suchen nie wieder danach.",
        ),
        text=Words(
            "Packed for your machine: we count what it uses and send exactly that. The plan beside the machine "
            "says whose turn it is.",
            "Für Ihre Maschine gepackt: Wir zählen, was sie verbraucht, und schicken genau das. Der Plan neben der "
            "Maschine sagt, wer an der Reihe ist.",
        ),
        shelves=("subscriptions",),
        kind=ArticleKind.SUBSCRIPTION,
        unit="service",
        variants=(
            DemoVariant(
                sku="ABO-CLEAN-S",
                look=Look("cleaning-box", "mist"),
                again=1_990,
                option=SCOPE,
                name=Words("One machine", "Eine Maschine"),
                terms=_MONTHLY,
            ),
            DemoVariant(
                sku="ABO-CLEAN-L",
                look=Look("cleaning-box", "harbour"),
                again=4_490,
                option=SCOPE,
                name=Words("Up to three machines", "Bis zu drei Maschinen"),
                terms=_MONTHLY,
            ),
        ),
        facts=(_EVERY_MONTH,),
    ),
    DemoProduct(
        slug="cartridge-plan",
        name=Words("Cartridges, every quarter", "Kartuschen im Abo"),
        summary=Words(
            "A fresh Quelle cartridge each quarter for hard water.",
            "Für hartes Wasser: jedes Quartal eine frische Kartusche für Quelle.",
        ),
        text=Words(
            "Send the old one back in the same box; postage is paid.",
            "Die alte schicken Sie im selben Karton zurück; das Porto zahlen wir.",
        ),
        shelves=("subscriptions",),
        kind=ArticleKind.SUBSCRIPTION,
        unit="service",
        variants=(DemoVariant(sku="ABO-CART", look=Look("cleaning-box", "steel"), again=4_290, terms=_QUARTERLY),),
        facts=(_EVERY_QUARTER,),
    ),
    DemoProduct(
        slug="care-plan",
        name=Words("Care plan", "Sorglosvertrag"),
        summary=Words(
            "One visit a year, parts included, somebody on the phone within a day.",
            "Ein Besuch im Jahr, Teile inklusive, innerhalb eines Tages jemand am Telefon.",
        ),
        text=Words(
            "If a machine stands still, we send a technician; if that takes longer than two working days, we send "
            "a machine. Twelve months, then monthly.",
            "Steht eine Maschine still, schicken wir einen Techniker; dauert das länger als zwei Werktage, "
            "schicken wir eine Maschine. Zwölf Monate, danach monatlich.",
        ),
        shelves=("subscriptions", "service"),
        kind=ArticleKind.SUBSCRIPTION,
        unit="service",
        variants=(
            DemoVariant(
                sku="ABO-CARE-S",
                look=Look("care-plan", "harbour"),
                again=1_900,
                option=SCOPE,
                name=Words("Home machine", "Maschine zu Hause"),
                terms=_MONTHLY,
            ),
            DemoVariant(
                sku="ABO-CARE-L",
                look=Look("care-plan", "graphite"),
                again=4_900,
                option=SCOPE,
                name=Words("Office machine", "Maschine im Büro"),
                terms=Terms(name=Words("Twelve months", "Zwölf Monate")),
            ),
            DemoVariant(
                sku="ABO-CARE-M",
                look=Look("care-plan", "graphite"),
                again=5_900,
                option=SCOPE,
                name=Words("Office machine", "Maschine im Büro"),
                terms=Terms(term=0, setup=4_900, name=Words("From month to month", "Von Monat zu Monat")),
            ),
        ),
        facts=(Fact(Words("Answer", "Antwort"), Words("within one working day", "innerhalb eines Werktags")),),
    ),
)
