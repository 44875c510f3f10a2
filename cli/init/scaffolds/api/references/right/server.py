import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

pages = {"/health": {"status": "ok"}, "/greeting": {"text": "hello"}}


class Greeter(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path in pages:
            self.answer(200, pages[self.path])
        else:
            self.answer(404, {"error": "there is nothing here"})

    def do_POST(self):
        self.answer(201, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, status, data):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Greeter).serve_forever()
