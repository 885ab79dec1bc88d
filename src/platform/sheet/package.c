/* libzip unpacks, expat parses, this counts. Sizes that the file claims are not believed: what comes
 * out is counted as it comes.
 */
#include "platform/sheet/package.h"

#include "platform/base/memory.h"
#include "platform/sheet/sheet.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

enum { CHUNK_BYTES = 32 * 1024, PARTS_LIMIT = 10000 };

static const char DAMAGED[] = N_("The workbook is damaged and cannot be read");

struct package {
    zip_t *zip;
    size_t unpacked; /* bytes, of all parts so far */
};

struct xml {
    struct package *package;
    zip_file_t *file;
    XML_Parser parser;
    const struct xml_handlers *handlers;
    void *data;
    int depth;
    enum status status;
    const char *message; /* why status is not OK */
    bool is_paused;
    bool is_over;
};

enum status package_open(struct str bytes, struct package **out, struct err *err)
{
    if (str_starts(bytes, STR("\xD0\xCF\x11\xE0"))) {
        return err_return(
            err, INVALID,
            "The workbook is locked with a password or in the old format; save it as .xlsx "
            "without a password");
    }
    if (!str_starts(bytes, STR("PK"))) {
        return err_return(err, INVALID, "This is not an Excel workbook (.xlsx)");
    }
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, NULL);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (zip == NULL) {
        zip_source_free(source);
        return err_return(err, INVALID, DAMAGED);
    }
    if (zip_get_num_entries(zip, 0) > PARTS_LIMIT) {
        zip_discard(zip);
        return err_return(err, TOO_LARGE, "The workbook has too many parts");
    }
    struct package *package = memory_new(sizeof(*package));
    package->zip = zip;
    *out = package;
    return OK;
}

void package_free(struct package *package)
{
    if (package != NULL) {
        zip_discard(package->zip);
        memory_free(package);
    }
}

bool package_has(struct package *package, const char *part)
{
    return zip_name_locate(package->zip, part, ZIP_FL_NOCASE) >= 0;
}

void xml_fail(struct xml *xml, enum status status, const char *message)
{
    if (xml->status == OK) {
        xml->status = status;
        xml->message = message;
        XML_StopParser(xml->parser, XML_FALSE);
    }
}

void xml_pause(struct xml *xml)
{
    if (xml->status == OK && !xml->is_paused) {
        xml->is_paused = true;
        XML_StopParser(xml->parser, XML_TRUE);
    }
}

static struct str local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_of(colon != NULL ? colon + 1 : name);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = data;
    xml->depth++;
    if (xml->depth > SHEET_DEPTH_LIMIT) {
        xml_fail(xml, TOO_LARGE, N_("The workbook is nested too deep"));
    }
    if (xml->status == OK && xml->handlers->start != NULL) {
        xml->handlers->start(xml->data, local_name(name), (const char *const *)attributes);
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct xml *xml = data;
    xml->depth--;
    if (xml->status == OK && xml->handlers->end != NULL) {
        xml->handlers->end(xml->data, local_name(name));
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
    struct xml *xml = data;
    if (xml->status == OK && xml->handlers->text != NULL) {
        xml->handlers->text(xml->data, (struct str){text, (size_t)length});
    }
}

/* Entities begin with a document type, and no honest workbook has one. */
static void XMLCALL on_document_type(void *data, const XML_Char *name, const XML_Char *system_id,
                                     const XML_Char *public_id, int has_inside)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_inside;
    xml_fail(data, INVALID, DAMAGED);
}

enum status xml_open(struct package *package, const char *part, const struct xml_handlers *handlers,
                     void *data, struct xml **out)
{
    zip_file_t *file = zip_fopen(package->zip, part, ZIP_FL_NOCASE);
    if (file == NULL) {
        return NOT_FOUND;
    }
    struct xml *xml = memory_new(sizeof(*xml));
    *xml = (struct xml){.package = package, .file = file, .handlers = handlers, .data = data};
    static const XML_Memory_Handling_Suite memory = {memory_new, memory_resize, memory_free};
    xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_document_type);
    ((struct xml_data *)data)->xml = xml;
    *out = xml;
    return OK;
}

void xml_free(struct xml *xml)
{
    if (xml != NULL) {
        XML_ParserFree(xml->parser);
        zip_fclose(xml->file);
        memory_free(xml);
    }
}

/* Unpacks and parses one piece. */
static void run_chunk(struct xml *xml)
{
    void *chunk = XML_GetBuffer(xml->parser, CHUNK_BYTES);
    zip_int64_t got = chunk != NULL ? zip_fread(xml->file, chunk, CHUNK_BYTES) : -1;
    if (got < 0) {
        xml_fail(xml, INVALID, DAMAGED);
        return;
    }
    xml->package->unpacked += (size_t)got;
    if (xml->package->unpacked > SHEET_UNPACKED_LIMIT) {
        xml_fail(xml, TOO_LARGE, N_("The workbook is too large when it is unpacked"));
        return;
    }
    enum XML_Status status = XML_ParseBuffer(xml->parser, (int)got, got == 0);
    if (status == XML_STATUS_ERROR) {
        xml_fail(xml, INVALID, DAMAGED);
    }
    xml->is_over = got == 0 && status == XML_STATUS_OK;
}

enum status xml_run(struct xml *xml, bool *out_more, struct err *err)
{
    if (xml->is_paused && xml->status == OK) {
        XML_ParsingStatus before;
        xml->is_paused = false;
        enum XML_Status status = XML_ResumeParser(xml->parser);
        XML_GetParsingStatus(xml->parser, &before);
        if (status == XML_STATUS_ERROR) {
            xml_fail(xml, INVALID, DAMAGED);
        }
        xml->is_over = status == XML_STATUS_OK && before.finalBuffer != 0;
    }
    while (!xml->is_paused && !xml->is_over && xml->status == OK) {
        run_chunk(xml);
    }
    if (xml->status != OK) {
        return err_return(err, xml->status, xml->message);
    }
    *out_more = xml->is_paused;
    return OK;
}

enum status xml_read(struct package *package, const char *part, const struct xml_handlers *handlers,
                     void *data, struct err *err)
{
    struct xml *xml = NULL;
    if (xml_open(package, part, handlers, data, &xml) != OK) {
        return err_return(err, INVALID, DAMAGED);
    }
    bool has_more = false;
    enum status status = xml_run(xml, &has_more, err);
    xml_free(xml);
    return status;
}

struct str xml_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (str_equal(local_name(attributes[i]), str_of(name))) {
            return str_of(attributes[i + 1]);
        }
    }
    return (struct str){NULL, 0};
}
