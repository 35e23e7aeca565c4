"""`onrecord view`: by id or file, reviewed or by machine, on terminals, in pipes and for programs."""

import json
import os

import pytest

from onrecord.cli import main
from onrecord.corpus.ledger import read as read_ledger
from tests.cli.running import NEWS, onrecord
from tests.small import PAGES

# Long enough for the machine alone to find its article.
PAGE = "Menu\n\nBridge is opened twice\n\nBy Perpetua Nance\n\nMarch 1, 2024\n\n" + NEWS * 4


def ids(folder) -> dict[str, str]:
    """Article id by the name of the scrape."""
    return {
        json.loads(path.read_text(encoding="utf-8"))["file"]: path.stem
        for path in folder.annotation_paths()
    }


def test_by_id_and_by_file_it_is_the_same_reviewed_page(small_corpus, capsys) -> None:
    root = ["--root", str(small_corpus.root)]
    assert main(["view", ids(small_corpus)["eels.txt"], *root]) == 0
    by_id = capsys.readouterr().out
    assert main(["view", str(small_corpus.seeds / "open" / "eels.txt"), *root]) == 0
    assert capsys.readouterr().out == by_id
    assert "reviewed by a test" in by_id
    for words in (
        "The Quillhaven Lantern",
        "site name",
        PAGES[0].headline,
        "Bram Halloway",
        "⟦“We had stopped",
    ):
        assert words in by_id


def test_each_entity_has_the_id_that_the_corpus_knows_it_by(small_corpus, capsys) -> None:
    root = ["--root", str(small_corpus.root)]
    known = read_ledger(small_corpus.ledger).entity_of()
    identifier = ids(small_corpus)["eels.txt"]
    assert main(["view", identifier, *root]) == 0
    shown = capsys.readouterr().out
    assert all(known[f"{identifier}#{local}"] in shown for local in ("e1", "e2", "e3"))
    assert main(["view", identifier, "--machine", *root]) in (0, 1)
    assert "e-" + known[f"{identifier}#e2"][2:] not in capsys.readouterr().out


def test_the_machines_own_view_says_so(small_corpus, capsys) -> None:
    path = small_corpus.seeds / "bridge.txt"
    path.write_text(PAGE, encoding="utf-8")
    assert main(["view", str(path), "--machine", "--root", str(small_corpus.root)]) == 0
    assert "by the machine alone" in capsys.readouterr().out


def test_json_is_the_batch_form_with_both_halves(small_corpus, capsys) -> None:
    identifier = ids(small_corpus)["eels.txt"]
    assert main(["view", identifier, "--json", "--root", str(small_corpus.root)]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert (seen["id"], seen["file"], seen["status"]) == (identifier, "eels.txt", "reviewed")
    assert "".join(seen["layer"][b["start"] : b["end"]] for b in seen["blocks"]) == seen["layer"]
    said = [seen["text"][slice(*quote["spans"][0])] for quote in seen["quotes"]]
    assert said == [f"“{words},”" for _, words in PAGES[0].said]
    assert seen["captions"] == [
        {"text": PAGES[0].caption, "credit": "Ottoline Frisk/Lantern Pictures"}
    ]


def test_a_page_outside_any_corpus(tmp_path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    done = onrecord("view", "page.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Tim Oak" in done.stdout.decode()


def test_a_page_without_an_article_is_shown_all_the_same(tmp_path) -> None:
    (tmp_path / "page.txt").write_text("Menu\nHome\n", encoding="utf-8")
    done = onrecord("view", "--machine", "--evidence", "page.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert "Menu" in done.stdout.decode()
    assert "navigation" in done.stdout.decode() and "%" in done.stdout.decode()
    assert "no article text was found" in done.stderr.decode()


def test_what_is_wrong_with_another_scrape_keeps_no_page_from_view(small_corpus, capsys) -> None:
    identifier = ids(small_corpus)["eels.txt"]
    (small_corpus.seeds / "0.txt").write_text("x")
    (small_corpus.seeds / "0.txt.provenance.toml").write_text('sha256 = "y"')
    (small_corpus.seeds / "1.txt").symlink_to("1.txt")
    os.mkfifo(small_corpus.seeds / "2.txt")
    assert main(["view", identifier, "--root", str(small_corpus.root)]) == 0
    assert identifier in capsys.readouterr().out


def test_words_that_are_not_at_hand_are_named(small_corpus, capsys) -> None:
    identifier = ids(small_corpus)["ferry.txt"]
    (small_corpus.seeds / "ferry.txt").unlink()
    assert main(["view", identifier, "--root", str(small_corpus.root)]) == 1
    assert "ferry.txt is not in seeds/" in capsys.readouterr().err
    assert main(["view", "a-000000000000", "--root", str(small_corpus.root)]) == 1
    assert "no scrape in seeds/ has this id" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["missing.txt", "a-12", "seeds", "a-00000000000g"])
def test_what_cannot_be_meant_is_wrong_use(small_corpus, monkeypatch, target) -> None:
    monkeypatch.chdir(small_corpus.root)
    assert main(["view", target]) == 2


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_width_is_that_of_the_terminal_within_reason(small_corpus, columns) -> None:
    env = os.environ | {"COLUMNS": columns}
    done = onrecord("view", ids(small_corpus)["eels.txt"], cwd=small_corpus.root, env=env)
    widest = max(map(len, done.stdout.decode().splitlines()))
    assert widest <= min(int(columns), 110)


def test_colour_only_where_it_is_wanted(small_corpus) -> None:
    identifier = ids(small_corpus)["eels.txt"]
    plain = onrecord("view", identifier, cwd=small_corpus.root).stdout
    coloured = os.environ | {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    bright = onrecord("view", identifier, cwd=small_corpus.root, env=coloured).stdout
    quiet = onrecord(
        "view", identifier, cwd=small_corpus.root, env=coloured | {"NO_COLOR": "1"}
    ).stdout
    assert b"\x1b" not in plain
    assert b"\x1b[32m" in bright and "⟦".encode() not in bright
    assert b"\x1b[32m" not in quiet and "⟦".encode() in quiet


def test_a_terminal_without_the_characters_gets_question_marks(small_corpus) -> None:
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = onrecord("view", ids(small_corpus)["eels.txt"], cwd=small_corpus.root, env=env)
    assert done.returncode == 0, done.stderr
    assert b"?We had stopped counting,?" in done.stdout


HTML = (
    "<html><head><title>Bridge is opened twice</title></head><body><nav class='menu'>"
    "<a href='/'>Home</a> <a href='/a'>Town</a></nav><article class='story'>"
    "<h1>Bridge is opened twice</h1>"
    + "".join(f"<p>{line}</p>" for line in NEWS.split("\n\n") * 3)
    + "</article></body></html>"
)


def test_html_tells_what_decided_each_line_and_text_where_it_is_asked(tmp_path, capsys) -> None:
    page, text = tmp_path / "page.html", tmp_path / "page.txt"
    page.write_text(HTML, encoding="utf-8")
    text.write_text(PAGE, encoding="utf-8")
    told = "article.story > h1"

    def shown() -> str:
        # Lines are broken where the terminal ends.
        return " ".join(capsys.readouterr().out.split())

    assert main(["view", str(page)]) == 0
    assert told in shown()
    assert main(["view", str(page), "--no-evidence"]) == 0
    assert told not in shown()
    assert main(["view", str(text)]) == 0
    assert "words +" not in shown()
    assert main(["view", str(text), "--evidence"]) == 0
    assert "words +" in shown()


def test_the_page_is_written_whole_and_stands_alone(tmp_path, capsys) -> None:
    page, out = tmp_path / "page.html", tmp_path / "new" / "view.html"
    page.write_text(HTML, encoding="utf-8")
    assert main(["view", str(page), "--html", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    written = out.read_text(encoding="utf-8")
    assert "article.story &gt; h1" in written and written.endswith("</html>\n")


def test_evidence_for_programs_is_part_of_the_blocks(tmp_path, capsys) -> None:
    page = tmp_path / "page.html"
    page.write_text(HTML, encoding="utf-8")
    assert main(["view", str(page), "--json"]) == 0
    blocks = json.loads(capsys.readouterr().out)["blocks"]
    assert blocks[-1]["evidence"]["path"].startswith("html > body > article.story")
