/* A small application, served for real, for this room's tests: notes that are listed, shown, edited,
 * uploaded and followed; people who may and may not; and a client that sends exactly what it is told. */
#ifndef SAMSYN_WEB_TEST_SUPPORT_H
#define SAMSYN_WEB_TEST_SUPPORT_H

#include "platform/db/db_test_support.h"
#include "platform/web/server.h"

/* Tokens of people who are signed in: TOKEN_ALL may do everything, TOKEN_SOME within the scope (notes
 * 1..10), TOKEN_NONE nothing but what is for everybody. */
#define TOKEN_ALL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define TOKEN_SOME "sssssssssssssssssssssssssssssssssssssssssss"
#define TOKEN_NONE "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define AS_ALL "Host: test\r\nCookie: samsyn_session=" TOKEN_ALL "\r\n"
#define AS_SOME "Host: test\r\nCookie: samsyn_session=" TOKEN_SOME "\r\n"
#define AS_NONE "Host: test\r\nCookie: samsyn_session=" TOKEN_NONE "\r\n"
#define AS_NOBODY "Host: test\r\n"

enum { NOTES = 30 };

struct note {
    int64_t id, version;
    struct str title, title_key;
    int64_t year;
    struct str kind;
};

struct web_test {
    struct db_test *base;
    struct platform platform;
    struct server *server;
    struct template_set *templates;
    int port;
};

/* Serves the application over the test's database, with NOTES notes in it. */
struct web_test *web_test_start(void **state);
void web_test_stop(struct web_test *test);

struct web_reply {
    int code;              /* 0: closed without a reply */
    struct str head, body; /* chunks already joined */
    bool is_closed;        /* the server closed the connection */
};

int web_connect(const struct web_test *test);
void web_send(int fd, const char *text);
void web_send_bytes(int fd, struct str bytes);
/* One reply, as long as its head says; `is_head` when there is no body whatever it says. */
struct web_reply web_read(const struct web_test *test, int fd, bool is_head);
/* A new connection, the text, the reply. */
struct web_reply web_ask(const struct web_test *test, const char *text);
/* GET of a path with these header lines. */
struct web_reply web_get(const struct web_test *test, const char *path, const char *headers);
/* POST of a form. */
struct web_reply web_post(const struct web_test *test, const char *path, const char *headers,
                          const char *body);
/* Value of a header in a reply, or the absent text. */
struct str web_header(const struct web_reply *reply, const char *name);
bool web_has(struct str text, const char *part);

#endif
