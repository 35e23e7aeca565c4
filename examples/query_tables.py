"""Who is quoted most, and how much of it word for word? Asked in DuckDB, polars and pandas.

    python examples/query_tables.py [SOURCE]

With a network, SOURCE may also be `hf://datasets/OWNER/NAME`. For a proof that the files are those
of a release, run `onrecord verify SOURCE` first.
"""

import argparse

import duckdb
import fsspec
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
from datasets import Features

MOST = 5
SQL = f"""
    SELECT
        entities.name,
        count(*) AS quotes,
        sum(CASE WHEN kinds.name = 'direct' THEN 1 ELSE 0 END) AS direct
    FROM (SELECT kind, unnest(speaker_ids) AS id FROM quotes) AS said
    JOIN entities ON entities.id = said.id
    JOIN kinds ON kinds.number = said.kind
    GROUP BY entities.id, entities.name
    ORDER BY quotes DESC, entities.name
    LIMIT {MOST}
"""


def kinds_of(source: str) -> pl.DataFrame:
    """The kinds of quotes, which are stored as numbers: their names stand in each file's footer."""
    files, paths = fsspec.url_to_fs(f"{source}/data/quotes")
    with files.open(files.ls(paths, detail=False)[0]) as file:
        names = Features.from_arrow_schema(pq.read_schema(file))["kind"].names
    return pl.DataFrame({"number": range(len(names)), "name": names})


def in_duckdb(source: str) -> list[tuple]:
    """By SQL over the files; every split of `quotes` at once."""
    with duckdb.connect() as database:
        for table in ("quotes", "entities"):
            database.sql(
                f"CREATE VIEW {table} AS FROM read_parquet('{source}/data/{table}/*.parquet')"
            )
        database.register("kinds", kinds_of(source).to_arrow())
        return database.sql(SQL).fetchall()


def in_polars(source: str) -> list[tuple]:
    """By the same SQL, lazily: only the columns that it names are read."""
    tables = {
        name: pl.scan_parquet(f"{source}/data/{name}/*.parquet") for name in ("quotes", "entities")
    }
    return pl.SQLContext(kinds=kinds_of(source), **tables).execute(SQL, eager=True).rows()


def in_pandas(source: str) -> list[tuple]:
    """By joining frames."""
    quotes = pd.read_parquet(f"{source}/data/quotes", columns=["kind", "speaker_ids"])
    entities = pd.read_parquet(f"{source}/data/entities", columns=["id", "name"])
    kinds = dict(kinds_of(source).iter_rows())
    said = quotes.explode("speaker_ids").merge(entities, left_on="speaker_ids", right_on="id")
    said["direct"] = said["kind"].map(kinds) == "direct"
    counts = (
        said.groupby(["id", "name"])["direct"].agg(quotes="size", direct="sum").reset_index("name")
    )
    most = counts.sort_values(["quotes", "name"], ascending=[False, True]).head(MOST)
    return list(most.itertuples(index=False, name=None))


def main() -> None:
    """Print the three answers, which are the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", default="corpus", help="a built dataset or a release")
    source = parser.parse_args().source
    for ask in (in_duckdb, in_polars, in_pandas):
        print(ask.__name__.removeprefix("in_"))
        for name, quotes, direct in ask(source):
            print(f"  {name}: {quotes} quotes, {direct} of them direct")


if __name__ == "__main__":
    main()
