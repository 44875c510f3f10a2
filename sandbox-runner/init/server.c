/* A server of the student: started once, attended while the agent asks it and between, killed as a whole. */
#define _GNU_SOURCE
#include "server.h"
#include "usage.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Of each stream; what a server printed before it is of little use to who looks for its last words. */
#define TAIL_BYTES (16u << 10)

struct tail {
    uint8_t bytes[TAIL_BYTES];
    uint64_t total;
};

static struct command server;
static struct tail out_tail, err_tail;
static int lives;
static uint64_t watch_us;

static void attend_events(const struct pollfd *events);
static void watch_memory(void);

int server_lives(void) {
    if (lives) lives = reap(&server);
    return lives;
}

void start_server(const struct command *c) {
    end_server();
    server = *c;
    out_tail.total = err_tail.total = 0;
    start_command(&server);
    close(server.input_fd);
    server.input_fd = -1;
    lives = !server.start_errno;
    if (!lives) reap(&server);
    watch_us = server.started_us + WATCH_US;
}

short wait_with_server(int fd, short wanted, uint64_t us) {
    struct pollfd events[] = {
        {fd, wanted, 0},
        {server.out.fd, POLLIN, 0},
        {server.err.fd, POLLIN, 0},
        {fd == STDIN_FILENO ? -1 : STDIN_FILENO, POLLIN, 0},
    };
    uint64_t now = now_us(), until = now + us < watch_us ? now + us : watch_us;
    uint64_t left = lives ? (until > now ? until - now : 0) : us;
    struct timespec timeout = {(time_t)(left / 1000000), (long)(left % 1000000) * 1000};
    sigset_t none;
    sigemptyset(&none);
    int count = ppoll(events, 4, &timeout, &none);
    if (count > 0) attend_events(events);
    if (server_lives() && now_us() >= watch_us) watch_memory();
    return count > 0 ? events[0].revents : 0;
}

static void keep(struct tail *tail, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) tail->bytes[tail->total++ % TAIL_BYTES] = bytes[i];
}

/* One read at a time: a server that prints without end must not keep init from anything else. */
static void read_into(struct tail *tail, struct stream *s) {
    ssize_t got = read(s->fd, io_buffer, IO_BYTES);
    if (got > 0) keep(tail, io_buffer, (size_t)got);
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) return;
    close(s->fd);
    s->fd = -1;
}

static void attend_events(const struct pollfd *events) {
    if (events[1].revents) read_into(&out_tail, &server.out);
    if (events[2].revents) read_into(&err_tail, &server.err);
    if (events[3].revents) attend_agent();
}

static void watch_memory(void) {
    watch_us = now_us() + WATCH_US;
    if (memory_in_use() <= server.memory_bytes) return;
    server.out_of_memory = 1;
    end_server();
}

void attend_server(void) {
    while (server_lives() && !wait_with_server(STDIN_FILENO, POLLIN, WATCH_US)) {}
}

void end_server(void) {
    while (server_lives()) {
        kill_all();
        struct timespec again = {0, KILL_AGAIN_US * 1000};
        sigset_t none;
        sigemptyset(&none);
        ppoll(NULL, 0, &again, &none);
    }
    struct stream *streams[] = {&server.out, &server.err};
    struct tail *tails[] = {&out_tail, &err_tail};
    for (int i = 0; i < 2; i++) {
        if (server.pid <= 0 || streams[i]->fd < 0) continue;
        read_into(tails[i], streams[i]);
        if (streams[i]->fd >= 0) close(streams[i]->fd);
        streams[i]->fd = -1;
    }
}

static void send_tail(struct tail *tail, struct stream *s) {
    size_t kept = tail->total < TAIL_BYTES ? (size_t)tail->total : TAIL_BYTES;
    size_t start = (size_t)((tail->total - kept) % TAIL_BYTES), first = TAIL_BYTES - start;
    if (first > kept) first = kept;
    if (first > 0) send_frame(s->response, tail->bytes + start, first);
    if (kept > first) send_frame(s->response, tail->bytes, kept - first);
    s->truncated = tail->total > kept;
}

void send_output_tails(void) {
    send_tail(&out_tail, &server.out);
    send_tail(&err_tail, &server.err);
}

const struct command *server_facts(void) {
    if (!server.ended) server.ended_us = now_us();
    return &server;
}
