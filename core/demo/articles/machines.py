"""Machines: espresso, automatic, and what froths milk and softens water."""
# ruff: noqa: RUF001  people read these words: a multiplication sign is meant

from typing import Final

from core.demo.articles.values import DemoProduct, Fact, Look, Words, in_colours, one

_WATTS: Final = Words("Power", "Leistung")
_TANK: Final = Words("Water tank", "Wassertank")
_SIZE: Final = Words("Width × height × depth", "Breite × Höhe × Tiefe")
_WEIGHT: Final = Words("Weight", "Gewicht")
_CUPS: Final = Words("Made for", "Ausgelegt für")
_BOILER: Final = Words("Boilers", "Kessel")

MACHINES: Final = (
    DemoProduct(
        slug="hafen-one",
        name=Words("Hafen One"),
        summary=Words(
            "One-group espresso machine with two boilers, for 40 cups an hour.",
            "Eingruppiger Siebträger mit zwei Kesseln, für 40 Tassen in der Stunde.",
        ),
        text=Words(
            "Hafen One keeps the water for coffee within half a degree, however often somebody asks for steam. "
            "Coffee and steam have a boiler each, so the tenth cappuccino tastes like the first.\n\n"
            "It runs from its own tank or from a water line: the connection is inside, and our technician "
            "changes it in ten minutes. The group head is warm after twelve minutes; a timer does that before "
            "you arrive.",
            "Hafen One hält das Wasser für den Kaffee auf ein halbes Grad genau, gleich wie oft jemand Dampf "
            "braucht. Kaffee und Dampf haben je einen eigenen Kessel, darum schmeckt der zehnte Cappuccino wie "
            "der erste.\n\n"
            "Sie läuft mit eigenem Tank oder an der Wasserleitung: Der Anschluss ist eingebaut, unser Techniker "
            "stellt in zehn Minuten um. Die Brühgruppe ist nach zwölf Minuten warm; eine Schaltuhr erledigt das, "
            "bevor Sie kommen.",
        ),
        shelves=("espresso-machines",),
        variants=in_colours("HAF-1", "espresso-one-group", 169_000, {"harbour": 14, "graphite": 12, "cream": 4}),
        days=5,
        facts=(
            Fact(_CUPS, Words("40 cups an hour", "40 Tassen in der Stunde")),
            Fact(_BOILER, Words("2 × 0.8", "2 × 0,8"), "l"),
            Fact(_TANK, Words("2.5", "2,5"), "l"),
            Fact(_WATTS, Words("1,900", "1.900"), "W"),
            Fact(_SIZE, Words("31 × 39 × 46"), "cm"),
            Fact(_WEIGHT, Words("26"), "kg"),
        ),
    ),
    DemoProduct(
        slug="hafen-two",
        name=Words("Hafen Two"),
        summary=Words(
            "Two-group espresso machine for kitchens that never pause.",
            "Zweigruppiger Siebträger für Küchen, die keine Pause machen.",
        ),
        text=Words(
            "Two people work side by side, each with their own group and their own temperature. The steam wands "
            "stay cool on the outside and the cup rail is high enough for a latte glass.\n\n"
            "Hafen Two needs a water line, a drain and 16 amperes. Our planning visit finds out whether your "
            "kitchen has them, and what it takes if it does not.",
            "Zwei Menschen arbeiten nebeneinander, jeder mit eigener Gruppe und eigener Temperatur. Die "
            "Dampflanzen bleiben außen kühl, und unter dem Auslauf hat ein Latteglas Platz.\n\n"
            "Hafen Two braucht einen Wasseranschluss, einen Abfluss und 16 Ampere. Bei der Planung vor Ort "
            "finden wir heraus, ob Ihre Küche beides hat und was sonst zu tun ist.",
        ),
        shelves=("espresso-machines",),
        variants=in_colours("HAF-2", "espresso-two-group", 349_000, {"harbour": 8, "graphite": 9, "cream": 3}),
        days=7,
        facts=(
            Fact(_CUPS, Words("120 cups an hour", "120 Tassen in der Stunde")),
            Fact(_BOILER, Words("2 × 1.2 l, and 7 l for steam", "2 × 1,2 l und 7 l für Dampf")),
            Fact(_WATTS, Words("3,600", "3.600"), "W"),
            Fact(_SIZE, Words("74 × 48 × 55"), "cm"),
            Fact(_WEIGHT, Words("61"), "kg"),
        ),
    ),
    DemoProduct(
        slug="pier",
        name=Words("Pier"),
        summary=Words(
            "Small espresso machine for the kitchen at home, warm in six minutes.",
            "Kleiner Siebträger für die Küche zu Hause, in sechs Minuten warm.",
        ),
        text=Words(
            "Pier takes 23 centimetres of counter and does one thing well: a good espresso in the morning, "
            "without a ceremony. A pressure gauge shows what happens, a three-way valve leaves the puck dry, and "
            "the full-size 58 mm basket takes every tamper of the big machines.",
            "Pier braucht 23 Zentimeter Arbeitsplatte und kann eines gut: morgens einen Espresso, ohne "
            "Zeremonie. Ein Manometer zeigt, was geschieht, ein Dreiwegeventil lässt den Kaffeesatz trocken "
            "zurück, und das Sieb mit 58 mm nimmt jeden Tamper der Großen.",
        ),
        shelves=("espresso-machines",),
        variants=in_colours("PIER", "espresso-one-group", 74_900, {"copper": 16, "steel": 22, "night": 6}),
        facts=(
            Fact(_BOILER, Words("0.4", "0,4"), "l"),
            Fact(_TANK, Words("1.8", "1,8"), "l"),
            Fact(_WATTS, Words("1,300", "1.300"), "W"),
            Fact(_SIZE, Words("23 × 33 × 36"), "cm"),
            Fact(_WEIGHT, Words("9.5", "9,5"), "kg"),
        ),
    ),
    DemoProduct(
        slug="lotse-office",
        name=Words("Lotse Office"),
        summary=Words(
            "Automatic machine for teams of 15 to 40, with a milk system that rinses itself.",
            "Vollautomat für Teams von 15 bis 40, mit Milchsystem, das sich selbst spült.",
        ),
        text=Words(
            "Lotse Office grinds for every cup, remembers twelve recipes and says in plain words what it needs: "
            "beans, water, an emptied tray. After each milk drink hot water runs through the line, and in the "
            "evening a tablet does the rest while everybody is on their way home.\n\n"
            "Two bean hoppers hold 900 g each, so that there is decaf without changing anything. The cup plate "
            "keeps 24 cups warm.",
            "Lotse Office mahlt für jede Tasse, merkt sich zwölf Rezepte und sagt in klaren Worten, was fehlt: "
            "Bohnen, Wasser, eine geleerte Schale. Nach jedem Milchgetränk läuft heißes Wasser durch die "
            "Leitung, und abends erledigt eine Tablette den Rest, während alle nach Hause gehen.\n\n"
            "Zwei Bohnenbehälter fassen je 900 g, so gibt es auch Entkoffeinierten, ohne dass jemand umfüllt. "
            "Die Tassenplatte hält 24 Tassen warm.",
        ),
        shelves=("automatic-machines",),
        variants=in_colours("LOT-O", "automatic-office", 269_000, {"graphite": 18, "steel": 15}),
        days=5,
        facts=(
            Fact(_CUPS, Words("80 cups a day", "80 Tassen am Tag")),
            Fact(Words("Bean hoppers", "Bohnenbehälter"), Words("2 × 900"), "g"),
            Fact(_TANK, Words("6 l, or a water line", "6 l oder Wasserleitung")),
            Fact(_WATTS, Words("2,400", "2.400"), "W"),
            Fact(_SIZE, Words("42 × 58 × 50"), "cm"),
            Fact(_WEIGHT, Words("24"), "kg"),
        ),
    ),
    DemoProduct(
        slug="lotse-max",
        name=Words("Lotse Max"),
        summary=Words(
            "Automatic machine for canteens and long corridors: 200 cups before noon.",
            "Vollautomat für Kantinen und lange Flure: 200 Tassen bis zum Mittag.",
        ),
        text=Words(
            "Three grinders, cooled fresh milk from a drawer below, and a touch screen that asks first which "
            "language you speak. Lotse Max counts every part that wears and tells our service before it breaks. "
            "It needs a water line and a drain; delivery is by freight with two people.",
            "Drei Mühlen, gekühlte Frischmilch aus der Schublade darunter und ein Bildschirm, der zuerst nach "
            "Ihrer Sprache fragt. Lotse Max zählt jedes Verschleißteil mit und meldet sich bei unserem Service, "
            "bevor etwas ausfällt. Sie braucht Wasseranschluss und Abfluss; geliefert wird per Spedition zu zweit.",
        ),
        shelves=("automatic-machines",),
        variants=in_colours("LOT-M", "automatic-office", 489_000, {"night": 5, "graphite": 7}),
        days=10,
        facts=(
            Fact(_CUPS, Words("250 cups a day", "250 Tassen am Tag")),
            Fact(Words("Bean hoppers", "Bohnenbehälter"), Words("3 × 1,200", "3 × 1.200"), "g"),
            Fact(Words("Milk drawer", "Milchschublade"), Words("2 × 4"), "l"),
            Fact(_WATTS, Words("3,200", "3.200"), "W"),
            Fact(_SIZE, Words("48 × 72 × 58"), "cm"),
            Fact(_WEIGHT, Words("52"), "kg"),
        ),
    ),
    DemoProduct(
        slug="lotse-compact",
        name=Words("Lotse Compact"),
        summary=Words(
            "Automatic machine for small offices: 25 cups a day on 28 centimetres.",
            "Vollautomat für kleine Büros: 25 Tassen am Tag auf 28 Zentimetern.",
        ),
        text=Words(
            "The whole brewing unit comes out with one hand and is rinsed under the tap. A bypass takes ground "
            "decaf for the one colleague who asks, and the drip tray reports before it is full instead of after.",
            "Die ganze Brüheinheit lässt sich mit einer Hand herausnehmen und unter dem Hahn abspülen. Ein "
            "Schacht nimmt gemahlenen Entkoffeinierten für die eine Kollegin, die danach fragt, und die "
            "Tropfschale meldet sich, bevor sie voll ist, nicht danach.",
        ),
        shelves=("automatic-machines",),
        variants=in_colours("LOT-C", "automatic-compact", 119_000, {"harbour": 20, "cream": 16, "graphite": 24}),
        facts=(
            Fact(_CUPS, Words("25 cups a day", "25 Tassen am Tag")),
            Fact(_TANK, Words("1.8", "1,8"), "l"),
            Fact(Words("Bean hopper", "Bohnenbehälter"), Words("300"), "g"),
            Fact(_WATTS, Words("1,450", "1.450"), "W"),
            Fact(_SIZE, Words("28 × 38 × 44"), "cm"),
            Fact(_WEIGHT, Words("10.2", "10,2"), "kg"),
        ),
    ),
    DemoProduct(
        slug="lotse-home",
        name=Words("Lotse Home"),
        summary=Words(
            "Automatic machine for two to four people who like it quiet in the morning.",
            "Vollautomat für zwei bis vier Menschen, die es morgens leise mögen.",
        ),
        text=Words(
            "A grinder of ceramic, slow enough that nobody wakes up. Strength, amount and temperature are three "
            "dials, not three menus. Milk comes from a glass carafe that goes back into the fridge as it is.",
            "Ein Mahlwerk aus Keramik, langsam genug, dass niemand aufwacht. Stärke, Menge und Temperatur sind "
            "drei Drehknöpfe statt drei Menüs. Die Milch kommt aus einer Glaskaraffe, die danach einfach wieder "
            "in den Kühlschrank wandert.",
        ),
        shelves=("automatic-machines",),
        variants=in_colours("LOT-H", "automatic-compact", 84_900, {"sand": 18, "berry": 5, "graphite": 20}),
        facts=(
            Fact(_CUPS, Words("12 cups a day", "12 Tassen am Tag")),
            Fact(_TANK, Words("1.7", "1,7"), "l"),
            Fact(Words("Noise while grinding", "Lautstärke beim Mahlen"), Words("58"), "dB(A)"),
            Fact(_WATTS, Words("1,350", "1.350"), "W"),
            Fact(_SIZE, Words("25 × 36 × 42"), "cm"),
        ),
    ),
    DemoProduct(
        slug="moewe-frother",
        name=Words("Möwe milk frother", "Milchaufschäumer Möwe"),
        summary=Words(
            "Warm, hot or cold foam at the push of a button; the jug goes into the dishwasher.",
            "Warmer, heißer oder kalter Schaum auf Knopfdruck; das Kännchen darf in die Spülmaschine.",
        ),
        text=Words(
            "Möwe heats by induction, so nothing burns on and the jug of stainless steel comes off its base. "
            "It froths oat milk as well as cow's milk, 250 ml at a time.",
            "Möwe erwärmt mit Induktion, darum brennt nichts an und das Kännchen aus Edelstahl lässt sich "
            "abnehmen. Sie schäumt Hafermilch so gut wie Kuhmilch, 250 ml auf einmal.",
        ),
        shelves=("milk-and-water",),
        variants=in_colours("MOEWE", "milk-frother", 8_900, {"cream": 60, "graphite": 75}),
        facts=(
            Fact(Words("Capacity", "Fassungsvermögen"), Words("250"), "ml"),
            Fact(_WATTS, Words("600"), "W"),
            Fact(_WEIGHT, Words("1.1", "1,1"), "kg"),
        ),
    ),
    DemoProduct(
        slug="quelle-water-filter",
        name=Words("Quelle water filter", "Wasserfilter Quelle"),
        summary=Words(
            "Softens and filters right at the water line, enough for 4,000 cups.",
            "Enthärtet und filtert direkt an der Leitung, genug für 4.000 Tassen.",
        ),
        text=Words(
            "Hamburg's water is kind, Vienna's is not: lime is what ends most machines. Quelle sits below the "
            "counter, takes the lime and leaves the minerals that coffee needs. A cartridge lasts for about half "
            "a year; the head shows when its time is up.",
            "Hamburger Wasser ist freundlich, andernorts ist es das nicht: Kalk beendet die meisten "
            "Maschinenleben. Quelle sitzt unter der Arbeitsplatte, nimmt den Kalk und lässt die Mineralien, die "
            "Kaffee braucht. Eine Kartusche hält etwa ein halbes Jahr; der Kopf zeigt an, wann sie verbraucht ist.",
        ),
        shelves=("milk-and-water",),
        variants=one("QUELLE", Look("water-filter", "steel"), 14_900, 48),
        facts=(
            Fact(Words("Capacity at 14 °dH", "Kapazität bei 14 °dH"), Words("800"), "l"),
            Fact(Words("Connection", "Anschluss"), Words("3/8″")),
            Fact(Words("Height", "Höhe"), Words("41"), "cm"),
        ),
    ),
)
