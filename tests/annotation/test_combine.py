"""What the tagger found, fitted to marks and sentences; all people are invented."""

from onrecord.annotation import annotate
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
