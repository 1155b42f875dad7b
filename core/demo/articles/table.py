"""Cups and tools: what lies beside the machine."""

from typing import Final

from core.demo.articles.values import CUP_TIERS, DemoProduct, Fact, Look, Words, in_colours, one

_CAPACITY: Final = Words("Capacity", "Fassungsvermögen")
_MATERIAL: Final = Words("Material")
_DIAMETER: Final = Words("Diameter", "Durchmesser")

TABLE: Final = (
    DemoProduct(
        slug="kaje-espresso-cups",
        name=Words("Kaje espresso cups, set of 6", "Espressotassen Kaje, 6 Stück"),
        summary=Words(
            "Thick porcelain that keeps an espresso hot and stacks without wobbling.",
            "Dickes Porzellan, das den Espresso heiß hält und stapelt, ohne zu wackeln.",
        ),
        text=Words(
            "Turned and fired in Thuringia. The handle fits a finger, not a fingertip, and the saucer has room "
            "for a biscuit.",
            "In Thüringen gedreht und gebrannt. Der Henkel passt für einen ganzen Finger, und auf der "
            "Untertasse ist Platz für einen Keks.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("KAJE-E", "cup-set", 5_400, {"cream": 96, "harbour": 72, "graphite": 60}, tiers=CUP_TIERS),
        facts=(Fact(_CAPACITY, Words("70"), "ml"), Fact(_MATERIAL, Words("Hard porcelain", "Hartporzellan"))),
    ),
    DemoProduct(
        slug="kaje-cappuccino-cups",
        name=Words("Kaje cappuccino cups, set of 6", "Cappuccinotassen Kaje, 6 Stück"),
        summary=Words(
            "Round inside, so the milk finds its own way; six cups with saucers.",
            "Innen rund, damit die Milch ihren Weg findet; sechs Tassen mit Untertassen.",
        ),
        text=Words(
            "The bottom is a half sphere: pour steadily and the first heart succeeds by itself. Safe for the "
            "dishwasher, also for the one with the hard water.",
            "Der Boden ist eine Halbkugel: ruhig gießen, und das erste Herz gelingt fast von selbst. Für die "
            "Spülmaschine geeignet, auch für die mit dem harten Wasser.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("KAJE-C", "cup-set", 6_900, {"sand": 66, "mist": 48, "berry": 30}, tiers=CUP_TIERS),
        facts=(Fact(_CAPACITY, Words("180"), "ml"), Fact(_MATERIAL, Words("Hard porcelain", "Hartporzellan"))),
    ),
    DemoProduct(
        slug="fischmarkt-mug",
        name=Words("Fischmarkt mug", "Becher Fischmarkt"),
        summary=Words(
            "A third of a litre with a handle for cold hands.",
            "Ein Drittelliter mit Henkel für kalte Hände.",
        ),
        text=Words(
            "Stoneware with a rough foot and a smooth rim. Every mug is glazed by hand, so no two are alike; "
            "write your name underneath, there is room.",
            "Steinzeug mit rauem Fuß und glattem Rand. Jeder Becher ist von Hand glasiert, keiner gleicht dem "
            "anderen; schreiben Sie Ihren Namen darunter, Platz ist da.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours(
            "FISCH", "mug", 1_690, {"harbour": 140, "ochre": 120, "berry": 90, "cream": 110}, tiers=CUP_TIERS
        ),
        facts=(Fact(_CAPACITY, Words("330"), "ml"), Fact(_MATERIAL, Words("Stoneware", "Steinzeug"))),
    ),
    DemoProduct(
        slug="faehre-travel-mug",
        name=Words("Fähre travel mug", "Thermobecher Fähre"),
        summary=Words(
            "Steel mug with a lid that stays shut, in the bag and on the ferry.",
            "Stahlbecher mit Deckel, der zu bleibt, in der Tasche und auf der Fähre.",
        ),
        text=Words(
            "Double wall, hot for four hours, fits under the spout of every machine we sell. The lid comes apart "
            "into two pieces for washing, not into seven.",
            "Doppelwandig, vier Stunden heiß, passt unter den Auslauf jeder unserer Maschinen. Der Deckel "
            "zerfällt zum Spülen in zwei Teile, nicht in sieben.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("FAEH", "mug", 2_490, {"steel": 80, "night": 75, "moss": 4}, tiers=CUP_TIERS),
        facts=(
            Fact(_CAPACITY, Words("340"), "ml"),
            Fact(_MATERIAL, Words("Stainless steel", "Edelstahl")),
        ),
    ),
    DemoProduct(
        slug="anker-tamper",
        name=Words("Anker tamper", "Tamper Anker"),
        summary=Words(
            "Half a kilogram of steel that presses level by itself.",
            "Ein halbes Kilogramm Stahl, das von selbst gerade drückt.",
        ),
        text=Words(
            "A sleeve rests on the rim of the basket, so the tamper cannot tilt; a spring of 12 kilograms clicks "
            "when it is enough.",
            "Eine Hülse liegt auf dem Siebrand auf, darum kann der Tamper nicht kippen; eine Feder von zwölf "
            "Kilogramm klickt, wenn es genug ist.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("ANKER", "tamper", 5_900, {"graphite": 52, "copper": 34}),
        facts=(Fact(_DIAMETER, Words("58.5", "58,5"), "mm"), Fact(Words("Weight", "Gewicht"), Words("520"), "g")),
    ),
    DemoProduct(
        slug="pauke-knock-box",
        name=Words("Pauke knock box", "Abklopfbox Pauke"),
        summary=Words(
            "Takes a day's coffee pucks and the noise with them.",
            "Nimmt den Kaffeesatz eines Tages und das Geräusch gleich mit.",
        ),
        text=Words(
            "The bar is wrapped in rubber and lifts out; the box goes into the dishwasher. Roses like what is inside.",
            "Die Stange ist mit Gummi ummantelt und lässt sich herausnehmen; die Box darf in die Spülmaschine. "
            "Rosen mögen, was darin ist.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("PAUKE", "knock-box", 3_400, {"graphite": 58, "moss": 26}),
        facts=(Fact(_CAPACITY, Words("1.2", "1,2"), "l"),),
    ),
    DemoProduct(
        slug="lot-scale",
        name=Words("Lot scale", "Waage Lot"),
        summary=Words(
            "Weighs to a tenth of a gram, counts seconds, survives a spilled cup.",
            "Wiegt auf ein Zehntelgramm, zählt Sekunden, überlebt eine verschüttete Tasse.",
        ),
        text=Words(
            "Flat enough for every drip tray. The timer starts with the first drop and stops when the stream "
            "ends; charged once a month by cable.",
            "Flach genug für jede Tropfschale. Die Uhr startet mit dem ersten Tropfen und hält an, wenn der "
            "Strahl endet; einmal im Monat per Kabel laden.",
        ),
        shelves=("cups-and-tools",),
        variants=in_colours("LOT", "scale", 7_900, {"graphite": 46, "cream": 30}),
        facts=(
            Fact(Words("Weighs up to", "Wiegt bis"), Words("2"), "kg"),
            Fact(Words("Step", "Teilung"), Words("0.1", "0,1"), "g"),
        ),
    ),
    DemoProduct(
        slug="barista-kit",
        name=Words("Barista kit", "Barista-Werkzeug"),
        summary=Words(
            "Milk jug, levelling tool, brush and cloth in a roll of canvas.",
            "Milchkännchen, Verteiler, Pinsel und Tuch in einer Rolle aus Segeltuch.",
        ),
        text=Words(
            "The four things that our trainers reach for most often. The jug of 600 ml has a narrow spout for "
            "patterns; the roll hangs beside the machine.",
            "Die vier Dinge, nach denen unsere Trainer am häufigsten greifen. Das Kännchen mit 600 ml hat einen "
            "schmalen Ausguss für Muster; die Rolle hängt neben der Maschine.",
        ),
        shelves=("cups-and-tools",),
        variants=one("KIT", Look("barista-kit", "harbour"), 8_900, 40),
        facts=(Fact(Words("Pieces", "Teile"), Words("4")),),
    ),
)
