/* The one server that may live from request to request, and its waiting. */
#ifndef ASSAY_SERVER_H
#define ASSAY_SERVER_H

#include "command.h"

#include <poll.h>

/* Returns 0 when no process of it is left. */
int server_lives(void);
/* Kills what is there, and starts it anew. */
void start_server(const struct command *c);
/*
 * Waits for an event on `fd`, at most `us`, while the server's output is read and its memory watched; -1 waits
 * for these alone. Returns the events.
 */
short wait_with_server(int fd, short events, uint64_t us);
/* The last of its output in frames. */
void send_output_tails(void);
const struct command *server_facts(void);

#endif
