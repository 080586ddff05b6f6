"""Facts as tests: functions run in the order they are written, each reported as a line of TAP. When one
fails, what was on screen is kept beside the log, as a picture and as the tree a screen reader gets."""

import os
import pathlib
import subprocess
import sys
import traceback

from lab_window import LabWindow


def keep_evidence(window, title, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stem = "-".join(title.split())[:60]
    try:
        window.screenshot(folder / f"{stem}.png")
        tree = "\n".join(f"{node!r} {node.extents} {node.text!r}" for node in window.nodes())
        (folder / f"{stem}.txt").write_text(f"{tree}\n\n{window.said()}", encoding="utf-8")
        print(f"# seen: {folder / stem}.png")
    except Exception as error:  # evidence is extra: the fact has failed already
        print(f"# nothing kept: {error}")


def check(title, fact, number, window, folder):
    try:
        fact(window) if window else fact()
    except Exception:
        print(f"not ok {number} - {title}")
        print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
        if window:
            keep_evidence(window, title, folder)
        return False
    print(f"ok {number} - {title}")
    return True


class Report:
    def __init__(self, folder):
        self.folder, self.count, self.failed = folder, 0, 0

    def run(self, facts, window=None):
        for fact in facts:
            self.count += 1
            self.failed += not check(fact.__doc__.strip(), fact, self.count, window, self.folder)
            sys.stdout.flush()

    def close(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def run_in_house(facts, source, build):
    """Opens the smart home and checks facts about its window, one after the other. Returns the exit status."""
    environment = {"TRUSTBED_DATA_DIR": str(source / "data"), "TRUSTBED_LOCALE_DIR": str(build / "po"), "GSETTINGS_SCHEMA_DIR": str(build / "data")}
    report = Report(build / "meson-logs" / "e2e")
    with LabWindow(build / "app" / "trustbed", [str(source / "data/scenarios/smart-home.xml")], environment=environment) as window:
        window.wait_for_window()
        window.take_keyboard()
        report.run(facts, window)
    return report.close()


def colours(picture, region=None):
    """How many different colours a picture has, or a region of it (such as 900x600+0+50)."""
    crop = ["-crop", region, "+repage"] if region else []
    answer = subprocess.run(["convert", os.fspath(picture), *crop, "-format", "%k", "info:"], check=True, capture_output=True, text=True)
    return int(answer.stdout)


def brightness(picture):
    """The mean brightness of a picture, 0 to 1."""
    answer = subprocess.run(["convert", os.fspath(picture), "-colorspace", "Gray", "-format", "%[fx:mean]", "info:"],
                            check=True, capture_output=True, text=True)
    return float(answer.stdout)


def difference(one, other):
    """How many pixels differ between two pictures of one size."""
    answer = subprocess.run(["compare", "-metric", "AE", os.fspath(one), os.fspath(other), "null:"], capture_output=True, text=True)
    return int(float(answer.stderr.split()[0]))
