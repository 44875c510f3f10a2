/* Paths below a root, walked without following a link, and the bounded read of what a student made. */
#define _GNU_SOURCE
#include "protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Not O_DIRECTORY: with it, gVisor follows a link in spite of O_NOFOLLOW. With O_PATH the link itself is opened. */
#define OPEN_COMPONENT (O_PATH | O_NOFOLLOW | O_CLOEXEC)

enum file_kind { FILE_READ = 0, FILE_MISSING = 1, FILE_NOT_REGULAR = 2, FILE_TOO_LARGE = 3 };

static int enter_directory(int parent, const char *name, int create);
static void send_file(int fd, uint64_t size);
static void answer(enum file_kind kind, uint64_t size);

int open_parent(const char *root, const char *path, int create, const char **name) {
    int directory = open(root, OPEN_COMPONENT);
    const char *component = path;
    while (directory >= 0) {
        size_t length = strcspn(component, "/");
        char part[NAME_MAX + 1];
        if (length > NAME_MAX || length == 0 || (length <= 2 && strspn(component, ".") >= length)) {
            close(directory);
            errno = length > NAME_MAX ? ENAMETOOLONG : EINVAL;
            return -1;
        }
        if (component[length] == '\0') {
            *name = component;
            return directory;
        }
        memcpy(part, component, length);
        part[length] = '\0';
        directory = enter_directory(directory, part, create);
        component += length + 1;
    }
    return -1;
}

static int enter_directory(int parent, const char *name, int create) {
    struct stat status;
    int child = openat(parent, name, OPEN_COMPONENT);
    if (child < 0 && errno == ENOENT && create && mkdirat(parent, name, 0755) == 0)
        child = openat(parent, name, OPEN_COMPONENT);
    int reason = errno;
    close(parent);
    if (child >= 0 && (fstat(child, &status) != 0 || !S_ISDIR(status.st_mode))) {
        close(child);
        child = -1;
        reason = ENOTDIR;
    }
    errno = reason;
    return child;
}

/* Request: u64 cap, path below /app. Nothing of the student runs meanwhile, so what is checked is what is read. */
void handle_read(struct cursor request) {
    uint64_t cap = take_u64(&request);
    const char *name;
    int parent = open_parent("/app", take_string(&request), 0, &name);
    /* Without O_NONBLOCK, a FIFO would keep init waiting for a writer. */
    int fd = parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int reason = errno;
    if (parent >= 0) close(parent);
    if (fd < 0) return answer(reason == ENOENT || reason == ENAMETOOLONG ? FILE_MISSING : FILE_NOT_REGULAR, 0);

    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) answer(FILE_NOT_REGULAR, 0);
    else if ((uint64_t)status.st_size > cap) answer(FILE_TOO_LARGE, (uint64_t)status.st_size);
    else send_file(fd, (uint64_t)status.st_size);
    close(fd);
}

static void send_file(int fd, uint64_t size) {
    uint64_t sent = 0;
    while (sent < size) {
        size_t wanted = size - sent < IO_BYTES ? (size_t)(size - sent) : IO_BYTES;
        ssize_t got = read(fd, io_buffer, wanted);
        if (got <= 0) break;
        send_frame(RESPONSE_FILE_DATA, io_buffer, (size_t)got);
        sent += (uint64_t)got;
    }
    answer(FILE_READ, sent);
}

static void answer(enum file_kind kind, uint64_t size) {
    uint8_t payload[12];
    put_u64(put_u32(payload, kind), size);
    send_frame(RESPONSE_FILE, payload, sizeof payload);
}
