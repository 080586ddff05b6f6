#!/usr/bin/env python3
"""Plans of courses: each that comes with the program can be printed in three forms, from the lessons that it names and from nothing else; a file that is none gets its name,
the line and the reason.

Usage: test-cli-plan.py TRUSTBED-CLI SOURCE-ROOT"""

import html.parser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-plan-"))
PLANS = SOURCE / "data" / "lessons" / "plans"
VOID = {"meta", "br"}


def run(*arguments, **environment):
    return subprocess.run([CLI, "lesson", "plan", *map(str, arguments)], capture_output=True, text=True, timeout=120, env={**os.environ, **environment})


class Nesting(html.parser.HTMLParser):
    """Whether every element is closed where it should be, and what is fetched from elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.stack, self.wrong = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.wrong += [f"fetches {value}" for name, value in attributes if name in ("src", "href")]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(f"</{tag}> in line {self.getpos()[0]}")


def is_whole(page):
    nesting = Nesting(page)
    return page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n") and not nesting.wrong and not nesting.stack


def refused(name, content):
    path = HERE / name
    path.write_text(content, encoding="utf-8")
    done = run(path)
    return done.returncode, done.stdout, done.stderr


listed = run()
names = [line.split()[0] for line in listed.stdout.splitlines()]
check("plans that come with the program are listed", names == sorted(path.stem for path in PLANS.glob("*.xml")) and len(names) >= 3, listed.stdout, listed.stderr)
for name in names:
    for form in ([], ["--handout"]):
        page = run(name, *form)
        check(f"{name} {' '.join(form)} is a whole page", page.returncode == 0 and is_whole(page.stdout), page.stderr, page.stdout[-200:], Nesting(page.stdout).wrong)
handout, key = run("plan-45", "--handout").stdout, run("plan-45", "--key").stdout
check("an answer key is a whole page", is_whole(key), Nesting(key).wrong)
check("a handout asks and does not tell", "&#x2611;" not in handout and 'class="right"' not in handout and "change-credential group=camera" not in handout)
check("an answer key ticks what is right, and tells solutions and checks", key.count('class="right"') >= 5 and "change-credential group=camera" in key and "SELECT" in key)
check("a handout is somebody's: it has a line for a name, and the key has none", "Name:" in handout and "Name:" not in key)
check("a lesson begins a page, the first one on that of the title", ".lesson+.lesson{break-before:page}" in handout and handout.count('<section class="lesson">') == 2)
check("a word of code is one word, a command may be broken", '<code class="word">change-credential</code>' in handout and "<code>change-credential group=camera</code>" in key)
check("nothing in braces is left", "{" not in handout.split("</style>")[1], handout)

foreign = run("plan-45", LC_ALL="C.UTF-8", LANGUAGE="de", TRUSTBED_LOCALE_DIR=str(HERE))
check("where there is no translation pages are English and say so", 'lang="en"' in foreign.stdout, foreign.stdout[:100])

good = (PLANS / "plan-45.xml").read_text(encoding="utf-8")
for what, content, reason in (
        ("cut off", good[:len(good) // 2], "line"), ("no XML", "a plan", ":1"), ("too much in a session", good.replace('minutes="45"', 'minutes="30"'), "its parts take"),
        ("a lesson that is none", good.replace('lesson="burn"', 'lesson="nothing"'), 'no lesson "nothing"'),
        ("a lesson in too little time", good.replace('minutes="26" lesson', 'minutes="2" lesson'), "takes 25 minutes"),
        ("an element that is none", good.replace("<summary>", "<sumary>").replace("</summary>", "</sumary>"), "sumary")):
    status, output, message = refused("broken.xml", content)
    check(f"{what}: refused, with file and reason", status == 2 and output == "" and "broken.xml" in message and (reason in message or reason == "line"), message)
check("a plan that is not there is told so", run("plan-7").returncode == 2)
check("one form at a time", run("plan-45", "--key", "--handout").returncode == 2)
target = HERE / "page.html"
check("a page is written to a file", run("plan-45", "--html", target).returncode == 0 and is_whole(target.read_text(encoding="utf-8")))
check("or not at all", run("plan-45", "--html", HERE / "none" / "page.html").returncode == 2 and not (HERE / "none").exists())

shutil.rmtree(HERE)
sys.exit(finish())
