import json
from http.server import BaseHTTPRequestHandler, HTTPServer


class Tasks(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"title": "water the plants", "tags": ["home", "weekly"]}).encode())

    def do_POST(self):
        self.send_response(201)
        self.end_headers()
        self.wfile.write(json.dumps({"id": 2}).encode())


HTTPServer(("", 8000), Tasks).serve_forever()
