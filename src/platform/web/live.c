#include "platform/web/live.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/db/history.h"
#include "platform/web/loop.h"
#include "platform/web/metrics.h"
#include "platform/web/serving.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
    MOST_TOPICS = 16,
    TOPIC_LENGTH = 100,
    BUCKETS = 4096, /* of topics, in each loop */
    RECENT = 8192,  /* events that the hub remembers */
    EVENTS_AT_ONCE = 500,
    MISSED_LIMIT = 1000, /* more than that: "everything may have changed" */
    EVENT_TEXT = 200,
    SESSION_HASH = 64
};

/* One event as streams see it. */
struct told {
    int64_t position;
    int64_t subject;
    uint64_t table_topic, row_topic;
    const char *table; /* lives as long as the hub */
};

struct subscription {
    struct subscription *next; /* in the bucket */
    struct listener *listener;
    uint64_t topic;
};

/* What loops ask the hub; the listener is the hub's to read while `is_asking`. */
struct listener {
    struct message message; /* the hub's answer */
    struct listener *next;  /* in the hub's queue */
    struct loop *loop;
    struct client *client; /* NULL: left while the hub was looking */
    int64_t session;
    int64_t after; /* the position it has seen */
    struct buf missed;
    char token_hash[SESSION_HASH];
    bool is_asking, is_active, is_cut, is_refused;
    int topic_count;
    struct subscription topics[];
};

struct live_loop {
    struct subscription *buckets[BUCKETS];
};

struct table_name {
    struct table_name *next;
    char name[];
};

struct live_hub {
    struct server *server;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the four below */
    pthread_cond_t has_work;
    bool is_told, is_ending;
    struct listener *first, *last;
    _Atomic int64_t position;
    struct told *recent; /* a ring; the hub's thread alone */
    size_t recent_count;
    struct table_name *names;
};

int64_t live_position(const struct live_hub *hub)
{
    return atomic_load_explicit(&hub->position, memory_order_relaxed);
}

static uint64_t row_topic(uint64_t table_topic, int64_t subject)
{
    return (table_topic ^ (uint64_t)subject) * UINT64_C(0x9e3779b97f4a7c15);
}

/* "register_building" or "register_building:17". */
static bool read_topic(struct str text, uint64_t *out)
{
    size_t colon = str_find(text, ':', 0);
    *out = str_hash(str_slice(text, 0, colon));
    int64_t subject = 0;
    if (colon == text.len) {
        return text.len > 0 && text.len <= TOPIC_LENGTH;
    }
    bool is_id = str_to_int64(str_slice(text, colon + 1, text.len), &subject);
    *out = row_topic(*out, subject);
    return is_id && text.len <= TOPIC_LENGTH;
}

static int write_event(char out[EVENT_TEXT], const struct told *told, bool is_row)
{
    return is_row ? snprintf(out, EVENT_TEXT, "id: %lld\ndata: %.100s:%lld\n\n",
                             (long long)told->position, told->table, (long long)told->subject)
                  : snprintf(out, EVENT_TEXT, "id: %lld\ndata: %.100s\n\n",
                             (long long)told->position, told->table);
}

/* --- the loop's side --- */

struct live_loop *live_loop_new(void)
{
    return memory_new(sizeof(struct live_loop));
}

void live_loop_free(struct live_loop *live)
{
    memory_free(live);
}

static void ask_hub(struct listener *listener)
{
    struct live_hub *hub = listener->loop->server->live;
    listener->is_asking = true;
    listener->next = NULL;
    pthread_mutex_lock(&hub->lock);
    if (hub->last != NULL) {
        hub->last->next = listener;
    } else {
        hub->first = listener;
    }
    hub->last = listener;
    pthread_cond_signal(&hub->has_work);
    pthread_mutex_unlock(&hub->lock);
}

void live_drop(struct listener *listener)
{
    if (listener != NULL) {
        buf_free(&listener->missed);
        memory_free(listener);
    }
}

static struct subscription **bucket_of(struct loop *loop, uint64_t topic)
{
    return &loop->live->buckets[(topic ^ topic >> 32) % BUCKETS];
}

/* The hub's answer to a listener: what it missed, or that its session is over. */
static void deliver_answer(struct loop *loop, struct message *message)
{
    (void)loop;
    struct listener *listener = (struct listener *)message;
    struct client *client = listener->client;
    listener->is_asking = false;
    if (client == NULL) {
        live_drop(listener);
        return;
    }
    if (listener->is_refused) {
        client_close(client);
        return;
    }
    listener->is_active = true;
    bool is_kept = listener->missed.len == 0 || client_write(client, buf_str(&listener->missed));
    if (is_kept) {
        buf_free(&listener->missed);
    }
}

void live_enter(struct client *client, struct listener *listener)
{
    struct loop *loop = client->loop;
    client->listener = listener;
    listener->client = client;
    listener->loop = loop;
    listener->message.deliver = deliver_answer;
    for (int i = 0; i < listener->topic_count; i++) {
        struct subscription **bucket = bucket_of(loop, listener->topics[i].topic);
        listener->topics[i].next = *bucket;
        *bucket = &listener->topics[i];
    }
    metrics_add_listeners(loop->server->metrics, 1);
    loop_wait(client, WAIT_LIVE);
    if (client->is_deaf || loop->is_stopping) {
        client_close(client);
        return;
    }
    ask_hub(listener);
}

void live_leave(struct client *client)
{
    struct listener *listener = client->listener;
    if (listener == NULL) {
        return;
    }
    for (int i = 0; i < listener->topic_count; i++) {
        struct subscription **place = bucket_of(client->loop, listener->topics[i].topic);
        while (*place != &listener->topics[i]) {
            place = &(*place)->next;
        }
        *place = listener->topics[i].next;
    }
    metrics_add_listeners(client->loop->server->metrics, -1);
    client->listener = NULL;
    listener->client = NULL;
    if (!listener->is_asking) {
        live_drop(listener);
    }
}

void live_heartbeat(struct client *client)
{
    struct listener *listener = client->listener;
    loop_wait(client, WAIT_LIVE);
    if (client_write(client, STR(":\n\n")) && !listener->is_asking) {
        ask_hub(listener);
    }
}

/* Tells who listens to this topic; whoever cannot take it is only marked, as closing it would change
 * the list that is being walked. Returns how many were marked. */
static int tell(struct loop *loop, const struct told *told, bool is_row)
{
    char text[EVENT_TEXT];
    int length = write_event(text, told, is_row);
    uint64_t topic = is_row ? told->row_topic : told->table_topic;
    int64_t delivered = 0;
    int cut = 0;
    for (struct subscription *it = *bucket_of(loop, topic); it != NULL; it = it->next) {
        struct listener *listener = it->listener;
        bool is_new = it->topic == topic && listener->is_active && !listener->is_cut &&
                      listener->after < told->position;
        if (!is_new) {
            continue;
        }
        listener->after = told->position;
        ssize_t sent = send(listener->client->fd, text, (size_t)length, MSG_NOSIGNAL);
        listener->is_cut = sent != (ssize_t)length;
        cut += listener->is_cut;
        delivered++;
    }
    metrics_add_delivered(loop->server->metrics, delivered);
    return cut;
}

struct batch {
    struct message message;
    size_t count;
    struct told events[];
};

static void close_cut(struct loop *loop)
{
    struct client *client = loop->waits[WAIT_LIVE].first;
    while (client != NULL) {
        struct client *later = client->later;
        if (client->listener != NULL && client->listener->is_cut) {
            client_close(client);
        }
        client = later;
    }
}

static void deliver_batch(struct loop *loop, struct message *message)
{
    struct batch *batch = (struct batch *)message;
    int cut = 0;
    for (size_t i = 0; i < batch->count; i++) {
        cut += tell(loop, &batch->events[i], true);
        cut += tell(loop, &batch->events[i], false);
    }
    if (cut > 0) {
        close_cut(loop);
    }
    memory_free(batch);
}

struct ended_session {
    struct message message;
    int64_t session;
};

static void deliver_end(struct loop *loop, struct message *message)
{
    struct ended_session *ended = (struct ended_session *)message;
    struct client *client = loop->waits[WAIT_LIVE].first;
    while (client != NULL) {
        struct client *later = client->later;
        if (client->listener != NULL && client->listener->session == ended->session) {
            client_close(client);
        }
        client = later;
    }
    memory_free(ended);
}

void live_end_session(struct server *server, int64_t session)
{
    for (int i = 0; i < server->loop_count; i++) {
        struct ended_session *ended = memory_new(sizeof(*ended));
        ended->message.deliver = deliver_end;
        ended->session = session;
        loop_post(server->loops[i], &ended->message);
    }
}

/* --- the hub's side --- */

static const char *name_kept(struct live_hub *hub, struct str table)
{
    for (struct table_name *it = hub->names; it != NULL; it = it->next) {
        if (str_equal(str_of(it->name), table)) {
            return it->name;
        }
    }
    struct table_name *name = memory_new(sizeof(*name) + table.len + 1);
    memcpy(name->name, table.at, table.len);
    name->next = hub->names;
    hub->names = name;
    return name->name;
}

static struct told told_of(struct live_hub *hub, const struct event_record *event)
{
    uint64_t topic = str_hash(event->subject_table);
    return (struct told){
        .position = event->position,
        .subject = event->subject,
        .table_topic = topic,
        .row_topic = row_topic(topic, event->subject),
        .table = name_kept(hub, event->subject_table),
    };
}

static void post_batch(struct live_hub *hub, const struct told *events, size_t count)
{
    struct server *server = hub->server;
    for (int i = 0; i < server->loop_count; i++) {
        struct batch *batch = memory_new(sizeof(*batch) + count * sizeof(struct told));
        batch->message.deliver = deliver_batch;
        batch->count = count;
        memcpy(batch->events, events, count * sizeof(struct told));
        loop_post(server->loops[i], &batch->message);
    }
}

/* Reads events after `position`, at most EVENTS_AT_ONCE; how many there were, or -1. */
static int read_events(struct live_hub *hub, int64_t position, struct told *out)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    READER_SCOPED struct tx *tx = NULL;
    struct rows rows = {.table = &EVENT_RECORD_TABLE};
    enum status status = db_reader(hub->server->platform->db, arena, &tx, &err);
    if (status == OK) {
        status = events_after(tx, arena, position, EVENTS_AT_ONCE, &rows);
    }
    if (status != OK) {
        log_warning("live.unread", "status=%s position=%lld", status_name(status),
                    (long long)position);
        return -1;
    }
    const struct event_record *events = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        out[i] = told_of(hub, &events[i]);
    }
    return (int)rows.count;
}

/* False when the database could not be read: later, then. */
static bool read_on(struct live_hub *hub)
{
    struct told events[EVENTS_AT_ONCE];
    int count = 0;
    do {
        int64_t position = live_position(hub);
        count = read_events(hub, position, events);
        for (int i = 0; i < count; i++) {
            hub->recent[hub->recent_count++ % RECENT] = events[i];
        }
        if (count > 0) {
            atomic_store(&hub->position, events[count - 1].position);
            post_batch(hub, events, (size_t)count);
        }
    } while (count == EVENTS_AT_ONCE);
    return count >= 0;
}

static bool listens_to(const struct listener *listener, const struct told *told, bool *out_is_row)
{
    for (int i = 0; i < listener->topic_count; i++) {
        uint64_t topic = listener->topics[i].topic;
        if (topic == told->table_topic || topic == told->row_topic) {
            *out_is_row = topic == told->row_topic;
            return true;
        }
    }
    return false;
}

static void put_missed(struct listener *listener, const struct told *told)
{
    bool is_row = false;
    if (told->position > listener->after && listens_to(listener, told, &is_row)) {
        char text[EVENT_TEXT];
        int length = write_event(text, told, is_row);
        buf_put(&listener->missed, (struct str){text, (size_t)length});
    }
}

/* What happened since it was here last: from memory, else from the database, else "much". */
static void catch_up(struct live_hub *hub, struct listener *listener)
{
    int64_t position = live_position(hub);
    buf_init(&listener->missed, 256 * 1024);
    if (listener->after >= position || listener->after < 0) {
        listener->after = position;
        return;
    }
    size_t kept = hub->recent_count < RECENT ? hub->recent_count : RECENT;
    size_t first = hub->recent_count - kept;
    bool is_remembered = kept > 0 && hub->recent[first % RECENT].position <= listener->after + 1;
    if (is_remembered) {
        for (size_t i = first; i < hub->recent_count; i++) {
            put_missed(listener, &hub->recent[i % RECENT]);
        }
    } else {
        struct told events[EVENTS_AT_ONCE];
        int count = read_events(hub, listener->after, events);
        for (int i = 0; i < count && events[i].position <= position; i++) {
            put_missed(listener, &events[i]);
        }
        if (count < 0 || count == EVENTS_AT_ONCE) {
            buf_clear(&listener->missed);
            buf_put_format(&listener->missed, "id: %lld\ndata: *\n\n", (long long)position);
        }
    }
    listener->after = position;
}

/* Whether its session still holds; when the database is away, it does. */
static bool is_still_signed_in(struct live_hub *hub, const struct listener *listener)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    READER_SCOPED struct tx *tx = NULL;
    struct viewer viewer;
    if (db_reader(hub->server->platform->db, arena, &tx, &err) != OK) {
        return true;
    }
    struct str hash = {listener->token_hash, SESSION_HASH};
    return hub->server->options.viewers->find(tx, arena, hash, &viewer) != UNAUTHENTICATED;
}

static void answer(struct live_hub *hub, struct listener *listener)
{
    if (!listener->is_active) {
        catch_up(hub, listener);
    } else {
        listener->is_refused = !is_still_signed_in(hub, listener);
    }
    loop_post(listener->loop, &listener->message);
}

/* Waits until there is something to do, at most a second; false at the end. */
static bool wait_for_work(struct live_hub *hub, bool *out_is_told, struct listener **out_first)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_mutex_lock(&hub->lock);
    if (!hub->is_told && hub->first == NULL && !hub->is_ending) {
        (void)pthread_cond_timedwait(&hub->has_work, &hub->lock, &until);
    }
    *out_is_told = hub->is_told;
    *out_first = hub->first;
    hub->is_told = false;
    hub->first = NULL;
    hub->last = NULL;
    bool goes_on = !hub->is_ending;
    pthread_mutex_unlock(&hub->lock);
    return goes_on;
}

static void *run(void *self)
{
    struct live_hub *hub = self;
    bool is_told = false;
    bool is_behind = false;
    struct listener *first = NULL;
    /* Other nodes' events are told by nobody on this one when their notice was lost: looked for
     * once a second. */
    bool looks_itself = !hub->server->runs_fast;
    while (wait_for_work(hub, &is_told, &first)) {
        if (is_told || is_behind || looks_itself) {
            is_behind = !read_on(hub);
        }
        while (first != NULL) {
            struct listener *next = first->next;
            answer(hub, first);
            first = next;
        }
    }
    while (first != NULL) {
        struct listener *next = first->next;
        loop_post(first->loop, &first->message);
        first = next;
    }
    return NULL;
}

/* Commits go on while the server stops: who is in here keeps the hub alive. */
static void be_told(struct platform *platform)
{
    atomic_fetch_add(&platform->live_users, 1);
    struct live_hub *hub = platform->live;
    if (hub != NULL) {
        pthread_mutex_lock(&hub->lock);
        hub->is_told = true;
        pthread_cond_signal(&hub->has_work);
        pthread_mutex_unlock(&hub->lock);
    }
    atomic_fetch_sub(&platform->live_users, 1);
}

static int64_t newest_position(struct db *db)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    READER_SCOPED struct tx *tx = NULL;
    int64_t position = 0;
    if (db_reader(db, arena, &tx, &err) != OK || events_newest(tx, &position) != OK) {
        log_warning("live.unread", "status=%s", "unknown position");
    }
    return position;
}

struct live_hub *live_new(struct server *server)
{
    struct live_hub *hub = memory_new(sizeof(*hub));
    hub->server = server;
    hub->recent = memory_new(RECENT * sizeof(struct told));
    pthread_mutex_init(&hub->lock, NULL);
    pthread_cond_init(&hub->has_work, NULL);
    atomic_store(&hub->position, newest_position(server->platform->db));
    if (pthread_create(&hub->thread, NULL, run, hub) != 0) {
        die("no thread can be started");
    }
    server->platform->live = hub;
    server->platform->live_told = be_told;
    return hub;
}

void live_stop(struct live_hub *hub)
{
    struct platform *platform = hub->server->platform;
    platform->live = NULL;
    while (atomic_load(&platform->live_users) > 0) {
        (void)sched_yield();
    }
    pthread_mutex_lock(&hub->lock);
    hub->is_ending = true;
    pthread_cond_signal(&hub->has_work);
    pthread_mutex_unlock(&hub->lock);
    pthread_join(hub->thread, NULL);
}

void live_free(struct live_hub *hub)
{
    while (hub->names != NULL) {
        struct table_name *next = hub->names->next;
        memory_free(hub->names);
        hub->names = next;
    }
    pthread_cond_destroy(&hub->has_work);
    pthread_mutex_destroy(&hub->lock);
    memory_free(hub->recent);
    memory_free(hub);
}

/* --- GET /live --- */

static struct listener *listener_new(struct serving *serving)
{
    uint64_t topics[MOST_TOPICS];
    int count = 0;
    struct str list = request_raw(&serving->request, "topics");
    struct str piece = {NULL, 0};
    while (str_next(&list, ',', &piece)) {
        if (count == MOST_TOPICS || !read_topic(piece, &topics[count])) {
            return NULL;
        }
        bool is_there = false;
        for (int i = 0; i < count; i++) {
            is_there = is_there || topics[i] == topics[count];
        }
        count += !is_there;
    }
    if (count == 0) {
        return NULL;
    }
    struct listener *listener =
        memory_new(sizeof(*listener) + (size_t)count * sizeof(struct subscription));
    for (int i = 0; i < count; i++) {
        listener->topics[i] = (struct subscription){.listener = listener, .topic = topics[i]};
    }
    listener->topic_count = count;
    return listener;
}

void live_serve(struct serving *serving)
{
    struct exchange *exchange = serving->exchange;
    serving->request.format = FORMAT_JSON;
    enum status status = serving_meet(serving);
    if (status == OK && !viewer_is_signed_in(&serving->request.viewer)) {
        status = UNAUTHENTICATED;
    }
    if (status != OK) {
        answer_error(serving, status);
        return;
    }
    struct listener *listener = listener_new(serving);
    if (listener == NULL) {
        answer_code(serving, 400);
        return;
    }
    struct str after = exchange->head.last_event_id;
    after = after.len > 0 ? after : request_raw(&serving->request, "after");
    if (after.len == 0 || !str_to_int64(after, &listener->after)) {
        listener->after = -1; /* from now on */
    }
    memcpy(listener->token_hash, serving->token.at, SESSION_HASH);
    listener->session = serving->request.viewer.session;
    exchange->listener = listener;
    exchange->closes = true;
    reply_begin(exchange, serving->worker, 200, "text/event-stream; charset=utf-8");
    reply_header(exchange, "Cache-Control", STR("no-store"));
    reply_header(exchange, "X-Accel-Buffering", STR("no"));
    reply_end_open(exchange);
    buf_put(&exchange->reply_body, STR("retry: 2000\n\n"));
}
