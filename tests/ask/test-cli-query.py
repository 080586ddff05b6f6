#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli query`: answers in three forms, exit codes, sentences, and that the
document of the tables is what the program prints.

Usage: test-cli-query.py TRUSTBED-CLI SOURCE-ROOT"""

import csv
import io
import json
import pathlib
import subprocess
import sys

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*arguments):
    return subprocess.run([CLI, "query", *map(str, arguments)], capture_output=True, timeout=120)


def ask(sql, *arguments):
    return run("smart-home", "--until", "1m", "--quiet", *arguments, sql)


def check_forms():
    sql = "SELECT family, count(*) AS n, NULL AS missing FROM device WHERE role = 'device' GROUP BY family ORDER BY family"
    text, table, document = ask(sql), ask(sql, "--csv"), json.loads(ask(sql, "--json").stdout)
    rows = list(csv.reader(io.StringIO(table.stdout.decode())))
    check("an answer ends with 0 and says nothing on standard error", text.returncode == 0 and text.stderr == b"", text)
    check("a table has a head and a line for each row", text.stdout.decode().split("\n")[:2] == ["family         n  missing", "bargain-plug   3"], text.stdout)
    check("CSV has the same", rows[0] == ["family", "n", "missing"] and ["lock", "6", ""] in rows and len(rows) == 7, rows)
    check("JSON has what is promised", set(document) == {"scenario", "seed", "time_us", "columns", "rows", "cut"}, document)
    check("and the same", document["columns"] == rows[0] and ["lock", 6, None] in document["rows"] and not document["cut"], document)
    check("JSON says at which time", document["time_us"] == 60_000_000 and document["scenario"] == "smart-home", document)


def check_options():
    certified = "SELECT count(*) FROM device WHERE certificate IS NOT NULL"
    early, late = (int(ask(certified, "--at", time, "--csv").stdout.split()[1]) for time in ("20s", "1m"))
    check("--at asks about an earlier time", early < late, early, late)
    every = "SELECT * FROM event JOIN device ON device.name = event.subject"
    check("threads change nothing", ask(every, "--threads", "1", "--csv").stdout == ask(every, "--threads", "2", "--csv").stdout)
    found = ask("SELECT family FROM device WHERE name = :who", "--value", "who=lock-03", "--csv")
    check("--value stands for a name in the question", found.stdout == b"family\r\nlock\r\n", found)
    cut = ask("SELECT name FROM device", "--rows", "3", "--json")
    check("--rows cuts, and it is said", len(json.loads(cut.stdout)["rows"]) == 3 and json.loads(cut.stdout)["cut"] and b"--rows" in cut.stderr, cut)
    check("infinity is no JSON", json.loads(ask("SELECT 9e999", "--json").stdout)["rows"] == [[None]])


BAD = (
    ("a table that is not there", ["smart-home", "SELECT * FROM devices"], b"there are device"),
    ("a question that writes", ["smart-home", "DELETE FROM device"], b"only reads"),
    ("a recursion without end", ["smart-home", "--until", "1s", "--quiet",
                                 "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max (x) FROM c"], b"too long"),
    ("a parameter without a value", ["smart-home", "--until", "1s", "--quiet", "SELECT :who"], b":who"),
    ("a value without a name", ["smart-home", "--until", "1s", "--quiet", "--value", "x", "SELECT 1"], b"NAME=VALUE"),
    ("no question", ["smart-home"], b"a scenario and a question"),
    ("no scenario of that name", ["nowhere", "SELECT 1"], b"nowhere"),
    ("a time that is none", ["smart-home", "--at", "soon", "SELECT 1"], b"soon"),
    ("two forms at once", ["smart-home", "--csv", "--json", "SELECT 1"], b"exclude"),
)


def check_bad_input():
    for name, arguments, sentence in BAD:
        done = run(*arguments)
        check(f"{name} ends with 2 and a sentence", done.returncode == 2 and done.stdout == b"" and sentence in done.stderr, done)


def check_document():
    document = (SOURCE / "data/schemas/tables.md").read_bytes()
    check("data/schemas/tables.md is what `trustbed-cli query --markdown` prints", run("--markdown").stdout == document,
          "trustbed-cli query --markdown > data/schemas/tables.md")
    tables = {table["name"]: table for table in json.loads(run("--tables", "--json").stdout)["tables"]}
    names = [line[3:] for line in document.decode().splitlines() if line.startswith("## ")]
    check("--tables lists the same tables", list(tables) == names and "device" in names, list(tables), names)
    check("and every column", all(f"| {column['name']} | {column['type']} |" in document.decode() for table in tables.values() for column in table["columns"]))


def main():
    check_forms()
    check_options()
    check_bad_input()
    check_document()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
