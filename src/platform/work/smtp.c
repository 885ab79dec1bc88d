/* One message over real SMTP, by libcurl: TLS when the server offers it, the text as quoted-printable,
 * a message id that stays the same over tries so that a mailbox can tell a repetition. */
#include "platform/base/log.h"
#include "platform/work/outbox.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <string.h>

enum { CONNECT_MS = 10000, TRANSFER_MS = 60000, WORD_BYTES = 45 };

static void put_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned a = (unsigned char)bytes.at[i];
        unsigned b = left > 1 ? (unsigned char)bytes.at[i + 1] : 0;
        unsigned c = left > 2 ? (unsigned char)bytes.at[i + 2] : 0;
        buf_put_char(out, digits[a >> 2]);
        buf_put_char(out, digits[((a & 3) << 4) | (b >> 4)]);
        buf_put_char(out, left > 1 ? digits[((b & 15) << 2) | (c >> 6)] : '=');
        buf_put_char(out, left > 2 ? digits[c & 63] : '=');
    }
}

struct str mail_header_text(struct arena *arena, struct str text)
{
    bool is_plain = true;
    for (size_t i = 0; i < text.len; i++) {
        is_plain = is_plain && text.at[i] >= ' ' && text.at[i] <= '~';
    }
    if (is_plain) {
        return text;
    }
    BUF_SCOPED(out, 64 * 1024);
    size_t from = 0;
    while (from < text.len) { /* whole characters, at most 45 bytes a word */
        size_t to = from;
        size_t next = from;
        while (next < text.len) {
            (void)str_rune(text, &next);
            if (next - from > WORD_BYTES) {
                break;
            }
            to = next;
        }
        buf_put_c(&out, from == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        put_base64(&out, str_slice(text, from, to));
        buf_put_c(&out, "?=");
        from = to;
    }
    return str_copy(arena, buf_str(&out));
}

/* A header's text must stay on its line, whatever was typed into it. */
static struct str one_line(struct arena *arena, struct str text)
{
    struct str copy = str_copy(arena, text);
    char *at = arena_copy(arena, copy.at == NULL ? "" : copy.at, copy.len + 1);
    for (size_t i = 0; i < copy.len; i++) {
        at[i] = at[i] == '\r' || at[i] == '\n' ? ' ' : at[i];
    }
    at[copy.len] = '\0';
    return (struct str){at, copy.len};
}

static struct curl_slist *headers_of(struct arena *arena, const struct smtp_server *server,
                                     const struct outbox_row *message)
{
    struct str subject = mail_header_text(arena, one_line(arena, message->subject));
    struct str lines[] = {
        str_format(arena, "From: %.*s", STR_ARG(one_line(arena, server->from))),
        str_format(arena, "To: %.*s", STR_ARG(one_line(arena, message->address))),
        str_format(arena, "Subject: %.*s", STR_ARG(subject)),
        str_format(arena, "Message-ID: <%" PRId64 "@samsyn>", message->id),
        STR("Auto-Submitted: auto-generated"),
    };
    struct curl_slist *headers = NULL;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct curl_slist *longer = curl_slist_append(headers, str_c(arena, lines[i]));
        if (longer == NULL) {
            die("out of memory");
        }
        headers = longer;
    }
    return headers;
}

static curl_mime *body_of(CURL *curl, const struct outbox_row *message)
{
    curl_mime *mime = curl_mime_init(curl);
    curl_mime *parts = mime;
    if (!str_is_empty(message->html)) {
        curl_mimepart *both = curl_mime_addpart(mime);
        parts = curl_mime_init(curl);
        curl_mime_type(both, "multipart/alternative");
        curl_mime_subparts(both, parts);
    }
    curl_mimepart *text = curl_mime_addpart(parts);
    curl_mime_data(text, message->body.at != NULL ? message->body.at : "", message->body.len);
    curl_mime_type(text, "text/plain; charset=utf-8");
    curl_mime_encoder(text, "quoted-printable");
    if (!str_is_empty(message->html)) {
        curl_mimepart *html = curl_mime_addpart(parts);
        curl_mime_data(html, message->html.at, message->html.len);
        curl_mime_type(html, "text/html; charset=utf-8");
        curl_mime_encoder(html, "quoted-printable");
    }
    return mime;
}

/* The bare address of "Name <address>". */
static struct str bare_address(struct str text)
{
    size_t open = str_find(text, '<', 0);
    size_t close = str_find(text, '>', open);
    return open < text.len && close < text.len ? str_slice(text, open + 1, close) : str_trim(text);
}

static enum delivery result_of(CURLcode code, long answer)
{
    if (code == CURLE_OK) {
        return DELIVERY_SENT;
    }
    return answer >= 500 && answer < 600 && answer != 530 && answer != 535 ? DELIVERY_REFUSED
                                                                           : DELIVERY_LATER;
}

enum delivery smtp_send(struct arena *arena, const struct smtp_server *server,
                        const struct outbox_row *message, struct str *out_reason)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        *out_reason = STR("no memory for a connection");
        return DELIVERY_LATER;
    }
    char reason[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = headers_of(arena, server, message);
    struct curl_slist *to = curl_slist_append(NULL, str_c(arena, bare_address(message->address)));
    curl_mime *mime = body_of(curl, message);
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, server->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TRANSFER_MS);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, str_c(arena, bare_address(server->from)));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
    if (!str_is_empty(server->user)) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(arena, server->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(arena, server->password));
    }
    CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    if (code != CURLE_OK) {
        const char *told = reason[0] != '\0' ? reason : curl_easy_strerror(code);
        *out_reason = str_format(arena, "%s (answer %ld)", told, answer);
    }
    curl_mime_free(mime);
    curl_slist_free_all(to);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result_of(code, answer);
}
