#!/usr/bin/env python3
"""`trustbed-cli handshake --compare` as a script sees it: what is measured agrees with itself, what is modelled says so, and bad usage is refused.

Usage: test-cli-compare.py TRUSTBED-CLI"""

import csv
import io
import json
import subprocess
import sys

CLI = sys.argv[1]
FEW = ["--key", "p256", "--key", "ed25519", "--link", "wifi", "--link", "nb-iot", "--device", "cortex-m4-80-portable", "--device", "cortex-m0plus-64"]


def run(*words):
    return subprocess.run([CLI, "handshake", "--compare", *words], capture_output=True, text=True, check=False)


def good(*words):
    result = run(*words)
    assert result.returncode == 0 and not result.stderr, (words, result.returncode, result.stderr)
    return result.stdout


def the_json_has_every_combination():
    table = json.loads(good("--json", *FEW))
    rows = table["rows"]
    assert len(rows) == 4 * 2 * 2, len(rows)
    assert len({(row["handshake"], row["device"], row["link"]) for row in rows}) == len(rows)
    assert set(table["measured"]) == {"bytes_sent", "bytes_received", "flights", "round_trips"}
    assert not set(table["measured"]) & set(table["modelled"])
    for row in rows:
        assert row["total_us"] == row["asymmetric_us"] + row["symmetric_us"] + row["waiting_us"], row
        assert (row["energy_uj"] is None) == (row["link"] == "wifi"), row
        assert row["derived"] == (row["device"] == "cortex-m0plus-64" and row["handshake"] == "ed25519 full"), row
    for source in table["devices"] + table["links"]:
        assert len(source["source"]) > 10, source


def openssl_is_larger_than_the_minimum():
    for handshake in json.loads(good("--json", *FEW))["handshakes"]:
        assert handshake["minimum_bytes"] == sum(handshake["minimum_flights"]) == (280 if handshake["handshake"].endswith("resumed") else 789), handshake
        assert all(ours > least for ours, least in zip(handshake["flights"], handshake["minimum_flights"])), handshake
        assert handshake["bytes"] == sum(handshake["flights"]), handshake


def the_csv_says_the_same():
    rows = list(csv.DictReader(io.StringIO(good("--csv", *FEW))))
    table = json.loads(good("--json", *FEW))["rows"]
    assert len(rows) == len(table) + 2
    for line, row in zip(rows, table):
        assert line["handshake"] == row["handshake"] and line["device"] == row["device"] and line["link"] == row["link"]
        assert int(line["bytes_sent_measured"]) == row["bytes_sent"]
        assert int(line["total_us_modelled"]) == row["total_us"]
        assert line["energy_uj_modelled"] == ("" if row["energy_uj"] is None else str(row["energy_uj"]))
    assert rows[-2]["handshake"] == "minimum tls13-rpk" and int(rows[-2]["bytes_received_measured"]) == 394
    assert "draft-ietf-iotops-security-protocol-comparison" in rows[-1]["device_source"]


def the_text_says_what_is_modelled():
    text = good(*FEW)
    for words in ("Modelled from published figures", "derived", "162 +   394 +   233 =   789 B", "wolfSSL"):
        assert words in text, words


def the_same_seed_gives_the_same_table():
    assert good("--json", "--key", "p256", "--link", "wifi") == good("--json", "--key", "p256", "--link", "wifi")


def bad_usage_is_refused():
    for words in (["--json", "--csv"], ["--link", "carrier-pigeon"], ["--device", "abacus", "--key", "p256"], ["--key", "rot13", "--link", "wifi"], ["--tls", "1.3"], ["surplus"]):
        result = run(*words)
        assert result.returncode == 2 and result.stderr and not result.stdout, (words, result.returncode)


FACTS = [the_json_has_every_combination, openssl_is_larger_than_the_minimum, the_csv_says_the_same, the_text_says_what_is_modelled,
         the_same_seed_gives_the_same_table, bad_usage_is_refused]

print(f"1..{len(FACTS)}")
for number, fact in enumerate(FACTS, 1):
    fact()
    print(f"ok {number} {fact.__name__}", flush=True)
