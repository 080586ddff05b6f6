#!/usr/bin/env python3
"""A lesson from end to end: it is chosen, shows where to look, a check turns green by itself, a hint is taken, it is left,
gone on with where it was, and begun anew. Everything is found by its accessible name.

Usage: in-session.sh test-lesson.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import sys

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
SECOND_US = 1_000_000


def becomes(window, state, value):
    wait(lambda: window.state(state) == value, f"{state} to be {value!r}")


def choosing_begins(window):
    """the lessons stand in place of the view, and one press begins one"""
    window.key("F8")
    becomes(window, "view", "lessons")
    window.press(re.compile("^Begin lesson 0: "), "push button")
    becomes(window, "lesson", "burn")
    becomes(window, "lesson-at", "wire")
    becomes(window, "view", "fleet")
    window.find("push button", re.compile("^Step 1: "))


def time_stands_still_first(window):
    """time stands still until somebody lets it go on"""
    assert window.state("playing") is False
    assert window.state("time") == 0


def nothing_is_covered(window):
    """the views stand beside the lesson, also in a small window"""
    panel = window.find("panel", "Lesson").extents
    for view in ("handshakes", "certificates"):
        window.activate("show-view", GLib.Variant("s", view))
        entry = window.find(None, f"Search {view}")
        wait(lambda entry=entry: window.resting_place(entry)[0] >= panel[0] + panel[2], f"{view} to be seen beside the lesson")
    window.activate("show-view", GLib.Variant("s", "fleet"))


def show_me_goes_there(window):
    """Show Me goes to the moment and selects the device"""
    window.press(re.compile("^Show me: Fleet · camera-0"), "push button")
    wait(lambda: window.state("time") >= 7 * SECOND_US, "the moment")
    wait(lambda: window.state("selection").startswith("camera-0"), "the camera")


def checks_turn_green(window):
    """a check is met by itself, counted, and said"""
    window.seek(30 * SECOND_US)
    wait(lambda: window.state("lesson-points")[0] > 0, "points")
    window.wait_to_see("^Met: ")


def hints_are_taken(window):
    """a hint is opened by its button"""
    window.press(re.compile("^Take Hint 1 of "), "push button")
    window.find("push button", re.compile("^Take Hint 2 of "))


def predictions_come_first(window):
    """what follows waits for the prediction"""
    window.activate("lesson-next")
    becomes(window, "lesson-at", "guess")
    window.activate("lesson-next")
    assert window.state("lesson-at") == "guess"
    window.activate("lesson-answer", GLib.Variant("(ss)", ("whom", "cameras")))
    window.activate("lesson-next")
    becomes(window, "lesson-at", "burn")


def left_and_gone_on_with(window):
    """a lesson that was left goes on where it was"""
    window.activate("lesson-leave")
    becomes(window, "lesson", "")
    becomes(window, "lesson-panel", False)
    window.activate("lesson-go-on", GLib.Variant("s", "burn"))
    becomes(window, "lesson", "burn")
    becomes(window, "lesson-at", "burn")
    becomes(window, "time", 30 * SECOND_US)


def result_is_saved(window):
    """the result is a file for whoever teaches"""
    file = window.home / "burn.trustbed-result"
    window.activate("lesson-save-result", GLib.Variant("s", str(file)))
    wait(lambda: file.exists() and '"burn"' in file.read_text(encoding="utf-8"), "the result")


def reset_begins_anew(window):
    """reset is the sealed start, with nothing answered, and can be undone"""
    window.activate("lesson-reset")
    becomes(window, "lesson-at", "wire")
    becomes(window, "time", 0)
    window.find("push button", re.compile("Undo$"))
    window.find("push button", re.compile("^Take Hint 1 of "))


def another_scenario_leaves_it(window):
    """opening a scenario leaves the lesson, and says how to come back"""
    window.activate("open", GLib.Variant("s", "hospital"))
    becomes(window, "lesson", "")
    window.wait_to_see("what you did in it is kept")


def complains_of_nothing(window):
    """the toolkit had nothing to complain about"""
    complaints = [line for line in window.said().splitlines() if re.search("WARNING|CRITICAL|ERROR|runtime error", line)]
    assert not complaints, complaints


FACTS = [choosing_begins, time_stands_still_first, nothing_is_covered, show_me_goes_there, checks_turn_green, hints_are_taken, predictions_come_first,
         left_and_gone_on_with, result_is_saved, reset_begins_anew, another_scenario_leaves_it, complains_of_nothing]


if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
