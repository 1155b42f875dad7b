"""What people of the demo write: feedback by score, reports of visits, reasons."""

from typing import Final

TECHNICIANS: Final = ("Malte Hinrichs", "Sina Oltmanns", "Ibrahim Yilmaz")
CARRIERS: Final = ("DHL", "DPD", "Hermes")

COMMENTS: Final = {
    "de": {
        5: (
            "In drei Minuten bestellt, am übernächsten Tag da. So soll es sein.",
            "Endlich eine Rechnung, die auf Anhieb stimmt.",
            "Der Techniker war pünktlich, freundlich und hat alles erklärt.",
            "Maschine, Aufbau und Bohnen in einem Rutsch. Sehr angenehm.",
            "",
            "",
        ),
        4: (
            "Alles gut, nur die Lieferzeit der Mühle hätte ich gern vorher gewusst.",
            "Übersichtlich. Ein Feld für unsere Bestellnummer wäre schön.",
            "",
        ),
        3: ("Hat funktioniert. Die Auswahl der Versandart habe ich erst gesucht.", "Ging so, kam in zwei Teilen.", ""),
        2: ("Der Termin wurde verschoben, ohne dass jemand angerufen hat.",),
        1: ("Karte dreimal abgelehnt, ohne dass ich wusste, warum. Am Ende überwiesen.",),
    },
    "en": {
        5: (
            "Ordered in three minutes, arrived two days later. Lovely.",
            "Clear price, clear page, clear invoice.",
            "The technician was on time and explained everything.",
            "",
        ),
        4: ("All good. A field for our purchase order number would help.", ""),
        3: ("It worked, though the parcel came in two parts.", ""),
        2: ("The appointment was moved and nobody called.",),
        1: ("Three declined payments without a reason. I paid by transfer in the end.",),
    },
}
SCORES: Final = (5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 2, 1)

REPORTS: Final = (
    "Aufgestellt, angeschlossen, Wasserhärte 14 °dH eingestellt, Probebezug in Ordnung.",
    "Wartung nach Plan: Dichtungen erneuert, Mühle kalibriert, Brühgruppe gereinigt.",
    "Schulung mit vier Personen, Milchschaum geübt, Reinigungsplan ausgehängt.",
    "Gerät läuft. Kundin wünscht beim nächsten Mal einen Termin am Nachmittag.",
)

RETURN_REASONS: Final = (
    "Gefällt nicht", "Falsche Farbe bestellt", "Karton beschädigt angekommen", "Zu laut fürs Büro", "Doppelt bestellt",
)  # fmt: skip
CANCEL_REASONS: Final = ("Kunde hat sich umentschieden.", "Versehentlich doppelt bestellt.", "Budget gestrichen.")
NOTES: Final = (
    "Bitte am Empfang abgeben.", "Lieferung nur vormittags, bitte.", "Please ring twice.", "Kostenstelle 4711",
    "Hinterhaus, 2. Stock", "",
)  # fmt: skip
