#!/usr/bin/env python3
"""trustbed-cli from end to end: what a teacher scripts. A run repeats itself on any number of threads, a
capture opens in tshark from the file alone, and JSON has the keys that others rely on.

Usage: test-command-line.py SOURCE-ROOT BUILD-ROOT"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from facts import Report

SOURCE, BUILD = (pathlib.Path(argument) for argument in sys.argv[1:3])
CLI = BUILD / "app" / "trustbed-cli"
ENVIRONMENT = {**os.environ, "TRUSTBED_DATA_DIR": str(SOURCE / "data"), "LANGUAGE": "C", "DISPLAY": ""}
SECURE_MQTT, PLAIN_MQTT = "8883", "1883"
PUBLISH = "3"


def cli(*words):
    answer = subprocess.run([CLI, *map(str, words)], env=ENVIRONMENT, capture_output=True, text=True)
    assert answer.returncode == 0, (words, answer.returncode, answer.stderr)
    return answer


def run_json(*words):
    return json.loads(cli("run", "smart-home", "--until", "3m", "--json", *words).stdout)


def tshark(capture, *words):
    answer = subprocess.run(["tshark", "-r", capture, *words], capture_output=True, text=True, env={**os.environ, "HOME": os.fspath(capture.parent)})
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def repeats_itself():
    """the same scenario and seed give the same journal, twice and at 1, 2 and 4 threads; another seed another one"""
    runs = [run_json("--threads", threads) for threads in (1, 2, 4, 4)]
    assert len({run["journal_sha256"] for run in runs}) == 1, runs
    assert len({run["outcome_sha256"] for run in runs}) == 1, runs
    assert run_json("--seed", 43)["journal_sha256"] != runs[0]["journal_sha256"]


def json_has_its_keys():
    """the summary as JSON has the documented keys, and tells the story of the house"""
    told = run_json()
    wanted = {"scenario", "seed", "simulated_us", "wall_s", "journal_sha256", "outcome_sha256", "devices", "certificates_issued", "handshakes", "bytes"}
    assert wanted <= told.keys(), wanted - told.keys()
    assert {"ok", "refused", "by_reason"} <= told["handshakes"].keys() and {"plain", "protected"} <= told["bytes"].keys()
    assert told["devices"] == 64 and told["simulated_us"] == 180_000_000
    assert told["handshakes"]["ok"] > 50 and told["bytes"]["plain"] > 0 and told["bytes"]["protected"] > 0
    assert {"unknown-authority", "no-certificate"} <= told["handshakes"]["by_reason"].keys()


def capture_opens():
    """tshark shows the MQTT of a protected session decrypted, from the capture alone, and finds nothing malformed"""
    with tempfile.TemporaryDirectory() as folder:
        capture = pathlib.Path(folder) / "home.pcapng"
        cli("run", "smart-home", "--until", "2m", "--pcap", capture)
        rows = tshark(capture, "-Y", f"mqtt.msgtype == {PUBLISH}", "-T", "fields", "-e", "tcp.dstport", "-e", "mqtt.topic")
        topics = collections.defaultdict(set)
        for port, topic in (row.split("\t") for row in rows):
            topics[port].add(topic)
        assert any("lock-01" in topic for topic in topics[SECURE_MQTT]), dict(topics)
        assert any("camera-01" in topic for topic in topics[PLAIN_MQTT]), dict(topics)
        # Bodies of EST are base64 (RFC 8951 section 3), which tshark takes for DER.
        assert not tshark(capture, "-Y", '_ws.malformed && !(http.content_type contains "application/pkcs")')


def secrets_are_needed():
    """without the secrets inside, the same capture keeps the protected topics to itself"""
    with tempfile.TemporaryDirectory() as folder:
        capture, blind = pathlib.Path(folder) / "home.pcapng", pathlib.Path(folder) / "blind.pcapng"
        cli("run", "smart-home", "--until", "30s", "--pcap", capture)
        subprocess.run(["editcap", "--discard-all-secrets", capture, blind], check=True, capture_output=True)
        count = [len(tshark(file, "-Y", f"mqtt && tcp.port == {SECURE_MQTT}")) for file in (capture, blind)]
        assert count[0] > 0 and count[1] == 0, count


def handshake_tells_its_flights():
    """`handshake --json` gives the flights of a mutual handshake with their messages"""
    told = json.loads(cli("handshake", "--mutual", "--json").stdout)
    assert told["ok"] == told["count"] == 1 and told["version"] == "TLSv1.3", told
    names = [message["name"] for flight in told["first"]["flights"] for message in flight["messages"]]
    assert names[:2] == ["ClientHello", "ServerHello"] or names[:2] == ["client_hello", "server_hello"], names
    assert sum("ertificate" in name and "erify" in name.lower() for name in names) == 2, names


FACTS = [repeats_itself, json_has_its_keys, capture_opens, secrets_are_needed, handshake_tells_its_flights]


def main():
    report = Report(BUILD / "meson-logs" / "e2e")
    report.run(FACTS)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
