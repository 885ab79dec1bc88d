/* Private to the room `db`: the rows of `event` and `change`, and what the audit chain is made of.
 *
 *     commitment = BLAKE2b(salt, before)                              of a change
 *     digest     = BLAKE2b(fields of the event; of each change: number, action, table, row, version,
 *                          names of its fields, commitment)
 *     link       = BLAKE2b(previous link, position, digest)
 *
 * Parts are length-prefixed, numbers are 8 bytes little-endian. No value is in the chain but as a
 * salted commitment: when the salt is gone, nobody can tell which value it was.
 */
#ifndef SAMSYN_DB_CHAIN_H
#define SAMSYN_DB_CHAIN_H

#include "platform/db/history.h"
#include "platform/secret/secret.h"

enum { SALT_BYTES = 16 };

struct change_record {
    int64_t event, number;
    struct str action, table_name;
    int64_t row, version;
    struct str fields, before, salt, commitment;
};
extern const struct table CHANGE_RECORD_TABLE;

struct digest commitment_of(struct str salt, struct str before);

/* The digest of an event, its changes added one by one in the order of their numbers. */
void event_digest_begin(struct digest_stream *stream, const struct event_record *event);
void event_digest_add(struct digest_stream *stream, const struct change_record *change);

struct digest link_of(struct str previous, int64_t position, struct str digest);

/* Position and link of the newest event; 0 and empty when there is none. */
struct chain_end {
    int64_t position;
    struct str link;
};
extern const struct table CHAIN_END_TABLE;
enum status chain_end_read(struct tx *tx, struct chain_end *out) MUST_CHECK;

/* event.c: adds a change to change->event, which this transaction emitted; sets number, salt and
 * commitment. */
enum status event_add_change(struct tx *tx, struct change_record *change) MUST_CHECK;

#endif
