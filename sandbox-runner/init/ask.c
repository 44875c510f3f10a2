/* Asks the student's server on the loopback interface: bytes there, bytes back, and nothing of them understood. */
#define _GNU_SOURCE
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Between two tries to reach a server that does not listen yet. */
#define TRY_AGAIN_US 10000
/* A server that crashed under a request may be seen to hang up before it is seen to have ended. */
#define LAST_WORDS_US 200000

enum end { END_CLOSED = 0, END_CAP = 1, END_TIME = 2, END_RESET = 3, END_NOT_READY = 4 };

struct ask {
    uint16_t port;
    uint64_t ready_us, answer_us, cap, received;
    struct cursor question;
};

static int reach(const struct ask *a);
static enum end converse(struct ask *a, int fd);
static void report(enum end end);

/* Request: u32 port, readyMs, answerMs, cap, then a command as for spawn, whose input is what to send. */
void handle_ask(struct cursor request) {
    struct ask a = {.port = (uint16_t)take_u32(&request)};
    a.ready_us = take_u32(&request) * 1000ull;
    a.answer_us = take_u32(&request) * 1000ull;
    a.cap = take_u32(&request);
    struct command c = {.input_fd = -1};
    parse_command(&c, request);
    a.question = c.input;
    if (!server_lives()) start_server(&c);
    int fd = server_lives() ? reach(&a) : -1;
    enum end end = fd < 0 ? END_NOT_READY : converse(&a, fd);
    if (fd >= 0) close(fd);
    report(end);
}

static int try_connect(uint16_t port, int family) {
    struct sockaddr_in v4 = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {0}};
    struct sockaddr_in6 v6 = {AF_INET6, htons(port), 0, IN6ADDR_LOOPBACK_INIT, 0};
    const void *address = family == AF_INET ? (const void *)&v4 : &v6;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, address, family == AF_INET ? sizeof v4 : sizeof v6) == 0) return fd;
    int failure = errno;
    socklen_t size = sizeof failure;
    if (failure == EINPROGRESS && wait_with_server(fd, POLLOUT, TRY_AGAIN_US)) {
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0) return fd;
    }
    close(fd);
    return -1;
}

/* A connection, or -1 when the server ended first or did not listen in time. */
static int reach(const struct ask *a) {
    uint64_t deadline = now_us() + a->ready_us;
    for (;;) {
        int fd = try_connect(a->port, AF_INET);
        if (fd < 0) fd = try_connect(a->port, AF_INET6);
        if (fd >= 0 || !server_lives() || now_us() >= deadline) return fd;
        wait_with_server(-1, 0, TRY_AGAIN_US);
    }
}

/* How it ended with what is there to be read now, or -1 when there may be more. */
static int receive(struct ask *a, int fd) {
    ssize_t got = recv(fd, io_buffer, IO_BYTES, 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR ? -1 : END_RESET;
    if (got == 0) return END_CLOSED;
    uint64_t kept = a->cap - a->received < (uint64_t)got ? a->cap - a->received : (uint64_t)got;
    if (kept > 0) send_frame(RESPONSE_BYTES, io_buffer, (size_t)kept);
    a->received += kept;
    return kept < (uint64_t)got ? END_CAP : -1;
}

static void transmit(struct ask *a, int fd) {
    ssize_t sent = send(fd, a->question.at, a->question.left, MSG_NOSIGNAL);
    if (sent > 0) {
        a->question.at += sent;
        a->question.left -= (size_t)sent;
    } else if (errno != EAGAIN && errno != EINTR) {
        /* What it answered before it stopped listening is still to be read. */
        a->question.left = 0;
    }
}

static enum end converse(struct ask *a, int fd) {
    uint64_t deadline = now_us() + a->answer_us;
    int end = -1;
    for (uint64_t now = now_us(); end < 0 && now < deadline; now = now_us()) {
        short events = wait_with_server(fd, a->question.left > 0 ? POLLIN | POLLOUT : POLLIN, deadline - now);
        if (events & POLLOUT && a->question.left > 0) transmit(a, fd);
        if (events & (POLLIN | POLLHUP | POLLERR)) end = receive(a, fd);
    }
    if (end < 0) return END_TIME;
    int hung_up = end == END_RESET || (end == END_CLOSED && a->received == 0);
    for (uint64_t until = now_us() + LAST_WORDS_US; hung_up && server_lives() && now_us() < until;)
        wait_with_server(-1, 0, TRY_AGAIN_US);
    return (enum end)end;
}

static void report(enum end end) {
    uint8_t payload[2 + MAX_FACTS_BYTES] = {(uint8_t)end, (uint8_t)server_lives()};
    /* One that was not ready in time has had its time: the next request starts it anew. */
    if (!payload[1] || end == END_NOT_READY) end_server();
    send_output_tails();
    uint8_t *at = put_facts(payload + 2, server_facts());
    send_frame(RESPONSE_ASKED, payload, (size_t)(at - payload));
}
