/* The guard: the head of a request is read the same whether it comes at once or byte by byte, and what
 * is let through has one meaning.
 */
#include "platform/web/http.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_clean(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return true;
}

/* How often a header line of that name stands in the head. */
static int count_header(struct str head, struct str name)
{
    int count = 0;
    struct str line = {NULL, 0};
    while (str_next(&head, '\n', &line)) {
        size_t colon = str_find(line, ':', 0);
        count += colon < line.len && str_equal_ascii_case(str_slice(line, 0, colon), name) ? 1 : 0;
    }
    return count;
}

static void check_ready(struct str bytes, const struct http_head *head)
{
    struct str text = str_slice(bytes, 0, head->length);
    assert(head->length <= bytes.len && str_ends(text, STR("\r\n\r\n")));
    assert(head->length <= HTTP_LINE_LIMIT + HTTP_HEADERS_LIMIT + 4);
    assert(str_starts(head->path, STR("/")) && is_clean(head->path) && is_clean(head->query));
    assert(head->content_length >= 0 && head->transfer_encoding.at == NULL);
    assert(memchr(text.at, 0, text.len) == NULL);
    assert(is_clean(head->host) && is_clean(head->cookie) && is_clean(head->origin));
    assert(count_header(text, STR("host")) <= 1 && (head->is_old || head->host.at != NULL));
    assert(count_header(text, STR("content-length")) <= 1);
    assert(count_header(text, STR("transfer-encoding")) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct http_head whole;
    size_t scanned = 0;
    int whole_code = 0;
    enum http_step step = http_read_head(bytes, &scanned, &whole, &whole_code);
    if (step == HTTP_READY) {
        check_ready(bytes, &whole);
    } else if (step == HTTP_REFUSED) {
        assert(whole_code >= 400 && whole_code <= 505);
    }
    if (size > 2000) {
        return 0;
    }
    struct http_head head = {0};
    size_t resumed = 0;
    int code = 0;
    enum http_step last = HTTP_MORE;
    for (size_t length = 1; length <= size && last == HTTP_MORE; length++) {
        last = http_read_head(str_slice(bytes, 0, length), &resumed, &head, &code);
    }
    assert(last == step || size == 0);
    assert(step != HTTP_READY || (head.length == whole.length && str_equal(head.path, whole.path) &&
                                  head.content_length == whole.content_length));
    return 0;
}
