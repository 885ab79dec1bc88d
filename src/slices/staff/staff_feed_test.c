/* The staff feed, night after night: what it changes, what it refuses, and who is told. */
#include "platform/base/date.h"
#include "slices/people/slice_test_support.h"
#include "slices/staff/staff_write.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &STAFF_SLICE,
                                                  NULL};
static const int64_t DAY = 24LL * 60 * 60 * 1000;
#define HEAD "Nummer;Namn;E-post;Enhetskod;Enhet\n"

struct feed_test {
    struct slice_test *test;
    int64_t feed;
    int files;
};

static struct feed feed_row(struct slice_test *test)
{
    struct feed feed;
    row_clear(&FEED_TABLE, &feed);
    feed.name = STR("Personal");
    feed.kind = STR("staff");
    feed.area_id = test->areas[0].id;
    feed.folder = STR("staff");
    feed.pattern = STR("personal-*");
    feed.encoding = STR("utf-8");
    feed.mapping = STR("Nummer = external_id\n");
    feed.owner_id = test->everywhere;
    feed.at_time = STR("02:30");
    feed.is_on = true;
    return feed;
}

static struct feed_test start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "admin");
    char folder[] = "/tmp/samsyn-feed-XXXXXX";
    assert_non_null(mkdtemp(folder));
    test->platform->data_directory = str_copy(test->arena, str_of(folder));
    struct str feeds = str_format(test->arena, "%s/feeds", folder);
    assert_int_equal(mkdir(str_c(test->arena, feeds), 0700), 0);
    struct str staff = str_format(test->arena, "%s/feeds/staff", folder);
    assert_int_equal(mkdir(str_c(test->arena, staff), 0700), 0);
    struct call call = slice_test_call(test, test->everywhere);
    struct feed feed = feed_row(test);
    struct feed_test feeds_here = {.test = test};
    assert_status(record_add(&call, &FEED_RECORD, &feed, &feeds_here.feed), OK);
    call_end(&call);
    return feeds_here;
}

static struct str path_of(const struct feed_test *here, int number)
{
    return str_format(here->test->arena, "%.*s/feeds/staff/personal-%d.csv",
                      STR_ARG(here->test->platform->data_directory), number);
}

/* Another file, newer than those before. */
static void leave(struct feed_test *here, struct str bytes)
{
    here->files++;
    const char *path = str_c(here->test->arena, path_of(here, here->files));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    struct timespec at[2] = {{.tv_sec = 1700000000 + here->files},
                             {.tv_sec = 1700000000 + here->files}};
    assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
}

static void forget_files(struct feed_test *here)
{
    for (int i = 1; i <= here->files; i++) {
        unlink(str_c(here->test->arena, path_of(here, i)));
    }
    struct str root = here->test->platform->data_directory;
    rmdir(
        str_c(here->test->arena, str_format(here->test->arena, "%.*s/feeds/staff", STR_ARG(root))));
    rmdir(str_c(here->test->arena, str_format(here->test->arena, "%.*s/feeds", STR_ARG(root))));
    rmdir(str_c(here->test->arena, root));
}

static void work(struct feed_test *here, int64_t id)
{
    struct call call = slice_test_call(here->test, here->test->everywhere);
    assert_status(feed_work(&call, id, NULL), OK);
    call_end(&call);
}

static struct feed_run read_run(struct feed_test *here, int64_t id)
{
    struct call call = slice_test_call(here->test, here->test->everywhere);
    struct feed_run run;
    assert_status(feed_run_get(slice_test_reader(&call), id, &run), OK);
    call_end(&call);
    return run;
}

static struct feed_run run(struct feed_test *here)
{
    struct call call = slice_test_call(here->test, here->test->everywhere);
    int64_t id = NO_INT;
    assert_status(feed_start(&call, here->feed, false, &id), OK);
    call_end(&call);
    work(here, id);
    return read_run(here, id);
}

static struct import import_of(struct feed_test *here, const struct feed_run *run)
{
    struct call call = slice_test_call(here->test, here->test->everywhere);
    struct import import;
    assert_status(import_get(slice_test_reader(&call), run->import_id, &import), OK);
    call_end(&call);
    return import;
}

#define COUNT(here, sql) db_test_int((here)->test->db, "SELECT COUNT(*) FROM " sql)
#define assert_state(run, state_) assert_true(str_equal((run).state, STR(state_)))

/* `count` people but those whose number `without` divides. */
static struct str people(struct feed_test *here, int count, int without, const char *unit)
{
    BUF_SCOPED(text, 1000000);
    buf_put_c(&text, HEAD);
    for (int i = 1; i <= count; i++) {
        if (without == 0 || i % without != 0) {
            buf_put_format(&text, "%d;Person %d;p%d@ex.se;N;%s\n", i, i, i, unit);
        }
    }
    return str_copy(here->test->arena, buf_str(&text));
}

static int64_t person_of(struct feed_test *here, const char *external_id)
{
    struct call call = slice_test_call(here->test, NO_INT);
    struct person person;
    assert_status(
        people_person_find_external(slice_test_reader(&call), str_of(external_id), &person), OK);
    call_end(&call);
    return person.id;
}

static void sign_in(struct feed_test *here, int64_t person)
{
    struct call call = slice_test_call(here->test, NO_INT);
    struct signed_in session;
    assert_status(people_session_open(&call, person, STR("phone"), &session), OK);
    call_end(&call);
}

static void REG_13_the_same_file_again_is_no_change(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 30, 0, "Norr"));
    struct feed_run first = run(&here);
    assert_state(first, "done");
    assert_int_equal(import_of(&here, &first).new_count, 30);
    assert_state(run(&here), "nothing");
    int64_t changes = COUNT(&here, "change");
    leave(&here, people(&here, 30, 0, "Norr"));
    struct feed_run second = run(&here);
    assert_state(second, "done");
    struct import import = import_of(&here, &second);
    assert_int_equal(import.unchanged_count, 30);
    assert_int_equal(import.new_count + import.changed_count + second.gone_count, 0);
    assert_int_equal(COUNT(&here, "change"), changes);
    forget_files(&here);
}

static void REG_13_three_leavers_sign_in_no_more_when_the_run_is_over(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 63, 0, "Norr"));
    run(&here);
    sign_in(&here, person_of(&here, "21"));
    sign_in(&here, person_of(&here, "42"));
    sign_in(&here, person_of(&here, "63"));
    sign_in(&here, person_of(&here, "1"));
    leave(&here, people(&here, 63, 21, "Norr"));
    struct feed_run second = run(&here);
    assert_state(second, "done");
    assert_int_equal(second.gone_count, 3);
    assert_int_equal(COUNT(&here, "people_session WHERE revoked_at IS NULL"), 1);
    assert_int_equal(COUNT(&here, "people_access WHERE is_closed = 1"), 3);
    assert_int_equal(COUNT(&here, "staff_employment WHERE to_at > 4000000000000"), 60);
    assert_int_equal(COUNT(&here, "records_finding WHERE kind = 'gone' AND title LIKE 'Person %'"),
                     3);
    assert_int_equal(COUNT(&here, "event WHERE source = 'feed' AND kind = 'staff.imported'"), 5);
    forget_files(&here);
}

static void REG_13_whoever_is_in_the_file_again_is_the_same_person(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 63, 0, "Norr"));
    run(&here);
    int64_t person = person_of(&here, "21");
    leave(&here, people(&here, 63, 21, "Norr"));
    run(&here);
    slice_test_wait(here.test, 30 * DAY);
    leave(&here, people(&here, 63, 0, "Norr"));
    struct feed_run back = run(&here);
    assert_int_equal(import_of(&here, &back).new_count, 3);
    assert_int_equal(person_of(&here, "21"), person);
    assert_int_equal(COUNT(&here, "people_access WHERE is_closed = 1"), 0);
    assert_int_equal(COUNT(&here, "staff_employment"), 66);
    forget_files(&here);
}

static void REG_13_a_renamed_unit_of_the_feed_is_not_a_new_unit(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 20, 0, "Norr"));
    run(&here);
    leave(&here, people(&here, 20, 0, "Nordväst"));
    assert_state(run(&here), "done");
    assert_int_equal(COUNT(&here, "staff_unit"), 1);
    assert_int_equal(COUNT(&here, "staff_unit WHERE name = 'Nordväst'"), 1);
    assert_int_equal(COUNT(&here, "staff_employment"), 20);
    forget_files(&here);
}

static void REG_13_what_is_not_whole_is_refused_and_nothing_is_written(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 10, 0, "Norr"));
    run(&here);
    int64_t changes = COUNT(&here, "change");
    struct str whole = people(&here, 10, 0, "Syd");
    struct str bad[] = {
        str_slice(whole, 0, whole.len / 2),                   /* cut in half */
        str_slice(whole, 0, whole.len - 1),                   /* without its end */
        STR("Nummer;Namn\n1;\xc5sa\n"),                       /* Latin-1, where UTF-8 was said */
        STR(""),                                              /* empty */
        STR("Nr;Namn;E-post;Enhetskod;Enhet\n1;A;;N;Norr\n"), /* another heading */
        STR("Nummer;Namn;Enhet\n1;A;Norr\n"),                 /* a column is missing */
        STR(HEAD "1;A;;N;Norr\n1;B;;N;Norr\n"),               /* an id twice */
        STR(HEAD),                                            /* a header alone */
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        leave(&here, bad[i]);
        assert_state(run(&here), "refused");
        assert_state(run(&here), "nothing"); /* told once */
    }
    assert_int_equal(COUNT(&here, "change"), changes);
    assert_int_equal(COUNT(&here, "people_notification WHERE kind = 'records.feed_refused'"), 8);
    forget_files(&here);
}

static void REG_13_one_in_ten_gone_is_asked_about_and_written_when_it_is_right(void **state)
{
    struct feed_test here = start(state);
    leave(&here, people(&here, 50, 0, "Norr"));
    run(&here);
    leave(&here, people(&here, 50, 10, "Norr"));
    struct feed_run stopped = run(&here);
    assert_state(stopped, "stopped");
    assert_int_equal(stopped.gone_count, 5);
    assert_int_equal(stopped.known_count, 50);
    assert_int_equal(COUNT(&here, "people_access WHERE is_closed = 1"), 0);
    assert_int_equal(COUNT(&here, "people_notification WHERE kind = 'records.feed_stopped'"), 1);
    struct call call = slice_test_call(here.test, here.test->everywhere);
    assert_status(feed_confirm(&call, stopped.id, false), OK);
    assert_status(feed_confirm(&call, stopped.id, false), CONFLICT);
    call_end(&call);
    work(&here, stopped.id);
    assert_state(read_run(&here, stopped.id), "done");
    assert_int_equal(COUNT(&here, "people_access WHERE is_closed = 1"), 5);
    forget_files(&here);
}

static void REG_13_each_night_has_its_run_and_somebody_hears_of_a_file_that_is_missing(void **state)
{
    struct feed_test here = start(state);
    for (int night = 1; night <= 4; night++) {
        slice_test_wait(here.test, DAY);
        struct call call = slice_test_call(here.test, NO_INT);
        struct feed feed;
        assert_status(entity_get(slice_test_reader(&call), &FEED_ENTITY, here.feed, &feed), OK);
        call_end(&call);
        struct job job = {.subject = here.feed, .due = feed.next_at};
        assert_status(FEED_NIGHT_JOB.run(&call, &job), OK);
        assert_status(FEED_NIGHT_JOB.run(&call, &job), OK); /* the same night again: nothing */
        assert_int_equal(COUNT(&here, "records_feed_run"), night);
        int64_t id = db_test_int(here.test->db, "SELECT MAX(id) FROM records_feed_run");
        struct call working = slice_test_call(here.test, NO_INT);
        assert_status(feed_work(&working, id, NULL), OK);
        call_end(&working);
        assert_state(read_run(&here, id), "nothing");
    }
    assert_int_equal(COUNT(&here, "people_notification WHERE kind = 'records.feed_missing'"), 1);
    forget_files(&here);
}

static void no_feed_leaves_the_folder_of_feeds(void **state)
{
    struct feed_test here = start(state);
    static const char *const FOLDERS[] = {"../etc", "/etc", "staff/../..", ".hidden", "staff/", ""};
    for (size_t i = 0; i < sizeof(FOLDERS) / sizeof(FOLDERS[0]); i++) {
        struct call call = slice_test_call(here.test, here.test->everywhere);
        struct feed feed = feed_row(here.test);
        feed.name = STR("Another");
        feed.folder = str_of(FOLDERS[i]);
        int64_t id = NO_INT;
        assert_status(record_add(&call, &FEED_RECORD, &feed, &id), INVALID);
    }
    struct str root = here.test->platform->data_directory;
    struct str link = str_format(here.test->arena, "%.*s/feeds/link", STR_ARG(root));
    assert_int_equal(symlink("/etc", str_c(here.test->arena, link)), 0);
    struct call call = slice_test_call(here.test, here.test->everywhere);
    struct feed feed = feed_row(here.test);
    feed.folder = STR("link");
    feed.pattern = STR("passwd");
    struct feed_file file;
    assert_status(feed_file_newest(&call, &feed, &file), INVALID);
    unlink(str_c(here.test->arena, link));
    forget_files(&here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(REG_13_the_same_file_again_is_no_change),
        DB_TEST(REG_13_three_leavers_sign_in_no_more_when_the_run_is_over),
        DB_TEST(REG_13_whoever_is_in_the_file_again_is_the_same_person),
        DB_TEST(REG_13_a_renamed_unit_of_the_feed_is_not_a_new_unit),
        DB_TEST(REG_13_what_is_not_whole_is_refused_and_nothing_is_written),
        DB_TEST(REG_13_one_in_ten_gone_is_asked_about_and_written_when_it_is_right),
        DB_TEST(REG_13_each_night_has_its_run_and_somebody_hears_of_a_file_that_is_missing),
        DB_TEST(no_feed_leaves_the_folder_of_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
