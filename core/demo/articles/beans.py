"""Coffee by the bag: roasts with their sizes, a tin, a sampler and the crate for offices."""
# ruff: noqa: RUF001  people read these words: a multiplication sign is meant

from collections.abc import Mapping
from typing import Final

from core.catalog.states import Measure, TaxClass
from core.demo.articles.values import BEAN_TIERS, PACK, SIZE, DemoProduct, DemoVariant, Fact, Look, Words

_ROAST: Final = Words("Roast", "Röstgrad")
_TASTE: Final = Words("Taste", "Geschmack")
_ORIGIN: Final = Words("Origin", "Herkunft")
_KIND: Final = Words("Beans", "Bohnen")
_USE: Final = Words("Best for", "Am besten für")
_ANY_MACHINE: Final = Words("automatic machine, espresso", "Vollautomat, Siebträger")
_BY_HAND: Final = Words("filter, pour-over", "Filtermaschine, Handaufguss")
_MEDIUM, _DARK, _LIGHT = Words("medium", "mittel"), Words("dark", "dunkel"), Words("light", "hell")

_SMALL_GRAMS, _LARGE_GRAMS = 250, 1000


def _bags(sku: str, look: Look, small: int, large: int, stock: Mapping[int, int]) -> tuple[DemoVariant, ...]:
    """The bag for the week and the bag for the office; companies save on the large one."""
    names = {_SMALL_GRAMS: Words("250 g"), _LARGE_GRAMS: Words("1 kg")}
    return tuple(
        DemoVariant(
            sku=f"{sku}-{grams}",
            look=look,
            once=small if grams == _SMALL_GRAMS else large,
            stock=pieces,
            option=SIZE,
            name=names[grams],
            content=grams,
            measure=Measure.GRAM,
            tiers=BEAN_TIERS,
        )
        for grams, pieces in stock.items()
    )


def _roast(
    *,
    slug: str,
    name: Words,
    summary: Words,
    text: Words,
    shelf: str,
    variants: tuple[DemoVariant, ...],
    facts: tuple[Fact, ...],
) -> DemoProduct:
    return DemoProduct(
        slug=slug,
        name=name,
        summary=summary,
        text=text,
        shelves=(shelf,),
        variants=variants,
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        days=2,
        facts=facts,
    )


def _facts(roast: Words, taste: Words, origin: Words, use: Words, kind: Words) -> tuple[Fact, ...]:
    return (Fact(_ROAST, roast), Fact(_TASTE, taste), Fact(_ORIGIN, origin), Fact(_KIND, kind), Fact(_USE, use))


BEANS: Final = (
    _roast(
        slug="elbblick",
        name=Words("Elbblick"),
        summary=Words(
            "Dark chocolate, roasted hazelnut, hardly any acid: the espresso everybody agrees on.",
            "Dunkle Schokolade, geröstete Haselnuss, kaum Säure: der Espresso, auf den sich alle einigen.",
        ),
        text=Words(
            "Four fifths arabica from Brazil and Guatemala, one fifth washed robusta from India for a crema that "
            "stays. We roast Elbblick for sixteen minutes, slowly and evenly, and let it rest for four days "
            "before it leaves the house.\n\n"
            "It forgives hard water, hurried grinding and milk of any kind.",
            "Vier Fünftel Arabica aus Brasilien und Guatemala, ein Fünftel gewaschener Robusta aus Indien für "
            "eine Crema, die stehen bleibt. Wir rösten Elbblick sechzehn Minuten lang, langsam und gleichmäßig, "
            "und lassen ihn vier Tage ruhen, bevor er das Haus verlässt.\n\n"
            "Er verzeiht hartes Wasser, hastiges Mahlen und jede Art von Milch.",
        ),
        shelf="espresso-roasts",
        variants=_bags("ELBB", Look("bean-bag-lighthouse", "coffee"), 790, 2_490, {250: 260, 1000: 420}),
        facts=_facts(
            _DARK,
            Words("chocolate, hazelnut", "Schokolade, Haselnuss"),
            Words("Brazil, Guatemala, India", "Brasilien, Guatemala, Indien"),
            _ANY_MACHINE,
            Words("80 % arabica, 20 % robusta", "80 % Arabica, 20 % Robusta"),
        ),
    ),
    _roast(
        slug="speicherstadt",
        name=Words("Speicherstadt"),
        summary=Words(
            "Cocoa, dried plum and a little smoke, after an old warehouse recipe.",
            "Kakao, Dörrpflaume und etwas Rauch, nach einem alten Speicherrezept.",
        ),
        text=Words(
            "The blend that was drunk in the warehouses when the sacks still came by rope: strong, dark, with "
            "half robusta. Made for cappuccino and for those who take sugar.",
            "Die Mischung, die man in den Speichern trank, als die Säcke noch am Seil heraufkamen: kräftig, "
            "dunkel, zur Hälfte Robusta. Gemacht für Cappuccino und für alle, die Zucker nehmen.",
        ),
        shelf="espresso-roasts",
        variants=_bags("SPST", Look("bean-bag-crane", "graphite"), 690, 2_190, {250: 180, 1000: 300}),
        facts=_facts(
            _DARK,
            Words("cocoa, plum, smoke", "Kakao, Pflaume, Rauch"),
            Words("Brazil, Vietnam", "Brasilien, Vietnam"),
            _ANY_MACHINE,
            Words("50 % arabica, 50 % robusta", "50 % Arabica, 50 % Robusta"),
        ),
    ),
    _roast(
        slug="landungsbruecken",
        name=Words("Landungsbrücken"),
        summary=Words(
            "Caramel and almond: one bean for crema, espresso and everything with milk.",
            "Karamell und Mandel: eine Bohne für Café Crème, Espresso und alles mit Milch.",
        ),
        text=Words(
            "When one machine has to please thirty people, this is the bean. Medium roast, sweet, no corners; it "
            "tastes right short and long, black and white.",
            "Wenn eine Maschine dreißig Menschen gefallen soll, ist das die Bohne. Mittlere Röstung, süß, ohne "
            "Ecken; sie schmeckt kurz und lang, schwarz und weiß.",
        ),
        shelf="espresso-roasts",
        variants=_bags("LAND", Look("bean-bag-anchor", "ochre"), 750, 2_390, {250: 220, 1000: 480}),
        facts=_facts(
            _MEDIUM,
            Words("caramel, almond", "Karamell, Mandel"),
            Words("Honduras, Brazil", "Honduras, Brasilien"),
            _ANY_MACHINE,
            Words("90 % arabica, 10 % robusta", "90 % Arabica, 10 % Robusta"),
        ),
    ),
    _roast(
        slug="nachtschicht",
        name=Words("Nachtschicht"),
        summary=Words(
            "Twice the caffeine for half past three, in the morning or in the afternoon.",
            "Doppeltes Koffein für halb vier, morgens wie nachmittags.",
        ),
        text=Words(
            "Robusta from the Malabar coast, washed and sorted by hand, so that strong does not mean bitter. "
            "Hospitals, harbours and tax advisers in May order it by the crate.",
            "Robusta von der Malabarküste, gewaschen und von Hand verlesen, damit stark nicht bitter heißt. "
            "Krankenhäuser, Häfen und im Mai die Steuerberatung bestellen ihn kistenweise.",
        ),
        shelf="espresso-roasts",
        variants=_bags("NACH", Look("bean-bag-stripes", "night"), 720, 2_290, {250: 150, 1000: 260}),
        facts=_facts(
            _DARK,
            Words("bitter cocoa, spices", "Bitterkakao, Gewürze"),
            Words("India", "Indien"),
            _ANY_MACHINE,
            Words("100 % robusta", "100 % Robusta"),
        ),
    ),
    _roast(
        slug="feierabend",
        name=Words("Feierabend decaf", "Feierabend entkoffeiniert"),
        summary=Words(
            "Decaffeinated with spring water and carbon dioxide; tastes as if nothing was missing.",
            "Mit Quellwasser und Kohlensäure entkoffeiniert; schmeckt, als fehlte nichts.",
        ),
        text=Words(
            "Beans from Colombia lose their caffeine near Bremen, without solvents, and get their colour from us: "
            "biscuit, red apple, a long finish. For the coffee after dinner.",
            "Bohnen aus Kolumbien lassen ihr Koffein bei Bremen, ganz ohne Lösungsmittel, und bekommen bei uns "
            "ihre Farbe: Keks, roter Apfel, langer Nachklang. Für den Kaffee nach dem Abendessen.",
        ),
        shelf="espresso-roasts",
        variants=_bags("FEIE", Look("bean-bag-waves", "berry"), 890, 2_890, {250: 140, 1000: 160}),
        facts=_facts(
            _MEDIUM,
            Words("biscuit, apple", "Keks, Apfel"),
            Words("Colombia", "Kolumbien"),
            Words("everything", "alles"),
            Words("100 % arabica, at most 0.1 % caffeine", "100 % Arabica, höchstens 0,1 % Koffein"),
        ),
    ),
    _roast(
        slug="morgenflut",
        name=Words("Morgenflut"),
        summary=Words(
            "Bergamot, peach and black tea: a bright filter coffee for the first jug.",
            "Bergamotte, Pfirsich und Schwarztee: ein heller Filterkaffee für die erste Kanne.",
        ),
        text=Words(
            "Washed heirloom beans from Yirgacheffe, roasted light enough that you can smell where they come "
            "from. Brew it a little cooler than usual, at 92 degrees, and drink it without haste.",
            "Gewaschene alte Sorten aus Yirgacheffe, so hell geröstet, dass man riecht, woher sie kommen. Brühen "
            "Sie ihn etwas kühler als gewohnt, bei 92 Grad, und trinken Sie ihn ohne Eile.",
        ),
        shelf="filter-roasts",
        variants=_bags("MORG", Look("bean-bag-waves", "mist"), 990, 3_290, {250: 190, 1000: 210}),
        facts=_facts(
            _LIGHT,
            Words("bergamot, peach", "Bergamotte, Pfirsich"),
            Words("Ethiopia", "Äthiopien"),
            _BY_HAND,
            Words("100 % arabica", "100 % Arabica"),
        ),
    ),
    _roast(
        slug="alsterwiese",
        name=Words("Alsterwiese organic", "Alsterwiese Bio"),
        summary=Words(
            "Organic coffee from a cooperative of 240 families: plum jam and brown sugar.",
            "Bio-Kaffee aus einer Kooperative von 240 Familien: Pflaumenmus und brauner Zucker.",
        ),
        text=Words(
            "We have bought the whole harvest of the cooperative above Lake Atitlán since 2019, at a price that "
            "is agreed before the first blossom. A medium roast that does well in the filter and not badly in "
            "the espresso machine.",
            "Seit 2019 kaufen wir die ganze Ernte der Kooperative oberhalb des Atitlán-Sees, zu einem Preis, der "
            "vor der ersten Blüte feststeht. Eine mittlere Röstung, die im Filter gut und im Siebträger nicht "
            "schlecht ist.",
        ),
        shelf="filter-roasts",
        variants=_bags("ALWI", Look("bean-bag-leaf", "moss"), 950, 3_090, {250: 170, 1000: 230}),
        facts=_facts(
            _MEDIUM,
            Words("plum jam, brown sugar", "Pflaumenmus, brauner Zucker"),
            Words("Guatemala"),
            _BY_HAND,
            Words("100 % arabica, organic", "100 % Arabica, aus ökologischem Anbau"),
        ),
    ),
    _roast(
        slug="westwind",
        name=Words("Westwind"),
        summary=Words(
            "Blackcurrant and red wine from Kenya, for people who like a storm.",
            "Schwarze Johannisbeere und Rotwein aus Kenia, für alle, die Sturm mögen.",
        ),
        text=Words(
            "A small lot from the slopes of Mount Kenya, 62 sacks this year. Juicy, loud, and different again "
            "with every degree that the cup cools down.",
            "Eine kleine Partie von den Hängen des Mount Kenya, 62 Sack in diesem Jahr. Saftig, laut und mit "
            "jedem Grad, das die Tasse abkühlt, wieder anders.",
        ),
        shelf="filter-roasts",
        variants=_bags("WEST", Look("bean-bag-stripes", "harbour"), 1_190, 3_990, {250: 90, 1000: 40}),
        facts=_facts(
            _LIGHT,
            Words("blackcurrant, red wine", "Johannisbeere, Rotwein"),
            Words("Kenya", "Kenia"),
            _BY_HAND,
            Words("100 % arabica", "100 % Arabica"),
        ),
    ),
    DemoProduct(
        slug="kontor-no-1",
        name=Words("Kontor No. 1", "Kontor Nr. 1"),
        summary=Words(
            "The lot of the season in a numbered tin, until it is gone.",
            "Die Partie der Saison in der nummerierten Dose, bis sie aus ist.",
        ),
        text=Words(
            "Once a quarter we keep one lot for ourselves and a few hundred tins for you. This one is a naturally "
            "dried gesha from Panama: jasmine, mandarin, honey. The tin closes airtight and is worth keeping.",
            "Einmal im Quartal behalten wir eine Partie für uns und ein paar Hundert Dosen für Sie. Diesmal ein "
            "natürlich getrockneter Gesha aus Panama: Jasmin, Mandarine, Honig. Die Dose schließt luftdicht und "
            "ist zum Behalten.",
        ),
        shelves=("filter-roasts",),
        variants=(
            DemoVariant(
                sku="KNO1-200",
                look=Look("bean-tin", "copper"),
                once=2_490,
                stock=64,
                content=200,
                measure=Measure.GRAM,
            ),
        ),
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        days=2,
        facts=_facts(
            _LIGHT,
            Words("jasmine, mandarin, honey", "Jasmin, Mandarine, Honig"),
            Words("Panama"),
            _BY_HAND,
            Words("100 % arabica", "100 % Arabica"),
        ),
    ),
    DemoProduct(
        slug="tasting-tin",
        name=Words("Tasting tin", "Probierdose"),
        summary=Words(
            "Three roasts of 100 g each, and a card to write down which one you liked.",
            "Drei Röstungen zu je 100 g und eine Karte, um zu notieren, welche Ihnen gefiel.",
        ),
        text=Words(
            "Elbblick, Landungsbrücken and Morgenflut, packed fresh in one tin. A good answer to the question "
            "which coffee fits your machine, and a better present than wine.",
            "Elbblick, Landungsbrücken und Morgenflut, frisch in eine Dose gepackt. Eine gute Antwort auf die "
            "Frage, welcher Kaffee zu Ihrer Maschine passt, und ein besseres Mitbringsel als Wein.",
        ),
        shelves=("coffee",),
        variants=(
            DemoVariant(
                sku="TAST-300",
                look=Look("bean-tin", "cream"),
                once=1_590,
                stock=85,
                content=300,
                measure=Measure.GRAM,
                tiers={12: 8},
            ),
        ),
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        days=2,
        facts=(Fact(Words("Contents", "Inhalt"), Words("3 × 100"), "g"),),
    ),
    DemoProduct(
        slug="office-crate",
        name=Words("Office crate", "Bürokiste"),
        summary=Words(
            "Six kilograms for the office in one crate, to be sent back empty.",
            "Sechs Kilogramm für das Büro in einer Kiste, die leer zurückkommt.",
        ),
        text=Words(
            "Six bags of a kilogram without printed cartons around them. The crate is of beech, holds for years, "
            "and the courier takes the empty one along with the next delivery.",
            "Sechs Beutel zu einem Kilogramm, ohne bedruckten Karton drum herum. Die Kiste ist aus Buche, hält "
            "Jahre, und der Kurier nimmt die leere bei der nächsten Lieferung mit.",
        ),
        shelves=("espresso-roasts",),
        variants=tuple(
            DemoVariant(
                sku=f"CRATE-{sku}",
                look=look,
                once=price,
                stock=stock,
                option=Words("Roast", "Röstung"),
                name=Words(name),
                content=6_000,
                measure=Measure.GRAM,
                tiers={4: 5},
            )
            for sku, name, look, price, stock in (
                ("LAND", "Landungsbrücken", Look("bean-bag-anchor", "sand"), 13_400, 70),
                ("ELBB", "Elbblick", Look("bean-bag-lighthouse", "sand"), 13_900, 55),
            )
        ),
        tax_class=TaxClass.REDUCED,
        unit="coffee",
        facts=(Fact(PACK, Words("6 × 1"), "kg"),),
    ),
)
