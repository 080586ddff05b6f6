/* tb-xml: a small XML document, read safely.
 *
 * libxml2's reader without network and without document types, at most 16 MB and 32 levels deep, then its RELAX NG validation. Errors name
 * file and line. Knows nothing of scenarios. */
#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

#define TB_XML_MAX_BYTES (16 << 20)
#define TB_XML_MAX_DEPTH 32

#define TB_XML_ERROR (tb_xml_error_quark ())
typedef enum { TB_XML_ERROR_MALFORMED, TB_XML_ERROR_INVALID, TB_XML_ERROR_TOO_LARGE } TbXmlError;
GQuark    tb_xml_error_quark (void);

xmlDocPtr tb_xml_read     (const char *text, gsize length, const char *file_name, GError **error);
gboolean  tb_xml_validate (xmlDocPtr document, const char *schema_path, const char *file_name, GError **error);
char     *tb_xml_dup_text (xmlNodePtr node);
char     *tb_xml_dup_lines (xmlNodePtr node);
char     *tb_xml_dup_attribute (xmlNodePtr node, const char *attribute);
gboolean  tb_xml_is_element (xmlNodePtr node, const char *name);
void      tb_xml_show_attributes (xmlDocPtr document, const char *schema, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

G_END_DECLS
