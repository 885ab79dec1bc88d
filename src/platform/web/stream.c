#include "platform/web/stream.h"

#include "platform/base/memory.h"
#include "platform/web/loop.h"

enum { CHUNKS_WAITING = 256 * 1024 };

static void deliver_more(struct loop *loop, struct message *message)
{
    (void)loop;
    struct stream *stream = (struct stream *)message;
    struct exchange *exchange = stream->exchange;
    pthread_mutex_lock(&stream->lock);
    stream->is_posted = false;
    stream->is_over = stream->is_done;
    pthread_mutex_unlock(&stream->lock);
    if (exchange->client != NULL) {
        client_stream_on(exchange->client);
    } else if (stream->is_over) {
        exchange_give(exchange);
    }
}

struct stream *stream_begin(struct exchange *exchange)
{
    struct stream *stream = memory_new(sizeof(*stream));
    stream->message.deliver = deliver_more;
    stream->exchange = exchange;
    stream->is_raw = exchange->head.is_old;
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->has_room, NULL);
    buf_init(&stream->chunks, SIZE_MAX / 2);
    exchange->stream = stream;
    loop_post(exchange->loop, &exchange->message);
    return stream;
}

/* With the lock held. */
static void post(struct stream *stream)
{
    if (!stream->is_posted) {
        stream->is_posted = true;
        loop_post(stream->exchange->loop, &stream->message);
    }
}

enum status stream_put(struct stream *stream, struct str bytes)
{
    if (bytes.len == 0) {
        return OK;
    }
    pthread_mutex_lock(&stream->lock);
    while (stream->chunks.len > CHUNKS_WAITING && !stream->is_gone) {
        pthread_cond_wait(&stream->has_room, &stream->lock);
    }
    bool is_gone = stream->is_gone;
    if (!is_gone) {
        if (!stream->is_raw) {
            buf_put_format(&stream->chunks, "%zx\r\n", bytes.len);
        }
        buf_put(&stream->chunks, bytes);
        if (!stream->is_raw) {
            buf_put_c(&stream->chunks, "\r\n");
        }
        post(stream);
    }
    pthread_mutex_unlock(&stream->lock);
    return is_gone ? UNAVAILABLE : OK;
}

void stream_end(struct stream *stream, bool is_whole)
{
    pthread_mutex_lock(&stream->lock);
    if (is_whole && !stream->is_raw && !stream->is_gone) {
        buf_put_c(&stream->chunks, "0\r\n\r\n");
    }
    stream->is_done = true;
    stream->is_broken = !is_whole;
    post(stream);
    pthread_mutex_unlock(&stream->lock);
}

void stream_free(struct stream *stream)
{
    if (stream != NULL) {
        buf_free(&stream->chunks);
        pthread_cond_destroy(&stream->has_room);
        pthread_mutex_destroy(&stream->lock);
        memory_free(stream);
    }
}

bool stream_take(struct stream *stream, struct buf *out)
{
    pthread_mutex_lock(&stream->lock);
    bool has_some = stream->chunks.len > 0;
    if (has_some) {
        struct buf emptied = *out;
        *out = stream->chunks;
        stream->chunks = emptied;
        buf_clear(&stream->chunks);
        stream->chunks.limit = SIZE_MAX / 2;
        pthread_cond_signal(&stream->has_room);
    }
    pthread_mutex_unlock(&stream->lock);
    return has_some;
}

void stream_abandon(struct stream *stream)
{
    if (stream != NULL) {
        pthread_mutex_lock(&stream->lock);
        stream->is_gone = true;
        buf_free(&stream->chunks);
        pthread_cond_signal(&stream->has_room);
        pthread_mutex_unlock(&stream->lock);
    }
}
