/* Documents that are too large, too deep or clever are refused before anything is built of them. */
#include "tb-xml.h"

#include <string.h>

static void
assert_refused (const char *text, gsize length, const char *complaint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document = tb_xml_read (text, length, "file.xml", &error);

  g_assert_null (document);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, TB_XML_ERROR);
  g_assert_true (g_str_has_prefix (error->message, "file.xml"));
  g_assert_nonnull (strstr (error->message, complaint));
  g_assert_cmpuint (strlen (error->message), <, 400);
}

static void
broken_documents_are_refused (void)
{
  static const struct { const char *text; const char *complaint; } cases[] = {
    { "", "empty" }, { " ", "file.xml:1" }, { "x", "file.xml:1" }, { "<", "file.xml:1" }, { "<a>", "file.xml:1" }, { "<a>\n</b>", "file.xml:2" },
    { "<a/><a/>", "file.xml:1" }, { "<a>\n\n&nothing;</a>", "file.xml:3" }, { "<a x='1' x='2'/>", "file.xml:1" }, { "<a>\xff</a>", "file.xml:1" },
    { "<?xml version='1.0' encoding='no-such'?><a/>", "file.xml:1" }, { "<a b=\"<\"/>", "file.xml:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, strlen (cases[i].text), cases[i].complaint);
  assert_refused ("<a\0/>", 5, "file.xml");
}

static void
document_types_are_refused (void)
{
  static const char *const cases[] = {
    "<!DOCTYPE a>\n<a/>",
    "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
    "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.dtd\"> %x;]><a/>",
    "<!DOCTYPE a [<!ATTLIST a b CDATA \"given\">]><a/>",
  };
  /* Some versions of the library notice the trick before they come to say that there is a document type. */
  static const char laughs[] =
    "<!DOCTYPE a [<!ENTITY a0 \"ha\"><!ENTITY a1 \"&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;\"><!ENTITY a2 \"&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;\">"
    "<!ENTITY a3 \"&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;\"><!ENTITY a4 \"&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;\"><!ENTITY a5 \"&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;\">"
    "<!ENTITY a6 \"&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;\"><!ENTITY a7 \"&a6;&a6;&a6;&a6;&a6;&a6;&a6;&a6;\">]><a x=\"&a7;\">&a7;</a>";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i], strlen (cases[i]), "a document type is not allowed here");
  assert_refused (laughs, strlen (laughs), "file.xml:1");
}

static char *
nested (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "</a>");
  return g_string_free (text, FALSE);
}

static void
depth_is_limited (void)
{
  const guint depths[] = { 34, 100, 300, 100000 };
  g_autofree char *deepest = nested (33);
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document = tb_xml_read (deepest, strlen (deepest), "file.xml", &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autofree char *text = nested (depths[i]);

      assert_refused (text, strlen (text), "nested more than 32 deep");
    }
}

static void
size_is_limited (void)
{
  gsize n = 17 << 20;
  g_autofree char *text = g_malloc (n);

  memset (text, ' ', n);
  assert_refused (text, n, "more than the 16 MB");
}

static void
an_attribute_may_be_long_but_not_endless (void)
{
  g_autoptr (GString) text = g_string_new ("<a b=\"");

  for (guint i = 0; i < 15 << 20; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"/>");
  assert_refused (text->str, text->len, "file.xml:1");
}

static void
text_is_gathered (void)
{
  const char *text = "<a>  one\n   two <!-- not this --> <b>three</b>\t<![CDATA[ four < ]]> </a>";
  g_autoptr (xmlDoc) document = tb_xml_read (text, strlen (text), "file.xml", NULL);
  g_autofree char *words = tb_xml_dup_text (xmlDocGetRootElement (document));

  g_assert_cmpstr (words, ==, "one two three four <");
}

static void
a_schema_has_to_be_there (void)
{
  g_autoptr (xmlDoc) document = tb_xml_read ("<a/>", 4, "file.xml", NULL);
  g_autoptr (GError) missing = NULL, broken = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "scenarios", "smart-home.xml", NULL);

  g_assert_false (tb_xml_validate (document, "/nowhere/at/all.rng", "file.xml", &missing));
  g_assert_nonnull (strstr (missing->message, "/nowhere/at/all.rng: the schema is missing or broken"));
  g_assert_false (tb_xml_validate (document, path, "file.xml", &broken));
  g_assert_nonnull (strstr (broken->message, "the schema is missing or broken"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xml/broken", broken_documents_are_refused);
  g_test_add_func ("/xml/document-type", document_types_are_refused);
  g_test_add_func ("/xml/depth", depth_is_limited);
  g_test_add_func ("/xml/size", size_is_limited);
  g_test_add_func ("/xml/attribute", an_attribute_may_be_long_but_not_endless);
  g_test_add_func ("/xml/text", text_is_gathered);
  g_test_add_func ("/xml/schema", a_schema_has_to_be_there);
  return g_test_run ();
}
