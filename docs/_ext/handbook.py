"""The generated part of the handbook: `<!-- generated: NAME -->` in a page becomes what NAME makes.

The reference is made from the record models, the checks, the commands and the errors; where NAME is
the path of a Markdown file of the repository, such as CHANGELOG.md, the file is taken in whole. Links
to files of the repository are turned to the page of the site that shows them, where there is one.
"""

import argparse
import difflib
import functools
import importlib
import inspect
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import errors
from onrecord.checks import CHECKS
from onrecord.cli import COMMANDS
from onrecord.dataset import contract

ROOT = Path(__file__).parents[2]
SCHEMA = Path("schema")
CARDS = sorted((ROOT / "src/onrecord/models").glob("*/README.md"))
CARDS_PAGE = "docs/reference/models.md"
SITE_PAGES = {
    "CHANGELOG.md": "docs/project/changelog.md",
    "CONTRIBUTING.md": "docs/project/contributing.md",
    "DATASHEET.md": "docs/project/datasheet.md",
    "README.md": "docs/index.md",
    "examples": "docs/how-to/examples.md",
    "examples/README.md": "docs/how-to/examples.md",
    "RELEASING.md": "docs/project/releasing.md",
    "schema": "docs/reference/records.md",
    "schema/CHECKS.md": "docs/reference/checks.md",
    "schema/DICTIONARY.md": "docs/reference/records.md",
    "schema/README.md": "docs/reference/records.md",
    "schema/ROLES.md": "docs/reference/roles.md",
    "seeds/README.md": "docs/project/scrapes.md",
}
"""The page of the site that shows a file of the repository."""

_MARKER = re.compile(r"^<!-- generated: (\S+) -->$", re.MULTILINE)
LINK = re.compile(r"`[^`\n]*`|(\[(?:[^\[\]`]|`[^`]*`)*\])\(([^()\s]+)\)")
"""A link, or code in a line, in which there are none."""
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_HELP_WIDTH = 90
_LONGEST_LINE = 110
_NOTHING = object()
_TYPE = re.compile(r"^(\| `\w+`[†‡]* \| (?:list of )*)([A-Z]\w+)", re.MULTILINE)


def setup(app: Any) -> dict[str, Any]:
    """Have every page pass through `page` before it is parsed."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}


def _read(app: Any, docname: str, source: list[str]) -> None:
    source[0] = page(docname, source[0])


def page(docname: str, markdown: str) -> str:
    """A page with its generated parts filled in and its links turned to the site.

    Args:
        docname: the page's path below `docs/`, without its ending.
        markdown: the page as it is written.

    Raises:
        KeyError: a marker names what nothing makes.
    """
    folder = (Path("docs") / docname).parent

    def made(marker: re.Match[str]) -> str:
        name = marker[1]
        if name.endswith(".md"):
            content = _without_title((ROOT / name).read_text(encoding="utf-8"))
            return relinked(content, Path(name).parent, folder)
        return relinked(GENERATED[name](), SCHEMA, folder)

    return _MARKER.sub(made, relinked(markdown, folder, folder))


# --- Markdown -------------------------------------------------------------------------------------


def by_fence(markdown: str) -> Iterator[tuple[bool, str]]:
    """Each line, and whether it belongs to a block of code."""
    fence = None
    for line in markdown.splitlines(keepends=True):
        found = _FENCE.match(line)
        yield fence is not None or found is not None, line
        if fence is None:
            fence = found and found[1]
        elif found and line.strip() == found[1] and found[1].startswith(fence):
            fence = None


def relinked(markdown: str, base: Path, folder: Path) -> str:
    """Markdown with its relative links made right for a page of the site.

    A folder that no page shows cannot be linked to: its name is left.

    Args:
        markdown: what is written.
        base: the folder of the repository that its links start from.
        folder: the folder of the page that will show it.
    """

    def turned(link: re.Match[str]) -> str:
        words, target = link.groups()
        if target is None:
            return link[0]
        path, hash_, anchor = target.partition("#")
        if not path or re.match(r"[a-z][a-z0-9+.-]*:", path):
            return link[0]
        place = os.path.normpath(base / path)
        if ROOT / place in CARDS:
            place, hash_, anchor = CARDS_PAGE, "#", slug(_title(ROOT / place))
        place = SITE_PAGES.get(place, place)
        if (ROOT / place).is_dir():
            return words[1:-1]
        return f"{words}({os.path.relpath(place, folder)}{hash_}{anchor})"

    return "".join(line if fenced else LINK.sub(turned, line) for fenced, line in by_fence(markdown))


def slug(heading: str) -> str:
    """The anchor of a heading, as MyST and the hosts of git repositories make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


def _without_title(markdown: str) -> str:
    """Without the first heading, which the page that shows it gives."""
    return re.sub(r"\A# .*\n+", "", markdown)


def _lowered(markdown: str) -> str:
    """Each heading a level lower, to stand within a page."""
    return "".join(
        f"#{line}" if line.startswith("#") and not fenced else line for fenced, line in by_fence(markdown)
    )


def _plain(text: str) -> str:
    """Plain text, nothing of which is taken for markup but code: options, and between backticks."""
    parts = re.split(r"(`[^`]*`)", re.sub(r"(?<!\S)--[a-z-]+", r"`\g<0>`", text))
    return "".join(
        part if part.startswith("`") else re.sub(r"([\\*_<>\[\]])", r"\\\1", part) for part in parts
    )


def _fenced(language: str, text: str) -> str:
    content = text.strip("\n")
    return f"```{language}\n{content}\n```\n"


# --- what is generated ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """What a subcommand says of itself.

    Attributes:
        name: as it is typed after `onrecord`.
        summary: one line, without its full stop.
        description: the paragraphs below it.
        example: one or more lines to type.
        usage: how it is called, and its arguments; of its own subcommands, too.
    """

    name: str
    summary: str
    description: str
    example: str
    usage: str


def commands() -> list[Command]:
    """Every subcommand, in the order of the command's own help."""
    return [_command(name) for name in COMMANDS]


def _command(name: str) -> Command:
    module = importlib.import_module(f"onrecord.cli.{name}")
    told, _, example = inspect.getdoc(module).partition("Example:")
    summary, _, description = told.partition("\n")
    formatter = functools.partial(argparse.HelpFormatter, width=_HELP_WIDTH)
    parser = argparse.ArgumentParser(prog=f"onrecord {name}", formatter_class=formatter)
    module.configure(parser)
    usage = [parser.format_help()]
    # argparse has no public way to what a subcommand of a subcommand takes.
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                inner.formatter_class, inner.epilog = formatter, None
                usage.append(inner.format_help())
    return Command(name, summary.rstrip("."), description.strip("\n"), example.strip(), "\n".join(usage))


def commands_table() -> str:
    """The table of `docs/commands.md`: a line for each command."""
    rows = ["| command | what it does | for example |", "|---|---|---|"]
    for command in commands():
        example = command.example.partition("\n")[0].replace("|", "\\|")
        rows.append(f"| `{command.name}` | {_plain(command.summary)} | `{example}` |")
    return "\n".join(rows) + "\n"


def _commands() -> str:
    sections = []
    for command in commands():
        sections += [f"## {command.name}\n", f"{_plain(command.summary)}.\n"]
        for paragraph in command.description.split("\n\n"):
            listed = paragraph.startswith("  ")
            sections.append(_fenced("text", paragraph) if listed else f"{_plain(paragraph)}\n")
        sections.append(_fenced("text", command.usage))
        prompted = "\n".join(f"$ {line.strip()}" for line in command.example.splitlines())
        sections += ["For example:\n", _fenced("console", prompted)]
    return "\n".join(sections)


def _records() -> str:
    """The data dictionary as one page, its types linked to where they are described."""
    entries, parts, lists = re.split(
        r"^# (?:Parts of records|Closed lists)\n", _schema("DICTIONARY.md"), flags=re.MULTILINE
    )
    dictionary = "\n".join(
        [entries, "## Parts of records\n", _lowered(parts), "## Closed lists\n", _lowered(lists)]
    ).replace("`ROLES.md`", "[roles and reasons](ROLES.md)")
    described = set(re.findall(r"^###? `?(\w+)`?$", dictionary, re.MULTILINE))

    def linked(cell: re.Match[str]) -> str:
        return f"{cell[1]}[{cell[2]}](#{slug(cell[2])})" if cell[2] in described else cell[0]

    return _TYPE.sub(linked, dictionary)


def _checks() -> str:
    """The tables of all checks, then for each the change to a valid file that it finds."""
    tables = re.sub(r"\(checks/([a-z-]+)/invalid\.json\)", r"(#\1)", _schema("CHECKS.md"))
    files = _files()
    sections = [tables, "## What each check finds\n"]
    for check in CHECKS.values():
        valid, invalid = (
            json.loads(files[f"checks/{check.id}/{which}.json"]) for which in ("valid", "invalid")
        )
        sections += [
            f"### `{check.id}`\n",
            f"{_plain(check.explanation)} Where not: {_plain(check.hint)}.\n",
            _fenced("diff", "\n".join(map(_shortened, _change(valid, invalid)))),
        ]
    return "\n".join(sections)


def _change(valid: Any, invalid: Any, place: str = "") -> Iterator[str]:
    """The values in which two examples differ, by their places, as lines of a difference."""
    if isinstance(valid, dict) and isinstance(invalid, dict):
        for key in [*valid, *(key for key in invalid if key not in valid)]:
            inner = f"{place}.{key}" if place else key
            yield from _change(valid.get(key, _NOTHING), invalid.get(key, _NOTHING), inner)
    elif isinstance(valid, list) and isinstance(invalid, list):
        if len(valid) == len(invalid):
            for i, (before, after) in enumerate(zip(valid, invalid, strict=True)):
                yield from _change(before, after, f"{place}[{i}]")
        else:
            yield from _changed_items(place, *(list(map(_json, x)) for x in (valid, invalid)))
    elif valid == invalid:
        return
    elif isinstance(valid, str) and isinstance(invalid, str) and "\n" in valid:
        try:
            yield from _change(json.loads(valid), json.loads(invalid), place)
        except ValueError:
            yield from _changed_items(place, valid.splitlines(), invalid.splitlines())
    else:
        if valid is not _NOTHING:
            yield f"- {place}: {_json(valid)}"
        if invalid is not _NOTHING:
            yield f"+ {place}: {_json(invalid)}"


def _changed_items(place: str, valid: list[str], invalid: list[str]) -> Iterator[str]:
    matched = difflib.SequenceMatcher(None, valid, invalid, autojunk=False).get_opcodes()
    for tag, start, end, new_start, new_end in matched:
        if tag != "equal":
            yield from (f"- {place}[{i}]: {valid[i]}" for i in range(start, end))
            yield from (f"+ {place}[{i}]: {invalid[i]}" for i in range(new_start, new_end))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 2]} …"


def _errors() -> str:
    """The tree of the exceptions, as `onrecord/errors.py` draws it."""
    return _fenced("text", inspect.getdoc(errors).partition("\n")[2])


def _schema(name: str) -> str:
    return _without_title(_files()[name])


@functools.cache
def _files() -> dict[str, str]:
    return contract.files()


def _models() -> str:
    """The cards one below the other, their links as if they stood in `schema/`."""
    return "\n".join(
        _lowered(relinked(card.read_text(encoding="utf-8"), card.parent.relative_to(ROOT), SCHEMA))
        for card in CARDS
    )


def _examples() -> str:
    """The scripts of `examples/`, whole."""
    scripts = sorted((ROOT / "examples").glob("*.py"))
    return "\n".join(
        f"## {script.name}\n\n{_fenced('python', script.read_text(encoding='utf-8'))}" for script in scripts
    )


def _other_pages() -> str:
    """The pages of `docs/` itself that the first page does not list by name, such as benchmarks."""
    listed = (ROOT / "docs/index.md").read_text(encoding="utf-8").splitlines()
    names = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
    return "\n".join(name for name in names if name not in ("index", *listed))


GENERATED: dict[str, Callable[[], str]] = {
    "checks": _checks,
    "commands": _commands,
    "errors": _errors,
    "examples": _examples,
    "models": _models,
    "other-pages": _other_pages,
    "records": _records,
    "roles": lambda: _schema("ROLES.md"),
}
"""What makes each generated part."""


def commands_page() -> str:
    """`docs/commands.md` as it should be: its table made anew."""
    written = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    return re.sub(r"(?:^\|.*\n)+", lambda _: commands_table(), written, count=1, flags=re.MULTILINE)


if __name__ == "__main__":
    (ROOT / "docs/commands.md").write_text(commands_page(), encoding="utf-8")
