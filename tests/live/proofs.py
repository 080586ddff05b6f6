"""What proves control of names on this machine, for tests: a web server for files and a name server for TXT records, both from a folder."""

import functools
import http.server
import pathlib
import socket
import struct
import threading

TXT, IN = 16, 1


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class WebRoot:
    """A web server over a folder; `challenges` is where http-01 looks."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.challenges = self.folder / ".well-known/acme-challenge"
        self.challenges.mkdir(parents=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=str(folder)))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def read_name(packet, at):
    labels = []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii"))
        at += 1 + packet[at]
    return ".".join(labels), at + 1


class NameServer:
    """Answers questions for TXT records: a file with the question's name has one value a line."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def values(self, name):
        file = self.folder / name.lower()
        return file.read_text(encoding="ascii").split() if file.is_file() else []

    def answer(self, packet):
        name, end = read_name(packet, 12)
        kind = struct.unpack("!H", packet[end:end + 2])[0]
        self.asked.append(name)
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", TXT, IN, 1, len(value) + 1) + bytes([len(value)]) + value.encode("ascii")
                           for value in self.values(name) if kind == TXT)
        n_records = len(self.values(name)) if kind == TXT else 0
        return packet[:2] + struct.pack("!HHHHH", 0x8400 if n_records else 0x8403, 1, n_records, 0, 0) + packet[12:end + 4] + records

    def serve(self):
        while True:
            try:
                packet, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            self.socket.sendto(self.answer(packet), peer)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
