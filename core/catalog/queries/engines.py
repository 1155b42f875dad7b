"""How the two databases are asked for documents: full-text search by FTS5 and by tsvector, in the same words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, Uuid, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TextualSelect

from core.catalog.rules.questions import Term, Way
from core.catalog.rules.ranking import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was found; without its fields when it stands too far behind to be read."""

    id: int
    product_id: UUID
    fields: Candidate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Engine:
    """Stems hold letters and digits only, so that nothing in them can be an operator."""

    statement: TextualSelect
    phrase: Callable[[Sequence[str]], str]
    both: str
    either: str

    def all_of(self, parts: Sequence[str]) -> str:
        """All of these."""
        return f"({self.both.join(parts)})"

    def any_of(self, parts: Sequence[str]) -> str:
        """Any of these."""
        return f"({self.either.join(parts)})"

    def term(self, term: Term) -> str:
        """Any way to say it."""
        return self.any_of([self.way(way) for way in term.ways])

    def way(self, way: Way) -> str:
        """Stems in a row, or all of them somewhere."""
        return self.all_of([self.phrase([token]) for token in way.tokens]) if way.apart else self.phrase(way.tokens)


def ask(session: Session, question: Sequence[Sequence[Term]], *, most: int, read: int, audience: str) -> list[Document]:
    """Documents for an audience that have all terms of any of these groups, roughly the best first.

    The first ones come with their fields.
    """
    engine = _ENGINES[session.get_bind().dialect.name]
    asked = engine.any_of([engine.all_of([engine.term(term) for term in terms]) for terms in question])
    found = session.execute(
        engine.statement, {"question": asked, "most": most, "read": read, "seen": f"% {audience} %"}
    )
    return [Document(id=row.id, product_id=row.product_id, fields=_fields(row)) for row in found]


def _fields(row: Any) -> Candidate | None:
    if row.title is None:
        return None
    return Candidate(
        id=row.id,
        rank=row.rank,
        title=f" {row.title} ",
        labels=f" {row.labels} ",
        facts=f" {row.facts} ",
        body=f" {row.body} ",
    )


_COLUMNS: Mapping[str, Any] = {
    "id": Integer(), "product_id": Uuid(), "rank": Integer(),
    "title": String(), "labels": String(), "facts": String(), "body": String(),
}  # fmt: skip
_ON_SQLITE = """
    WITH found AS MATERIALIZED (
        SELECT rowid AS id, bm25(search_index, 4.0, 2.0, 1.0, 1.0) AS score FROM search_index
        WHERE search_index MATCH :question ORDER BY score LIMIT :most
    )
    SELECT hit.id, document.product_id, document.rank,
        CASE WHEN hit.place <= :read THEN document.title END AS title,
        CASE WHEN hit.place <= :read THEN document.labels END AS labels,
        CASE WHEN hit.place <= :read THEN document.facts END AS facts,
        CASE WHEN hit.place <= :read THEN document.body END AS body
    FROM (SELECT id, row_number() OVER (ORDER BY score, id) AS place FROM found) AS hit
    CROSS JOIN search_document AS document ON document.id = hit.id
    WHERE document.audience = '' OR document.audience LIKE :seen
    ORDER BY hit.place
"""
_ON_POSTGRESQL = """
    WITH found AS MATERIALIZED (
        SELECT id, -ts_rank('{0.25, 0.25, 0.5, 1.0}', lexemes, asked, 1) AS score
        FROM search_document, CAST(:question AS tsquery) AS asked
        WHERE lexemes @@ asked ORDER BY score, id LIMIT :most
    )
    SELECT hit.id, document.product_id, document.rank,
        CASE WHEN hit.place <= :read THEN document.title END AS title,
        CASE WHEN hit.place <= :read THEN document.labels END AS labels,
        CASE WHEN hit.place <= :read THEN document.facts END AS facts,
        CASE WHEN hit.place <= :read THEN document.body END AS body
    FROM (SELECT id, row_number() OVER (ORDER BY score, id) AS place FROM found) AS hit
    JOIN search_document AS document ON document.id = hit.id
    WHERE document.audience = '' OR document.audience LIKE :seen
    ORDER BY hit.place
"""
_ENGINES: Mapping[str, _Engine] = {
    "sqlite": _Engine(
        statement=text(_ON_SQLITE).columns(**_COLUMNS),
        phrase=lambda tokens: f'"{" ".join(tokens)}"',
        both=" AND ",
        either=" OR ",
    ),
    "postgresql": _Engine(
        statement=text(_ON_POSTGRESQL).columns(**_COLUMNS),
        phrase=lambda tokens: "(" + " <-> ".join(f"'{token}'" for token in tokens) + ")",
        both=" & ",
        either=" | ",
    ),
}
