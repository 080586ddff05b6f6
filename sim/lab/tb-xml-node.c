/* tb-xml-node: what readers of documents have in common: attributes, texts, and complaints about attributes. libxml2 says that those of an element are wrong and not which, so
 * they are all shown. */
#include "tb-xml.h"

#include <string.h>

gboolean
tb_xml_is_element (xmlNodePtr node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

/**
 * tb_xml_dup_attribute:
 * @node: an element
 * @attribute: name of an attribute
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
tb_xml_dup_attribute (xmlNodePtr node, const char *attribute)
{
  xmlChar *raw = xmlGetNoNsProp (node, (const xmlChar *) attribute);
  char *text = raw != NULL ? g_strdup ((const char *) raw) : NULL;

  if (raw != NULL)
    xmlFree (raw);
  return text;
}

/**
 * tb_xml_dup_lines:
 * @node: an element
 *
 * For SQL, in which a comment goes to the end of a line.
 *
 * Returns: (transfer full): its text with its lines
 */
char *
tb_xml_dup_lines (xmlNodePtr node)
{
  xmlChar *raw = xmlNodeGetContent (node);
  char *text = g_strdup (raw != NULL ? (const char *) raw : "");

  xmlFree (raw);
  return g_strstrip (text);
}

/* The first element called @name that begins on @line. */
static xmlNodePtr
find_element (xmlNodePtr node, const char *name, gsize length, long line)
{
  xmlNodePtr found = NULL;

  for (; node != NULL && found == NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && xmlGetLineNo (node) == line && strlen ((const char *) node->name) == length && strncmp ((const char *) node->name, name, length) == 0)
      found = node;
    else
      found = find_element (node->children, name, length, line);
  return found;
}

/**
 * tb_xml_show_attributes:
 * @document: one that its schema does not allow
 * @schema: name of that schema
 * @error: what libxml2 says of it
 *
 * Adds the attributes that were found to a complaint about attributes.
 */
void
tb_xml_show_attributes (xmlDocPtr document, const char *schema, GError *error)
{
  const char *element = strstr (error->message, ": Element "), *colon = element;
  const char *end = element != NULL ? strstr (element, " failed to validate attributes") : NULL;
  g_autoptr (GString) sentence = NULL;
  xmlNodePtr node;

  if (end == NULL)
    return;
  element += strlen (": Element ");
  while (colon > error->message && g_ascii_isdigit (colon[-1]))
    colon--;
  node = find_element (xmlDocGetRootElement (document), element, (gsize) (end - element), (long) g_ascii_strtoll (colon, NULL, 10));
  sentence = g_string_new (error->message);
  g_string_append_printf (sentence, "; data/schemas/%s says what they may be. Found:", schema);
  for (xmlAttrPtr attribute = node != NULL ? node->properties : NULL; attribute != NULL; attribute = attribute->next)
    {
      g_autofree char *value = tb_xml_dup_attribute (node, (const char *) attribute->name);

      g_string_append_printf (sentence, " %s=\"%.60s\"", (const char *) attribute->name, value);
    }
  g_free (error->message);
  error->message = g_utf8_make_valid (sentence->str, -1);
}
