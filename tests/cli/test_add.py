"""`onrecord add` copies the same bytes, describes them, and says how the page was understood."""

import pytest

from onrecord.cli import main
from onrecord.corpus.seeds import read_scrape
from onrecord.records import Rights
from tests.corpus.pages import PAGE


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    (tmp_path / "corpus" / "seeds").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "corpus")
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.encode("cp1252"))
    return page


def test_a_scrape_is_reserved_unless_said_otherwise(corpus, tmp_path, capsys):
    assert main(["add", str(corpus), "--publisher", "The Tarn Courier"]) == 0
    scrape = read_scrape(tmp_path / "corpus" / "seeds" / "page.txt")
    assert scrape.data == corpus.read_bytes()
    assert scrape.rights is Rights.reserved and scrape.provenance.publisher == "The Tarn Courier"
    assert "valid" in capsys.readouterr().out


def test_an_open_one_goes_where_git_sees_it(corpus, tmp_path):
    assert main(["add", str(corpus), "--open", "CC0-1.0", "--fictional"]) == 0
    scrape = read_scrape(tmp_path / "corpus" / "seeds" / "open" / "page.txt")
    assert scrape.rights is Rights.open and scrape.provenance.fictional


def test_adding_again_is_fine_but_never_overwrites(corpus, capsys):
    assert main(["add", str(corpus)]) == 0
    assert main(["add", str(corpus)]) == 0
    assert "seeds/page.txt was there already, nothing changed" in capsys.readouterr().out
    corpus.write_text("another page altogether")
    assert main(["add", str(corpus)]) == 2
    assert "other bytes" in capsys.readouterr().err


def test_adding_again_adds_to_what_was_said_of_it(corpus, tmp_path, capsys):
    assert main(["add", str(corpus), "--publisher", "The Tarn Courier"]) == 0
    assert "added seeds/page.txt;" in capsys.readouterr().out
    assert main(["add", str(corpus), "--url", "https://tarncourier.example/bridge"]) == 0
    assert "seeds/page.txt was there already, described anew" in capsys.readouterr().out
    said = read_scrape(tmp_path / "corpus" / "seeds" / "page.txt").provenance
    assert (said.publisher, said.url) == ("The Tarn Courier", "https://tarncourier.example/bridge")
    assert main(["add", str(corpus)]) == 0
    assert read_scrape(tmp_path / "corpus" / "seeds" / "page.txt").provenance == said


def test_it_says_what_to_do_about_a_page_understood_wrongly(corpus, capsys):
    assert main(["add", str(corpus)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "if it is not: onrecord view seeds/page.txt" in last
    assert "docs/sites.md" in last and "onrecord review" in last
    assert main(["add", str(corpus), "--json"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_no_page_is_found_out(corpus, capsys):
    corpus.write_bytes(b"  ")
    assert main(["add", str(corpus)]) == 1
    assert "the scrape is empty" in capsys.readouterr().out
    assert main(["add", str(corpus), "--json"]) == 1
    assert '"check": "scrape-readable"' in capsys.readouterr().out
    assert not any((corpus.parent / "corpus" / "seeds").iterdir())


def test_a_folder_is_wrong_use(corpus, tmp_path, capsys):
    assert main(["add", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_a_missing_file_is_wrong_use(corpus, tmp_path):
    assert main(["add", str(tmp_path / "nothing.txt")]) == 2


def test_a_name_that_is_no_text_cannot_be_kept(corpus, capsys):
    odd = corpus.with_name("caf\udce9.txt")
    try:
        odd.write_bytes(corpus.read_bytes())
    except OSError:
        pytest.skip("the system keeps no such names")
    assert main(["add", str(odd)]) == 2
    assert "rename it" in capsys.readouterr().err
    assert main(["view", str(odd)]) == 1
    assert "its name is not UTF-8 (rename it)" in capsys.readouterr().err
