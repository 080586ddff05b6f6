#!/usr/bin/env python3
"""What a window can be asked to do, by keys, the command line and the session bus: each deed is visible in a state
that can be read the same way, and is said in the command line.

Usage: in-session.sh test-actions.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import sys
import tempfile

from facts import Report
from gi.repository import GLib
from lab_window import LabWindow, wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
PROGRAM = BUILD / "app" / "trustbed"
ENVIRONMENT = {"TRUSTBED_DATA_DIR": str(SOURCE / "data"), "TRUSTBED_LOCALE_DIR": str(BUILD / "po"), "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
SEEN = BUILD / "meson-logs" / "e2e"
SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US


def text(value):
    return GLib.Variant("s", value)


def submit(window, line):
    window.activate("submit", text(line))


def becomes(window, state, value):
    wait(lambda: window.state(state) == value, f"{state} to be {value!r}")


def said(window):
    return window.find("text", "Command").text


def pause_at(window, time_us):
    window.activate("pause")
    window.seek(time_us)


def opens(window):
    """the window opens"""
    window.wait_for_window()
    window.take_keyboard()
    becomes(window, "playing", True)


def deeds_are_said(window):
    """what an action does stands in the command line, as one would type it"""
    pause_at(window, 2 * MINUTE_US)
    wait(lambda: said(window) == "seek 2m", "the seek in the command line")
    window.activate("select", text("lock-01"))
    wait(lambda: said(window) == "select lock-01", "the selection in the command line")
    window.activate("set-speed", GLib.Variant("d", 60.0))
    wait(lambda: said(window) == "speed 60", "the speed in the command line")
    becomes(window, "speed", 60.0)
    window.activate("set-speed", GLib.Variant("d", 0.0))
    wait(lambda: window.state("speed") != 60.0, "the pace of the story")


def speed_keys(window):
    """the bracket keys change the speed"""
    submit(window, "speed 60")
    becomes(window, "speed", 60.0)
    window.key("bracketright")
    becomes(window, "speed", 600.0)
    window.key("bracketleft")
    becomes(window, "speed", 60.0)


def arrow_keys_step(window):
    """Right and Left go from event to event"""
    pause_at(window, MINUTE_US)
    window.activate("focus-view")
    window.key("Right")
    wait(lambda: window.state("time") > MINUTE_US, "a later event")
    later = window.state("time")
    window.key("Left")
    wait(lambda: window.state("time") < later, "an earlier event")


def lines_do_what_buttons_do(window):
    """views, inspector and presentation have commands too"""
    submit(window, "view handshakes")
    becomes(window, "view", "handshakes")
    submit(window, "view fleet")
    becomes(window, "view", "fleet")
    submit(window, "inspector off")
    becomes(window, "inspector", False)
    submit(window, "inspector on")
    becomes(window, "inspector", True)


def presentation_leaves_the_view(window):
    """F11 shows the view to an audience, Escape ends that"""
    window.key("F11")
    becomes(window, "presentation", True)
    assert not window.look("text", "Command"), "the command line is still there"
    window.find("slider", "Timeline")
    window.screenshot(SEEN / "presentation.png")
    window.key("Escape")
    becomes(window, "presentation", False)
    window.find("text", "Command")


def commands_change_the_run(window):
    """a typed command is carried out and answered, and Up brings it back"""
    pause_at(window, 2 * MINUTE_US)
    window.key("ctrl+l")
    window.type("power device=lock-02 state=off")
    window.key("Return")
    window.wait_to_see(r"^Done on day 1")
    window.key("ctrl+a")
    window.type("seek 1m")
    window.key("Return")
    becomes(window, "time", MINUTE_US)
    window.key("Up", "Up")
    wait(lambda: said(window).startswith("power device=lock-02"), "the earlier command")
    window.key("Escape", "Escape")
    window.activate("focus-view")


def refused_commands_say_why(window):
    """a command that the run refuses is answered with the reason"""
    submit(window, "power device=nobody-7 state=off")
    window.wait_to_see(r"nobody-7")
    submit(window, "seek yesterday")
    window.wait_to_see(r"yesterday.*is no time")
    submit(window, "speed fast")
    window.wait_to_see(r"fast.*is no speed")


def completes(window):
    """Tab completes a name"""
    window.key("ctrl+l", "ctrl+a", "BackSpace")
    window.type("select therm")
    window.find("label", "select thermostat-01")
    window.key("Tab")
    wait(lambda: said(window) == "select thermostat-01", "the completed line")
    window.key("Return")
    becomes(window, "selection", "thermostat-01")
    window.key("Escape", "Escape")


def undo_takes_back(window):
    """undo is a run without the last command, at the same moment"""
    end = 2 * MINUTE_US + SECOND_US
    pause_at(window, end)
    window.activate("select", text("lock-02"))
    window.wait_to_see("Switch On")
    window.activate("undo")
    window.wait_to_see(r"is taken back")
    window.wait_to_see("Switch Off")
    becomes(window, "time", end)
    becomes(window, "selection", "lock-02")


def continues_from_here(window):
    """a run branched in the past knows nothing of what came after"""
    pause_at(window, MINUTE_US)
    window.activate("continue-here")
    window.wait_to_see(r"goes its own way")
    becomes(window, "time", MINUTE_US)
    window.activate("to-live")
    wait(lambda: MINUTE_US <= window.state("time") < 2 * MINUTE_US, "a live edge that is near")


def timeline_is_clicked(window):
    """a click on the timeline goes there"""
    pause_at(window, 2 * MINUTE_US)
    x, y, width, height = window.find("slider", "Timeline").extents
    window.click_at(x + width // 12, y + height // 2)
    wait(lambda: 0 < window.state("time") < 2 * MINUTE_US, "an earlier time")
    window.key("Home")
    becomes(window, "time", 0)


def exports_pictures(window):
    """the view is exported in each format, and a bad ending is refused"""
    for ending, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        file = window.home / f"picture.{ending}"
        window.activate("export-picture", text(str(file)))
        wait(lambda file=file: file.exists() and file.stat().st_size > 1000, f"{file}")
        assert file.read_bytes().startswith(start), file.read_bytes()[:20]
    window.activate("export-picture", text(str(window.home / "picture.xyz")))
    window.wait_to_see(r"\.svg")
    assert not (window.home / "picture.xyz").exists()


def bad_files_leave_the_run(window):
    """a scenario that cannot be read is one sentence in the window, and what was open stays"""
    pause_at(window, MINUTE_US)
    broken = window.home / "broken.xml"
    broken.write_text("<scenario>", encoding="utf-8")
    window.activate("open", text(str(broken)))
    window.wait_to_see(re.escape(str(broken)))
    assert window.state("time") == MINUTE_US
    window.click(window.find("push button", "Close this message"))


def other_scenarios_open(window):
    """another scenario replaces the one that was open"""
    submit(window, "open hospital")
    window.wait_to_see("Hospital")
    becomes(window, "playing", True)
    wait(lambda: window.state("time") > 0, "time to move")


def complains_of_nothing(window):
    """the toolkit had nothing to complain about"""
    complaints = [line for line in window.said().splitlines() if re.search("WARNING|CRITICAL|ERROR|runtime error", line)]
    assert not complaints, complaints


def ends_well(window):
    """closed, it ends with status 0"""
    status = window.quit()
    assert status == 0, f"status {status}: {window.said()}"


def killed_it_goes_on(_):
    """a window that is killed is gone on with: what was answered is there, and saved it has a name of its own"""
    with tempfile.TemporaryDirectory(prefix="lab-data-") as data:
        environment, document = {**ENVIRONMENT, "XDG_DATA_HOME": data}, pathlib.Path(data) / "house.trustbed"
        with LabWindow(PROGRAM, environment=environment) as window:
            opens(window)
            pause_at(window, MINUTE_US)
            submit(window, "power device=lock-02 state=off")
            window.wait_to_see(r"Done on")
            window.process.kill()
            window.process.wait()
        with LabWindow(PROGRAM, environment=environment) as window:
            opens(window)
            window.wait_to_see(r"1 command: continue where it stopped")
            window.press("Continue", "push button")
            becomes(window, "time", MINUTE_US)
            window.activate("select", text("lock-02"))
            window.wait_to_see("Switch On")
            window.activate("save-as", text(str(document)))
            window.wait_to_see(r"Saved as")
            assert document.exists() and not list(pathlib.Path(data).glob("trustbed/autosave/*.trustbed"))
            complains_of_nothing(window)
            ends_well(window)


FACTS = [opens, deeds_are_said, speed_keys, arrow_keys_step, lines_do_what_buttons_do, presentation_leaves_the_view, commands_change_the_run,
         refused_commands_say_why, completes, undo_takes_back, continues_from_here, timeline_is_clicked, exports_pictures, bad_files_leave_the_run,
         other_scenarios_open, complains_of_nothing, ends_well, killed_it_goes_on]


def main():
    report = Report(SEEN)
    SEEN.mkdir(parents=True, exist_ok=True)
    with LabWindow(PROGRAM, ["smart-home"], environment=ENVIRONMENT) as window:
        report.run(FACTS, window)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
