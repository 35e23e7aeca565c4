"""Entities: who and what the corpus speaks of, and which of them are one.

  list              all of them, those who say most first
  search WORDS      by name or alias
  show ID|NAME      one, with everything it said and every place that mentions it
  merge KEEP OTHER  two entities are one: OTHER's id leads to KEEP from now on
  split ENTITY      some articles or mentions of it are of another, which gets a new id

They are read from seeds/ and corpus/annotations/: nothing has to be built. Words of reserved
articles are not shown; --dataset reads a built, released or hydrated dataset, and shows the words
that it holds. merge and split are written to corpus/decisions/entities.jsonl with who decided and
why, and win in every later build; onrecord freeze carries them out in the ledger.

Example:
  onrecord entities show "Mara Venn"
"""

import argparse
import datetime
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.common import UsageError, count, progress_bar, root_argument, words
from onrecord.corpus.folder import Folder, find
from onrecord.errors import BuildError

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.corpus.corpus import Corpus
    from onrecord.corpus.decisions import Decisions, Merge, Split
    from onrecord.corpus.ledger import Ledger
    from onrecord.records import Entity

_SHOWN = 40
"""Rows of a list where nothing else is said."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, what: str, do: Callable[[argparse.Namespace], int], example: str):
        sub = actions.add_parser(
            name, help=what, description=what, epilog=f"Example:\n  onrecord entities {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        sub.set_defaults(do=do)
        root_argument(sub)
        return sub

    listed = action("list", "All entities, those who say most first.", _list, "list --label PERSON")
    searched = action("search", "Entities by name or alias.", _search, 'search "harbour board"')
    searched.add_argument(
        "words", nargs="+", metavar="WORDS", help="words of a name, or their beginnings"
    )
    for sub in (listed, searched):
        sub.add_argument("--label", help="only those of one label, such as PERSON")
        sub.add_argument(
            "--limit",
            type=count,
            help=f"how many rows at most, 0 for all (default: {_SHOWN} in a table)",
        )
    shown = action(
        "show", "One entity, with everything it said.", _show, 'show "Mara Venn" --html venn.html'
    )
    shown.add_argument("entity", metavar="ID|NAME", help="its id, or one of its names")
    for sub in (listed, searched, shown):
        sub.add_argument(
            "--dataset", type=Path, metavar="DIR", help="a built, released or hydrated dataset"
        )
        sub.add_argument("--html", type=Path, metavar="OUT", help="write a page that stands alone")
        sub.add_argument(
            "--json", action="store_true", help="print JSON: one object an entity and line"
        )

    merged = action(
        "merge", "Two or more entities are one.", _merge,
        'merge e-0c5d7e86ba e-14ae6d2620 --why "one town under two spellings"',
    )  # fmt: skip
    merged.add_argument("keep", metavar="KEEP", help="id or name of the one that keeps its id")
    merged.add_argument(
        "others", nargs="+", metavar="OTHER", help="ids or names of those that are it too"
    )
    parted = action(
        "split", "Some articles or mentions of an entity are of another.", _split,
        'split e-0c5d7e86ba --article a-070224900da4 --name "Mara Venn the younger" --why "her daughter"',
    )  # fmt: skip
    parted.add_argument(
        "entity", metavar="ENTITY", help="id or name of the one that keeps the rest"
    )
    parted.add_argument(
        "--article", action="append", default=[], metavar="ID", help="all of it in this article"
    )
    parted.add_argument(
        "--mention", action="append", default=[], metavar="ID", help="this mention alone"
    )
    parted.add_argument("--name", type=words, required=True, help="what the new one is called")
    parted.add_argument("--label", help="what sort of thing it is (default: as before)")
    for sub in (merged, parted):
        sub.add_argument(
            "--why",
            type=words,
            required=True,
            help="the reason, in your own words: it is published",
        )
        sub.add_argument("--by", type=words, metavar="NAME", help="who decides (default: the user.name of git)")
        sub.add_argument("--model", action="store_true", help="the one who decides is a model")


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    return args.do(args)


# --- looking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Held:
    """A corpus as it is looked at.

    Attributes:
        drafted: how many articles no annotation file holds: the machine has just read them.
    """

    title: str
    corpus: "Corpus"
    ledger: "Ledger"
    decisions: "Decisions"
    drafted: int = 0

    def why(self, entity_id: str) -> list[str]:
        """What reviewers decided about an entity, one line each."""
        return [
            _told(decision)
            for _, decision in self.decisions.entities
            if entity_id in {self.ledger.follow(i) for i in _ids(decision)}
        ]


def _held(args: argparse.Namespace) -> _Held:
    from onrecord.corpus.decisions import Decisions
    from onrecord.corpus.ledger import Ledger
    from onrecord.dataset import about

    if getattr(args, "dataset", None) is None:
        return _of_folder(find(args.root))
    from onrecord.dataset.stored import read_dataset

    if not (args.dataset / "manifest.json").is_file():
        raise UsageError(f"{args.dataset} is no dataset: it has no manifest.json")
    stored = read_dataset(args.dataset, Ledger())
    if broken := [f for f in stored.findings if f.is_error]:
        raise BuildError(
            f"is damaged: {broken[0].line_of_text()}",
            file=args.dataset,
            hint="onrecord verify says more",
        )
    title = about.read(args.dataset / about.NAME).title
    return _Held(title, stored.corpus, Ledger(), Decisions())


def _of_folder(folder: Folder) -> _Held:
    import onrecord
    from onrecord.corpus import decisions as decided
    from onrecord.corpus import ledger as ledgers
    from onrecord.corpus.compose import machine_provenance
    from onrecord.corpus.corpus import assemble
    from onrecord.corpus.gather import gather
    from onrecord.dataset import about

    ledger, decisions = ledgers.read(folder.ledger), decided.read(folder.decisions)
    machine = machine_provenance(onrecord.__version__)
    with progress_bar("articles") as progress:
        gathered = gather(folder, machine, progress=progress)
    if not gathered.items:
        raise BuildError(
            "there is nothing here yet", file=folder.root, hint="onrecord add page.txt"
        )
    for problem in gathered.problems:
        print(f"onrecord: left out: {problem}", file=sys.stderr)
    corpus, allotted = assemble(
        gathered.items, ledger, machine, words_of_reserved=False, decisions=decisions
    )
    drafted = sum(item.annotation_path is None for item in gathered.items)
    return _Held(about.read(folder.corpus / about.NAME).title, corpus, allotted, decisions, drafted)


def _list(args: argparse.Namespace) -> int:
    from onrecord.view.portrait import by_prominence

    held = _held(args)
    return _tell(args, held, by_prominence(held.corpus.entities))


def _search(args: argparse.Namespace) -> int:
    from onrecord.view.portrait import near, search

    held, name = _held(args), " ".join(args.words)
    found = search(held.corpus.entities, name)
    if not found:
        like = near(held.corpus.entities, name)
        print(
            f"no entity is called {name}" + (f"; near: {', '.join(like)}" if like else ""),
            file=sys.stderr,
        )
        return 1
    return _tell(args, held, found)


def _tell(args: argparse.Namespace, held: _Held, entities: "Sequence[Entity]") -> int:
    """Many entities, as asked: a page, lines of JSON, or a table."""
    from onrecord.view.entities import table

    if args.label:
        entities = [e for e in entities if e.label == _label(args.label)]
    # A page is searched in and a program reads on; only a screen is full.
    limit = args.limit if args.limit is not None else 0 if args.html or args.json else _SHOWN
    shown = entities[:limit] if limit else entities
    if args.html:
        return _write_page(args.html, held, shown)
    if args.json:
        for entity in shown:
            print(json.dumps(entity.model_dump(mode="json"), ensure_ascii=False))
        return 0
    console = _console()
    console.print(table(shown))
    rest = len(entities) - len(shown)
    print(
        f"{len(shown)} of {len(entities)} entities; --limit 0 shows all"
        if rest
        else f"entities: {len(shown)}"
    )
    if shown:
        print(f"everything one said: onrecord entities show {shown[0].id}")
    if held.drafted:
        print(
            f"articles read by the machine just now: {held.drafted}; onrecord freeze keeps what it found"
        )
    return 0


def _show(args: argparse.Namespace) -> int:
    from onrecord.view import entities as screen
    from onrecord.view.portrait import portraits

    held = _held(args)
    entity = _meant(args.entity, held)
    if args.html:
        return _write_page(args.html, held, [entity])
    (portrait,) = portraits(held.corpus, [entity])
    if args.json:
        print(json.dumps(portrait.json(), ensure_ascii=False))
    else:
        screen.show(_console(), portrait, held.why(entity.id))
        if args.dataset is None and any(
            one.article.withheld for one in portrait.seen + portrait.said
        ):
            print(
                "\nwords of reserved articles are withheld; those that you hold: onrecord build, then --dataset corpus"
            )
    return 0


def _write_page(out: Path, held: _Held, entities: "Sequence[Entity]") -> int:
    from onrecord.disk import write_whole
    from onrecord.view.entities_page import entities_page
    from onrecord.view.portrait import portraits

    if out.is_dir():
        raise UsageError(f"--html {out} is a folder; name a file in it")
    why = {e.id: held.why(e.id) for e in entities} if held.decisions.entities else {}
    made = entities_page(list(portraits(held.corpus, entities)), held.title, why)
    write_whole(out, made.encode("utf-8", "replace"))
    print(f"written {out}: {len(entities)} {'entity' if len(entities) == 1 else 'entities'}")
    return 0


def _meant(target: str, held: _Held) -> "Entity":
    """The entity that the command line means by an id, also a former one, or by a name.

    Raises:
        UsageError: it means none, or several.
    """
    from onrecord.view.portrait import named, near

    by_id = {entity.id: entity for entity in held.corpus.entities}
    by_id |= {former: entity for entity in held.corpus.entities for former in entity.former_ids}
    if target in by_id:
        if by_id[target].id != target:
            print(f"{target} was merged into {by_id[target].id}", file=sys.stderr)
        return by_id[target]
    found = named(held.corpus.entities, target)
    if len(found) == 1:
        return found[0]
    if found:
        each = "".join(
            f"\n  {e.id}  {e.label} {e.name}: quotes {e.counts.quotes}, mentions {e.counts.mentions}, "
            f"seen {e.first_seen or 'undated'}"
            for e in found
        )
        raise UsageError(f"{len(found)} entities are called {target}; say which by its id:{each}")
    like = near(held.corpus.entities, target)
    hint = f"near: {', '.join(like)}" if like else "see onrecord entities list"
    raise UsageError(f"there is no entity {target} ({hint})")


def _label(text: str) -> str:
    from onrecord.records import EntityLabel

    wanted = text.upper()
    # A date is mentioned and is no entity.
    labels = [label for label in EntityLabel if label is not EntityLabel.DATE]
    if wanted not in labels:
        raise UsageError(f"{text} is no label; take one of {', '.join(labels)}")
    return wanted


def _console() -> "Console":
    from rich.console import Console

    from onrecord.view.terminal import WIDEST

    sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console


# --- deciding -------------------------------------------------------------------------------------


def _merge(args: argparse.Namespace) -> int:
    from onrecord.corpus.decisions import Merge
    from onrecord.corpus.entities import same_sort

    held = _held(args)
    keep = _meant(args.keep, held)
    others = list({e.id: e for e in (_meant(other, held) for other in args.others)}.values())
    if not (others := [other for other in others if other.id != keep.id]):
        raise UsageError(f"{keep.name} ({keep.id}) is one entity already")
    for other in others:
        if not same_sort(other.label, keep.label):
            raise UsageError(
                f"{keep.name} is {keep.label} and {other.name} is {other.label}: they cannot be one; "
                "correct the label in a review"
            )
    decision = Merge(
        decision="merge",
        into=keep.id,
        entities=[other.id for other in others],
        date=datetime.date.today(),
        by=_decider(args),
        why=args.why,
    )
    return _decide(find(args.root), decision)


def _split(args: argparse.Namespace) -> int:
    from onrecord.corpus.decisions import Split
    from onrecord.corpus.ledger import new_entity_id

    held = _held(args)
    entity = _meant(args.entity, held)
    row = held.ledger.entities[entity.id]
    members = [m for m in row.members if m.partition("#")[0] in args.article]
    for article in args.article:
        if not any(m.startswith(f"{article}#") for m in members):
            raise UsageError(f"{entity.name} ({entity.id}) does not occur in {article} as a whole")
    of_it = {m.id: m.article_id for m in held.corpus.mentions if m.entity_id == entity.id}
    if stray := [m for m in args.mention if m not in of_it]:
        raise UsageError(
            f"{stray[0]} is no mention of {entity.name} ({entity.id}); see onrecord entities show"
        )
    if not members and not args.mention:
        raise UsageError("say what is the other's: --article or --mention")
    if all(m in args.mention or article in args.article for m, article in of_it.items()):
        raise UsageError(f"that is all there is of {entity.name}: nothing would be left")
    parts = sorted(members) + sorted(set(args.mention))
    decision = Split(
        decision="split",
        entity=entity.id,
        into=new_entity_id("+".join(parts), held.ledger.entities),
        name=args.name,
        label=_label(args.label) if args.label else entity.label,
        members=sorted(members),
        mentions=sorted(set(args.mention)),
        date=datetime.date.today(),
        by=_decider(args),
        why=args.why,
    )
    return _decide(find(args.root), decision)


def _decide(folder: Folder, decision: "Merge | Split") -> int:
    """Write a decision down if it holds together with the earlier ones."""
    from onrecord.corpus import decisions as decided
    from onrecord.corpus import ledger as ledgers

    before = decided.read(folder.decisions)
    number = max((line for line, _ in before.entities), default=0) + 1
    after = decided.Decisions(
        [*before.entities, (number, decision)], before.wikidata, folder.decisions
    )
    for problem in decided.problems(after, ledgers.read(folder.ledger)):
        if problem.line == number and problem.file == decided.ENTITIES:
            raise UsageError(f"{decided.ENTITIES}: {problem.message} ({problem.hint})")
    path = decided.append(decision, folder.decisions)
    print(_told(decision))
    line = path.read_bytes().count(b"\n")
    print(
        f"written to {path.relative_to(folder.root)}, line {line}: "
        "builds follow it; to take it back, remove that line"
    )
    print("to carry it out in the ledger, for good: onrecord freeze")
    return 0


def _decider(args: argparse.Namespace):
    from onrecord.records import MakerKind, Provenance

    name = args.by or _git_name(args.root)
    if not name:
        raise UsageError("say who decides: --by NAME")
    return Provenance(kind=MakerKind.model if args.model else MakerKind.person, name=name)


def _git_name(root: Path) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "config", "user.name"],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _ids(decision: "Merge | Split") -> list[str]:
    """The entities that a decision is about."""
    if decision.decision == "merge":
        return [decision.into, *decision.entities]
    return [decision.entity, decision.into]


def _told(decision: "Merge | Split") -> str:
    """A decision for a person to read, on one line."""
    if decision.decision == "merge":
        what = f"{', '.join(decision.entities)} merged into {decision.into}"
    else:
        parts = len(decision.parts)
        what = f"{decision.into} {decision.name} split from {decision.entity} ({parts} {'part' if parts == 1 else 'parts'})"
    return f"{what}, by {decision.by.name}, {decision.date}: {decision.why}"
