/* The table of kinds: each has a name that is read back, says what a thief gets, and a figure only with its source. */
#include "tb-key-store.h"

static void
codes_are_read_back (void)
{
  for (guint i = 0; i < TB_KEY_STORE_N_KINDS; i++)
    {
      TbKeyStoreKind kind = TB_KEY_STORE_N_KINDS;

      g_assert_true (tb_key_store_kind_from_code (tb_key_store_get_info ((TbKeyStoreKind) i)->code, &kind));
      g_assert_cmpuint (kind, ==, i);
    }
}

static void
other_words_name_no_kind (void)
{
  const char *words[] = { "", "Flash", "flash ", "hsm", "secure element" };
  TbKeyStoreKind kind = TB_KEY_STORE_N_KINDS;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (tb_key_store_kind_from_code (words[i], &kind));
  g_assert_cmpuint (kind, ==, TB_KEY_STORE_N_KINDS);
}

static void
each_kind_says_what_a_thief_gets (void)
{
  for (guint i = 0; i < TB_KEY_STORE_N_KINDS; i++)
    {
      const TbKeyStoreInfo *info = tb_key_store_get_info ((TbKeyStoreKind) i);

      g_assert_cmpstr (info->title, !=, "");
      g_assert_true (g_str_has_suffix (info->thief, "."));
      g_assert_cmpint (info->can_export, ==, i == TB_KEY_STORE_FLASH);
    }
}

static void
figures_have_a_source (void)
{
  for (guint i = 0; i < TB_KEY_STORE_N_KINDS; i++)
    {
      const TbKeyStoreInfo *info = tb_key_store_get_info ((TbKeyStoreKind) i);

      g_assert_cmpint (info->sign_us > 0, ==, *info->source != '\0');
    }
}

static void
costs_are_the_published_ones (void)
{
  g_assert_cmpint (tb_key_store_get_info (TB_KEY_STORE_FLASH)->sign_us, ==, 0);
  g_assert_cmpint (tb_key_store_get_info (TB_KEY_STORE_SECURE_ELEMENT)->sign_us, ==, 115 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (tb_key_store_get_info (TB_KEY_STORE_TPM)->sign_us, ==, 200 * G_TIME_SPAN_MILLISECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keystore/key-store/codes", codes_are_read_back);
  g_test_add_func ("/keystore/key-store/other-words", other_words_name_no_kind);
  g_test_add_func ("/keystore/key-store/thief", each_kind_says_what_a_thief_gets);
  g_test_add_func ("/keystore/key-store/sources", figures_have_a_source);
  g_test_add_func ("/keystore/key-store/costs", costs_are_the_published_ones);
  return g_test_run ();
}
