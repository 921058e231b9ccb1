"""A mail server that falls ill in every way that mail servers do, over real sockets."""

import enum
import socket
import socketserver
import threading
from collections import deque
from collections.abc import Iterable
from email import message_from_bytes
from email.policy import SMTP


class Fault(enum.Enum):
    """What goes wrong with one conversation."""

    BUSY_AT_GREETING = enum.auto()  # 421 instead of 220
    BUSY_AT_RECIPIENT = enum.auto()  # 451 to RCPT
    CLOSING_AT_RECIPIENT = enum.auto()  # 421 to RCPT, and the connection is gone
    FULL_AT_DATA = enum.auto()  # 452 to DATA
    BUSY_AFTER_DATA = enum.auto()  # 451 to the whole message, which is not taken
    HANGS = enum.auto()  # no answer to the greeting for long
    DROPS_IN_DATA = enum.auto()  # the connection breaks in the middle of the message
    DROPS_AT_GREETING = enum.auto()


class SickMailServer:
    """Listens from `open` to `close` on one port; meets each connection with the next fault, then with none."""

    def __init__(self, port: int, *, hangs_s: float) -> None:
        self.port = port
        self.taken: list[tuple[str, str]] = []
        """Recipient and Message-ID of every message that was answered with 250."""
        self.met: list[Fault] = []
        self._hangs_s = hangs_s
        self._faults: deque[Fault] = deque()
        self._lock = threading.Lock()
        self._is_closing = threading.Event()
        self._server: socketserver.ThreadingTCPServer | None = None

    def fall_ill(self, faults: Iterable[Fault]) -> None:
        """The next connections meet these."""
        self._faults.extend(faults)

    @property
    def is_well_again(self) -> bool:
        """True when every fault was met."""
        return not self._faults

    def open(self) -> None:
        """Begin to listen."""
        house = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    house.talk(self)
                except OSError:
                    return  # the client left

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(("127.0.0.1", self.port), Conversation)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop listening; connections are refused from now on."""
        self._is_closing.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def next_fault(self) -> Fault | None:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            if fault is not None:
                self.met.append(fault)
            return fault

    def talk(self, line: socketserver.StreamRequestHandler) -> None:
        """One conversation, with at most one fault in it."""
        fault = self.next_fault()
        if fault is Fault.HANGS:
            self._is_closing.wait(self._hangs_s)
        elif fault is Fault.BUSY_AT_GREETING:
            say(line, "421 try later")
        elif fault is not Fault.DROPS_AT_GREETING:
            say(line, "220 ready")
            self._listen(line, fault)

    def _listen(self, line: socketserver.StreamRequestHandler, fault: Fault | None) -> None:
        recipient = ""
        while command := line.rfile.readline(1000).decode("ascii").strip():
            verb = command[:4].upper()
            if verb == "QUIT":
                say(line, "221 bye")
                return
            if verb == "DATA":
                if fault is Fault.FULL_AT_DATA:
                    say(line, "452 no room")
                elif not self._take(line, recipient, fault):
                    return
                fault = None
            elif verb == "RCPT" and fault is Fault.CLOSING_AT_RECIPIENT:
                say(line, "421 closing")
                return
            elif verb == "RCPT" and fault is Fault.BUSY_AT_RECIPIENT:
                say(line, "451 later")
                fault = None
            else:
                recipient = command.partition("<")[2].partition(">")[0] if verb == "RCPT" else recipient
                say(line, "250 ok")

    def _take(self, line: socketserver.StreamRequestHandler, recipient: str, fault: Fault | None) -> bool:
        """Read the message. False where the connection breaks in the middle of it."""
        say(line, "354 go on")
        lines = []
        while (one := line.rfile.readline()) != b".\r\n":
            lines.append(one)
            if not one or (fault is Fault.DROPS_IN_DATA and len(lines) > 5):
                line.connection.shutdown(socket.SHUT_RDWR)
                return False
        if fault is Fault.BUSY_AFTER_DATA:
            say(line, "451 later")
            return True
        message = message_from_bytes(b"".join(lines), policy=SMTP)
        with self._lock:
            self.taken.append((recipient, str(message["Message-ID"])))
        say(line, "250 taken")
        return True


def say(line: socketserver.StreamRequestHandler, words: str) -> None:
    line.wfile.write(f"{words}\r\n".encode())
