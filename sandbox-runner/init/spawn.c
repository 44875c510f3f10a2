/* One command of the student, from fork to the last of its processes: limits, pipes, facts. */
#define _GNU_SOURCE
#include "protocol.h"
#include "usage.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_STRINGS 4096
/* How far memory and processor time may overshoot before they are looked at again. */
#define WATCH_US 20000
/* What survived a kill was being forked meanwhile, and is killed again after this. */
#define KILL_AGAIN_US 5000

enum time_out { TIME_OUT_NONE = 0, TIME_OUT_WALL = 1, TIME_OUT_CPU = 2 };

struct stream {
    int fd;
    uint8_t response;
    uint64_t cap, sent;
    uint8_t truncated;
};

struct command {
    uint32_t uid, gid, processes, open_files;
    uint64_t file_bytes, memory_bytes, wall_us, cpu_us;
    char *cwd, **argv, **env;
    const uint8_t *input;
    size_t input_left;
    int input_fd;
    struct stream out, err;

    pid_t pid;
    volatile int start_errno;
    int ended, status;
    uint64_t started_us, ended_us, used_cpu_us, rss_kib;
    enum time_out timed_out;
    uint8_t out_of_memory;
};

static void parse(struct command *c, struct cursor request);
static void start(struct command *c);
static void attend(struct command *c);
static void end_survivors(struct command *c);
static void drain(struct stream *s);
static void kill_all(void);
static void report(const struct command *c);
static uint64_t now_us(void);

void handle_spawn(struct cursor request) {
    struct command c = {.input_fd = -1};
    parse(&c, request);
    start(&c);
    if (!c.start_errno) attend(&c);
    end_survivors(&c);
    drain(&c.out);
    drain(&c.err);
    if (c.input_fd >= 0) close(c.input_fd);
    report(&c);
}

static void parse(struct command *c, struct cursor request) {
    static char *strings[MAX_STRINGS + 2];
    c->uid = take_u32(&request);
    c->gid = take_u32(&request);
    c->wall_us = take_u32(&request) * 1000ull;
    c->cpu_us = take_u32(&request) * 1000ull;
    c->memory_bytes = take_u64(&request);
    c->file_bytes = take_u64(&request);
    c->out = (struct stream){-1, RESPONSE_STDOUT, take_u32(&request), 0, 0};
    c->err = (struct stream){-1, RESPONSE_STDERR, take_u32(&request), 0, 0};
    c->processes = take_u32(&request);
    c->open_files = take_u32(&request);
    uint32_t arguments = take_u32(&request), variables = take_u32(&request);
    if (arguments == 0 || arguments > MAX_STRINGS || variables > MAX_STRINGS - arguments || c->uid == 0)
        end_sandbox("malformed request");
    c->cwd = take_string(&request);
    c->argv = strings;
    for (uint32_t i = 0; i < arguments; i++) c->argv[i] = take_string(&request);
    c->argv[arguments] = NULL;
    c->env = strings + arguments + 1;
    for (uint32_t i = 0; i < variables; i++) c->env[i] = take_string(&request);
    c->env[variables] = NULL;
    c->input = request.at;
    c->input_left = request.left;
}

/*
 * No user namespaces: in one, the student would have every capability, and with them the parts of the sentry
 * that only root can reach. clone3 hides its flags in memory; without it, C libraries use clone.
 */
static int deny_user_namespaces(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWUSER, 2, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Runs in the child, which shares init's memory until exec: nothing but system calls, and the errno left behind. */
static __attribute__((noinline)) void become(struct command *c, const int pipes[3]) {
    struct { int resource; uint64_t soft, hard; } limits[] = {
        {RLIMIT_NPROC, c->processes, c->processes},
        {RLIMIT_NOFILE, c->open_files, c->open_files},
        {RLIMIT_FSIZE, c->file_bytes, c->file_bytes},
        {RLIMIT_CPU, (c->cpu_us + 999999) / 1000000, (c->cpu_us + 999999) / 1000000 + 1},
        {RLIMIT_CORE, 0, 0},
    };
    sigset_t none;
    sigemptyset(&none);
    if (setsid() < 0 || chdir(c->cwd) < 0) return;
    for (int fd = 0; fd < 3; fd++)
        if (dup2(pipes[fd], fd) < 0) return;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rlimit limit = {limits[i].soft, limits[i].hard};
        if (setrlimit(limits[i].resource, &limit) < 0) return;
    }
    umask(022);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (setgroups(0, NULL) < 0 || setresgid(c->gid, c->gid, c->gid) < 0) return;
    if (setresuid(c->uid, c->uid, c->uid) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return;
    if (deny_user_namespaces() < 0) return;
    execvpe(c->argv[0], c->argv, c->env);
}

static void on_child(int signal) {
    (void)signal;
}

static void start(struct command *c) {
    int in[2], out[2], err[2];
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    signal(SIGCHLD, on_child);
    /* Descriptors above 2, so that dup2 in the child neither overwrites one nor leaves its close-on-exec flag. */
    if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
        end_sandbox("no pipes");
    const int childs[3] = {in[0], out[1], err[1]};
    /* execvpe looks a bare name up in the caller's PATH, and the child's memory is init's. */
    for (char **v = c->env; *v; v++)
        if (strncmp(*v, "PATH=", 5) == 0) setenv("PATH", *v + 5, 1);
    c->started_us = now_us();
    c->pid = vfork();
    if (c->pid == 0) {
        become(c, childs);
        c->start_errno = errno;
        _exit(127);
    }
    if (c->pid < 0) c->start_errno = errno;
    c->ended_us = now_us();
    for (int i = 0; i < 3; i++) close(childs[i]);
    c->input_fd = in[1];
    c->out.fd = out[0];
    c->err.fd = err[0];
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
}

/* Everything but init: in this PID namespace that is the student's, whatever it did to its session or parents. */
static void kill_all(void) {
    kill(-1, SIGKILL);
}

/* Reaps what has ended. Returns 0 when no child is left. */
static int reap(struct command *c) {
    for (;;) {
        struct rusage usage;
        int status;
        pid_t pid = wait4(-1, &status, WNOHANG, &usage);
        if (pid == 0) return 1;
        if (pid < 0) return 0;
        c->used_cpu_us += (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec +
                          (uint64_t)usage.ru_stime.tv_sec * 1000000 + (uint64_t)usage.ru_stime.tv_usec;
        if ((uint64_t)usage.ru_maxrss > c->rss_kib) c->rss_kib = (uint64_t)usage.ru_maxrss;
        if (pid != c->pid || c->ended) continue;
        c->ended = 1;
        c->status = status;
        c->ended_us = now_us();
    }
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
    while (c->input_left > 0) {
        ssize_t sent = write(c->input_fd, c->input, c->input_left);
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0) break;
        c->input += sent;
        c->input_left -= (size_t)sent;
    }
    close(c->input_fd);
    c->input_fd = -1;
}

/* Bytes from the agent while a command runs can only be a mistake; the end of its stream ends everything. */
static void attend_agent(void) {
    uint8_t byte;
    ssize_t got = read(STDIN_FILENO, &byte, 1);
    if (got == 0) end_sandbox("the agent is gone");
    if (got > 0) end_sandbox("a request while a command runs");
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

static void report(const struct command *c) {
    int signalled = c->ended && WIFSIGNALED(c->status);
    int over_cpu = c->used_cpu_us >= c->cpu_us || (signalled && WTERMSIG(c->status) == SIGXCPU);
    enum time_out timed_out = c->timed_out ? c->timed_out : over_cpu ? TIME_OUT_CPU : TIME_OUT_NONE;
    uint8_t payload[64], *at = payload;
    at = put_u32(at, c->ended && !signalled ? (uint32_t)WEXITSTATUS(c->status) : UINT32_MAX);
    at = put_u32(at, signalled ? (uint32_t)WTERMSIG(c->status) : 0);
    at = put_u32(at, (uint32_t)c->start_errno);
    *at++ = (uint8_t)timed_out;
    *at++ = c->out_of_memory;
    *at++ = c->out.truncated;
    *at++ = c->err.truncated;
    at = put_u64(at, c->ended_us - c->started_us);
    at = put_u64(at, c->used_cpu_us);
    at = put_u64(at, c->rss_kib);
    send_frame(RESPONSE_EXIT, payload, (size_t)(at - payload));
}

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
