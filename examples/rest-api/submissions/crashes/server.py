import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Tasks(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/health":
            print("no idea what to do with", self.path, flush=True)
            os.abort()
        self.send_response(200)
        self.end_headers()


HTTPServer(("127.0.0.1", 8000), Tasks).serve_forever()
