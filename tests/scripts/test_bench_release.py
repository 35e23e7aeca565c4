"""The release benchmark: its page keeps what was not measured anew, and its small runs hold their promises."""

from pathlib import Path

import bench_release


def test_a_section_made_anew_takes_the_place_of_the_old_one() -> None:
    first = bench_release.section("flips", [("bits", "1")], 60)
    page = bench_release.with_section("", "flips", first)
    page = bench_release.with_section(page, "builds", bench_release.section("builds", [("files", "2")], 1))
    assert page.index("## The same bytes") < page.index("## Flipped bytes")
    again = bench_release.section("flips", [("bits", "3")], 60)
    page = bench_release.with_section(page, "flips", again)
    assert page.count("## Flipped bytes") == 1
    assert "| bits | 3 |" in page and "| bits | 1 |" not in page and "| files | 2 |" in page
    assert bench_release.with_section(page, "flips", again) == page


def test_every_flip_is_told(tmp_path: Path) -> None:
    table = dict(bench_release.flips(tmp_path, times=5))
    assert table["`verify` refuses and names the file and no other"] == "5"
    assert table["`load` refuses and names the file"] == "5"


def test_a_difference_of_many_is_what_was_made(tmp_path: Path) -> None:
    ((what, figure),) = bench_release.diff(tmp_path, sizes=(3_000,))
    assert what.startswith("3,000 mentions a side") and "which 0 differ" not in what
    assert "MB of memory" in figure


def test_a_killed_command_is_completed(tmp_path: Path) -> None:
    table = dict(bench_release._killed("publish", 2, *bench_release._publish_case(tmp_path)))
    assert table["`publish` killed by SIGKILL with all its processes"].startswith("2 of ")
    assert table["`publish`: half a release left"] == "0"
    assert table["`publish`: not complete after the next run, or something left over"] == "0"
