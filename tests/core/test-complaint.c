/* Complaints are valid text, whatever they quote. */
#include "tb-complaint.h"

#include <gio/gio.h>

static void complain (GError **error, const char *where, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
complain (GError **error, const char *where, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, G_IO_ERROR, G_IO_ERROR_FAILED, where, format, args);
  va_end (args);
}

static void
a_complaint_names_its_place (void)
{
  g_autoptr (GError) placed = NULL, bare = NULL;

  complain (&placed, "garden.xml:14", "count must be 1 to %d, got \"%s\"", 9, "-3");
  g_assert_error (placed, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (placed->message, ==, "garden.xml:14: count must be 1 to 9, got \"-3\"");
  complain (&bare, NULL, "100%% wrong");
  g_assert_cmpstr (bare->message, ==, "100% wrong");
}

static void
half_a_character_is_mended (void)
{
  g_autoptr (GError) quoted = NULL, named = NULL;

  complain (&quoted, NULL, "got \"%.3s\"", "d\303\244\303\266");
  g_assert_cmpstr (quoted->message, ==, "got \"d\303\244\"");
  g_clear_error (&quoted);
  complain (&quoted, NULL, "got \"%.2s\"", "d\303\244");
  g_assert_cmpstr (quoted->message, ==, "got \"d\357\277\275\"");
  complain (&named, "\377.xml", "is empty");
  g_assert_true (g_utf8_validate (named->message, -1, NULL));
  g_assert_true (g_str_has_suffix (named->message, ".xml: is empty"));
}

static void
who_does_not_ask_is_not_told (void)
{
  complain (NULL, NULL, "%s", "nobody listens");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/complaint/place", a_complaint_names_its_place);
  g_test_add_func ("/complaint/half-a-character", half_a_character_is_mended);
  g_test_add_func ("/complaint/nobody-asks", who_does_not_ask_is_not_told);
  return g_test_run ();
}
