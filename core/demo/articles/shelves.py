"""The shelves of the demo shop, in the order of the menu."""

from typing import Final

from core.demo.articles.values import DemoShelf, Look, Words

SHELVES: Final = (
    DemoShelf(
        slug="machines",
        name=Words("Machines", "Maschinen"),
        summary=Words(
            "For two cups at breakfast or two hundred before noon.",
            "Für zwei Tassen zum Frühstück oder zweihundert bis zum Mittag.",
        ),
        look=Look("espresso-two-group", "harbour"),
    ),
    DemoShelf(
        slug="espresso-machines",
        name=Words("Espresso machines", "Siebträger"),
        summary=Words(
            "Portafilter machines with a steady hand for temperature.",
            "Siebträgermaschinen mit ruhiger Hand für die Temperatur.",
        ),
        look=Look("espresso-one-group", "copper"),
        above="machines",
    ),
    DemoShelf(
        slug="automatic-machines",
        name=Words("Automatic machines", "Vollautomaten"),
        summary=Words(
            "One button, fresh beans, and a rinse that nobody has to remember.",
            "Ein Knopf, frische Bohnen und eine Spülung, an die niemand denken muss.",
        ),
        look=Look("automatic-office", "graphite"),
        above="machines",
    ),
    DemoShelf(
        slug="filter-brewing",
        name=Words("Filter and pour-over", "Filter und Handaufguss"),
        summary=Words(
            "Clear coffee by the jug or by the cup.",
            "Klarer Kaffee, kannenweise oder Tasse für Tasse.",
        ),
        look=Look("filter-brewer", "sand"),
        above="machines",
    ),
    DemoShelf(
        slug="milk-and-water",
        name=Words("Milk and water", "Milch und Wasser"),
        summary=Words(
            "What a cup consists of besides coffee.",
            "Woraus eine Tasse außer Kaffee noch besteht.",
        ),
        look=Look("milk-frother", "cream"),
        above="machines",
    ),
    DemoShelf(
        slug="grinders",
        name=Words("Grinders", "Mühlen"),
        summary=Words(
            "Even grounds, quiet motors, little left in the chute.",
            "Gleichmäßiges Mahlgut, leise Motoren, kaum Reste im Auswurf.",
        ),
        look=Look("grinder", "graphite"),
    ),
    DemoShelf(
        slug="coffee",
        name=Words("Coffee", "Kaffee"),
        summary=Words(
            "Roasted on Tuesdays in Hamburg, on its way on Wednesdays.",
            "Dienstags in Hamburg geröstet, mittwochs unterwegs.",
        ),
        look=Look("bean-bag-lighthouse", "coffee"),
    ),
    DemoShelf(
        slug="espresso-roasts",
        name=Words("Espresso roasts", "Espressoröstungen"),
        summary=Words(
            "Round and low in acid, for pressure and for milk.",
            "Rund und säurearm, für Druck und für Milch.",
        ),
        look=Look("bean-bag-crane", "graphite"),
        above="coffee",
    ),
    DemoShelf(
        slug="filter-roasts",
        name=Words("Filter roasts", "Filterröstungen"),
        summary=Words(
            "Lighter roasts with fruit, flowers and a clean finish.",
            "Hellere Röstungen mit Frucht, Blüten und klarem Nachklang.",
        ),
        look=Look("bean-bag-waves", "mist"),
        above="coffee",
    ),
    DemoShelf(
        slug="cups-and-tools",
        name=Words("Cups and tools", "Tassen und Werkzeug"),
        summary=Words(
            "Things for the hand: weighed, turned, fired, washed a thousand times.",
            "Dinge für die Hand: gewogen, gedreht, gebrannt, tausendmal gespült.",
        ),
        look=Look("cup-set", "cream"),
    ),
    DemoShelf(
        slug="care",
        name=Words("Care", "Pflege"),
        summary=Words(
            "Five minutes a day for ten more years.",
            "Fünf Minuten am Tag für zehn Jahre mehr.",
        ),
        look=Look("cleaning-tablets", "mist"),
    ),
    DemoShelf(
        slug="service",
        name=Words("Service", "Service"),
        summary=Words(
            "People who come on the day you choose, with the right tool in the bag.",
            "Menschen, die am Tag Ihrer Wahl kommen, mit dem richtigen Werkzeug in der Tasche.",
        ),
        look=Look("installation", "harbour"),
    ),
    DemoShelf(
        slug="subscriptions",
        name=Words("Subscriptions", "Abonnements"),
        summary=Words(
            "Beans and care that arrive before you run out.",
            "Bohnen und Pflege, die ankommen, bevor etwas fehlt.",
        ),
        look=Look("bean-box", "ochre"),
    ),
    DemoShelf(
        slug="bundles",
        name=Words("Bundles", "Sets"),
        summary=Words(
            "Machine, people and beans as one order and one price.",
            "Maschine, Menschen und Bohnen als eine Bestellung zu einem Preis.",
        ),
        look=Look("team-kitchen", "harbour"),
    ),
)
