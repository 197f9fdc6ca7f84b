"""Serves page.html on port 8099, and an empty slow.js after four seconds, so that the page is not done before its workers."""
import http.server
import time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        slow = self.path == "/slow.js"
        if slow:
            time.sleep(4)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if slow else "text/html")
        self.end_headers()
        if not slow:
            self.wfile.write(open("page.html", "rb").read())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 8099), Handler).serve_forever()
