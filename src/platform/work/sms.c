/* One SMS over an HTTP gateway, by libcurl. What gateways want differs in names and wrapping only: a
 * text with places in it says what is sent, as form fields or JSON, and the settings how to sign in.
 *
 * A message has one key for all tries, so that a gateway that took it before its answer was lost does not
 * send it twice. Nothing of a message or a secret is told in a reason: gateways repeat what they got.
 */
#include "platform/base/log.h"
#include "platform/view/json.h"
#include "platform/work/outbox.h"

#include <curl/curl.h>
#include <inttypes.h>

enum { CONNECT_MS = 10000, TRANSFER_MS = 30000, BODY_BYTES = 64 * 1024 };

static void put_percent(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (is_plain) {
            buf_put_char(out, (char)c);
        } else {
            buf_put_char(out, '%');
            buf_put_char(out, digits[c >> 4]);
            buf_put_char(out, digits[c & 15]);
        }
    }
}

/* Without the quotes, which stand in the text around it. */
static void put_json(struct buf *out, struct str text)
{
    BUF_SCOPED(quoted, BODY_BYTES);
    json_put_text(&quoted, text);
    buf_put(out, str_slice(buf_str(&quoted), 1, quoted.len > 0 ? quoted.len - 1 : 0));
}

static bool value_of(struct arena *arena, const struct sms_gateway *gateway,
                     const struct outbox_row *message, struct str name, struct str *out_value)
{
    const struct {
        struct str name, value;
    } values[] = {
        {STR("to"), message->address},
        {STR("digits"),
         str_slice(message->address, str_starts(message->address, STR("+")), message->address.len)},
        {STR("from"), gateway->from},
        {STR("text"), message->body},
        {STR("key"), str_format(arena, "samsyn-%" PRId64, message->id)},
    };
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (str_equal(values[i].name, name)) {
            *out_value = values[i].value;
            return true;
        }
    }
    return false;
}

struct str sms_filled(struct arena *arena, const struct sms_gateway *gateway,
                      const struct outbox_row *message)
{
    BUF_SCOPED(out, BODY_BYTES);
    bool is_json = str_equal(gateway->format, STR("json"));
    struct str rest = gateway->body;
    while (rest.len > 0) {
        size_t open = str_find(rest, '{', 0);
        size_t close = str_find(rest, '}', open);
        struct str value = {NULL, 0};
        buf_put(&out, str_slice(rest, 0, open));
        bool is_place = close < rest.len &&
                        value_of(arena, gateway, message, str_slice(rest, open + 1, close), &value);
        if (is_place) {
            is_json ? put_json(&out, value) : put_percent(&out, value);
        } else {
            buf_put(&out, str_slice(rest, open, open + 1));
        }
        rest = str_slice(rest, is_place ? close + 1 : open + 1, rest.len);
    }
    return str_copy(arena, buf_str(&out));
}

static void add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL) {
        die("out of memory");
    }
    *list = longer;
}

static struct curl_slist *headers_of(struct arena *arena, const struct sms_gateway *gateway,
                                     const struct outbox_row *message)
{
    struct curl_slist *list = NULL;
    bool is_json = str_equal(gateway->format, STR("json"));
    add_header(&list, is_json ? "Content-Type: application/json; charset=utf-8"
                              : "Content-Type: application/x-www-form-urlencoded");
    if (!str_is_empty(gateway->key_header)) {
        add_header(&list, str_c(arena, str_format(arena, "%.*s: samsyn-%" PRId64,
                                                  STR_ARG(gateway->key_header), message->id)));
    }
    bool is_bearer = str_equal(gateway->sign_in, STR("bearer"));
    bool is_own = !is_bearer && !str_equal(gateway->sign_in, STR("basic")) &&
                  !str_equal(gateway->sign_in, STR("none")) && !str_is_empty(gateway->sign_in);
    if (is_bearer || is_own) {
        struct str name = is_bearer ? STR("Authorization: Bearer")
                                    : str_format(arena, "%.*s:", STR_ARG(gateway->sign_in));
        add_header(&list, str_c(arena, str_format(arena, "%.*s %.*s", STR_ARG(name),
                                                  STR_ARG(gateway->secret))));
    }
    return list;
}

/* What a gateway answers is read and thrown away. */
static size_t drop(char *bytes, size_t size, size_t count, void *self)
{
    (void)bytes;
    (void)self;
    return size * count;
}

/* Wrong sign-in or address is our trouble and may be mended; what is wrong with the message is not. A
 * conflict is said of a key that was taken before. */
static enum delivery result_of(CURLcode code, long answer)
{
    if (code != CURLE_OK) {
        return DELIVERY_LATER;
    }
    if ((answer >= 200 && answer < 300) || answer == 409) {
        return DELIVERY_SENT;
    }
    bool is_ours = answer == 401 || answer == 402 || answer == 403 || answer == 404 ||
                   answer == 405 || answer == 408 || answer == 425 || answer == 429;
    return answer >= 400 && answer < 500 && !is_ours ? DELIVERY_REFUSED : DELIVERY_LATER;
}

static void set_body(CURL *curl, struct arena *arena, const struct sms_gateway *gateway,
                     struct str body)
{
    if (str_equal(gateway->method, STR("GET"))) {
        bool has_query = str_find(gateway->url, '?', 0) < gateway->url.len;
        struct str url = str_format(arena, "%.*s%c%.*s", STR_ARG(gateway->url),
                                    has_query ? '&' : '?', STR_ARG(body));
        curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, url));
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, gateway->url));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.len);
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.at);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, str_c(arena, gateway->method));
}

enum delivery sms_send(struct arena *arena, const struct sms_gateway *gateway,
                       const struct outbox_row *message, struct str *out_reason)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        *out_reason = STR("no memory for a connection");
        return DELIVERY_LATER;
    }
    struct curl_slist *headers = headers_of(arena, gateway, message);
    set_body(curl, arena, gateway, sms_filled(arena, gateway, message));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TRANSFER_MS);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    if (str_equal(gateway->sign_in, STR("basic"))) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(arena, gateway->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(arena, gateway->secret));
    }
    CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    enum delivery result = result_of(code, answer);
    if (result != DELIVERY_SENT) {
        *out_reason = code != CURLE_OK ? str_of(curl_easy_strerror(code))
                                       : str_format(arena, "the gateway answered %ld", answer);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}
