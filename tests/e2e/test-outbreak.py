#!/usr/bin/env python3
"""The outbreak view, driven as a person would: a house is attacked and defended, the curve shows it, going back shows the past.

Usage: in-session.sh test-outbreak.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import sys
import tempfile

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
MINUTE_US = 60_000_000


def says_who_can_be_taken(window):
    """key 5 shows the outbreak: nobody attacks yet, and eight cameras can be taken"""
    window.activate("pause")
    window.seek(2 * MINUTE_US + 1)
    window.activate("focus-view")
    window.key("5")
    wait(lambda: window.state("view") == "outbreak", "the view")
    window.wait_to_see(r"^Nobody attacks yet\. 8 can be taken\.$")


def defending_a_group_is_a_command(window):
    """a defence is chosen for all cameras from a list with prices, and is a command line"""
    window.press("Defend", "push button")
    window.wait_to_see("Whoever maintained devices that way needs another one")
    window.click(window.find(None, "Close Telnet"))
    window.wait_to_see("^close-telnet group=camera$")


def closed_doors_keep_everybody_out(window):
    """with telnet closed the attack starts and takes nobody"""
    window.press("Start Attack", "push button")
    window.wait_to_see("^outbreak state=on$")
    window.seek(3 * MINUTE_US)
    window.wait_to_see(r"^The attacker looks for devices\. There is no way into any device\.$")


def undone_and_attacked(window):
    """without the defence the cameras are taken within minutes"""
    window.activate("undo")
    window.activate("undo")
    window.wait_to_see(r"^Nobody attacks yet\.|^The attacker looks for devices\.")
    window.seek(12 * MINUTE_US)
    window.wait_to_see(r"8 infected, 0 more can be taken\.$")


def past_is_as_it_was(window):
    """going back shows the house before the attack"""
    window.seek(MINUTE_US * 2)
    window.wait_to_see(r"^Nobody attacks yet\. 8 can be taken\.$")
    window.seek(12 * MINUTE_US)
    window.wait_to_see(r"8 infected, 0 more can be taken\.$")


def table_and_picture(window):
    """the curves are exported as a table and as a picture"""
    with tempfile.TemporaryDirectory() as folder:
        for name, beginning in (("outbreak.csv", "time_s,vulnerable,infected"), ("outbreak.svg", "<?xml")):
            file = pathlib.Path(folder) / name
            window.activate("export-picture", GLib.Variant("s", str(file)))
            wait(file.exists, name)
            assert file.read_text(encoding="utf-8").startswith(beginning)


FACTS = [says_who_can_be_taken, defending_a_group_is_a_command, closed_doors_keep_everybody_out, undone_and_attacked, past_is_as_it_was, table_and_picture]


if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
