"""What stands in blocks, counted. All lines are invented."""

import tracemalloc
from itertools import chain

import numpy as np
import pytest

from onrecord.cleaning import model, repeats, words
from onrecord.cleaning.assemble import clean_html
from onrecord.cleaning.blocks import split
from onrecord.cleaning.words import ENDS_SENTENCE, Words, read_words

THAI = "เรือข้ามฟากจมลงในตอนเที่ยงวันจันทร์ใกล้ท่าเรือเก่าของเมือง และผู้โดยสารทุกคนได้รับการช่วยเหลือจากลูกเรือ"
LAO = "ເຮືອຂ້າມຟາກຈົມລົງໃນຕອນທ່ຽງວັນຈັນໃກ້ທ່າເຮືອເກົ່າຂອງເມືອງ ແລະຜູ້ໂດຍສານທຸກຄົນໄດ້ຮັບການຊ່ວຍເຫຼືອຈາກລູກເຮືອ"


def words_of(line: str) -> Words:
    return read_words(line, split(line))


@pytest.mark.parametrize(
    "line",
    [THAI, LAO, "渡轮周一中午在旧港口附近沉没。", "ကူးတို့သင်္ဘောသည် နစ်မြုပ်ခဲ့သည်။", "សាឡាងបានលិចនៅថ្ងៃចន្ទ។"],
)
def test_letters_count_as_words_where_none_are_parted(line):
    counted = words_of(line)
    assert counted.counts[0] >= len(line) - 8
    assert ENDS_SENTENCE[counted.last[0]]


def test_a_short_line_without_a_mark_at_its_end_is_no_sentence():
    assert not ENDS_SENTENCE[words_of("เรือข้ามฟากจมลง").last[0]]
    assert not ENDS_SENTENCE[words_of("The ferry sank on Monday at noon " * 5).last[0]]


@pytest.mark.parametrize("sentence", [THAI, LAO])
def test_an_article_whose_sentences_have_no_end_marks_is_found(sentence):
    menu = "".join(f"<li><a href=/{n}>{sentence[:9]}</a></li>" for n in range(12))
    links = "".join(f"<li><a href=/{n}0>{sentence[n : n + 50]}</a></li>" for n in range(12))
    text = [f"{sentence} {n} {sentence[n : n + 60]}" for n in range(7)]
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    page = (
        f"<title>{sentence[:40]}</title><ul>{menu}</ul><div><h1>{sentence[:40]}</h1>"
        f"<div>{prose}</div></div><ul>{links}</ul>"
    )
    assert clean_html(page).text == "\n\n".join(text)


def test_what_is_counted_in_parts_is_what_is_counted_at_once(monkeypatch):
    lines = [THAI, "", "Ida Vale, 31: “The 9:30 ferry sank.”", "x" * 300, "A", LAO, "The ferry sank."]
    pages = [lines * 3, lines[::-1], ["One 10:45"]]
    at_once = words.read_pages(pages)
    monkeypatch.setattr(words, "CHARACTERS_AT_ONCE", 50)
    assert len(list(words.in_parts([*chain(*pages)]))) > 9
    in_parts = words.read_pages(pages)
    for name in Words.__dataclass_fields__:
        if name != "stack":
            assert np.array_equal(getattr(at_once, name), getattr(in_parts, name)), name


def test_what_is_measured_in_parts_is_what_is_measured_at_once(monkeypatch):
    pages = [[f"The {n} of {n % 7} ferries sank, said Ida." * (1 + n % 9) for n in range(60)]]
    counted = words.read_pages(pages)
    found, blank = repeats.find(counted), np.zeros(61, dtype=int)
    assert counted.parts() == [slice(0, 60)]
    at_once = model.load().estimate(counted, found, blank)
    monkeypatch.setattr(words, "WORDS_AT_ONCE", 200)
    parts = counted.parts()
    assert len(parts) > 5
    assert [block for part in parts for block in range(60)[part]] == [*range(60)]
    for whole, part in zip(at_once, model.load().estimate(counted, found, blank), strict=True):
        assert np.array_equal(whole, part)


def test_a_great_page_takes_memory_by_its_size():
    # Worked out for all of it at once, what is counted took 57 times its size, and now 25.
    lines = [f"The ferry number {n} of the Askerdale line sank" for n in range(60_000)]
    tracemalloc.start()
    counted = words.read_pages([lines])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(counted.counts) == 60_000
    assert most < 40 * sum(map(len, lines))


def test_of_long_blocks_the_beginning_and_the_end_are_looked_at(monkeypatch):
    monkeypatch.setattr(words, "LONGEST_BLOCK", 300)
    counted = words.read_pages([["a " * 150, "b " * 151, "c" * 301], ["d " * 9]])
    assert counted.length.tolist() == [300, 302, 301, 18]
    assert counted.counts.tolist() == [150, 150, 2, 9]
    assert counted.word_length[counted.word_block == 2].tolist() == [200, 100]
    # A page of many blocks has shorter ones, another beside it not.
    monkeypatch.setattr(words, "LONGEST_PAGE", 500)
    assert words.read_pages([["e" * 250] * 2, ["f" * 250]]).counts.tolist() == [1, 1, 1]
    assert words.read_pages([["e" * 240] * 3, ["f" * 240]]).counts.tolist() == [2, 2, 2, 1]
