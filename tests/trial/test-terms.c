/* Terms of a trial as text: what can be asked for, and a clear sentence for what cannot. */
#include <string.h>

#include "trial-fixture.h"

static void
words_become_terms (void)
{
  g_autoptr (GError) error = NULL;
  TbTrialTerms terms;

  g_assert_true (tb_trial_terms_from_line (&terms, "handshake device=lock-01 to=broker tls=1.3 kex=P-256 key=RSA-2048 mutual=yes fail=expired at=server", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (terms.version, ==, "1.3");
  g_assert_cmpstr (terms.exchange, ==, "p256");
  g_assert_cmpstr (terms.key, ==, "rsa2048");
  g_assert_cmpstr (terms.failure, ==, "expired");
  g_assert_cmpint (terms.at, ==, TB_SIDE_SERVER);
  g_assert_true (terms.mutual);
  g_assert_false (terms.resumed);
  g_assert_null (terms.attack);
}

static void
other_names_are_understood (void)
{
  TbTrialTerms terms = { NULL };

  g_assert_true (tb_trial_terms_set (&terms, "kex", "prime256v1", NULL));
  g_assert_cmpstr (terms.exchange, ==, "p256");
  g_assert_true (tb_trial_terms_set (&terms, "fail", "unknown-authority", NULL));
  g_assert_cmpstr (terms.failure, ==, "unknown-root");
  g_assert_true (tb_trial_terms_set (&terms, "fail", "wrong-purpose", NULL));
  g_assert_cmpstr (terms.failure, ==, "wrong-eku");
}

/* Each with what its sentence has to say. */
static const struct { const char *line, *says; } bad[] = {
  { "tls=1.1", "tls must be" }, { "tls=", "got \"\"" }, { "kex=dsa", "kex must be" }, { "key=dsa", "rsa2048" },
  { "fail=whatever", "got \"whatever\"" }, { "attack=whatever", "own-root" }, { "at=both", "client or server" }, { "mutual=perhaps", "no or yes" },
  { "staple=fresh", "stale" }, { "staple-policy=maybe", "require" },
  { "fail=expired attack=own-root", "do not go together" }, { "fail=expired resume=yes", "do not go together" },
  { "attack=own-root resume=yes", "do not go together" }, { "pin=yes careless=yes", "do not go together" },
  { "attack=downgrade constrain=yes", "do not go together" }, { "attack=downgrade tls=1.2", "TLS 1.3" }, { "attack=weaker-exchange tls=1.3", "TLS 1.2" },
  { "attack=weaker-exchange key=p256", "RSA" }, { "attack=fallback kex=x25519mlkem768", "TLS 1.2 has too" }, { "attack=downgrade scsv=yes", "fallback" },
  { "scsv=yes", "fallback" }, { "attack=downgrade retry=yes", "neither" }, { "constrain=yes", "attack" },
  { "kex=rsa", "TLS 1.3 has no RSA key transport" }, { "tls=1.2 kex=rsa key=p256", "needs a server whose key is RSA" },
  { "tls=1.2 kex=x25519mlkem768", "TLS 1.3" }, { "tls=1.2 retry=yes", "TLS 1.3" }, { "tls=dtls-1.2 key-update=yes", "TLS 1.3" },
  { "tls=dtls-1.2 resume=yes", "resumption" }, { "tls=dtls-1.2 attack=own-root", "attack" },
  { "fail=revoked at=server staple=good", "staple" }, { "fail=expired staple=stale", "missing staple" }, { "fail=weak-key must-staple=yes", "missing staple" }, { "fail=wrong-host at=client", "server's side only" }, { "fail=no-certificate at=server", "client's side only" },
};

static void
bad_terms_are_one_sentence (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *line = g_strconcat ("handshake ", bad[i].line, NULL);
      g_autoptr (GError) error = NULL;
      TbTrialTerms terms;

      g_assert_false (tb_trial_terms_from_line (&terms, line, &error));
      g_assert_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS);
      g_assert_nonnull (strstr (error->message, bad[i].says));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_false (g_str_has_suffix (error->message, "."));
    }
}

static void
broken_lines_are_refused (void)
{
  static const char *const lines[] = { "", "handshake 'fail=expired", "handshake fail=\"", "\\" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      TbTrialTerms terms;

      g_assert_false (tb_trial_terms_from_line (&terms, lines[i], &error));
      g_assert_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS);
    }
}

static void
unknown_words_are_told_from_unknown_values (void)
{
  g_autoptr (GError) error = NULL;
  TbTrialTerms terms = { NULL };

  g_assert_false (tb_trial_terms_set (&terms, "device", "lock-01", &error));
  g_assert_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_UNKNOWN);
}

/* What the OpenSSL at hand has not is refused with what is published of it. */
static void
missing_exchange_is_said (void)
{
  TbTrialTerms terms = { .exchange = "x25519mlkem768" };
  g_autofree char *fault = tb_trial_find_fault (&terms);

  g_assert_true (tb_trial_has_exchange ("p256") && tb_trial_has_exchange ("rsa"));
  g_assert_false (tb_trial_has_exchange ("x448"));
  g_assert_cmpint (fault == NULL, ==, tb_trial_has_exchange ("x25519mlkem768"));
  if (fault != NULL)
    g_assert_nonnull (strstr (fault, "1216"));
}

static void
choices_have_words_for_people (void)
{
  for (guint kind = 0; kind < TB_TRIAL_N_KINDS; kind++)
    {
      guint n;
      const TbTrialChoice *choices = tb_trial_get_choices ((TbTrialKind) kind, &n);

      g_assert_cmpuint (n, >, 0);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpstr (choices[i].title, !=, "");
          g_assert_true (g_str_has_suffix (choices[i].summary, "."));
          g_assert_cmpstr (tb_trial_find_choice ((TbTrialKind) kind, choices[i].code)->title, ==, choices[i].title);
        }
      g_assert_null (tb_trial_find_choice ((TbTrialKind) kind, "whatever"));
      g_assert_null (tb_trial_find_choice ((TbTrialKind) kind, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/terms/words", words_become_terms);
  g_test_add_func ("/terms/other-names", other_names_are_understood);
  g_test_add_func ("/terms/bad", bad_terms_are_one_sentence);
  g_test_add_func ("/terms/broken", broken_lines_are_refused);
  g_test_add_func ("/terms/unknown", unknown_words_are_told_from_unknown_values);
  g_test_add_func ("/terms/missing", missing_exchange_is_said);
  g_test_add_func ("/terms/choices", choices_have_words_for_people);
  return g_test_run ();
}
