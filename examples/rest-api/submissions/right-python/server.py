import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

tasks = {1: {"id": 1, "title": "water the plants", "tags": ["home", "weekly"]}}


class Tasks(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, {"status": "ok"})
        head, _, number = self.path.rpartition("/")
        task = tasks.get(int(number)) if head == "/tasks" and number.isdigit() else None
        if task is None:
            return self.answer(404, {"error": "no such task"})
        self.answer(200, task)

    def do_POST(self):
        if self.path != "/tasks":
            return self.answer(404, {"error": "nothing is created here"})
        task = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        task["id"] = max(tasks) + 1
        tasks[task["id"]] = task
        self.answer(201, task)

    def do_DELETE(self):
        self.answer(405, {"error": "tasks stay"})

    def answer(self, status, data):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Tasks).serve_forever()
