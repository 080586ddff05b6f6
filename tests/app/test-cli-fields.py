#!/usr/bin/env python3
"""What `trustbed-cli handshake --fields` says of a handshake is what tshark says of the same capture: message types, lengths, extensions, certificates and
alerts, for every version; and tshark finds nothing malformed in it. tshark opens the sessions with the secrets inside the file.

Usage: test-cli-fields.py TRUSTBED-CLI SAY-HANDSHAKE TSHARK"""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

CLI, SAY, TSHARK = sys.argv[1:4]
P256, RSA2048, ED25519 = "0", "1", "6"
OLD, NEW, DATAGRAMS = "0x303", "0x304", "0xfefd"
OLD_GROUPS = "P-256:P-384:P-521"

COMMAND = [CLI, "handshake", "--json", "--fields"]

# Made by the command line: what it is called, the options, the exit status, and what must be among the messages.
COMMANDS = [
    ("command, 1.3, mutual, stapled", ["--mutual", "--staple", "good"], 0, {1, 2, 8, 11, 13, 15, 20}),
    ("command, DTLS 1.2, talking", ["--tls", "dtls-1.2", "--mutual", "--data", "--close"], 0, {1, 2, 3, 11, 12, 13, 14, 15, 16, 20}),
    ("command, 1.3, refused", ["--refuse", "no-certificate", "--key", "rsa2048"], 1, {1, 2, 8, 11, 13, 20}),
    ("command, 1.3, tried again, talking", ["--kex", "x25519", "--key", "ed25519", "--retry", "--key-update", "--data", "--close"], 0, {1, 2, 8, 11, 15, 20, 24}),
    ("command, 1.2, RSA key transport, talking", ["--tls", "1.2", "--kex", "rsa", "--data", "--close"], 0, {1, 2, 11, 14, 16, 20}),
    ("command, 1.2, a thief", ["--tls", "1.2", "--kex", "p384", "--fail", "stolen-certificate"], 1, {1, 2, 11, 12, 13, 14, 15, 16, 20}),
    ("command, DTLS 1.2, talking", ["--tls", "dtls-1.2", "--mutual", "--close"], 0, {1, 2, 3, 11, 12, 13, 14, 15, 16, 20}),
]

# All in one capture: what it is called, the wish, and what must be among the messages.
WISHES = [
    ("1.3, P-256, server only", [NEW, "P-256", "ecdhe", P256], {1, 2, 8, 11, 15, 20}),
    ("1.3, X25519, mutual", [NEW, "X25519", "ecdhe", P256, "mutual"], {1, 2, 8, 11, 13, 15, 20}),
    ("1.3, P-384, Ed25519, stapled", [NEW, "P-384", "ecdhe", ED25519, "mutual", "stapled"], {1, 2, 8, 11, 13, 15, 20}),
    ("1.3, RSA, talking", [NEW, "P-256", "ecdhe", RSA2048, "talking"], {1, 2, 8, 11, 15, 20, 24}),
    ("1.3, tried again, resumed, talking", [NEW, "X25519:P-256", "ecdhe", P256, "retried", "resumed", "talking"], {1, 2, 4, 8, 20, 24}),
    ("1.3, tried again, mutual", [NEW, "X25519:P-384", "ecdhe", P256, "retried", "mutual"], {1, 2, 8, 11, 13, 15, 20}),
    ("1.3, refused", [NEW, "P-256", "ecdhe", P256, "refused"], {1, 2, 8, 11, 13, 20}),
    ("1.2, server only, talking", [OLD, OLD_GROUPS, "ecdhe", P256, "talking"], {1, 2, 11, 12, 14, 16, 20}),
    ("1.2, mutual, stapled", [OLD, OLD_GROUPS, "ecdhe", P256, "mutual", "stapled"], {1, 2, 11, 12, 13, 14, 15, 16, 20, 22}),
    ("1.2, X25519, resumed, talking", [OLD, "X25519:" + OLD_GROUPS, "ecdhe", P256, "resumed", "talking"], {1, 2, 20}),
    ("1.2, RSA key transport, talking", [OLD, OLD_GROUPS, "rsa", RSA2048, "talking"], {1, 2, 11, 14, 16, 20}),
    ("1.2, RSA key transport, mutual", [OLD, OLD_GROUPS, "rsa", RSA2048, "mutual"], {1, 2, 11, 13, 14, 15, 16, 20}),
    ("1.2, refused", [OLD, OLD_GROUPS, "ecdhe", RSA2048, "refused"], {1, 2, 11, 12, 13, 14}),
    ("DTLS 1.2, mutual", [DATAGRAMS, OLD_GROUPS, "ecdhe", P256, "mutual"], {1, 2, 3, 11, 12, 13, 14, 15, 16, 20}),
    ("DTLS 1.2, mutual, said again what was lost", [DATAGRAMS, OLD_GROUPS, "ecdhe", P256, "mutual", "lossy"], {1, 2, 3, 11, 12, 13, 14, 15, 16, 20}),
    ("DTLS 1.2, server only", [DATAGRAMS, OLD_GROUPS, "ecdhe", P256], {1, 2, 3, 11, 12, 14, 16, 20}),
]

FIELDS = ["tls.handshake.type", "tls.handshake.length", "tls.handshake.extension.type", "tls.handshake.extension.len", "tls.handshake.certificate_length",
          "tls.handshake.ciphersuite", "tls.handshake.extensions_supported_group", "tls.handshake.sig_hash_alg", "tls.handshake.extensions_server_name",
          "x509af.serialNumber", "tls.alert_message.desc", "tls.record.length", "mqtt.topic", "mqtt.msg", "_ws.malformed"]
TEXTS = ("tls.handshake.extensions_server_name", "mqtt.topic", "mqtt.msg", "_ws.malformed")


def run(command, statuses=(0,)):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode in statuses, f"{command}: {done.returncode}: {done.stderr.decode()}"
    return done.stdout


# --- what tshark says: for each field all its values, in the order of the capture ---

def ask_tshark(capture):
    """By the port of the client."""
    command = [TSHARK, "-n", "-r", str(capture), "-T", "json", "-e", "tcp.port", "-e", "udp.port"]
    for field in FIELDS:
        command += ["-e", field]
        if field.startswith("tls."):
            command += ["-e", "d" + field]
    answers = {}
    for packet in json.loads(run(command)):
        layers = packet["_source"]["layers"]
        port = max(int(port) for port in layers.pop("tcp.port", []) + layers.pop("udp.port", []))
        answer = answers.setdefault(port, {field: [] for field in FIELDS})
        for field, values in layers.items():
            answer[field.removeprefix("d")] += values
    return answers


def numbers(values):
    return [int(value, 16 if re.fullmatch("[0-9a-f]{8,}", value) else 0) for value in values]


# --- what our own fields say ---

def walk(field):
    yield field
    for child in field.get("fields", []):
        yield from walk(child)


def all_named(trees, *names):
    return [field for tree in trees for field in walk(tree) if field["name"] in names]


def code(value):
    """The number in `name (number)`, or the number alone."""
    return int(re.search(r"(0x[0-9a-f]+|\d+)\)?$", value).group(1), 0)


def child(field, name):
    return next((found for found in field.get("fields", []) if found["name"] == name), None)


def list_items(trees, name):
    return [code(item["value"]) for found in all_named(trees, name) for item in found.get("fields", []) if item["name"] == "item"]


def certificates(trees):
    """Those in Certificate messages, not those in staples."""
    return [field for field in all_named(trees, "cert_data", "certificate") if child(field, "tbsCertificate")]


def serial_numbers(trees):
    """Every one that tshark takes apart as well: of certificates, and in OCSP responses of their certificates."""
    holders = [field for field in all_named(trees, "tbsCertificate")]
    return [int(child(field, "serialNumber")["value"], 16) for field in holders]


def ask_us(document):
    trees = document["fields"]
    messages = [tree for tree in trees if child(tree, "msg_type")]
    extensions = [field for tree in messages for field in walk(tree) if child(field, "extension_type")]
    return {
        "tls.handshake.type": [code(child(tree, "msg_type")["value"]) for tree in messages],
        "tls.handshake.length": [code(child(tree, "length")["value"]) for tree in messages],
        "tls.handshake.extension.type": [code(child(field, "extension_type")["value"]) for field in extensions],
        "tls.handshake.extension.len": [code(child(field, "length")["value"]) for field in extensions],
        "tls.handshake.certificate_length": [field["length"] - 3 for field in certificates(messages)],
        "tls.handshake.ciphersuite": [code(item["value"]) for tree in messages for field in tree["fields"]
                                      if field["name"] in ("cipher_suites", "cipher_suite")
                                      for item in (field.get("fields", [])[1:] or [field])],
        "tls.handshake.extensions_supported_group": list_items(messages, "named_group_list"),
        "tls.handshake.sig_hash_alg": [code(field["value"]) for field in
                                       (item for tree in messages for item in signature_algorithms(tree))],
        "tls.handshake.extensions_server_name": [field["value"] for field in all_named(messages, "host_name")],
        "x509af.serialNumber": serial_numbers(messages),
        "tls.alert_message.desc": [code(field["value"]) for field in all_named(trees, "description")],
        "tls.record.length": [code(child(record, "length")["value"]) for flight in document["wire"] for record in flight.get("fields", [])],
        "mqtt.topic": [field["value"] for field in all_named(trees, "topic_name")],
        "mqtt.msg": [field["value"].encode().hex() for field in all_named(trees, "payload")],
        "_ws.malformed": all_named(trees + document["wire"], "malformed"),
    }


def signature_algorithms(tree):
    """In the order of the bytes: those offered in lists, and the ones that signatures were made with."""
    for field in walk(tree):
        if field["name"] == "supported_signature_algorithms":
            yield from (item for item in field["fields"] if item["name"] == "item")
        elif field["name"] == "algorithm" and tree["name"] in ("CertificateVerify", "ServerKeyExchange"):
            yield field


def compare(document, theirs, accepted, expected):
    ours = ask_us(document)
    for field in FIELDS:
        said = theirs[field] if field in TEXTS else numbers(theirs[field])
        assert ours[field] == said, f"{field}: {ours[field]} is not {said}"
    assert expected <= set(ours["tls.handshake.type"]), f"{expected - set(ours['tls.handshake.type'])} were not said"
    assert accepted or ours["tls.alert_message.desc"], "no alert"


def compare_command(folder, number):
    _, options, status, expected = COMMANDS[number]
    capture = folder / f"{number}.pcapng"
    document = json.loads(run([*COMMAND, *options, "--pcap", str(capture)], (status,)))
    (theirs,) = ask_tshark(capture).values()
    compare(document, theirs, status == 0, expected)


def compare_wishes(folder):
    capture = folder / "wishes.pcapng"
    documents = json.loads(run([SAY, str(capture), *(" ".join(wish) for _, wish, _ in WISHES)]))
    answers = ask_tshark(capture)
    assert len(answers) == len(documents) == len(WISHES), f"{len(answers)} conversations in the capture"
    problems = []
    for (title, wish, expected), document in zip(WISHES, documents):
        refused = "refused" in wish
        problem = outcome(compare, document, answers[document["port"]], not refused, expected)
        if document["accepted"] == refused:
            problem = "accepted, but should not be" if refused else "not accepted"
        problems.append((title, problem))
    return problems


def leaves_cover(tree):
    """The tree as the command prints it: each byte in one leaf."""
    at = tree["offset"]
    for field in tree.get("fields", []):
        assert field["offset"] == at, f"{field['name']} begins at {field['offset']}, not at {at}"
        leaves_cover(field)
        at += field["length"]
    assert "fields" not in tree or at == tree["offset"] + tree["length"], tree["name"]


def printed_trees_cover(folder):
    document = json.loads(run([*COMMAND, "--mutual"]))
    for tree in document["fields"] + document["wire"]:
        leaves_cover(tree)
    for flight, tree in zip(document["first"]["flights"], document["wire"]):
        assert flight["bytes"] == tree["length"]


def text_names_every_message(folder):
    text = run([CLI, "handshake", "--fields"]).decode()
    for name in ("ClientHello", "key_share", "EncryptedExtensions", "CertificateVerify", "verify_data", "subjectPublicKeyInfo"):
        assert re.search(rf"^ *\d+ +\d+ +{name}\b", text, re.MULTILINE), name


def outcome(work, *arguments):
    try:
        work(*arguments)
    except Exception as error:      # whatever it is, this is what the test says
        return str(error) or repr(error)
    return None


def main():
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        wishes = pool.submit(compare_wishes, folder)
        tests = [(case[0], pool.submit(outcome, compare_command, folder, number)) for number, case in enumerate(COMMANDS)]
        tests += [("printed trees cover their bytes", pool.submit(outcome, printed_trees_cover, folder)),
                  ("text names every message", pool.submit(outcome, text_names_every_message, folder))]
        results = wishes.result() + [(title, future.result()) for title, future in tests]
    print(f"1..{len(results)}")
    for number, (title, problem) in enumerate(results, 1):
        print("ok" if problem is None else "not ok", number, title)
        if problem is not None:
            print("#", problem[:4000].replace("\n", "\n# "))
    return any(problem for _, problem in results)


if __name__ == "__main__":
    sys.exit(main())
