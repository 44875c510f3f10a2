/* Frames between the agent and init, over init's stdin and stdout. The page on it is docs/init-protocol.md. */
#ifndef ASSAY_PROTOCOL_H
#define ASSAY_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

enum request {
    REQUEST_PING = 'P',
    REQUEST_SPAWN = 'S',
    REQUEST_UNTAR = 'U',
    REQUEST_UNTAR_DATA = 'D',
    REQUEST_UNTAR_END = 'E',
    REQUEST_READ = 'R',
    REQUEST_ASK = 'A',
};

enum response {
    RESPONSE_PONG = 'p',
    RESPONSE_STDOUT = 'o',
    RESPONSE_STDERR = 'e',
    RESPONSE_EXIT = 'x',
    RESPONSE_UNTARRED = 'u',
    RESPONSE_FILE_DATA = 'd',
    RESPONSE_FILE = 'r',
    RESPONSE_BYTES = 'b',
    RESPONSE_ASKED = 'a',
};

/* Larger than any request the agent makes; data of a tar may come in frames of any length. */
#define MAX_REQUEST_BYTES (24u << 20)
#define IO_BYTES (256u << 10)

struct frame {
    uint8_t type;
    uint32_t length;
};

/* Ends the process, and so the sandbox: the agent went away, or does not speak this protocol. */
_Noreturn void end_sandbox(const char *reason);

struct frame read_frame_header(void);
void read_exactly(void *into, size_t length);
/* At least one byte, at most `length`. */
size_t read_some(void *into, size_t length);
void send_frame(uint8_t type, const void *payload, size_t length);

/* Bytes of a request, taken from the front; running past its end ends the sandbox. */
struct cursor {
    const uint8_t *at;
    size_t left;
};
uint32_t take_u32(struct cursor *c);
uint64_t take_u64(struct cursor *c);
char *take_string(struct cursor *c);
uint8_t *put_u32(uint8_t *at, uint32_t value);
uint8_t *put_u64(uint8_t *at, uint64_t value);

/* One shared buffer for file and pipe contents: init does one thing at a time. */
extern uint8_t io_buffer[IO_BYTES];

void handle_spawn(struct cursor request);
void handle_untar(struct cursor request);
void handle_read(struct cursor request);
void handle_ask(struct cursor request);

/* Waits for the agent's next request, and attends the server meanwhile. */
void attend_server(void);
/* Kills the server with all that it started, if there is one. */
void end_server(void);

/*
 * Opens the directory of `path` below `root`, one component at a time and never through a link, and points
 * `name` at the last component. With `create`, missing directories are made, 0755 and owned by root.
 * Returns -1 with errno set. The caller closes the descriptor.
 */
int open_parent(const char *root, const char *path, int create, const char **name);

#endif
