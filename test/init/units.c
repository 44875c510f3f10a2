/* Tests of what init reads with: the name of a test as the only argument, or none to list them. Aborts where not so. */
#include "arena.h"
#include "protocol.h"
#include "tar-entry.h"
/* Its source, for both of the ways it has of going through the blocks. */
#include "sha256.c"

#include <errno.h>

#define MUST(condition)                                                          \
    do {                                                                         \
        if (!(condition)) fprintf(stderr, "%d: %s\n", __LINE__, #condition), abort(); \
    } while (0)

static uint64_t number_of(const char *field) {
    return tar_number((const uint8_t *)field, strlen(field));
}

static void reads_octal_numbers(void) {
    MUST(number_of("0000644") == 0644 && number_of("  644 ") == 0644 && number_of("77777777777") == 077777777777);
    MUST(tar_number((const uint8_t *)"644\0garbage", 11) == 0644);
    MUST(tar_number((const uint8_t *)"\0\0\0", 3) == 0 && number_of("") == 0 && number_of("   ") == 0);
}

static void knows_what_is_no_number(void) {
    MUST(number_of("0o644") == NO_NUMBER && number_of("-1") == NO_NUMBER && number_of("1289") == NO_NUMBER);
    /* Base 256, as GNU tar writes what is beyond 8 GiB. */
    MUST(tar_number((const uint8_t *)"\200\0\0\0\0\0\0\1", 8) == NO_NUMBER);
}

static void sums_a_header_with_its_own_field_as_spaces(void) {
    uint8_t block[BLOCK] = {0};
    memcpy(block + CHECKSUM, "000405\0 ", 8);
    block[0] = 5;
    MUST(checksum_holds(block));
    block[400] = 1;
    MUST(!checksum_holds(block));
}

static int pax(struct entry *e, const char *records, size_t length) {
    /* Of exactly the size that it says, so that a byte read beyond is found. */
    char *text = malloc(length + 1);
    memcpy(text, records, length);
    text[length] = '\0';
    int failure = read_pax(e, text, length);
    free(text);
    return failure;
}

#define PAX(e, records) pax(e, records, sizeof records - 1)

static void reads_paths_and_sizes_of_pax(void) {
    struct entry e = {0};
    MUST(PAX(&e, "12 path=a/b\n15 mtime=12.50\n9 size=7\n") == 0);
    MUST(e.has_path && strcmp(e.path, "a/b") == 0 && e.has_size && e.size == 7);
}

static void prefers_the_link_of_pax(void) {
    struct entry e = {0};
    uint8_t block[BLOCK] = {0};
    memcpy(block + LINK, "PaxHeader", 9);
    read_header(&e, block);
    MUST(strcmp(e.link, "PaxHeader") == 0);
    MUST(PAX(&e, "27 linkpath=/assay-assets/7\n") == EBADMSG && !e.has_link);
    MUST(PAX(&e, "28 linkpath=/assay-assets/7\n") == 0);
    read_header(&e, block);
    MUST(strcmp(e.link, "/assay-assets/7") == 0);
}

static void refuses_a_pax_link_that_fits_no_buffer(void) {
    static char record[128] = "114 linkpath=";
    struct entry e = {0};
    memset(record + 13, '7', 100);
    record[113] = '\n';
    MUST(pax(&e, record, 114) == 0 && strlen(e.link) == 100);
    memcpy(record, "115", 3);
    memset(record + 13, '7', 101);
    record[114] = '\n';
    MUST(pax(&e, record, 115) == ENAMETOOLONG);
}

static void refuses_pax_records_whose_length_lies(void) {
    struct entry e = {0};
    MUST(PAX(&e, "13 path=a/b\n") == EBADMSG && PAX(&e, "11 path=a/b\n") == EBADMSG);
    MUST(PAX(&e, "0 path=a\n") == EBADMSG && PAX(&e, "-1 path=a\n") == EBADMSG && PAX(&e, "2 \n") == EBADMSG);
    MUST(PAX(&e, "18446744073709551617 path=a\n") == EBADMSG && PAX(&e, "path=a\n") == EBADMSG);
    MUST(PAX(&e, "12") == EBADMSG && PAX(&e, "12 path=a/b") == EBADMSG);
}

static void refuses_pax_sizes_that_are_none(void) {
    struct entry e = {0};
    MUST(PAX(&e, "11 size=-1\n") == EBADMSG && PAX(&e, "10 size=x\n") == EBADMSG && PAX(&e, "9 size=\n") == EBADMSG);
    MUST(PAX(&e, "11 size= 1\n") == EBADMSG && PAX(&e, "12 size=0x1\n") == EBADMSG && !e.has_size);
}

static void refuses_a_pax_path_that_fits_no_buffer(void) {
    static char record[PATH_MAX + 64];
    struct entry e = {0};
    int head = snprintf(record, sizeof record, "%d path=", PATH_MAX + 11);
    memset(record + head, 'a', PATH_MAX);
    record[PATH_MAX + 10] = '\n';
    MUST(pax(&e, record, PATH_MAX + 11) == ENAMETOOLONG && !e.has_path);
}

static void joins_prefix_and_name_of_a_header(void) {
    struct entry e = {0};
    uint8_t block[BLOCK];
    memset(block, 'x', sizeof block);
    memcpy(block + MAGIC, "ustar\0", 6);
    read_header(&e, block);
    MUST(strlen(e.path) == 155 + 1 + 100 && e.path[155] == '/' && strlen(e.link) == 100);
    MUST(e.mode == NO_NUMBER && e.size == NO_NUMBER);
    /* GNU's magic: there is a time in the place of the prefix. */
    memcpy(block + MAGIC, "ustar ", 6);
    read_header(&e, block);
    MUST(strlen(e.path) == 100);
}

static void tidies_paths(void) {
    static const char *const paths[][2] = {
        {"./a/b", "a/b"}, {"././a", "a"}, {"a/", "a"}, {"a//", "a"}, {"./", ""},  {".", ""},    {"", ""},
        {"/", "/"},       {"//", "/"},    {"..", ".."}, {".a", ".a"}, {"./..", ".."}, {".//a", "/a"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char *path = strdup(paths[i][0]);
        tidy_path(path);
        MUST(strcmp(path, paths[i][1]) == 0);
        free(path);
    }
}

static struct cursor cursor;

static void take_4(void) { take_u32(&cursor); }
static void take_8(void) { take_u64(&cursor); }
static void take_text(void) { take_string(&cursor); }

static void takes_no_byte_beyond_a_request(void) {
    uint8_t *bytes = malloc(7);
    memcpy(bytes, "\1\2\3\4abc", 7);
    cursor = (struct cursor){bytes, 7};
    MUST(take_u32(&cursor) == 0x01020304 && cursor.left == 3);
    MUST(arena_ends(take_4) && arena_ends(take_text) && cursor.left == 3);
    cursor = (struct cursor){bytes, 7};
    MUST(arena_ends(take_8));
    bytes[6] = '\0';
    cursor = (struct cursor){bytes + 4, 3};
    MUST(strcmp(take_string(&cursor), "ab") == 0 && cursor.left == 0 && arena_ends(take_text));
    free(bytes);
}

static void writes_numbers_as_it_reads_them(void) {
    uint8_t bytes[12];
    MUST(put_u64(put_u32(bytes, 0xfedcba98u), 0x0123456789abcdefull) == bytes + 12);
    cursor = (struct cursor){bytes, 12};
    MUST(take_u32(&cursor) == 0xfedcba98u && take_u64(&cursor) == 0x0123456789abcdefull);
}

static const char *digest_of(const char *text, size_t times) {
    static char hex[65];
    uint8_t digest[32];
    struct sha256 hash;
    sha256_begin(&hash);
    for (size_t i = 0; i < times; i++) sha256_add(&hash, text, strlen(text));
    sha256_end(&hash, digest);
    for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hex;
}

/* The examples that NIST publishes with FIPS 180-4. */
static void hashes_as_the_standard_says(void) {
    MUST(!strcmp(digest_of("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    MUST(!strcmp(digest_of("abc", 1), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    MUST(!strcmp(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1),
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    MUST(!strcmp(digest_of("a", 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

static void hashes_the_same_with_and_without_instructions_of_the_processor(void) {
    uint8_t blocks[64 * 16];
    for (size_t i = 0; i < sizeof blocks; i++) blocks[i] = (uint8_t)(i * i + (i >> 3));
    for (size_t count = 0; count <= 16; count++) {
        struct sha256 portable, chosen;
        sha256_begin(&portable);
        sha256_begin(&chosen);
        compress_portable(portable.state, blocks, count);
        compress(chosen.state, blocks, count);
        MUST(memcmp(portable.state, chosen.state, sizeof portable.state) == 0);
    }
}

/* What a fuzzer found: the first byte of a tar was looked for behind a buffer that was not there. */
static void takes_a_tar_of_no_bytes(void) {
    struct verdict came = arena_untar((const uint8_t *)"", 0);
    MUST(came.errno_ == 0 && came.path[0] == '\0');
}

static void ends_at_what_is_no_request(void) {
    static const char *const streams[] = {"X\0\0\0\0", "P\377\377\377\377", "U\0\0\0\3abc", "S\0\0\0\4abcd", "P\0\0"};
    static const size_t lengths[] = {5, 5, 8, 9, 3};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct verdict came = arena_serve((const uint8_t *)streams[i], lengths[i]);
        MUST(came.ended && came.answers == 0);
    }
}

/* A command with as many empty strings as there may be, and more than fit. */
static struct verdict spawn_with(uint32_t arguments, uint32_t variables) {
    enum { STRINGS = 5000, HEAD = 56 };
    uint8_t *request = calloc(1, 5 + HEAD + STRINGS);
    request[0] = 'S';
    put_u32(request + 1, HEAD + STRINGS);
    put_u32(request + 5, 1000);
    put_u32(put_u32(request + 5 + HEAD - 8, arguments), variables);
    struct verdict came = arena_serve(request, 5 + HEAD + STRINGS);
    free(request);
    return came;
}

static void takes_no_more_strings_than_it_has_room_for(void) {
    MUST(spawn_with(1, 4095).answers == 1 && spawn_with(4096, 0).answers == 1);
    MUST(spawn_with(1, 4096).answers == 0 && spawn_with(4097, 0).answers == 0 && spawn_with(0, 1).answers == 0);
    MUST(spawn_with(1, UINT32_MAX).answers == 0 && spawn_with(UINT32_MAX, 2).answers == 0);
}

#define TEST(name) {#name, name}

static const struct { const char *name; void (*run)(void); } tests[] = {
    TEST(reads_octal_numbers),
    TEST(knows_what_is_no_number),
    TEST(sums_a_header_with_its_own_field_as_spaces),
    TEST(reads_paths_and_sizes_of_pax),
    TEST(prefers_the_link_of_pax),
    TEST(refuses_a_pax_link_that_fits_no_buffer),
    TEST(refuses_pax_records_whose_length_lies),
    TEST(refuses_pax_sizes_that_are_none),
    TEST(refuses_a_pax_path_that_fits_no_buffer),
    TEST(joins_prefix_and_name_of_a_header),
    TEST(tidies_paths),
    TEST(takes_no_byte_beyond_a_request),
    TEST(writes_numbers_as_it_reads_them),
    TEST(hashes_as_the_standard_says),
    TEST(hashes_the_same_with_and_without_instructions_of_the_processor),
    TEST(takes_a_tar_of_no_bytes),
    TEST(takes_no_more_strings_than_it_has_room_for),
    TEST(ends_at_what_is_no_request),
};

int main(int count, char **arguments) {
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (count == 1) {
            puts(tests[i].name);
        } else if (strcmp(arguments[1], tests[i].name) == 0) {
            tests[i].run();
            return 0;
        }
    }
    return count == 1 ? 0 : 2;
}
