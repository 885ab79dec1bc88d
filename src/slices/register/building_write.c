/* Writing buildings: texts in order, sort keys, words to be found by, history. The only place that
 * changes the table, so that what is worked out can never differ from what it was worked out from. */
#include "slices/register/building_write.h"

#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/building_fields.h"

enum { WORDS = 40, WORDS_BYTES = 16384, YEAR_UNKNOWN = 9999, NUMBER_DIGITS = 3 };

enum status building_writer_open(struct tx *tx, const struct language *language, struct err *err,
                                 struct building_writer *out)
{
    struct building_writer writer = {
        .tx = tx, .language = language, .event = NO_INT, .default_area = NO_INT, .err = err};
    TRY(people_areas(tx, tx_arena(tx), &writer.areas));
    *out = writer;
    return OK;
}

/* Empty when there is no such area. */
static struct str area_language(const struct building_writer *writer, int64_t id)
{
    const struct area *areas = writer->areas.at;
    for (size_t i = 0; i < writer->areas.count; i++) {
        if (areas[i].id == id) {
            return areas[i].language;
        }
    }
    return (struct str){NULL, 0};
}

/* --- Missing facts --- */

static const char *const VISITOR_FACTS[] = {
    "postcode",  "city",      "completed_year",  "use_class",   "north",
    "door_code", "caretaker", "caretaker_phone", "waste_house", NULL};
static const char *const PLANNED_FACTS[] = {"postcode", "city", "north", NULL};

size_t building_missing(const struct building *building, struct missing_fact *out_facts)
{
    bool is_removed = str_equal(building->stage, STR("removed"));
    bool is_coming =
        str_equal(building->stage, STR("planned")) || str_equal(building->stage, STR("building"));
    const char *const *facts = is_coming ? PLANNED_FACTS : VISITOR_FACTS;
    size_t count = 0;
    for (size_t i = 0; !is_removed && facts[i] != NULL; i++) {
        const struct field *field = table_field(&BUILDING_TABLE, str_of(facts[i]));
        if (field_is_absent(field, building)) {
            out_facts[count++] = (struct missing_fact){str_of(field->name), str_of(field->label)};
        }
    }
    return count;
}

/* --- Words to be found by --- */

/* A house number finds nothing by itself: half the buildings have it. */
bool building_word_finds(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] < '0' || word.at[i] > '9') {
            return true;
        }
    }
    return word.len > NUMBER_DIGITS;
}

/* Each word once, after a blank. */
static struct str words_of(struct arena *arena, const struct building *building)
{
    struct str texts[] = {building->address_fi, building->address_sv,   building->postcode,
                          building->city,       building->permanent_id, building->property_code};
    struct str words[WORDS];
    size_t count = 0;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!str_is_empty(texts[i])) {
            count += text_words(arena, texts[i], words + count, WORDS - count);
        }
    }
    BUF_SCOPED(all, WORDS_BYTES);
    for (size_t i = 0; i < count; i++) {
        bool is_known = false;
        for (size_t j = 0; j < i; j++) {
            is_known = is_known || str_equal(words[i], words[j]);
        }
        if (!is_known) {
            buf_put_char(&all, ' ');
            buf_put(&all, words[i]);
        }
    }
    return str_copy(arena, buf_str(&all));
}

struct word_bind {
    int64_t id;
    struct str word;
};
static const struct field WORD_FIELDS[] = {
    FIELD(ID, struct word_bind, id, NULL),
    FIELD(TEXT, struct word_bind, word, NULL),
};
static const struct table WORD_TABLE = TABLE("word", struct word_bind, WORD_FIELDS);

static enum status words_each(const struct building_writer *writer, const struct query *query,
                              const struct building *building)
{
    struct word_bind bind = {.id = building->id};
    struct str rest = building->words;
    while (str_next(&rest, ' ', &bind.word)) {
        if (bind.word.len == 0 || !building_word_finds(bind.word)) {
            continue;
        }
        int64_t changed = 0;
        TRY(query_run(writer->tx, query, bind_row(&WORD_TABLE, &bind), &changed));
    }
    return OK;
}

/* --- What is worked out --- */

/* Composed letters, one blank between words, none at the ends. */
static struct str tidy(struct arena *arena, struct str text)
{
    struct str rest = text_normalize(arena, str_trim(text));
    struct str word;
    struct str tidied = {NULL, 0};
    if (str_find_str(rest, STR("  ")) == rest.len) {
        return rest.len == 0 ? tidied : rest;
    }
    while (str_next(&rest, ' ', &word)) {
        if (word.len > 0) {
            tidied = str_format(arena, "%.*s%s%.*s", STR_ARG(tidied), tidied.len > 0 ? " " : "",
                                STR_ARG(word));
        }
    }
    return tidied;
}

static struct str shown_address(const struct building *building, struct str language)
{
    bool is_finnish = str_equal(language, STR("fi"));
    struct str first = is_finnish ? building->address_fi : building->address_sv;
    struct str second = is_finnish ? building->address_sv : building->address_fi;
    return str_is_empty(first) ? second : first;
}

static enum status refuse_impossible(const struct building_writer *writer,
                                     const struct building *building)
{
    if (str_is_empty(area_language(writer, building->area_id))) {
        return err_return_field(writer->err, "area_id", N_("Choose an area."));
    }
    if (str_is_empty(building->address_fi) && str_is_empty(building->address_sv)) {
        return err_return_field(writer->err, "address_sv",
                                N_("Write the address, in one language at least."));
    }
    if ((building->north == NO_INT) != (building->east == NO_INT)) {
        return err_return_field(writer->err, building->north == NO_INT ? "north" : "east",
                                N_("A position has both a north and an east."));
    }
    return OK;
}

enum status building_prepare(const struct building_writer *writer, struct building *building)
{
    struct arena *arena = tx_arena(writer->tx);
    building->address_fi = tidy(arena, building->address_fi);
    building->address_sv = tidy(arena, building->address_sv);
    building->city = tidy(arena, building->city);
    TRY(refuse_impossible(writer, building));
    building->address = shown_address(building, area_language(writer, building->area_id));
    building->address_key = text_sort_key(arena, writer->language, building->address);
    building->address_folded = text_fold(arena, building->address);
    building->city_key = str_is_empty(building->city)
                             ? STR("zz") /* after all keys, which are hexadecimal */
                             : text_sort_key(arena, writer->language, building->city);
    building->words = words_of(arena, building);
    building->year_key =
        building->completed_year == NO_INT ? YEAR_UNKNOWN : building->completed_year;
    struct missing_fact facts[BUILDING_FACTS];
    building->is_incomplete = building_missing(building, facts) > 0;
    building->changed_at = tx_now(writer->tx);
    return OK;
}

/* --- Writing --- */

enum status building_insert(const struct building_writer *writer, struct building *building)
{
    TRY(entity_insert(writer->tx, &BUILDING_ENTITY, writer->event, building));
    return words_each(writer, &REGISTER_WORD_PUT, building);
}

enum status building_refuse_taken_id(const struct building_writer *writer,
                                     const struct building *building)
{
    struct building other;
    if (str_is_empty(building->permanent_id)) {
        return OK;
    }
    enum status status = query_one(writer->tx, &REGISTER_BUILDING_BY_PERMANENT_ID,
                                   bind_row(&BUILDING_TABLE, building), &BUILDING_TABLE, &other);
    if (status == OK && other.id != building->id) {
        return err_return_field(writer->err, "permanent_id",
                                N_("Another building has this permanent id."));
    }
    return status == NOT_FOUND ? OK : status;
}

enum status building_update(const struct building_writer *writer, const struct building *before,
                            struct building *after)
{
    /* Told apart from a version that is no longer the row's, which is CONFLICT too. */
    if (!str_equal(before->permanent_id, after->permanent_id)) {
        TRY(building_refuse_taken_id(writer, after));
    }
    TRY(entity_update(writer->tx, &BUILDING_ENTITY, writer->event, before, after));
    if (str_equal(before->words, after->words)) {
        return OK;
    }
    TRY(words_each(writer, &REGISTER_WORD_FORGET, before));
    return words_each(writer, &REGISTER_WORD_PUT, after);
}

enum status building_remove(const struct building_writer *writer, const struct building *before)
{
    TRY(words_each(writer, &REGISTER_WORD_FORGET, before));
    return entity_remove(writer->tx, &BUILDING_ENTITY, writer->event, before);
}
