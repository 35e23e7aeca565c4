"""Names in a form that can be compared."""

import re
import unicodedata
from functools import lru_cache

_ARTICLES = {"the", "a", "an"}
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """A name without case, accents, punctuation, leading article and possessive ending."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", name.strip()))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.findall(r"\w+", plain.replace(".", ""))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)
