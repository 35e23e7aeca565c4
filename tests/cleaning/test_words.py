"""What stands in blocks, counted. All lines are invented."""

import pytest

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
