#include "platform/web/metrics.h"

#include "platform/base/clock.h"
#include "platform/base/date.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"

enum { CLASSES = 6, DURATIONS = 8 };

/* Upper ends, in microseconds; the last is everything. */
static const int64_t durations_us[DURATIONS] = {500,    1000,   5000,    20000,
                                                100000, 500000, 2000000, INT64_MAX};

struct metrics {
    _Atomic int64_t requests[CLASSES]; /* by the first digit of the status */
    _Atomic int64_t durations[DURATIONS];
    _Atomic int64_t sum_us;
    _Atomic int64_t bytes;
    _Atomic int64_t full;
    _Atomic int64_t listeners;
    _Atomic int64_t delivered;
    _Atomic int64_t dropped;
};

struct metrics *metrics_new(void)
{
    return memory_new(sizeof(struct metrics));
}

void metrics_free(struct metrics *metrics)
{
    memory_free(metrics);
}

static void add(_Atomic int64_t *counter, int64_t more)
{
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

static const char *method_name(enum http_method method)
{
    switch (method) {
    case HTTP_GET:
        return "GET";
    case HTTP_HEAD:
        return "HEAD";
    case HTTP_POST:
        return "POST";
    case HTTP_PUT:
        return "PUT";
    case HTTP_OTHER:
        break;
    }
    return "other";
}

enum { LINE_MOST = 512 };

static void put_number(struct buf *log, struct str name, int64_t value)
{
    buf_put(log, name);
    buf_put_int(log, value);
}

/* Names the route, never the address: what was asked for may be personal. */
static void put_line(const struct exchange *exchange, int64_t took_us, size_t bytes,
                     struct buf *log)
{
    char time[TIME_TEXT_LENGTH + 1];
    time_write(real_now_ms(), time);
    struct str route =
        exchange->match.address != NULL ? exchange->match.address->pattern : STR("-");
    buf_put(log, STR("time="));
    buf_put(log, (struct str){time, TIME_TEXT_LENGTH});
    buf_put(log, STR(" level=info event=web.request request="));
    buf_put(log, (struct str){exchange->id, REQUEST_ID_LENGTH});
    buf_put(log, STR(" method="));
    buf_put_c(log, method_name(exchange->head.method));
    buf_put(log, STR(" route="));
    buf_put(log, str_slice(route, 0, 200));
    put_number(log, STR(" code="), exchange->code);
    put_number(log, STR(" us="), took_us);
    put_number(log, STR(" statements="), exchange->statements);
    put_number(log, STR(" bytes="), (int64_t)bytes);
    buf_put_char(log, '\n');
}

void metrics_flush(struct metrics *metrics, struct buf *log)
{
    if (!log_lines(buf_str(log))) {
        add(&metrics->dropped, 1);
    }
    buf_clear(log);
}

void metrics_count(struct metrics *metrics, const struct exchange *exchange, struct buf *log)
{
    int64_t took_us = monotonic_us() - exchange->begun_us;
    size_t bytes = exchange->reply_head.len + exchange->reply_body.len + exchange->fixed_length;
    int class = exchange->code / 100;
    add(&metrics->requests[class < CLASSES ? class : 0], 1);
    int slot = 0;
    while (took_us > durations_us[slot]) {
        slot++;
    }
    add(&metrics->durations[slot], 1);
    add(&metrics->sum_us, took_us);
    add(&metrics->bytes, (int64_t)bytes);
    if (!exchange->server->options.is_quiet && log_is_on(LOG_LEVEL_INFO)) {
        if (log->len + LINE_MOST > LOG_LINES_LIMIT) {
            metrics_flush(metrics, log);
        }
        put_line(exchange, took_us, bytes, log);
    }
}

void metrics_count_full(struct metrics *metrics)
{
    add(&metrics->full, 1);
}

void metrics_add_listeners(struct metrics *metrics, int more)
{
    add(&metrics->listeners, more);
}

void metrics_add_delivered(struct metrics *metrics, int64_t events)
{
    add(&metrics->delivered, events);
}

static void put(struct buf *out, const char *name, const char *kind, const char *help,
                int64_t value)
{
    buf_put_format(out, "# HELP samsyn_%s %s\n# TYPE samsyn_%s %s\nsamsyn_%s %lld\n", name, help,
                   name, kind, name, (long long)value);
}

static void write_requests(const struct metrics *metrics, struct buf *out)
{
    buf_put_c(out, "# HELP samsyn_http_requests_total Replies, by the class of their status.\n"
                   "# TYPE samsyn_http_requests_total counter\n");
    for (int i = 1; i < CLASSES; i++) {
        buf_put_format(out, "samsyn_http_requests_total{code=\"%dxx\"} %lld\n", i,
                       (long long)metrics->requests[i]);
    }
    buf_put_c(out, "# HELP samsyn_http_request_seconds From the request's arrival to its reply.\n"
                   "# TYPE samsyn_http_request_seconds histogram\n");
    int64_t sum = 0;
    for (int i = 0; i < DURATIONS; i++) {
        sum += metrics->durations[i];
        if (i < DURATIONS - 1) {
            buf_put_format(out, "samsyn_http_request_seconds_bucket{le=\"%g\"} %lld\n",
                           (double)durations_us[i] / 1e6, (long long)sum);
        }
    }
    buf_put_format(out,
                   "samsyn_http_request_seconds_bucket{le=\"+Inf\"} %lld\n"
                   "samsyn_http_request_seconds_sum %g\nsamsyn_http_request_seconds_count %lld\n",
                   (long long)sum, (double)metrics->sum_us / 1e6, (long long)sum);
}

void metrics_write(struct server *server, struct buf *out)
{
    const struct metrics *metrics = server->metrics;
    write_requests(metrics, out);
    int64_t requests = 0;
    for (int i = 0; i < CLASSES; i++) {
        requests += metrics->requests[i];
    }
    put(out, "requests_total", "counter", "Requests answered.", requests);
    put(out, "http_reply_bytes_total", "counter", "Bytes of replies.", metrics->bytes);
    put(out, "http_connections", "gauge", "Open connections.", atomic_load(&server->connections));
    put(out, "http_refused_total", "counter", "Requests refused because a queue was full.",
        metrics->full);
    put(out, "live_listeners", "gauge", "Open live streams.", metrics->listeners);
    put(out, "live_events_total", "counter", "Events handed to live streams.", metrics->delivered);
    put(out, "log_dropped_total", "counter", "Times that lines of requests were dropped unwritten.",
        metrics->dropped);
    static const char *const pools[POOL_COUNT] = {"read", "change", "secret"};
    buf_put_c(out, "# HELP samsyn_pool_waiting Requests waiting for a thread.\n"
                   "# TYPE samsyn_pool_waiting gauge\n");
    for (int i = 0; i < POOL_COUNT; i++) {
        buf_put_format(out, "samsyn_pool_waiting{pool=\"%s\"} %d\n", pools[i],
                       pool_waiting(server->pools[i]));
    }
    struct db_stats stats;
    db_stats_read(server->platform->db, &stats);
    put(out, "db_statements_total", "counter", "Statements run.", stats.statements);
    put(out, "db_changes_total", "counter", "Changes carried out.", stats.changes);
    put(out, "db_commits_total", "counter", "Commits.", stats.commits);
    put(out, "db_fsyncs_total", "counter", "Times the disk was asked to keep what it has.",
        stats.fsyncs);
    put(out, "db_retries_total", "counter", "Changes run again.", stats.retries);
    put(out, "db_queue_full_total", "counter", "Changes refused because the queue was full.",
        stats.queue_full);
}
