"""Filter, pour-over and grinders."""
# ruff: noqa: RUF001  people read these words: a multiplication sign is meant

from typing import Final

from core.demo.articles.values import DemoProduct, Fact, Words, in_colours

_BURRS: Final = Words("Burrs", "Mahlwerk")
_WEIGHT: Final = Words("Weight", "Gewicht")

BREWING: Final = (
    DemoProduct(
        slug="deich-filter-brewer",
        name=Words("Deich filter brewer", "Filtermaschine Deich"),
        summary=Words(
            "Ten cups in six minutes at 93 degrees, into a jug that keeps them hot.",
            "Zehn Tassen in sechs Minuten bei 93 Grad, in eine Kanne, die sie heiß hält.",
        ),
        text=Words(
            "Deich wets the grounds first, waits half a minute and only then pours: that is the difference "
            "between brown water and filter coffee. The jug is insulated, there is no hot plate that cooks the "
            "rest until it is bitter.",
            "Deich befeuchtet den Kaffee zuerst, wartet eine halbe Minute und gießt dann: Das ist der "
            "Unterschied zwischen braunem Wasser und Filterkaffee. Die Kanne ist isoliert, keine Warmhalteplatte "
            "kocht den Rest bitter.",
        ),
        shelves=("filter-brewing",),
        variants=in_colours("DEICH", "filter-brewer", 22_900, {"sand": 40, "graphite": 46, "harbour": 12}),
        facts=(
            Fact(Words("Jug", "Kanne"), Words("1.25", "1,25"), "l"),
            Fact(Words("Water temperature", "Wassertemperatur"), Words("92 to 96", "92 bis 96"), "°C"),
            Fact(Words("Power", "Leistung"), Words("1,450", "1.450"), "W"),
        ),
    ),
    DemoProduct(
        slug="deich-pro",
        name=Words("Deich Pro"),
        summary=Words(
            "Filter brewer with two pump jugs for meetings that run over.",
            "Filtermaschine mit zwei Pumpkannen für Besprechungen, die länger dauern.",
        ),
        text=Words(
            "While one jug is on the table the other one fills. Deich Pro brews 2.2 litres at a time, knows "
            "three recipes for three roasts, and is descaled by a guided programme of twenty minutes.",
            "Während die eine Kanne auf dem Tisch steht, füllt sich die andere. Deich Pro brüht 2,2 Liter auf "
            "einmal, kennt drei Rezepte für drei Röstungen und wird in zwanzig Minuten mit einem geführten "
            "Programm entkalkt.",
        ),
        shelves=("filter-brewing",),
        variants=in_colours("DEI-P", "filter-brewer", 48_900, {"steel": 20, "night": 8}),
        facts=(
            Fact(Words("Jugs", "Kannen"), Words("2 × 2.2", "2 × 2,2"), "l"),
            Fact(Words("Power", "Leistung"), Words("2,200", "2.200"), "W"),
            Fact(_WEIGHT, Words("8.9", "8,9"), "kg"),
        ),
    ),
    DemoProduct(
        slug="alster-pour-over",
        name=Words("Alster pour-over set", "Handaufguss-Set Alster"),
        summary=Words(
            "Porcelain dripper, glass server and forty filters: all it takes by hand.",
            "Porzellanfilter, Glaskanne und vierzig Filtertüten: alles für den Handaufguss.",
        ),
        text=Words(
            "The ribs of the dripper are a little steeper than usual, so the water finds its way evenly. The "
            "server is of heat-resistant glass with marks for two, three and four cups.",
            "Die Rillen des Filters sind etwas steiler als üblich, so findet das Wasser gleichmäßig seinen Weg. "
            "Die Kanne ist aus hitzefestem Glas mit Marken für zwei, drei und vier Tassen.",
        ),
        shelves=("filter-brewing",),
        variants=in_colours("ALSTER", "pour-over", 5_900, {"cream": 70, "copper": 35, "harbour": 28}),
        facts=(Fact(Words("Server", "Kanne"), Words("0.6", "0,6"), "l"),),
    ),
    DemoProduct(
        slug="fleet-kettle",
        name=Words("Fleet kettle", "Wasserkessel Fleet"),
        summary=Words(
            "Gooseneck kettle that holds its temperature for half an hour.",
            "Schwanenhalskessel, der seine Temperatur eine halbe Stunde hält.",
        ),
        text=Words(
            "One dial, from 60 to 100 degrees. The spout pours as thin as a pencil, the handle is balanced for "
            "a full kettle, and the base counts the seconds since the first drop.",
            "Ein Drehknopf, von 60 bis 100 Grad. Der Ausguss gießt so dünn wie ein Bleistift, der Griff ist für "
            "den vollen Kessel ausbalanciert, und der Sockel zählt die Sekunden seit dem ersten Tropfen.",
        ),
        shelves=("filter-brewing",),
        variants=in_colours("FLEET", "kettle", 11_900, {"steel": 44, "graphite": 50, "copper": 0}),
        facts=(
            Fact(Words("Capacity", "Fassungsvermögen"), Words("0.9", "0,9"), "l"),
            Fact(Words("Power", "Leistung"), Words("1,200", "1.200"), "W"),
        ),
    ),
    DemoProduct(
        slug="speicher-grinder",
        name=Words("Speicher grinder", "Mühle Speicher"),
        summary=Words(
            "Flat burrs, quiet, doses by weight to a tenth of a gram.",
            "Scheibenmahlwerk, leise, dosiert nach Gewicht auf ein Zehntelgramm.",
        ),
        text=Words(
            "Speicher weighs what it grinds and stops by itself; the first cup of the day needs no adjusting. "
            "Burrs of 64 mm turn slowly, so the beans stay cool and the kitchen quiet. What stays in the chute "
            "weighs less than a bean.",
            "Speicher wiegt, was sie mahlt, und hält von selbst an; die erste Tasse des Tages braucht kein "
            "Nachstellen. Die Scheiben von 64 mm drehen langsam, so bleiben die Bohnen kühl und die Küche leise. "
            "Was im Auswurf bleibt, wiegt weniger als eine Bohne.",
        ),
        shelves=("grinders",),
        variants=in_colours("SPEI", "grinder", 44_900, {"graphite": 26, "cream": 18, "harbour": 9}),
        facts=(
            Fact(_BURRS, Words("64 mm, flat, steel", "64 mm, Scheiben, Stahl")),
            Fact(Words("Hopper", "Bohnenbehälter"), Words("450"), "g"),
            Fact(Words("Noise", "Lautstärke"), Words("62"), "dB(A)"),
            Fact(_WEIGHT, Words("8.4", "8,4"), "kg"),
        ),
    ),
    DemoProduct(
        slug="speicher-duo",
        name=Words("Speicher Duo"),
        summary=Words(
            "Two hoppers, one grinder: house blend left, decaf right.",
            "Zwei Behälter, eine Mühle: Hausmischung links, Entkoffeinierter rechts.",
        ),
        text=Words(
            "A slide changes from one bean to the other, a short purge keeps them apart. Made for bars and "
            'offices where the question "with or without?" is asked twenty times a day.',
            "Ein Schieber wechselt von der einen Bohne zur anderen, ein kurzer Mahlstoß trennt sie sauber. "
            "Gebaut für Bars und Büros, in denen zwanzigmal am Tag gefragt wird: „Mit oder ohne?“",
        ),
        shelves=("grinders",),
        variants=in_colours("SPE-D", "grinder", 68_900, {"steel": 11, "night": 6}),
        facts=(
            Fact(_BURRS, Words("75 mm, flat, steel", "75 mm, Scheiben, Stahl")),
            Fact(Words("Hoppers", "Bohnenbehälter"), Words("2 × 600"), "g"),
            Fact(_WEIGHT, Words("12.8", "12,8"), "kg"),
        ),
    ),
    DemoProduct(
        slug="kornhaus-grinder",
        name=Words("Kornhaus grinder", "Mühle Kornhaus"),
        summary=Words(
            "From French press to espresso with forty clicks you can feel.",
            "Von French Press bis Espresso mit vierzig Stufen, die man spürt.",
        ),
        text=Words(
            "One grinder for a household that cannot agree. Each click is 25 thousandths of a millimetre; write "
            "yours on the card inside the lid. The container is of glass, so nothing flies.",
            "Eine Mühle für Haushalte, die sich nicht einig sind. Jede Stufe sind 25 Tausendstelmillimeter; "
            "notieren Sie Ihre auf der Karte im Deckel. Der Behälter ist aus Glas, da fliegt nichts.",
        ),
        shelves=("grinders",),
        variants=in_colours("KORN", "grinder", 28_900, {"sand": 30, "moss": 14, "copper": 10}),
        facts=(
            Fact(_BURRS, Words("50 mm, conical, steel", "50 mm, Kegel, Stahl")),
            Fact(Words("Hopper", "Bohnenbehälter"), Words("300"), "g"),
            Fact(_WEIGHT, Words("4.6", "4,6"), "kg"),
        ),
    ),
    DemoProduct(
        slug="ufer-hand-grinder",
        name=Words("Ufer hand grinder", "Handmühle Ufer"),
        summary=Words(
            "Thirty seconds of turning for two cups, on the balcony or on the boat.",
            "Dreißig Sekunden Kurbeln für zwei Tassen, auf dem Balkon oder auf dem Boot.",
        ),
        text=Words(
            "The crank folds, the body fits into a pour-over server, and two bearings keep the burrs straight "
            "even when the table is not.",
            "Die Kurbel lässt sich einklappen, das Gehäuse passt in eine Handaufgusskanne, und zwei Lager halten "
            "das Mahlwerk gerade, auch wenn der Tisch es nicht ist.",
        ),
        shelves=("grinders",),
        variants=in_colours("UFER", "hand-grinder", 11_900, {"steel": 55, "copper": 24}),
        facts=(
            Fact(_BURRS, Words("38 mm, conical, steel", "38 mm, Kegel, Stahl")),
            Fact(Words("Capacity", "Fassungsvermögen"), Words("30"), "g"),
            Fact(_WEIGHT, Words("0.48", "0,48"), "kg"),
        ),
    ),
)
