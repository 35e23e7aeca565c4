"""The ledger: every id ever allotted, with what it stands for; committed, and an input of each build.

Ids are allotted once and never reused. `freeze` writes the ledger, a build only reads it; what is
not in it yet gets the id, story and split that freezing would give it.
"""

import hashlib
import itertools
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pydantic import ValidationError, model_validator

from onrecord.corpus.refusals import refusal
from onrecord.disk import write_whole
from onrecord.errors import LedgerError
from onrecord.records import ArticleId, EntityId, EntityLabel, Offset, Record, Sha256, Split, StoryId, Text

_RESTORE = "restore the ledger from git"


class LedgerArticle(Record):
    """One article's allotment."""

    id: ArticleId
    sha256: Sha256
    story: StoryId
    split: Split
    quotes: Offset
    """Highest quote number allotted so far."""
    mentions: Offset
    """Highest mention number allotted so far."""


class LedgerEntity(Record):
    """One entity's allotment: which entities of which articles it is."""

    id: EntityId
    label: EntityLabel
    name: Text
    members: list[Text]
    """Article id, `#`, and the entity's id in that article's annotation; or the id of a mention that a
    reviewer moved here alone."""
    redirect: EntityId | None = None
    """The entity that it was merged into. Its id stays taken and its members are that entity's."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.redirect and self.members:
            raise ValueError("an entity that was merged into another has no members of its own")
        return self


@dataclass
class Ledger:
    """All allotments of a corpus.

    Attributes:
        articles: by article id.
        entities: by entity id.
    """

    articles: dict[str, LedgerArticle] = field(default_factory=dict)
    entities: dict[str, LedgerEntity] = field(default_factory=dict)

    def entity_of(self) -> dict[str, str]:
        """Entity id of each member."""
        return {member: e.id for e in self.entities.values() for member in e.members}

    def follow(self, entity_id: str) -> str:
        """The entity that an id means today: itself, or the one that it was merged into."""
        while (row := self.entities.get(entity_id)) and row.redirect:
            entity_id = row.redirect
        return entity_id

    def former_ids(self) -> dict[str, list[str]]:
        """The ids merged into each entity, sorted."""
        found: dict[str, list[str]] = {}
        for identifier in sorted(self.entities):
            if self.entities[identifier].redirect:
                found.setdefault(self.follow(identifier), []).append(identifier)
        return found


def new_entity_id(member: str, taken: Container[str]) -> str:
    """The id of an entity first met as `member`; another if that one is taken."""
    return _fresh("e-", member, taken)


def new_story_id(article_id: str, taken: Container[str]) -> str:
    """The id of a story whose first article is this one."""
    return _fresh("s-", article_id, taken)


def _fresh(prefix: str, key: str, taken: Container[str]) -> str:
    salted = (key if attempt == 0 else f"{key}/{attempt}" for attempt in itertools.count())
    candidates = (prefix + hashlib.sha256(one.encode()).hexdigest()[:10] for one in salted)
    return next(one for one in candidates if one not in taken)


def read(folder: Path) -> Ledger:
    """Read the ledger of a corpus; an absent one is empty.

    Raises:
        LedgerError: a line is not of its shape, an id or member occurs twice, or a merged id leads nowhere.
    """
    ledger = Ledger()
    members: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row, path, number in _rows(folder / "articles.jsonl", LedgerArticle):
        _once(row.id, ledger.articles, path, number)
        ledger.articles[row.id] = row
    for row, path, number in _rows(folder / "entities.jsonl", LedgerEntity):
        _once(row.id, ledger.entities, path, number)
        ledger.entities[row.id] = row
        lines[row.id] = number
        for member in row.members:
            if member in members:
                raise LedgerError(
                    f"{member} belongs to {members[member]} and to {row.id}",
                    file=path,
                    line=number,
                    field="members",
                    hint=_RESTORE,
                    kind="ledger-unique",
                )
            members[member] = row.id
    _check_redirects(ledger, folder / "entities.jsonl", lines)
    return ledger


def _check_redirects(ledger: Ledger, path: Path, lines: Mapping[str, int]) -> None:
    """Refuse a merged id that leads nowhere; `lines` says where in the file each id stands."""
    for row in ledger.entities.values():
        passed, at = [row.id], row.redirect
        while at is not None:
            if at not in ledger.entities:
                problem, kind = f"{row.id} was merged into {at}, which is not there", "redirect-known"
            elif at in passed:
                problem, kind = f"{row.id} is merged in a circle: {' → '.join([*passed, at])}", "redirect-cycle"
            else:
                passed.append(at)
                at = ledger.entities[at].redirect
                continue
            raise LedgerError(
                problem, file=path, line=lines[row.id], field="redirect", hint=_RESTORE, kind=kind
            )


def write(ledger: Ledger, folder: Path) -> None:
    """Write the ledger, each file whole or not at all, sorted by id."""
    for name, rows in (("articles.jsonl", ledger.articles), ("entities.jsonl", ledger.entities)):
        lines = (json.dumps(rows[key].model_dump(mode="json", exclude_none=True), ensure_ascii=False) for key in sorted(rows))
        write_whole(folder / name, "".join(line + "\n" for line in lines).encode())


def numbered_lines(path: Path, hint: str) -> Iterator[tuple[int, str]]:
    """The lines of a file of JSON lines with their numbers, from 1, without blank ones; none where no
    such file is.

    Raises:
        LedgerError: the file cannot be read; `hint` says what to do.
    """
    if not (path.exists() or path.is_symlink()):
        return
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise LedgerError(
            f"cannot be read: {said}", file=path, hint=hint, kind="file-readable"
        ) from None
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _rows(path: Path, model: type[Record]):
    for number, line in numbered_lines(path, _RESTORE):
        try:
            yield model.model_validate_json(line), path, number
        except ValidationError as error:
            raise refusal(
                LedgerError,
                error.errors()[0],
                model,
                file=path,
                line_of=lambda _, number=number: number,
                hint=_RESTORE,
            ) from None


def _once(identifier: str, seen: dict, path: Path, number: int) -> None:
    if identifier in seen:
        raise LedgerError(
            f"{identifier} occurs twice",
            file=path,
            line=number,
            field="id",
            hint=_RESTORE,
            kind="ledger-unique",
        )
