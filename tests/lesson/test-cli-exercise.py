#!/usr/bin/env python3
"""What whoever leads an exercise relies on: every exercise has a sheet that says all its injects, decisions and ends, the debrief tells what a team did apart from what nobody
did, and a lesson is no exercise.

Usage: test-cli-exercise.py TRUSTBED-CLI SOURCE-ROOT"""

import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

CLI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-exercise-"))
FILES = sorted((SOURCE / "data" / "exercises").glob("*.xml"))
results = []


def check(name, condition, *figures):
    results.append(bool(condition))
    print(f"{'ok' if condition else 'not ok'} {len(results)} {name}", flush=True)
    if not condition:
        print("# " + " ".join(str(figure) for figure in figures).replace("\n", "\n# "), flush=True)


def run(*arguments):
    return subprocess.run([CLI, "exercise", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def as_shown(text):
    """Without markup: back quotes and braces become elements of the page."""
    return re.sub(r"\s+", " ", re.sub(r"[`{}]", "", text)).strip()


def check_sheet(file):
    page = HERE / f"{file.stem}.html"
    done = run("sheet", file, "--html", page)
    shown = as_shown(html.unescape(re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8")))) if done.returncode == 0 else ""
    root = xml.parse(file).getroot()
    wanted = [node.text for path in (".//inject/title", ".//inject/text", ".//inject/command", ".//decision//text", ".//consequence", ".//check/text", ".//step/hint") for node in root.iterfind(path)]
    missing = [text for text in [*wanted, *(way.get("name") for way in root.iterfind("way"))] if as_shown(text) not in shown]
    check(f"{file.stem}: the sheet says all that is in the file", done.returncode == 0 and wanted and not missing, done.stderr, missing[:2])
    check(f"{file.stem}: the sheet needs nothing else", "<script" not in page.read_text() and "http" not in page.read_text())


def check_debrief():
    idle = run("debrief", "hospital", "--until", "15d")
    log = HERE / "log"
    log.write_text("@3d13h revoke group=pump\n", encoding="utf-8")
    acted = run("debrief", "hospital", "--until", "15d", "--commands", log)
    check("the debrief of those who do nothing says so", idle.returncode == 0 and "The team never reacted." in idle.stdout, idle)
    check("of those who act it says when", acted.returncode == 0 and "The team reacted 3 h 0 min later, with `revoke group=pump`." in acted.stdout, acted)
    result = HERE / "team.trustbed-result"
    saved = subprocess.run([CLI, "lesson", "check", "hospital", "--commands", log, "--until", "15d", "--save", result], capture_output=True, text=True, timeout=120)
    again = run("debrief", "hospital", "--result", result)
    check("what the window saves says the same", saved.returncode == 1 and again.stdout == acted.stdout, saved, again)


def check_show():
    for words, told in (((), False), (("--solution",), True)):
        shown = json.loads(run("show", "hospital", "--json", *words).stdout)
        injects = [inject for step in shown["steps"] for inject in step["injects"]]
        options = [option for step in shown["steps"] for question in step["questions"] for option in question["options"]]
        check(f"what happens is listed in the order of time {words}", len(injects) == 4 and injects == sorted(injects, key=lambda inject: inject["at_us"]), injects)
        check(f"consequences are part of the solution {words}", len(options) == 6 and all(("consequence" in option and "good" in option) == told for option in options), options)


def check_order():
    (HERE / "hospital.xml").write_bytes((SOURCE / "data" / "scenarios" / "hospital.xml").read_bytes())
    late = HERE / "101-hospital.xml"
    late.write_text(FILES[0].read_text(encoding="utf-8").replace('<inject at="3d 10h">', '<inject at="3d 13h">'), encoding="utf-8")
    done = run("check", late)
    check("injects stand in the order of time", done.returncode == 2 and "comes before one that stands above it" in done.stderr, done)


def check_refusals():
    lesson, nothing = run("sheet", "burn"), run("sheet", "nothing-of-the-kind")
    check("a lesson is no exercise", lesson.returncode == 2 and "no exercise" in lesson.stderr, lesson)
    check("one that is not there is said so", nothing.returncode == 2 and "nothing-of-the-kind" in nothing.stderr, nothing)
    listed = run("list").stdout
    check("all are listed", all(file.stem.split("-", 1)[1] in listed for file in FILES), listed)
    tiny = (SOURCE / "tests" / "lesson" / "data" / "90-tiny.xml").read_text(encoding="utf-8")
    (HERE / "tiny.xml").write_bytes((SOURCE / "tests" / "lesson" / "data" / "scenarios" / "tiny.xml").read_bytes())
    bad = HERE / "90-tiny.xml"
    bad.write_text(tiny.replace("<hint>", '<inject at="1m"><title>T</title><text>x</text></inject><hint>', 1), encoding="utf-8")
    done = subprocess.run([CLI, "lesson", "check", bad], capture_output=True, text=True, timeout=60)
    check("a lesson has no injects", done.returncode == 2 and 'kind="exercise"' in done.stderr, done)


def main():
    for file in FILES:
        check_sheet(file)
    check_debrief()
    check_show()
    check_order()
    check_refusals()
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
