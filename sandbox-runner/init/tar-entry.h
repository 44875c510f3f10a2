/* What the headers of a tar say of one entry: ustar, pax (path, linkpath and size) and GNU long names. */
#ifndef ASSAY_TAR_ENTRY_H
#define ASSAY_TAR_ENTRY_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK 512

/* Positions in the header, from tar(5). */
enum field { NAME = 0, MODE = 100, UID = 108, GID = 116, SIZE = 124, CHECKSUM = 148, TYPE = 156, LINK = 157, MAGIC = 257, PREFIX = 345 };

struct entry {
    char type, path[PATH_MAX], link[101];
    uint64_t size, mode, uid, gid;
    int has_path, has_link, has_size;
};

/* Octal digits, between spaces or before a NUL. What else there is says NO_NUMBER, also GNU's base 256: beyond 8 GiB. */
#define NO_NUMBER UINT64_MAX
uint64_t tar_number(const uint8_t *field, size_t width);
int checksum_holds(const uint8_t *block);
/* Records of a pax header, "length key=value\n" each; path, linkpath and size count. Returns an errno. */
int read_pax(struct entry *e, char *text, size_t length);
/* What an extension before it has said stands. */
void read_header(struct entry *e, const uint8_t *block);
/* Without "./" in front and "/" behind, as open_parent wants it. Empty for the root itself. */
void tidy_path(char *path);

#endif
