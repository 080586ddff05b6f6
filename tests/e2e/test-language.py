#!/usr/bin/env python3
"""The window in German: its own words, the words of the scenario, and what the command line answers.

Usage: in-session.sh test-language.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import sys

from facts import Report
from gi.repository import GLib
from lab_window import LabWindow, wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
ENGLISH = re.compile(r"^(Fleet|Play|Pause|Search|Legend|certificate valid|switched off|Camera|Eavesdropper|The whole fleet)\b")


def opens_in_german(window):
    """the views and controls have German names"""
    window.wait_for_window()
    window.take_keyboard()
    window.find("page tab", "Flotte")
    window.find("push button", re.compile("^(Pause|Abspielen)$"))


def scenario_speaks_german(window):
    """the story of the scenario is told in German"""
    window.activate("pause")
    window.seek(183_000_000)
    window.wait_to_see("Von außen probiert jemand alle Adressen")


def states_speak_german(window):
    """the looks of states are named in German"""
    window.wait_to_see("Zertifikat gültig")
    window.wait_to_see("Passwort mitgelesen")


def refusals_speak_german(window):
    """why the run refuses a command is said in German, though its journal has it in English"""
    window.activate("submit", GLib.Variant("s", "power device=lock-01 state=on"))
    window.wait_to_see("lock-01 ist schon an")


def no_english_is_left(window):
    """none of the words of the fleet view is left in English"""
    left = sorted({node.name for node in window.nodes() if ENGLISH.search(node.name)} - {"Pause"})
    assert not left, left


def command_line_answers_in_german(window):
    """the command line answers in German, and its commands stay what they are"""
    window.activate("submit", GLib.Variant("s", "frobnicate the lock"))
    window.wait_to_see("frobnicate.*ist kein Befehl.*renew")


def main():
    report = Report(BUILD / "meson-logs" / "e2e")
    environment = {"TRUSTBED_DATA_DIR": str(SOURCE / "data"), "TRUSTBED_LOCALE_DIR": str(BUILD / "po"), "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"),
                   "LANGUAGE": "de", "LC_ALL": "C.UTF-8"}
    with LabWindow(BUILD / "app" / "trustbed", [str(SOURCE / "data" / "scenarios" / "smart-home.xml")], environment=environment) as window:
        report.run([opens_in_german, scenario_speaks_german, states_speak_german, refusals_speak_german, no_english_is_left, command_line_answers_in_german], window)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
