#!/usr/bin/env python3
"""The live authority, switched on in the window and used by programs that other people wrote: curl enrols with a secret made there, openssl asks whether what
it got is good, mosquitto connects with it; what they do is shown as it happens, and a revocation in the window reaches all of them.

Usage: in-session.sh test-live-authority.py SOURCE-ROOT BUILD-ROOT"""

import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import urllib.parse

from facts import run_in_house
from gi.repository import GLib
from lab_window import wait

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
PATIENCE_S = 60
HERE = pathlib.Path(tempfile.mkdtemp(prefix="live-authority-"))
kept = {}


def run(line):
    return subprocess.run(["sh", "-c", line], cwd=HERE, capture_output=True, text=True, timeout=PATIENCE_S)


def page(window):
    """The page of the live authority, and not the rest of the window."""
    if "page" not in kept:
        kept["page"] = window.find("filler", "TbLivePage", showing=False)
    return kept["page"].walk(showing=False, texts=True)


def control(window, role, name):
    """One that is there all the time."""
    if name not in kept:
        kept[name] = next(node for node in page(window) if node.role == role and node.name == name).keep()
    return kept[name]


def labels(window):
    return (node.text for node in page(window) if node.role in ("label", "notification", "alert"))


def line_of(window, part):
    """The line to copy that has this in it; it is there whether its row is open or not."""
    return next(text for text in labels(window) if part in text)


def wait_to_read(window, pattern):
    wanted = re.compile(pattern)
    wait(lambda: any(wanted.search(text) for text in labels(window)), f"a text like {pattern!r}")


def is_open(address):
    with socket.socket() as attempt:
        return attempt.connect_ex((address.hostname, address.port)) == 0


def switch(window, name):
    window.click(control(window, "check box", name))


def is_off_at_first(window):
    """nothing is served until a person switches it on"""
    window.activate("pause")
    window.seek(12_000_000)
    kept["time"] = window.state("time")
    window.activate("show-live")
    wait_to_read(window, "^The Live Authority Is Off$")
    assert window.state("live") is False and window.state("live-broker") is False


def switches_on(window):
    """the switch starts the authority, and the page says so"""
    switch(window, "Live Authority")
    wait(lambda: window.state("live"), "the authority")
    wait_to_read(window, "^Nobody Has Asked Yet$")


def curl_enrols(window):
    """curl enrols with the line and the secret from the window, and both request and certificate appear"""
    window.click(control(window, "push button", "Make One"))
    wait(lambda: ":SECRET " not in line_of(window, "/simpleenroll"), "the secret")
    enrol = line_of(window, "/simpleenroll")
    kept["est"] = urllib.parse.urlsplit(re.search(r"https://\S+", enrol).group())
    assert run(line_of(window, "openssl req")).returncode == 0
    done = run(enrol)
    assert done.returncode == 0, done
    wait_to_read(window, "^Certificate issued, number [0-9a-f]{8}…$")
    wait_to_read(window, "^certificate valid$")
    kept["again"] = run(enrol)


def secret_is_good_once(window):
    """the second attempt with the same secret is refused, and told with the reason"""
    assert kept["again"].returncode != 0
    wait_to_read(window, "^Refused: who asks has not proven who it is")
    wait(lambda: ":SECRET " in line_of(window, "/simpleenroll"), "the line without the secret")


def openssl_finds_it_good(window):
    """openssl asks by OCSP and finds it good"""
    kept["ocsp"] = line_of(window, "openssl ocsp")
    assert "lock-1.pem: good" in run(kept["ocsp"]).stdout
    wait_to_read(window, "^Asks whether a certificate is revoked$")


def broker_lets_it_in(window):
    """with the broker on, mosquitto connects, and the fleet shows that a real client is there"""
    switch(window, "Live Broker")
    wait(lambda: window.state("live-broker"), "the broker")
    kept["publish"] = line_of(window, "mosquitto_pub -h")
    kept["listener"] = subprocess.Popen(["sh", "-c", "exec " + line_of(window, "mosquitto_sub -h")], cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wait_to_read(window, "^1 real client is connected$")
    assert run(kept["publish"]).returncode == 0
    assert kept["listener"].stdout.readline() == "door/lock-1 open\n"
    window.activate("show-view", GLib.Variant("s", "fleet"))
    window.wait_to_see("^Live: 1 real client connected$")


def stands_beside_the_others(window):
    """among the certificates it stands in a group of its own, marked as a real client's"""
    window.activate("show-live")
    window.click(control(window, "push button", "Look at It"))
    window.wait_to_see("^real client$")
    wait(lambda: {"Bargain Vendor Root CA", "Real clients (live authority)", "lock-1"} <= {node.name for node in window.nodes()}, "its group")


def revocation_reaches_everybody(window):
    """revoked in the window, openssl says so, the broker lets nobody in with it"""
    window.press("Revoke…")
    window.press("Its Key Is in Other Hands")
    wait_to_read(window, "^revoked$")
    assert "lock-1.pem: revoked" in run(kept["ocsp"]).stdout
    assert run(kept["publish"]).returncode != 0
    window.activate("show-live")
    wait_to_read(window, "^Refused by TLS: ")
    kept["listener"].terminate()
    kept["listener"].communicate(timeout=PATIENCE_S)


def run_is_untouched(window):
    """the run stands where it stood: its time, its command line and its records know nothing of this"""
    assert window.state("time") == kept["time"]


def taken_port_is_told(window):
    """a port that another program has is told as a sentence, and the switch goes back"""
    switch(window, "Live Broker")
    wait(lambda: not window.state("live-broker"), "the broker to end")
    switch(window, "Live Authority")
    wait(lambda: not window.state("live"), "the authority to end")
    assert not is_open(kept["est"]), "the port is open still"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        control(window, "spin button", "First port, 0 for any that is free").set_value(port)
        switch(window, "Live Authority")
        wait_to_read(window, f"^Another program has port {port} or one of the two after it")
    control(window, "spin button", "First port, 0 for any that is free").set_value(0)


def is_there_again(window):
    """switched on again, it is the same authority, and what it has issued is there"""
    window.activate("live", GLib.Variant("b", True))
    wait(lambda: window.state("live"), "the authority")
    kept["est"] = urllib.parse.urlsplit(re.search(r"https://\S+", line_of(window, "/simpleenroll")).group())
    wait_to_read(window, "^revoked$")
    assert is_open(kept["est"])


def ends_with_the_window(window):
    """closing the window closes the ports"""
    assert window.quit() == 0, window.said()
    assert not is_open(kept["est"])
    assert "CRITICAL" not in window.said() and "WARNING" not in window.said(), window.said()


FACTS = [is_off_at_first, switches_on, curl_enrols, secret_is_good_once, openssl_finds_it_good, broker_lets_it_in, stands_beside_the_others,
         revocation_reaches_everybody, run_is_untouched, taken_port_is_told, is_there_again, ends_with_the_window]

if __name__ == "__main__":
    sys.exit(run_in_house(FACTS, SOURCE, BUILD))
