#!/usr/bin/env python3
"""The certificates view, driven as a person would: a lock's certificate is looked at, its path checked, revoked
from there, and saved as a file that openssl reads.

Usage: in-session.sh test-certificates.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import subprocess
import sys
import tempfile

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
SECOND_US = 1_000_000


def lists_the_hierarchy(window):
    """key 4 shows the certificates, from the root down to the locks"""
    window.activate("pause")
    window.seek(12 * SECOND_US)
    window.activate("focus-view")
    window.key("4")
    wait(lambda: window.state("view") == "certificates", "the view")
    names = {node.name for node in window.nodes()}
    assert {"Home Lab Root CA", "Services", "lock-03"} <= names, names


def selection_is_one(window):
    """a device selected anywhere shows its certificate here"""
    window.activate("select", GLib.Variant("s", "lock-03"))
    window.wait_to_see("^CN=lock-03$")


def path_is_a_checklist(window):
    """the path is explained check by check, with the sentence on top"""
    window.press("Path")
    window.wait_to_see("is valid: every check is good")


def slider_checks_another_time(window):
    """the slider checks the path at another time, and the playhead stays"""
    slider = window.find("slider", "Time at which the path is checked")
    slider.set_value(4 * 86400 * SECOND_US)
    window.wait_to_see("^Path refused at ")
    assert window.state("time") == 12 * SECOND_US


def revoking_is_a_command(window):
    """Hold and Release are command lines, and the state follows"""
    window.press("Hold")
    window.seek(13 * SECOND_US)
    window.wait_to_see("^on hold$")
    window.press("Release")
    window.seek(14 * SECOND_US)
    window.wait_to_see("^certificate valid$")


def revoked_for_good(window):
    """a reason from the menu revokes the certificate for good"""
    window.press("Revoke…")
    window.press("Its Key Is in Other Hands")
    window.wait_to_see("^revoke device=lock-03 reason=keyCompromise$")
    window.seek(15 * SECOND_US)
    window.wait_to_see("^revoked$")


def pem_is_what_openssl_reads(window):
    """the PEM text is a certificate that openssl reads"""
    window.press("PEM")
    pem = wait(lambda: next((node.text for node in window.nodes(texts=True) if "BEGIN CERTIFICATE" in node.text), None), "the PEM text")
    answer = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem, capture_output=True, text=True)
    assert "lock-03" in answer.stdout, answer


def lifetimes_are_exported(window):
    """the picture of the view is the chart of lifetimes"""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "lifetimes.svg"
        window.activate("export-picture", GLib.Variant("s", str(file)))
        wait(file.exists, "the picture")
        assert "<svg" in file.read_text(encoding="utf-8")


def policies_are_applied(window):
    """another lifetime is tried on the page of policies, and becomes the run's by a command line"""
    window.press("Policies")
    x, y, width, height = window.find("text", "Lifetime").extents
    for _ in range(3):
        window.click_at(x + width // 2, y + height // 2)
    window.type("10d")
    apply = window.find("push button", re.compile("Apply to Run"))
    wait(lambda: apply.sensitive, "something to apply")
    window.click(apply)
    wait(lambda: not apply.sensitive, "the run to have this policy")


FACTS = [lists_the_hierarchy, selection_is_one, path_is_a_checklist, slider_checks_another_time, revoking_is_a_command, revoked_for_good,
         pem_is_what_openssl_reads, lifetimes_are_exported, policies_are_applied]


if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
