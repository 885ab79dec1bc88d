/* Requests as people's browsers and programs send them, against a real server over a real database. */
#include "platform/web/web_test_support.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void a_page_comes_with_its_shell_and_what_protects_it(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply reply = web_get(test, "/hello", AS_NOBODY);
    assert_int_equal(reply.code, 200);
    assert_true(web_has(reply.body, "&lt;hello&gt; 1"));
    assert_true(web_has(reply.body, "[Hello*]"));
    assert_false(web_has(reply.body, "[Notes"));
    assert_true(web_has(web_header(&reply, "Content-Security-Policy"), "default-src 'none'"));
    assert_true(web_has(web_header(&reply, "X-Content-Type-Options"), "nosniff"));
    assert_int_equal(web_header(&reply, "X-Request-Id").len, 16);
    assert_int_equal(web_header(&reply, "Date").len, 29);
    web_test_stop(test);
}

static void who_is_not_signed_in_is_led_to_the_door(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply page = web_get(test, "/notes?kind=idea", AS_NOBODY);
    assert_int_equal(page.code, 303);
    assert_true(web_has(web_header(&page, "Location"), "/sign-in?to=/notes%3Fkind%3Didea"));
    struct web_reply json = web_get(test, "/notes", AS_NOBODY "Accept: application/json\r\n");
    assert_int_equal(json.code, 401);
    assert_true(web_has(json.body, "\"kind\":\"sign-in\""));
    struct web_reply forged =
        web_get(test, "/notes", "Host: t\r\nCookie: samsyn_session=' OR 1=1 --; a=b\r\n");
    assert_int_equal(forged.code, 303);
    web_test_stop(test);
}

static void no_right_is_403_and_outside_the_scope_is_404(void **state)
{
    struct web_test *test = web_test_start(state);
    assert_int_equal(web_get(test, "/notes", AS_NONE).code, 403);
    assert_int_equal(web_get(test, "/notes/3", AS_NONE).code, 403);
    assert_int_equal(web_get(test, "/notes/3", AS_SOME).code, 200);
    assert_int_equal(web_get(test, "/notes/11", AS_SOME).code, 404);
    assert_int_equal(web_get(test, "/notes/11", AS_ALL).code, 200);
    assert_int_equal(web_get(test, "/notes/99", AS_ALL).code, 404);
    assert_int_equal(web_get(test, "/notes/x", AS_ALL).code, 404);
    assert_int_equal(web_post(test, "/notes/11", AS_SOME, "version=1&title=x").code, 404);
    assert_int_equal(web_post(test, "/notes/3", AS_NONE, "version=1&title=x").code, 403);
    web_test_stop(test);
}

static void paths_and_methods_that_are_not_there_are_told_apart(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply missing = web_get(test, "/nothing", AS_ALL);
    assert_int_equal(missing.code, 404);
    assert_true(web_has(missing.body, "404 missing"));
    assert_true(web_has(missing.body, "[Notes]"));
    struct web_reply wrong = web_post(test, "/hello", AS_NOBODY, "");
    assert_int_equal(wrong.code, 405);
    assert_true(web_has(web_header(&wrong, "Allow"), "GET, HEAD"));
    struct web_reply put = web_ask(test, "PUT /hello HTTP/1.1\r\n" AS_NOBODY "\r\n");
    assert_int_equal(put.code, 405);
    struct web_reply slash = web_get(test, "/notes/", AS_ALL);
    assert_int_equal(slash.code, 308);
    assert_true(str_equal(web_header(&slash, "Location"), STR("/notes")));
    assert_int_equal(web_get(test, "/notes//3", AS_ALL).code, 404);
    assert_int_equal(web_get(test, "/notes/new", AS_ALL).code, 200);
    assert_int_equal(web_get(test, "/%68ello", AS_ALL).code, 200);
    assert_int_equal(web_get(test, "/hello%00", AS_ALL).code, 404);
    web_test_stop(test);
}

static void one_connection_serves_many_requests(void **state)
{
    struct web_test *test = web_test_start(state);
    int fd = web_connect(test);
    for (int i = 0; i < 50; i++) {
        web_send(fd, "GET /notes HTTP/1.1\r\n" AS_ALL "\r\n");
        struct web_reply reply = web_read(test, fd, false);
        assert_int_equal(reply.code, 200);
        assert_true(web_has(reply.body, "(Note 01)"));
    }
    web_send(fd, "HEAD /notes HTTP/1.1\r\n" AS_ALL "\r\n");
    struct web_reply head = web_read(test, fd, true);
    assert_int_equal(head.code, 200);
    assert_true(web_header(&head, "Content-Length").len > 0);
    web_send(fd, "GET /slow HTTP/1.1\r\n" AS_ALL "\r\n");
    assert_int_equal(web_read(test, fd, false).code, 200);
    (void)close(fd);
    web_test_stop(test);
}

static void a_request_may_come_byte_by_byte(void **state)
{
    struct web_test *test = web_test_start(state);
    int fd = web_connect(test);
    const char *text = "POST /notes/1 HTTP/1.1\r\n" AS_ALL
                       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n"
                       "\r\nversion=1&year=";
    for (const char *at = text; *at != '\0'; at++) {
        web_send_bytes(fd, (struct str){at, 1});
        if ((at - text) % 40 == 0) {
            (void)poll(NULL, 0, 1);
        }
    }
    assert_int_equal(web_read(test, fd, false).code, 422);
    (void)close(fd);
    web_test_stop(test);
}

static void a_form_is_saved_and_the_next_page_says_so_once(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply saved =
        web_post(test, "/notes/1", AS_ALL, "version=1&title=R%C3%A4ksm%C3%B6rg%C3%A5s&year=1999");
    assert_int_equal(saved.code, 303);
    assert_true(str_equal(web_header(&saved, "Location"), STR("/notes/1")));
    assert_true(web_has(web_header(&saved, "Set-Cookie"), "samsyn_flash=Saved;"));
    assert_true(web_has(web_header(&saved, "Set-Cookie"), "HttpOnly; SameSite=Lax"));
    struct web_reply next =
        web_get(test, "/notes/1",
                "Host: t\r\nCookie: samsyn_flash=Saved; samsyn_session=" TOKEN_ALL "\r\n");
    assert_true(web_has(next.body, "FLASH Saved"));
    assert_true(web_has(next.body, "Räksmörgås"));
    assert_true(web_has(web_header(&next, "Set-Cookie"), "samsyn_flash=; Path=/"));
    web_test_stop(test);
}

static void what_was_typed_wrong_is_shown_back(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply wrong =
        web_post(test, "/notes/1", AS_ALL, "version=1&title=&year=nineteen&kind=idea");
    assert_int_equal(wrong.code, 422);
    assert_true(web_has(wrong.body, "FIELD year=nineteen;"));
    assert_true(web_has(wrong.body, "ERROR title: Fill in Title"));
    assert_true(web_has(wrong.body, "ERROR year: Year must be a whole number"));
    struct web_reply json =
        web_ask(test, "POST /notes/1 HTTP/1.1\r\n" AS_ALL
                      "Content-Type: application/json\r\nContent-Length: 31\r\n\r\n"
                      "{\"version\":1,\"year\":\"nineteen\"}");
    assert_int_equal(json.code, 422);
    assert_true(web_has(json.body, "\"field\":\"year\""));
    assert_true(web_has(json.body, "\"request\":\""));
    web_test_stop(test);
}

static void switching_the_language_keeps_a_half_filled_form(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply again =
        web_post(test, "/notes/1", AS_ALL, "version=1&title=Half+a+thou&year=abc&_language=fi");
    assert_int_equal(again.code, 200);
    assert_true(web_has(again.body, "<html lang=\"fi\">"));
    assert_true(web_has(again.body, "FIELD title=Half a thou;"));
    assert_true(web_has(again.body, "FIELD year=abc;"));
    assert_false(web_has(again.body, "ERROR"));
    assert_true(web_has(web_header(&again, "Set-Cookie"), "samsyn_language=fi"));
    struct web_reply page = web_get(test, "/hello", AS_NOBODY "Accept-Language: sv\r\n");
    assert_true(web_has(page.body, "<html lang=\"sv\">"));
    struct web_reply chosen = web_get(test, "/hello?_language=fi", AS_NOBODY);
    assert_true(web_has(chosen.body, "<html lang=\"fi\">"));
    web_test_stop(test);
}

static void two_people_who_save_at_once_see_mine_and_theirs(void **state)
{
    struct web_test *test = web_test_start(state);
    assert_int_equal(
        web_post(test, "/notes/1", AS_SOME, "version=1&title=Theirs&year=1950&kind=idea").code,
        303);
    struct web_reply mine = web_post(test, "/notes/1", AS_ALL,
                                     "version=1&title=Mine&_was.title=Note+01&year=2001&_was.year="
                                     "2001&kind=idea&_was.kind=idea");
    assert_int_equal(mine.code, 409);
    assert_true(web_has(mine.body, "CONFLICT"));
    assert_true(web_has(mine.body, "FIELD title=Mine;was=Theirs;theirs=Theirs;"));
    assert_true(web_has(mine.body, "ERROR title: "));
    assert_true(web_has(mine.body, "FIELD year=1950;was=1950;\n")); /* I had left it alone */
    assert_true(web_has(mine.body, "FIELD version=2;"));
    assert_int_equal(
        web_post(test, "/notes/1", AS_ALL, "version=2&title=Mine&year=1950&kind=idea").code, 303);
    web_test_stop(test);
}

static void a_form_sent_twice_is_carried_out_once(void **state)
{
    struct web_test *test = web_test_start(state);
    const char *body = "version=1&title=Once&year=2001&kind=idea&_key=k1";
    assert_int_equal(web_post(test, "/notes/1", AS_ALL, body).code, 303);
    assert_int_equal(web_post(test, "/notes/1", AS_ALL, body).code, 303);
    assert_int_equal(db_test_int(test->base, "SELECT version FROM web_test_note WHERE id = 1"), 2);
    const char *other = "version=2&title=Other&year=2001&kind=idea&_key=k1";
    assert_int_equal(web_post(test, "/notes/1", AS_ALL, other).code, 409);
    web_test_stop(test);
}

static void a_form_of_another_site_is_refused(void **state)
{
    struct web_test *test = web_test_start(state);
    const char *body = "version=1&title=Foreign&year=2000";
    assert_int_equal(web_post(test, "/notes/1", AS_ALL "Sec-Fetch-Site: cross-site\r\n", body).code,
                     403);
    assert_int_equal(web_post(test, "/notes/1", AS_ALL "Sec-Fetch-Site: same-site\r\n", body).code,
                     403);
    assert_int_equal(web_post(test, "/notes/1", AS_ALL "Origin: http://evil\r\n", body).code, 403);
    assert_int_equal(web_post(test, "/notes/1", AS_ALL "Origin: null\r\n", body).code, 403);
    assert_int_equal(web_post(test, "/notes/1", AS_ALL "Origin: http://test\r\n", body).code, 303);
    web_test_stop(test);
}

static void a_file_comes_with_its_form(void **state)
{
    struct web_test *test = web_test_start(state);
    const char *body = "--XY\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nletter\r\n"
                       "--XY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\""
                       "\r\nContent-Type: text/plain\r\n\r\n\x01 one\r\n--X\r\n\r\n--XY--\r\n";
    struct str text = str_format(
        test->base->arena,
        "POST /files HTTP/1.1\r\n" AS_NOBODY
        "Content-Type: multipart/form-data; boundary=XY\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(body), body);
    struct web_reply reply = web_ask(test, text.at);
    assert_int_equal(reply.code, 200);
    assert_true(web_has(reply.body, "\"text\":\"letter\""));
    web_test_stop(test);
}

static void a_large_body_is_taken_up_to_the_routes_limit(void **state)
{
    struct web_test *test = web_test_start(state);
    enum { LARGE = 900000 };
    struct buf body;
    buf_init(&body, 2 * LARGE);
    buf_put_c(&body,
              "--XY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
    for (int i = 0; i < LARGE; i++) {
        buf_put_char(&body, (char)('a' + i % 26));
    }
    buf_put_c(&body, "\r\n--XY--\r\n");
    int fd = web_connect(test);
    struct str head =
        str_format(test->base->arena,
                   "POST /files HTTP/1.1\r\n" AS_NOBODY
                   "Content-Type: multipart/form-data; boundary=XY\r\nContent-Length: %zu\r\n"
                   "Expect: 100-continue\r\n\r\n",
                   body.len);
    web_send_bytes(fd, head);
    char go_on[26] = "";
    assert_int_equal(recv(fd, go_on, 25, MSG_WAITALL), 25);
    assert_string_equal(go_on, "HTTP/1.1 100 Continue\r\n\r\n");
    web_send_bytes(fd, buf_str(&body));
    struct web_reply reply = web_read(test, fd, false);
    assert_int_equal(reply.code, 200);
    assert_true(web_has(reply.body, "\"number\":900000"));
    (void)close(fd);
    buf_free(&body);
    struct web_reply large =
        web_ask(test, "POST /files HTTP/1.1\r\n" AS_NOBODY "Content-Length: 1048577\r\n\r\n");
    assert_int_equal(large.code, 413);
    web_test_stop(test);
}

static void a_list_goes_on_and_exports_all(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply first = web_get(test, "/notes?limit=20&sort=-title", AS_ALL);
    assert_int_equal(first.code, 200);
    assert_true(web_has(first.body, "(Note 30)(Note 29)"));
    assert_true(web_has(first.body, "SORT /notes?limit=20&amp;sort=title"));
    size_t at = str_find_str(first.body, STR("NEXT "));
    assert_true(at < first.body.len);
    struct str next = str_slice(first.body, at + 5, str_find(first.body, ' ', at + 5));
    struct buf path;
    buf_init(&path, 2048);
    while (next.len > 0) { /* as a browser reads it */
        size_t amp = str_find_str(next, STR("&amp;"));
        buf_put(&path, str_slice(next, 0, amp));
        buf_put_c(&path, amp < next.len ? "&" : "");
        next = str_slice(next, amp + 5, next.len);
    }
    struct web_reply second = web_get(test, str_c(test->base->arena, buf_str(&path)), AS_ALL);
    buf_free(&path);
    assert_true(web_has(second.body, "(Note 10)(Note 09)"));
    assert_false(web_has(second.body, "(Note 11)"));
    struct web_reply csv = web_get(test, "/notes?format=csv&limit=20", AS_ALL);
    assert_int_equal(csv.code, 200);
    assert_true(web_has(csv.body, "id,version,title,year,kind\r\n"));
    assert_true(web_has(csv.body, "Note 01") && web_has(csv.body, "Note 30"));
    struct web_reply old = web_ask(test, "GET /notes?format=csv HTTP/1.0\r\n" AS_ALL "\r\n");
    assert_true(web_has(old.body, "Note 30"));
    assert_false(web_has(old.head, "chunked"));
    struct web_reply xlsx = web_get(test, "/notes?format=xlsx", AS_ALL);
    assert_int_equal(xlsx.code, 200);
    assert_true(str_starts(xlsx.body, STR("PK")));
    struct web_reply json = web_get(test, "/notes?format=json&kind=task", AS_ALL);
    assert_true(web_has(json.body, "\"notes\":[]"));
    assert_int_equal(web_get(test, "/notes?format=csv", AS_NONE).code, 403);
    assert_int_equal(web_get(test, "/notes?sort=nothing", AS_ALL).code, 422);
    assert_int_equal(web_get(test, "/notes?kind=other", AS_ALL).code, 422);
    web_test_stop(test);
}

static void a_page_that_may_be_kept_is_not_sent_again(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply first = web_get(test, "/hello", AS_NOBODY);
    struct str tag = web_header(&first, "ETag");
    assert_true(tag.len > 2);
    struct str headers =
        str_format(test->base->arena, AS_NOBODY "If-None-Match: %.*s\r\n", STR_ARG(tag));
    struct web_reply again = web_get(test, "/hello", headers.at);
    assert_int_equal(again.code, 304);
    web_test_stop(test);
}

static void health_metrics_and_the_api_describe_themselves(void **state)
{
    struct web_test *test = web_test_start(state);
    assert_int_equal(web_get(test, "/healthz", AS_NOBODY).code, 200);
    struct web_reply metrics = web_get(test, "/metrics", AS_NOBODY);
    assert_true(web_has(metrics.body, "samsyn_http_requests_total{code=\"2xx\"} 1"));
    assert_int_equal(web_get(test, "/metrics", AS_NOBODY "X-Forwarded-For: 192.0.2.1\r\n").code,
                     403);
    struct web_reply api = web_get(test, "/api/openapi.json", AS_NOBODY);
    assert_true(web_has(api.body, "\"/notes/{id}\":{\"get\":{\"x-permission\":\"note.see\""));
    assert_true(web_has(api.body, "\"enum\":[\"idea\",\"task\"]"));
    web_test_stop(test);
}

static void too_often_is_429_with_a_time_to_wait(void **state)
{
    struct web_test *test = web_test_start(state);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(web_post(test, "/limited", AS_NOBODY, "").code, 200);
    }
    struct web_reply reply = web_post(test, "/limited", AS_NOBODY, "");
    assert_int_equal(reply.code, 429);
    assert_true(web_header(&reply, "Retry-After").len > 0);
    web_test_stop(test);
}

static void guessing_from_one_address_is_slowed_down(void **state)
{
    struct web_test *test = web_test_start(state);
    const char *one = AS_NOBODY "X-Forwarded-For: 192.0.2.1\r\n";
    for (int i = 0; i < 30; i++) {
        assert_int_equal(web_post(test, "/door", one, "").code, 200);
    }
    assert_int_equal(web_post(test, "/door", one, "").code, 429);
    const char *other = AS_NOBODY "X-Forwarded-For: 192.0.2.2\r\n";
    assert_int_equal(web_post(test, "/door", other, "").code, 200);
    web_test_stop(test);
}

static void programs_find_a_lists_neighbours(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply json = web_get(test, "/notes?format=json&limit=20", AS_ALL);
    assert_true(web_has(web_header(&json, "Link"), "</notes?format=json&limit=20&cursor="));
    assert_true(web_has(web_header(&json, "Link"), "rel=\"next\""));
    struct web_reply head = web_ask(test, "HEAD /notes?format=csv HTTP/1.1\r\n" AS_ALL "\r\n");
    assert_int_equal(head.code, 200);
    assert_false(web_has(head.head, "chunked"));
    web_test_stop(test);
}

static void a_proxy_that_says_https_gets_secure_cookies(void **state)
{
    struct web_test *test = web_test_start(state);
    struct web_reply reply =
        web_get(test, "/hello?_language=sv", AS_NOBODY "X-Forwarded-Proto: https\r\n");
    assert_true(web_has(web_header(&reply, "Set-Cookie"), "; Secure"));
    web_test_stop(test);
}

static void stopping_finishes_what_is_under_way(void **state)
{
    struct web_test *test = web_test_start(state);
    int idle = web_connect(test);
    int fd = web_connect(test);
    web_send(fd, "GET /slow HTTP/1.1\r\n" AS_ALL "\r\n");
    (void)poll(NULL, 0, 100);
    web_test_stop(test);
    struct web_reply reply = web_read(test, fd, false);
    assert_int_equal(reply.code, 200);
    assert_true(web_has(reply.body, "rested"));
    (void)close(fd);
    (void)close(idle);
}

static enum status stub(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)view;
    return OK;
}

static void a_route_without_a_permission_stops_the_start(void **state)
{
    struct web_test *test = web_test_start(state);
    static const struct route open[] = {
        {METHOD_GET, "/open", NULL, NULL, COST_FAST, stub, NULL, NULL, NULL, "Open",
         .body_limit = 0},
        {.path = NULL},
    };
    static const struct route twice[] = {
        {METHOD_GET, "/a", &PUBLIC, NULL, COST_FAST, stub, NULL, NULL, NULL, "A", .body_limit = 0},
        {METHOD_GET, "/a", &PUBLIC, NULL, COST_FAST, stub, NULL, NULL, NULL, "A", .body_limit = 0},
        {.path = NULL},
    };
    const struct route *const tables[][2] = {{open, NULL}, {twice, NULL}};
    for (size_t i = 0; i < 2; i++) {
        struct err err;
        err_init(&err, test->base->arena);
        struct server_options options = {.platform = &test->platform,
                                         .listen = STR("127.0.0.1:0"),
                                         .routes = tables[i],
                                         .templates = test->templates,
                                         .is_quiet = true};
        struct server *server = NULL;
        assert_int_equal(server_start(&options, &server, &err), INVALID);
        assert_true(err.count > 0);
    }
    struct err err;
    err_init(&err, test->base->arena);
    static const struct route *const none[] = {NULL};
    struct server_options taken = {.platform = &test->platform,
                                   .listen =
                                       str_format(test->base->arena, "127.0.0.1:%d", test->port),
                                   .routes = none,
                                   .templates = test->templates,
                                   .is_quiet = true};
    struct server *server = NULL;
    assert_int_equal(server_start(&taken, &server, &err), INVALID);
    assert_true(web_has(str_of(err.items[0].message), "another program uses this address"));
    web_test_stop(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_page_comes_with_its_shell_and_what_protects_it),
        DB_TEST(who_is_not_signed_in_is_led_to_the_door),
        DB_TEST(no_right_is_403_and_outside_the_scope_is_404),
        DB_TEST(paths_and_methods_that_are_not_there_are_told_apart),
        DB_TEST(one_connection_serves_many_requests),
        DB_TEST(a_request_may_come_byte_by_byte),
        DB_TEST(a_form_is_saved_and_the_next_page_says_so_once),
        DB_TEST(what_was_typed_wrong_is_shown_back),
        DB_TEST(switching_the_language_keeps_a_half_filled_form),
        DB_TEST(two_people_who_save_at_once_see_mine_and_theirs),
        DB_TEST(a_form_sent_twice_is_carried_out_once),
        DB_TEST(a_form_of_another_site_is_refused),
        DB_TEST(a_file_comes_with_its_form),
        DB_TEST(a_large_body_is_taken_up_to_the_routes_limit),
        DB_TEST(a_list_goes_on_and_exports_all),
        DB_TEST(a_page_that_may_be_kept_is_not_sent_again),
        DB_TEST(health_metrics_and_the_api_describe_themselves),
        DB_TEST(too_often_is_429_with_a_time_to_wait),
        DB_TEST(guessing_from_one_address_is_slowed_down),
        DB_TEST(programs_find_a_lists_neighbours),
        DB_TEST(a_proxy_that_says_https_gets_secure_cookies),
        DB_TEST(stopping_finishes_what_is_under_way),
        DB_TEST_SQLITE(a_route_without_a_permission_stops_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
