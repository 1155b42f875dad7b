"""Bundles: machine, people and beans as one; their parts are named by article number."""

from collections.abc import Mapping
from typing import Final

from core.catalog.states import ArticleKind
from core.demo.articles.values import NO_WORDS, SIZE, DemoProduct, DemoVariant, Look, Words


def _set(
    sku: str, look: Look, once: int, again: int, parts: Mapping[str, int], *, name: Words = NO_WORDS
) -> DemoVariant:
    option = SIZE if name.en else NO_WORDS
    return DemoVariant(sku=sku, look=look, once=once, again=again, parts=parts, name=name, option=option)


BUNDLES: Final = (
    DemoProduct(
        slug="team-kitchen",
        name=Words("Team kitchen", "Teamküche"),
        summary=Words(
            "Your machine, set up by us, and beans every month: put together as your team needs it.",
            "Ihre Maschine, von uns aufgestellt, und jeden Monat Bohnen: so, wie Ihr Team es braucht.",
        ),
        text=Words(
            "On Monday the machine arrives, on Tuesday the technician, and from then on beans in time for every "
            "month. One order, one contact, and each part at its own pace: you see at any moment what is on its "
            "way.\n\n"
            "You choose the machine, a grinder, the beans and whether we look after all of it. The beans run for "
            "twelve months and then from month to month.",
            "Am Montag kommt die Maschine, am Dienstag der Techniker, und von da an jeden Monat rechtzeitig "
            "Bohnen. Eine Bestellung, ein Ansprechpartner, und jeder Teil in seinem Takt: Sie sehen jederzeit, was "
            "unterwegs ist.\n\n"
            "Sie wählen die Maschine, eine Mühle, die Bohnen und ob wir uns um alles kümmern. Die Bohnen laufen zwölf "
            "Monate und danach von Monat zu Monat.",
        ),
        shelves=("bundles",),
        variants=(_set("SET-TEAM", Look("team-kitchen", "harbour"), 269_900, 11_900, {"INST-A": 1}),),
        kind=ArticleKind.BUNDLE,
        days=5,
    ),
    DemoProduct(
        slug="barista-corner",
        name=Words("Barista corner", "Barista-Ecke"),
        summary=Words(
            "Hafen One, Speicher grinder, tools, installation and a course for eight.",
            "Hafen One, Mühle Speicher, Werkzeug, Installation und ein Kurs für acht.",
        ),
        text=Words(
            "For offices where coffee is the place to meet. After the course three people can clean the machine "
            "and eight can make a cappuccino that they would pay for.",
            "Für Büros, in denen man sich beim Kaffee trifft. Nach dem Kurs können drei Menschen die Maschine "
            "reinigen und acht einen Cappuccino machen, für den sie bezahlen würden.",
        ),
        shelves=("bundles",),
        variants=(
            _set(
                "SET-BAR",
                Look("barista-corner", "copper"),
                259_900,
                0,
                {"HAF-1-HAR": 1, "SPEI-GRA": 1, "KIT": 1, "INST-E": 1, "COURSE-B": 1},
            ),
        ),
        kind=ArticleKind.BUNDLE,
        days=5,
    ),
    DemoProduct(
        slug="home-start",
        name=Words("Home start", "Start zu Hause"),
        summary=Words(
            "Pier, hand grinder, two cups' worth of patience, and a kilogram a month.",
            "Pier, Handmühle, etwas Geduld und ein Kilogramm im Monat.",
        ),
        text=Words(
            "Everything for the first good espresso at home, and for the second. The first bag comes with the "
            "machine, every further one each month.",
            "Alles für den ersten guten Espresso zu Hause und für den zweiten. Der erste Beutel kommt mit der "
            "Maschine, jeder weitere monatlich.",
        ),
        shelves=("bundles",),
        variants=(
            _set(
                "SET-HOME",
                Look("barista-corner", "sand"),
                83_900,
                2_190,
                {"PIER-STE": 1, "UFER-STE": 1, "ELBB-1000": 1, "ABO-ELBB-1": 1},
            ),
        ),
        kind=ArticleKind.BUNDLE,
    ),
    DemoProduct(
        slug="meeting-room",
        name=Words("Meeting room", "Besprechungsraum"),
        summary=Words(
            "Deich Pro, grinder and filter coffee every month; two jugs on the table by nine.",
            "Deich Pro, Mühle und jeden Monat Filterkaffee; um neun stehen zwei Kannen auf dem Tisch.",
        ),
        text=Words(
            "The quiet solution: no foam, no queue. Brew, carry, pour. The water test comes first, so the coffee "
            "tastes in your building as it does in ours.",
            "Die leise Lösung: kein Schaum, keine Schlange. Brühen, tragen, einschenken. Zuerst kommt der "
            "Wassertest, damit der Kaffee bei Ihnen schmeckt wie bei uns.",
        ),
        shelves=("bundles",),
        variants=(
            _set(
                "SET-MEET",
                Look("team-kitchen", "sand"),
                79_900,
                8_390,
                {"DEI-P-STE": 1, "KORN-SAN": 1, "WATER": 1, "ABO-MORG-3": 1},
            ),
        ),
        kind=ArticleKind.BUNDLE,
    ),
    DemoProduct(
        slug="canteen",
        name=Words("Canteen", "Kantine"),
        summary=Words(
            "Lotse Max with water filter, planning, installation, beans and the care plan.",
            "Lotse Max mit Wasserfilter, Planung, Installation, Bohnen und Sorglosvertrag.",
        ),
        text=Words(
            "Two hundred cups before noon, and nobody of yours has to know how. We plan, connect, supply and "
            "look after it; you see one line on one invoice for each part of our house.",
            "Zweihundert Tassen bis zum Mittag, und bei Ihnen muss niemand wissen, wie. Wir planen, schließen an, "
            "liefern und kümmern uns; für jeden Bereich unseres Hauses sehen Sie eine klare Rechnung.",
        ),
        shelves=("bundles",),
        variants=(
            _set(
                "SET-CANT",
                Look("team-kitchen", "night"),
                509_000,
                27_900,
                {"LOT-M-GRA": 1, "QUELLE": 1, "PLAN": 1, "INST-A": 1, "ABO-LAND-12": 1, "ABO-CARE-L": 1},
            ),
        ),
        kind=ArticleKind.BUNDLE,
        days=10,
    ),
    DemoProduct(
        slug="set-table",
        name=Words("Set table", "Gedeckter Tisch"),
        summary=Words(
            "Twelve espresso cups, six for cappuccino and eight mugs for a new kitchen.",
            "Zwölf Espressotassen, sechs für Cappuccino und acht Becher für eine neue Küche.",
        ),
        text=Words(
            "What a kitchen for ten people needs, and two more of everything that breaks.",
            "Was eine Küche für zehn Menschen braucht, und von allem, was bricht, zwei mehr.",
        ),
        shelves=("bundles", "cups-and-tools"),
        variants=(
            _set(
                "SET-TABLE", Look("cup-set", "harbour"), 27_900, 0, {"KAJE-E-HAR": 2, "KAJE-C-SAN": 1, "FISCH-HAR": 8}
            ),
        ),
        kind=ArticleKind.BUNDLE,
    ),
)
