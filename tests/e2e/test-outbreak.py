#!/usr/bin/env python3
"""The outbreak view, driven as a person would: a house is attacked and defended, the curve shows it, going back shows the past.

Usage: in-session.sh test-outbreak.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import sys
import tempfile

from facts import Report
from gi.repository import GLib
from lab_window import LabWindow, wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
MINUTE_US = 60_000_000


def seek(window, time_us):
    window.activate("seek", GLib.Variant("x", time_us))
    wait(lambda: window.state("time") == time_us, f"{time_us} us")


def press(window, name, role=None):
    window.click(window.find(role, name))


def says_who_can_be_taken(window):
    """key 5 shows the outbreak: nobody attacks yet, and eight cameras can be taken"""
    window.activate("pause")
    seek(window, 2 * MINUTE_US + 1)
    window.activate("focus-view")
    window.key("5")
    wait(lambda: window.state("view") == "outbreak", "the view")
    window.wait_to_see(r"^Nobody attacks yet\. 8 can be taken\.$")


def defending_a_group_is_a_command(window):
    """a defence is chosen for all cameras from a list with prices, and is a command line"""
    press(window, "Defend", "push button")
    window.wait_to_see("Whoever maintained devices that way needs another one")
    window.click(window.find(None, "Close Telnet"))
    window.wait_to_see("^close-telnet group=camera$")


def closed_doors_keep_everybody_out(window):
    """with telnet closed the attack starts and takes nobody"""
    press(window, "Start Attack", "push button")
    window.wait_to_see("^outbreak state=on$")
    seek(window, 3 * MINUTE_US)
    window.wait_to_see(r"^The attacker looks for devices\. There is no way into any device\.$")


def undone_and_attacked(window):
    """without the defence the cameras are taken within minutes"""
    window.activate("undo")
    window.activate("undo")
    window.wait_to_see(r"^Nobody attacks yet\.|^The attacker looks for devices\.")
    seek(window, 12 * MINUTE_US)
    window.wait_to_see(r"8 infected, 0 more can be taken\.$")


def past_is_as_it_was(window):
    """going back shows the house before the attack"""
    seek(window, MINUTE_US * 2)
    window.wait_to_see(r"^Nobody attacks yet\. 8 can be taken\.$")
    seek(window, 12 * MINUTE_US)
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


def main():
    environment = {"TRUSTBED_DATA_DIR": str(SOURCE / "data"), "TRUSTBED_LOCALE_DIR": str(BUILD / "po"), "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
    report = Report(BUILD / "meson-logs" / "e2e")
    with LabWindow(BUILD / "app" / "trustbed", [str(SOURCE / "data/scenarios/smart-home.xml")], environment=environment) as window:
        window.wait_for_window()
        window.take_keyboard()
        report.run(FACTS, window)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
