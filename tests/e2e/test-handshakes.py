#!/usr/bin/env python3
"""The handshakes view, driven as a person would: a session with key transport is made by typing, opened with a key
that leaked, and looked at without any; an attacker in the middle is found out check by check.

Usage: in-session.sh test-handshakes.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import sys
import tempfile

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
SECOND_US = 1_000_000


def make(window, words):
    """Types a handshake and waits until everybody shows it."""
    before = window.state("selection")
    window.activate("submit", GLib.Variant("s", f"handshake device=lock-03 {words}"))
    wait(lambda: window.state("selection").startswith("handshake") and window.state("selection") != before, "the handshake that was made")


def typed_handshake_is_shown(window):
    """a handshake that was typed is selected when it is over"""
    window.activate("pause")
    window.seek(12 * SECOND_US)
    window.activate("show-view", GLib.Variant("s", "handshakes"))
    make(window, "tls=1.2 kex=rsa key=rsa2048 data=yes")


def leaked_key_opens_it(window):
    """the server's key, leaked later, opens a recorded session with key transport"""
    window.click(window.find("page tab", "Keys"))
    window.wait_to_see("sealed messages stay closed$")
    window.key("alt+l")
    window.find(None, "The server's private key")
    window.key("Down")
    window.key("Return")
    window.wait_to_see("^Opens 4 of 4 sealed messages$")


def interception_is_found_out(window):
    """an attacker in the middle passes every check, and the ladder says what should have been refused"""
    make(window, "attack=rogue-authority")
    window.wait_to_see("^Nobody refused: lock-03 talks to an attacker who passes for broker$")
    window.click(window.find("page tab", "Checks"))
    window.wait_to_see("found nothing wrong, and talks to the attacker instead of broker")


def three_lanes_are_exported(window):
    """the picture shows the attacker between the two"""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "lanes.svg"
        window.activate("export-picture", GLib.Variant("s", str(file)))
        wait(file.exists, "the picture")
        assert "<svg" in file.read_text(encoding="utf-8")


FACTS = [typed_handshake_is_shown, leaked_key_opens_it, interception_is_found_out, three_lanes_are_exported]


if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
