"""How good search is: a catalogue and questions from files, answered by the very function that the shop uses.

The columns of the catalogue are recognised by their names; what was taken for what is said, and refused when unclear.
"""

import csv
import json
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TextIO
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.accounts.operations import ensure_business_unit
from core.catalog.models import Product
from core.catalog.operations.search import index_texts
from core.catalog.queries.search import find_products
from core.catalog.rules.documents import FactText, ProductText, Spoken
from core.catalog.states import ArticleKind, TaxClass
from core.kernel import db
from core.kernel.db import new_id, table_of

BATCH = 500
NOTHING = Decimal(0)
MOST_ANSWERS = 100
NAMES: Mapping[str, Sequence[str]] = {
    "id": ("product_id", "productid", "product_uid", "id", "uid", "article_id", "item_id", "asin", "sku",
           "article_number"),
    "title": ("title", "name", "product_title", "product_name", "article_name", "item_name", "titel", "bezeichnung"),
    "brand": ("brand", "manufacturer", "vendor", "maker", "product_brand", "marke", "hersteller"),
    "codes": ("sku", "model", "mpn", "ean", "gtin", "upc", "part_number", "article_number", "artikelnummer"),
    "body": ("description", "product_description", "summary", "text", "bullet_point", "product_bullet_point",
             "long_description", "short_description", "beschreibung"),
    "facts": ("attributes", "features", "product_features", "specifications", "specs", "properties", "attribute",
              "eigenschaften"),
    "shelves": ("category", "categories", "category_hierarchy", "product_class", "product_type", "class", "kategorie"),
}  # fmt: skip
SEVERAL = frozenset({"codes", "body", "facts", "shelves"})
NO_WORDS = re.compile(
    r"price|cost|date|time|released|url|link|image|picture|rating|review|count|stock|weight_|_at$|_on$"
)


class FilesRefused(Exception):
    """A file that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns were taken for what; `extra` are facts with the column's own name."""

    taken: Mapping[str, tuple[str, ...]]
    extra: tuple[str, ...]
    left_out: tuple[str, ...]

    def of(self, role: str, row: Mapping[str, str]) -> list[str]:
        """What stands in the columns of a role."""
        return [text for name in self.taken.get(role, ()) if (text := (row.get(name) or "").strip())]


@dataclass(slots=True)
class Verdict:
    """What was measured. Times are in seconds, each of one question."""

    products: int = 0
    questions: int = 0
    empty: int = 0
    indexing: float = 0.0
    times: list[float] = field(default_factory=list)
    gains: list[Decimal] = field(default_factory=list)

    @property
    def ndcg(self) -> Decimal | None:
        """The mean NDCG@10 of the judged questions."""
        return sum(self.gains, NOTHING) / len(self.gains) if self.gains else None

    @property
    def empty_share(self) -> float:
        """How many questions had no answer at all."""
        return self.empty / self.questions if self.questions else 0.0

    def slowest(self, share: float) -> float:
        """The time within which this share of the questions was answered."""
        return sorted(self.times)[max(0, math.ceil(share * len(self.times)) - 1)] if self.times else 0.0


def judge_search(catalogue: Path, queries: Path, out: Path, qrels: Path | None, *, tell: Callable[[str], None]) -> None:
    """Index a catalogue in the connected, empty database, answer questions, and tell what was taken and measured.

    Raises FilesRefused.
    """
    header, rows = read_table(catalogue)
    columns = columns_of(header)
    for role, names in columns.taken.items():
        tell(f"  {role:<8} {', '.join(names)}")
    tell(f"  more     {', '.join(columns.extra) or '-'}")
    tell(f"  left out {', '.join(columns.left_out) or '-'}")
    questions, judged = read_questions(queries), read_judgements(qrels) if qrels else {}
    began = time.perf_counter()
    ids = index_catalogue(rows, columns)
    if not ids:
        raise FilesRefused(f"{catalogue.name} holds no product with an id.")
    tell(f"{len(ids)} products indexed in {time.perf_counter() - began:.0f} s.")
    with out.open("w", encoding="utf-8", newline="") as answers:
        verdict = answer(questions, ids, answers, judged)
    half, most = verdict.slowest(0.5) * 1000, verdict.slowest(0.95) * 1000
    tell(f"{verdict.questions} questions, {verdict.empty} without an answer ({verdict.empty_share:.1%});")
    tell(f"half within {half:.1f} ms, 95 % within {most:.1f} ms.")
    if verdict.ndcg is not None:
        tell(f"NDCG@10 {verdict.ndcg:.4f} over {len(verdict.gains)} judged questions.")


def columns_of(header: Sequence[str]) -> Columns:
    """Recognise columns by their names. Raises FilesRefused when there is no id or no title."""
    by_plain = {re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_"): name for name in header if name}
    taken: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for role, names in NAMES.items():
        found = [by_plain[name] for name in names if name in by_plain and by_plain[name] not in used]
        found = found if role in SEVERAL else found[:1]
        if found:
            taken[role] = tuple(found)
            used.update(found)
    if "id" not in taken:
        found = [name for plain, name in by_plain.items() if plain.endswith("id") and name not in used][:1]
        taken |= {"id": tuple(found)} if found else {}
        used.update(found)
    for role in ("id", "title"):
        if role not in taken:
            raise FilesRefused(
                f"No column of the products looks like the {role}; there are: {', '.join(header) or 'none'}."
                f" Known names are: {', '.join(NAMES[role])}."
            )
    rest = {plain: name for plain, name in by_plain.items() if name not in used}
    left_out = tuple(name for plain, name in rest.items() if NO_WORDS.search(plain))
    return Columns(taken=taken, extra=tuple(n for n in rest.values() if n not in left_out), left_out=left_out)


def read_table(file: Path) -> tuple[list[str], Iterator[dict[str, str]]]:
    """Header and rows of a CSV file with comma, semicolon or tab, in UTF-8 or UTF-16. Raises FilesRefused."""
    encoding = "utf-16" if file.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    csv.field_size_limit(10_000_000)
    try:
        with file.open(encoding=encoding, newline="") as content:
            first = content.readline()
    except UnicodeDecodeError:
        raise FilesRefused(f"{file.name} is not written in UTF-8 or UTF-16.") from None
    delimiter = max((",", ";", "\t"), key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    return header, _rows(file, encoding, delimiter)


def _rows(file: Path, encoding: str, delimiter: str) -> Iterator[dict[str, str]]:
    with file.open(encoding=encoding, newline="", errors="replace") as content:
        for row in csv.DictReader(_without_nulls(content), delimiter=delimiter):
            yield {name: text for name, text in row.items() if isinstance(name, str) and isinstance(text, str)}


def _without_nulls(content: TextIO) -> Iterator[str]:
    return (line.replace("\0", "") for line in content)


def product_text(row: Mapping[str, str], columns: Columns) -> ProductText:
    """What search reads of a row."""
    facts = [fact for text in columns.of("facts", row) for fact in facts_in(text)]
    facts += [
        FactText(name=Spoken(english=name.replace("_", " ")), value=Spoken(english=text))
        for name in columns.extra
        if (text := (row.get(name) or "").strip())
    ]
    return ProductText(
        title=Spoken(english=" ".join(columns.of("title", row))),
        brand=" ".join(columns.of("brand", row)),
        codes=columns.of("codes", row),
        shelves=[Spoken(english=text) for text in columns.of("shelves", row)],
        facts=facts,
        body=[Spoken(english=text) for text in columns.of("body", row)],
    )


def facts_in(text: str) -> list[FactText]:
    """The facts in one field: a JSON object, or `name: value` separated by bars, semicolons or lines."""
    if text.startswith("{"):
        try:
            pairs = [(str(name), str(value)) for name, value in json.loads(text).items()]
        except ValueError:
            pairs = [("", text)]
    else:
        parts = re.split(r"\s*[|\n]\s*|;\s+", text)
        pairs = [(name, value) if value else ("", name) for name, _, value in (part.partition(":") for part in parts)]
    return [
        FactText(name=Spoken(english=name.strip()), value=Spoken(english=value.strip()))
        for name, value in pairs
        if value.strip()
    ]


def index_catalogue(rows: Iterable[Mapping[str, str]], columns: Columns) -> dict[UUID, str]:
    """Put a catalogue into the connected, empty database; returns the ids of the file by those of the database."""
    ids: dict[UUID, str] = {}
    seen: set[str] = set()
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        texts: dict[UUID, ProductText] = {}
        for row in batch:
            named = "".join(columns.of("id", row)[:1])
            if not named or named in seen:
                continue
            seen.add(named)
            product_id = new_id()
            ids[product_id], texts[product_id] = named, product_text(row, columns)
        with db.unit_of_work() as session:
            _add_products(session, texts)
            index_texts(session, texts)
    return ids


def _add_products(session: Session, texts: Mapping[UUID, ProductText]) -> None:
    unit = ensure_business_unit(session, code="catalogue", name="Catalogue")
    session.flush()  # products point to it
    rows = [
        {
            "id": product_id, "slug": str(product_id), "name": text.title.english[:200], "name_de": "", "summary": "",
            "summary_de": "", "description": "", "description_de": "", "brand": text.brand[:120],
            "kind": ArticleKind.PHYSICAL, "inside": "", "tax_class": TaxClass.STANDARD, "business_unit_id": unit.id,
            "is_published": True, "rank": 1000, "delivery_days": 3, "title_text": "",
        }
        for product_id, text in texts.items()
    ]  # fmt: skip
    if rows:
        session.execute(insert(table_of(Product)), rows)


def answer(
    questions: Sequence[tuple[str, str]],
    ids: Mapping[UUID, str],
    out: TextIO,
    judged: Mapping[str, Mapping[str, Decimal]],
) -> Verdict:
    """Answer every question, write the answers (query_id, rank, product_id), and measure."""
    verdict = Verdict(products=len(ids), questions=len(questions))
    writer = csv.writer(out)
    writer.writerow(("query_id", "rank", "product_id"))
    with db.reading() as session:
        for query_id, question in questions:
            began = time.perf_counter()
            found = find_products(session, question)
            verdict.times.append(time.perf_counter() - began)
            answers = [ids[hit.product_id] for hit in found.hits[:MOST_ANSWERS]]
            verdict.empty += not answers
            writer.writerows((query_id, rank, named) for rank, named in enumerate(answers, 1))
            if query_id in judged:
                verdict.gains.append(ndcg(answers, judged[query_id]))
    return verdict


def ndcg(answers: Sequence[str], gains: Mapping[str, Decimal], depth: int = 10) -> Decimal:
    """Normalised discounted cumulated gain: 1 when no other order could be better."""
    best = _discounted(sorted(gains.values(), reverse=True)[:depth])
    return _discounted([gains.get(named, NOTHING) for named in answers[:depth]]) / best if best else NOTHING


def _discounted(gains: Sequence[Decimal]) -> Decimal:
    return sum((gain / Decimal(math.log2(place + 2)) for place, gain in enumerate(gains)), NOTHING)


def read_questions(file: Path) -> list[tuple[str, str]]:
    """The questions of a file: query_id, query. Raises FilesRefused."""
    header, rows = read_table(file)
    named = {name.strip().lower(): name for name in header}
    if not {"query_id", "query"} <= set(named):
        raise FilesRefused(f"{file.name} needs the columns query_id and query; there are: {', '.join(header)}.")
    return [(row.get(named["query_id"], ""), row.get(named["query"], "")) for row in rows]


def read_judgements(file: Path) -> dict[str, dict[str, Decimal]]:
    """The judgements of a file: query_id, product_id, gain. Raises FilesRefused."""
    header, rows = read_table(file)
    if not {"query_id", "product_id", "gain"} <= set(header):
        raise FilesRefused(f"{file.name} needs the columns query_id, product_id, gain; there are: {', '.join(header)}.")
    judged: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        judged.setdefault(row["query_id"], {})[row["product_id"]] = Decimal(row["gain"])
    return judged
