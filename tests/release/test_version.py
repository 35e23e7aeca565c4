"""Version numbers promise what changed; a number that promises less is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import ReleaseError
from onrecord.release.version import Level, Version

numbers = st.integers(0, 30)
versions = st.builds(Version, numbers, numbers, numbers)
levels = st.sampled_from(Level)


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.x", " 1.0.0"]
)
def test_only_three_numbers_are_a_version(text: str) -> None:
    with pytest.raises(ReleaseError, match="no version"):
        Version.parse(text)


@given(versions)
def test_a_version_reads_back(version: Version) -> None:
    assert Version.parse(str(version)) == version


@pytest.mark.parametrize(
    ("previous", "level", "least"),
    [
        ("1.2.3", Level.PATCH, "1.2.4"),
        ("1.2.3", Level.MINOR, "1.3.0"),
        ("1.2.3", Level.MAJOR, "2.0.0"),
        ("0.2.3", Level.PATCH, "0.2.4"),
        ("0.2.3", Level.MINOR, "0.3.0"),
        ("0.2.3", Level.MAJOR, "0.3.0"),
    ],
)
def test_the_least_version_for_each_level(previous: str, level: Level, least: str) -> None:
    assert str(Version.parse(previous).after(level)) == least


@given(versions, versions, levels)
def test_a_number_that_promises_less_never_passes(
    previous: Version, wanted: Version, level: Level
) -> None:
    raised = (
        "major" if wanted.major > previous.major
        else "minor" if wanted.major == previous.major and wanted.minor > previous.minor
        else "patch" if (wanted.major, wanted.minor) == (previous.major, previous.minor) and wanted.patch > previous.patch
        else "none"
    )  # fmt: skip
    enough = {
        Level.PATCH: {"major", "minor", "patch"},
        Level.MINOR: {"major", "minor"},
        Level.MAJOR: {"major", "minor"} if previous.major == 0 else {"major"},
    }
    assert wanted.promises(level, previous) == (raised in enough[level])
