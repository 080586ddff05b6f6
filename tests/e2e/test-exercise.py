#!/usr/bin/env python3
"""An exercise from the chooser to its debrief: time stands still where something happens, a decision is made once, and what the window saves is what the command line says.

Usage: in-session.sh test-exercise.py SOURCE-ROOT BUILD-ROOT"""

import html
import pathlib
import re
import subprocess
import sys

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
HOUR_US = 3_600_000_000


def becomes(window, state, value):
    wait(lambda: window.state(state) == value, f"{state} to be {value!r}")


def go_on(window, hours, step):
    """Faster than anybody watches; it has to stop all the same."""
    window.press(re.compile("Continue$"), "push button")
    window.activate("set-speed", GLib.Variant("d", 400_000.0))
    becomes(window, "time", hours * HOUR_US)
    becomes(window, "playing", False)
    becomes(window, "lesson-at", step)


def begins_before_anything_happens(window):
    """an exercise begins a little before anything happens, with time standing still"""
    window.activate("lessons")
    window.press(re.compile("^Begin exercise: Hospital"), "push button")
    becomes(window, "lesson", "hospital")
    wait(lambda: window.state("time") == 82 * HOUR_US - HOUR_US // 6, "the start")
    assert window.state("playing") is False
    window.wait_to_see("^Inject 0 of 4")
    assert not window.sees("was missing for an hour")


def stands_still_at_an_inject(window):
    """time stands still exactly where something happens, and it is told"""
    go_on(window, 82, "missing")
    window.wait_to_see("was missing for an hour")
    assert not window.sees("What does the team do about the pump")


def decides_once(window):
    """a decision is made, and its consequence is told"""
    go_on(window, 84, "missing")
    window.find("check box", re.compile("^Treat its key as copied"))
    window.activate("lesson-answer", GLib.Variant("(ss)", ("first", "one")))
    window.wait_to_see("^One pump has to be given a new identity")
    window.activate("submit", GLib.Variant("s", "revoke group=pump reason=keyCompromise"))


def goes_on_without_deciding(window):
    """time can go on without a decision"""
    go_on(window, 98, "contain")
    go_on(window, 336, "recover")
    window.wait_to_see("^Inject 4 of 4")


def talks_it_through(window):
    """the debrief is drawn from the run"""
    window.activate("debrief")
    becomes(window, "lesson-at", "debrief")
    window.wait_to_see("^The team reacted 2 h 0 min later")
    window.wait_to_see("^The pump.s key is copied")
    window.wait_to_see("^Not decided")


def run_cli(*arguments):
    done = subprocess.run([BUILD / "app" / "trustbed-cli", "exercise", "debrief", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown(path):
    return html.unescape(re.sub("<[^>]*>", "", path.read_text(encoding="utf-8")))


def command_line_agrees(window):
    """the saved result, the document and the saved page say the same"""
    result, document, page, again = (window.home / name for name in ("team.trustbed-result", "team.trustbed", "page.html", "again.html"))
    window.activate("lesson-save-result", GLib.Variant("s", str(result)))
    window.activate("save-as", GLib.Variant("s", str(document)))
    window.activate("debrief-save", GLib.Variant("s", str(page)))
    for path in (result, document, page):
        wait(path.exists, str(path))
    of_result = run_cli("hospital", "--result", result)
    assert "The team reacted 2 h 0 min later" in of_result and "One pump has to be given" in of_result, of_result
    assert of_result == run_cli(document)
    run_cli("hospital", "--result", result, "--html", again)
    assert shown(page) == shown(again)


def sheet_has_consequences(window):
    """the facilitator's sheet is saved, with what comes of each decision"""
    sheet = window.home / "sheet.html"
    window.activate("sheet-save", GLib.Variant("(ss)", ("hospital", str(sheet))))
    wait(sheet.exists, "the sheet")
    assert "That is an outage of your own making." in shown(sheet)


def step_begins_anew(window):
    """a step that begins anew is told anew, and answers stay"""
    window.activate("lesson-step", GLib.Variant("u", 2))
    becomes(window, "lesson-at", "contain")
    window.activate("lesson-reset-step")
    becomes(window, "time", 98 * HOUR_US)
    window.wait_to_see("^Inject 3 of 4")
    go_on(window, 336, "recover")


def complains_of_nothing(window):
    """the toolkit had nothing to complain about"""
    complaints = [line for line in window.said().splitlines() if re.search("WARNING|CRITICAL|ERROR|runtime error", line)]
    assert not complaints, complaints


FACTS = [begins_before_anything_happens, stands_still_at_an_inject, decides_once, goes_on_without_deciding, talks_it_through, command_line_agrees, sheet_has_consequences,
         step_begins_anew, complains_of_nothing]


if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
