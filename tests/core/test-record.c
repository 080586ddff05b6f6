/* The table of record kinds: every kind has a code of its own and says what its fields mean. */
#include "tb-record.h"

#include <string.h>

static void
codes_are_unique_and_plain (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    {
      const TbRecordInfo *info = tb_record_info (kind);

      g_assert_nonnull (info);
      g_assert_cmpuint (strlen (info->code), >, 0);
      g_assert_cmpuint (strspn (info->code, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (info->code));
      g_assert_true (g_hash_table_add (seen, (gpointer) info->code));
      g_assert_nonnull (info->value);
      g_assert_nonnull (info->detail);
      g_assert_nonnull (info->payload);
    }
}

static void
codes_follow_their_names (void)
{
#define X(id, code, value, detail, payload) { TB_RECORD_##id, #id },
  static const struct { guint kind; const char *id; } rows[] = { TB_RECORD_TABLE (X) };
#undef X

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *id = g_strdelimit (g_strdup (rows[i].id), "_", '-');
      g_autofree char *code = g_ascii_strdown (id, -1);

      g_assert_cmpstr (tb_record_info (rows[i].kind)->code, ==, code);
    }
}

static void
no_kind_no_row (void)
{
  g_assert_null (tb_record_info (TB_RECORD_N_KINDS));
  g_assert_null (tb_record_info (G_MAXUINT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/codes", codes_are_unique_and_plain);
  g_test_add_func ("/record/codes/names", codes_follow_their_names);
  g_test_add_func ("/record/none", no_kind_no_row);
  return g_test_run ();
}
