/* SMS over a real HTTP gateway on loopback that goes down and comes up, in a thread of its own; and the
 * night, when nobody is woken. */
#include "platform/work/work_test_support.h"

#include "platform/base/date.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum manner { TAKES, IS_BUSY, HANGS_UP, REFUSES };

/* Takes a request a connection. A key that it has seen is taken again without being sent on. */
struct gateway {
    int listener, port;
    pthread_t thread;
    enum manner manner;
    int requests, sent;
    char key[128];
    char request[16384];
};

static size_t read_request(int peer, char *to, size_t size)
{
    size_t used = 0;
    while (used + 1 < size) {
        ssize_t got = read(peer, to + used, size - used - 1);
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
        to[used] = '\0';
        const char *end = strstr(to, "\r\n\r\n");
        const char *length = strstr(to, "Content-Length: ");
        int64_t wanted = 0;
        if (end != NULL && length != NULL) {
            struct str rest = str_of(length + 16);
            assert_true(str_to_int64(str_slice(rest, 0, str_find(rest, '\r', 0)), &wanted));
        }
        if (end != NULL && used >= (size_t)(end + 4 - to) + (size_t)wanted) {
            break;
        }
    }
    return used;
}

static void answer(struct gateway *gateway, int peer)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "",
        "HTTP/1.1 400 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"};
    if (read_request(peer, gateway->request, sizeof(gateway->request)) == 0) {
        return;
    }
    gateway->requests++;
    const char *at = strstr(gateway->request, "Idempotency-Key: ");
    struct str rest = str_of(at == NULL ? "" : at + 17);
    struct str key = str_slice(rest, 0, str_find(rest, '\r', 0));
    bool is_taken = gateway->manner == TAKES || gateway->manner == HANGS_UP;
    if (is_taken && !str_equal(key, str_of(gateway->key))) {
        gateway->sent++;
        snprintf(gateway->key, sizeof(gateway->key), "%.*s", STR_ARG(key));
    }
    const char *said = answers[gateway->manner];
    assert_int_equal(write(peer, said, strlen(said)), (ssize_t)strlen(said));
}

static void *serve(void *self)
{
    struct gateway *gateway = self;
    struct pollfd waited = {.fd = gateway->listener, .events = POLLIN};
    while (poll(&waited, 1, 10000) == 1) {
        int peer = accept(gateway->listener, NULL, NULL);
        if (peer < 0) {
            break;
        }
        answer(gateway, peer);
        close(peer);
    }
    return NULL;
}

/* Port 0 the first time, then the same again. */
static void go_up(struct gateway *gateway)
{
    int yes = 1;
    gateway->listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)gateway->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    assert_int_equal(setsockopt(gateway->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)), 0);
    assert_int_equal(bind(gateway->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(gateway->listener, 4), 0);
    assert_int_equal(getsockname(gateway->listener, (struct sockaddr *)&address, &size), 0);
    gateway->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&gateway->thread, NULL, serve, gateway), 0);
}

static void go_down(struct gateway *gateway)
{
    shutdown(gateway->listener, SHUT_RDWR);
    pthread_join(gateway->thread, NULL);
    close(gateway->listener);
}

static enum status put_in(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return message_put(tx, in);
}

static void put(struct platform *platform, struct db_test *test, const struct message *message)
{
    struct call call = work_test_call(platform, test);
    assert_int_equal(call_write(&call, "test", put_in, message, NULL), OK);
}

static void set(struct platform *platform, struct db_test *test, const struct setting *setting,
                const char *value)
{
    struct call call = work_test_call(platform, test);
    assert_int_equal(setting_change(&call, setting, str_of(value)), OK);
}

static struct platform *start(struct db_test *test, const char *url)
{
    static const struct job_kind *const none[] = {NULL};
    struct platform *platform = work_test_platform(test, none);
    platform->sms_password = STR("a secret");
    assert_int_equal(settings_load(platform, &test->err), OK);
    set(platform, test, &SMS_URL, url);
    return platform;
}

static struct message question(void)
{
    return (struct message){
        .key = STR("question:1"),
        .channel = CHANNEL_SMS,
        .kind = "test",
        .person = NO_INT,
        .address = STR("+46701740605"),
        .text = STR("Passar tisdag? 1 ja & \"2\" nej"),
        .is_at_once = true,
        .is_secret = true,
    };
}

/* What waits is due for the next try. */
static void hurry(struct db_test *test)
{
    db_test_script(test, "UPDATE outbox SET next_at = 0");
}

static int64_t count(struct db_test *test, const char *state)
{
    struct str text = str_format(
        test->arena, "SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND state = '%s'", state);
    return db_test_int(test, str_c(test->arena, text));
}

static void COR_06_a_gateway_that_is_down_loses_nothing_and_gets_it_once(void **state)
{
    struct db_test *test = db_test_of(state);
    struct gateway gateway = {.manner = IS_BUSY};
    go_up(&gateway);
    go_down(&gateway);
    struct platform *platform = start(
        test, str_c(test->arena, str_format(test->arena, "http://127.0.0.1:%d/sms", gateway.port)));
    struct message message = question();
    put(platform, test, &message);
    put(platform, test, &message); /* caused twice, one message */
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK); /* nobody listens */
    assert_int_equal(count(test, "waiting"), 1);
    assert_int_equal(outbox_run(platform, &next), OK); /* not yet */
    assert_int_equal(db_test_int(test, "SELECT attempts FROM outbox"), 1);
    go_up(&gateway);
    const enum manner manners[] = {IS_BUSY, HANGS_UP, TAKES};
    for (int i = 0; i < 3; i++) {
        gateway.manner = manners[i];
        hurry(test);
        assert_int_equal(outbox_run(platform, &next), OK);
    }
    hurry(test);
    assert_int_equal(outbox_run(platform, &next), OK);
    go_down(&gateway);
    assert_int_equal(gateway.requests, 3);
    assert_int_equal(gateway.sent, 1); /* the lost answer's message was known by its key */
    assert_int_equal(count(test, "sent"), 1);
    assert_non_null(
        strstr(gateway.request, "message=Passar%20tisdag%3F%201%20ja%20%26%20%222%22%20nej"));
    assert_non_null(strstr(gateway.request, "to=%2B46701740605"));
    assert_int_equal(db_test_int(test, "SELECT LENGTH(body) FROM outbox"),
                     0); /* secret: forgotten */
    settings_free(platform);
}

static void a_gateway_that_wants_json_and_a_bearer_gets_them(void **state)
{
    struct db_test *test = db_test_of(state);
    struct gateway gateway = {.manner = TAKES};
    go_up(&gateway);
    struct platform *platform = start(
        test, str_c(test->arena, str_format(test->arena, "http://127.0.0.1:%d/", gateway.port)));
    set(platform, test, &SMS_FORMAT, "json");
    set(platform, test, &SMS_SIGN_IN, "bearer");
    set(platform, test, &SMS_BODY,
        "{\"to\":[\"{digits}\"],\"text\":\"{text}\",\"ref\":\"{key}\",\"x\":{}}");
    struct message message = question();
    put(platform, test, &message);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    go_down(&gateway);
    assert_int_equal(gateway.sent, 1);
    assert_non_null(strstr(gateway.request, "POST / "));
    assert_non_null(strstr(gateway.request, "Authorization: Bearer a secret"));
    assert_non_null(strstr(gateway.request,
                           "{\"to\":[\"46701740605\"],\"text\":\"Passar tisdag? 1 ja "
                           "& \\\"2\\\" nej\",\"ref\":\"samsyn-"));
    assert_non_null(strstr(gateway.request, ",\"x\":{}}"));
    settings_free(platform);
}

static void a_number_that_the_gateway_refuses_is_told_without_the_text(void **state)
{
    struct db_test *test = db_test_of(state);
    struct gateway gateway = {.manner = REFUSES};
    go_up(&gateway);
    struct platform *platform = start(
        test, str_c(test->arena, str_format(test->arena, "http://127.0.0.1:%d/", gateway.port)));
    struct message message = question();
    put(platform, test, &message);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    go_down(&gateway);
    assert_int_equal(count(test, "failed"), 1);
    assert_int_equal(
        db_test_int(test,
                    "SELECT COUNT(*) FROM outbox WHERE last_error = 'the gateway answered 400'"),
        1);
    settings_free(platform);
}

static int64_t at(const char *text)
{
    int64_t ms = 0;
    assert_true(time_parse(str_of(text), &ms));
    return ms;
}

static void COR_06_the_night_is_waited_out_where_the_person_lives(void **state)
{
    (void)state;
    const struct {
        const char *zone, *now, *until;
    } nights[] = {
        {"Europe/Stockholm", "2026-11-24T18:59:59Z", "2026-11-24T18:59:59Z"},
        {"Europe/Stockholm", "2026-11-24T19:00:00Z", "2026-11-25T05:00:00Z"},
        {"Europe/Helsinki", "2026-11-24T18:00:00Z", "2026-11-25T04:00:00Z"},
        {"Europe/Stockholm", "2026-11-25T04:59:59Z", "2026-11-25T05:00:00Z"},
        /* The clock is put forward, and back, in the night. */
        {"Europe/Stockholm", "2026-03-28T19:30:00Z", "2026-03-29T04:00:00Z"},
        {"Europe/Stockholm", "2026-10-24T18:30:00Z", "2026-10-25T05:00:00Z"},
    };
    for (size_t i = 0; i < sizeof(nights) / sizeof(nights[0]); i++) {
        int64_t until = quiet_until(nights[i].zone, at(nights[i].now), 20, 6);
        assert_int_equal(until, at(nights[i].until));
    }
    assert_int_equal(quiet_until("Europe/Stockholm", 0, 6, 6), 0); /* no quiet hours */
}

static void COR_06_at_night_only_a_crisis_goes_out_and_the_rest_in_the_morning(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test, "spool:");
    clock_freeze(&platform->clock, at("2026-11-24T21:00:00Z"));
    clock_freeze(&test->clock, at("2026-11-24T21:00:00Z"));
    struct message message = question();
    put(platform, test, &message);
    message.key = STR("question:2");
    message.is_at_once = false;
    put(platform, test, &message);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    assert_int_equal(count(test, "sent"), 1);
    assert_int_equal(outbox_run(platform, &next), OK);
    assert_int_equal(count(test, "waiting"), 1);
    clock_freeze(&platform->clock, at("2026-11-25T05:00:00Z"));
    assert_int_equal(outbox_run(platform, &next), OK);
    assert_int_equal(count(test, "sent"), 2);
    settings_free(platform);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_06_a_gateway_that_is_down_loses_nothing_and_gets_it_once),
        DB_TEST(a_gateway_that_wants_json_and_a_bearer_gets_them),
        DB_TEST(a_number_that_the_gateway_refuses_is_told_without_the_text),
        cmocka_unit_test(COR_06_the_night_is_waited_out_where_the_person_lives),
        DB_TEST(COR_06_at_night_only_a_crisis_goes_out_and_the_rest_in_the_morning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
