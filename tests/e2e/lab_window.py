"""The real window, driven as a person with a screen reader, a keyboard and a session bus would: a virtual
display, controls found by role and accessible name, actions activated on the bus, and screenshots.
It starts programs of its own only, in a home of its own; it must run inside `dbus-run-session`."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from accessible import Bus, Gio, GLib

APP_ID = "io.github.trustbed.Trustbed"
WINDOW_PATH = "/io/github/trustbed/Trustbed/window/1"
PATIENCE_S = 30 * float(os.environ.get("LAB_PATIENCE", "1"))
POLL_S = 0.05


class NotSeen(AssertionError):
    """What was waited for did not come."""


def wait(condition, what, seconds=None):
    """The first true answer of condition, which is asked again until it comes or patience ends."""
    deadline = time.monotonic() + (seconds or PATIENCE_S)
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise NotSeen(f"waited in vain for {what}")
        time.sleep(POLL_S)


class Display:
    """A virtual screen of its own, on whatever number is free."""

    def __init__(self, width, height):
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-dpi", "96"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.name = ":" + answer.readline().strip()

    def close(self):
        self.process.terminate()
        self.process.wait()


def matches(text, wanted):
    return wanted is None or (bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else text == wanted)


class LabWindow:
    """A running program with a window. Use it in a `with` statement."""

    def __init__(self, program, arguments=(), *, size=(1280, 800), environment=None, app_id=APP_ID):
        self.size, self.app_id, self.found = size, app_id, {}
        self.display = Display(*size)
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="lab-home-"))
        self._dress()
        self.messages = open(self.home / "messages", "w+", encoding="utf-8", errors="replace")
        os.environ["DISPLAY"] = self.display.name
        self.environment = {**os.environ, **self._isolated(), **(environment or {})}
        self.process = subprocess.Popen([program, *arguments], env=self.environment, stdout=self.messages, stderr=self.messages)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.accessibility = Bus()

    def _isolated(self):
        folders = {name: str(self.home / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        without_gl = {"GDK_DEBUG": "gl-disable", "GDK_DISABLE": "gl", "GSK_RENDERER": "cairo"}   # drivers leak, and no driver is what is tested
        return {**folders, **without_gl, "HOME": str(self.home), "GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory",
                "DISPLAY": self.display.name, "WAYLAND_DISPLAY": "", "LANGUAGE": "C", "GTK_A11Y": "atspi"}

    def _dress(self):
        """The fonts a GNOME desktop would give; a bare display has none of its own."""
        settings = self.home / "xdg_config_home" / "gtk-4.0" / "settings.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text("[Settings]\ngtk-font-name=Cantarell 11\ngtk-xft-antialias=1\ngtk-xft-hinting=1\ngtk-xft-hintstyle=hintslight\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What is there

    @property
    def root(self):
        """The program on the accessibility bus, or None before it is there."""
        return self.accessibility.program(self.process.pid)

    def nodes(self, showing=True, last_first=False, texts=False):
        """Everything that is there, from the top."""
        root = self.root
        yield from root.walk(showing, last_first, texts) if root else ()

    def _look(self, role, name, showing):
        return (node for node in self.nodes(showing) if matches(node.role, role) and matches(node.name, name))

    def look(self, role=None, name=None, showing=True):
        """Everything of that role and name (a text or a pattern) that is on screen now."""
        return list(self._look(role, name, showing))

    def _found_before(self, role, name, showing):
        """What was found by that name the last time, if that is still what it is."""
        node = self.found.get((role, name, showing))
        if node is None:
            return None
        return node if node.role == role and matches(node.name, name) and (node.showing or not showing) else None

    def find(self, role=None, name=None, showing=True, seconds=None):
        """The first of that role and name, waiting until it is there."""
        def first():
            self.require_alive()
            return self._found_before(role, name, showing) or next(self._look(role, name, showing), None)
        node = wait(first, f"{role or 'anything'} named {getattr(name, 'pattern', name)!r}", seconds)
        self.found[role, name, showing] = node.keep()
        return node

    def sees(self, pattern):
        """Whether a text that matches is on screen. What lies on top is looked at first: a passing message may be gone after the rest."""
        wanted = re.compile(pattern)
        return any(wanted.search(part) for node in self.nodes(last_first=True, texts=True) for part in (node.name, node.text, node.description))

    def wait_to_see(self, pattern, seconds=None):
        wait(lambda: self.sees(pattern), f"a text like {pattern!r}", seconds)

    def require_alive(self):
        assert self.process.poll() is None, f"the program ended with status {self.process.returncode}: {self.said()}"

    def said(self):
        """What the program wrote so far, to either output."""
        self.messages.flush()
        self.messages.seek(0)
        return self.messages.read()

    # Actions on the session bus

    def _actions(self, method, parameters, answer):
        return self.bus.call_sync(self.app_id, WINDOW_PATH, "org.gtk.Actions", method, parameters,
                                  GLib.VariantType(answer) if answer else None, Gio.DBusCallFlags.NONE, 20000, None)

    def actions(self):
        return self._actions("List", None, "(as)").unpack()[0]

    def activate(self, action, parameter=None):
        """Activates an action of the window; parameter is a GLib.Variant where it takes one."""
        self._actions("Activate", GLib.Variant("(sava{sv})", (action, [parameter] if parameter is not None else [], {})), None)

    def state(self, action):
        """The state of an action, as a Python value, or None where it has none."""
        (_, _, state), = self._actions("Describe", GLib.Variant("(s)", (action,)), "((bgav))").unpack()
        return state[0] if state else None

    def wait_for_window(self):
        def ready():
            self.require_alive()
            with contextlib.suppress(GLib.Error):
                return self.actions()
        wait(ready, "the window on the session bus")
        self.find("frame")

    # Keyboard and picture

    def _xdotool(self, *arguments):
        answer = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True, capture_output=True, text=True)
        return answer.stdout.split()

    def take_keyboard(self):
        """Without a window manager nobody gives the window the keyboard; fills the screen too."""
        window = self._xdotool("search", "--onlyvisible", "--pid", self.process.pid)[0]
        self._xdotool("windowmove", window, 0, 0, "windowsize", window, *self.size, "windowfocus", window)

    def key(self, *names):
        self._xdotool("key", "--clearmodifiers", *names)

    def type(self, text):
        self._xdotool("type", "--delay", 5, text)

    def seek(self, time_us):
        """Takes the playhead there, and waits until it is."""
        self.activate("seek", GLib.Variant("x", time_us))
        wait(lambda: self.state("time") == time_us, f"the playhead at {time_us} us")

    def press(self, name, role=None):
        """Clicks on what has that name."""
        self.click(self.find(role, name))

    def click(self, node):
        """Clicks a control, by its own action where it has one, else with the mouse."""
        if not node.click():
            x, y, width, height = self.resting_place(node)
            self.click_at(x + width // 2, y + height // 2)

    def resting_place(self, node):
        """Where a control is once it stays there: what has just come or gone may still move it."""
        places = [node.extents]

        def stays():
            time.sleep(POLL_S)
            places.append(node.keep().extents)
            return places[-1] == places[-2] and places[-1]
        return wait(stays, f"{node} to stay where it is")

    def click_at(self, x, y):
        """Presses the mouse at a place of the window."""
        self._xdotool("mousemove", x, y, "click", 1)

    def screenshot(self, file):
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=True)
        return file

    # The end

    def quit(self):
        """Closes the window as a person does and gives the exit status."""
        if self.process.poll() is None:
            with contextlib.suppress(GLib.Error):
                self.activate("close")
        return self.process.wait(timeout=PATIENCE_S)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.messages.close()
        self.display.close()
        shutil.rmtree(self.home, ignore_errors=True)
