"""Stories: what shares rare names within days is one; what a reviewer or the ledger said stays."""

import datetime
import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import onrecord
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import story_evidence
from onrecord.corpus.folder import Folder
from onrecord.corpus.gather import gather
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
    other = "the widow has vowed to chain herself to the boat in her garden before the men of the council come"
    for names in (["GPE a"], ["GPE b"], []):
        copies = [evidence(1, ["GPE a"], text=text), evidence(2, names, text=text + " comes"), evidence(3, [], text=other)]
        found = group(copies, {})
        assert found["a-000000000001"] == found["a-000000000002"] != found["a-000000000003"]


def test_a_reviewers_key_decides():
    found = group([evidence(1, FERRY, key="x"), evidence(2, OTHER, key="x"), evidence(3, FERRY, key="y")], {})
    assert found["a-000000000001"] == found["a-000000000002"] != found["a-000000000003"]


def test_two_keys_are_two_stories_even_if_others_are_like_both():
    bridge = [evidence(1, FERRY, key="one"), evidence(2, FERRY), evidence(3, FERRY, key="two"), evidence(4, OTHER)]
    for articles in (bridge, bridge[::-1]):
        found = group(articles, {})
        assert found["a-000000000001"] != found["a-000000000003"]
        assert found["a-000000000002"] in (found["a-000000000001"], found["a-000000000003"])


def test_a_new_article_of_one_key_joins_no_known_story_of_another():
    articles = [evidence(1, FERRY, key="one"), evidence(2, FERRY), evidence(3, FERRY, key="two"), evidence(4, OTHER)]
    found = group(articles, {"a-000000000003": "s-0000000001"})
    assert found["a-000000000001"] != "s-0000000001"


def test_two_known_stories_never_merge_and_a_new_article_joins_the_nearest():
    known = {"a-000000000001": "s-0000000001", "a-000000000002": "s-0000000002"}
    found = group([evidence(1, FERRY), evidence(2, FERRY + ["ORG coast guard"]), evidence(3, FERRY)], known)
    assert found["a-000000000001"] == "s-0000000001"
    assert found["a-000000000002"] == "s-0000000002"
    assert found["a-000000000003"] == "s-0000000001"


def test_the_order_of_articles_does_not_matter():
    articles = [evidence(1, FERRY), evidence(2, FERRY), evidence(3, OTHER), evidence(4, OTHER)]
    assert group(articles, {}) == group(articles[::-1], {})


def test_what_two_outlets_make_of_one_report_is_one_story_and_the_like_next_door_another():
    """Twelve events as two outlets rewrite them, twelve others of the same sort, among the articles of our corpus."""
    folder = Folder(Path(__file__).parents[2])
    items = gather(folder, machine_provenance(onrecord.__version__), run_models=False).items
    fictional = [item for item in items if item.annotation.fictional]
    event = {item.annotation.id: item.annotation.story for item in fictional}
    articles = [replace(story_evidence(item), key=None) for item in fictional]
    lines = (Path(__file__).parent / "data" / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        day = datetime.date.fromisoformat(row["published"])
        articles.append(StoryEvidence(row["id"], Counter(row["names"]), day, True, None, shingles(row["text"])))
        event[row["id"]] = row["event"]
    found = group(articles, {})
    pairs = list(combinations(sorted(event), 2))
    together = {(a, b) for a, b in pairs if found[a] == found[b]}
    gold = {(a, b) for a, b in pairs if event[a] == event[b]}
    assert 2 * len(together & gold) / (len(together) + len(gold)) >= 0.95
