/* Growing text with a ceiling: one byte more than asked for is always there, for the NUL of
 * vsnprintf().
 */
#include "platform/base/buf.h"

#include "platform/base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

void buf_init(struct buf *buf, size_t limit)
{
    *buf = (struct buf){.limit = limit};
}

void buf_free(struct buf *buf)
{
    if (buf != NULL) {
        memory_free(buf->at);
        *buf = (struct buf){.limit = buf->limit};
    }
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

char *buf_reserve(struct buf *buf, size_t bytes)
{
    if (buf->failed || bytes > buf->limit - buf->len) {
        buf->failed = true;
        return NULL;
    }
    size_t wanted = buf->len + bytes;
    if (buf->at == NULL || wanted > buf->capacity) {
        size_t capacity = buf->capacity > 0 ? buf->capacity : FIRST_CAPACITY;
        while (capacity < wanted) {
            capacity = capacity <= SIZE_MAX / 2 ? capacity * 2 : wanted;
        }
        if (capacity > buf->limit) {
            capacity = buf->limit;
        }
        buf->at = memory_resize(buf->at, capacity + 1);
        buf->capacity = capacity;
    }
    return buf->at + buf->len;
}

void buf_grew(struct buf *buf, size_t bytes)
{
    buf->len += bytes;
}

void buf_put_growing(struct buf *buf, struct str text)
{
    char *at = buf_reserve(buf, text.len);
    if (at != NULL && text.len > 0) {
        memcpy(at, text.at, text.len);
        buf->len += text.len;
    }
}

void buf_put_c(struct buf *buf, const char *c_text)
{
    buf_put(buf, str_of(c_text));
}

/* 00 to 99. */
static const char PAIRS[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

void buf_put_int(struct buf *buf, int64_t number)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    while (rest >= 100) { /* two digits a division: ids are long */
        uint64_t higher = rest / 100;
        const char *pair = PAIRS + 2 * (rest - higher * 100);
        digits[--at] = pair[1];
        digits[--at] = pair[0];
        rest = higher;
    }
    digits[--at] = PAIRS[2 * rest + 1];
    if (rest >= 10) {
        digits[--at] = PAIRS[2 * rest];
    }
    if (number < 0) {
        digits[--at] = '-';
    }
    buf_put(buf, (struct str){digits + at, sizeof(digits) - at});
}

void buf_put_format(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *at = buf_reserve(buf, length > 0 ? (size_t)length : 0);
    if (at != NULL && length > 0) {
        (void)vsnprintf(at, (size_t)length + 1, format, again);
        buf->len += (size_t)length;
    }
    va_end(again);
}

void buf_put_rune(struct buf *buf, uint32_t rune)
{
    char bytes[4];
    size_t count = 0;
    if (rune < 0x80) {
        bytes[count++] = (char)rune;
    } else if (rune < 0x800) {
        bytes[count++] = (char)(0xC0 | rune >> 6);
        bytes[count++] = (char)(0x80 | (rune & 0x3F));
    } else if (rune < 0x10000) {
        bytes[count++] = (char)(0xE0 | rune >> 12);
        bytes[count++] = (char)(0x80 | (rune >> 6 & 0x3F));
        bytes[count++] = (char)(0x80 | (rune & 0x3F));
    } else {
        bytes[count++] = (char)(0xF0 | rune >> 18);
        bytes[count++] = (char)(0x80 | (rune >> 12 & 0x3F));
        bytes[count++] = (char)(0x80 | (rune >> 6 & 0x3F));
        bytes[count++] = (char)(0x80 | (rune & 0x3F));
    }
    buf_put(buf, (struct str){bytes, count});
}

struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->at != NULL ? buf->at : "", buf->len};
}

void buf_consume(struct buf *buf, size_t bytes)
{
    size_t gone = bytes < buf->len ? bytes : buf->len;
    if (gone > 0) {
        memmove(buf->at, buf->at + gone, buf->len - gone);
        buf->len -= gone;
    }
}
