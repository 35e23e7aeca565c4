"""What the tagger found, fitted to marks and sentences; all people are invented."""

from onrecord.annotation import annotate, combine
from onrecord.annotation.attribution import Attribution
from onrecord.records import QuoteKind


def test_a_sentence_in_marks_after_what_a_cue_reports_is_a_quote_of_its_own() -> None:
    text = "Kim Roe, who runs the harbour, said that the pier was unsafe. “We have given three notices.”"
    first, second = annotate(text).quotes
    assert (first.kind, second.kind) == (QuoteKind.indirect, QuoteKind.direct)
    assert text[slice(*second.spans[0])] == "“We have given three notices.”"
    assert second.cue is None
    assert second.speaker_ids == first.speaker_ids != []


def test_a_quotation_inside_the_sentence_stays_part_of_it() -> None:
    text = "Kim Roe said that the pier was “unsafe in any wind” and had to go."
    (quote,) = annotate(text).quotes
    assert quote.kind is QuoteKind.mixed
    assert [text[slice(*piece)] for piece in quote.verbatim] == ["“unsafe in any wind”"]


def test_a_later_paragraph_with_a_cue_of_its_own_is_no_continuation() -> None:
    text = (
        "“Guards scan every pass in ferries,” the comment continued.\n\n"
        "“Why do they look at every pass?” the text displayed in the film reads."
    )
    for alone in (False, True):
        found = annotate(text, rules_alone=alone).quotes
        assert [text[slice(*quote.cue)] for quote in found] == ["continued", "reads"]


def test_the_subject_of_a_text_that_reads_may_be_long() -> None:
    text = (
        "“Guards scan every pass in ferries,” the comment continued.\n\n"
        "“Why do they look at every pass?” the Welsh text displayed in the film reads."
    )
    _, quote = annotate(text, rules_alone=True).quotes
    assert text[slice(*quote.speaker)] == "the Welsh text displayed in the film"


def test_the_tagger_gives_way_to_a_cue_that_follows_the_quotation() -> None:
    spans = [(0, 12), (32, 50)]
    tagged = Attribution(spans=list(spans), cue=(17, 26), speaker=(13, 16))
    rule = Attribution(spans=[spans[1]], cue=(56, 61), speaker=(51, 55))
    assert combine._has_its_own_cue(tagged, rule)
    assert not combine._has_its_own_cue(tagged, Attribution(spans=[spans[0]], cue=(56, 61), speaker=None))
    assert not combine._has_its_own_cue(tagged, Attribution(spans=[spans[1]], cue=(17, 26), speaker=None))
    assert not combine._has_its_own_cue(tagged, Attribution(spans=[spans[1]], cue=None, speaker=None))


def test_a_speaker_beyond_another_quotation_is_not_the_cue_s() -> None:
    text = "“I never signed it,” said Haber. “Not once,” said his lawyer."
    found = annotate(text).quotes
    assert [text[slice(*quote.speaker)] for quote in found] == ["Haber", "his lawyer"]


def test_a_sentence_in_marks_before_what_a_cue_reports_is_a_quote_of_its_own() -> None:
    text = (
        "Kim Roe said she had opened the books. “They have had keys and tea.” "
        "The deal was “sound,” she said."
    )
    found = annotate(text).quotes
    assert "“They have had keys and tea.”" in [text[slice(*quote.spans[0])] for quote in found]


def test_a_quotation_behind_other_words_of_its_paragraph_is_not_the_next_one_s() -> None:
    text = (
        "Ada Holm objected that the team was irrelevant. “Nobody is on trial for football, sir.”\n\n"
        "The money “never came one inch past the door,” Per Lund argued."
    )
    found = annotate(text).quotes
    marked = [quote for quote in found if quote.kind is not QuoteKind.indirect]
    assert [len(quote.spans) for quote in marked] == [1, 1]
    assert [text[slice(*quote.speaker)] for quote in marked] == ["Ada Holm", "Per Lund"]


def test_a_report_ends_where_its_speaker_goes_on_to_another() -> None:
    text = "A clerk of the ferry line said it would pay every guest, but refused to say when the boat would run."
    contents = [text[slice(*quote.spans[0])] for quote in annotate(text).quotes]
    assert contents == ["it would pay every guest", "to say when the boat would run"]


def test_what_goes_on_without_a_comma_stays_in_the_report() -> None:
    text = "The mayor said that the firm had lied and told workers the mill was safe."
    first, *_ = annotate(text).quotes
    assert text[slice(*first.spans[0])] == "that the firm had lied and told workers the mill was safe"
