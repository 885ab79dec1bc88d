/* Files in pieces. */
#include "platform/db/blob.h"
#include "platform/db/db_test_support.h"
#include "platform/db/query.h"

#include "db_queries.h"
#include "db_schema.h"

#include <string.h>

static struct db_test *test_with_schema(void **state)
{
    struct db_test *test = db_test_of(state);
    size_t count = 0;
    while (DB_MIGRATIONS[count] != NULL) {
        count++;
    }
    db_test_migrate(test, DB_MIGRATIONS, count);
    return test;
}

static enum status begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    struct blob *blob = out;
    *blob = (struct blob){.name = STR("Köttbullar.pdf"), .type = STR("application/pdf")};
    return blob_begin(tx, blob);
}

struct put {
    int64_t blob;
    int64_t piece;
    struct str bytes;
};

static enum status put(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct put *piece = in;
    (void)out;
    (void)err;
    return blob_put(tx, piece->blob, piece->piece, piece->bytes);
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    return blob_finish(tx, out);
}

static enum status forget(struct tx *tx, const void *in, void *out, struct err *err)
{
    const int64_t *id = in;
    (void)out;
    (void)err;
    return blob_remove(tx, *id);
}

static enum status sweep(struct tx *tx, const void *in, void *out, struct err *err)
{
    const int64_t *before_ms = in;
    (void)err;
    return blob_sweep(tx, *before_ms, out);
}

static enum status put_piece(struct db_test *test, int64_t blob, int64_t piece, struct str bytes)
{
    struct put in = {blob, piece, bytes};
    return db_test_write(test, put, &in, NULL);
}

/* Bytes of all values, zeros too. */
static struct str some_bytes(struct db_test *test, size_t len)
{
    char *bytes = arena_alloc(test->arena, len);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(i * 31 % 256);
    }
    return (struct str){bytes, len};
}

static enum status read_back(struct db_test *test, int64_t id, size_t limit, struct str *out)
{
    READER_SCOPED struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    return blob_read(reader, test->arena, id, limit, out);
}

static void a_file_comes_back_whole_however_its_pieces_came(void **state)
{
    struct db_test *test = test_with_schema(state);
    struct str bytes = some_bytes(test, 2 * BLOB_PIECE_BYTES + 5);
    struct blob blob = {0};
    struct str read = {0};
    assert_int_equal(db_test_write(test, begin, NULL, &blob), OK);
    assert_int_equal(put_piece(test, blob.id, 2, str_slice(bytes, 2 * BLOB_PIECE_BYTES, bytes.len)),
                     OK);
    assert_int_equal(put_piece(test, blob.id, 0, STR("not yet right")), OK);
    assert_int_equal(db_test_write(test, finish, NULL, &blob), INVALID); /* piece 1 is missing */
    assert_int_equal(put_piece(test, blob.id, 0, str_slice(bytes, 0, BLOB_PIECE_BYTES)), OK);
    assert_int_equal(
        put_piece(test, blob.id, 1, str_slice(bytes, BLOB_PIECE_BYTES, 2 * BLOB_PIECE_BYTES)), OK);
    assert_int_equal(read_back(test, blob.id, 1 << 20, &read), NOT_FOUND); /* not finished */
    assert_int_equal(db_test_write(test, finish, NULL, &blob), OK);
    assert_int_equal(blob.length, bytes.len);
    assert_int_equal(blob.digest.len, 64);
    assert_int_equal(read_back(test, blob.id, 1 << 20, &read), OK);
    assert_true(str_equal(read, bytes));
    assert_int_equal(read_back(test, blob.id, bytes.len - 1, &read), TOO_LARGE);
}

static enum status complete(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return blob_complete(tx, in);
}

static void a_file_handed_in_at_once_is_whole_when_it_is_completed(void **state)
{
    struct db_test *test = test_with_schema(state);
    static const size_t lengths[] = {0, 5, BLOB_PIECE_BYTES, 20 * BLOB_PIECE_BYTES + 7};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct str bytes = some_bytes(test, lengths[i]);
        struct blob blob = {.name = STR("big.csv"), .type = STR("text/csv")};
        struct str read = {0};
        assert_int_equal(blob_upload(test->db, test->arena, &blob, bytes, &test->err), OK);
        assert_int_equal(read_back(test, blob.id, 1 << 24, &read), NOT_FOUND);
        assert_int_equal(db_test_write(test, complete, &blob, NULL), OK);
        assert_int_equal(read_back(test, blob.id, 1 << 24, &read), OK);
        assert_true(str_equal(read, bytes));
        assert_int_equal(db_test_write(test, complete, &blob, NULL), NOT_FOUND);
        assert_int_equal(blob.digest.len, 64);
    }
}

static void a_finished_file_cannot_be_changed(void **state)
{
    struct db_test *test = test_with_schema(state);
    struct blob blob = {0};
    assert_int_equal(db_test_write(test, begin, NULL, &blob), OK);
    assert_int_equal(put_piece(test, blob.id, 0, STR("words")), OK);
    assert_int_equal(put_piece(test, blob.id, 0, some_bytes(test, BLOB_PIECE_BYTES + 1)),
                     TOO_LARGE);
    assert_int_equal(db_test_write(test, finish, NULL, &blob), OK);
    assert_int_equal(put_piece(test, blob.id, 0, STR("other words")), NOT_FOUND);
    assert_int_equal(db_test_write(test, finish, NULL, &blob), NOT_FOUND);
}

static enum status put_once(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct put *piece = in;
    (void)out;
    (void)err;
    return blob_put_once(tx, piece->blob, piece->piece, piece->bytes);
}

static void a_piece_that_is_there_is_not_replaced(void **state)
{
    struct db_test *test = test_with_schema(state);
    struct blob blob = {0};
    assert_int_equal(db_test_write(test, begin, NULL, &blob), OK);
    const struct put first = {blob.id, 0, STR("words")};
    const struct put other = {blob.id, 0, STR("swords")};
    assert_int_equal(db_test_write(test, put_once, &first, NULL), OK);
    assert_int_equal(db_test_write(test, put_once, &first, NULL), OK);
    assert_int_equal(db_test_write(test, put_once, &other, NULL), CONFLICT);
    assert_int_equal(db_test_write(test, finish, NULL, &blob), OK);
    assert_int_equal(db_test_write(test, put_once, &first, NULL), OK);
    const struct put late = {blob.id, 1, STR("words")};
    assert_int_equal(db_test_write(test, put_once, &late, NULL), NOT_FOUND);
    struct rows numbers = {0};
    READER_SCOPED struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    assert_int_equal(blob_numbers(reader, test->arena, blob.id, &numbers), OK);
    assert_int_equal(numbers.count, 1);
}

static void a_removed_file_takes_its_pieces_along(void **state)
{
    struct db_test *test = test_with_schema(state);
    struct blob blob = {0};
    assert_int_equal(db_test_write(test, begin, NULL, &blob), OK);
    assert_int_equal(put_piece(test, blob.id, 0, STR("words")), OK);
    assert_int_equal(db_test_write(test, forget, &blob.id, NULL), OK);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM blob_piece"), 0);
    assert_int_equal(db_test_write(test, forget, &blob.id, NULL), NOT_FOUND);
}

static void what_was_never_finished_is_swept_away(void **state)
{
    struct db_test *test = test_with_schema(state);
    struct blob left = {0};
    struct blob kept = {0};
    int64_t swept = 0;
    int64_t later_ms = real_now_ms() + 1000;
    assert_int_equal(db_test_write(test, begin, NULL, &left), OK);
    assert_int_equal(db_test_write(test, begin, NULL, &kept), OK);
    assert_int_equal(put_piece(test, kept.id, 0, STR("words")), OK);
    assert_int_equal(db_test_write(test, finish, NULL, &kept), OK);
    assert_int_equal(db_test_write(test, sweep, &later_ms, &swept), OK);
    assert_int_equal(swept, 1);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM blob"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_file_comes_back_whole_however_its_pieces_came),
        DB_TEST(a_file_handed_in_at_once_is_whole_when_it_is_completed),
        DB_TEST(a_finished_file_cannot_be_changed),
        DB_TEST(a_piece_that_is_there_is_not_replaced),
        DB_TEST(a_removed_file_takes_its_pieces_along),
        DB_TEST(what_was_never_finished_is_swept_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
