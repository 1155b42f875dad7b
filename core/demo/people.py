"""Who works at, and who buys from, the demo company. Every name is invented; every address ends in .example."""

from dataclasses import dataclass
from typing import Final

from core.accounts.operations import AddressInput
from core.accounts.states import BuyerRole, LimitWindow, StaffRole
from core.kernel.i18n import N_

PASSWORD: Final = "moin-moin-kontor"  # noqa: S105  printed at every start of the demo, refused in production


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who works here; `task` is a marked sentence."""

    name: str
    role: StaffRole
    task: str

    @property
    def email(self) -> str:
        """Where they get their mail, and what they sign in with."""
        return f"{mailbox(self.name)}@elbkaffee.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Somebody with a sign-in to the shop who buys for a company."""

    name: str
    role: BuyerRole
    spending_limit_minor: int | None = None
    window_limit_minor: int | None = None
    limit_window: LimitWindow = LimitWindow.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that buys on account. `size` is how much it drinks: 1 small, 2 middling, 3 large."""

    name: str
    domain: str
    contact: str
    street: str
    postal_code: str
    city: str
    country: str
    vat_id: str
    locale: str = "de"
    size: int = 1
    terms_days: int = 14
    credit_limit_minor: int = 500_000
    pays_late: bool = False
    buyers: tuple[Buyer, ...] = ()

    @property
    def email(self) -> str:
        """Where invoices go."""
        return f"einkauf@{self.domain}"

    @property
    def address(self) -> AddressInput:
        """Where the company is."""
        return AddressInput(
            name=self.contact,
            company=self.name,
            street=self.street,
            postal_code=self.postal_code,
            city=self.city,
            country=self.country,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A private customer."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str = "DE"
    locale: str = "de"
    has_account: bool = False

    @property
    def email(self) -> str:
        """Where they get their mail."""
        return f"{mailbox(self.name)}@post.example"

    @property
    def address(self) -> AddressInput:
        """Where they live."""
        return AddressInput(
            name=self.name,
            street=self.street,
            postal_code=self.postal_code,
            city=self.city,
            country=self.country,
        )


_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ç": "c", "ø": "oe", "ğ": "g",
                        "ş": "s", "ł": "l", "á": "a", "ó": "o"})  # fmt: skip


def mailbox(name: str) -> str:
    """A person's name as the first half of an e-mail address."""
    return ".".join(name.lower().translate(_PLAIN).split())


STAFF: Final = (
    Colleague(name="Jana Petersen", role=StaffRole.SALES, task=N_("Sales: customers, orders, prices")),
    Colleague(name="Malte Hinrichs", role=StaffRole.FULFILMENT, task=N_("Fulfilment: shipping, visits, subscriptions")),
    Colleague(name="Aylin Demir", role=StaffRole.BILLING, task=N_("Billing: invoices, payments, ledger")),
    Colleague(name="Tom Albrecht", role=StaffRole.MARKETING, task=N_("Marketing: feedback and catalogue")),
    Colleague(name="Wiebke Sander", role=StaffRole.MANAGER, task=N_("Management: everything, to read and decide")),
    Colleague(name="Ole Thomsen", role=StaffRole.ADMIN, task=N_("Administration: people, integration, settings")),
)

COMPANIES: Final = (
    Company(
        name="Brügge & Söhne Steuerberatung", domain="bruegge-soehne.example", contact="Henrike Brügge",
        street="Palmaille 54", postal_code="22767", city="Hamburg", country="DE", vat_id="DE287654324", size=2,
        terms_days=30, credit_limit_minor=1_500_000,
        buyers=(
            Buyer(name="Henrike Brügge", role=BuyerRole.ADMIN),
            Buyer(name="Nils Wagner", role=BuyerRole.BUYER, spending_limit_minor=50_000, window_limit_minor=150_000),
            Buyer(name="Greta Brügge", role=BuyerRole.APPROVER),
        ),
    ),
    Company(
        name="Donaublick Hotelbetriebe GmbH", domain="donaublick.example", contact="Katharina Moser",
        street="Handelskai 210", postal_code="1020", city="Wien", country="AT", vat_id="ATU61234569", size=3,
        terms_days=14, credit_limit_minor=2_500_000,
        buyers=(Buyer(name="Katharina Moser", role=BuyerRole.ADMIN),),
    ),
    Company(
        name="Nordlicht Software GmbH", domain="nordlicht-software.example", contact="Jonas Falk",
        street="Holtenauer Straße 112", postal_code="24105", city="Kiel", country="DE", vat_id="DE301224563", size=3,
        locale="en", terms_days=30, credit_limit_minor=2_000_000,
        buyers=(Buyer(name="Jonas Falk", role=BuyerRole.ADMIN),),
    ),
    Company(
        name="Autohaus Lindner KG", domain="autohaus-lindner.example", contact="Sabine Lindner",
        street="Bremer Straße 301", postal_code="21077", city="Hamburg", country="DE", vat_id="DE118765435", size=2,
        pays_late=True, credit_limit_minor=1_200_000,
    ),
    Company(
        name="Physiotherapie am Stadtpark", domain="physio-stadtpark.example", contact="Lena Vogt",
        street="Borgweg 15", postal_code="22303", city="Hamburg", country="DE", vat_id="DE264531870",
    ),
    Company(
        name="Tischlerei Hansen", domain="tischlerei-hansen.example", contact="Björn Hansen", street="Werftstraße 8",
        postal_code="24837", city="Schleswig", country="DE", vat_id="DE198273643", pays_late=True,
    ),
    Company(
        name="Architekturbüro Klar + Partner", domain="klar-partner.example", contact="Miriam Klar",
        street="Hedemannstraße 27", postal_code="10969", city="Berlin", country="DE", vat_id="DE276451932", size=2,
        credit_limit_minor=1_000_000,
    ),
    Company(
        name="Kinderzimmer Mode GmbH", domain="kinderzimmer-mode.example", contact="Paula Berg",
        street="Prinzregentenstraße 61", postal_code="81675", city="München", country="DE", vat_id="DE312498765",
    ),
    Company(
        name="Spedition Küstenlinie", domain="kuestenlinie.example", contact="Torsten Meier",
        street="Senator-Apelt-Straße 40", postal_code="28197", city="Bremen", country="DE", vat_id="DE145678920",
        size=3, terms_days=30, credit_limit_minor=1_800_000, pays_late=True,
    ),
    Company(
        name="Praxis Dr. Yildiz", domain="praxis-yildiz.example", contact="Elif Yildiz", street="Schloßstraße 92",
        postal_code="12163", city="Berlin", country="DE", vat_id="DE259871345",
    ),
    Company(
        name="Alpenrad Verleih OG", domain="alpenrad.example", contact="Florian Gruber",
        street="Maria-Theresien-Straße 18", postal_code="6020", city="Innsbruck", country="AT", vat_id="ATU65432187",
    ),
    Company(
        name="Mozartkugel Konditorei GmbH", domain="konditorei-mozart.example", contact="Theresa Huber",
        street="Getreidegasse 31", postal_code="5020", city="Salzburg", country="AT", vat_id="ATU59871231", size=2,
        credit_limit_minor=900_000,
    ),
    Company(
        name="Leuchtturm Verlag", domain="leuchtturm-verlag.example", contact="Ingrid Ahlers", street="Am Fleet 3",
        postal_code="28195", city="Bremen", country="DE", vat_id="DE187634527",
    ),
    Company(
        name="Werk 14 Coworking", domain="werk14.example", contact="David Okafor", street="Weinmeisterstraße 12",
        postal_code="10178", city="Berlin", country="DE", vat_id="DE321987651", locale="en", size=3,
        terms_days=14, credit_limit_minor=1_600_000,
    ),
    Company(
        name="Stadtwerke Lüne GmbH", domain="stadtwerke-luene.example", contact="Petra Schulte",
        street="Lindenallee 5", postal_code="21335", city="Lüneburg", country="DE", vat_id="DE116549870", size=3,
        terms_days=30, credit_limit_minor=2_000_000,
    ),
    Company(
        name="Fahrschule Rückenwind", domain="rueckenwind.example", contact="Kemal Arslan", street="Lister Meile 47",
        postal_code="30161", city="Hannover", country="DE", vat_id="DE243561982",
    ),
)  # fmt: skip

PEOPLE: Final = (
    Person(name="Mia Behrens", street="Eppendorfer Weg 171", postal_code="20253", city="Hamburg", has_account=True),
    Person(name="Lukas Steiner", street="Neubaugasse 44", postal_code="1070", city="Wien", country="AT"),
    Person(name="Emily Carter", street="Torstraße 96", postal_code="10119", city="Berlin", locale="en"),
    Person(name="Sven Nørgaard", street="Große Straße 21", postal_code="24937", city="Flensburg"),
    Person(name="Anna Lorenz", street="Schanzenstraße 33", postal_code="20357", city="Hamburg"),
    Person(name="Mehmet Kaya", street="Keupstraße 70", postal_code="51063", city="Köln"),
    Person(name="Clara Winkler", street="Gohliser Straße 12", postal_code="04155", city="Leipzig"),
    Person(name="Peter Jansen", street="Deichstraße 9", postal_code="26603", city="Aurich"),
    Person(name="Sophie Maurer", street="Mariahilfer Straße 88", postal_code="1070", city="Wien", country="AT"),
    Person(name="Oliver Brandt", street="Zeil 61", postal_code="60313", city="Frankfurt am Main"),
    Person(name="Nadia Haddad", street="Rheinstraße 40", postal_code="55116", city="Mainz"),
    Person(name="James Whitfield", street="Leopoldstraße 104", postal_code="80802", city="München", locale="en"),
    Person(name="Greta Olsen", street="Fährstraße 25", postal_code="21107", city="Hamburg"),
    Person(name="Markus Ebner", street="Linzer Gasse 20", postal_code="5020", city="Salzburg", country="AT"),
    Person(name="Hannah Kruse", street="Viertelsweg 6", postal_code="28203", city="Bremen"),
    Person(name="Tim Bergmann", street="Wilhelmshöher Allee 140", postal_code="34119", city="Kassel"),
    Person(name="Lea Fuchs", street="Bergstraße 77", postal_code="01069", city="Dresden"),
    Person(name="Andrej Novak", street="Annenstraße 30", postal_code="8020", city="Graz", country="AT"),
    Person(name="Julia Reimers", street="Osterstraße 115", postal_code="20259", city="Hamburg"),
    Person(name="Daniel Köhler", street="Königstraße 28", postal_code="70173", city="Stuttgart"),
    Person(name="Isabel Romero", street="Sonnenallee 201", postal_code="12059", city="Berlin", locale="en"),
    Person(name="Fabian Thiele", street="Lange Reihe 52", postal_code="20099", city="Hamburg"),
    Person(name="Charlotte Weiß", street="Ludwigstraße 19", postal_code="93047", city="Regensburg"),
    Person(name="Hauke Claußen", street="Norderstraße 3", postal_code="25813", city="Husum"),
    Person(name="Marie Dubois", street="Hauptstraße 150", postal_code="69117", city="Heidelberg", locale="en"),
    Person(name="Rafael Costa", street="Bornheimer Straße 88", postal_code="53119", city="Bonn"),
    Person(name="Nora Schäfer", street="Karolinenplatz 4", postal_code="64289", city="Darmstadt"),
    Person(name="Stefan Pichler", street="Landstraße 33", postal_code="4020", city="Linz", country="AT"),
    Person(name="Ida Lüders", street="Beim Strohhause 11", postal_code="20097", city="Hamburg"),
    Person(name="Philipp Arendt", street="Kröpeliner Straße 42", postal_code="18055", city="Rostock"),
    Person(name="Reto Amstutz", street="Seefeldstrasse 60", postal_code="8008", city="Zürich", country="CH"),
    Person(name="Corinne Frei", street="Spalenberg 12", postal_code="4051", city="Basel", country="CH"),
)
