#include "tar-entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

uint64_t tar_number(const uint8_t *field, size_t width) {
    uint64_t value = 0;
    if (field[0] & 0x80) {
        for (size_t i = width > 8 ? width - 8 : 1; i < width; i++) value = value << 8 | field[i];
        return value;
    }
    for (size_t i = 0; i < width; i++)
        if (field[i] >= '0' && field[i] <= '7') value = value << 3 | (uint64_t)(field[i] - '0');
    return value;
}

int checksum_holds(const uint8_t *block) {
    uint64_t sum = 0;
    for (int i = 0; i < BLOCK; i++) sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i];
    return sum == tar_number(block + CHECKSUM, 8);
}

int read_pax(struct entry *e, char *text, size_t length) {
    for (char *record = text; record < text + length;) {
        char *key;
        size_t bytes = strtoul(record, &key, 10);
        size_t left = (size_t)(text + length - record);
        if (*key != ' ' || bytes > left || bytes < (size_t)(key - record) + 3 || record[bytes - 1] != '\n') return EBADMSG;
        record[bytes - 1] = '\0';
        key++;
        if (strncmp(key, "path=", 5) == 0) {
            if (strlen(key + 5) >= sizeof e->path) return ENAMETOOLONG;
            strcpy(e->path, key + 5);
            e->has_path = 1;
        } else if (strncmp(key, "size=", 5) == 0) {
            e->size = strtoull(key + 5, NULL, 10);
            e->has_size = 1;
        }
        record += bytes;
    }
    return 0;
}

void read_header(struct entry *e, const uint8_t *block) {
    e->type = (char)block[TYPE];
    e->mode = tar_number(block + MODE, 8);
    e->uid = tar_number(block + UID, 8);
    e->gid = tar_number(block + GID, 8);
    memcpy(e->link, block + LINK, sizeof e->link - 1);
    e->link[sizeof e->link - 1] = '\0';
    if (!e->has_size) e->size = tar_number(block + SIZE, 12);
    if (e->has_path) return;
    /* GNU's own format keeps times where ustar has the prefix. */
    int prefixed = memcmp(block + MAGIC, "ustar\0", 6) == 0 && block[PREFIX];
    char *at = e->path;
    if (prefixed) {
        size_t length = strnlen((const char *)block + PREFIX, 155);
        memcpy(at, block + PREFIX, length);
        at[length] = '/';
        at += length + 1;
    }
    size_t length = strnlen((const char *)block + NAME, 100);
    memcpy(at, block + NAME, length);
    at[length] = '\0';
}

void tidy_path(char *path) {
    size_t start = 0, length = strlen(path);
    while (path[start] == '.' && path[start + 1] == '/') start += 2;
    if (strcmp(path + start, ".") == 0) start++;
    memmove(path, path + start, length - start + 1);
    length -= start;
    while (length > 1 && path[length - 1] == '/') path[--length] = '\0';
}
