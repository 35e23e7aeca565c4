"""Stories: what shares rare names within days is one; what a reviewer or the ledger said stays."""

import datetime
from collections import Counter

from onrecord.corpus.stories import StoryEvidence, group, shingles

DAY = datetime.date(2031, 3, 12)


def evidence(number, names, day=DAY, fictional=True, key=None, text=""):
    return StoryEvidence(
        id=f"a-{number:012x}",
        names=Counter(names),
        day=day,
        fictional=fictional,
        key=key,
        shingles=shingles(text),
    )


FERRY = ["PERSON mara venn", "ORG harbour board", "GPE tarnmouth", "EVENT dredging week"]
OTHER = ["PERSON otto blum", "ORG city opera", "GPE velden", "GPE tarnmouth"]


def test_shared_names_within_days_are_one_story():
    found = group([evidence(1, FERRY), evidence(2, FERRY[:3] + ["ORG coast guard"]), evidence(3, OTHER)], {})
    assert found["a-000000000001"] == found["a-000000000002"] != found["a-000000000003"]


def test_the_same_names_a_month_apart_are_two_stories():
    later = DAY + datetime.timedelta(days=30)
    found = group([evidence(1, FERRY), evidence(2, FERRY, later), evidence(3, OTHER)], {})
    assert len(set(found.values())) == 3


def test_fiction_and_fact_are_never_one_story():
    found = group([evidence(1, FERRY), evidence(2, FERRY, fictional=False), evidence(3, OTHER)], {})
    assert found["a-000000000001"] != found["a-000000000002"]


def test_nearly_the_same_text_is_one_story_whatever_it_names():
    text = "the board met on tuesday and put off its plan to deepen the harbour by a metre before winter"
    found = group([evidence(1, ["GPE a"], text=text), evidence(2, ["GPE b"], text=text + " comes")], {})
    assert len(set(found.values())) == 2  # nothing names bring them together: pairs are looked for by name
    found = group([evidence(1, ["GPE a"], text=text), evidence(2, ["GPE a"], text=text + " comes")], {})
    assert len(set(found.values())) == 1


def test_a_reviewers_key_decides():
    found = group([evidence(1, FERRY, key="x"), evidence(2, OTHER, key="x"), evidence(3, FERRY, key="y")], {})
    assert found["a-000000000001"] == found["a-000000000002"] != found["a-000000000003"]


def test_two_known_stories_never_merge_and_a_new_article_joins_the_nearest():
    known = {"a-000000000001": "s-0000000001", "a-000000000002": "s-0000000002"}
    found = group([evidence(1, FERRY), evidence(2, FERRY + ["ORG coast guard"]), evidence(3, FERRY)], known)
    assert found["a-000000000001"] == "s-0000000001"
    assert found["a-000000000002"] == "s-0000000002"
    assert found["a-000000000003"] == "s-0000000001"


def test_the_order_of_articles_does_not_matter():
    articles = [evidence(1, FERRY), evidence(2, FERRY), evidence(3, OTHER), evidence(4, OTHER)]
    assert group(articles, {}) == group(articles[::-1], {})
