"""`kontor eval search`: catalogues with other columns, what was taken for what, refusals, and the metric."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import main
from core.demo.judge import FilesRefused, columns_of, ndcg

QUERIES = "query_id,query\nq1,garden hose\nq2,gardn hose\nq3,xylophone\n"


def run(folder: Path, products: str, *more: str, encoding: str = "utf-8") -> tuple[int, str]:
    (folder / "products.csv").write_text(products, encoding)
    (folder / "queries.csv").write_text(QUERIES, "utf-8")
    names = ["--products", "products.csv", "--queries", "queries.csv", "--out", "out.csv"]
    files = [name if name.startswith("--") else str(folder / name) for name in (*names, *more)]
    result = CliRunner().invoke(main, ["eval", "search", *files])
    return result.exit_code, result.output


def answers(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "out.csv").open(encoding="utf-8") as content:
        return [(row["query_id"], row["rank"], row["product_id"]) for row in csv.DictReader(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_titles_alone_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setenv("KONTOR_DATABASE_URL", "sqlite://")
    products = "product_uid;product_title\n7;Garden hose 50 ft.\n8;Garden chair\n9;Shovel\n7;Again\n"

    code, said = run(tmp_path, products, encoding=encoding)

    assert code == 0, said
    assert "id       product_uid" in said
    assert "title    product_title" in said
    assert "3 products" in said
    assert "3 questions, 1 without an answer (33.3%)" in said
    assert answers(tmp_path) == [("q1", "1", "7"), ("q1", "2", "8"), ("q2", "1", "7"), ("q2", "2", "8")]


def test_judgements_give_the_metric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_DATABASE_URL", "sqlite://")
    (tmp_path / "qrels.csv").write_text("query_id,product_id,gain\nq1,7,3\nq2,8,1\n", "utf-8")

    _, said = run(tmp_path, "id,name\n7,Garden hose\n8,Garden chair\n", "--qrels", "qrels.csv")

    assert "NDCG@10 0.8155 over 2 judged questions." in said


def test_a_file_without_a_title_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_DATABASE_URL", "sqlite://")

    code, said = run(tmp_path, "product_id,price\n1,2\n")

    assert code == 1
    assert "No column of the products looks like the title; there are: product_id, price." in said
    assert not (tmp_path / "out.csv").exists()


def test_columns_are_recognised_by_their_names() -> None:
    columns = columns_of(
        ["Article ID", "Titel", "Hersteller", "MPN", "Beschreibung", "Color", "price_cents", "image_url"]
    )

    assert dict(columns.taken) == {
        "id": ("Article ID",), "title": ("Titel",), "brand": ("Hersteller",), "codes": ("MPN",),
        "body": ("Beschreibung",),
    }  # fmt: skip
    assert (columns.extra, columns.left_out) == (("Color",), ("price_cents", "image_url"))
    with pytest.raises(FilesRefused):
        columns_of(["colour", "weight"])


def test_the_metric_is_one_for_the_best_order_and_discounts_the_rest() -> None:
    gains = {"a": Decimal(3), "b": Decimal(1), "c": Decimal(0)}

    assert ndcg(["a", "b", "c"], gains) == 1
    assert f"{ndcg(['c', 'b', 'a'], gains):.4f}" == "0.5869"
    assert ndcg([], gains) == ndcg(["c"], gains) == 0
