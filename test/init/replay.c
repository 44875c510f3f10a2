/*
 * Stands in for libFuzzer where there is none: hands each file to the entry of a fuzzer, then mutations of them.
 * Arguments: a seed, how many mutations, files. The same arguments are the same inputs. What an entry fails at is
 * printed in hexadecimal.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES 16384
#define MAX_FILES 1024

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct input {
    uint8_t bytes[MAX_BYTES];
    size_t length;
};

static struct input files[MAX_FILES], current;
static uint64_t state;

/* xorshift64*, Marsaglia and Vigna. */
static size_t below(size_t bound) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return bound ? (size_t)((state * 0x2545f4914f6cdd1dull >> 33) % bound) : 0;
}

static void read_file(struct input *into, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) perror(path), exit(2);
    into->length = fread(into->bytes, 1, MAX_BYTES, file);
    fclose(file);
}

static void remove_range(size_t at, size_t length) {
    memmove(current.bytes + at, current.bytes + at + length, current.length - at - length);
    current.length -= length;
}

static void insert_range(size_t at, const uint8_t *bytes, size_t length) {
    if (current.length + length > MAX_BYTES) return;
    memmove(current.bytes + at + length, current.bytes + at, current.length - at);
    memmove(current.bytes + at, bytes, length);
    current.length += length;
}

static void mutate(const struct input *other) {
    static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, '/', '.', '0', '7', '9', ' ', '\n', '='};
    size_t at = below(current.length), length = below(below(4) ? 16 : 1024);
    if (length > current.length - at) length = current.length - at;
    size_t from = below(other->length), taken = below(other->length - from);
    switch (below(6)) {
    case 0: if (current.length) current.bytes[at] ^= (uint8_t)(1u << below(8)); break;
    case 1: if (current.length) current.bytes[at] = telling[below(sizeof telling)]; break;
    case 2: if (current.length) memset(current.bytes + at, telling[below(sizeof telling)], length); break;
    case 3: remove_range(at, length); break;
    case 4: insert_range(at, other->bytes + from, taken); break;
    default: insert_range(below(current.length), current.bytes + at, length);
    }
}

static void print_input(int number) {
    fprintf(stderr, "replay: failed at this input of %zu bytes:\n", current.length);
    for (size_t i = 0; i < current.length; i++) fprintf(stderr, "%02x", current.bytes[i]);
    fputc('\n', stderr);
    signal(number, SIG_DFL);
    raise(number);
}

int main(int count, char **arguments) {
    if (count < 4 || count > MAX_FILES + 3) return 2;
    state = strtoull(arguments[1], NULL, 10) * 2 + 1;
    size_t mutations = strtoull(arguments[2], NULL, 10), known = (size_t)count - 3;
    signal(SIGABRT, print_input);
    for (size_t i = 0; i < known; i++) {
        read_file(&files[i], arguments[i + 3]);
        current = files[i];
        LLVMFuzzerTestOneInput(current.bytes, current.length);
    }
    for (size_t i = 0; i < mutations; i++) {
        current = files[below(known)];
        for (size_t times = 1 + below(6); times > 0; times--) mutate(&files[below(known)]);
        LLVMFuzzerTestOneInput(current.bytes, current.length);
    }
    printf("%zu\n", known + mutations);
    return 0;
}
