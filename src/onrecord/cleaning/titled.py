"""What the labels of a page become once its lines are read: no byline in the text, and by its title one
headline, one section path, and every line that says again what another says a duplicate of it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from onrecord.cleaning import dates, doubles, headlines
from onrecord.cleaning.page import Page
from onrecord.cleaning.roles import Label
from onrecord.cleaning.rows import changeable, column
from onrecord.cleaning.wording import folded, words
from onrecord.labels import Reason, Role

# A path to an article has no more lines; menus do.
LONGEST_PATH = 3
# And no menu of one line fewer parts.
MENU_PARTS = 4
_FAR, _BARS = re.compile(r"\s{2,}|\t"), re.compile(r"\s*[|•·]\s*")
# Among so many lines, above a longer one, stands who wrote the text or when, with so few words beside it.
FIRST_LINES, LONGEST_SIGNED, WORDS_BESIDE_DATE = 4, 80, 3
# A line of a list or a menu stays what the list is, whatever it repeats.
_MAY_REPEAT_TITLE = frozenset({Role.deck, Role.caption, Role.credit, Role.section})


def settle(page: Page, labels: Sequence[Label], headline: int | None) -> Sequence[Label]:
    """The labels of `page` by its title, which stands in block `headline`, if anywhere."""
    if headline is None:
        return doubles.of_origins(doubles.mark(page, labels))
    labels = _with_one_path(page, _with_headline(page, labels, headline), headline)
    return doubles.of_origins(_with_one_title(page, doubles.mark(page, labels), headline))


def signed(page: Page) -> Sequence[Label]:
    """The labels of `page` with those of the first lines of its text, and of its standfirst, that say who
    wrote it, or when, as byline and date line: the roles know pages on which more stands around these.
    """
    told: dict[int, Role] = {}
    first = takewhile(lambda i: len(page.lines[i]) <= LONGEST_SIGNED, page.body[:FIRST_LINES])
    for i in (*first, *page.with_role(Role.deck)):
        line = page.lines[i]
        if len(line) > LONGEST_SIGNED:
            continue
        if page.announced(i):
            told[i] = Role.byline
        elif page.dates(i) and len(folded(dates.without_date(line)).split()) <= WORDS_BESIDE_DATE:
            told[i] = Role.dateline
    if not told:
        return page.labels
    labels = changeable(page.labels)
    for i, role in told.items():
        labels[i] = labels[i]._replace(role=role, reason=None, duplicate_of=None)
    return labels


def of_any_title(page: Page) -> Sequence[Label] | None:
    """Labels of `page` that give its text, whatever its title; None where the title has to be known
    for it: a line of the text may be it, or may be a caption as long as another line is not the title.
    """
    if headlines.may_be_in_text(page) or doubles.has_credited_text(page):
        return None
    return doubles.mark_pulled(page)


def _with_headline(page: Page, found: Sequence[Label], place: int) -> Sequence[Label]:
    """The labels with the block at `place` as the only headline; repeats of it become duplicates."""
    roles, repeated = column(found, "role"), column(found, "duplicate_of")
    labels = changeable(found)
    labels[place] = labels[place]._replace(role=Role.headline, reason=None, duplicate_of=None)
    origins = {
        i: origin
        for i, (role, origin) in enumerate(zip(roles, repeated, strict=True))
        if origin is not None or role is Role.headline
    }
    for i, origin in origins.items():
        if i != place and (roles[i] is Role.headline or origin == place):
            if headlines.says_again(page, i, place):
                labels[i] = doubles.duplicate(found[i], place)
            else:
                reason = Reason.before_article if i < place else Reason.not_prose
                labels[i] = found[i]._replace(role=Role.navigation, reason=reason, duplicate_of=None)
    repeats = Counter(origins.values())
    for i, origin in origins.items():
        if origin is None or place in (i, origin) or roles[origin] is not Role.headline:
            continue
        # What was taken for the title and its repeat: below the title, in two lines near each other,
        # the words of a picture.
        if repeats[origin] == 1 and place < origin < i <= origin + doubles.NEAR:
            labels[i] = found[i]._replace(role=Role.caption, reason=None, duplicate_of=None)
            labels[origin] = doubles.duplicate(labels[origin], i)
        else:
            reason = labels[origin].reason
            labels[i] = found[i]._replace(role=Role.navigation, reason=reason, duplicate_of=None)
    return labels


def _with_one_path(page: Page, found: Sequence[Label], headline: int) -> Sequence[Label]:
    """The labels with one section path: the lines nearest above the headline, if any stand above it.
    Longer runs of lines are menus, so is what stands above a menu or a step home, and what stands
    elsewhere is no way to the article.
    """
    sections = [i for i, role in enumerate(column(found, "role")) if role is Role.section]
    above = [i for i in sections if i < headline]
    # The lines of one run all stand as far from each other as their numbers in the list do.
    run = {i for number, i in enumerate(reversed(above)) if above[-1] - i == number}
    path = run if len(run) <= LONGEST_PATH else set()
    home = max((i for i in path if _leads_anywhere(page.lines[i])), default=-1)
    path = {i for i in path if i > home}
    labels = changeable(found)
    for i in sections if above else ():
        if i not in path:
            labels[i] = labels[i]._replace(role=Role.navigation, reason=Reason.menu)
    return labels


def _leads_anywhere(line: str) -> bool:
    """Whether a line is the step home, or a menu: words far apart, or parted by bars with home first."""
    far_apart, parted = (
        [part for part in map(folded, between.split(line)) if part] for between in (_FAR, _BARS)
    )
    return folded(line) in words("home") or len(far_apart) >= MENU_PARTS or (
        len(parted) >= MENU_PARTS and parted[0] in words("home")
    )


def _with_one_title(page: Page, found: Sequence[Label], headline: int) -> Sequence[Label]:
    """The labels with the lines that say the title again, with the outlet's name or without it, as
    duplicates of it.
    """
    labels = changeable(found)
    for i, role in enumerate(column(found, "role")):
        if role in _MAY_REPEAT_TITLE and i != headline and headlines.says_again(page, i, headline):
            labels[i] = doubles.duplicate(labels[i], headline)
    return labels
