"""Services: people who come to the customer for some hours."""

from typing import Final

from core.catalog.states import ArticleKind
from core.demo.articles.values import NO_WORDS, SCOPE, DemoProduct, DemoVariant, Fact, Look, Words

_WHERE: Final = Words("Where", "Ort")
_WITH_YOU: Final = Fact(_WHERE, Words("at your place", "bei Ihnen"))
_PEOPLE: Final = Words("Participants", "Teilnehmende")


def _visit(sku: str, look: Look, price: int, minutes: int, *, name: Words = NO_WORDS) -> DemoVariant:
    return DemoVariant(
        sku=sku, look=look, once=price, minutes=minutes, name=name, option=SCOPE if name.en else NO_WORDS
    )


def _service(
    *,
    slug: str,
    name: Words,
    summary: Words,
    text: Words,
    variants: tuple[DemoVariant, ...],
    facts: tuple[Fact, ...] = (_WITH_YOU,),
) -> DemoProduct:
    return DemoProduct(
        slug=slug,
        name=name,
        summary=summary,
        text=text,
        shelves=("service",),
        variants=variants,
        kind=ArticleKind.SERVICE,
        unit="service",
        facts=facts,
    )


SERVICES: Final = (
    _service(
        slug="installation",
        name=Words("Installation"),
        summary=Words(
            "We set the machine up, adjust the grinder and make the first cup with you.",
            "Wir stellen die Maschine auf, stellen die Mühle ein und kochen die erste Tasse mit Ihnen.",
        ),
        text=Words(
            "Our technician brings hoses, seals and a scale, connects water and power, measures hardness and "
            "pressure, and leaves only when three different people have made a good cup. Packaging goes back "
            "with us.",
            "Unser Techniker bringt Schläuche, Dichtungen und eine Waage mit, schließt Wasser und Strom an, misst "
            "Härte und Druck und geht erst, wenn drei verschiedene Menschen eine gute Tasse zubereitet haben. "
            "Die Verpackung nehmen wir mit.",
        ),
        variants=(
            _visit(
                "INST-A",
                Look("installation", "harbour"),
                14_900,
                120,
                name=Words("Automatic or filter machine", "Vollautomat oder Filtermaschine"),
            ),
            _visit(
                "INST-E",
                Look("installation", "graphite"),
                28_900,
                240,
                name=Words("Espresso machine with water line", "Siebträger mit Wasseranschluss"),
            ),
        ),
    ),
    _service(
        slug="planning-visit",
        name=Words("Planning visit", "Planung vor Ort"),
        summary=Words(
            "We look at your kitchen, count heads and tell you what fits, and what does not.",
            "Wir sehen uns Ihre Küche an, zählen Köpfe und sagen, was passt und was nicht.",
        ),
        text=Words(
            "An hour with tape measure and water test. You receive a drawing with connections and a list of "
            "machines for your number of cups, and you order only what your kitchen can carry.",
            "Eine Stunde mit Zollstock und Wassertest. Sie erhalten eine Skizze mit Anschlüssen und eine Liste "
            "von Maschinen für Ihre Tassenzahl und bestellen nur, was Ihre Küche auch trägt.",
        ),
        variants=(_visit("PLAN", Look("installation", "sand"), 9_900, 60),),
    ),
    _service(
        slug="barista-basics",
        name=Words("Barista basics", "Barista-Grundkurs"),
        summary=Words(
            "Three hours, eight people, one machine: grinding, tamping, frothing, cleaning.",
            "Drei Stunden, acht Menschen, eine Maschine: mahlen, tampen, schäumen, reinigen.",
        ),
        text=Words(
            "The course takes place at your own machine and with your own beans, so what you learn still works "
            "on Monday. Everybody leaves with a card on which their grind is written down.",
            "Der Kurs findet an Ihrer eigenen Maschine und mit Ihren Bohnen statt, damit das Gelernte auch am "
            "Montag noch stimmt. Alle gehen mit einer Karte nach Hause, auf der ihr Mahlgrad steht.",
        ),
        variants=(_visit("COURSE-B", Look("training", "harbour"), 39_000, 180),),
        facts=(_WITH_YOU, Fact(_PEOPLE, Words("up to 8", "bis zu 8"))),
    ),
    _service(
        slug="latte-art-workshop",
        name=Words("Latte art workshop", "Latte-Art-Kurs"),
        summary=Words(
            "From a white blot to a leaf in two hours, with twenty litres of milk.",
            "Vom weißen Fleck zum Blatt in zwei Stunden, mit zwanzig Litern Milch.",
        ),
        text=Words(
            "For teams that can already make an espresso and want to celebrate something. We bring the milk, the "
            "jugs and the patience.",
            "Für Teams, die schon einen Espresso können und etwas feiern möchten. Milch, Kännchen und Geduld "
            "bringen wir mit.",
        ),
        variants=(_visit("COURSE-L", Look("training", "berry"), 29_000, 120),),
        facts=(_WITH_YOU, Fact(_PEOPLE, Words("up to 6", "bis zu 6"))),
    ),
    _service(
        slug="coffee-tasting",
        name=Words("Coffee tasting", "Kaffeeverkostung"),
        summary=Words(
            "Six coffees, many spoons, loud slurping allowed: the team chooses its beans.",
            "Sechs Kaffees, viele Löffel, lautes Schlürfen erlaubt: Das Team wählt seine Bohnen.",
        ),
        text=Words(
            "A cupping in your kitchen as roasters do it, with a vote at the end. Most offices then drink "
            "something else than they had believed before.",
            "Ein Cupping in Ihrer Küche, wie Röster es machen, mit Abstimmung am Ende. Die meisten Büros trinken "
            "danach etwas anderes, als sie vorher geglaubt hatten.",
        ),
        variants=(_visit("TASTING", Look("training", "ochre"), 24_000, 90),),
        facts=(_WITH_YOU, Fact(_PEOPLE, Words("up to 14", "bis zu 14"))),
    ),
    _service(
        slug="maintenance-visit",
        name=Words("Maintenance visit", "Wartung"),
        summary=Words(
            "Seals, hoses, pressure and temperature, once a year, before something drips.",
            "Dichtungen, Schläuche, Druck und Temperatur, einmal im Jahr, bevor etwas tropft.",
        ),
        text=Words(
            "Worn parts up to 60 € are included. You get a protocol with measured values that also satisfies the "
            "food inspector.",
            "Verschleißteile bis 60 € sind enthalten. Sie erhalten ein Protokoll mit Messwerten, mit dem auch die "
            "Lebensmittelkontrolle zufrieden ist.",
        ),
        variants=(
            _visit(
                "MAINT-S",
                Look("maintenance", "graphite"),
                18_900,
                90,
                name=Words("Automatic or filter machine", "Vollautomat oder Filtermaschine"),
            ),
            _visit(
                "MAINT-L",
                Look("maintenance", "harbour"),
                26_900,
                150,
                name=Words("Espresso machine and grinder", "Siebträger und Mühle"),
            ),
        ),
    ),
    _service(
        slug="grinder-service",
        name=Words("New burrs for your grinder", "Neue Mahlscheiben für Ihre Mühle"),
        summary=Words(
            "After 600 kilograms burrs are blunt; we change and align them on the spot.",
            "Nach 600 Kilogramm sind Mahlscheiben stumpf; wir tauschen und justieren sie vor Ort.",
        ),
        text=Words(
            "Blunt burrs crush instead of cutting: the coffee becomes bitter and the grinder hot. New steel "
            "burrs are included, alignment to a hundredth of a millimetre too.",
            "Stumpfe Scheiben quetschen, statt zu schneiden: Der Kaffee wird bitter und die Mühle heiß. Neue "
            "Stahlscheiben sind enthalten, das Justieren auf ein Hundertstelmillimeter auch.",
        ),
        variants=(_visit("BURRS", Look("maintenance", "copper"), 16_900, 60),),
    ),
    _service(
        slug="water-test",
        name=Words("Water test", "Wassertest"),
        summary=Words(
            "Hardness, chlorine and pH at your tap, with advice in plain words.",
            "Härte, Chlor und pH-Wert an Ihrem Hahn, mit Rat in klaren Worten.",
        ),
        text=Words(
            "Half an hour that says which filter you need, or that you need none. The result comes on one page.",
            "Eine halbe Stunde, die zeigt, welchen Filter Sie brauchen, oder dass Sie keinen brauchen. Das "
            "Ergebnis steht auf einer Seite.",
        ),
        variants=(_visit("WATER", Look("water-test", "mist"), 7_900, 30),),
    ),
    _service(
        slug="removal",
        name=Words("Removal of the old machine", "Abbau der alten Maschine"),
        summary=Words(
            "We disconnect it, carry it out and give its parts a second life.",
            "Wir schließen sie ab, tragen sie hinaus und geben ihren Teilen ein zweites Leben.",
        ),
        text=Words(
            "Machines of every make. What still runs goes to youth centres in the harbour; the rest is taken "
            "apart, metal by metal. You receive a certificate of disposal.",
            "Maschinen aller Marken. Was noch läuft, geht an Jugendzentren im Hafen; der Rest wird zerlegt, "
            "Metall für Metall. Sie erhalten einen Entsorgungsnachweis.",
        ),
        variants=(_visit("REMOVE", Look("maintenance", "moss"), 6_900, 60),),
    ),
)
