/* Values and texts: names become frames and offsets, texts become phrases in each language. */
#include "platform/view/escape.h"
#include "platform/view/template_compile.h"

#include <assert.h>
#include <string.h>

enum { MESSAGE_LIMIT = 16 * 1024 };

static struct str escaped_copy(struct arena *arena, struct str text)
{
    BUF_SCOPED(out, MESSAGE_LIMIT);
    escape_html(&out, text);
    return str_copy(arena, buf_str(&out));
}

static enum status permission_index(struct compiler *compiler, struct place place,
                                    const char *permission, unsigned char *out)
{
    struct template *template = compiler->template;
    *out = 0;
    if (permission == NULL) {
        return OK;
    }
    size_t i = 0;
    while (i < template->permission_count && strcmp(template->permissions[i], permission) != 0) {
        i++;
    }
    if (i == TEMPLATE_PERMISSIONS) {
        return template_fail(compiler, place, "too many different permissions", STR(""));
    }
    if (i == template->permission_count) {
        template->permissions[template->permission_count++] = permission;
    }
    *out = (unsigned char)(i + 1);
    return OK;
}

enum status template_resolve(struct compiler *compiler, struct place place, struct str name,
                             struct instruction *out, const struct field **out_field)
{
    const struct field *field = NULL;
    size_t frame = compiler->depth;
    while (field == NULL && frame > 0) {
        frame--;
        if (compiler->frames[frame] != NULL) {
            field = table_field(compiler->frames[frame], name);
        }
    }
    if (field == NULL) {
        return template_fail(compiler, place, "there is no field called {name} here", name);
    }
    if ((field->flags & (FIELD_INTERNAL | FIELD_SECRET)) != 0) {
        return template_fail(compiler, place, "{name} is not for pages", name);
    }
    TRY(permission_index(compiler, place, field->permission, &out->permission));
    out->frame = (unsigned char)frame;
    out->kind = (unsigned char)field->kind;
    out->offset = (uint32_t)field->offset;
    *out_field = field;
    return OK;
}

/* The translated labels of an ENUM, made once for each list of choices. */
static const struct shown_choices *choices_of(struct template_set *set, const struct choice *from)
{
    for (size_t i = 0; i < set->choices.count; i++) {
        const struct shown_choices *known = *(struct shown_choices **)vec_get(&set->choices, i);
        if (known->from == from) {
            return known;
        }
    }
    struct shown_choices *made = ARENA_NEW(set->arena, struct shown_choices);
    made->from = from;
    while (from != NULL && from[made->count].key != NULL) {
        made->count++;
    }
    made->at = ARENA_ARRAY(set->arena, made->count + 1, struct shown_choice);
    for (size_t i = 0; i < made->count; i++) {
        assert(from != NULL); /* else it has none */
        made->at[i].key = str_of(from[i].key);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct str label = translate(language_at(language), from[i].label);
            made->at[i].html[language] = escaped_copy(set->arena, label);
        }
    }
    *(struct shown_choices **)vec_add(&set->choices) = made;
    return made;
}

static enum status resolve_scalar(struct compiler *compiler, struct place place, struct str name,
                                  struct instruction *out)
{
    const struct field *field = NULL;
    TRY(template_resolve(compiler, place, name, out, &field));
    if (field->kind == FIELD_KIND_LIST || field->kind == FIELD_KIND_STRUCT ||
        field->kind == FIELD_KIND_BYTES) {
        return template_fail(compiler, place, "{name} is not a value that can be shown", name);
    }
    out->is_html = (field->flags & FIELD_HTML) != 0;
    if (out->is_html && (compiler->html.place != HTML_TEXT || out->op != OP_SHOW)) {
        return template_fail(compiler, place, "{name} is HTML and may stand only in text", name);
    }
    if (field->kind == FIELD_KIND_ENUM) {
        out->at.choices = choices_of(compiler->set, field->choices);
    }
    return OK;
}

static enum status check_place(struct compiler *compiler, struct place place, struct str name)
{
    const char *refusal = html_refuses_value(&compiler->html);
    return refusal == NULL ? OK : template_fail(compiler, place, refusal, name);
}

enum status template_value(struct compiler *compiler, struct place place, struct str name)
{
    struct instruction value = {.op = OP_SHOW};
    size_t bar = str_find(name, '|', 0);
    struct str mode = str_trim(str_slice(name, bar + 1, name.len));
    struct str plain = str_trim(str_slice(name, 0, bar));
    if (bar < name.len) {
        if (!str_equal(mode, STR("raw")) && !str_equal(mode, STR("url"))) {
            return template_fail(compiler, place, "{name} is no way to show a value", mode);
        }
        value.op = str_equal(mode, STR("raw")) ? OP_RAW : OP_URL;
    }
    TRY(check_place(compiler, place, plain));
    value.is_address = html_is_address(&compiler->html) && value.op != OP_URL;
    TRY(resolve_scalar(compiler, place, plain, &value));
    compiler->html.is_start = false;
    template_emit(compiler, value);
    return OK;
}

/* One blank for each run of blanks and line ends, as the catalogue's tool does it. */
static const char *message_id(struct arena *arena, struct str text)
{
    struct str copy = str_copy(arena, str_trim(text));
    char *at = arena_copy(arena, copy.at, copy.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < copy.len; i++) {
        bool is_blank = copy.at[i] == ' ' || copy.at[i] == '\n' || copy.at[i] == '\t';
        if (!is_blank) {
            at[len++] = copy.at[i];
        } else if (len > 0 && at[len - 1] != ' ') {
            at[len++] = ' ';
        }
    }
    at[len] = '\0';
    return at;
}

static void phrase_add(struct vec *parts, struct arena *arena, struct str literal)
{
    if (literal.len > 0) {
        struct str html = escaped_copy(arena, literal);
        *(struct instruction *)vec_add(parts) =
            (struct instruction){.op = OP_TEXT, .at.text = html.at, .size = (uint32_t)html.len};
    }
}

static enum status make_phrase(struct compiler *compiler, struct place place, struct str text,
                               struct phrase *out)
{
    struct arena *arena = compiler->set->arena;
    struct vec parts = vec_of(arena, sizeof(struct instruction));
    size_t at = 0;
    while (at < text.len) {
        size_t open = str_find(text, '{', at);
        size_t close = str_find(text, '}', open);
        if (close == text.len) {
            open = text.len;
        }
        phrase_add(&parts, arena, str_slice(text, at, open));
        if (open < text.len) {
            struct instruction value = {.op = OP_SHOW};
            struct str name = str_slice(text, open + 1, close);
            bool is_counted = !str_is_empty(compiler->counted) && str_equal(name, STR("count"));
            TRY(resolve_scalar(compiler, place, is_counted ? compiler->counted : name, &value));
            *(struct instruction *)vec_add(&parts) = value;
        }
        at = open < text.len ? close + 1 : text.len;
    }
    *out = (struct phrase){.parts = parts.at, .count = parts.count};
    return OK;
}

static void emit_message(struct compiler *compiler, struct instruction instruction,
                         const struct message *message)
{
    instruction.op = OP_MESSAGE;
    instruction.at.message = message;
    compiler->html.is_start = false;
    template_emit(compiler, instruction);
}

enum status template_translate(struct compiler *compiler, struct place place, struct str text)
{
    TRY(check_place(compiler, place, text));
    struct arena *arena = compiler->set->arena;
    const char *id = message_id(arena, text);
    struct message *message = ARENA_NEW(arena, struct message);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        TRY(make_phrase(compiler, place, translate(language_at(i), id), &message->form[0][i]));
    }
    emit_message(compiler, (struct instruction){0}, message);
    return OK;
}

enum status template_plural(struct compiler *compiler, struct place place, struct str text)
{
    struct arena *arena = compiler->set->arena;
    struct str count = {0};
    struct str one = {0};
    struct str many = text;
    if (!str_next(&many, '|', &count) || !str_next(&many, '|', &one) || str_is_empty(many)) {
        return template_fail(compiler, place, "a plural is written count|one|many", text);
    }
    TRY(check_place(compiler, place, count));
    struct instruction instruction = {.op = OP_MESSAGE, .is_plural = true};
    const struct field *field = NULL;
    count = str_trim(count);
    TRY(template_resolve(compiler, place, count, &instruction, &field));
    if (field->kind != FIELD_KIND_INT) {
        return template_fail(compiler, place, "{name} is no number to count by", count);
    }
    const char *one_id = message_id(arena, one);
    const char *many_id = message_id(arena, many);
    struct message *message = ARENA_NEW(arena, struct message);
    compiler->counted = count;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        for (int form = 0; form < 2; form++) {
            struct str found = translate_count(language_at(i), one_id, many_id, form + 1);
            TRY(make_phrase(compiler, place, found, &message->form[form][i]));
        }
    }
    compiler->counted = (struct str){0};
    emit_message(compiler, instruction, message);
    return OK;
}

/* Follows "rows.address" from a field into its child table. */
static const struct field *follow(const struct field *field, struct str path)
{
    struct str piece;
    while (field != NULL && path.len > 0 && str_next(&path, '.', &piece)) {
        field = field->child != NULL ? table_field(field->child, piece) : NULL;
    }
    return field;
}

enum status template_words(struct compiler *compiler, struct place place, enum tag_kind kind,
                           struct str name)
{
    TRY(check_place(compiler, place, name));
    struct instruction unused = {0};
    const struct field *field = NULL;
    size_t dot = str_find(name, '.', 0);
    TRY(template_resolve(compiler, place, str_slice(name, 0, dot), &unused, &field));
    field = follow(field, str_slice(name, dot + 1, name.len));
    if (field == NULL) {
        return template_fail(compiler, place, "there is no field called {name} here", name);
    }
    const char *words = kind == TAG_LABEL ? field->label : field->help;
    if (words == NULL) {
        return template_fail(compiler, place, "{name} has no such words", name);
    }
    struct arena *arena = compiler->set->arena;
    struct message *message = ARENA_NEW(arena, struct message);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        struct vec parts = vec_of(arena, sizeof(struct instruction));
        phrase_add(&parts, arena, translate(language_at(i), words));
        message->form[0][i] = (struct phrase){.parts = parts.at, .count = parts.count};
    }
    emit_message(compiler, (struct instruction){0}, message);
    return OK;
}
