#!/usr/bin/env python3
"""trustbed-cli alerts, as somebody uses it. Usage: test-cli-alerts.py PROGRAM SOURCE-ROOT"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

PROGRAM, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*words, language="en"):
    environment = dict(os.environ, LANGUAGE=language, LC_ALL="C.UTF-8")
    return subprocess.run([PROGRAM, "alerts", *words], capture_output=True, text=True, env=environment)


def rules_are_listed_and_shown():
    listed = json.loads(run("list", "--json").stdout)
    check("list says all of each rule", len(listed) >= 21 and all(rule["title"] and rule["why"] and rule["mend"] and rule["condition"] for rule in listed))
    check("list has a line for each rule", len(run("list").stdout.splitlines()) == len(listed))
    shown = run("show", "clone")
    check("show prints the command", shown.returncode == 0 and "revoke device={name}" in shown.stdout, shown.stdout)
    check("show takes a file", json.loads(run("show", str(ROOT / "data/alerts/expired.xml"), "--json").stdout)["id"] == "expired")


def what_they_refer_to_is_documented():
    document = (ROOT / "docs/alerts.md").read_text(encoding="utf-8").split("## What they refer to")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([^`]+)` \|", document, re.MULTILINE)
    cited = {reference for file in (ROOT / "data/alerts").glob("*.xml") for reference in re.findall(r"<reference>([^<]+)</reference>", file.read_text(encoding="utf-8"))}
    check("the document says of each reference what it says", set(documented) == cited and len(documented) == len(cited), cited ^ set(documented))


def bad_input_is_told(folder):
    (folder / "junk").write_text("no rule")
    (folder / "bare").mkdir()
    for words, sentence in ((("show", "nothing"), 'there is no alert "nothing"'), (("show",), "show takes one alert"), (("list", "x"), "list takes no arguments"), (("run",), "run takes one scenario"),
                            (("run", "smart-home", "--at", "soon"), "soon"), (("run", "smart-home", "--rules", str(folder / "none")), "none does not exist: name a folder"),
                            (("run", "smart-home", "--rules", str(folder / "junk")), "junk is no folder: name a folder"), (("run", "smart-home", "--rules", str(folder / "bare")), "bare holds no alert rules: name a folder"),
                             (("measure", "--seeds", "0"), "--seeds must be"),
                            (("measure", "--tuning", "--seeds", "21"), "20 seeds for tuning"), (("measure", "--labelled", str(folder / "none")), "none")):
        result = run(*words)
        check(f"alerts {' '.join(words[:3])}: {sentence}", result.returncode == 2 and sentence in result.stderr and not result.stdout and result.stderr.count("\n") == 1, result.stderr)


def a_run_is_watched(folder):
    early, late = (json.loads(run("run", "smart-home", "--quiet", "--at", at, "--json").stdout) for at in ("5m", "10m"))
    check("what was known early is known late", early and [alert for alert in late if alert["raised_us"] <= 300_000_000 and "cleared_us" not in alert][:1] and {(a["alert"], a["name"]) for a in early} <= {(a["alert"], a["name"]) for a in late})
    check("nothing is known before its time", all(alert["raised_us"] <= 300_000_000 for alert in early))
    bot = next(alert for alert in late if alert["alert"] == "telnet-traffic")
    check("a command to mend it is given", bot["mend"] == f"quarantine device={bot['name']} state=on" and bot["name"] in bot["message"], bot)
    own = folder / "rules"
    own.mkdir()
    shutil.copy(ROOT / "data/alerts/flooded.xml", own)
    lines = run("run", "smart-home", "--quiet", "--at", "10m", "--rules", str(own), "--standing").stdout.splitlines()
    check("rules of one's own are the only ones", len(lines) == 1 and "flooded" in lines[0] and "stands" in lines[0], lines)


def detection_is_measured(folder):
    labelled = folder / "labelled"
    (labelled / "scenarios").mkdir(parents=True)
    shutil.copy(ROOT / "data/alerts/labelled/outbreak.xml", labelled)
    shutil.copy(ROOT / "data/alerts/labelled/scenarios/street.xml", labelled / "scenarios")
    one, two = (run("measure", "--seeds", "2", "--labelled", str(labelled), "--threads", threads, "--json") for threads in ("1", "2"))
    check("two threads count the same as one", one.returncode == 0 and one.stdout == two.stdout, one.stderr)
    found = json.loads(one.stdout)
    check("the seeds are those for tests", found["seeds_are_for"] == "test" and found["first_seed"] == 1001)
    bots = next(row for row in found["alerts"] if row["alert"] == "telnet-traffic")
    check("shares have counts and intervals", bots["recall"]["of"] > 20 and bots["recall"]["low"] < bots["recall"]["share"] and bots["goal"] == "reached", bots)
    (labelled / "outbreak.xml").write_text((labelled / "outbreak.xml").read_text().replace('alert="telnet-traffic"', 'alert="clock"'))
    missed = run("measure", "--seeds", "1", "--labelled", str(labelled))
    check("a missed goal is told, and exit status says so", missed.returncode == 1 and "missed" in missed.stdout, missed.stdout)


with tempfile.TemporaryDirectory() as name:
    rules_are_listed_and_shown()
    what_they_refer_to_is_documented()
    bad_input_is_told(pathlib.Path(name))
    a_run_is_watched(pathlib.Path(name))
    detection_is_measured(pathlib.Path(name))
sys.exit(finish())
