/* Private to the slice: writing buildings inside a transaction, one or five hundred. */
#ifndef SAMSYN_REGISTER_BUILDING_WRITE_H
#define SAMSYN_REGISTER_BUILDING_WRITE_H

#include "slices/register/register.h"

/* What writing needs to know besides the row; read once a transaction. */
struct building_writer {
    struct tx *tx;
    const struct language *language; /* the organisation's: sort keys */
    struct rows areas;               /* struct area */
    int64_t event;                   /* what the changes belong to */
    int64_t default_area;            /* imports: of lines that name none */
    struct err *err;
};
/* `event` is set afterwards, when there is one. */
enum status building_writer_open(struct tx *tx, const struct language *language, struct err *err,
                                 struct building_writer *out) MUST_CHECK;

/* Puts texts in order, works out what is worked out, and refuses with INVALID what cannot be. */
enum status building_prepare(const struct building_writer *writer,
                             struct building *building) MUST_CHECK;
/* INVALID when another building has the permanent id. */
enum status building_refuse_taken_id(const struct building_writer *writer,
                                     const struct building *building) MUST_CHECK;
/* Both want a prepared row. An insert gives an id when there is none. CONFLICT when another has the permanent id; for update also when `before` is old. */
enum status building_insert(const struct building_writer *writer,
                            struct building *building) MUST_CHECK;
enum status building_update(const struct building_writer *writer, const struct building *before,
                            struct building *after) MUST_CHECK;
enum status building_remove(const struct building_writer *writer,
                            const struct building *before) MUST_CHECK;

/* Whether a folded word is kept to find buildings by. */
bool building_word_finds(struct str word);

#endif
