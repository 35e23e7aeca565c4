"""The table of names in the tagger's card."""

import gzip
import json

import tagger_names

# The real scorer's way of being called; it counts people found in both files.
SCORER = """
import json, sys
gold, found = [[json.loads(line) for line in open(path)] for path in sys.argv[1:3]]
assert sys.argv[3:] == ["--types", "PERSON,ORG,LOC", "--trim", "--json"]
people = [e for one in found for e in one["entities"] if e["type"] == "PERSON"]
figures = [len(gold), len(people), len(people) / 4]
print(json.dumps({key: figures for key in ("micro", "PERSON", "ORG", "LOC")}))
"""


def test_each_set_has_a_row(tmp_path):
    (tmp_path / "score.py").write_text(SCORER, encoding="utf-8")
    text = "Ola Brandt said that the pier would be mended."
    records = [
        {"id": "a", "text": text, "genre": "news"},
        {"id": "b", "text": text, "genre": "fiction"},
    ]
    for name in tagger_names.SETS:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in records)
    head, _, *rows = tagger_names.names_table(tmp_path).splitlines()
    assert head == "| names, F1 in % | all | person | organisation | place |"
    assert rows[0] == "| worldwide dev | 50.0 | 50.0 | 50.0 | 50.0 |"
    assert rows[1] == "| GUM dev, news and interviews | 25.0 | 25.0 | 25.0 | 25.0 |"
    assert len(rows) == len(tagger_names.SETS)
