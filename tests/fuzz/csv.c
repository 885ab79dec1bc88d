/* CSV: any bytes are read to their end or refused; what is read can be written and read again. */
#include "platform/base/csv.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read_again(struct arena *arena, const struct csv_record *record)
{
    BUF_SCOPED(out, 64 * 1024 * 1024);
    for (size_t i = 0; i < record->cell_count; i++) {
        buf_put_c(&out, i > 0 ? "," : "");
        buf_put_format(&out, "h%zu", i);
    }
    csv_end(&out);
    for (size_t i = 0; i < record->cell_count; i++) {
        csv_put(&out, record->cells[i], i == 0);
    }
    csv_end(&out);
    struct csv_reader reader;
    struct csv_record again = {0};
    bool has_more = false;
    enum status status = csv_open(&reader, arena, buf_str(&out), NULL);
    assert(status == OK);
    status = csv_next(&reader, &again, &has_more, NULL);
    assert(status == OK);
    for (size_t i = 0; has_more && i < record->cell_count; i++) {
        assert(str_equal(again.cells[i], record->cells[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct csv_reader reader;
    struct str bytes = {(const char *)data, size};
    if (csv_open(&reader, arena, bytes, &err) != OK) {
        assert(err.count > 0);
        return 0;
    }
    assert(str_is_utf8(reader.text));
    bool has_more = true;
    for (int64_t line = 0; has_more;) {
        struct arena_mark mark = arena_mark(arena);
        struct csv_record record = {0};
        size_t at = reader.at;
        enum status status = csv_next(&reader, &record, &has_more, NULL);
        assert(reader.at > at || (status == OK && !has_more));
        if (status == OK && has_more) {
            assert(record.cell_count == reader.header.cell_count && record.line > line);
            line = record.line;
            if (line < 10) {
                write_and_read_again(arena, &record);
            }
        }
        arena_rewind(arena, mark);
    }
    return 0;
}
