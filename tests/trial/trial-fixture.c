/* trial-fixture: see the header. */
#include "trial-fixture.h"

TbTrial *
trial_run (const char *line)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);
  TbTrialTerms terms;
  TbTrial *trial;

  g_assert_no_error (error);
  tb_trial_terms_from_line (&terms, line, &error);
  g_assert_no_error (error);
  trial = tb_trial_new (crypto, &terms, SEED, "test", &error);
  g_assert_no_error (error);
  return trial;
}

/* The check that decided; its two values differ and are there. */
const TbCheck *
trial_find_failure (TbTrial *trial)
{
  const TbCheck *check = tb_checks_first_failure (trial->checks);

  g_assert_nonnull (check);
  g_assert_cmpstr (check->expected, !=, "");
  g_assert_cmpstr (check->found, !=, "");
  g_assert_cmpstr (check->expected, !=, check->found);
  return check;
}

/* Hashes of keys and of what was said differ from one OpenSSL to the next: a `#` for each. */
char *
trial_mask (const char *text)
{
  g_autoptr (GRegex) hashes = g_regex_new ("[A-Za-z0-9+/]{43}=|[0-9a-f]{24,}", 0, 0, NULL);

  return g_regex_replace_literal (hashes, text, -1, 0, "#", 0, NULL);
}
