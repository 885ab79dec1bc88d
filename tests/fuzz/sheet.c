/* Workbooks. Random bytes seldom make a zip file, so the first byte tells which part of an otherwise
 * good workbook the rest stands for: '0' the whole file, '1' a sheet, '2' its texts, '3' its styles,
 * '4' the workbook, '5' its relations.
 */
#include "platform/sheet/sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RELATION(id, type, target)                                                                 \
    "<Relationship Id='" id "' Type='x/" type "' Target='" target "'/>"

static const struct {
    const char *name;
    const char *text;
} parts[] = {
    {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c "
                                 "t='s'><v>1</v></c></row><row><c "
                                 "s='1'><v>46349</v></c></row></sheetData></worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><r><t>b_x000A_</t></r></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name='One' id='rId1'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships>" RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
         RELATION("rId2", "sharedStrings", "sharedStrings.xml")
             RELATION("rId3", "styles", "styles.xml") "</Relationships>"},
    {"_rels/.rels",
     "<Relationships>" RELATION("a", "officeDocument", "xl/workbook.xml") "</Relationships>"},
};

static void add_part(zip_t *zip, const char *name, struct str text)
{
    zip_source_t *source = zip_source_buffer(zip, text.at, text.len, 0);
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_OVERWRITE);
    assert(index >= 0);
    zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

static struct str make_workbook(struct arena *arena, size_t replaced, struct str by)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_source_keep(source);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        add_part(zip, parts[i].name, i == replaced ? by : str_of(parts[i].text));
    }
    int failed = zip_close(zip);
    assert(failed == 0);
    zip_stat_t found;
    zip_source_stat(source, &found);
    char *bytes = arena_alloc(arena, found.size);
    zip_source_open(source);
    zip_source_read(source, bytes, found.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct str){bytes, found.size};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || data[0] < '0' || data[0] > '5') {
        return 0;
    }
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct str rest = {(const char *)data + 1, size - 1};
    struct str bytes = data[0] == '0' ? rest : make_workbook(arena, (size_t)(data[0] - '1'), rest);
    struct rows_reader reader;
    if (rows_open(&reader, arena, bytes, &err) != OK) {
        assert(err.count > 0);
        return 0;
    }
    bool has_more = true;
    for (int64_t line = reader.header.line; has_more;) {
        struct csv_record record = {0};
        if (rows_next(&reader, &record, &has_more, &err) == OK && has_more) {
            assert(record.cell_count == reader.header.cell_count && record.line > line);
            line = record.line;
            for (size_t i = 0; i < record.cell_count; i++) {
                assert(str_is_utf8(record.cells[i]));
            }
        }
    }
    rows_close(&reader);
    return 0;
}
