"""Articles from files and into files: upload, progress, what was wrong, export."""

from collections.abc import Callable, Iterator
from itertools import chain
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.catalogue import ImportForm
from backoffice.pages.imports import chosen_mapping, failure_of, keep, problem_file, problem_lines
from core.accounts.states import Permission
from core.assortment.operations import start_import
from core.assortment.queries import (
    EXPORT_COLUMNS,
    MOST_PROBLEMS_SHOWN,
    export_rows,
    get_import,
    import_problems,
    latest_imports,
)
from core.assortment.rules.reading import MOST_MEGABYTES
from core.assortment.rules.writing import csv_lines, json_lines
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.security import takes_files

pages = Blueprint("imports", __name__, url_prefix="/catalogue")
UTF8_MARK = "\ufeff"  # spreadsheets take a CSV file for UTF-8 only with it


@pages.route("/imports", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@takes_files(megabytes=MOST_MEGABYTES)
@writes
def index() -> ResponseReturnValue:
    """The latest imports, and a form for the next one."""
    form = ImportForm()
    if form.validate_on_submit():
        with refusals(form):
            mapping = chosen_mapping(form)
            started = start_import(
                db(),
                path=str(keep(form.file.data)),
                file_name=form.file.data.filename or "",
                mapping_name=mapping.name,
                mapping=mapping.text,
                is_dry_run=form.is_dry_run.data,
                by_job=True,
                acting_user=current_actor(),
            )
            flash(_("The import has begun."))
            return redirect(url_for("imports.show", import_id=started.id), 303)
    return render_template("catalogue/imports.html", form=form, imports=latest_imports(db())), form.status


@pages.get("/imports/<uuid:import_id>")
@allowed(Permission.EDIT_CATALOGUE)
def show(import_id: UUID) -> ResponseReturnValue:
    """How far an import has come, and what was wrong."""
    found = get_import(db(), import_id)
    problems = list(problem_lines(import_problems(db(), import_id, most=MOST_PROBLEMS_SHOWN)))
    return render_template("catalogue/import.html", found=found, problems=problems, failure=failure_of(found))


@pages.get("/imports/<uuid:import_id>/problems.csv")
@allowed(Permission.EDIT_CATALOGUE)
def problems(import_id: UUID) -> ResponseReturnValue:
    """Everything that was wrong, as a file."""
    get_import(db(), import_id)
    return _sent(lambda: chain([UTF8_MARK], problem_file(import_problems(db(), import_id))), "problems.csv", "text/csv")


@pages.get("/export.csv")
@allowed(Permission.EDIT_CATALOGUE)
def export_csv() -> ResponseReturnValue:
    """All articles as CSV."""
    return _sent(lambda: chain([UTF8_MARK], csv_lines(EXPORT_COLUMNS, export_rows(db()))), "articles.csv", "text/csv")


@pages.get("/export.jsonl")
@allowed(Permission.EDIT_CATALOGUE)
def export_jsonl() -> ResponseReturnValue:
    """All articles as JSON Lines."""
    return _sent(lambda: json_lines(export_rows(db())), "articles.jsonl", "application/jsonl")


def _sent(lines: Callable[[], Iterator[str]], name: str, mimetype: str) -> Response:
    """A file that is read while it is sent.

    The session of the view ends with the view. The lines are asked for when sending begins, so that they get one of
    their own, which ends with them.
    """

    def read_while_sent() -> Iterator[str]:
        yield from lines()

    response = Response(stream_with_context(read_while_sent()), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
