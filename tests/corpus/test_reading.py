"""A reading compiles to offsets and hashes, or says what does not stand where it says."""

import copy

import pytest

from onrecord.cleaning.read import Layer
from onrecord.corpus import annotations as store
from onrecord.corpus.compose import compose, machine_provenance
from onrecord.corpus.reading import compile_reading, load
from onrecord.errors import AnnotationError
from onrecord.records import Role
from tests.corpus.pages import PAGE, reading, write_reading


def compiled(value=None, page=PAGE):
    return compile_reading(value or reading(), page.encode(), Layer(page, "utf-8"), "harbour.reading.json")


def records(annotation, page=PAGE):
    ids = {e.id: f"e-{i:010x}" for i, e in enumerate(annotation.entities)}
    return compose(annotation, page, story=None, entity_ids=ids, machine=machine_provenance("1"))


def test_the_blocks_cover_the_page_to_the_last_character():
    blocks = compiled().blocks
    assert "".join(PAGE[b.start : b.end] for b in blocks) == PAGE
    assert [b.role for b in blocks][:4] == [Role.navigation, Role.headline, Role.byline, Role.dateline]


def test_records_hold_the_words_the_reader_pointed_at():
    article, quotes, mentions = records(compiled())
    assert article.headline == "Harbour board delays dredging"
    assert article.text.split("\n\n")[2] == "Venn said that the work would cost less than last year."
    assert quotes[0].text == "We need one more survey, Then we can begin."
    assert quotes[0].surface == "“We need one more survey,” “Then we can begin.”"
    assert quotes[0].speaker.surface == "Mara Venn"
    assert quotes[0].speaker_mention_id == mentions[1].id
    assert [m.span.surface for m in mentions] == ["Tarnmouth", "Mara Venn", "Venn"]


def test_without_the_scrape_the_same_records_come_out_without_their_words():
    annotation = compiled()
    article, quotes, _ = records(annotation)
    bare_article, bare_quotes, bare_mentions = records(annotation, None)
    assert bare_article.withheld and bare_article.text is None and bare_article.headline is None
    assert bare_article.counts == article.counts and bare_article.paragraphs == article.paragraphs
    assert [q.id for q in bare_quotes] == [q.id for q in quotes]
    assert [q.spans[0].hash for q in bare_quotes] == [q.spans[0].hash for q in quotes]
    assert all(m.span.surface is None for m in bare_mentions)


def test_what_is_written_is_read_back_the_same(tmp_path):
    annotation = compiled()
    store.write(annotation, tmp_path / "a.json")
    assert store.read(tmp_path / "a.json") == annotation


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_the_source_is_of_the_type_that_was_read(media_type):
    layer = Layer(PAGE, "utf-8", media_type)
    annotation = compile_reading(reading(), b"the bytes behind it", layer)
    assert annotation.source.media_type == media_type
    assert annotation.source.bytes == len(b"the bytes behind it")


def test_a_name_that_is_there_twice_is_refused_by_line_and_field(tmp_path):
    path = tmp_path / "a.json"
    written = store.dumps(compiled())
    first = written.index('{"id": "e1", ')
    path.write_text(f'{written[:first]}{{"id": "e1", "name": "Nobody", {written[first + 13 :]}', encoding="utf-8")
    line = written.count("\n", 0, first) + 1
    with pytest.raises(AnnotationError, match=f"a.json:{line}:entities.0..name.*'name' is there twice"):
        store.read(path)


def test_the_annotation_holds_no_word_of_the_text():
    written = store.dumps(compiled())
    for words in ("dredging plan", "one more survey", "cost less", "Harbour board delays"):
        assert words not in written


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r["quotes"][0].update(cue=[8, "shouted"]), "does not hold 'shouted'"),
        (lambda r: r["quotes"][0].update(cue=[99, "said"]), "there is no line 99"),
        (lambda r: r["mentions"][0].update(entity="e9"), "there is no entity e9"),
        (lambda r: r["roles"].pop(), "line 12 has no role"),
        (lambda r: r["metadata"].update(headline="Another title"), "stands in no block of role headline"),
        (lambda r: r["quotes"][0].update(kind="loud"), "Input should be"),
        (lambda r: r["metadata"].update(published="2031-02-30"), "Input should be a valid date"),
    ],
)
def test_a_wrong_reading_says_what_is_wrong(change, message):
    value = copy.deepcopy(reading())
    change(value)
    with pytest.raises(AnnotationError, match=message):
        try:
            compiled(value)
        except ValueError as error:
            raise AnnotationError(str(error)) from None


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ([3, 3, ["byline"]], r"roles\[6\]: there is no role \['byline'\]"),
        ([3, 3, "byline", {}], r"roles\[6\]: there is no reason {}"),
        ([3, 3, "footer", "because"], r"there is no reason 'because'"),
        ([3, 3, "duplicate", "repeat", [2]], r"there is no line \[2\]"),
        ([True, 3, "byline"], "there is no line True"),
        (["split", 3, "By Ada"], "'By Ada' is no part"),
        (["split", 3, [["", "byline"]]], "is no part"),
        (["split", 3, [["Ada", "byline", None, 4]]], "is no part"),
        ([3, 3, "byline", None, None], "line 3 has two roles"),
        ([3, 3, "footer", "footer_notice", 2], "line 3 has two roles"),
        (["split", 3, [["By", "byline"]]], "line 3 has two roles"),
    ],
)
def test_a_role_of_another_form_is_refused_by_its_place(entry, message, tmp_path):
    """Found by fuzzing: what a role is made of is not looked at when the reading is loaded."""
    value = reading()
    value["roles"].append(entry)
    path = write_reading(tmp_path / "r.json", value)
    with pytest.raises(AnnotationError, match=message):
        compile_reading(load(path), PAGE.encode(), Layer(PAGE, "utf-8"), path)


def test_an_empty_day_is_no_day(tmp_path):
    """Found by fuzzing."""
    value = reading()
    value["metadata"]["published"] = ""
    with pytest.raises(AnnotationError, match=r"metadata.published: .*Invalid isoformat"):
        load(write_reading(tmp_path / "r.json", value))


def test_a_reading_that_lacks_a_part_says_which(tmp_path):
    value = reading()
    del value["quotes"]
    with pytest.raises(AnnotationError, match="quotes: Field required"):
        load(write_reading(tmp_path / "r.json", value))


def test_a_changed_scrape_is_noticed():
    annotation = compiled()
    changed = PAGE.replace("Tuesday", "Monday!")
    with pytest.raises(AnnotationError, match="SHA-256"):
        store.check_against(annotation, changed.encode(), changed, "a.json")


def test_an_edited_offset_is_noticed():
    annotation = compiled()
    moved = annotation.mentions[0].model_copy(update={"start": 3, "end": 12})
    edited = annotation.model_copy(update={"mentions": [moved, *annotation.mentions[1:]]})
    with pytest.raises(AnnotationError, match=r"do not have the hash") as caught:
        store.check_against(edited, PAGE.encode(), PAGE, "a.json")
    assert caught.value.field == "mentions[0]"
