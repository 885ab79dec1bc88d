/* The compiler's last step: one code for each language.
 *
 * The language's texts are in it, so that all that stands between two values is one piece, and what
 * nothing more has to be asked about (a number, a text that is escaped) is an instruction of its own.
 * A text that many templates have, the shell's above all, is kept once.
 */
#include "platform/view/template_compile.h"

enum { LONGEST_TEXT = 1 << 20 };

struct finish {
    struct template_set *set;
    int language;
    struct vec code;
    struct buf *text; /* what comes after the last instruction */
};

static bool has_target(const struct instruction *instruction)
{
    switch ((enum op)instruction->op) {
    case OP_EACH:
    case OP_NEXT:
    case OP_WITH:
    case OP_UNLESS:
    case OP_IF:
    case OP_UNEQUAL:
    case OP_EQUAL:
        return true;
    case OP_TEXT:
    case OP_MESSAGE:
    case OP_SHOW:
    case OP_RAW:
    case OP_URL:
    case OP_ESCAPED:
    case OP_DIGITS:
    case OP_CHOICE:
    case OP_TIME:
    case OP_SLOT:
    case OP_END:
        break;
    }
    return false;
}

static enum op plain_op(const struct instruction *value)
{
    bool is_shown = value->op == OP_SHOW;
    bool is_text = value->op != OP_URL && !value->is_html && !value->is_address;
    switch ((enum field_kind)value->kind) {
    case FIELD_KIND_ID:
        return OP_DIGITS;
    case FIELD_KIND_INT:
        return is_shown ? OP_SHOW : OP_DIGITS;
    case FIELD_KIND_TEXT:
        return is_text ? OP_ESCAPED : (enum op)value->op;
    case FIELD_KIND_DATE:
        return is_text && !is_shown ? OP_ESCAPED : (enum op)value->op;
    case FIELD_KIND_ENUM:
        return is_shown ? OP_CHOICE : is_text ? OP_ESCAPED : (enum op)value->op;
    case FIELD_KIND_TIME:
        return is_shown ? OP_TIME : (enum op)value->op;
    case FIELD_KIND_BOOL:
    case FIELD_KIND_REAL:
    case FIELD_KIND_BYTES:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return (enum op)value->op;
}

static void add(struct finish *finish, struct instruction instruction)
{
    *(struct instruction *)vec_add(&finish->code) = instruction;
}

static void add_value(struct finish *finish, struct instruction value)
{
    value.op = (unsigned char)plain_op(&value);
    add(finish, value);
}

static void end_text(struct finish *finish)
{
    struct str text = buf_str(finish->text);
    if (text.len == 0) {
        return;
    }
    struct map *texts = &finish->set->texts;
    struct str *kept = map_get(texts, text);
    if (kept == NULL) {
        struct str copy = str_copy(finish->set->arena, text);
        kept = arena_copy(finish->set->arena, &copy, sizeof(copy));
        map_put(texts, copy, kept);
    }
    add(finish,
        (struct instruction){.op = OP_TEXT, .at.text = kept->at, .size = (uint32_t)kept->len});
    buf_clear(finish->text);
}

static void add_text(struct finish *finish, const struct instruction *text)
{
    buf_put(finish->text, (struct str){text->at.text, text->size});
}

/* A text is said in this language, its values among it; only a plural has to wait for its number. */
static void add_message(struct finish *finish, const struct instruction *instruction)
{
    if (instruction->is_plural) {
        end_text(finish);
        add(finish, *instruction);
        return;
    }
    const struct phrase *phrase = &instruction->at.message->form[0][finish->language];
    for (size_t i = 0; i < phrase->count; i++) {
        if (phrase->parts[i].op == OP_TEXT) {
            add_text(finish, &phrase->parts[i]);
        } else {
            end_text(finish);
            add_value(finish, phrase->parts[i]);
        }
    }
}

static void add_instruction(struct finish *finish, const struct instruction *instruction)
{
    switch ((enum op)instruction->op) {
    case OP_TEXT:
        add_text(finish, instruction);
        break;
    case OP_MESSAGE:
        add_message(finish, instruction);
        break;
    case OP_SHOW:
    case OP_RAW:
    case OP_URL:
        end_text(finish);
        add_value(finish, *instruction);
        break;
    case OP_EACH:
    case OP_NEXT:
    case OP_WITH:
    case OP_UNLESS:
    case OP_IF:
    case OP_UNEQUAL:
    case OP_EQUAL:
    case OP_SLOT:
    case OP_END:
    case OP_ESCAPED:
    case OP_DIGITS:
    case OP_CHOICE:
    case OP_TIME:
        end_text(finish);
        add(finish, *instruction);
        break;
    }
}

const struct instruction *template_finish(struct template_set *set, const struct vec *code,
                                          int language)
{
    ARENA_SCOPED(scratch);
    BUF_SCOPED(text, LONGEST_TEXT);
    struct finish finish = {
        .set = set,
        .language = language,
        .code = vec_of(scratch, sizeof(struct instruction)),
        .text = &text,
    };
    bool *is_target = ARENA_ARRAY(scratch, code->count + 1, bool);
    uint32_t *moved = ARENA_ARRAY(scratch, code->count + 1, uint32_t);
    for (size_t i = 0; i < code->count; i++) {
        const struct instruction *instruction = vec_get(code, i);
        is_target[instruction->target] |= has_target(instruction);
    }
    for (size_t i = 0; i < code->count; i++) {
        if (is_target[i]) {
            end_text(&finish);
        }
        moved[i] = (uint32_t)finish.code.count;
        add_instruction(&finish, vec_get(code, i));
    }
    for (size_t i = 0; i < finish.code.count; i++) {
        struct instruction *instruction = vec_get(&finish.code, i);
        if (has_target(instruction)) {
            instruction->target = moved[instruction->target];
        }
    }
    return arena_copy(set->arena, finish.code.at, finish.code.count * sizeof(struct instruction));
}
