"""Runs the examples of `schema/checks/`, whatever their form."""

import json
from pathlib import Path
from typing import Any

from onrecord.checks import Finding, corpus_findings
from onrecord.checks.files import Read, annotation_findings, reading_findings
from onrecord.checks.shape import record_findings
from onrecord.cleaning.read import Layer
from onrecord.cli import main
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.ledger import Ledger, LedgerArticle, LedgerEntity
from onrecord.corpus.seeds import Scrape
from onrecord.dataset.contract import RECORDS
from onrecord.records import CONFIGS, Split


def found_in(example: dict[str, Any], folder: Path, capsys: Any) -> set[str]:
    """The ids of the checks that find something in an example."""
    if "files" in example:
        return _in_folder(example["files"], folder, capsys)
    return {finding.check for finding in _findings(example, folder)}


def write_files(files: dict[str, Any], folder: Path) -> None:
    """Lay out the files of an example."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            path.symlink_to(content["link"])
        else:
            path.write_text(content, encoding="utf-8")


def _findings(example: dict[str, Any], folder: Path) -> list[Finding]:
    if "record" in example:
        return record_findings(RECORDS[example["record"]], example["value"], file=None)[1]
    if "annotation" in example:
        return _of_annotation(example, folder)
    if "reading" in example:
        path, scrape = folder / "page.reading.json", folder / "page.txt"
        path.write_text(json.dumps(example["reading"]), encoding="utf-8")
        scrape.write_text(example["scrape"], encoding="utf-8")
        return reading_findings(path, scrape)
    rows = {
        config: [CONFIGS[config].model_validate(value) for value in example[config]]
        for config in ("articles", "quotes", "mentions", "entities")
    }
    corpus = Corpus(**rows, split_of={i: Split(split) for i, split in example["splits"].items()})
    allotted = Ledger(
        {row["id"]: LedgerArticle.model_validate(row) for row in example["ledger"]["articles"]},
        {row["id"]: LedgerEntity.model_validate(row) for row in example["ledger"]["entities"]},
    )
    return corpus_findings(corpus, allotted)


def _of_annotation(example: dict[str, Any], folder: Path) -> list[Finding]:
    path = folder / f"{example['annotation']['id']}.json"
    path.write_text(json.dumps(example["annotation"]), encoding="utf-8")
    text = example.get("scrape")
    read = text and Read(Scrape(Path("page.txt"), text.encode(), None), Layer(text, "utf-8"))
    return annotation_findings(path, lambda _: read or None)[1]


def _in_folder(files: dict[str, Any], folder: Path, capsys: Any) -> set[str]:
    write_files(files, folder)
    main(["validate", "--json", str(folder)])
    return {json.loads(line)["check"] for line in capsys.readouterr().out.splitlines()}
