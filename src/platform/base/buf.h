/* Growing text with a ceiling.
 *
 * A buf grows in heap memory up to its limit. When a write would pass the limit nothing more is
 * written and `failed` stays set until buf_clear(): so a writer need not check each call, only once
 * at the end. Release with buf_free(), or hold it with BUF_SCOPED.
 */
#ifndef SAMSYN_BASE_BUF_H
#define SAMSYN_BASE_BUF_H

#include "platform/base/str.h"

#include <string.h>

struct buf {
    char *at;
    size_t len;
    size_t capacity;
    size_t limit; /* bytes; buf_init() */
    bool failed;
};

void buf_init(struct buf *buf, size_t limit);
void buf_free(struct buf *buf);  /* accepts NULL and a zeroed buf */
void buf_clear(struct buf *buf); /* keeps the memory, forgets the failure */

void buf_put_growing(struct buf *buf, struct str text); /* buf_put() when there is no room yet */

static inline void buf_put(struct buf *buf, struct str text)
{
    if (text.len > 0 && text.len <= buf->capacity - buf->len && !buf->failed) {
        memcpy(buf->at + buf->len, text.at, text.len);
        buf->len += text.len;
    } else {
        buf_put_growing(buf, text);
    }
}

static inline void buf_put_char(struct buf *buf, char c)
{
    buf_put(buf, (struct str){&c, 1});
}

void buf_put_c(struct buf *buf, const char *c_text);
void buf_put_int(struct buf *buf, int64_t number);
void buf_put_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_put_rune(struct buf *buf, uint32_t rune); /* as UTF-8 */

/* Makes room for `bytes` more and returns where to write them, NULL (and failed) beyond the limit;
 * tell with buf_grew() how many were written. */
char *buf_reserve(struct buf *buf, size_t bytes);
void buf_grew(struct buf *buf, size_t bytes);

struct str buf_str(const struct buf *buf); /* borrows until the next write */
/* Removes the first `bytes` bytes. */
void buf_consume(struct buf *buf, size_t bytes);

#define BUF_SCOPED(name, limit_bytes)                                                              \
    struct buf name __attribute__((cleanup(buf_free))) = {NULL, 0, 0, (limit_bytes), false}

#endif
