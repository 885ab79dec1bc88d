#include "platform/web/text_form.h"

#include <string.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static bool needs_decoding(struct str text, bool plus_is_blank)
{
    return str_find(text, '%', 0) < text.len ||
           (plus_is_blank && str_find(text, '+', 0) < text.len);
}

bool form_decode(struct arena *arena, struct str text, bool plus_is_blank, struct str *out)
{
    struct str decoded = text;
    if (needs_decoding(text, plus_is_blank)) {
        char *to = arena_alloc(arena, text.len + 1);
        size_t length = 0;
        for (size_t i = 0; i < text.len; i++) {
            char c = text.at[i];
            if (c == '%') {
                int high = i + 2 < text.len ? hex(text.at[i + 1]) : -1;
                int low = i + 2 < text.len ? hex(text.at[i + 2]) : -1;
                if (high < 0 || low < 0) {
                    return false;
                }
                c = (char)(high << 4 | low);
                i += 2;
            } else if (c == '+' && plus_is_blank) {
                c = ' ';
            }
            to[length++] = c;
        }
        decoded = (struct str){to, length};
    }
    if (!str_is_utf8(decoded)) {
        return false;
    }
    *out = decoded;
    return true;
}

enum status form_add(struct arena *arena, struct raw_form *form, struct str name, struct str text)
{
    if (form->value_count == FORM_VALUES) {
        return INVALID;
    }
    if (form->value_count == form->value_capacity) {
        size_t capacity = form->value_capacity > 0 ? form->value_capacity * 2 : 16;
        struct raw_field *values = ARENA_ARRAY(arena, capacity, struct raw_field);
        if (form->value_count > 0) {
            memcpy(values, form->values, form->value_count * sizeof(*values));
        }
        form->values = values;
        form->value_capacity = capacity;
    }
    form->values[form->value_count++] = (struct raw_field){name, text};
    return OK;
}

enum status form_read_pairs(struct arena *arena, struct str text, struct raw_form *form)
{
    struct str rest = text;
    struct str pair = {NULL, 0};
    while (str_next(&rest, '&', &pair)) {
        if (pair.len == 0) {
            continue;
        }
        size_t equals = str_find(pair, '=', 0);
        struct str name = str_slice(pair, 0, equals);
        struct str value = equals < pair.len ? str_slice(pair, equals + 1, pair.len) : STR("");
        if (!form_decode(arena, name, true, &name) || !form_decode(arena, value, true, &value)) {
            return INVALID;
        }
        TRY(form_add(arena, form, name, value));
    }
    return OK;
}

struct str cookie_find(struct str header, struct str name)
{
    struct str piece = {NULL, 0};
    while (str_next(&header, ';', &piece)) {
        piece = str_trim(piece);
        if (piece.len > name.len && piece.at[name.len] == '=' && str_starts(piece, name)) {
            struct str value = str_slice(piece, name.len + 1, piece.len);
            bool is_quoted = value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"';
            return is_quoted ? str_slice(value, 1, value.len - 1) : value;
        }
    }
    return (struct str){NULL, 0};
}
