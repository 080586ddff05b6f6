/* tb-xml: see the header. */
#include "tb-xml.h"

#include <libxml/relaxng.h>
#include <libxml/xmlreader.h>
#include <string.h>

G_DEFINE_QUARK (tb-xml-error-quark, tb_xml_error)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlTextReader, xmlFreeTextReader)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNG, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

/* The first complaint of libxml2, which is the one nearest to the cause. */
typedef struct
{
  char *message;
  int line;
} Complaint;

static void
on_complaint (void *user_data, const xmlError *problem)
{
  Complaint *complaint = user_data;

  if (complaint->message != NULL || problem == NULL || problem->message == NULL)
    return;
  complaint->message = problem->code == XML_ERR_DOCUMENT_EMPTY ? g_strdup ("this is not XML") : g_utf8_make_valid (problem->message, -1);
  g_strstrip (complaint->message);
  complaint->line = problem->line;
  if (complaint->line == 0 && problem->node != NULL)
    complaint->line = (int) xmlGetLineNo (problem->node);
}

/* The signature of libxml2's handler gained a const in 2.12; the cast serves both. */
#define HANDLER ((xmlStructuredErrorFunc) (void (*) (void)) on_complaint)

static gboolean
complain (Complaint *complaint, TbXmlError code, const char *file_name, GError **error)
{
  const char *what = complaint->message ? complaint->message : "this is not XML";

  if (complaint->line > 0)
    g_set_error (error, TB_XML_ERROR, code, "%s:%d: %s", file_name, complaint->line, what);
  else
    g_set_error (error, TB_XML_ERROR, code, "%s: %s", file_name, what);
  g_clear_pointer (&complaint->message, g_free);
  return FALSE;
}

static gboolean
refuse (xmlTextReaderPtr reader, TbXmlError code, const char *what, const char *file_name, GError **error)
{
  g_set_error (error, TB_XML_ERROR, code, "%s:%d: %s", file_name, xmlTextReaderGetParserLineNumber (reader), what);
  return FALSE;
}

/* Walks through once, so that nothing deep or declared is ever built. */
static gboolean
check_shape (const char *text, gsize length, const char *file_name, GError **error)
{
  g_autoptr (xmlTextReader) reader = xmlReaderForMemory (text, (int) length, file_name, NULL, XML_PARSE_NONET);
  Complaint complaint = { 0 };
  gboolean ok = TRUE;
  int more;

  xmlTextReaderSetStructuredErrorHandler (reader, HANDLER, &complaint);
  while (ok && (more = xmlTextReaderRead (reader)) == 1)
    if (xmlTextReaderNodeType (reader) == XML_READER_TYPE_DOCUMENT_TYPE)
      ok = refuse (reader, TB_XML_ERROR_INVALID, "a document type is not allowed here; leave out <!DOCTYPE ...>", file_name, error);
    else if (xmlTextReaderDepth (reader) > TB_XML_MAX_DEPTH)
      ok = refuse (reader, TB_XML_ERROR_INVALID, "elements are nested more than 32 deep", file_name, error);
  if (ok && more != 0)
    ok = complain (&complaint, TB_XML_ERROR_MALFORMED, file_name, error);
  g_free (complaint.message);
  return ok;
}

static void
ignore_complaint (void *user_data, const xmlError *problem)
{
}

/**
 * tb_xml_read:
 * @text: (array length=length): the file's bytes
 * @length: how many
 * @file_name: for errors
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the document, or %NULL with a #TbXmlError
 */
xmlDocPtr
tb_xml_read (const char *text, gsize length, const char *file_name, GError **error)
{
  xmlDocPtr document;

  if (length > TB_XML_MAX_BYTES)
    {
      g_set_error (error, TB_XML_ERROR, TB_XML_ERROR_TOO_LARGE, "%s: %" G_GSIZE_FORMAT " bytes are more than the 16 MB a file may have", file_name, length);
      return NULL;
    }
  if (length == 0)
    {
      g_set_error (error, TB_XML_ERROR, TB_XML_ERROR_MALFORMED, "%s:1: the file is empty", file_name);
      return NULL;
    }
  if (!check_shape (text, length, file_name, error))
    return NULL;
  xmlSetStructuredErrorFunc (NULL, (xmlStructuredErrorFunc) (void (*) (void)) ignore_complaint);
  document = xmlReadMemory (text, (int) length, file_name, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (document == NULL)
    g_set_error (error, TB_XML_ERROR, TB_XML_ERROR_MALFORMED, "%s: this is not XML", file_name);
  return document;
}

static gboolean
validate (xmlDocPtr document, const char *schema_path, const char *file_name, GError **error)
{
  g_autoptr (xmlRelaxNGParserCtxt) parser = xmlRelaxNGNewParserCtxt (schema_path);
  g_autoptr (xmlRelaxNG) schema = NULL;
  g_autoptr (xmlRelaxNGValidCtxt) context = NULL;
  Complaint complaint = { 0 };
  gboolean ok;

  if (parser != NULL)
    {
      xmlRelaxNGSetParserStructuredErrors (parser, HANDLER, &complaint);
      schema = xmlRelaxNGParse (parser);
    }
  if (schema == NULL)
    {
      g_set_error (error, TB_XML_ERROR, TB_XML_ERROR_INVALID, "%s: the schema is missing or broken; is Trustbed installed completely?", schema_path);
      g_free (complaint.message);
      return FALSE;
    }
  context = xmlRelaxNGNewValidCtxt (schema);
  xmlRelaxNGSetValidStructuredErrors (context, HANDLER, &complaint);
  ok = xmlRelaxNGValidateDoc (context, document) == 0 || complain (&complaint, TB_XML_ERROR_INVALID, file_name, error);
  g_free (complaint.message);
  return ok;
}

/**
 * tb_xml_validate:
 * @document: a document
 * @schema_path: a RELAX NG schema
 * @file_name: for errors
 * @error: return location
 *
 * Returns: %FALSE with the first thing that the schema does not allow, or when there is no schema
 */
gboolean
tb_xml_validate (xmlDocPtr document, const char *schema_path, const char *file_name, GError **error)
{
  static GMutex lock;
  gboolean valid;

  g_mutex_lock (&lock); /* libxml2 makes its tables of types on first use, in whichever threads come by */
  valid = validate (document, schema_path, file_name, error);
  g_mutex_unlock (&lock);
  return valid;
}

/**
 * tb_xml_dup_text:
 * @node: an element
 *
 * Returns: (transfer full): its text with white space at the ends removed and runs of it made one space, as it is written over several lines
 */
char *
tb_xml_dup_text (xmlNodePtr node)
{
  xmlChar *raw = xmlNodeGetContent (node);
  g_auto (GStrv) words = g_strsplit_set (raw ? (const char *) raw : "", " \t\r\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
  xmlFree (raw);
  return g_string_free (text, FALSE);
}
