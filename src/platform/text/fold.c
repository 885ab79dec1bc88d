/* Folding and sort keys. Plain Latin text, nearly everything here, takes a table; the rest ICU, whose
 * data is then touched for the first time (so an idle program does not carry it).
 */
#include "platform/text/fold.h"

#include "platform/base/log.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { KEY_BYTES = 256, LONGEST_TEXT = 1 << 20 };

/* U+00C0..U+00FF without marks; NULL: leave to ICU. */
static const char *const plain_latin[64] = {
    "a", "a", "a", "a", "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  NULL, "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  NULL, "o", "u", "u", "u", "u", "y", "th", "y",
};

/* Letters that have no mark to remove but are written as others. */
static const struct {
    UChar32 letter;
    const char *plain;
} written_as[] = {{0xE6, "ae"},  {0xF8, "o"},  {0xF0, "d"},  {0xFE, "th"},
                  {0x111, "d"},  {0x127, "h"}, {0x131, "i"}, {0x142, "l"},
                  {0x153, "oe"}, {0x167, "t"}, {0x14B, "n"}, {0x117, "e"}};

/* Collators, opened when first needed, then shared: reading one is safe from any thread. */
static struct {
    pthread_mutex_t lock;
    const UCollator *collators[LANGUAGE_COUNT];
} opened = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Folds ASCII and Latin-1 letters; false at the first that needs more. */
static bool fold_plain(struct str text, bool is_keeping_marks, char *out, size_t *out_len)
{
    size_t len = 0;
    for (size_t at = 0; at < text.len; at++) {
        unsigned char c = (unsigned char)text.at[at];
        if (c < 0x80) {
            bool is_blank = c == ' ' || (c >= '\t' && c <= '\r');
            if (is_blank && (len == 0 || out[len - 1] == ' ')) {
                continue;
            }
            out[len++] = is_blank ? ' ' : (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
            continue;
        }
        bool is_latin = c == 0xC3 && at + 1 < text.len;
        unsigned char next = is_latin ? (unsigned char)text.at[++at] & 0x3F : 0;
        const char *plain = is_latin ? plain_latin[next] : NULL;
        if (plain == NULL || (is_keeping_marks && next == 0x1F)) {
            return false;
        }
        if (is_keeping_marks) {
            out[len++] = '\xC3';
            out[len++] = (char)(0x80 | next | 0x20); /* lower case is 32 later */
        } else {
            memcpy(out + len, plain, strlen(plain));
            len += strlen(plain);
        }
    }
    while (len > 0 && out[len - 1] == ' ') {
        len--;
    }
    *out_len = len;
    return true;
}

static void check(UErrorCode error, const char *what)
{
    if (U_FAILURE(error)) {
        die("ICU: %s: %s", what, u_errorName(error));
    }
}

struct units {
    UChar *at;
    int32_t len;
};

/* Valid UTF-8 was checked on entry; broken bytes become U+FFFD. */
static struct units to_units(struct arena *arena, struct str text)
{
    UErrorCode error = U_ZERO_ERROR;
    struct units units = {ARENA_ARRAY(arena, text.len + 1, UChar), 0};
    u_strFromUTF8WithSub(units.at, (int32_t)text.len + 1, &units.len,
                         text.at != NULL ? text.at : "", (int32_t)text.len, 0xFFFD, NULL, &error);
    check(error, "UTF-8");
    return units;
}

static struct str from_units(struct arena *arena, struct units units)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t capacity = units.len * 3 + 1;
    char *bytes = arena_alloc(arena, (size_t)capacity);
    int32_t len = 0;
    u_strToUTF8WithSub(bytes, capacity, &len, units.at, units.len, 0xFFFD, NULL, &error);
    check(error, "UTF-16");
    return (struct str){bytes, (size_t)len};
}

static struct units normalized(struct arena *arena, const UNormalizer2 *normalizer,
                               struct units text)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t needed = unorm2_normalize(normalizer, text.at, text.len, NULL, 0, &error);
    struct units out = {ARENA_ARRAY(arena, (size_t)needed + 1, UChar), 0};
    error = U_ZERO_ERROR;
    out.len = unorm2_normalize(normalizer, text.at, text.len, out.at, needed + 1, &error);
    check(error, "normalising");
    return out;
}

static void put_unmarked(struct buf *out, UChar32 letter, bool is_keeping_marks)
{
    if (u_isUWhiteSpace(letter)) {
        if (out->len > 0 && out->at[out->len - 1] != ' ') {
            buf_put_char(out, ' ');
        }
        return;
    }
    if (!is_keeping_marks) {
        if ((U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0) {
            return;
        }
        for (size_t i = 0; i < sizeof(written_as) / sizeof(written_as[0]); i++) {
            if (written_as[i].letter == letter) {
                buf_put_c(out, written_as[i].plain);
                return;
            }
        }
    }
    buf_put_rune(out, (uint32_t)letter);
}

static struct str fold_by_icu(struct arena *arena, struct str text, bool is_keeping_marks)
{
    UErrorCode error = U_ZERO_ERROR;
    ARENA_SCOPED(scratch);
    struct units units = to_units(scratch, text);
    units = normalized(scratch, unorm2_getNFKCCasefoldInstance(&error), units);
    if (!is_keeping_marks) {
        units = normalized(scratch, unorm2_getNFDInstance(&error), units);
    }
    check(error, "normalising");
    UChar32 *letters = ARENA_ARRAY(scratch, (size_t)units.len + 1, UChar32);
    int32_t count = 0;
    u_strToUTF32(letters, units.len + 1, &count, units.at, units.len, &error);
    check(error, "UTF-16");
    BUF_SCOPED(out, (size_t)units.len * 4 + 16);
    for (int32_t i = 0; i < count; i++) {
        put_unmarked(&out, letters[i], is_keeping_marks);
    }
    if (out.len > 0 && out.at[out.len - 1] == ' ') {
        out.len--;
    }
    return str_copy(arena, buf_str(&out));
}

static struct str fold(struct arena *arena, struct str text, bool is_keeping_marks)
{
    text = str_slice(text, 0, LONGEST_TEXT);
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    if (fold_plain(text, is_keeping_marks, plain, &len)) {
        return (struct str){plain, len};
    }
    return fold_by_icu(arena, text, is_keeping_marks);
}

struct str text_fold(struct arena *arena, struct str text)
{
    return fold(arena, text, false);
}

struct str text_fold_keep_marks(struct arena *arena, struct str text)
{
    return fold(arena, text, true);
}

struct str text_normalize(struct arena *arena, struct str text)
{
    bool is_latin = true; /* below U+0300 everything is in NFC */
    for (size_t at = 0; at < text.len && is_latin; at++) {
        is_latin = (unsigned char)text.at[at] < 0xCC;
    }
    if (is_latin) {
        return str_copy(arena, text);
    }
    UErrorCode error = U_ZERO_ERROR;
    ARENA_SCOPED(scratch);
    struct units units = to_units(scratch, str_slice(text, 0, LONGEST_TEXT));
    units = normalized(scratch, unorm2_getNFCInstance(&error), units);
    check(error, "normalising");
    return from_units(arena, units);
}

static const UCollator *collator_of(const struct language *language)
{
    int index = language_index(language);
    pthread_mutex_lock(&opened.lock);
    if (opened.collators[index] == NULL) {
        UErrorCode error = U_ZERO_ERROR;
        UCollator *collator = ucol_open(language_key(language), &error);
        check(error, "collation");
        ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &error);
        check(error, "numeric collation");
        opened.collators[index] = collator;
    }
    const UCollator *found = opened.collators[index];
    pthread_mutex_unlock(&opened.lock);
    return found;
}

struct str text_sort_key(struct arena *arena, const struct language *language, struct str text)
{
    enum { LONGEST_SORTED = 400 }; /* bytes of text that can matter for KEY_BYTES of key */
    static const char digits[] = "0123456789abcdef";
    uint8_t key[KEY_BYTES];
    if (str_is_empty(text)) {
        return STR("");
    }
    ARENA_SCOPED(scratch);
    struct units units = to_units(scratch, str_slice(text, 0, LONGEST_SORTED));
    int32_t full = ucol_getSortKey(collator_of(language), units.at, units.len, key, KEY_BYTES);
    size_t len = full > KEY_BYTES ? KEY_BYTES
                 : full > 0       ? (size_t)full - 1
                                  : 0; /* its end is NUL */
    char *hex = arena_array(arena, len + 1, 2);
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[key[i] >> 4];
        hex[2 * i + 1] = digits[key[i] & 15];
    }
    return (struct str){hex, len * 2};
}

static bool is_word_letter(uint32_t letter)
{
    if (letter < 0x80) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    }
    return u_isalnum((UChar32)letter) != 0;
}

size_t text_words(struct arena *arena, struct str text, struct str *out_words, size_t most)
{
    struct str folded = text_fold(arena, text);
    size_t count = 0;
    size_t start = 0;
    size_t at = 0;
    bool is_inside = false;
    while (at <= folded.len && count < most) {
        size_t here = at;
        bool is_letter = at < folded.len && is_word_letter(str_rune(folded, &at));
        if (is_letter && !is_inside) {
            start = here;
        } else if (!is_letter && is_inside) {
            out_words[count++] = str_slice(folded, start, here);
        }
        is_inside = is_letter;
        at += here == folded.len;
    }
    return count;
}

struct str text_prefix_end(struct arena *arena, struct str prefix)
{
    /* U+10FFFF, which no text holds. */
    return str_format(arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(prefix));
}
