/* A command of the student: what it may take, how it is started, what became of it. */
#ifndef ASSAY_COMMAND_H
#define ASSAY_COMMAND_H

#include "protocol.h"

#include <sys/types.h>

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
    struct cursor input;
    int input_fd;
    struct stream out, err;

    pid_t pid;
    volatile int start_errno;
    int ended, status;
    uint64_t started_us, ended_us, used_cpu_us, rss_kib;
    enum time_out timed_out;
    uint8_t out_of_memory;
};

#define MAX_FACTS_BYTES 40

/* Strings and input stay in the request, lists until the next parse. */
void parse_command(struct command *c, struct cursor request);
/* Leaves the errno of the first step that failed in start_errno. */
void start_command(struct command *c);
/* Everything but init: in this PID namespace that is the student's, whatever it did to its session or parents. */
void kill_all(void);
/* Reaps what has ended, and adds it to the command. Returns 0 when no child is left. */
int reap(struct command *c);
/* Bytes from the agent while it waits for an answer can only be a mistake; the end of its stream ends everything. */
void attend_agent(void);
uint8_t *put_facts(uint8_t *at, const struct command *c);
uint64_t now_us(void);

#endif
