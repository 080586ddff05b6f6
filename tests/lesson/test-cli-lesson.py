#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli lesson`: exit codes, the keys of the JSON, whole files or none, and a class table that says what does not hold.
The places where "show me" can go are those of the window.

Usage: test-cli-lesson.py TRUSTBED-CLI SOURCE-ROOT"""

import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DATA = SOURCE / "tests" / "lesson" / "data"
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-lesson-"))
TINY = DATA / "90-tiny.xml"
SOLUTION = "@2m power device={victim} state=on\n@3m power device={other} state=off\n@4m power device={other} state=on\n"
ANSWERS = ["--answer", "how-many=4", "--answer", "who=device"]


def run(*arguments):
    return subprocess.run([CLI, "lesson", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def write(name, content):
    (HERE / name).write_text(content, encoding="utf-8")
    return HERE / name


def variation(learner):
    return json.loads(run("show", TINY, "--learner", learner, "--json").stdout)["variation"]


def hand_in(learner, name, commands=SOLUTION):
    drawn = variation(learner)
    for key, value in drawn.items():
        commands = commands.replace("{" + key + "}", value)
    path = HERE / name
    done = run("check", TINY, "--learner", learner, "--commands", write("log", commands), "--until", "15m", *ANSWERS, "--answer", f"name={drawn['victim']}", "--save", path)
    return path, done


def check_reading():
    good, shown = run("check", TINY), json.loads(run("show", TINY, "--json").stdout)
    check("a good file is good", good.returncode == 0 and good.stderr == "" and "is good" in good.stdout, good)
    check("a lesson is shown with its keys", {"id", "number", "minutes", "title", "summary", "sha256", "seed", "variation", "goals", "steps", "debrief"} == set(shown)
          and [step["id"] for step in shown["steps"]] == ["guess", "act"], shown)
    text = run("show", TINY, "--hints", "--solution").stdout
    check("as text it has steps, hints and ways, filled", "1. Guess" in text and "It is lock-03." in text and "wrong: revokes, fails at valid" in text and "{victim}" not in text, text)
    broken = run("check", write("90-tiny.xml", TINY.read_text().replace("<step id=\"act\">", "<step id=\"guess\">")))
    check("a broken file is refused with file and line", broken.returncode == 2 and re.search(r"90-tiny\.xml:\d+: ", broken.stderr) and broken.stdout == "", broken)
    for words in (["check"], ["check", "a", "b"], ["show"], ["test"], ["grade"], ["list", "x"], ["teach"], ["check", TINY, "--until", "soon"], ["check", TINY, "--answer", "who=nobody"],
                  ["check", TINY, "--commands", "/nowhere"], ["check", "no-such-lesson"], ["grade", "--lesson", "/nowhere.xml", "x"]):
        done = run(*words)
        check(f"lesson {' '.join(map(str, words))[-40:]} is bad usage", done.returncode == 2 and done.stderr.startswith("trustbed-cli: "), done)
    listed = run("list", "--json")
    check("the list is JSON", listed.returncode == 0 and isinstance(json.loads(listed.stdout), list), listed)


def check_judging():
    path, done = hand_in("Ada", "ada.trustbed-result")
    check("the solution meets everything", done.returncode == 0 and "not met" not in done.stdout and "10.000 of 10 points" in done.stdout, done)
    log = write("nothing", "# nothing was done\n")
    short = run("check", TINY, "--commands", log, "--until", "2m", "--json")
    judged = json.loads(short.stdout)
    rows = {row["id"]: row for row in judged["checks"]}
    check("what is missing is said", short.returncode == 1 and rows["on"]["credit"] == 750 and rows["on"]["message"] == "lock-03 is off; lock-03 was to be switched on."
          and rows["valid"]["met"] and not rows["once"]["met"], judged)
    check("the JSON has the keys that are promised", {"lesson", "learner", "seed", "time_us", "checks", "questions", "points", "most"} == set(judged), judged)
    return path


def check_proving():
    done = run("test", TINY)
    check("a lesson that holds is proved", done.returncode == 0 and "FAIL" not in done.stdout and done.stdout.count("  ok ") == 10, done)
    shutil.copytree(DATA / "scenarios", HERE / "scenarios")
    faults = [(" keep=\"yes\">", ">", "\"valid\" is met at the start"),
              ("right=\"no\" fails=\"on\"", "right=\"no\" fails=\"valid\"", "nothing: \"valid\" is met, though this way is to fail at it"),
              ("<command at=\"4m\">power device={other} state=on</command>", "", "the reference solution: \"on\" is not met: lock-02 is off"),
              ("fails=\"once\" until=\"15m\"", "fails=\"lasting\" until=\"5m\"", "fails at \"lasting\", but no row is wrong"),
              ("  <way name=\"the other way round\" right=\"yes\"", "  <way name=\"the other way round\" right=\"no\" fails=\"on\"", "at least 2 right ways and 3 wrong ones are expected, found 1 and 6"),
              ("@NONE", "", "the other way round: \"on\" is met, though"),
              ("`power`", "`power", "a back quote is not closed")]
    text = TINY.read_text()
    for old, new, _ in faults:
        text = text.replace(old, new, 1)
    done = run("test", "--quiet", write("90-tiny.xml", text))
    check("a lesson that does not hold ends with 1, and what holds is not told", done.returncode == 1 and "ok  " not in done.stdout, done)
    for _, _, words in faults:
        check(f"it is said: {words}", words in done.stdout, done)


def check_grading(good):
    tampered = write("tampered.trustbed-result", good.read_text().replace("@3m power", "@13m power"))
    cut = write("cut.trustbed-result", good.read_text()[:400])
    formula, _ = hand_in("=cmd|' /C calc'!A0", "formula.trustbed-result")
    markup, _ = hand_in("<script>alert(1)</script>", "markup.trustbed-result", "")
    fine = run("grade", "--lesson", TINY, good, formula)
    check("results that hold end with 0", fine.returncode == 0 and fine.stdout.count("holds ") == 2, fine)
    done = run("grade", "--lesson", TINY, good, tampered, cut, formula, markup, "--csv", HERE / "c.csv", "--html", HERE / "c.html")
    check("one that does not hold, and one that is cut off, do not stop the others",
          done.returncode == 2 and done.stdout.count("DOES NOT HOLD") == 1 and done.stdout.count("refused") == 1 and done.stdout.count("holds ") == 3, done)
    alone = run("grade", "--lesson", TINY, good, tampered)
    check("where all can be read and one does not hold it ends with 1", alone.returncode == 1 and alone.stdout.count("DOES NOT HOLD") == 1, alone)
    check("both values are shown", re.search(r"lasting: 100\.0 % is claimed; playing again gives 0\.0 %", done.stdout), done.stdout)
    rows = list(csv.reader((HERE / "c.csv").open(newline="", encoding="utf-8")))
    table = {row[0]: row[1:] for row in rows}
    check("the CSV has a line for each learner and a column for each item", rows[0] == ["Learner", "tiny", "tiny (feedback)"] and table["Ada"][0] == "10.000" and "DOES NOT" not in table["Ada"][1] and len(rows) == 4, rows)
    check("no name is a formula", "'=cmd|' /C calc'!A0" in table and not any(cell.startswith("=") for row in rows for cell in row), rows)
    page = (HERE / "c.html").read_text(encoding="utf-8")
    check("the page needs nothing else, and says what does not hold", "<script" not in page and "http:" not in page and "src=" not in page and "Does not hold:" in page and "&lt;script&gt;" in page, page)
    graded = json.loads(run("grade", "--lesson", TINY, tampered, cut, "--json").stdout)
    check("the JSON says which hold", [row["holds"] for row in graded] == [False, False] and graded[0]["claimed"] == 10 and graded[0]["points"] < 10 and graded[1]["refused"], graded)
    again = run("grade", good)
    check("a lesson that is not here is said so", again.returncode == 2 and "there is no lesson \"tiny\"" in again.stdout, again)
    kept = (HERE / "c.csv").read_bytes()
    failed = run("grade", "--lesson", TINY, good, "--csv", HERE / "nowhere" / "c.csv")
    check("a table that cannot be written is an error", failed.returncode == 2 and (HERE / "c.csv").read_bytes() == kept, failed)


def check_damaged(good):
    """A file that is none of ours, whatever became of it, gets one sentence and 2."""
    text = good.read_bytes()
    bent = bytearray(text)
    bent[text.index(b'"points"') + 1] ^= 1
    for name, content, reason in (("half", text[:len(text) // 2], "damaged or cut off"), ("empty", b"", ""), ("bit", bytes(bent), '"points" is missing'),
                                  ("brace", text.replace(b"{", b"[", 1), ""), ("picture", b"\x89PNG\r\n\x1a\n" + bytes(64), ""),
                                  ("greedy", re.sub(rb'"points"\s*:\s*\d+', b'"points" : -1', text), '"points" is missing, or is not'),
                                  ("later", text.replace(b'"version" : 1', b'"version" : 9'), "newer Trustbed")):
        path = HERE / f"{name}.trustbed-result"
        path.write_bytes(content)
        done = run("grade", "--lesson", TINY, path)
        lines = done.stdout.splitlines()
        check(f"{name}: one sentence, and 2", done.returncode == 2 and len(lines) == 1 and lines[0].startswith("refused") and path.name in lines[0] and reason in lines[0] and done.stderr == "", done)
    gone = run("grade", "--lesson", TINY, HERE / "gone.trustbed-result", good)
    check("a file that is not there does not stop the others", gone.returncode == 2 and gone.stdout.count("refused") == 1 and gone.stdout.count("holds ") == 1, gone)


def check_late(good):
    """The tiny lesson's prediction can be known once a command was given; the command line answers at the end."""
    text = json.loads(good.read_text())
    for answer in text["answers"]:
        answer["time_us"] = 0
    early = write("early.trustbed-result", json.dumps(text))
    done = run("grade", "--lesson", TINY, good, early, "--csv", HERE / "late.csv", "--html", HERE / "late.html")
    words = "predicted at 15 min 0 s, after the experiment"
    check("a prediction made after the experiment is said to be so, and holds", done.returncode == 0 and done.stdout.count(words) == 1 and f"how-many: {words}" in done.stdout, done)
    check("also on the page", (HERE / "late.html").read_text(encoding="utf-8").count(f"4; {words}") == 1)
    graded = json.loads(run("grade", "--lesson", TINY, good, early, "--json").stdout)
    late = [[row["id"] for row in grade["checks"] if row["late"]] for grade in graded]
    check("and in the JSON, and takes no points", late == [["how-many"], []] and graded[0]["points"] == graded[1]["points"], graded)


def check_places():
    table = (SOURCE / "sim" / "lesson" / "tb-lesson-places.c").read_text()
    places = {view: re.findall(r'"([a-z-]+)"', pages) for view, pages in re.findall(r'\{ "([a-z]+)", PAGES \((.*)\) \}', table)}
    rows = {file: set(re.findall(r'^  \{ "([a-z-]+)", N_', (SOURCE / file).read_text(), re.M)) for file in ("app/tb-views.c", "ui/tb-monitor-view.c")}
    views = rows["app/tb-views.c"]
    stacks = {name for file in (SOURCE / "ui").glob("*.ui") for name in re.findall(r'<property name="name">([a-z-]+)</property>', file.read_text())}
    stacks |= rows["ui/tb-monitor-view.c"]
    check("every view of the window is a place to show", len(views) >= 5 and views <= set(places), views, places)
    check("every page that can be shown is one of the window's", all(page in stacks for pages in places.values() for page in pages), places)


def main():
    check_places()
    check_reading()
    good = check_judging()
    check_proving()
    check_grading(good)
    check_damaged(good)
    check_late(good)
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
