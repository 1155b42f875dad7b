"""Every sentence of the product is in the German catalogue, translated, with its values; nothing else is."""

import pytest
from babel.messages.catalog import Catalog, Message

from core.kernel.i18n import translate
from tests.architecture import catalogue
from tests.architecture.catalogue import Sentence

PROBE = """\
msgid "kept"
msgstr "behalten"

#, fuzzy
msgid "doubtful"
msgstr "vielleicht"

msgid "empty"
msgstr ""

msgid "%(num)s day"
msgid_plural "%(num)s days"
msgstr[0] "%(num)s Tag"
msgstr[1] "%(num)s %(what)s"

msgid "share of %(rate)s"
msgstr "Anteil von %(satz)s"

msgid "unchanged"
msgstr "unverändert"
"""
"""A catalogue with one mistake of every kind."""


def untranslated(message: Message) -> bool:
    """Whether a form of the sentence has no German wording, or one that nobody has confirmed."""
    return message.fuzzy or not all(catalogue.strings(message))


def other_values(message: Message) -> bool:
    """Whether the German wording names other values than the English one, form by form."""
    english = [message.id] if isinstance(message.id, str) else list(message.id)
    german = catalogue.strings(message)
    wanted = [catalogue.placeholders(text) for text in english]
    return not untranslated(message) and [catalogue.placeholders(text) for text in german] != wanted


def found(catalog: Catalog) -> dict[Sentence, Message]:
    return {catalogue.as_sentence(message): message for message in catalogue.messages(catalog)}


@pytest.fixture(scope="module")
def german() -> Catalog:
    return catalogue.read_catalogue(catalogue.GERMAN.read_text("utf-8"))


@pytest.fixture(scope="module")
def said() -> dict[Sentence, str]:
    return catalogue.sentences()


def test_every_sentence_is_in_the_german_catalogue(german: Catalog, said: dict[Sentence, str]) -> None:
    assert {sentence: file for sentence, file in said.items() if sentence not in found(german)} == {}


def test_the_catalogue_holds_no_sentence_that_nobody_says(german: Catalog, said: dict[Sentence, str]) -> None:
    assert [sentence for sentence in found(german) if sentence not in said] == []
    assert list(german.obsolete) == []


def test_every_sentence_is_translated(german: Catalog) -> None:
    assert [message.id for message in catalogue.messages(german) if untranslated(message)] == []


def test_a_translation_names_the_same_values(german: Catalog) -> None:
    assert [message.id for message in catalogue.messages(german) if other_values(message)] == []


def test_the_catalogue_is_written_as_its_tool_writes_it(german: Catalog) -> None:
    assert catalogue.as_text(german) == catalogue.GERMAN.read_text("utf-8")


def test_the_button_that_obliges_to_pay_says_what_the_law_wants() -> None:
    assert translate("de", "Buy now - obligation to pay") == "Zahlungspflichtig bestellen"


# --- the checks see what they are for


def test_missing_translations_are_found() -> None:
    probe = catalogue.messages(catalogue.read_catalogue(PROBE))

    assert [message.id for message in probe if untranslated(message)] == ["doubtful", "empty"]


def test_other_values_are_found() -> None:
    probe = catalogue.messages(catalogue.read_catalogue(PROBE))

    assert [message.id for message in probe if other_values(message)] == [
        ("%(num)s day", "%(num)s days"),
        "share of %(rate)s",
    ]


def test_an_update_keeps_translations_and_drops_what_nobody_says() -> None:
    wanted: list[Sentence] = ["new", "kept", ("%(num)s day", "%(num)s days")]

    after = found(catalogue.updated(catalogue.read_catalogue(PROBE), iter(wanted)))

    assert {sentence: catalogue.strings(message) for sentence, message in after.items()} == {
        "new": [""],
        "kept": ["behalten"],
        ("%(num)s day", "%(num)s days"): ["%(num)s Tag", "%(num)s %(what)s"],
    }


def test_a_file_is_the_same_however_often_it_is_written() -> None:
    once = catalogue.as_text(catalogue.read_catalogue(PROBE))

    assert catalogue.as_text(catalogue.read_catalogue(once)) == once
    assert "Date" not in once
