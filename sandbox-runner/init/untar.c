/*
 * Unpacks a tar that arrives in frames: ustar, pax (path, linkpath and size) and GNU long names. Only files,
 * directories and links to the mounted assets; anything else, and any path that leaves the root or passes through
 * a link, is refused.
 */
#include "protocol.h"
#include "sha256.h"
#include "tar-entry.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a pax header or a GNU long name. */
#define MAX_EXTENSION (64u << 10)
#define MAX_DEPTH 64
/* Where the agent mounts what is too large to be copied, by number. */
#define MOUNTED "/assay-assets/"

struct tar {
    struct sha256 hash;
    uint32_t frame_left;
    int at_end;
    /* What has been read and hashed, but not taken: in io_buffer. */
    const uint8_t *ahead;
    size_t ahead_left;
    /* Where the last entry went; nothing but this untar runs, so it stays that directory. */
    int parent;
    char parent_path[PATH_MAX];
    uint32_t owner;
    const char *root;
    int failure;
    char path[PATH_MAX];
};

static int unpack(struct tar *t);
static int skip(struct tar *t, uint64_t length);
static void report(struct tar *t);

/* Request: u32 owner besides root, root. Then frames of data, and an end. */
void handle_untar(struct cursor request) {
    static struct tar t;
    memset(&t, 0, sizeof t);
    t.owner = take_u32(&request);
    t.root = take_string(&request);
    sha256_begin(&t.hash);
    t.parent = -1;
    t.ahead = io_buffer;
    t.failure = unpack(&t);
    skip(&t, UINT64_MAX);
    if (t.parent >= 0) close(t.parent);
    report(&t);
}

static void report(struct tar *t) {
    uint8_t payload[48 + PATH_MAX], *at = payload;
    size_t length = strlen(t->path);
    at = put_u32(at, (uint32_t)t->failure);
    uint64_t bytes = t->hash.bytes;
    sha256_end(&t->hash, at);
    at = put_u64(at + 32, bytes);
    memcpy(at, t->path, length);
    send_frame(RESPONSE_UNTARRED, payload, (size_t)(at - payload) + length);
}

/* At most `wanted` of the next bytes of the tar, valid until the next call; `got` is 0 at its end. */
static const uint8_t *next_bytes(struct tar *t, size_t wanted, size_t *got) {
    while (t->ahead_left == 0 && !t->at_end) {
        while (t->frame_left == 0 && !t->at_end) {
            struct frame header = read_frame_header();
            t->frame_left = header.length;
            t->at_end = header.type == REQUEST_UNTAR_END;
            if ((header.type != REQUEST_UNTAR_DATA && !t->at_end) || (t->at_end && header.length > 0))
                end_sandbox("malformed request");
        }
        if (t->at_end) break;
        t->ahead = io_buffer;
        t->ahead_left = read_some(io_buffer, t->frame_left < IO_BYTES ? t->frame_left : IO_BYTES);
        t->frame_left -= (uint32_t)t->ahead_left;
        sha256_add(&t->hash, io_buffer, t->ahead_left);
    }
    const uint8_t *bytes = t->ahead;
    *got = wanted < t->ahead_left ? wanted : t->ahead_left;
    t->ahead += *got;
    t->ahead_left -= *got;
    return bytes;
}

/* How many of `wanted` bytes were left. */
static size_t fill(struct tar *t, uint8_t *into, size_t wanted) {
    size_t filled = 0, got = 1;
    while (filled < wanted && got > 0) {
        const uint8_t *bytes = next_bytes(t, wanted - filled, &got);
        memcpy(into + filled, bytes, got);
        filled += got;
    }
    return filled;
}

static int skip(struct tar *t, uint64_t length) {
    while (length > 0) {
        size_t got;
        next_bytes(t, length < IO_BYTES ? (size_t)length : IO_BYTES, &got);
        if (got == 0) return ENODATA;
        length -= got;
    }
    return 0;
}

static int read_extension(struct tar *t, struct entry *e, char type, uint64_t size) {
    static char text[MAX_EXTENSION + BLOCK + 1];
    size_t padded = (size_t)(size + BLOCK - 1) / BLOCK * BLOCK;
    if (size > MAX_EXTENSION) return ENAMETOOLONG;
    if (fill(t, (uint8_t *)text, padded) < padded) return ENODATA;
    text[size] = '\0';
    if (type == 'g') return 0;
    if (type == 'x') return read_pax(e, text, (size_t)size);
    if (strlen(text) >= sizeof e->path) return ENAMETOOLONG;
    strcpy(e->path, text);
    e->has_path = 1;
    return 0;
}

static int write_content(struct tar *t, int fd, uint64_t size) {
    while (size > 0) {
        size_t got;
        const uint8_t *bytes = next_bytes(t, size < IO_BYTES ? (size_t)size : IO_BYTES, &got);
        if (got == 0) return ENODATA;
        for (size_t at = 0; at < got;) {
            ssize_t written = write(fd, bytes + at, got - at);
            if (written < 0) return errno;
            at += (size_t)written;
        }
        size -= got;
    }
    return 0;
}

static int own(const struct entry *e, int parent, const char *name) {
    if (!e->uid && !e->gid) return 0;
    return fchownat(parent, name, (uid_t)e->uid, (gid_t)e->gid, AT_SYMLINK_NOFOLLOW) ? errno : 0;
}

static int unpack_file(struct tar *t, const struct entry *e, const char *name) {
    int fd = openat(t->parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)e->mode);
    if (fd < 0) return errno;
    int failure = write_content(t, fd, e->size);
    if (close(fd) != 0 && !failure) failure = errno;
    if (!failure) failure = own(e, t->parent, name);
    return failure ? failure : skip(t, (BLOCK - e->size % BLOCK) % BLOCK);
}

/* A directory that is already there keeps its mode and owner: /tmp must stay 1777. */
static int unpack_directory(const struct entry *e, int parent, const char *name) {
    struct stat status;
    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0) return S_ISDIR(status.st_mode) ? 0 : EEXIST;
    return mkdirat(parent, name, (mode_t)e->mode) ? errno : own(e, parent, name);
}

static int unpack_link(const struct entry *e, int parent, const char *name) {
    size_t prefix = sizeof MOUNTED - 1;
    const char *file = e->link + prefix;
    if (strncmp(e->link, MOUNTED, prefix) != 0 || !*file || file[strspn(file, "0123456789")]) return EPERM;
    return symlinkat(e->link, parent, name) ? errno : 0;
}

static int unpack_as(struct tar *t, const struct entry *e, const char *name) {
    if (e->type == '5') return unpack_directory(e, t->parent, name);
    return e->type == '2' ? unpack_link(e, t->parent, name) : unpack_file(t, e, name);
}

/* Opens the directory that `path` goes into, unless it is the one that is open. */
static int enter_parent(struct tar *t, const char *path, const char **name) {
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    *name = slash ? slash + 1 : path;
    int known = t->parent >= 0 && strlen(t->parent_path) == length && memcmp(t->parent_path, path, length) == 0;
    /* open_parent judges what is not a plain name. */
    int plain = *path != '/' && **name && strcmp(*name, ".") != 0 && strcmp(*name, "..") != 0;
    if (known && plain) return 0;
    if (t->parent >= 0) close(t->parent);
    t->parent = open_parent(t->root, path, 1, name);
    memcpy(t->parent_path, path, length);
    t->parent_path[length] = '\0';
    return t->parent < 0 ? errno : 0;
}

static int unpack_entry(struct tar *t, struct entry *e) {
    int depth = 0;
    tidy_path(e->path);
    strcpy(t->path, e->path);
    if (e->type != '0' && e->type != '\0' && e->type != '2' && e->type != '5') return EOPNOTSUPP;
    if ((e->uid && e->uid != t->owner) || (e->gid && e->gid != t->owner) || e->mode > 0777) return EPERM;
    if (e->size == NO_NUMBER) return EBADMSG;
    if (e->type == '5' && e->path[0] == '\0') return 0;
    for (const char *at = e->path; *at; at++) depth += *at == '/';
    if (depth > MAX_DEPTH) return ENAMETOOLONG;
    const char *name;
    int failure = enter_parent(t, e->path, &name);
    if (!failure) failure = unpack_as(t, e, name);
    /* Whatever has the name but a directory is replaced; a link is removed, not followed. */
    if (failure == EEXIST) failure = unlinkat(t->parent, name, 0) ? errno : unpack_as(t, e, name);
    return failure;
}

static int unpack(struct tar *t) {
    static struct entry e;
    memset(&e, 0, sizeof e);
    for (;;) {
        uint8_t block[BLOCK];
        static const uint8_t zeros[BLOCK];
        size_t got = fill(t, block, BLOCK);
        if (got == 0 || (got == BLOCK && memcmp(block, zeros, BLOCK) == 0)) break;
        if (got < BLOCK) return ENODATA;
        if (!checksum_holds(block)) return EBADMSG;
        char type = (char)block[TYPE];
        int failure;
        if (type == 'x' || type == 'L' || type == 'g') {
            failure = read_extension(t, &e, type, tar_number(block + SIZE, 12));
        } else {
            read_header(&e, block);
            failure = unpack_entry(t, &e);
            memset(&e, 0, sizeof e);
        }
        if (failure) return failure;
    }
    t->path[0] = '\0';
    return 0;
}
