/* What the audit chain is made of; see chain.h. */
#include "platform/db/chain.h"

#include "db_queries.h"

static const struct field CHANGE_RECORD_FIELDS[] = {
    FIELD(ID, struct change_record, event, "Event"),
    FIELD(INT, struct change_record, number, "Number"),
    FIELD(TEXT, struct change_record, action, "Action"),
    FIELD(TEXT, struct change_record, table_name, "Table"),
    FIELD(ID, struct change_record, row, "Row"),
    FIELD(INT, struct change_record, version, "Version"),
    FIELD(TEXT, struct change_record, fields, "Fields"),
    FIELD(TEXT, struct change_record, before, "Before", .flags = FIELD_PERSONAL),
    FIELD(BYTES, struct change_record, salt, "Salt", .flags = FIELD_INTERNAL),
    FIELD(BYTES, struct change_record, commitment, "Commitment", .flags = FIELD_INTERNAL),
};
const struct table CHANGE_RECORD_TABLE =
    TABLE("change", struct change_record, CHANGE_RECORD_FIELDS);

static const struct field EVENT_RECORD_FIELDS[] = {
    FIELD(ID, struct event_record, id, "Event"),
    FIELD(INT, struct event_record, position, "Position"),
    FIELD(TEXT, struct event_record, kind, "Kind"),
    FIELD(TEXT, struct event_record, subject_table, "Table"),
    FIELD(ID, struct event_record, subject, "Subject"),
    FIELD(ID, struct event_record, person, "Person"),
    FIELD(TEXT, struct event_record, role, "Role"),
    FIELD(TEXT, struct event_record, source, "Source"),
    FIELD(TEXT, struct event_record, request, "Request"),
    FIELD(ID, struct event_record, cause, "Cause"),
    FIELD(TIME, struct event_record, at, "Time"),
    FIELD(BYTES, struct event_record, digest, "Digest", .flags = FIELD_INTERNAL),
    FIELD(BYTES, struct event_record, link, "Link", .flags = FIELD_INTERNAL),
};
const struct table EVENT_RECORD_TABLE = TABLE("event", struct event_record, EVENT_RECORD_FIELDS);

static const struct field CHAIN_END_FIELDS[] = {
    FIELD(INT, struct chain_end, position, ""),
    FIELD(BYTES, struct chain_end, link, ""),
};
const struct table CHAIN_END_TABLE = TABLE("event", struct chain_end, CHAIN_END_FIELDS);

static void add_int(struct digest_stream *stream, int64_t value)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)((uint64_t)value >> (8 * i) & 255);
    }
    digest_add(stream, (struct str){bytes, sizeof bytes});
}

struct digest commitment_of(struct str salt, struct str before)
{
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    digest_add_part(&stream, salt);
    digest_add_part(&stream, before);
    return digest_end(&stream);
}

void event_digest_begin(struct digest_stream *stream, const struct event_record *event)
{
    digest_begin(stream, NULL);
    add_int(stream, event->id);
    digest_add_part(stream, event->kind);
    digest_add_part(stream, event->subject_table);
    add_int(stream, event->subject);
    add_int(stream, event->person);
    digest_add_part(stream, event->role);
    digest_add_part(stream, event->source);
    digest_add_part(stream, event->request);
    add_int(stream, event->cause);
    add_int(stream, event->at);
}

void event_digest_add(struct digest_stream *stream, const struct change_record *change)
{
    add_int(stream, change->number);
    digest_add_part(stream, change->action);
    digest_add_part(stream, change->table_name);
    add_int(stream, change->row);
    add_int(stream, change->version);
    digest_add_part(stream, change->fields);
    digest_add_part(stream, change->commitment);
}

struct digest link_of(struct str previous, int64_t position, struct str digest)
{
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    digest_add_part(&stream, previous);
    add_int(&stream, position);
    digest_add_part(&stream, digest);
    return digest_end(&stream);
}

enum status chain_end_read(struct tx *tx, struct chain_end *out)
{
    enum status status = query_one(tx, &EVENT_NEWEST, bind_none(), &CHAIN_END_TABLE, out);
    if (status == NOT_FOUND) {
        *out = (struct chain_end){0, {NULL, 0}};
        return OK;
    }
    return status;
}
