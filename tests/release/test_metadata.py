"""Metadata that machines read: valid by their own validators, and all of one mind."""

import datetime
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import onrecord
from onrecord.cli import main
from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.dataset.about import About
from onrecord.dataset.make import make
from onrecord.release.cite import FORMATS, Citation, _tex
from onrecord.release.metadata import Facts, files
from onrecord.release.release import carry_out, plan
from tests.small import hashes

ABOUT = """
name = "lantern"
title = "Lantern & Sons: 100% invented news"
description = "Five pages about eels and clocks."
authors = ["The Lantern Desk", "Ottoline Frisk"]
url = "https://example.org/lantern"
"""


@pytest.fixture
def release(small_corpus: Folder) -> Path:
    (small_corpus.corpus / "about.toml").write_text(ABOUT, encoding="utf-8")
    return carry_out(plan(small_corpus, day=datetime.date(2026, 11, 30)))


def test_all_formats_tell_the_same(release: Path) -> None:
    content_hash = manifests.read(release / manifests.NAME)["content_hash"]
    cff = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    (csl,) = json.loads((release / "citation.csl.json").read_text(encoding="utf-8"))
    zenodo = json.loads((release / ".zenodo.json").read_text(encoding="utf-8"))
    crate = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    croissant = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    root = next(item for item in crate if item["@id"] == "./")
    title = "Lantern & Sons: 100% invented news"
    assert {
        cff["title"],
        csl["title"],
        zenodo["title"],
        root["name"],
        croissant["alternateName"],
    } == {title}
    assert {
        cff["version"],
        csl["version"],
        zenodo["version"],
        root["version"],
        croissant["version"],
    } == {"0.1.0"}
    assert cff["date-released"] == datetime.date(2026, 11, 30)
    assert {zenodo["publication_date"], root["datePublished"], croissant["datePublished"]} == {
        "2026-11-30"
    }
    assert cff["license"] == "CC0-1.0" and zenodo["license"] == "cc0-1.0"
    for name in (
        "CITATION.cff",
        "citation.bib",
        "citation.apa.txt",
        "citation.csl.json",
        "croissant.json",
        ".zenodo.json",
    ):
        assert content_hash in (release / name).read_text(encoding="utf-8"), name
    bib = (release / "citation.bib").read_text(encoding="utf-8")
    assert "{Lantern \\& Sons: 100\\% invented news}" in bib and "version = {0.1.0}" in bib
    assert _tex(r"a{b\c~d") == r"a\{b\textbackslash{}c\textasciitilde{}d"
    apa = (release / "citation.apa.txt").read_text(encoding="utf-8")
    assert apa.startswith("The Lantern Desk, & Ottoline Frisk. (2026). Lantern")


def test_what_is_said_of_a_corpus_is_no_html_and_a_name_may_end_in_a_full_stop() -> None:
    about = About(authors=["Frisk, O."], description="a <b> & so on")
    facts = Facts(
        Citation(about, "0.1.0", datetime.date(2026, 11, 30), True, "0" * 64), ["CC0-1.0"], {}, {}
    )
    assert "<p>a &lt;b&gt; &amp; so on</p>" in json.loads(files(facts)[".zenodo.json"])["description"]
    assert facts.citation.text("apa").startswith("Frisk, O. (2026). ")


def test_croissant_and_ro_crate_name_every_file_by_its_true_hash(release: Path) -> None:
    true = hashes(release)
    croissant = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    named = {file["contentUrl"]: file["sha256"] for file in croissant["distribution"]}
    assert named == {name: sha for name, sha in true.items() if name.startswith("data/")}
    crate = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    listed = {item["@id"]: item["sha256"] for item in crate if item["@type"] == "File"}
    assert listed == {
        n: s for n, s in true.items() if n not in {"ro-crate-metadata.json", "manifest.json"}
    }


def test_rocrate_reads_the_crate_with_all_it_points_at(release: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate", reason="rocrate is not installed")
    crate = rocrate.ROCrate(release)
    assert crate.name == "Lantern & Sons: 100% invented news"
    assert [author["name"] for author in crate.root_dataset["author"]] == [
        "The Lantern Desk",
        "Ottoline Frisk",
    ]
    assert crate.root_dataset["publisher"]["name"] == "The Lantern Desk"
    assert crate.root_dataset["license"]["name"] == "CC0-1.0"
    files = {part.id: part["sha256"] for part in crate.root_dataset["hasPart"]}
    others = {"ro-crate-metadata.json", "manifest.json"}
    assert files == {n: s for n, s in hashes(release).items() if n not in others}


LOAD = """
import glob, sys
import mlcroissant, pyarrow.parquet as pq
dataset = mlcroissant.Dataset(sys.argv[1] + "/croissant.json")
for records in dataset.metadata.record_sets:
    config, split = records.uuid.split("/")
    (path,) = glob.glob(f"{sys.argv[1]}/data/{config}/{split}-*.parquet")
    table = pq.read_table(path)
    rows = list(dataset.records(records.uuid))
    assert [row[f"{records.uuid}/id"].decode() for row in rows] == table["id"].to_pylist(), records.uuid
    for row in rows:
        assert {name.split("/")[2] for name in row} == set(table.column_names), records.uuid
print("all")
"""


@pytest.mark.skipif(
    not importlib.util.find_spec("mlcroissant"), reason="mlcroissant is not installed"
)
def test_mlcroissant_validates_and_loads_every_record(release: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mlcroissant.scripts.validate",
        "--jsonld",
        str(release / "croissant.json"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Done." in done.stderr, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(release)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "all", done.stderr


@pytest.mark.skipif(
    not importlib.util.find_spec("mlcroissant"), reason="mlcroissant is not installed"
)
def test_mlcroissant_refuses_other_bytes(release: Path) -> None:
    path = next((release / "data" / "quotes").glob("test-*.parquet"))
    path.write_bytes(next((release / "data" / "quotes").glob("train-*.parquet")).read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(release)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "ash" in done.stderr


@pytest.mark.skipif(
    not importlib.util.find_spec("cffconvert"),
    reason="cffconvert, whose schema this uses, is not installed",
)
def test_the_citation_file_keeps_its_schema(release: Path) -> None:
    import jsonschema

    folder = Path(importlib.util.find_spec("cffconvert").origin).parent
    schema = json.loads((folder / "schemas" / "1.2.0" / "schema.json").read_text(encoding="utf-8"))
    value = yaml.load(
        (release / "CITATION.cff").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    jsonschema.validate(value, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in value.items() if k != "authors"}, schema)


def test_the_card_says_what_loads(release: Path) -> None:
    header = yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert header["pretty_name"] == "Lantern & Sons: 100% invented news"
    assert {config["version"] for config in header["configs"]} == {"0.1.0"}
    content_hash = manifests.read(release / manifests.NAME)["content_hash"]
    assert all(content_hash in info["description"] for info in header["dataset_info"])
    quotes = onrecord.load("quotes", source=release)
    info = next(info for info in header["dataset_info"] if info["config_name"] == "quotes")
    assert {s["name"]: s["num_examples"] for s in info["splits"]} == {
        n: d.num_rows for n, d in quotes.items()
    }


@pytest.mark.parametrize("style", FORMATS)
def test_cite_before_a_release_says_unreleased_and_gives_the_manifests_hash(
    small_corpus: Folder, capsys: pytest.CaptureFixture, style: str
) -> None:
    make(small_corpus, small_corpus.corpus)
    assert main(["cite", "--root", str(small_corpus.root), "--format", style]) == 0
    said = capsys.readouterr().out
    assert "unreleased working version" in said
    assert manifests.sha256_of(small_corpus.corpus / manifests.NAME) in said


@pytest.mark.parametrize("style", FORMATS)
def test_cite_a_release_gives_the_hash_that_verifies(
    small_corpus: Folder, capsys: pytest.CaptureFixture, style: str
) -> None:
    out = carry_out(plan(small_corpus))
    assert main(["cite", "0.1.0", "--root", str(small_corpus.root), "--format", style]) == 0
    said = capsys.readouterr().out
    assert "unreleased" not in said and manifests.sha256_of(out / manifests.NAME) in said
    assert main(["cite", "0.7.0", "--root", str(small_corpus.root)]) == 1


def test_sources_are_cited_on_request(small_corpus: Folder, capsys: pytest.CaptureFixture) -> None:
    path = next((small_corpus.seeds / "open").glob("*.toml"))
    path.write_text(
        path.read_text(encoding="utf-8") + 'citation = "Nance, P. (2024). Eels."\n',
        encoding="utf-8",
    )
    make(small_corpus, small_corpus.corpus)
    assert main(["cite", "--sources", "--root", str(small_corpus.root)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nance, P. (2024). Eels."


def test_a_wrong_record_of_the_corpus_is_named_by_field(
    small_corpus: Folder, capsys: pytest.CaptureFixture
) -> None:
    path = small_corpus.corpus / "about.toml"
    for wrong, place in (("authors = []", ":2:authors: "), ("nam = 'x'", ":2:nam: "), ("= 3", ":2: ")):
        path.write_text(f'title = "Eels"\n{wrong}\n', encoding="utf-8")
        assert main(["release", "--dry-run", "--root", str(small_corpus.root)]) == 1
        assert f"about.toml{place}" in capsys.readouterr().err
