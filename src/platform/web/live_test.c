/* Pages that are told: who follows a topic hears of it, nobody else does, and nothing is missed. */
#include "platform/web/web_test_support.h"

#include "platform/base/clock.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What comes within `ms`, or until `part` has come. */
static struct str hear(struct web_test *test, int fd, const char *part, int ms)
{
    BUF_SCOPED(heard, 1 << 20);
    int64_t until_us = monotonic_us() + (int64_t)ms * 1000;
    while (monotonic_us() < until_us && (part == NULL || !web_has(buf_str(&heard), part))) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 20) > 0) {
            char *to = buf_reserve(&heard, 4096);
            ssize_t count = to != NULL ? recv(fd, to, 4096, 0) : 0;
            if (count <= 0) {
                buf_put_c(&heard, "CLOSED");
                break;
            }
            buf_grew(&heard, (size_t)count);
        }
    }
    return str_copy(test->base->arena, buf_str(&heard));
}

static int follow(struct web_test *test, const char *query, const char *headers)
{
    int fd = web_connect(test);
    web_send_bytes(
        fd, str_format(test->base->arena, "GET /live?%s HTTP/1.1\r\n%s\r\n", query, headers));
    return fd;
}

static void change(struct web_test *test, int id, int version)
{
    struct arena *arena = test->base->arena;
    struct str path = str_format(arena, "/notes/%d", id);
    struct str body =
        str_format(arena, "version=%d&title=New+%d&year=2000&kind=idea", version, version);
    assert_int_equal(web_post(test, path.at, AS_ALL, body.at).code, 303);
}

static void a_change_reaches_who_follows_it_and_nobody_else(void **state)
{
    struct web_test *test = web_test_start(state);
    int row = follow(test, "topics=web_test_note:1", AS_ALL);
    int all = follow(test, "topics=web_test_note", AS_SOME);
    int other = follow(test, "topics=web_test_note:2,other", AS_ALL);
    struct str head = hear(test, row, "retry", 3000);
    assert_true(web_has(head, "200 OK") && web_has(head, "text/event-stream"));
    assert_true(web_has(hear(test, all, "retry", 3000), "retry"));
    assert_true(web_has(hear(test, other, "retry", 3000), "retry"));
    (void)poll(NULL, 0, 50);
    change(test, 1, 1);
    struct str told = hear(test, row, "web_test_note:1", 3000);
    assert_true(web_has(told, "\ndata: web_test_note:1\n\n"));
    assert_true(web_has(told, "id: "));
    assert_false(web_has(told, "New")); /* never a value */
    assert_true(web_has(hear(test, all, "data", 3000), "data: web_test_note\n"));
    assert_false(web_has(hear(test, other, "data", 200), "data"));
    (void)close(row);
    (void)close(all);
    (void)close(other);
    web_test_stop(test);
}

static void who_was_away_catches_up(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply page = web_get(test, "/notes/1", AS_ALL);
    size_t at = str_find_str(page.body, STR("LIVE /live?"));
    assert_true(at < page.body.len);
    struct str after = str_slice(page.body, str_find_str(page.body, STR("after=")), page.body.len);
    change(test, 1, 1);
    change(test, 1, 2);
    change(test, 2, 1);
    struct str query = str_format(test->base->arena, "topics=web_test_note:1&%.*s", STR_ARG(after));
    int fd = follow(test, query.at, AS_ALL);
    struct str told = hear(test, fd, NULL, 400);
    size_t first = str_find_str(told, STR("data: web_test_note:1"));
    assert_true(first < told.len);
    struct str rest = str_slice(told, first + 5, told.len);
    assert_true(web_has(rest, "data: web_test_note:1"));
    assert_false(web_has(told, "web_test_note:2"));
    (void)close(fd);
    /* The browser comes back with the last id it saw. */
    int again =
        follow(test, "topics=web_test_note:1,web_test_note:2", AS_ALL "Last-Event-ID: 1\r\n");
    assert_true(web_has(hear(test, again, "web_test_note:2", 3000), "web_test_note:2"));
    (void)close(again);
    int nothing = follow(test, "topics=web_test_note:1", AS_ALL "Last-Event-ID: 99999\r\n");
    assert_false(web_has(hear(test, nothing, "\ndata", 300), "\ndata"));
    (void)close(nothing);
    web_test_stop(test);
}

static void signing_out_ends_the_stream(void **state)
{
    struct web_test *test = web_test_start(state);
    int mine = follow(test, "topics=web_test_note", AS_SOME);
    int other = follow(test, "topics=web_test_note", AS_ALL);
    assert_true(web_has(hear(test, mine, "retry", 3000), "retry"));
    assert_true(web_has(hear(test, other, "retry", 3000), "retry"));
    assert_int_equal(web_post(test, "/sign-out", AS_SOME, "").code, 303);
    assert_true(web_has(hear(test, mine, "CLOSED", 3000), "CLOSED"));
    assert_false(web_has(hear(test, other, "CLOSED", 200), "CLOSED"));
    (void)close(mine);
    (void)close(other);
    web_test_stop(test);
}

static void a_stream_needs_a_session_and_a_topic(void **state)
{
    struct web_test *test = web_test_start(state);
    assert_int_equal(web_get(test, "/live?topics=a", AS_NOBODY).code, 401);
    assert_int_equal(web_get(test, "/live", AS_ALL).code, 400);
    assert_int_equal(web_get(test, "/live?topics=a:b", AS_ALL).code, 400);
    assert_int_equal(web_get(test, "/live?topics=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", AS_ALL).code,
                     400);
    web_test_stop(test);
}

static void many_follow_while_much_changes(void **state)
{
    struct web_test *test = web_test_start(state);
    enum { FOLLOWERS = 200, CHANGES = 30 };
    int *followers = ARENA_ARRAY(test->base->arena, FOLLOWERS, int);
    for (int i = 0; i < FOLLOWERS; i++) {
        followers[i] =
            follow(test, i % 2 == 0 ? "topics=web_test_note:1" : "topics=web_test_note:2", AS_ALL);
    }
    for (int i = 0; i < FOLLOWERS; i++) {
        assert_true(web_has(hear(test, followers[i], "retry", 3000), "retry"));
    }
    (void)poll(NULL, 0, 50);
    for (int i = 1; i <= CHANGES; i++) {
        change(test, 1, i);
        if (i % 3 == 0) { /* some leave in the middle */
            (void)close(followers[i]);
            followers[i] = -1;
        }
    }
    for (int i = 0; i < FOLLOWERS; i++) {
        if (followers[i] < 0) {
            continue;
        }
        if (i % 2 == 0) {
            struct str told = hear(test, followers[i], NULL, i == 0 ? 500 : 30);
            size_t count = 0;
            for (size_t at = 0; at < told.len; at++) {
                count += str_starts(str_slice(told, at, told.len), STR("data: web_test_note:1\n"));
            }
            assert_int_equal(count, CHANGES);
        }
        (void)close(followers[i]);
    }
    web_test_stop(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_change_reaches_who_follows_it_and_nobody_else),
        DB_TEST(who_was_away_catches_up),
        DB_TEST(signing_out_ends_the_stream),
        DB_TEST(a_stream_needs_a_session_and_a_topic),
        DB_TEST(many_follow_while_much_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
