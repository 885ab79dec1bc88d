/* Requests that no browser sends: two servers in a row could understand them differently, or they
 * want more than their share. Each is refused within limits, and others are served on. */
#include "platform/web/web_test_support.h"

#include "platform/base/clock.h"
#include "platform/web/http.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
    const char *why;
    const char *text;
    int code;
} hostile[] = {
    {"two lengths",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
    {"a length with a sign", "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length: +1\r\n\r\nx", 400},
    {"a list of lengths", "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length: 1, 1\r\n\r\nx", 400},
    {"a length in hex", "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length: 0x1\r\n\r\nx", 400},
    {"an empty length", "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length:\r\n\r\n", 400},
    {"a length beyond counting",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
    {"chunks", "POST /files HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     501},
    {"chunks and a length",
     "POST /files HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
     "0\r\n\r\n",
     400},
    {"an unknown coding",
     "POST /files HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
    {"a blank before the colon", "GET /hello HTTP/1.1\r\nHost : t\r\n\r\n", 400},
    {"a folded line", "GET /hello HTTP/1.1\r\nHost: t\r\nAccept: a\r\n b\r\n\r\n", 400},
    {"a line that begins with a blank", "GET /hello HTTP/1.1\r\n Host: t\r\n\r\n", 400},
    {"bare LF", "GET /hello HTTP/1.1\nHost: t\n\n", 400},
    {"one bare LF", "GET /hello HTTP/1.1\r\nHost: t\nAccept: a\r\n\r\n", 400},
    {"bare CR", "GET /hello HTTP/1.1\r\nHost: t\rAccept: a\r\n\r\n", 400},
    {"a control character", "GET /hello HTTP/1.1\r\nHost: t\r\nAccept: \x01\r\n\r\n", 400},
    {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
    {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    {"an empty host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"a host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"two cookies", "GET /hello HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n", 400},
    {"a bad method", "GE(T /hello HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"no method", " /hello HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"a small method", "get /hello HTTP/1.1\r\nHost: t\r\n\r\n", 405},
    {"another method", "TRACE /hello HTTP/1.1\r\nHost: t\r\n\r\n", 405},
    {"two blanks", "GET  /hello HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"a whole address as target", "GET http://t/hello HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"an asterisk as target", "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"a tunnel", "CONNECT t:80 HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"a part behind #", "GET /hello#top HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"an old version", "GET /hello HTTP/0.9\r\nHost: t\r\n\r\n", 505},
    {"a new version", "GET /hello HTTP/2.0\r\nHost: t\r\n\r\n", 505},
    {"no version", "GET /hello\r\nHost: t\r\n\r\n", 400},
    {"another protocol", "GET /hello HTCPCP/1.0\r\nHost: t\r\n\r\n", 400},
    {"an empty first line", "\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"a header without a colon", "GET /hello HTTP/1.1\r\nHost: t\r\nNothing\r\n\r\n", 400},
    {"a header without a name", "GET /hello HTTP/1.1\r\nHost: t\r\n: x\r\n\r\n", 400},
    {"a body behind GET", "GET /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx", 400},
    {"an expectation we do not know", "POST /files HTTP/1.1\r\nHost: t\r\nExpect: tea\r\n\r\n",
     417},
    {"a body larger than the route takes",
     "POST /notes/1 HTTP/1.1\r\nHost: t\r\nContent-Length: 65537\r\n\r\n", 413},
    {"a body where nothing is",
     "POST /nothing HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999\r\n\r\n", 413},
    {"a kind of body we do not know",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: text/tea\r\nContent-Length: 1\r\n\r\nx",
     415},
    {"broken escapes in a form",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 8\r\n\r\nname=%zz",
     400},
    {"NUL in a form",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 8\r\n\r\nname=%00",
     400},
    {"no UTF-8 in a query", "GET /notes?kind=%ff HTTP/1.1\r\nHost: t\r\n\r\n", 400},
    {"broken JSON",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: "
     "9\r\n\r\n"
     "{\"name\":}",
     400},
    {"a name twice in JSON",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: "
     "21\r\n\r\n"
     "{\"name\":1,\"name\":\"x\"}",
     400},
    {"a form of parts without an end",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: multipart/form-data; boundary=X\r\n"
     "Content-Length: 20\r\n\r\n--X\r\nContent-Dispos\r\n",
     400},
    {"a form of parts without a boundary",
     "POST /files HTTP/1.1\r\nHost: t\r\nContent-Type: multipart/form-data\r\nContent-Length: 1"
     "\r\n\r\nx",
     400},
};

static void each_is_refused_and_others_are_served_on(void **state)
{
    struct web_test *test = web_test_start(state);
    int other = web_connect(test);
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        struct web_reply reply = web_ask(test, hostile[i].text);
        if (reply.code != hostile[i].code) {
            fail_msg("%s: %d instead of %d", hostile[i].why, reply.code, hostile[i].code);
        }
        web_send(other, "GET /hello HTTP/1.1\r\n" AS_NOBODY "\r\n");
        assert_int_equal(web_read(test, other, false).code, 200);
    }
    (void)close(other);
    web_test_stop(test);
}

static void what_is_refused_before_it_is_understood_ends_the_connection(void **state)
{
    struct web_test *test = web_test_start(state);
    int fd = web_connect(test);
    web_send(fd, "GET /hello HTTP/1.1\r\nHost : t\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n");
    struct web_reply first = web_read(test, fd, false);
    assert_int_equal(first.code, 400);
    assert_true(first.is_closed);
    assert_int_equal(web_read(test, fd, false).code, 0);
    (void)close(fd);
    web_test_stop(test);
}

static void a_second_request_behind_the_first_is_not_taken(void **state)
{
    struct web_test *test = web_test_start(state);
    int fd = web_connect(test);
    web_send(fd, "GET /hello HTTP/1.1\r\n" AS_NOBODY "\r\nGET /notes HTTP/1.1\r\n" AS_ALL "\r\n");
    struct web_reply first = web_read(test, fd, false);
    assert_int_equal(first.code, 200);
    assert_true(first.is_closed);
    assert_false(web_has(first.body, "Note"));
    assert_int_equal(web_read(test, fd, false).code, 0);
    (void)close(fd);
    web_test_stop(test);
}

static void NUL_in_a_head_is_refused(void **state)
{
    struct web_test *test = web_test_start(state);
    static const char text[] = "GET /hello HTTP/1.1\r\nHost: t\r\nAccept: a\0b\r\n\r\n";
    int fd = web_connect(test);
    web_send_bytes(fd, (struct str){text, sizeof(text) - 1});
    assert_int_equal(web_read(test, fd, false).code, 400);
    (void)close(fd);
    web_test_stop(test);
}

/* Sends `piece` again and again; the status that ends it. */
static int flood(struct web_test *test, const char *begin, const char *piece, size_t times)
{
    int fd = web_connect(test);
    web_send(fd, begin);
    for (size_t i = 0; i < times; i++) {
        struct pollfd answered = {.fd = fd, .events = POLLIN};
        if (poll(&answered, 1, 0) > 0) {
            break;
        }
        web_send(fd, piece);
    }
    int code = web_read(test, fd, false).code;
    (void)close(fd);
    return code;
}

static void a_hundred_megabytes_of_headers_are_refused_at_once(void **state)
{
    struct web_test *test = web_test_start(state);
    const char *line = "X-Padding: 0123456789012345678901234567890123456789012345678901234567890123"
                       "456789012345678901234567890123456789\r\n";
    assert_int_equal(flood(test, "GET /hello HTTP/1.1\r\nHost: t\r\n", line, 1000000), 431);
    assert_int_equal(flood(test, "GET /hello HTTP/1.1\r\nHost: t\r\nX: ",
                           "0123456789012345678901234567890123456789", 2500000),
                     431);
    assert_int_equal(flood(test, "GET /", "0123456789012345678901234567890123456789", 2500000),
                     414);
    struct buf many;
    buf_init(&many, 16384);
    buf_put_c(&many, "GET /hello HTTP/1.1\r\nHost: t\r\n");
    for (int i = 0; i < HTTP_HEADER_COUNT; i++) {
        buf_put_c(&many, "A: b\r\n");
    }
    buf_put_c(&many, "\r\n");
    assert_int_equal(web_ask(test, str_c(test->base->arena, buf_str(&many))).code, 431);
    buf_free(&many);
    web_test_stop(test);
}

static void a_byte_a_second_is_cut_off_after_ten_seconds(void **state)
{
    struct web_test *test = web_test_start(state);
    int slow = web_connect(test);
    int64_t begun_us = monotonic_us();
    const char *text = "GET /hello HTTP/1.1\r\nHost: t\r\nX-Slow: yes, very";
    for (size_t i = 0; i < strlen(text); i++) {
        web_send_bytes(slow, (struct str){text + i, 1});
        struct pollfd answered = {.fd = slow, .events = POLLIN};
        if (poll(&answered, 1, 1000) > 0) {
            break;
        }
        assert_int_equal(web_get(test, "/hello", AS_NOBODY).code, 200);
    }
    assert_int_equal(web_read(test, slow, false).code, 408);
    assert_in_range(monotonic_us() - begun_us, 9000000, 14000000);
    (void)close(slow);
    web_test_stop(test);
}

static void a_thousand_who_say_nothing_do_not_keep_others_out(void **state)
{
    struct web_test *test = web_test_start(state);
    enum { SILENT = 1000 };
    int *silent = ARENA_ARRAY(test->base->arena, SILENT, int);
    for (int i = 0; i < SILENT; i++) {
        silent[i] = web_connect(test);
        if (i % 2 == 0) {
            web_send(silent[i], "GET /hel");
        }
    }
    assert_int_equal(web_get(test, "/notes", AS_ALL).code, 200);
    for (int i = 0; i < SILENT; i++) {
        (void)close(silent[i]);
    }
    assert_int_equal(web_get(test, "/notes", AS_ALL).code, 200);
    web_test_stop(test);
}

static void who_leaves_before_the_answer_harms_nobody(void **state)
{
    struct web_test *test = web_test_start(state);
    for (int i = 0; i < 20; i++) {
        int fd = web_connect(test);
        web_send(fd, i % 2 == 0 ? "GET /slow HTTP/1.1\r\n" AS_ALL "\r\n"
                                : "GET /notes?format=csv HTTP/1.1\r\n" AS_ALL "\r\n");
        (void)close(fd);
    }
    assert_int_equal(web_get(test, "/slow", AS_ALL).code, 200);
    web_test_stop(test);
}

static void who_has_more_to_read_than_the_socket_takes_gets_it_all(void **state)
{
    struct web_test *test = web_test_start(state);
    int fd = web_connect(test);
    int small = 2048;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    for (int i = 0; i < 5; i++) {
        web_send(fd, "GET /api/openapi.json HTTP/1.1\r\n" AS_ALL "\r\n");
        (void)poll(NULL, 0, 20);
        struct web_reply reply = web_read(test, fd, false);
        assert_int_equal(reply.code, 200);
        assert_true(str_ends(reply.body, STR("}}\n")));
    }
    (void)close(fd);
    web_test_stop(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST_SQLITE(each_is_refused_and_others_are_served_on),
        DB_TEST_SQLITE(what_is_refused_before_it_is_understood_ends_the_connection),
        DB_TEST_SQLITE(a_second_request_behind_the_first_is_not_taken),
        DB_TEST_SQLITE(NUL_in_a_head_is_refused),
        DB_TEST_SQLITE(a_hundred_megabytes_of_headers_are_refused_at_once),
        DB_TEST_SQLITE(a_thousand_who_say_nothing_do_not_keep_others_out),
        DB_TEST(who_leaves_before_the_answer_harms_nobody),
        DB_TEST(who_has_more_to_read_than_the_socket_takes_gets_it_all),
        DB_TEST_SQLITE(a_byte_a_second_is_cut_off_after_ten_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
