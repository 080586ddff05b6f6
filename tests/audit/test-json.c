/* The one form of a line: what is written is read again, and every other spelling of the same is refused. */
#include <string.h>

#include "tb-audit-json.h"

static gboolean
is_read (const char *line)
{
  g_auto (TbAuditObject) object = { 0 };
  const char *problem;

  return tb_audit_json_read (line, strlen (line), &object, &problem);
}

static void
what_is_written_is_read (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_auto (TbAuditObject) object = { 0 };
  const char *problem, *odd = "a \"quoted\" \\ \b\f\n\r\t\x01\x1f\x7f \xc3\xa4 \xf0\x9f\x94\x91 /";
  gint64 number;

  tb_audit_json_begin (line);
  tb_audit_json_add_text (line, "a", odd);
  tb_audit_json_add_number (line, "b", -12);
  tb_audit_json_add_text (line, "c", NULL);
  tb_audit_json_add_number (line, "d", G_GINT64_CONSTANT (9007199254740991));
  tb_audit_json_add_text (line, "e", "");
  tb_audit_json_end (line);
  g_assert_cmpstr (line->str, ==,
                   "{\"a\":\"a \\\"quoted\\\" \\\\ \\b\\f\\n\\r\\t\\u0001\\u001f\x7f \xc3\xa4 \xf0\x9f\x94\x91 /\",\"b\":-12,\"d\":9007199254740991,\"e\":\"\"}");
  g_assert_true (tb_audit_json_read (line->str, line->len, &object, &problem));
  g_assert_cmpuint (object.n, ==, 4);
  g_assert_cmpstr (tb_audit_object_get_text (&object, "a"), ==, odd);
  g_assert_true (tb_audit_object_get_number (&object, "b", &number) && number == -12);
  g_assert_true (tb_audit_object_get_number (&object, "d", &number) && number == G_GINT64_CONSTANT (9007199254740991));
  g_assert_cmpstr (tb_audit_object_get_text (&object, "e"), ==, "");
  g_assert_null (tb_audit_object_get_text (&object, "b"));
  g_assert_false (tb_audit_object_get_number (&object, "a", &number));
  g_assert_false (tb_audit_object_get_number (&object, "c", &number));
}

/* RFC 8785 section 3.2 leaves one spelling of everything. */
static void
other_spellings_are_refused (void)
{
  static const char *const others[] = {
    "", "{", "}", "{}", "[]", "null", "\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} ", " {\"a\":1}", "{ \"a\":1}", "{\"a\" :1}", "{\"a\": 1}", "{\"a\":1 }",
    "{\"a\":1,}", "{,\"a\":1}", "{\"b\":1,\"a\":1}", "{\"a\":1,\"a\":1}", "{\"A\":1}", "{\"\":1}", "{\"a\":01}", "{\"a\":-0}", "{\"a\":+1}", "{\"a\":1.0}", "{\"a\":1e0}",
    "{\"a\":9007199254740992}", "{\"a\":99999999999999999999}", "{\"a\":-}", "{\"a\":true}", "{\"a\":null}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":\"\\u0041\"}", "{\"a\":\"\\u000A\"}",
    "{\"a\":\"\\u000a\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u001F\"}", "{\"a\":\"\\/\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\\"}", "{\"a\":\"\n\"}", "{\"a\":\"\xff\"}", "{\"a\":\"",
    "{\"a\":'1'}", "{a:1}", "{\"a\":1;\"b\":2}", "{\"a\":\"\\u00\"}", "{\"a\":\"\\u\"}", "{\"\\u0061\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (is_read (others[i]))
      g_error ("%s is read", others[i]);
  g_assert_true (is_read ("{\"a\":1}") && is_read ("{\"a\":0,\"a_b\":\"\",\"b2\":-1}"));
}

static void
depth_and_width_are_bounded (void)
{
  g_autofree char *deep = g_strnfill (60000, '['), *wide = NULL;
  g_autoptr (GString) line = g_string_new ("{");

  g_assert_false (is_read (deep));
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (line, "%s\"m%03u\":%u", i > 0 ? "," : "", i, i);
  wide = g_strdup_printf ("%s}", line->str);
  g_assert_false (is_read (wide));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/json/again", what_is_written_is_read);
  g_test_add_func ("/audit/json/others", other_spellings_are_refused);
  g_test_add_func ("/audit/json/bounds", depth_and_width_are_bounded);
  return g_test_run ();
}
