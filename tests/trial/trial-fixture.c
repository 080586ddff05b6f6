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

static void
append_flights (GString *text, TbTranscript *transcript, const char *client, const char *server)
{
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_string_append_printf (text, "  %s %s %s:", client, tb_transcript_get_flight (transcript, i)->from == TB_SIDE_CLIENT ? "->" : "<-", server);
      for (guint j = 0; j < tb_transcript_get_n_messages (transcript); j++)
        if (tb_transcript_get_message (transcript, j)->flight == i)
          g_string_append_printf (text, " %s;", tb_transcript_message_name (tb_transcript_get_message (transcript, j)));
      g_string_append_c (text, '\n');
    }
}

static void
append_outcome (GString *text, TbTranscript *transcript)
{
  static const char *const names[] = { "client", "server" };

  for (guint side = 0; side < 2; side++)
    g_string_append_printf (text, "  %s %s\n", names[side],
                            tb_transcript_get_outcome (transcript, (TbSide) side)->finished ? "finished" : "did not finish");
}

/* Flights, messages, how it ended for each and by which check; no lengths, which are a matter of luck. */
char *
trial_to_ladder (TbTrial *trial)
{
  GString *text = g_string_new (NULL);
  const TbCheck *check = tb_checks_first_failure (trial->checks);

  append_flights (text, trial->transcript, "client", trial->behind != NULL ? "attacker" : "server");
  append_outcome (text, trial->transcript);
  if (trial->behind != NULL)
    append_flights (text, trial->behind, "attacker", "server");
  g_string_append_printf (text, "  verdict %s", trial->verdict);
  if (check != NULL)
    g_string_append_printf (text, ", by the %s: %s", trial->judge == TB_SIDE_CLIENT ? "client" : "server", check->rule->code);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/* Hashes of keys and of what was said differ from one OpenSSL to the next: a `#` for each. */
char *
trial_mask (const char *text)
{
  g_autoptr (GRegex) hashes = g_regex_new ("[A-Za-z0-9+/]{43}=|[0-9a-f]{24,}", 0, 0, NULL);

  return g_regex_replace_literal (hashes, text, -1, 0, "#", 0, NULL);
}
