/* Fuzzed: whole requests, up to where a command would start. */
#include "arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct verdict came = arena_serve(bytes, length);
    /* The agent goes away at the end of every input: nothing else may stop init. */
    if (!came.ended) abort();
    return 0;
}
