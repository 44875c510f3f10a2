#include "arena.h"

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#define MOUNTED "/assay-assets/"
#define MAX_ANSWER_BYTES (1u << 20)

/* What init reads next, and how much of it at once. */
static const uint8_t *input;
static size_t input_left, piece;
static jmp_buf ended;
static void *held;
static struct verdict verdict;
static int scratch = -1, unpacked;
static char scratch_path[256];

static void remove_scratch(void);

#define MUST(condition)                                                             \
    do {                                                                            \
        if (!(condition)) fprintf(stderr, "arena: not so: %s\n", #condition), abort(); \
    } while (0)

struct verdict arena_serve(const uint8_t *bytes, size_t length) {
    int first = arena_directory() + 1;
    input = bytes;
    input_left = length;
    piece = length % 7 ? length : 1 + length / 3;
    memset(&verdict, 0, sizeof verdict);
    if (setjmp(ended) == 0) init_main();
    free(held);
    held = NULL;
    /* Where init ended, it left to the kernel what it had open. */
    close_range((unsigned)first, ~0u, 0);
    arena_clear();
    return verdict;
}

static uint8_t *put_header(uint8_t *at, uint8_t type, size_t length) {
    *at++ = type;
    for (int shift = 24; shift >= 0; shift -= 8) *at++ = (uint8_t)(length >> shift);
    return at;
}

struct verdict arena_untar(const uint8_t *tar, size_t length) {
    static const uint8_t request[] = {0, 0, 1000 >> 8, 1000 & 0xff, '/', 't', 'm', 'p', 0};
    /* A frame for each piece, of at least one byte, and three headers besides. */
    uint8_t *frames = malloc(length * 6 + 64), *at = frames;
    MUST(frames);
    at = put_header(at, 'U', sizeof request);
    memcpy(at, request, sizeof request);
    at += sizeof request;
    for (size_t sent = 0, size = 1 + length / 3; sent < length; sent += size) {
        if (size > length - sent) size = length - sent;
        at = put_header(at, 'D', size);
        memcpy(at, tar + sent, size);
        at += size;
    }
    at = put_header(at, 'E', 0);
    struct verdict came = arena_serve(frames, (size_t)(at - frames));
    free(frames);
    /* Whatever it refused, it read the stream to its end, and was of use for the next request. */
    MUST(came.answers == 1 && came.bytes == length);
    return came;
}

int arena_ends(void (*take)(void)) {
    if (setjmp(ended) != 0) return 1;
    take();
    return 0;
}

int arena_directory(void) {
    if (scratch >= 0) return scratch;
    const char *base = getenv("TMPDIR");
    snprintf(scratch_path, sizeof scratch_path, "%s/assay-init-XXXXXX", base ? base : "/tmp");
    MUST(mkdtemp(scratch_path));
    scratch = open(scratch_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    MUST(scratch >= 0);
    atexit(remove_scratch);
    return scratch;
}

static int judge_and_remove(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)kind;
    if (walk->level == 0) return 0;
    char target[256];
    if (S_ISLNK(status->st_mode)) {
        ssize_t length = readlink(path, target, sizeof target - 1);
        MUST(length > 0);
        target[length] = '\0';
        const char *number = target + strlen(MOUNTED);
        MUST(strncmp(target, MOUNTED, strlen(MOUNTED)) == 0 && *number && !number[strspn(number, "0123456789")]);
    } else {
        MUST(S_ISREG(status->st_mode) || S_ISDIR(status->st_mode));
        MUST((status->st_mode & 07000) == 0);
    }
    return remove(path);
}

void arena_clear(void) {
    if (unpacked) MUST(nftw(scratch_path, judge_and_remove, 32, FTW_DEPTH | FTW_PHYS) == 0);
    unpacked = 0;
}

static void remove_scratch(void) {
    arena_clear();
    rmdir(scratch_path);
}

ssize_t arena_read(int fd, void *into, size_t length) {
    if (fd != STDIN_FILENO) return read(fd, into, length);
    if (length > piece) length = piece;
    if (length > input_left) length = input_left;
    memcpy(into, input, length);
    input += length;
    input_left -= length;
    return (ssize_t)length;
}

static uint32_t number(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Every answer, byte by byte as the page on the protocol has it. */
ssize_t arena_writev(int fd, const struct iovec *parts, int count) {
    const uint8_t *header = parts[0].iov_base, *payload = count > 1 ? parts[1].iov_base : NULL;
    size_t length = count > 1 ? parts[1].iov_len : 0;
    MUST(fd == STDOUT_FILENO && parts[0].iov_len == 5 && number(header + 1) == length && length <= MAX_ANSWER_BYTES);
    switch (header[0]) {
    case 'p': MUST(length == 0); break;
    case 'x': MUST(length == 40); break;
    case 'a': MUST(length == 42); break;
    case 'r': MUST(length == 12 && number(payload) <= 3); break;
    case 'u':
        MUST(length >= 44 && length <= 44 + 4095);
        verdict.errno_ = number(payload);
        verdict.bytes = (uint64_t)number(payload + 36) << 32 | number(payload + 40);
        memcpy(verdict.path, payload + 44, length - 44);
        verdict.path[length - 44] = '\0';
        MUST(verdict.errno_ || length == 44);
        break;
    case 'd': case 'o': case 'e': case 'b': MUST(length > 0); break;
    default: MUST(!"a known answer");
    }
    verdict.answers += strchr("pxaru", header[0]) != NULL;
    return (ssize_t)(5 + length);
}

int arena_open(const char *path, int flags) {
    (void)path;
    return openat(arena_directory(), ".", flags);
}

/* One component at a time, or the kernel would walk the rest, through links too. */
static void must_be_component(const char *name) {
    MUST(*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
}

int arena_openat(int parent, const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    must_be_component(name);
    MUST(flags & O_NOFOLLOW && flags & O_CLOEXEC && (flags & O_EXCL || !(flags & O_CREAT)));
    unpacked |= flags & O_CREAT;
    return openat(parent, name, flags, mode);
}

/* The owner's bits besides, so that one who is not root can take it away again. */
int arena_mkdirat(int parent, const char *name, mode_t mode) {
    must_be_component(name);
    unpacked = 1;
    return mkdirat(parent, name, mode | 0700);
}

int arena_unlinkat(int parent, const char *name, int flags) {
    must_be_component(name);
    return unlinkat(parent, name, flags);
}

int arena_symlinkat(const char *target, int parent, const char *name) {
    must_be_component(name);
    unpacked = 1;
    return symlinkat(target, parent, name);
}

int arena_fstatat(int parent, const char *name, struct stat *status, int flags) {
    must_be_component(name);
    MUST(flags & AT_SYMLINK_NOFOLLOW);
    return fstatat(parent, name, status, flags);
}

/* Root may give files away, the user of a test may not: what is asked for is judged, and not done. */
int arena_own(int parent, const char *name, uid_t uid, gid_t gid) {
    must_be_component(name);
    MUST(parent >= 0 && (uid || gid));
    return 0;
}

void *arena_malloc(size_t length) {
    MUST(!held);
    return held = malloc(length);
}

void arena_free(void *memory) {
    MUST(memory == held);
    free(held);
    held = NULL;
}

_Noreturn void arena_exit(void) {
    verdict.ended = 1;
    longjmp(ended, 1);
}

_Noreturn void arena_killed(void) {
    MUST(!"nothing to kill where nothing runs");
    abort();
}

int arena_no_process(void) {
    errno = ECHILD;
    return -1;
}

int arena_no_child(int *status, struct rusage *usage) {
    *status = 0;
    memset(usage, 0, sizeof *usage);
    return arena_no_process();
}
