"""Who is who in one article: names, descriptions and pronouns that refer to the same entity.

What is sure is linked first, by rules over names in the manner of the multi-pass sieve
(Raghunathan et al., EMNLP 2010; Lee et al., Computational Linguistics 2013): what they show (fullest
name, gender, roles) is evidence for the rest, which a learned ranking decides. Each link has its
reason and probability; a wrong merge is worse than a missed one.
"""

from onrecord.annotation.coreference.items import Given, Link
from onrecord.annotation.coreference.names import canonical_name
from onrecord.annotation.coreference.resolver import resolve

__all__ = ["Given", "Link", "canonical_name", "resolve"]
