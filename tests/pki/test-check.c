/* Rows keep their order and their texts, and the first failure is the first. */
#include "tb-check.h"

static const TbCheckRule rules[] = {
  { "validity", "the validity period includes the moment", "RFC 5280 section 6.1.3 (a)(2)" },
  { "signature", "the issuer's key made the signature", "RFC 5280 section 6.1.3 (a)(1)" },
};

static void
rows_keep_their_order (void)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  g_autofree char *found = g_strdup ("2026");

  tb_checks_add (checks, &rules[0], 0, TRUE, NULL, found);
  found[0] = 'x';
  tb_checks_add_static (checks, &rules[1], 1, FALSE, "a", "b");
  g_assert_cmpuint (tb_checks_get_n (checks), ==, 2);
  g_assert_cmpstr (tb_checks_get (checks, 0)->found, ==, "2026");
  g_assert_cmpstr (tb_checks_get (checks, 0)->expected, ==, "");
  g_assert_true (tb_checks_get (checks, 1)->rule == &rules[1]);
  g_assert_cmpint (tb_checks_get (checks, 1)->depth, ==, 1);
}

static void
the_first_failure_is_found (void)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();

  g_assert_null (tb_checks_first_failure (checks));
  tb_checks_add (checks, &rules[0], 0, TRUE, "", "");
  g_assert_null (tb_checks_first_failure (checks));
  tb_checks_add (checks, &rules[1], 0, FALSE, "first", "");
  tb_checks_add (checks, &rules[1], 1, FALSE, "second", "");
  g_assert_cmpstr (tb_checks_first_failure (checks)->expected, ==, "first");
}

static void
appended_rows_outlive_their_list (void)
{
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbChecks *more = tb_checks_new ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("row %u", i);

      tb_checks_add (more, &rules[i % 2], (int) i, TRUE, text, text);
    }
  tb_checks_append (checks, more);
  tb_checks_free (more);
  g_assert_cmpuint (tb_checks_get_n (checks), ==, 1000);
  g_assert_cmpstr (tb_checks_get (checks, 999)->found, ==, "row 999");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/check/order", rows_keep_their_order);
  g_test_add_func ("/pki/check/first-failure", the_first_failure_is_found);
  g_test_add_func ("/pki/check/append", appended_rows_outlive_their_list);
  return g_test_run ();
}
