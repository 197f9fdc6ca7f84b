"""The audit collector: writes each line to disk, passes it to the second site, then confirms.

The second site is stood in for by a sleep of REPLICATE seconds, a round trip
between two cities.
"""

import os
import socket
import sys
import time

REPLICATE = 0.025

path, log_path = sys.argv[1], sys.argv[2]
if os.path.exists(path):
    os.unlink(path)
server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(path)
server.listen(4)
connection, _ = server.accept()
pending = b""
try:
    with open(log_path, "wb") as log:
        while data := connection.recv(65536):
            pending += data
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                log.write(line + b"\n")
                log.flush()
                os.fsync(log.fileno())
                time.sleep(REPLICATE)
                connection.sendall(b"+")
except (BrokenPipeError, ConnectionResetError):
    pass  # the service went away
