"""The audit stream: one logging handler, one connection, every record confirmed before the next is sent."""

import logging
import socket


class AuditHandler(logging.Handler):
    """Sends each record to the audit collector and waits until it is on disk.

    `logging.Handler.handle` holds the handler's lock around `emit`. With a wait for
    another process inside, every thread that logs queues behind that one lock.
    """

    def __init__(self, path):
        super().__init__()
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.connection.connect(path)

    def emit(self, record):
        try:
            line = self.format(record)
            self.connection.sendall(line.encode() + b"\n")
            self.connection.recv(1)
        except Exception:
            self.handleError(record)
