"""The contract of the records for any language, generated from the models into `schema/`.

JSON Schema, data dictionary, closed lists, checks with their examples, Arrow schema and features:
`python scripts/generate_schema.py` writes them, and a test fails when they are not what this makes.
"""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from onrecord.checks import CHECKS
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.decisions import Merge, Split
from onrecord.corpus.reading import Reading
from onrecord.corpus.rules import Level
from onrecord.corpus.seeds import ScrapeProvenance
from onrecord.dataset.examples import check_examples, record_examples
from onrecord.dataset.features import features, schema
from onrecord.records import (
    CONFIGS,
    SCHEMA_VERSION,
    Article,
    Attitude,
    Entity,
    EntityLabel,
    Mention,
    MentionForm,
    Phenomenon,
    Quote,
    QuoteKind,
    Reason,
    Rights,
    Role,
    Status,
    TokenRow,
)

RECORDS: dict[str, type[BaseModel]] = {
    "article": Article,
    "quote": Quote,
    "mention": Mention,
    "entity": Entity,
    "token_row": TokenRow,
    "annotation": Annotation,
    "provenance": ScrapeProvenance,
    "reading": Reading,
    "decision_merge": Merge,
    "decision_split": Split,
}
"""What has a JSON Schema, by the name of its file."""

ROLES: dict[Role, str] = {
    Role.headline: "The article's title, where it stands as the title.",
    Role.deck: "The standfirst below it: a summary or teaser of this article.",
    Role.byline: "Who wrote it.",
    Role.dateline: "When, and from where, it was published or updated.",
    Role.section: "The section or topic path that the page shows for this article.",
    Role.paragraph: "Body text.",
    Role.heading: "A subhead inside the body.",
    Role.list_item: "An item of a list in the body.",
    Role.blockquote: "A passage set apart by layout: a quoted letter, a post.",
    Role.caption: "What is shown in a photo, with its credit if that is on the same line.",
    Role.credit: "Who else contributed, or a photo, editing or wire credit on a line of its own.",
    Role.navigation: "What moves a reader around the site: its name, menus, breadcrumbs, buttons.",
    Role.share: "Buttons to share, print or save the page.",
    Role.advertisement: "An advertisement, or the line that announces one.",
    Role.related: "Teasers and lists of other stories.",
    Role.author_box: "Who the author is.",
    Role.newsletter: "An invitation to a newsletter or an app.",
    Role.paywall: "A notice that asks to subscribe or to log in.",
    Role.comments: "What readers wrote, or the box in which they write.",
    Role.player: "Controls of an audio or video player.",
    Role.topics: "The list of topics the page is filed under.",
    Role.footer: "What stands at the foot of every page of the site.",
    Role.duplicate: "A repetition of what is kept elsewhere on the page.",
}
"""What each role means."""

REASONS: dict[Reason, str] = {
    Reason.site_name: "It is the name or slogan of the site.",
    Reason.menu: "It is a menu or an item of one.",
    Reason.breadcrumb: "It is the path from the site's front page to this one.",
    Reason.share_button: "It is a button to share, print or save.",
    Reason.advertisement: "It advertises something.",
    Reason.related_link: "It leads to another story.",
    Reason.author_biography: "It tells who the author is.",
    Reason.newsletter_signup: "It invites to a newsletter or an app.",
    Reason.paywall_notice: "It asks to subscribe or to log in.",
    Reason.reader_comment: "It is by or for readers who comment.",
    Reason.player_control: "It belongs to an audio or video player.",
    Reason.topic_list: "It lists topics.",
    Reason.footer_notice: "It is a notice such as copyright, terms or contact.",
    Reason.cookie_notice: "It is about cookies and consent.",
    Reason.repeat: "It says again what is kept elsewhere.",
    Reason.interface: "It is a label or button of the page's interface.",
    Reason.metadata_label: "It only announces a field, such as “Published:”.",
    Reason.before_article: "It stands before the article and is no part of it.",
    Reason.after_article: "It stands after the article and is no part of it.",
    Reason.not_prose: "It is code, a table of numbers or the like.",
    Reason.empty: "There is nothing in it but white space.",
}
"""What each reason means."""

_LISTS: tuple[type[StrEnum], ...] = (
    QuoteKind,
    Attitude,
    EntityLabel,
    MentionForm,
    Phenomenon,
    Status,
    Rights,
)

_LEVELS = {
    Level.shape: "a file or record by itself",
    Level.spans: "places in one article",
    Level.references: "what one record says of another",
    Level.corpus: "all articles together, and the files in seeds/",
}


def files() -> dict[str, str]:
    """The content of every file of `schema/` by its path there."""
    made = {f"{name}.schema.json": _pretty(json_schema(name)) for name in RECORDS}
    made["README.md"] = _readme()
    made["DICTIONARY.md"] = _dictionary()
    made["ROLES.md"] = _roles()
    made["CHECKS.md"] = _checks()
    made["examples/README.md"] = _examples_readme()
    made["checks/README.md"] = _CHECKS_README
    for config, model in CONFIGS.items():
        made[f"arrow/{config}.txt"] = _arrow(model)
        made[f"features/{config}.json"] = _pretty(features(model).to_dict())
    for example in record_examples():
        made[f"examples/{example.record}/{example.name}.json"] = _pretty(example.value)
    for example in check_examples():
        made[f"checks/{example.check}/valid.json"] = _by_lines(example.valid)
        made[f"checks/{example.check}/invalid.json"] = _by_lines(example.invalid)
    return made


def json_schema(record: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record.

    What only rules across fields can say, such as that a span ends after it starts, it cannot state.

    Args:
        record: a key of `RECORDS`.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:onrecord:schema:{SCHEMA_VERSION}:{record}",
        **RECORDS[record].model_json_schema(),
    }


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _by_lines(value: dict[str, Any]) -> str:
    """JSON with a line for each record, so that two examples can be compared by eye."""
    lines = []
    for key, content in value.items():
        if isinstance(content, dict) and key in (
            "annotation",
            "files",
            "ledger",
            "reading",
            "value",
        ):
            inner = ",\n".join(f"  {json.dumps(k)}: {_rows(v, '   ')}" for k, v in content.items())
            lines.append(f" {json.dumps(key)}: {{\n{inner}\n }}")
        else:
            lines.append(f" {json.dumps(key)}: {_rows(content, '  ')}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: Any, indent: str) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = ",\n".join(indent + json.dumps(item, ensure_ascii=False) for item in value)
        return f"[\n{items}\n{indent[:-1]}]"
    return json.dumps(value, ensure_ascii=False)


def _readme() -> str:
    records = "\n".join(
        f"| `{name}.schema.json` | {_first_line(model)} |" for name, model in RECORDS.items()
    )
    return f"""# The contract

Generated from the record models by `python scripts/generate_schema.py`; a test fails when it drifts. Version {SCHEMA_VERSION}.

| file | what |
|---|---|
{records}
| `DICTIONARY.md` | every field of every record: type, constraint, meaning; every closed list |
| `ROLES.md` | what a block of a page can be, and why one is stripped |
| `CHECKS.md` | every check by its stable id |
| `checks/ID/` | what a check has nothing against, and the same with one change that it finds |
| `examples/RECORD/` | records that are valid, and records that are not, with the reason |
| `arrow/CONFIG.txt` | the Arrow schema of each config |
| `features/CONFIG.json` | its `datasets.Features` |

All offsets are Unicode code points, 0-based, half-open.
"""


# --- data dictionary ------------------------------------------------------------------------------


def _dictionary() -> str:
    sections = [
        "# Data dictionary",
        "",
        "† holds words of the article: null in what is withheld. ‡ derived from other records: a change of it alone",
        "makes no new version. A type that ends in `?` may be null. All offsets are Unicode code points, 0-based, half-open.",
        "",
    ]
    parts: dict[str, dict[str, Any]] = {}
    for name in RECORDS:
        whole = json_schema(name)
        definitions = whole.get("$defs", {})
        sections += _section(f"`{name}`", whole, definitions)
        for part, definition in definitions.items():
            if "properties" in definition:
                parts.setdefault(part, definition)
    sections += ["# Parts of records", ""]
    for part in sorted(parts):
        sections += _section(part, parts[part], {})
    sections += ["# Closed lists", "", "Roles and reasons are in `ROLES.md`.", ""]
    for kind in _LISTS:
        sections += [
            f"## {kind.__name__}",
            "",
            _first_line(kind),
            "",
            ", ".join(f"`{m}`" for m in kind),
            "",
        ]
    return "\n".join(sections).rstrip() + "\n"


def _section(title: str, shape: dict[str, Any], definitions: dict[str, Any]) -> Iterator[str]:
    yield from (f"## {title}", "", shape.get("description", ""), "")
    yield from ("| field | type | constraint | what |", "|---|---|---|---|")
    required = shape.get("required", [])
    for name, field in shape["properties"].items():
        mark = ("†" if field.get("words") else "") + ("‡" if field.get("derived") else "")
        limits = [] if name in required else ["optional"]
        limits += _limits(field)
        yield f"| `{name}`{mark} | {_type(field)} | {', '.join(limits)} | {field.get('description', '')} |"
    yield ""


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        inner = [option for option in field["anyOf"] if option.get("type") != "null"]
        return f"{_type(inner[0])}?"
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    return field.get("format") or field.get("type") or "any"


def _limits(field: dict[str, Any]) -> list[str]:
    if "anyOf" in field:
        return [limit for option in field["anyOf"] for limit in _limits(option)]
    found = []
    if "pattern" in field:
        # A bar would end the table's cell.
        found.append(f"`{field['pattern']}`".replace("|", "\\|"))
    if "enum" in field:
        found.append("one of " + " ".join(f"`{value}`" for value in field["enum"]))
    if "const" in field:
        found.append(f"`{json.dumps(field['const'])}`")
    for key, words in (
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("minLength", "length at least"),
        ("minItems", "items at least"),
        ("maxItems", "items at most"),
    ):
        if key in field:
            found.append(f"{words} {field[key]:g}")
    if field.get("type") == "array":
        found += [f"each {limit}" for limit in _limits(field["items"])]
    return found


# --- tables ---------------------------------------------------------------------------------------


def _roles() -> str:
    lines = [
        "# Roles and reasons",
        "",
        "Every block of a page has a role; a stripped one has a reason, too. The clean text is made of",
        "`paragraph`, `heading`, `list_item` and `blockquote`.",
        "",
        "| role | kept | what |",
        "|---|---|---|",
    ]
    kept = {True: "text", False: "field"}
    for role, what in ROLES.items():
        lines.append(f"| `{role}` | {kept[role.is_text] if role.is_content else 'no'} | {what} |")
    lines += ["", "| reason | what |", "|---|---|"]
    lines += [f"| `{reason}` | {what} |" for reason, what in REASONS.items()]
    return "\n".join(lines) + "\n"


def _checks() -> str:
    lines = [
        "# Checks",
        "",
        "What `onrecord validate` looks at. Ids are stable: they are never given to another check. A warning leaves",
        "the input valid. Each check has a valid and an invalid example in `checks/ID/`.",
        "",
    ]
    for level, what in _LEVELS.items():
        lines += [f"## {level}: {what}", "", "| check | holds | where not | |", "|---|---|---|---|"]
        lines += [
            f"| [`{check.id}`](checks/{check.id}/invalid.json) | {check.explanation} | {check.hint} "
            f"| {'' if check.severity == 'error' else check.severity} |"
            for check in CHECKS.values()
            if check.level is level
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _examples_readme() -> str:
    lines = [
        "# Examples of records",
        "",
        "All text is invented. An invalid example is a valid one with a single change. What is caught by *schema*, any",
        "JSON Schema validator (draft 2020-12, formats asserted) refuses; what is caught by *rule*, only a validator of",
        "the rules across fields, such as `onrecord validate`.",
        "",
        "| example | what it shows | caught by |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{e.record}/{e.name}.json` | {e.what} | {e.caught_by or ''} |"
        for e in record_examples()
    ]
    return "\n".join(lines) + "\n"


_CHECKS_README = """# Examples of checks

`ID/valid.json` passes every check; `ID/invalid.json` differs from it by one change, and exactly the check ID
finds it. All text is invented. The form depends on what the check looks at:

| keys | what |
|---|---|
| `record`, `value` | one record, and which |
| `annotation` | an annotation file by itself; with `scrape`, the text of the scrape it was made for |
| `reading`, `scrape` | a reading and the text of its scrape |
| `articles`, `quotes`, `mentions`, `entities`, `splits`, `ledger` | the records of a corpus |
| `files` | a folder: content by path, or `{"link": target}` for a symbolic link |
"""


def _arrow(model: type[BaseModel]) -> str:
    return "".join(f"{field.name}: {field.type}\n" for field in schema(model))


def _first_line(described: type) -> str:
    return (described.__doc__ or "").strip().split("\n")[0]
