/* One command of the student, attended until the last of its processes has ended: pipes and limits. */
#define _GNU_SOURCE
#include "command.h"
#include "usage.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static void attend(struct command *c);
static void end_survivors(struct command *c);
static void drain(struct stream *s);

void handle_spawn(struct cursor request) {
    struct command c = {.input_fd = -1};
    parse_command(&c, request);
    start_command(&c);
    if (!c.start_errno) attend(&c);
    end_survivors(&c);
    drain(&c.out);
    drain(&c.err);
    if (c.input_fd >= 0) close(c.input_fd);
    uint8_t facts[MAX_FACTS_BYTES];
    send_frame(RESPONSE_EXIT, facts, (size_t)(put_facts(facts, &c) - facts));
}

/* Moves what a pipe holds to the agent, up to the cap. Returns 0 when the pipe is at its end or over its cap. */
static int pump(struct stream *s) {
    for (;;) {
        ssize_t got = read(s->fd, io_buffer, IO_BYTES);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno == EAGAIN;
        if (got == 0) return 0;
        uint64_t kept = s->cap - s->sent < (uint64_t)got ? s->cap - s->sent : (uint64_t)got;
        if (kept > 0) send_frame(s->response, io_buffer, (size_t)kept);
        s->sent += kept;
        if (kept < (uint64_t)got) {
            /* Before the pipe is closed, or the writer might die of SIGPIPE first and the facts would vary. */
            kill_all();
            s->truncated = 1;
            return 0;
        }
        if ((size_t)got < IO_BYTES) return 1;
    }
}

static void stop_reading(struct stream *s) {
    close(s->fd);
    s->fd = -1;
}

static void drain(struct stream *s) {
    if (s->fd < 0) return;
    pump(s);
    stop_reading(s);
}

static void feed(struct command *c) {
    while (c->input.left > 0) {
        ssize_t sent = write(c->input_fd, c->input.at, c->input.left);
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0) break;
        c->input.at += sent;
        c->input.left -= (size_t)sent;
    }
    close(c->input_fd);
    c->input_fd = -1;
}

static void wait_events(struct command *c, uint64_t us) {
    struct pollfd events[] = {
        {STDIN_FILENO, POLLIN, 0},
        {c->out.fd, POLLIN, 0},
        {c->err.fd, POLLIN, 0},
        {c->input_fd, POLLOUT, 0},
    };
    struct timespec timeout = {(time_t)(us / 1000000), (long)(us % 1000000) * 1000};
    sigset_t none;
    sigemptyset(&none);
    if (ppoll(events, 4, &timeout, &none) <= 0) return;
    if (events[0].revents) attend_agent();
    if (events[1].revents && !pump(&c->out)) stop_reading(&c->out);
    if (events[2].revents && !pump(&c->err)) stop_reading(&c->err);
    if (events[3].revents) feed(c);
}

static void attend(struct command *c) {
    uint64_t deadline = c->started_us + c->wall_us, watch = c->started_us + WATCH_US;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int killed = 0;
    feed(c);
    for (reap(c); !c->ended; reap(c)) {
        uint64_t now = now_us(), next = watch < deadline ? watch : deadline;
        if (killed) kill_all(), next = now + KILL_AGAIN_US;
        wait_events(c, next > now ? next - now : 0);
        if (killed) continue;
        now = now_us();
        if (c->out.truncated || c->err.truncated) {
            killed = 1;
        } else if (now >= deadline) {
            c->timed_out = TIME_OUT_WALL;
            killed = 1;
        } else if (now >= watch) {
            watch = now + WATCH_US;
            /* Before this, even all processors together could not have used up the time. */
            int possible = (now - c->started_us) * (uint64_t)processors >= c->cpu_us;
            if (memory_in_use() > c->memory_bytes) c->out_of_memory = 1;
            else if (possible && c->used_cpu_us + processor_time_us() >= c->cpu_us) c->timed_out = TIME_OUT_CPU;
            killed = c->out_of_memory || c->timed_out;
        }
    }
}

static void end_survivors(struct command *c) {
    while (reap(c)) {
        kill_all();
        wait_events(c, KILL_AGAIN_US);
    }
}
