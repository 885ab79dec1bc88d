#include "platform/secret/secret.h"

#include "platform/base/clock.h"
#include "platform/base/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void tokens_are_long_and_never_the_same(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str one = token_new(arena);
    struct str other = token_new(arena);
    assert_int_equal(one.len, TOKEN_CHARACTERS);
    assert_false(secret_equal(one, other));
    assert_int_equal(token_digest(arena, one).len, DIGEST_BYTES);
    assert_true(secret_equal(token_digest(arena, one), token_digest(arena, one)));
    assert_false(secret_equal(token_digest(arena, one), token_digest(arena, other)));
}

static void digests_are_those_of_blake2b_256(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct digest empty = digest_of(STR(""));
    assert_str(digest_hex(arena, &empty),
               "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    struct digest abc = digest_of(STR("abc"));
    assert_str(digest_hex(arena, &abc),
               "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void a_digest_of_pieces_is_that_of_the_whole(void **state)
{
    (void)state;
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    digest_add(&stream, STR("a"));
    digest_add(&stream, str_of(NULL));
    digest_add(&stream, STR("bc"));
    struct digest pieces = digest_end(&stream);
    struct digest whole = digest_of(STR("abc"));
    assert_true(secret_equal(digest_str(&pieces), digest_str(&whole)));
}

static struct digest digest_of_parts(const char *a, const char *b)
{
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    digest_add_part(&stream, str_of(a));
    digest_add_part(&stream, str_of(b));
    return digest_end(&stream);
}

static void parts_are_told_apart(void **state)
{
    (void)state;
    struct digest one = digest_of_parts("ab", "c");
    struct digest other = digest_of_parts("a", "bc");
    assert_false(secret_equal(digest_str(&one), digest_str(&other)));
}

static void a_signed_value_opens_only_whole_for_its_purpose_and_key(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct secret_key key = {{1}};
    struct secret_key other = {{2}};
    struct str text = secret_sign(arena, &key, "mail.confirm", STR("person.17"));
    struct str value = {NULL, 0};
    assert_true(secret_open(&key, "mail.confirm", text, &value));
    assert_str(value, "person.17");
    assert_false(secret_open(&key, "mail.other", text, &value));
    assert_false(secret_open(&other, "mail.confirm", text, &value));
    for (size_t i = 0; i < text.len; i++) {
        char *changed = arena_copy(arena, text.at, text.len);
        changed[i] ^= 1;
        assert_false(secret_open(&key, "mail.confirm", (struct str){changed, text.len}, &value));
        assert_false(secret_open(&key, "mail.confirm", str_slice(text, 0, i), &value));
    }
}

static void a_password_fits_itself_alone(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct str stored = {NULL, 0};
    assert_status(password_hash(arena, STR("korrekt häst"), &stored, &err), OK);
    assert_true(str_starts(stored, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_fits(stored, STR("korrekt häst")));
    assert_false(password_fits(stored, STR("korrekt hast")));
    assert_false(password_fits(stored, STR("")));
    assert_false(password_fits(STR("nonsense"), STR("korrekt häst")));
    assert_false(password_fits(STR(""), STR("korrekt häst")));
    assert_false(password_is_outdated(stored));
    assert_true(password_is_outdated(STR("$argon2id$v=19$m=8192,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g")));
}

static void a_password_has_its_limits(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct str stored = {NULL, 0};
    char *text = arena_alloc(arena, PASSWORD_LIMIT_BYTES + 1);
    memset(text, 'x', PASSWORD_LIMIT_BYTES + 1);
    assert_status(password_hash(arena, STR(""), &stored, &err), INVALID);
    assert_status(password_hash(arena, (struct str){text, PASSWORD_LIMIT_BYTES + 1}, &stored, &err),
                  INVALID);
    assert_null(stored.at);
    assert_status(password_hash(arena, (struct str){text, PASSWORD_LIMIT_BYTES}, &stored, &err),
                  OK);
    assert_true(password_fits(stored, (struct str){text, PASSWORD_LIMIT_BYTES}));
}

static void an_unknown_name_takes_as_long_as_a_wrong_password(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str stored = {NULL, 0};
    assert_status(password_hash(arena, STR("secret"), &stored, NULL), OK);
    int64_t known_us = 0;
    int64_t unknown_us = 0;
    for (int i = 0; i < 5; i++) {
        int64_t start = thread_cpu_us();
        assert_false(password_fits(stored, STR("wrong")));
        int64_t middle = thread_cpu_us();
        assert_false(password_fits_nobody(STR("wrong")));
        known_us += middle - start;
        unknown_us += thread_cpu_us() - middle;
    }
    assert_true(unknown_us * 2 > known_us && known_us * 2 > unknown_us);
}

static const char *make_directory(struct arena *arena)
{
    char *path =
        arena_copy(arena, "/tmp/samsyn-secret-XXXXXX", sizeof("/tmp/samsyn-secret-XXXXXX"));
    assert_non_null(mkdtemp(path));
    return path;
}

static void the_key_is_made_once_and_for_its_owner_alone(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *directory = make_directory(arena);
    const char *path = str_c(arena, str_format(arena, "%s/secret.key", directory));
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            struct secret_key key = {{0}};
            bool is_good = secret_key_load(str_of(directory), &key, NULL) == OK;
            _exit(is_good && write(ends[1], key.bytes, sizeof(key.bytes)) == 32 ? 0 : 1);
        }
    }
    for (int i = 0; i < 8; i++) {
        int status = 0;
        wait(&status);
        assert_int_equal(status, 0);
    }
    struct secret_key key = {{0}};
    assert_status(secret_key_load(str_of(directory), &key, NULL), OK);
    for (int i = 0; i < 8; i++) {
        struct secret_key seen;
        assert_int_equal(read(ends[0], seen.bytes, sizeof(seen.bytes)), 32);
        assert_memory_equal(seen.bytes, key.bytes, sizeof(key.bytes));
    }
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0); /* no temporary file is left */
}

static void a_damaged_key_or_no_directory_is_said_plainly(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct secret_key key = {{7}};
    assert_status(secret_key_load(STR("/nowhere"), &key, &err), UNAVAILABLE);
    assert_err(&err, "Cannot write the key /nowhere/secret.key: No such file or directory");
    const char *directory = make_directory(arena);
    const char *path = str_c(arena, str_format(arena, "%s/secret.key", directory));
    FILE *file = fopen(path, "w");
    (void)fputs("0123", file);
    (void)fclose(file);
    err_clear(&err);
    assert_status(secret_key_load(str_of(directory), &key, &err), UNAVAILABLE);
    assert_true(err.count == 1 && key.bytes[0] == 7);
    unlink(path);
    rmdir(directory);
}

static void keys_for_two_purposes_differ(void **state)
{
    (void)state;
    struct secret_key key = {{1}};
    struct secret_key one = secret_key_for(&key, "session");
    struct secret_key other = secret_key_for(&key, "mail");
    assert_memory_not_equal(one.bytes, other.bytes, sizeof(one.bytes));
    assert_memory_not_equal(one.bytes, key.bytes, sizeof(one.bytes));
}

static void bytes_come_back_through_their_text(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    char bytes[70];
    for (size_t length = 0; length < sizeof(bytes); length++) {
        struct str given = {bytes, length};
        struct str back = {NULL, 0};
        secret_random(bytes, length);
        assert_true(base64url_decode(arena, base64url_encode(arena, given), &back));
        assert_true(str_equal(given, back));
        assert_true(hex_decode(arena, hex_encode(arena, given), &back));
        assert_true(str_equal(given, back));
    }
    struct str back = {NULL, 0};
    assert_false(base64url_decode(arena, STR("a+b/"), &back));
    assert_false(base64url_decode(arena, STR("YQ=="), &back));
    assert_false(hex_decode(arena, STR("abc"), &back));
    assert_false(hex_decode(arena, STR("xy"), &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_long_and_never_the_same),
        cmocka_unit_test(digests_are_those_of_blake2b_256),
        cmocka_unit_test(a_digest_of_pieces_is_that_of_the_whole),
        cmocka_unit_test(parts_are_told_apart),
        cmocka_unit_test(a_signed_value_opens_only_whole_for_its_purpose_and_key),
        cmocka_unit_test(a_password_fits_itself_alone),
        cmocka_unit_test(a_password_has_its_limits),
        cmocka_unit_test(an_unknown_name_takes_as_long_as_a_wrong_password),
        cmocka_unit_test(the_key_is_made_once_and_for_its_owner_alone),
        cmocka_unit_test(a_damaged_key_or_no_directory_is_said_plainly),
        cmocka_unit_test(keys_for_two_purposes_differ),
        cmocka_unit_test(bytes_come_back_through_their_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
