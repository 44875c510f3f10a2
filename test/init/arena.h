/*
 * Init inside a test program: included before each of its sources, it puts what reaches out of the process under
 * control. Requests come from memory, answers are checked, paths lead into a scratch directory, no process starts
 * or is killed, and what ends a sandbox ends the run.
 */
#ifndef ASSAY_TEST_ARENA_H
#define ASSAY_TEST_ARENA_H

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What came of a run. `errno_` and `path` are of the last untar. */
struct verdict {
    int ended, answers;
    uint32_t errno_;
    uint64_t bytes;
    char path[4097];
};

/* Serves the requests in `bytes`, which the reads find in pieces, until they end or are refused. */
struct verdict arena_serve(const uint8_t *bytes, size_t length);
/* Serves one untar of `tar` into the scratch directory, in frames of uneven sizes. Owners are root and 1000. */
struct verdict arena_untar(const uint8_t *tar, size_t length);
/* Calls `take` with init's own ending caught. Returns whether it ended the sandbox. */
int arena_ends(void (*take)(void));
/* Open while the program runs. Made below TMPDIR at the first use, removed at exit. */
int arena_directory(void);
/* Removes what was unpacked, and aborts when it is anything that must not be. */
void arena_clear(void);
int init_main(void);

ssize_t arena_read(int fd, void *into, size_t length);
ssize_t arena_writev(int fd, const struct iovec *parts, int count);
int arena_open(const char *path, int flags);
int arena_openat(int parent, const char *name, int flags, ...);
int arena_mkdirat(int parent, const char *name, mode_t mode);
int arena_unlinkat(int parent, const char *name, int flags);
int arena_symlinkat(const char *target, int parent, const char *name);
int arena_fstatat(int parent, const char *name, struct stat *status, int flags);
int arena_own(int parent, const char *name, uid_t uid, gid_t gid);
void *arena_malloc(size_t length);
void arena_free(void *memory);
_Noreturn void arena_exit(void);
_Noreturn void arena_killed(void);
int arena_no_process(void);
int arena_no_child(int *status, struct rusage *usage);

#ifdef ASSAY_ARENA_FOR_INIT
#define main init_main
#define read(fd, into, length) arena_read(fd, into, length)
#define writev(fd, parts, count) arena_writev(fd, parts, count)
#define open(path, flags) arena_open(path, flags)
#define openat(...) arena_openat(__VA_ARGS__, 0)
#define mkdirat(parent, name, mode) arena_mkdirat(parent, name, mode)
#define unlinkat(parent, name, flags) arena_unlinkat(parent, name, flags)
#define symlinkat(target, parent, name) arena_symlinkat(target, parent, name)
#define fstatat(parent, name, status, flags) arena_fstatat(parent, name, status, flags)
#define fchownat(parent, name, uid, gid, flags) arena_own(parent, name, uid, gid)
#define malloc(length) arena_malloc(length)
#define free(memory) arena_free(memory)
#define _exit(code) arena_exit()
#define dprintf(fd, format, reason) ((void)(reason))
#define kill(pid, signal) arena_killed()
#define getpid() 1
#define vfork() arena_no_process()
#define wait4(pid, status, options, usage) arena_no_child(status, usage)
#endif

#endif
