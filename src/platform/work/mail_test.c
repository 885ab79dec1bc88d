/* Mail over a real SMTP conversation with a small server on loopback, in a thread of its own. */
#include "platform/work/work_test_support.h"

#include "platform/work/setting.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One connection: says what SMTP says, keeps what was sent; `refuses` answers the recipient with 550,
 * `is_busy` with 451. */
struct post_office {
    int listener;
    int port;
    pthread_t thread;
    bool refuses, is_busy;
    int letters;
    char envelope[2048];
    char letter[16384];
};

static void say(int peer, const char *text)
{
    assert_int_equal(write(peer, text, strlen(text)), (ssize_t)strlen(text));
}

static bool hear(FILE *from, char *line, int size)
{
    return fgets(line, size, from) != NULL;
}

static void keep(char *to, size_t size, const char *line)
{
    size_t used = strlen(to);
    snprintf(to + used, size - used, "%s", line);
}

static void take_letter(struct post_office *office, FILE *from, int peer)
{
    char line[2048];
    say(peer, "354 go on\r\n");
    while (hear(from, line, sizeof(line)) && strcmp(line, ".\r\n") != 0) {
        keep(office->letter, sizeof(office->letter), line);
    }
    office->letters++;
    say(peer, "250 taken\r\n");
}

static void converse(struct post_office *office, int peer)
{
    FILE *from = fdopen(dup(peer), "r");
    char line[2048];
    say(peer, "220 post\r\n");
    while (hear(from, line, sizeof(line))) {
        keep(office->envelope, sizeof(office->envelope), line);
        if (strncmp(line, "RCPT", 4) == 0 && (office->refuses || office->is_busy)) {
            say(peer, office->refuses ? "550 nobody here\r\n" : "451 later\r\n");
        } else if (strncmp(line, "DATA", 4) == 0) {
            take_letter(office, from, peer);
        } else if (strncmp(line, "QUIT", 4) == 0) {
            say(peer, "221 bye\r\n");
            break;
        } else {
            say(peer, "250 ok\r\n");
        }
    }
    (void)fclose(from);
}

static void *serve(void *self)
{
    struct post_office *office = self;
    struct pollfd waited = {.fd = office->listener, .events = POLLIN};
    while (poll(&waited, 1, 10000) == 1) {
        int peer = accept(office->listener, NULL, NULL);
        if (peer < 0) {
            break;
        }
        converse(office, peer);
        close(peer);
    }
    return NULL;
}

static void open_office(struct post_office *office)
{
    office->listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    assert_int_equal(bind(office->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(office->listener, 4), 0);
    assert_int_equal(getsockname(office->listener, (struct sockaddr *)&address, &size), 0);
    office->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&office->thread, NULL, serve, office), 0);
}

static void close_office(struct post_office *office)
{
    shutdown(office->listener, SHUT_RDWR);
    pthread_join(office->thread, NULL);
    close(office->listener);
}

static enum status put_in(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return message_put(tx, in);
}

static struct platform *start(struct db_test *test, const struct post_office *office)
{
    static const struct job_kind *const none[] = {NULL};
    struct platform *platform = work_test_platform(test, none);
    assert_int_equal(settings_load(platform, &test->err), OK);
    struct call call = work_test_call(platform, test);
    struct str url = str_format(test->arena, "smtp://127.0.0.1:%d", office->port);
    assert_int_equal(setting_change(&call, &MAIL_URL, url), OK);
    assert_int_equal(setting_change(&call, &MAIL_FROM, STR("Björkvik <svar@example.org>")), OK);
    struct message mail = {
        .person = NO_INT,
        .address = STR("anna@example.org"),
        .channel = CHANNEL_MAIL,
        .kind = "test",
        .is_at_once = true,
        .subject = STR("Ditt ärende är besvarat"),
        .text = STR("Hej! Elementet är lagat på måndag.\n"),
        .key = STR("answer:1"),
    };
    assert_int_equal(call_write(&call, "test", put_in, &mail, NULL), OK);
    assert_int_equal(call_write(&call, "test", put_in, &mail, NULL), OK); /* the same key */
    return platform;
}

static void finish(struct platform *platform)
{
    settings_free(platform);
}

static void a_message_is_delivered_once_with_its_letters_whole(void **state)
{
    struct db_test *test = db_test_of(state);
    struct post_office office = {0};
    open_office(&office);
    struct platform *platform = start(test, &office);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    assert_int_equal(outbox_run(platform, &next), OK);
    close_office(&office);
    assert_int_equal(office.letters, 1);
    assert_non_null(strstr(office.envelope, "RCPT TO:<anna@example.org>"));
    assert_non_null(strstr(office.envelope, "MAIL FROM:<svar@example.org>"));
    assert_non_null(strstr(office.letter, "Subject: =?UTF-8?B?RGl0dCDDpHJlbmRl"));
    assert_non_null(strstr(office.letter, "Elementet =C3=A4r lagat p=C3=A5 m=C3=A5ndag."));
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 1);
    finish(platform);
}

static void a_busy_server_is_asked_again_later(void **state)
{
    struct db_test *test = db_test_of(state);
    struct post_office office = {.is_busy = true};
    open_office(&office);
    struct platform *platform = start(test, &office);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'"), 1);
    assert_int_equal(db_test_int(test, "SELECT attempts FROM outbox"), 1);
    assert_int_equal(outbox_run(platform, &next), OK); /* not yet: nothing happens */
    assert_int_equal(db_test_int(test, "SELECT attempts FROM outbox"), 1);
    close_office(&office);
    finish(platform);
}

static void an_address_that_does_not_exist_is_told_and_not_tried_for_ever(void **state)
{
    struct db_test *test = db_test_of(state);
    struct post_office office = {.refuses = true};
    open_office(&office);
    struct platform *platform = start(test, &office);
    int64_t next = 0;
    assert_int_equal(outbox_run(platform, &next), OK);
    close_office(&office);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM outbox WHERE state = 'failed'"), 1);
    finish(platform);
}

static void a_long_subject_is_cut_between_letters_not_inside_one(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str plain = STR("Plain subject");
    assert_true(str_equal(mail_header_text(arena, plain), plain));
    BUF_SCOPED(subject, 4096);
    for (int i = 0; i < 60; i++) {
        buf_put_c(&subject, "ö");
    }
    struct str text = mail_header_text(arena, buf_str(&subject));
    struct str rest = text;
    struct str line;
    int words = 0;
    while (str_next(&rest, '\n', &line)) {
        words++;
        assert_true(line.len <= 76);
    }
    assert_int_equal(words, 3); /* 120 bytes, 44 a word */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_message_is_delivered_once_with_its_letters_whole),
        DB_TEST(a_busy_server_is_asked_again_later),
        DB_TEST(an_address_that_does_not_exist_is_told_and_not_tried_for_ever),
        cmocka_unit_test(a_long_subject_is_cut_between_letters_not_inside_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
