/* Files that come in pieces: whose they are, what may be put, when they are whole and when they go. */
#include "platform/secret/secret.h"
#include "platform/web/uploads.h"
#include "platform/work/platform.h"
#include "platform/work/work_test_support.h"

#include "db_schema.h"
#include "web_schema.h"
#include "work_schema.h"

#include <stdio.h>
#include <string.h>

enum { SIZE = UPLOAD_PIECE_BYTES + 100 };

struct fixture {
    struct db_test *test;
    struct platform *platform;
    struct call call;
    char bytes[SIZE];
    struct file_upload upload;
};

static void migrate(struct db_test *test)
{
    const struct migration *const *const rooms[] = {DB_MIGRATIONS, WORK_MIGRATIONS, WEB_MIGRATIONS};
    const struct migration *all[32];
    size_t count = 0;
    for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
        for (const struct migration *const *at = rooms[i]; *at != NULL; at++) {
            all[count++] = *at;
        }
    }
    db_test_migrate(test, all, count);
}

static struct fixture *begin_one(void **state)
{
    static const struct job_kind *const kinds[] = {&UPLOAD_SWEEP_JOB, NULL};
    struct db_test *test = db_test_of(state);
    struct fixture *fixture = ARENA_NEW(test->arena, struct fixture);
    fixture->test = test;
    fixture->platform = work_test_platform(test, kinds);
    migrate(test);
    fixture->call = work_test_call(fixture->platform, test);
    for (size_t i = 0; i < SIZE; i++) {
        fixture->bytes[i] = (char)(i * 31 % 251);
    }
    fixture->upload = (struct file_upload){.form = STR("/imports/new"),
                                           .field = STR("file"),
                                           .name = STR("hus.csv"),
                                           .type = STR("text/csv"),
                                           .size = SIZE};
    assert_int_equal(file_upload_begin(&fixture->call, &fixture->upload), OK);
    return fixture;
}

static struct str piece_of(const struct fixture *fixture, int64_t number)
{
    struct str all = {fixture->bytes, SIZE};
    size_t from = (size_t)number * UPLOAD_PIECE_BYTES;
    return str_slice(all, from, from + UPLOAD_PIECE_BYTES);
}

static enum status put(struct fixture *fixture, int64_t number, struct str bytes)
{
    struct file_piece piece = {fixture->upload.id, number, bytes};
    return file_upload_put(&fixture->call, &piece);
}

static struct str sha256_of(const struct fixture *fixture)
{
    struct sha256_stream stream;
    sha256_begin(&stream);
    sha256_add(&stream, (struct str){fixture->bytes, SIZE});
    struct digest digest = sha256_end(&stream);
    return digest_hex(fixture->test->arena, &digest);
}

static enum status finish(struct fixture *fixture, struct str sha256)
{
    enum status status = file_upload_finish(&fixture->call, fixture->upload.id, sha256);
    call_end(&fixture->call);
    return status;
}

static enum status use(struct tx *tx, const void *in, void *out, struct err *err)
{
    return file_upload_use(tx, *(const int64_t *)in, "file", out, err);
}

static enum status use_it(struct fixture *fixture, int64_t *blob)
{
    return call_write(&fixture->call, "test.use", use, &fixture->upload.id, blob);
}

static void pieces_come_in_any_order_and_twice(void **state)
{
    struct fixture *fixture = begin_one(state);
    assert_int_equal(put(fixture, 1, piece_of(fixture, 1)), OK);
    assert_int_equal(finish(fixture, sha256_of(fixture)), INVALID);
    assert_int_equal(put(fixture, 0, piece_of(fixture, 0)), OK);
    assert_int_equal(put(fixture, 0, piece_of(fixture, 0)), OK);
    assert_int_equal(finish(fixture, sha256_of(fixture)), OK);
    assert_int_equal(finish(fixture, sha256_of(fixture)), OK);
    struct str read = {0};
    READER_SCOPED struct tx *reader = NULL;
    assert_int_equal(db_reader(fixture->test->db, fixture->test->arena, &reader, NULL), OK);
    assert_int_equal(blob_read(reader, fixture->test->arena, fixture->upload.id, SIZE, &read), OK);
    assert_true(str_equal(read, (struct str){fixture->bytes, SIZE}));
}

static void another_content_for_a_piece_is_a_conflict(void **state)
{
    struct fixture *fixture = begin_one(state);
    struct str first = piece_of(fixture, 1);
    char other[100] = "other";
    assert_int_equal(put(fixture, 1, first), OK);
    assert_int_equal(put(fixture, 1, (struct str){other, first.len}), CONFLICT);
    assert_int_equal(put(fixture, 1, first), OK);
}

static void a_piece_has_its_length_and_its_place(void **state)
{
    struct fixture *fixture = begin_one(state);
    assert_int_equal(put(fixture, 1, STR("too short")), INVALID);
    assert_int_equal(put(fixture, 0, piece_of(fixture, 1)), INVALID);
    assert_int_equal(put(fixture, 2, STR("beyond")), INVALID);
    assert_int_equal(put(fixture, -1, STR("before")), INVALID);
    assert_int_equal(put(fixture, INT64_MAX, STR("far")), INVALID);
}

static void another_file_than_the_one_sent_is_refused(void **state)
{
    struct fixture *fixture = begin_one(state);
    assert_int_equal(put(fixture, 0, piece_of(fixture, 0)), OK);
    assert_int_equal(put(fixture, 1, piece_of(fixture, 1)), OK);
    assert_int_equal(finish(fixture, STR("00")), INVALID);
    assert_int_equal(use_it(fixture, &(int64_t){0}), INVALID);
    assert_int_equal(finish(fixture, sha256_of(fixture)), OK);
    assert_int_equal(finish(fixture, STR("00")), INVALID);
}

static void it_is_nobody_elses(void **state)
{
    struct fixture *fixture = begin_one(state);
    struct file_upload found = {.id = fixture->upload.id};
    struct tx *tx = NULL;
    fixture->call.actor.person = 2;
    assert_int_equal(put(fixture, 1, piece_of(fixture, 1)), NOT_FOUND);
    assert_int_equal(finish(fixture, sha256_of(fixture)), NOT_FOUND);
    assert_int_equal(file_upload_remove(&fixture->call, fixture->upload.id), NOT_FOUND);
    assert_int_equal(call_reader(&fixture->call, &tx), OK);
    assert_int_equal(file_upload_get(tx, fixture->test->arena, 2, &found), NOT_FOUND);
    call_end(&fixture->call);
}

static void it_is_used_once(void **state)
{
    struct fixture *fixture = begin_one(state);
    int64_t blob = 0;
    assert_int_equal(put(fixture, 0, piece_of(fixture, 0)), OK);
    assert_int_equal(put(fixture, 1, piece_of(fixture, 1)), OK);
    assert_int_equal(use_it(fixture, &blob), INVALID);
    assert_int_equal(finish(fixture, sha256_of(fixture)), OK);
    assert_int_equal(use_it(fixture, &blob), OK);
    assert_int_equal(blob, fixture->upload.id);
    assert_int_equal(use_it(fixture, &blob), INVALID);
    assert_int_equal(file_upload_remove(&fixture->call, fixture->upload.id), NOT_FOUND);
}

static void nobody_has_more_on_the_way_than_the_ceiling(void **state)
{
    struct fixture *fixture = begin_one(state);
    struct file_upload more = fixture->upload;
    for (int i = 1; i < UPLOADS_A_PERSON; i++) {
        assert_int_equal(file_upload_begin(&fixture->call, &more), OK);
    }
    assert_int_equal(file_upload_begin(&fixture->call, &more), LIMITED);
    assert_int_equal(file_upload_remove(&fixture->call, more.id), OK);
    more.size = UPLOAD_BYTES_A_PERSON;
    assert_int_equal(file_upload_begin(&fixture->call, &more), LIMITED);
    more.size = 1;
    assert_int_equal(file_upload_begin(&fixture->call, &more), OK);
    db_test_script(fixture->test, "UPDATE upload SET size = 2147483647, person = 3");
    assert_int_equal(file_upload_begin(&fixture->call, &more), LIMITED);
}

static void what_is_left_lying_goes_after_a_day_and_what_was_used_stays(void **state)
{
    struct fixture *fixture = begin_one(state);
    struct db_test *test = fixture->test;
    struct file_upload left = fixture->upload;
    struct file_upload young = fixture->upload;
    int64_t blob = 0;
    assert_int_equal(put(fixture, 0, piece_of(fixture, 0)), OK);
    assert_int_equal(put(fixture, 1, piece_of(fixture, 1)), OK);
    assert_int_equal(finish(fixture, sha256_of(fixture)), OK);
    assert_int_equal(use_it(fixture, &blob), OK);
    assert_int_equal(file_upload_begin(&fixture->call, &left), OK);
    db_test_script(test, "UPDATE upload SET created_at = created_at - 90000000");
    assert_int_equal(file_upload_begin(&fixture->call, &young), OK);
    assert_int_equal(UPLOAD_SWEEP_JOB.run(&fixture->call, NULL), OK);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM upload"), 1);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM blob"), 2);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM blob WHERE length IS NOT NULL"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(pieces_come_in_any_order_and_twice),
        DB_TEST(another_content_for_a_piece_is_a_conflict),
        DB_TEST(a_piece_has_its_length_and_its_place),
        DB_TEST(another_file_than_the_one_sent_is_refused),
        DB_TEST(it_is_nobody_elses),
        DB_TEST(it_is_used_once),
        DB_TEST(nobody_has_more_on_the_way_than_the_ceiling),
        DB_TEST(what_is_left_lying_goes_after_a_day_and_what_was_used_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
