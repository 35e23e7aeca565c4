"""What lies in a corpus folder is matched, drafted, or refused with a line each; the rest goes on."""

import re

import pytest

from onrecord.cleaning.read import Layer
from onrecord.corpus import annotations as store
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.gather import gather
from onrecord.corpus.reading import compile_reading
from onrecord.records import Rights, Status
from tests.corpus.pages import PAGE, folder_with, reading

MACHINE = machine_provenance("1")


def test_a_dropped_file_is_reserved_drafted_and_said_to_be_undescribed(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    found = gather(folder, MACHINE)
    (item,) = found.items
    assert item.annotation.rights is Rights.reserved
    assert item.annotation.status is Status.machine
    assert item.layer == PAGE
    assert [p.name for p in found.undescribed] == ["harbour.txt"]
    assert found.problems == []


def test_an_annotation_without_its_scrape_is_withheld(tmp_path):
    folder = folder_with(tmp_path, {})
    annotation = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    store.write(annotation, folder.annotation_path(annotation.id))
    (item,) = gather(folder, MACHINE).items
    assert item.layer is None and item.annotation == annotation


def test_a_review_wins_over_the_machine(tmp_path):
    folder = folder_with(tmp_path, {"harbour.txt": PAGE})
    annotation = compile_reading(reading(), PAGE.encode(), Layer(PAGE, "utf-8"))
    store.write(annotation, folder.annotation_path(annotation.id))
    (item,) = gather(folder, MACHINE).items
    assert item.annotation == annotation and item.layer == PAGE


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b" \n", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary|no encoding"),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "PNG"),
        ("error.txt", b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>", "error page"),
        ("again.txt", PAGE.encode(), "same bytes"),
    ],
)
def test_a_bad_scrape_gets_one_line_and_the_others_go_on(tmp_path, name, data, message):
    folder = folder_with(tmp_path, {"A.txt": PAGE, name: data})
    found = gather(folder, MACHINE)
    assert len(found.items) == 1
    (problem,) = found.problems
    assert problem.file.endswith(name)
    assert problem.hint
    assert re.search(message, problem.message)


def test_the_number_of_processes_changes_nothing(tmp_path):
    pages = {f"{n}.txt": PAGE.replace("Tuesday", day) for n, day in enumerate(("Monday", "Friday", "Sunday"))}
    folder = folder_with(tmp_path, pages)
    assert gather(folder, MACHINE, jobs=1).items == gather(folder, MACHINE, jobs=2).items
