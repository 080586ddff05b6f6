#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli comply`: exit codes, JSON, sentences, and the same bytes each time.

Usage: test-cli-comply.py TRUSTBED-CLI TWO-FLOORS"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

CLI, HOUSE = sys.argv[1], sys.argv[2]
results = []


def check(name, condition, *figures):
    results.append(bool(condition))
    print(f"{'ok' if condition else 'not ok'} {len(results)} {name}", flush=True)
    if not condition:
        print("# " + " ".join(str(figure) for figure in figures).replace("\n", "\n# "), flush=True)


def run(*arguments):
    return subprocess.run([CLI, "comply", *map(str, arguments), "--quiet"], capture_output=True, timeout=120)


def check_answers():
    text, document = run(HOUSE, "--at", "5m"), run(HOUSE, "--at", "5m", "--json", "--trend", "3")
    told = json.loads(document.stdout)
    check("findings end with 1", text.returncode == 1 and document.returncode == 1 and text.stderr == b"", text)
    check("JSON has what is promised", set(told) == {"time_us", "scores", "provisions", "waivers", "trend"}, told)
    check("and tells of the moment", told["time_us"] == 300_000_000 and [point["time_us"] for point in told["trend"]] == [100_000_000, 200_000_000, 300_000_000], told)
    check("each provision has its source and who breaks it", all(row["source"] and len(row["findings"]) == row["open"] + row["waived"] for row in told["provisions"]), told)
    check("the last of the trend is the score", told["trend"][-1]["met"] == told["scores"]["all"]["met"], told)
    check("threads change nothing", run(HOUSE, "--at", "5m", "--json", "--trend", "3", "--threads", "2").stdout == document.stdout)


def check_document():
    """The table of provisions in the document is what the program says."""
    document = (pathlib.Path(__file__).parents[2] / "docs" / "compliance.md").read_text(encoding="utf-8")
    documented = [match.groups() for match in re.finditer(r"^\| `([\w-]+)` \| ([^|]+) \| (\w+) \|", document, re.MULTILINE)]
    told = json.loads(run(HOUSE, "--at", "0s", "--json").stdout)["provisions"]
    check("the document has each provision, its source and severity", documented == [(row["provision"], row["source"], row["severity"]) for row in told], documented, told)


def check_standards():
    told = json.loads(run(HOUSE, "--at", "5m", "--json", "--standard", "ieee").stdout)
    check("one standard alone", list(told["scores"]) == ["ieee"] and {row["standard"] for row in told["provisions"]} == {"ieee"}, told)


def check_waivers():
    with tempfile.NamedTemporaryFile("w", suffix=".commands") as file:
        file.writelines(f"@4m waive provision={provision} {whom} until=1d reason='for a test'\n" for provision in ("factory-identity", "local-identity") for whom in ("group=meter", "group=camera"))
        file.flush()
        answer = run(HOUSE, "--at", "5m", "--standard", "ieee", "--json", "--commands", file.name)
    told = json.loads(answer.stdout)
    check("who is let off from everything is no finding", answer.returncode == 0 and len(told["waivers"]) == 4, answer)
    check("and does not raise the score", told["scores"]["ieee"]["met"] < told["scores"]["ieee"]["met_or_waived"] == 100, told)


def check_complaints():
    for arguments, sentence in ((("nowhere",), "nowhere"), ((HOUSE, "--standard", "iso"), "there is no standard"), ((HOUSE, "--at", "soon"), "soon"), ((), "takes one scenario"),
                                ((HOUSE, "--trend", "-1"), "--trend must be")):
        answer = run(*arguments)
        check(f"{' '.join(arguments)!r} is bad input", answer.returncode == 2 and sentence in answer.stderr.decode() and answer.stdout == b"", answer)


check_answers()
check_document()
check_standards()
check_waivers()
check_complaints()
print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
