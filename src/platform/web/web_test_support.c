#include "platform/web/web_test_support.h"

#include "db_schema.h"
#include "web_schema.h"
#include "web_test_queries.h"
#include "work_schema.h"

#include "platform/db/history.h"
#include "platform/secret/secret.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* --- the application --- */

static const struct choice kinds[] = {{"idea", N_("Idea")}, {"task", N_("Task")}, {NULL, NULL}};
static const struct field note_fields[] = {
    FIELD(ID, struct note, id, "Id", .flags = FIELD_HIDDEN | FIELD_READ_ONLY),
    FIELD(INT, struct note, version, "Version", .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct note, title, "Title", .max = 40, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct note, title_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(INT, struct note, year, "Year", .min = 1900, .max = 2100),
    FIELD(ENUM, struct note, kind, "Kind", .choices = kinds),
};
static const struct table note_table = TABLE("web_test_note", struct note, note_fields);
static const struct entity note_entity = {&note_table, &WEB_TEST_NOTE_GET, &WEB_TEST_NOTE_INSERT,
                                          &WEB_TEST_NOTE_UPDATE, &WEB_TEST_NOTE_REMOVE};
static const struct event_kind note_changed = {.name = "note.changed", .label = "Note changed"};

static const struct permission see = {"note.see", "See notes"};
static const struct permission edit = {"note.edit", "Edit notes"};
static const struct scope note_scope = {"note", "id", &WEB_TEST_NOTE_SCOPE};

struct note_form {
    int64_t id, version;
    struct str title;
    int64_t year;
    struct str kind;
};
static const struct field form_fields[] = {
    FIELD(ID, struct note_form, id, "Id", .flags = FIELD_HIDDEN),
    FIELD(INT, struct note_form, version, "Version", .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct note_form, title, "Title", .max = 40, .flags = FIELD_REQUIRED),
    FIELD(INT, struct note_form, year, "Year", .min = 1900, .max = 2100),
    FIELD(ENUM, struct note_form, kind, "Kind", .choices = kinds),
};
static const struct table form_table = TABLE("note_form", struct note_form, form_fields);

struct id_form {
    int64_t id;
};
static const struct field id_fields[] = {FIELD(ID, struct id_form, id, "Id")};
static const struct table id_table = TABLE("id_form", struct id_form, id_fields);

struct list_form {
    struct str kind;
};
static const struct field list_form_fields[] = {
    FIELD(ENUM, struct list_form, kind, "Kind", .choices = kinds)};
static const struct table list_form_table = TABLE("list_form", struct list_form, list_form_fields);

struct list_view {
    struct note *notes;
    size_t notes_count;
};
static const struct field list_view_fields[] = {
    FIELD_LIST_OF(struct list_view, notes, &note_table, "Notes")};
static const struct table list_view_table = TABLE("notes", struct list_view, list_view_fields);

struct upload_form {
    struct str name, file;
};
static const struct field upload_fields[] = {
    FIELD(TEXT, struct upload_form, name, "Name"),
    FIELD(BYTES, struct upload_form, file, "File"),
};
static const struct table upload_table = TABLE("upload_form", struct upload_form, upload_fields);

struct said {
    struct str text;
    int64_t number;
};
static const struct field said_fields[] = {
    FIELD(TEXT, struct said, text, "Text"),
    FIELD(INT, struct said, number, "Number"),
};
static const struct table said_table = TABLE("said", struct said, said_fields);

static enum status list_show(struct request *request, const void *form, void *view)
{
    struct list_view *list = view;
    struct list_page page = {.rows = {.table = &note_table}};
    TRY(request_list(request, &WEB_TEST_NOTE_LIST, "", bind_row(&list_form_table, form), &page));
    list->notes = page.rows.at;
    list->notes_count = page.rows.count;
    return OK;
}

static enum status note_show(struct request *request, const void *form, void *view)
{
    const struct id_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    request_topic(request, &note_table, wanted->id);
    return entity_get(tx, &note_entity, wanted->id, view);
}

static enum status change_note(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    const struct note_form *form = in;
    struct note before;
    TRY(entity_get(tx, &note_entity, form->id, &before));
    before.version = form->version;
    struct note after = before;
    after.title = form->title;
    after.title_key = form->title;
    after.year = form->year;
    after.kind = form->kind;
    struct event event = {
        .kind = &note_changed, .subject_table = &note_table, .subject = form->id, .cause = NO_INT};
    int64_t id = NO_INT;
    TRY(event_emit(tx, &event, &id));
    TRY(entity_update(tx, &note_entity, id, &before, &after));
    *(int64_t *)out = form->id;
    return OK;
}

static enum status note_edit(struct request *request, const void *form, void *view)
{
    (void)view;
    int64_t id = NO_INT;
    TRY(call_write(&request->call, "note.edit", change_note, form, &id));
    request_flash(request, "Saved");
    request_redirect(request, "/notes/%lld", (long long)id);
    return OK;
}

static enum status hello(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    *(struct said *)view = (struct said){.text = STR("<hello>"), .number = 1};
    return OK;
}

/* Says what came: the file's bytes and length. */
static enum status take_file(struct request *request, const void *form, void *view)
{
    const struct upload_form *sent = form;
    struct said *said = view;
    (void)request;
    said->text = str_slice(sent->name, 0, 100);
    said->number = (int64_t)sent->file.len;
    return OK;
}

static enum status sleep_a_little(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)poll(NULL, 0, 300);
    *(struct said *)view = (struct said){.text = STR("rested"), .number = 1};
    return OK;
}

static enum status sign_out(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    request_session(request, STR("-"));
    request_redirect(request, "/hello");
    return OK;
}

static enum status limited(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    return request_rate(request, "test", STR("key"), 3, 60);
}

static enum status knock(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)view;
    return OK;
}

static const struct route routes[] = {
    {METHOD_POST, "/door", &PUBLIC, NULL, COST_SECRET, knock, NULL, NULL, NULL, "Door",
     .body_limit = 0},
    {METHOD_GET, "/hello", &PUBLIC, NULL, COST_FAST, hello, NULL, &said_table, "said", "Hello",
     .keeps_page = true},
    {METHOD_GET, "/notes", &see, NULL, COST_FAST, list_show, &list_form_table, &list_view_table,
     "list", "Notes", .is_list = true},
    {METHOD_GET, "/notes/new", &edit, NULL, COST_FAST, hello, NULL, &said_table, "said", "New",
     .body_limit = 0},
    {METHOD_GET, "/notes/{id}", &see, &note_scope, COST_FAST, note_show, &id_table, &note_table,
     "note", "Note", .body_limit = 0},
    {METHOD_POST, "/notes/{id}", &edit, &note_scope, COST_CHANGE, note_edit, &form_table, NULL,
     NULL, "Save", .body_limit = 0},
    {METHOD_GET, "/slow", &PUBLIC, NULL, COST_READ, sleep_a_little, NULL, &said_table, "said",
     "Slow", .body_limit = 0},
    {METHOD_POST, "/files", &PUBLIC, NULL, COST_CHANGE, take_file, &upload_table, &said_table, NULL,
     "File", .body_limit = 1024 * 1024},
    {METHOD_POST, "/sign-out", &SIGNED_IN, NULL, COST_CHANGE, sign_out, NULL, NULL, NULL,
     "Sign out", .body_limit = 0},
    {METHOD_POST, "/limited", &PUBLIC, NULL, COST_CHANGE, limited, NULL, NULL, NULL, "Limited",
     .body_limit = 0},
    {.path = NULL},
};
static const struct route *const all_routes[] = {routes, NULL};

static const struct menu_item menu[] = {{"Notes", "/notes", "notes", &see, 2},
                                        {"Hello", "/hello", "hello", &PUBLIC, 1},
                                        {.path = NULL}};
static const struct menu_item *const menus[] = {menu, NULL};

static const char *const sources[][2] = {
    {"shell", "<html lang=\"{{page_language}}\">{{#page_menu}}[{{label}}{{#is_current}}*"
              "{{/is_current}}]{{/page_menu}}{{#page_flash}}FLASH {{page_flash}}"
              "{{/page_flash}}{{#page_errors}}ERROR {{field}}: {{text}}\n{{/page_errors}}"
              "{{$content}}{{/content}}{{#page_live}}LIVE {{page_live|raw}}{{/page_live}}"},
    {"said", "{{<shell}}{{$content}}{{text}} {{number}}{{/content}}{{/shell}}"},
    {"list", "{{<shell}}{{$content}}{{#notes}}({{title}}){{/notes}}{{#page_next}}"
             "NEXT {{page_next|raw}} {{/page_next}}{{#page_sorts}}SORT {{href|raw}} "
             "{{/page_sorts}}{{/content}}{{/shell}}"},
    {"note", "{{<shell}}{{$content}}{{title}}{{#page_is_conflict}}CONFLICT{{/page_is_conflict}}"
             "{{#page_fields}}FIELD {{name}}={{value|raw}};was={{was|raw}};"
             "{{#is_conflict}}theirs={{theirs}};{{/is_conflict}}{{#is_wrong}}WRONG"
             "{{/is_wrong}}\n{{/page_fields}}{{/content}}{{/shell}}"},
    {"error", "{{<shell}}{{$content}}{{code|raw}} {{kind}} {{page_request}}{{/content}}"
              "{{/shell}}"},
};

/* --- people --- */

static enum status viewer_find(struct tx *tx, struct arena *arena, struct str token_hash,
                               struct viewer *out)
{
    static const struct {
        const char *token;
        const char *scope;
    } people[] = {{TOKEN_ALL, "all"}, {TOKEN_SOME, "area"}, {TOKEN_NONE, NULL}};
    (void)tx;
    for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
        struct digest digest = digest_of(str_of(people[i].token));
        if (!str_equal(digest_hex(arena, &digest), token_hash)) {
            continue;
        }
        *out = (struct viewer){.person = (int64_t)i + 1,
                               .session = (int64_t)i + 100,
                               .name = STR("Somebody"),
                               .role = STR("tester")};
        if (people[i].scope != NULL) {
            out->grants = ARENA_ARRAY(arena, 2, struct grant);
            out->grant_count = 2;
            out->grants[0] = (struct grant){STR("note.see"), str_of(people[i].scope), NO_INT};
            out->grants[1] = (struct grant){STR("note.edit"), str_of(people[i].scope), NO_INT};
        }
        return OK;
    }
    return UNAUTHENTICATED;
}
static const struct viewer_source viewers = {.find = viewer_find};

/* --- starting --- */

static const struct migration note_migration = {
    900, "note",
    "CREATE TABLE web_test_note (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, title TEXT NOT "
    "NULL, title_key TEXT NOT NULL, year INTEGER NOT NULL, kind TEXT) STRICT",
    "CREATE TABLE web_test_note (id BIGINT PRIMARY KEY, version BIGINT NOT NULL, title TEXT NOT "
    "NULL, title_key TEXT COLLATE \"C\" NOT NULL, year BIGINT NOT NULL, kind TEXT)"};

static void migrate(struct db_test *base)
{
    const struct migration *all[64];
    size_t count = 0;
    for (size_t i = 0; DB_MIGRATIONS[i] != NULL; i++) {
        all[count++] = DB_MIGRATIONS[i];
    }
    for (size_t i = 0; WEB_MIGRATIONS[i] != NULL; i++) {
        all[count++] = WEB_MIGRATIONS[i];
    }
    for (size_t i = 0; WORK_MIGRATIONS[i] != NULL; i++) {
        all[count++] = WORK_MIGRATIONS[i];
    }
    all[count++] = &note_migration;
    db_test_migrate(base, all, count);
}

static enum status add_notes(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    (void)err;
    struct event event = {
        .kind = &note_changed, .subject_table = &note_table, .subject = 1, .cause = NO_INT};
    int64_t id = NO_INT;
    TRY(event_emit(tx, &event, &id));
    for (int64_t i = 1; i <= NOTES; i++) {
        struct note note = {.id = i, .version = 1, .year = 2000 + i, .kind = STR("idea")};
        note.title = str_format(tx_arena(tx), "Note %02lld", (long long)i);
        note.title_key = note.title;
        TRY(entity_insert(tx, &note_entity, id, &note));
    }
    return OK;
}

static void tell_live(void *self, struct db *db)
{
    (void)db;
    struct platform *platform = self;
    if (platform->live_told != NULL) {
        platform->live_told(platform);
    }
}

struct web_test *web_test_start(void **state)
{
    struct db_test *base = db_test_of(state);
    languages_start();
    migrate(base);
    assert_int_equal(db_test_write(base, add_notes, NULL, NULL), OK);
    struct web_test *test = ARENA_NEW(base->arena, struct web_test);
    test->base = base;
    test->platform.db = base->db;
    clock_init(&test->platform.clock);
    test->platform.zone = "Europe/Stockholm";
    test->platform.language = language_find(STR("en"));
    struct db_hooks hooks = {.self = &test->platform, .after_commit = tell_live};
    db_set_hooks(base->db, &hooks);
    enum { SOURCES = sizeof(sources) / sizeof(sources[0]) };
    struct template_source *texts = ARENA_ARRAY(base->arena, SOURCES, struct template_source);
    for (size_t i = 0; i < SOURCES; i++) {
        texts[i] = (struct template_source){sources[i][0], str_of(sources[i][1])};
    }
    assert_int_equal(template_set_new(texts, SOURCES, &PAGE_TABLE, NULL, &test->templates), OK);
    struct server_options options = {
        .platform = &test->platform,
        .listen = STR("127.0.0.1:0"),
        .routes = all_routes,
        .menus = menus,
        .viewers = &viewers,
        .templates = test->templates,
        .loops = 2,
        .is_quiet = true,
    };
    enum status status = server_start(&options, &test->server, &base->err);
    if (status != OK) {
        BUF_SCOPED(why, 4096);
        err_write(&base->err, &why);
        fail_msg("%.*s", STR_ARG(buf_str(&why)));
    }
    test->port = server_port(test->server);
    return test;
}

void web_test_stop(struct web_test *test)
{
    server_stop(test->server, 2000);
    template_set_free(test->templates);
}

/* --- the client --- */

int web_connect(const struct web_test *test)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)test->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 15};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

void web_send_bytes(int fd, struct str bytes)
{
    size_t sent = 0;
    while (sent < bytes.len) {
        ssize_t count = send(fd, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);
        if (count <= 0) {
            return; /* the server may have had enough */
        }
        sent += (size_t)count;
    }
}

void web_send(int fd, const char *text)
{
    web_send_bytes(fd, str_of(text));
}

struct str web_header(const struct web_reply *reply, const char *name)
{
    struct str rest = reply->head;
    struct str line = {NULL, 0};
    while (str_next(&rest, '\n', &line)) {
        size_t colon = str_find(line, ':', 0);
        if (str_equal_ascii_case(str_slice(line, 0, colon), str_of(name))) {
            return str_trim(str_slice(line, colon + 1, line.len));
        }
    }
    return (struct str){NULL, 0};
}

bool web_has(struct str text, const char *part)
{
    return str_find_str(text, str_of(part)) < text.len;
}

/* Reads until `text` holds the empty line; false at the end. */
static bool read_more(int fd, struct buf *text)
{
    char *to = buf_reserve(text, 16384);
    ssize_t count = to != NULL ? recv(fd, to, 16384, 0) : 0;
    buf_grew(text, count > 0 ? (size_t)count : 0);
    return count > 0;
}

static struct str join_chunks(struct arena *arena, struct str body)
{
    BUF_SCOPED(joined, 64 * 1024 * 1024);
    for (;;) {
        size_t end = str_find_str(body, STR("\r\n"));
        char digits[17] = "";
        memcpy(digits, body.at, end < 16 ? end : 16);
        size_t length = 0;
        for (const char *at = digits; *at != '\0'; at++) {
            length = length * 16 + (size_t)(*at <= '9' ? *at - '0' : (*at | 0x20) - 'a' + 10);
        }
        if (length == 0) {
            return str_copy(arena, buf_str(&joined));
        }
        buf_put(&joined, str_slice(body, end + 2, end + 2 + length));
        body = str_slice(body, end + 2 + length + 2, body.len);
    }
}

struct web_reply web_read(const struct web_test *test, int fd, bool is_head)
{
    struct arena *arena = test->base->arena;
    struct web_reply reply = {0};
    BUF_SCOPED(text, 64 * 1024 * 1024);
    size_t end = 0;
    for (;;) {
        end = str_find_str(buf_str(&text), STR("\r\n\r\n"));
        if (end < text.len) {
            break;
        }
        if (!read_more(fd, &text)) {
            reply.is_closed = true;
            return reply;
        }
    }
    reply.head = str_copy(arena, str_slice(buf_str(&text), 0, end + 4));
    int64_t code = 0;
    assert_true(str_to_int64(str_slice(reply.head, 9, 12), &code));
    reply.code = (int)code;
    struct str length_text = web_header(&reply, "Content-Length");
    bool is_chunked = web_header(&reply, "Transfer-Encoding").len > 0;
    int64_t length = -1;
    if (length_text.len > 0) {
        assert_true(str_to_int64(length_text, &length));
    }
    if (is_head || reply.code == 304) {
        length = 0;
    }
    for (;;) {
        struct str body = str_slice(buf_str(&text), end + 4, text.len);
        bool is_whole = is_chunked ? str_ends(body, STR("\r\n0\r\n\r\n"))
                                   : length >= 0 && body.len >= (size_t)length;
        if (is_whole || !read_more(fd, &text)) {
            break;
        }
    }
    struct str body = str_slice(buf_str(&text), end + 4, text.len);
    reply.body = is_chunked ? join_chunks(arena, body) : str_copy(arena, body);
    reply.is_closed = web_has(reply.head, "Connection: close");
    return reply;
}

struct web_reply web_ask(const struct web_test *test, const char *text)
{
    int fd = web_connect(test);
    web_send(fd, text);
    struct web_reply reply = web_read(test, fd, strncmp(text, "HEAD", 4) == 0);
    (void)close(fd);
    return reply;
}

struct web_reply web_get(const struct web_test *test, const char *path, const char *headers)
{
    struct arena *arena = test->base->arena;
    return web_ask(test, str_format(arena, "GET %s HTTP/1.1\r\n%s\r\n", path, headers).at);
}

struct web_reply web_post(const struct web_test *test, const char *path, const char *headers,
                          const char *body)
{
    return web_ask(test, str_format(test->base->arena,
                                    "POST %s HTTP/1.1\r\n%sContent-Type: application/"
                                    "x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                                    path, headers, strlen(body), body)
                             .at);
}
