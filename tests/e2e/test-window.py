#!/usr/bin/env python3
"""The window from end to end: it opens playing, is paused and sought, a device is selected, its handshake
opened and read, and the command line refuses what it must. Everything is found by its accessible name.

Usage: in-session.sh test-window.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import sys

from facts import Report, brightness, colours, difference
from gi.repository import GLib
from lab_window import LabWindow, wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
MINUTE_US = 60_000_000
SEEN = BUILD / "meson-logs" / "e2e"


def time_of(window):
    return window.state("time")


def pictured(window, name):
    SEEN.mkdir(parents=True, exist_ok=True)
    return window.screenshot(SEEN / f"{name}.png")


def opens_playing(window):
    """the window opens on the scenario, already playing"""
    window.wait_for_window()
    window.take_keyboard()
    window.wait_to_see("Smart home")
    assert window.state("playing") is True
    start = time_of(window)
    wait(lambda: time_of(window) > start, "time to move")


def names_are_given(window):
    """every control has a name of its own"""
    controls = {"push button", "toggle button", "check box", "text", "entry", "slider", "combo box", "link"}
    nameless = [node for node in window.nodes() if node.role in controls and (not node.name or re.match(r"^(Gtk|Adw|Tb)[A-Z]", node.name))]
    assert not nameless, nameless


def pauses(window):
    """the button named Pause stops time, and is then named Play"""
    window.click(window.find("push button", "Pause"))
    window.find("push button", "Play")
    assert window.state("playing") is False
    stopped = time_of(window)
    pictured(window, "paused")
    assert time_of(window) == stopped


def space_plays(window):
    """Space plays and pauses"""
    window.key("space")
    wait(lambda: window.state("playing") is True, "playing after Space")
    window.key("space")
    wait(lambda: window.state("playing") is False, "pause after Space")


def draws_the_fleet(window):
    """the fleet is drawn, and the legend counts it"""
    window.seek(MINUTE_US)
    picture = pictured(window, "fleet")
    assert colours(picture) > 200, f"only {colours(picture)} colours"
    window.wait_to_see(r"certificate valid")


def goes_back(window):
    """the past looks different, and the same again when one returns"""
    window.seek(3 * MINUTE_US)
    late = pictured(window, "late")
    window.seek(0)
    assert difference(late, pictured(window, "early")) > 1000
    window.seek(3 * MINUTE_US)
    assert time_of(window) == 3 * MINUTE_US


def steps(window):
    """a step forward goes to a later event, a step back to an earlier one"""
    window.seek(MINUTE_US)
    window.activate("step-forward")
    wait(lambda: time_of(window) > MINUTE_US, "a later event")
    window.activate("step-back")
    window.activate("step-back")
    wait(lambda: time_of(window) < MINUTE_US, "an earlier event")


def timeline_shows_time(window):
    """the slider named Timeline stands where time is"""
    window.seek(2 * MINUTE_US)
    slider = window.find("slider", re.compile("^Timeline"))
    assert slider.extents[2] > 300, slider.extents


def selects_a_device(window):
    """a selected device is told about in the inspector"""
    window.activate("select", GLib.Variant("s", "lock-03"))
    wait(lambda: window.state("selection") == "lock-03", "the selection")
    window.wait_to_see("lock-03")
    window.wait_to_see("P-256")


def opens_the_handshake(window):
    """its handshake opens with the messages of both sides"""
    window.activate("show-view", GLib.Variant("s", "handshakes"))
    wait(lambda: window.state("view") == "handshakes", "the view")
    for message in ("ClientHello", "ServerHello", "CertificateVerify", "Finished"):
        window.wait_to_see(message)
    pictured(window, "handshake")


def shows_bytes(window):
    """a message shows its fields beside its bytes"""
    window.click(window.find(None, re.compile("^ClientHello")))
    window.wait_to_see("random")
    shown = window.find(None, "Bytes")
    assert shown.extents[2] > 100 and shown.extents[3] > 50, shown.extents
    window.wait_to_see(r"Bytes 0 to \d+ of \d+ are lit|01 00 00")


def asks_the_fleet(window):
    """a question in SQL is answered for the time of the playhead, and one that would change something is refused in a sentence"""
    window.activate("show-view", GLib.Variant("s", "monitor"))
    wait(lambda: window.state("view") == "monitor", "the view")
    window.activate("show-page", GLib.Variant("s", "ask"))
    window.press("How is everybody?", "push button")
    window.wait_to_see(r"rows · as it was on day 1")
    x, y, width, height = window.find("text", "Question in SQL").extents
    window.click_at(x + width // 2, y + height // 2)
    window.key("ctrl+a")
    window.type("DELETE FROM device")
    window.key("ctrl+Return")
    window.wait_to_see("Nothing can be written")
    window.key("Escape")
    pictured(window, "monitor")


def watches_the_run(window):
    """alerts are what the Monitor view begins with, and the overview draws the run"""
    window.activate("show-view", GLib.Variant("s", "monitor"))
    window.wait_to_see(r"^\d+ alerts? stands?|rules are watched")
    window.activate("show-page", GLib.Variant("s", "overview"))
    window.wait_to_see(r"^Ends of \d+ certificates")
    window.wait_to_see(r"^Map of usage, \d+ rows")


def audits_the_run(window):
    """the certificate log is listed up to the playhead, searched, and its tree computed anew"""
    window.activate("show-page", GLib.Variant("s", "audit"))
    window.wait_to_see(r"^\d+ log entries · as it was on day 1")
    x, y, width, height = window.find("entry", "Search the certificate log").extents
    window.click_at(x + width // 2, y + height // 2)
    window.type("lock-03 certificate-issued")
    window.wait_to_see(r"^\d of \d+ entries")
    window.press("Check Proofs", "page tab")
    window.press("Check Proofs", "push button")
    window.wait_to_see(r"^\d+ lines, the header included")
    window.press("Remember Checkpoint")
    window.wait_to_see("The log has only grown since")
    pictured(window, "audit")


def command_line_refuses(window):
    """rubbish in the command line is answered with a sentence, and nothing changes"""
    before = time_of(window)
    window.find("text", "Command")
    window.key("ctrl+l")
    window.type("frobnicate the lock")
    window.key("Return")
    window.wait_to_see("frobnicate.*is not a command")
    assert time_of(window) == before


def bus_refuses(window):
    """rubbish over the session bus is refused alike"""
    window.activate("submit", GLib.Variant("s", "\x07\n" + "x" * 5000))
    window.activate("select", GLib.Variant("s", "nobody-99"))
    window.activate("seek", GLib.Variant("x", -5))
    window.activate("set-speed", GLib.Variant("d", float("nan")))
    window.require_alive()
    assert time_of(window) >= 0


def changes_colours(window):
    """the dark style is dark"""
    window.activate("show-view", GLib.Variant("s", "fleet"))
    window.activate("color-scheme", GLib.Variant("s", "light"))
    wait(lambda: brightness(pictured(window, "light")) > 0.6, "a light window")
    window.activate("color-scheme", GLib.Variant("s", "dark"))
    wait(lambda: brightness(pictured(window, "dark")) < 0.4, "a dark window")


def complains_of_nothing(window):
    """the toolkit had nothing to complain about"""
    complaints = [line for line in window.said().splitlines() if re.search("WARNING|CRITICAL|ERROR|runtime error", line)]
    assert not complaints, complaints


def ends_well(window):
    """closed, it ends with status 0"""
    status = window.quit()
    assert status == 0, f"status {status}: {window.said()}"


FACTS = [opens_playing, names_are_given, pauses, space_plays, draws_the_fleet, goes_back, steps, timeline_shows_time, selects_a_device,
         opens_the_handshake, shows_bytes, watches_the_run, asks_the_fleet, audits_the_run, command_line_refuses, bus_refuses, changes_colours, complains_of_nothing, ends_well]


def main():
    report = Report(SEEN)
    environment = {"TRUSTBED_DATA_DIR": str(SOURCE / "data"), "TRUSTBED_LOCALE_DIR": str(BUILD / "po"), "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
    with LabWindow(BUILD / "app" / "trustbed", [str(SOURCE / "data" / "scenarios" / "smart-home.xml")], environment=environment) as window:
        report.run(FACTS, window)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
