#!/usr/bin/env python3
"""Live handshakes with programs that other people wrote, over loopback, on ports that the system picks: `trustbed-cli handshake --listen` and
`--connect` against openssl, gnutls and curl, and what becomes of peers that are silent, talk rubbish or talk too much.

Usage: test-live.py TRUSTBED-CLI"""

import json
import pathlib
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-live-"))
PATIENCE_S = 60


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace", cwd=HERE, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)


def wait_for(stream, word):
    """The lines up to the one that begins with a word, that one last."""
    lines = []
    for line in stream:
        lines.append(line.rstrip("\n"))
        if line.startswith(word):
            return lines
    raise AssertionError(f"{word} never came: {lines}")


class Listener:
    """Our side as a server; what it says in the end is in `answer`."""

    def __init__(self, *words, as_json=True):
        self.process = subprocess.Popen([CLI, "handshake", "--listen", "0", *map(str, words), *(["--json"] if as_json else [])], cwd=HERE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = wait_for(self.process.stderr if as_json else self.process.stdout, "READY handshake ")
        self.port = int(self.lines[-1].rpartition(":")[2])

    def end(self, by=None):
        if by is not None:
            self.process.send_signal(by)
        text, self.complaint = self.process.communicate(timeout=PATIENCE_S)
        self.answer = json.loads(text) if text.startswith("{") else text
        return self.answer

    def first(self):
        return self.end()["conversations"][0]


def names(conversation):
    return [message["name"] for flight in conversation["flights"] for message in flight["messages"]]


def leaves(field):
    children = field.get("fields", [])
    return [leaf for child in children for leaf in leaves(child)] if children else [field]


def is_covered(conversation):
    """Whether each byte of each flight is in one leaf, and nothing is malformed."""
    for flight, tree in zip(conversation["flights"], conversation["wire"], strict=True):
        at = 0
        for leaf in leaves(tree):
            if leaf["offset"] != at or leaf["name"] == "malformed":
                return False
            at += leaf["length"]
        if at != flight["bytes"] or len(leaves(tree)) < 4:
            return False
    return True


def s_client(port, version, *words):
    return run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error",
               f"-tls{version.replace('.', '_')}", "-CAfile", "made/root.pem", *words)


MINE = ["-cert", "made/client.pem", "-key", "made/client.key", "-cert_chain", "made/issuing.pem"]


def check_openssl_clients():
    for version, expected in (("1.3", "TLSv1.3"), ("1.2", "TLSv1.2")):
        listener = Listener("--mutual", "--tls", version, "--count", 1, "--fields", *OURS)
        peer = s_client(listener.port, version, *MINE)
        met = listener.first()
        check(f"openssl s_client makes a mutual TLS {version} handshake", peer.returncode == 0 and "Verify return code: 0" in peer.stdout, peer)
        check(f"and our side of TLS {version} knows it", met["verdict"] == "accepted" and met["version"] == expected and met["mutual"] and met["host"] == "localhost"
              and listener.process.returncode == 0, met)
        check(f"every byte of TLS {version} is in one leaf", is_covered(met), met["wire"])
        check(f"both certificates were seen in TLS {version}", met["server_certificate_sha256"] and met["client_certificate_sha256"], met)
        check(f"every message of TLS {version} is there, the peer's too", names(met).count("Finished") == 2 and names(met).count("CertificateVerify") == (2 if version == "1.3" else 1)
              and names(met)[0] == "ClientHello", names(met))


def check_exchanges():
    for version, kex, group in (("1.3", "X25519", "x25519"), ("1.3", "P-384", "secp384r1"), ("1.2", "X25519:P-256", "x25519")):
        listener = Listener("--tls", version, "--kex", kex, "--count", 1, *OURS)
        peer = s_client(listener.port, version)
        met = listener.first()
        check(f"TLS {version} agrees on keys with {kex}", peer.returncode == 0 and met["group"] == group and met["verdict"] == "accepted", met, peer.stderr)
    listener = Listener("--tls", "1.2", "--kex", "rsa", "--key", "RSA-2048", "--count", 1, "--out", "rsa")
    peer = run("openssl", "s_client", "-connect", f"127.0.0.1:{listener.port}", "-tls1_2", "-CAfile", "rsa/root.pem", "-cipher", "AES128-GCM-SHA256")
    met = listener.first()
    check("TLS 1.2 carries the secret under an RSA key", peer.returncode == 0 and met["verdict"] == "accepted" and met["cipher"] == "TLS_RSA_WITH_AES_128_GCM_SHA256", met, peer)


def gnutls_cli(port, version, *words):
    return run("gnutls-cli", "--port", port, "--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{version}", "--x509cafile", "made/root.pem", *words, "localhost")


def check_other_clients():
    """GnuTLS and curl, both versions: served, and refused for want of a certificate or of trust."""
    for version in ("1.3", "1.2"):
        listener = Listener("--mutual", "--tls", version, "--count", 4, "--fields", *OURS)
        curl = run("curl", "--silent", "--show-error", "--max-time", 20, f"--tls-max", version, "--cacert", "made/root.pem", "--cert", "made/client.pem", "--key", "made/client.key",
                   f"https://localhost:{listener.port}/")
        gnutls_cli(listener.port, version)
        gnutls_cli(listener.port, version, "--x509certfile", "rsa/client.pem", "--x509keyfile", "rsa/client.key")
        run("gnutls-cli", "--port", listener.port, "--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{version}", "--x509cafile", "rsa/root.pem",
            "--x509certfile", "made/client.pem", "--x509keyfile", "made/client.key", "localhost")
        met = listener.end()["conversations"]
        # curl has a request to make, and we say goodbye before that.
        check(f"curl makes a mutual TLS {version} handshake", met[0]["verdict"] == "accepted" and met[0]["host"] == "localhost" and curl.returncode in (52, 56), met[0]["verdict"], curl)
        check(f"gnutls-cli without a certificate is refused (TLS {version})", met[1]["verdict"] == "no-certificate"
              and met[1]["alert"] == ("certificate_required" if version == "1.3" else "handshake_failure"), met[1]["verdict"], met[1]["alert"])
        check(f"gnutls-cli with one from elsewhere is refused (TLS {version})", met[2]["verdict"] != "accepted" and met[2]["alert"], met[2]["verdict"], met[2]["alert"])
        check(f"gnutls-cli that does not trust us says so (TLS {version})", met[3]["verdict"] != "accepted" and met[3]["alert"], met[3]["verdict"], met[3]["alert"], met[3]["end"])
        check(f"and each byte of it all is in one leaf (TLS {version})", all(is_covered(one) for one in met), [one["wire"] for one in met])


def check_printed_commands():
    """What --listen prints works as it is printed: openssl and gnutls, mutual, in both versions."""
    for version in ("1.3", "1.2"):
        listener = Listener("--mutual", "--tls", version, "--out", f"printed {version}", "--count", 2, "--fields", "--pcap", f"printed-{version}.pcapng", as_json=False)
        commands = {line.split()[0]: shlex.split(line) for line in listener.lines if line.startswith(("openssl ", "gnutls-cli "))}
        for program, said in (("openssl", "Verify return code: 0"), ("gnutls-cli", "Handshake was completed")):
            done = run(*commands[program])
            check(f"{program} as printed makes a mutual TLS {version} handshake", said in done.stdout and done.returncode == 0, done)
        text = listener.end()
        check(f"both were accepted in TLS {version} and taken apart", listener.process.returncode == 0 and text.count(": accepted") == 2
              and "cipher_suites: " in text and "malformed" not in text, text[:3000], listener.complaint)
        check_capture(version)


def check_capture(version):
    fields = [word for field in ("tls.handshake.type", "_ws.malformed", "tcp.analysis.flags") for word in ("-e", field)]
    shown = run("tshark", "-n", "-r", f"printed-{version}.pcapng", "-T", "fields", "-E", "separator=;", *fields).stdout.splitlines()
    types = ",".join(line.split(";")[0] for line in shown).split(",")
    check(f"tshark opens both TLS {version} conversations from the file alone", types.count("20") == 4 and types.count("11") == 4 and types.count("15") == (4 if version == "1.3" else 2), types)
    check(f"nothing in it is malformed (TLS {version})", shown and all(line.endswith(";;") for line in shown), shown)


def check_refusals():
    listener = Listener("--mutual", "--count", 1, *OURS)
    s_client(listener.port, "1.3")
    met = listener.first()
    check("who has no certificate is refused", listener.process.returncode == 1 and met["alert"] == "certificate_required" and met["verdict"] == "no-certificate", met)
    listener = Listener("--mutual", "--count", 1, *OURS)
    s_client(listener.port, "1.3", "-cert", "rsa/client.pem", "-key", "rsa/client.key", "-cert_chain", "rsa/issuing.pem")
    met = listener.first()
    check("whose authority is another is refused", listener.process.returncode == 1 and met["alert"] == "unknown_ca" and met["verdict"] == "unknown-authority", met)
    listener = Listener("--tls", "1.3", "--count", 1, *OURS)
    s_client(listener.port, "1.2")
    met = listener.first()
    check("who speaks another version only is refused", listener.process.returncode == 1 and met["alert"] == "protocol_version", met)
    listener = Listener("--count", 1, "--out", "other")
    s_client(listener.port, "1.3")
    met = listener.first()
    check("a client that refuses us is heard", listener.process.returncode == 1 and met["alert"] == "unknown_ca", met)


def check_live_keys():
    """Runs do not repeat: what was made differs, and so does what is said with the same certificate."""
    roots = [(HERE / folder / "root.pem").read_text() for folder in ("made", "other", "rsa")]
    keys = [(HERE / folder / "server.key").read_text() for folder in ("made", "other")]
    check("two runs have nothing in common", len(set(roots)) == 3 and len(set(keys)) == 2)
    check("what is made is for its owner alone", all(file.stat().st_mode & 0o777 == 0o600 for file in (HERE / "made").iterdir()) and (HERE / "made").stat().st_mode & 0o777 == 0o700)
    randoms = set()
    for _ in range(2):
        listener = Listener("--count", 1, "--fields", *OURS, as_json=False)
        s_client(listener.port, "1.3")
        randoms.add(listener.end().partition(" ServerHello\n")[2].partition(" random: ")[2][:64])
    check("the same certificate twice says other random numbers", len(randoms) == 2 and all(len(random) == 64 for random in randoms), randoms)


def check_bad_peers():
    listener = Listener("--count", 6, "--timeout", 1, *OURS)
    def meet(data):
        with socket.create_connection(("127.0.0.1", listener.port), timeout=PATIENCE_S) as peer:
            try:
                peer.sendall(data)
                while peer.recv(65536):
                    pass
            except ConnectionError:
                pass
    hello = bytes.fromhex("160301ffff0100fffb0303") + bytes(200)
    for data in (b"", b"GET / HTTP/1.0\r\n\r\n", bytes(range(256)) * 64, hello, bytes.fromhex("1603010005") + bytes.fromhex("01ffffff03") + bytes(3000)):
        meet(data)
    with socket.create_connection(("127.0.0.1", listener.port), timeout=PATIENCE_S) as peer:
        peer.sendall(bytes.fromhex("160301"))
    met = listener.end()["conversations"]
    check("a client that never speaks is given up", met[0]["verdict"] == "timed-out" and met[0]["flights"] == [], met[0])
    check("rubbish is refused", all(one["verdict"] not in ("accepted", "timed-out") and one["trouble"] for one in met[1:5]), met)
    check("what is sent is kept, rubbish too", met[1]["flights"][0]["bytes"] == 18, met[1])
    check("who hangs up has hung up", met[5]["verdict"] == "hung-up", met[5])
    check("none of them was accepted", listener.process.returncode == 1 and listener.answer["ok"] == 0, listener.answer["ok"])


def check_talkative():
    """A peer that says more than it may is cut off, after a good handshake too."""
    listener = Listener("--count", 1, *OURS)
    context = ssl.create_default_context(cafile=HERE / "made/root.pem")
    with socket.create_connection(("127.0.0.1", listener.port), timeout=PATIENCE_S) as plain, context.wrap_socket(plain, server_hostname="localhost") as peer:
        try:
            for _ in range(10000):
                peer.sendall(bytes(16384))
            cut_off = False
        except OSError:
            cut_off = True
    met = listener.first()
    check("who says too much is cut off", cut_off and met["end"] == "too-much", met["end"])
    check("what was agreed before holds", met["verdict"] == "accepted", met["verdict"])


def start_s_server(*words):
    server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "made/server.pem", "-key", "made/server.key", "-cert_chain", "made/issuing.pem",
                               "-CAfile", "made/root.pem", *words], cwd=HERE, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return server, int(wait_for(server.stdout, "ACCEPT ")[-1].rpartition(":")[2])


def connect(port, *words):
    done = run(CLI, "handshake", "--connect", port, "--trust", "made/root.pem", "--json", *words)
    return done, json.loads(done.stdout) if done.stdout else {"conversations": [None]}


SHOWN = ("--cert", "made/client.pem", "--key-file", "made/client.key")


def check_servers():
    for version in ("1.3", "1.2"):
        server, port = start_s_server("-Verify", "3", "-verify_return_error")
        done, answer = connect(port, "--tls", version, "--mutual", *SHOWN)
        met = answer["conversations"][0]
        check(f"openssl s_server makes a mutual TLS {version} handshake with us", done.returncode == 0 and met["verdict"] == "accepted" and met["mutual"], done)
        check(f"with all messages of TLS {version}", met and names(met).count("Finished") == 2 and names(met)[0] == "ClientHello" and met["client_certificate_sha256"], met)
        done, answer = connect(port, "--tls", version)
        met = answer["conversations"][0]
        check(f"openssl s_server refuses us without a certificate (TLS {version})", done.returncode == 1 and met["verdict"] != "accepted" and met["alert"], done)
        done, answer = connect(port, "--tls", version, "--host", "other.lab", *SHOWN)
        met = answer["conversations"][0]
        check(f"we refuse a server with another name (TLS {version})", done.returncode == 1 and met["verdict"] == "wrong-host", done)
        server.terminate()
        server.communicate(timeout=PATIENCE_S)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]


def start_gnutls_serv(*words):
    """It says when it listens, but not where; it cannot be told to pick."""
    port = free_port()
    server = subprocess.Popen(["gnutls-serv", "--echo", "--port", str(port), "--x509certfile", "made/server.pem", "--x509keyfile", "made/server.key", *words], cwd=HERE,
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wait_for(server.stdout, "Echo Server listening")
    return server, port


def check_gnutls_servers():
    for version in ("1.3", "1.2"):
        server, port = start_gnutls_serv("--x509cafile", "made/root.pem", "--require-client-cert", "--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{version}")
        for words, verdict in ((("--mutual", *SHOWN), "accepted"), (("--host", "other.lab", *SHOWN), "wrong-host")):
            done, answer = connect(port, "--tls", version, "--fields", *words)
            met = answer["conversations"][0]
            check(f"gnutls-serv and TLS {version}: {verdict}", met and met["verdict"] == verdict and done.returncode == (verdict != "accepted") and is_covered(met), done)
        done, answer = connect(port, "--tls", version)
        met = answer["conversations"][0]
        check(f"gnutls-serv refuses us without a certificate (TLS {version})", met and met["verdict"] != "accepted" and met["alert"] and done.returncode == 1, done)
        server.terminate()
        server.communicate(timeout=PATIENCE_S)


def check_bad_servers():
    """Who answers a connection with nothing, with rubbish, or with less than it announces."""
    for said, verdict in ((None, "timed-out"), (b"", "hung-up"), (b"HTTP/1.0 200 OK\r\n\r\n", None), (bytes.fromhex("16030300ff02"), "hung-up"), (bytes.fromhex("15030300020228"), None)):
        with socket.create_server(("127.0.0.1", 0)) as bad:
            client = subprocess.Popen([CLI, "handshake", "--connect", str(bad.getsockname()[1]), "--trust", "made/root.pem", "--timeout", "1", "--json"], cwd=HERE, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            peer, _ = bad.accept()
            with peer:
                peer.recv(65536)
                if said is not None:
                    peer.sendall(said)
                    peer.shutdown(socket.SHUT_WR)
                text, complaint = client.communicate(timeout=PATIENCE_S)
        met = json.loads(text)["conversations"][0]
        check(f"a server that says {said} is no server", client.returncode == 1 and met["verdict"] not in ("accepted", "") and verdict in (None, met["verdict"]) and not complaint,
              met["verdict"], met["alert"], complaint)


def check_usage():
    for words in (("--listen", "0.0.0.0:0"), ("--listen", "192.0.2.1:443"), ("--connect", "example.org:443", "--trust", "made/root.pem"), ("--listen", "[::]:0")):
        done = run(CLI, "handshake", *words)
        check(f"{' '.join(words[:2])} is refused with the reason", done.returncode == 2 and "loopback" in done.stderr and done.stdout == "", done)
    for words in (("--listen", "x"), ("--listen", "70000"), ("--listen", "0", "--connect", "1"), ("--connect", "1"), ("--listen", "0", "--cert", "made/client.pem"),
                  ("--listen", "0", "--mutual"), ("--listen", "0", "--tls", "1.1"), ("--listen", "0", "--kex", "nonsense"), ("--listen", "0", "--timeout", "0"),
                  ("--listen", "0", "--count", "-1"), ("--listen", "0", "--out", "made"), ("--listen", "0", "--key", "dsa"), ("--listen", "0", "word"),
                  ("--listen", "0", "--cert", "made/server.pem", "--key-file", "made/client.key"), ("--listen", "0", "--cert", "made/root.key", "--key-file", "nowhere")):
        done = run(CLI, "handshake", *words)
        check(f"\"handshake {' '.join(words)}\" ends with 2 and a sentence", done.returncode == 2 and done.stderr.startswith("trustbed-cli: ") and done.stdout == "", done)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(CLI, "handshake", "--listen", taken.getsockname()[1])
        check("a port that is taken is refused", done.returncode == 2 and done.stderr, done)
        port = taken.getsockname()[1]
    done = run(CLI, "handshake", "--connect", port, "--trust", "made/root.pem")
    check("nobody there is no connection", done.returncode == 2 and done.stderr, done)
    check("what could not be written left nothing behind", not list(HERE.glob("made.*")), list(HERE.iterdir()))


def check_signals():
    for name in ("SIGINT", "SIGTERM"):
        listener = Listener("--pcap", f"{name}.pcapng", *OURS)
        s_client(listener.port, "1.3")
        answer = listener.end(getattr(signal, name))
        check(f"{name} ends it cleanly", listener.process.returncode == 0 and answer["count"] == answer["ok"] == 1 and (HERE / f"{name}.pcapng").exists(), listener.complaint)
    listener = Listener(*OURS)
    with socket.create_connection(("127.0.0.1", listener.port), timeout=PATIENCE_S):
        listener.end(signal.SIGTERM)
    check("so it does in the middle of a conversation", listener.process.returncode in (0, 1) and listener.complaint == "", listener.process.returncode, listener.complaint)


OURS = ("--cert", "made/server.pem", "--key-file", "made/server.key", "--trust", "made/root.pem")


def main():
    listener = Listener("--out", "made")
    listener.end(signal.SIGTERM)
    for part in (check_openssl_clients, check_exchanges, check_other_clients, check_printed_commands, check_refusals, check_live_keys, check_bad_peers, check_talkative, check_servers, check_gnutls_servers, check_bad_servers,
                 check_usage, check_signals):
        part()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
