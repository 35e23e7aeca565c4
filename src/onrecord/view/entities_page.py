"""Entities as one page that stands alone: a list to search in, each with what it said and where it is mentioned."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from onrecord.corpus.names import folded
from onrecord.records import Article, Entity
from onrecord.view.html import esc, page
from onrecord.view.portrait import Portrait, Said, Seen

_STYLE = """
#find { width: 100%; padding: .5rem .75rem; margin: 1rem 0 .5rem; font: inherit; color: inherit; background: var(--tint);
  border: 1px solid var(--line); border-radius: .4rem; }
.labels label { margin-right: .9rem; white-space: nowrap; }
details { border-top: 1px solid var(--line); } details:last-of-type { border-bottom: 1px solid var(--line); }
summary { display: grid; grid-template-columns: 1fr 5.5rem 6.5rem 5.5rem; gap: .5rem; padding: .45rem .25rem; cursor: pointer; }
summary:hover { background: var(--tint); } summary > :nth-child(n+2) { text-align: right; white-space: nowrap; }
summary b { font-weight: 600; }
.inside { padding: 0 .25rem 1.25rem 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; }
.label { font-size: .75rem; letter-spacing: .03em; color: var(--quiet); border: 1px solid var(--line);
  border-radius: .3rem; padding: 0 .3rem; margin-left: .4rem; }
blockquote { margin: .35rem 0; padding: .1rem 0 .1rem .75rem; border-left: .2rem solid; }
blockquote .told { color: var(--quiet); font-size: .875rem; }
.direct { border-color: var(--direct); } .mixed { border-color: var(--mixed); } .indirect { border-color: var(--indirect); }
.seen { margin: .25rem 0; color: var(--quiet); } mark { color: var(--ink); background: var(--mark); padding: 0 .15em; }
.seen .form { font-size: .75rem; margin-left: .4rem; }
[hidden] { display: none !important; }
@media (max-width: 34rem) { summary { grid-template-columns: 1fr 3rem 3rem; } summary > :nth-child(4) { display: none; }
  .inside { padding-left: .25rem; } }
"""

_SCRIPT = """
const rows = [...document.querySelectorAll('details')], find = document.getElementById('find');
const boxes = [...document.querySelectorAll('.labels input')], left = document.getElementById('left');
const plain = s => s.normalize('NFKD').replace(/\\p{M}/gu, '').toLowerCase();
function sift() {
  const words = plain(find.value).split(/\\s+/).filter(Boolean), labels = boxes.filter(b => b.checked).map(b => b.value);
  let n = 0;
  for (const row of rows) {
    const fits = words.every(w => row.dataset.names.includes(w)) && (!labels.length || labels.includes(row.dataset.label));
    row.hidden = !fits;
    n += fits;
  }
  left.textContent = n + (n === 1 ? ' entity' : ' entities');
}
find.addEventListener('input', sift);
boxes.forEach(b => b.addEventListener('change', sift));
sift();
"""


def entities_page(
    portraits: Sequence[Portrait], title: str, why: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The page of some entities; of a single one, it is open from the start.

    Args:
        portraits: the entities, in the order in which they are shown.
        title: what the page is called.
        why: what reviewers decided about an entity, by its id.
    """
    decided = why or {}
    if len(portraits) == 1:
        only = portraits[0]
        head = (
            f'<h1>{esc(only.entity.name)}<span class="label">{only.entity.label}</span></h1>'
            f'<p class="quiet small">{esc(title)}</p>'
        )
        return page(
            f"{only.entity.name} – {title}",
            head + _inside(only, decided.get(only.entity.id, ())),
            _STYLE,
        )
    labels = sorted({p.entity.label for p in portraits})
    boxes = "".join(f'<label><input type="checkbox" value="{x}"> {x}</label> ' for x in labels)
    head = f"""<h1>{esc(title)}</h1>
<p class="quiet">Who and what the articles speak of. Open one to see everything it said and every place that mentions it.</p>
<input id="find" type="search" placeholder="Search by name or alias" aria-label="Search by name or alias">
<p class="labels small">{boxes}</p>
<p class="quiet small" id="left">{len(portraits)} entities</p>"""
    rows = "".join(_row(p, decided.get(p.entity.id, ())) for p in portraits)
    return page(title, head + rows, _STYLE, _SCRIPT)


def _row(portrait: Portrait, why: Sequence[str]) -> str:
    entity = portrait.entity
    names = " ".join(folded(name) for name in (entity.name, *entity.aliases, entity.id))
    aliases = (
        f' <span class="quiet small">{esc(", ".join(entity.aliases))}</span>'
        if entity.aliases
        else ""
    )
    counts = entity.counts
    return f"""<details id="{entity.id}" data-label="{entity.label}" data-names="{esc(names)}">
<summary><span><b>{esc(entity.name)}</b><span class="label">{entity.label}</span>{aliases}</span>
{_count(counts.quotes, "quote")}{_count(counts.mentions, "mention")}{_count(counts.articles, "article")}</summary>
<div class="inside">{_inside(portrait, why)}</div></details>
"""


def _count(number: int, what: str) -> str:
    return f'<span class="quiet small">{number or "–"} {what if number == 1 else what + "s"}</span>'


def _inside(portrait: Portrait, why: Sequence[str]) -> str:
    parts = [_facts(portrait.entity, why)]
    for title, said in (("Said", portrait.said), ("Said by others on its behalf", portrait.for_it)):
        if said:
            parts.append(f"<h2>{title} <span class='quiet'>({len(said)})</span></h2>")
            parts += [_article(a) + "".join(map(_quote, group)) for a, group in _by_article(said)]
    if portrait.seen:
        parts.append(f"<h2>Mentioned <span class='quiet'>({len(portrait.seen)})</span></h2>")
        parts += [
            _article(a) + "".join(map(_mention, group)) for a, group in _by_article(portrait.seen)
        ]
    return "".join(parts)


def _facts(entity: Entity, why: Sequence[str]) -> str:
    days = dict.fromkeys(str(day) for day in (entity.first_seen, entity.last_seen) if day)
    item = entity.wikidata_id
    rows = [
        ("id", f"<code>{entity.id}</code>"),
        ("also called", esc(", ".join(entity.aliases))),
        ("described as", esc("; ".join(entity.role_phrases))),
        ("in", "fictional articles only" if entity.fictional else ""),
        ("seen", " to ".join(days)),
        ("Wikidata", f'<a href="https://www.wikidata.org/wiki/{item}">{item}</a>' if item else ""),
        ("formerly", " ".join(f"<code>{former}</code>" for former in entity.former_ids)),
        ("decided", "<br>".join(map(esc, why))),
        ("status", f"{entity.status} by {esc(entity.provenance.name)}"),
    ]
    return (
        "<dl>"
        + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
        + "</dl>"
    )


def _by_article(items: Sequence[Said] | Sequence[Seen]) -> Iterable[tuple[Article, list]]:
    for _, group in groupby(items, key=lambda item: item.article.id):
        members = list(group)
        yield members[0].article, members


def _article(article: Article) -> str:
    headline = (
        esc(article.headline)
        if article.headline
        else '<span class="quiet">headline withheld</span>'
    )
    facts = [article.publisher, article.published, article.id]
    where = " · ".join(esc(fact) for fact in facts if fact)
    return f'<h3>{headline}</h3><p class="quiet small">{where}</p>'


def _quote(one: Said) -> str:
    quote = one.quote
    if quote.withheld:
        length = sum(span.end - span.start for span in quote.spans)
        words = f'<span class="quiet">words withheld: {length} characters</span>'
    else:
        words = esc(" ".join(quote.surface.split()))
    told = one.told()
    sort = quote.kind if quote.attitude == "speech" else f"{quote.kind}, {quote.attitude}"
    by = f' <span class="told">— {esc(told)}</span>' if told else ""
    return f'<blockquote class="{quote.kind}">{words}{by}<span class="label">{sort}</span></blockquote>'


def _mention(one: Seen) -> str:
    mention = one.mention
    form = f'<span class="form">{mention.form} <code>{mention.id.partition(".")[2]}</code></span>'
    if one.before is None:
        length = mention.span.end - mention.span.start
        return f'<p class="seen">words withheld: {length} characters{form}</p>'
    return f'<p class="seen">{esc(one.before)}<mark>{esc(mention.span.surface)}</mark>{esc(one.after)}{form}</p>'
