"""What a corpus is called, what it is, and by whom: the one record that card and citations are made from."""

from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from onrecord.corpus.places import toml_line
from onrecord.corpus.refusals import validated
from onrecord.corpus.seeds import read_toml
from onrecord.errors import BuildError
from onrecord.records import Language, Record, Text

NAME = "about.toml"
ANNOTATIONS_LICENSE = "CC0-1.0"
"""Annotations are facts; they are published free, whatever the text they are about."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class About(Record):
    """What is told of a corpus in `corpus/about.toml`; each field may be left out."""

    name: Slug = Field(default="onrecord", description="Short name, for files and keys.")
    title: Text = "A corpus of news articles with quotations, speakers and entities"
    description: Text = "Made from raw page scrapes by onrecord."
    authors: list[Text] = Field(default=["Unnamed"], min_length=1)
    keywords: list[Text] = ["news", "quotation", "attribution", "named-entity-recognition"]
    languages: list[Language] = ["en"]
    url: Text | None = Field(default=None, description="Where the corpus is at home.")
    repository: Text | None = Field(default=None, description="Where it is developed.")


def read(path: Path) -> About:
    """Read what a corpus says of itself; nothing said gives what can be said of any.

    Raises:
        BuildError: it cannot be read, is no TOML, or a field is wrong; names line and field.
    """
    if not path.is_file():
        return About()
    hint = f"its fields are {', '.join(About.model_fields)}"
    text, value = read_toml(path, BuildError, hint)
    return validated(
        About,
        value,
        BuildError,
        file=path,
        line_of=partial(toml_line, text),
        hint=hint,
    )
