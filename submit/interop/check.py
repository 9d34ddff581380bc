"""Counts the rows of every table of the lake, and the non-null values of every column, with three engines.

Spark (through `kalimtak sql`) is the reference. delta-rs and DuckDB must agree with it, and every table and column must
have its comment. Counting the values of a column reads the column, so a file or feature that an engine cannot read shows up.
"""

import json
import os
import pathlib
import subprocess
import sys
from importlib.util import find_spec

import deltalake
import duckdb


def kalimtak(launcher, verb, *arguments):
    """Returns the lines that the command prints on stdout; its progress and errors are passed on to stderr."""
    command = [launcher, verb, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"interop: kalimtak {verb} failed with exit code {done.returncode}")
    return done.stdout.splitlines()


def storage_options():
    """Returns the options that delta-rs needs for S3; it reads the keys from AWS's environment variables."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    return {"AWS_ALLOW_HTTP": "true"} if endpoint.startswith("http:") else {}


def location(table):
    """Returns the location in the form that delta-rs and DuckDB expect: Hadoop's scheme s3a is s3 there."""
    return table["location"].replace("s3a://", "s3://", 1)


def counting(source, columns, quote):
    """Returns a query that counts the rows, as *, and the values of each column."""
    quoted = [f"{quote}{name}{quote}" for name in columns]
    counts = ", ".join(f"count({name}) as {name}" for name in quoted)
    return f"select count(*) as {quote}*{quote}, {counts} from {source}"


def by_spark(launcher, settings, tables):
    statements = [counting(table["table"], table["columns"], "`") for table in tables]
    lines = kalimtak(launcher, "sql", *settings, "--format", "json", "-e", ";".join(statements))
    return [json.loads(line) for line in lines]


def by_delta_rs(opened):
    rows = opened.to_pyarrow_dataset().to_table()
    counts = {name: rows.num_rows - rows[name].null_count for name in rows.column_names}
    return {"*": rows.num_rows, **counts}


def by_duckdb(connection, table):
    source = "delta_scan('" + location(table).replace("'", "''") + "')"
    result = connection.execute(counting(source, table["columns"], '"'))
    names = [column[0] for column in result.description]
    return dict(zip(names, result.fetchone()))


def open_duckdb(on_s3):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "false"})
    for extension in ["httpfs", "delta"] if on_s3 else ["delta"]:
        package = pathlib.Path(find_spec(f"duckdb_extension_{extension}").origin).parent
        file = next(package.rglob(f"{extension}.duckdb_extension"))
        connection.execute(f"load '{file}'")
    if on_s3:
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        values = {
            "key_id": os.environ.get("AWS_ACCESS_KEY_ID", ""),
            "secret": os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
            "session_token": os.environ.get("AWS_SESSION_TOKEN", ""),
            "region": os.environ.get("AWS_REGION", "us-east-1"),
            "endpoint": endpoint.split("://", 1)[-1],
            "url_style": "path" if endpoint else "",
        }
        given = "".join(f", {key} '{value}'" for key, value in values.items() if value)
        tls = "false" if endpoint.startswith("http:") else "true"
        connection.execute(f"create secret (type s3, use_ssl {tls}{given})")
    return connection


def without_comment(opened, table):
    """Returns the columns without a comment, and "the table" if its comment is missing or differs."""
    lacking = [] if opened.metadata().description == table["comment"] else ["the table"]
    for field in opened.schema().fields:
        if not field.metadata.get("comment"):
            lacking.append(field.name)
    return lacking


def differences(expected, found):
    names = expected.keys() | found.keys()
    return sorted(name for name in names if expected.get(name) != found.get(name))


def main(launcher, settings):
    described = json.loads(kalimtak(launcher, "tables", "--json", *settings)[-1])["tables"]
    options = storage_options()
    tables, missing = [], []
    for table in described:
        there = deltalake.DeltaTable.is_deltatable(location(table), options)
        (tables if there else missing).append(table)
    if not tables:
        sys.exit("interop: the lake has no tables yet. Run kalimtak demo or kalimtak cycle first")
    connection = open_duckdb(any(location(table).startswith("s3:") for table in tables))
    print(f"delta-rs {deltalake.__version__}, DuckDB {duckdb.__version__}")
    print(f"{'table':30} {'spark':>9} {'delta-rs':>9} {'duckdb':>9}  values       reader")
    failed = 0
    for table, spark in zip(tables, by_spark(launcher, settings, tables)):
        opened = deltalake.DeltaTable(location(table), storage_options=options)
        rust = by_delta_rs(opened)
        duck = by_duckdb(connection, table)
        protocol = opened.protocol()
        problems = [f"delta-rs differs in {name}" for name in differences(spark, rust)]
        problems += [f"DuckDB differs in {name}" for name in differences(spark, duck)]
        problems += [f"no comment on {what}" for what in without_comment(opened, table)]
        values = sum(count for name, count in spark.items() if name != "*")
        print(
            f"{table['table']:30} {spark['*']:>9} {rust['*']:>9} {duck['*']:>9}  {values:<12} "
            f"{protocol.min_reader_version}  {'; '.join(problems) or 'equal'}"
        )
        failed += bool(problems)
    for table in missing:
        print(f"{table['table']:30} does not exist yet")
    if failed:
        sys.exit(f"interop: {failed} of {len(tables)} tables differ")
    print(f"{len(tables)} tables: all engines count the same rows and values")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
