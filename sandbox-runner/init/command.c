/* From a request to a process of the student, and from its end to the facts. */
#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

void parse_command(struct command *c, struct cursor request) {
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
    c->input = request;
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

void start_command(struct command *c) {
    int pipes[3][2];
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    signal(SIGCHLD, on_child);
    /* Descriptors above 2, so that dup2 in the child neither overwrites one nor leaves its close-on-exec flag. */
    for (int i = 0; i < 3; i++)
        if (pipe2(pipes[i], O_CLOEXEC) < 0) end_sandbox("no pipes");
    const int childs[3] = {pipes[0][0], pipes[1][1], pipes[2][1]}, ours[3] = {pipes[0][1], pipes[1][0], pipes[2][0]};
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
    for (int i = 0; i < 3; i++) {
        close(childs[i]);
        fcntl(ours[i], F_SETFL, O_NONBLOCK);
    }
    c->input_fd = ours[0];
    c->out.fd = ours[1];
    c->err.fd = ours[2];
}

void kill_all(void) {
    kill(-1, SIGKILL);
}

int reap(struct command *c) {
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

void attend_agent(void) {
    uint8_t byte;
    ssize_t got = read(STDIN_FILENO, &byte, 1);
    if (got == 0) end_sandbox("the agent is gone");
    if (got > 0) end_sandbox("a request while a command runs");
}

uint8_t *put_facts(uint8_t *at, const struct command *c) {
    int signalled = c->ended && WIFSIGNALED(c->status);
    int over_cpu = c->used_cpu_us >= c->cpu_us || (signalled && WTERMSIG(c->status) == SIGXCPU);
    enum time_out timed_out = c->timed_out ? c->timed_out : over_cpu ? TIME_OUT_CPU : TIME_OUT_NONE;
    at = put_u32(at, c->ended && !signalled ? (uint32_t)WEXITSTATUS(c->status) : UINT32_MAX);
    at = put_u32(at, signalled ? (uint32_t)WTERMSIG(c->status) : 0);
    at = put_u32(at, (uint32_t)c->start_errno);
    *at++ = (uint8_t)timed_out;
    *at++ = c->out_of_memory;
    *at++ = c->out.truncated;
    *at++ = c->err.truncated;
    at = put_u64(at, c->ended_us - c->started_us);
    at = put_u64(at, c->used_cpu_us);
    return put_u64(at, c->rss_kib);
}

uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
