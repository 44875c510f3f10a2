const { createServer } = require("node:http");

const tasks = new Map([[1, { id: 1, title: "water the plants", tags: ["home", "weekly"] }]]);

createServer(async (request, response) => {
  const answer = (status, data) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(data));
  };
  if (request.url === "/health") return answer(200, { status: "ok" });
  if (request.method === "DELETE") return answer(405, { error: "tasks stay" });
  if (request.method === "POST" && request.url === "/tasks") {
    let text = "";
    for await (const chunk of request) text += chunk;
    const task = { ...JSON.parse(text), id: tasks.size + 1 };
    tasks.set(task.id, task);
    return answer(201, task);
  }
  const number = /^\/tasks\/([0-9]+)$/.exec(request.url)?.[1];
  const task = tasks.get(Number(number));
  return task === undefined ? answer(404, { error: "no such task" }) : answer(200, task);
}).listen(Number(process.env.PORT ?? 8000));
