/*
 * PID 1 of a sandbox: runs commands as the student, unpacks tars, reads files back. It does one request at a
 * time and trusts nothing that a student could have made. When the agent goes away it exits, and with PID 1
 * every process of the sandbox ends.
 */
#include "protocol.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

uint8_t io_buffer[IO_BYTES];

static void serve(void);

int main(void) {
    /* Elsewhere, kill(-1) would reach processes that are not the student's. */
    if (getpid() != 1) {
        fputs("assay-init: must be PID 1 of a sandbox\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    umask(0);
    for (;;) serve();
}

static void serve(void) {
    attend_server();
    struct frame header = read_frame_header();
    if (header.length > MAX_REQUEST_BYTES) end_sandbox("request too large");
    /* Not kept: what init holds is counted as the student's. */
    uint8_t *request = malloc(header.length);
    if (!request) end_sandbox("no memory for a request");
    read_exactly(request, header.length);
    struct cursor cursor = {request, header.length};
    /* A server lives until anything else is to be done: whatever that is, it finds no process but init. */
    if (header.type != REQUEST_ASK && header.type != REQUEST_PING) end_server();
    switch (header.type) {
    case REQUEST_PING: send_frame(RESPONSE_PONG, NULL, 0); break;
    case REQUEST_SPAWN: handle_spawn(cursor); break;
    case REQUEST_UNTAR: handle_untar(cursor); break;
    case REQUEST_READ: handle_read(cursor); break;
    case REQUEST_ASK: handle_ask(cursor); break;
    default: end_sandbox("unknown request");
    }
    free(request);
}

_Noreturn void end_sandbox(const char *reason) {
    dprintf(STDERR_FILENO, "assay-init: %s\n", reason);
    _exit(3);
}

struct frame read_frame_header(void) {
    uint8_t bytes[5];
    read_exactly(bytes, sizeof bytes);
    struct cursor cursor = {bytes + 1, 4};
    return (struct frame){bytes[0], take_u32(&cursor)};
}

void read_exactly(void *into, size_t length) {
    for (uint8_t *at = into; length > 0;) {
        size_t got = read_some(at, length);
        at += got;
        length -= got;
    }
}

size_t read_some(void *into, size_t length) {
    for (;;) {
        ssize_t got = read(STDIN_FILENO, into, length);
        if (got > 0) return (size_t)got;
        if (got == 0 || errno != EINTR) end_sandbox("the agent is gone");
    }
}

void send_frame(uint8_t type, const void *payload, size_t length) {
    uint8_t header[5] = {type};
    put_u32(header + 1, (uint32_t)length);
    struct iovec parts[2] = {{header, sizeof header}, {(void *)(uintptr_t)payload, length}};
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        ssize_t sent = writev(STDOUT_FILENO, parts, 2);
        if (sent < 0 && errno != EINTR) end_sandbox("the agent is gone");
        for (struct iovec *part = parts; sent > 0; part++) {
            size_t done = (size_t)sent < part->iov_len ? (size_t)sent : part->iov_len;
            part->iov_base = (uint8_t *)part->iov_base + done;
            part->iov_len -= done;
            sent -= (ssize_t)done;
        }
    }
}

static const uint8_t *take(struct cursor *c, size_t length) {
    if (c->left < length) end_sandbox("malformed request");
    const uint8_t *at = c->at;
    c->at += length;
    c->left -= length;
    return at;
}

uint32_t take_u32(struct cursor *c) {
    const uint8_t *b = take(c, 4);
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

uint64_t take_u64(struct cursor *c) {
    uint64_t high = take_u32(c);
    return high << 32 | take_u32(c);
}

char *take_string(struct cursor *c) {
    const uint8_t *end = memchr(c->at, 0, c->left);
    if (!end) end_sandbox("malformed request");
    return (char *)(uintptr_t)take(c, (size_t)(end - c->at) + 1);
}

uint8_t *put_u32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
    return at + 4;
}

uint8_t *put_u64(uint8_t *at, uint64_t value) {
    return put_u32(put_u32(at, (uint32_t)(value >> 32)), (uint32_t)value);
}
