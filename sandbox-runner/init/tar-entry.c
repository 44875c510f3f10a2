#include "tar-entry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t tar_number(const uint8_t *field, size_t width) {
    uint64_t value = 0;
    size_t at = 0;
    while (at < width && field[at] == ' ') at++;
    for (; at < width && field[at] >= '0' && field[at] <= '7'; at++) value = value << 3 | (uint64_t)(field[at] - '0');
    return at < width && field[at] != ' ' && field[at] != '\0' ? NO_NUMBER : value;
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
        } else if (strncmp(key, "linkpath=", 9) == 0) {
            if (strlen(key + 9) >= sizeof e->link) return ENAMETOOLONG;
            strcpy(e->link, key + 9);
            e->has_link = 1;
        } else if (strncmp(key, "size=", 5) == 0) {
            if (!key[5] || key[5 + strspn(key + 5, "0123456789")]) return EBADMSG;
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
    if (!e->has_link) snprintf(e->link, sizeof e->link, "%.100s", (const char *)block + LINK);
    if (!e->has_size) e->size = tar_number(block + SIZE, 12);
    if (e->has_path) return;
    /* GNU's own format keeps times where ustar has the prefix. */
    int prefixed = memcmp(block + MAGIC, "ustar\0", 6) == 0 && block[PREFIX];
    snprintf(e->path, sizeof e->path, "%.*s%s%.100s", prefixed ? 155 : 0, (const char *)block + PREFIX,
             prefixed ? "/" : "", (const char *)block + NAME);
}

void tidy_path(char *path) {
    size_t start = 0, length = strlen(path);
    while (path[start] == '.' && path[start + 1] == '/') start += 2;
    if (strcmp(path + start, ".") == 0) start++;
    memmove(path, path + start, length - start + 1);
    length -= start;
    while (length > 1 && path[length - 1] == '/') path[--length] = '\0';
}
