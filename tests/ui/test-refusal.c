/* A refused handshake says which check failed, at which certificate, with both values. */
#include <string.h>

#include "tls-fixture.h"

#include "tb-check-rows.h"
#include "tb-refusal.h"
#include "tb-trial.h"
#include "tb-units.h"

static TbRefusal *
refuse (TlsFixture *f, TbEndpoint *client, const char *host, TbEndpoint *server, gint64 unix_us)
{
  g_autoptr (TbTranscript) transcript = tls_run_at (client, f->lock_identity, host, server, "refusal", unix_us);

  return tb_refusal_new (transcript, "lock-03", "broker", unix_us);
}

static void
good_handshake_has_no_refusal (TlsFixture *f, gconstpointer data)
{
  g_assert_null (refuse (f, f->client, BROKER, f->broker, NOON_US));
}

static void
expired_shows_the_end_and_the_present (TlsFixture *f, gconstpointer data)
{
  const gint64 late_us = START_US + 91 * DAY_US;
  g_autoptr (TbRefusal) refusal = refuse (f, f->client, BROKER, f->broker, late_us);
  g_autofree char *now = tb_units_format_moment (late_us);

  g_assert_nonnull (refusal);
  g_assert_cmpint (refusal->refuser, ==, TB_SIDE_CLIENT);
  g_assert_cmpstr (refusal->field, ==, "notAfter");
  g_assert_nonnull (strstr (refusal->what, "lock-03 refused broker: "));
  g_assert_nonnull (strstr (refusal->what, "has expired"));
  g_assert_nonnull (strstr (refusal->expected, now));
  g_assert_true (g_str_has_suffix (refusal->found, "Z"));
  g_assert_cmpstr (refusal->found, <, now);
  g_assert_cmpint (refusal->culprit, >=, 0);
}

static void
early_shows_the_beginning_and_the_present (TlsFixture *f, gconstpointer data)
{
  const gint64 early_us = START_US - DAY_US / 24;
  g_autoptr (TbRefusal) refusal = refuse (f, f->client, BROKER, f->broker, early_us);
  g_autofree char *now = tb_units_format_moment (early_us);

  g_assert_cmpstr (refusal->field, ==, "notBefore");
  g_assert_nonnull (strstr (refusal->expected, now));
  g_assert_cmpstr (refusal->found, >, now);
}

static void
missing_staple_is_told_of_the_server (TlsFixture *f, gconstpointer data)
{
  g_autoptr (TbTranscript) transcript = tls_run_stapled (f, f->broker, NULL, TB_STAPLE_REQUIRE, "refusal");
  g_autoptr (TbRefusal) refusal = tb_refusal_new (transcript, "lock-03", "broker", NOON_US);

  g_assert_cmpint (refusal->refuser, ==, TB_SIDE_CLIENT);
  g_assert_cmpstr (refusal->what, ==, "lock-03 refused broker: nothing fresh says whether the certificate of broker was revoked");
  g_assert_nonnull (strstr (refusal->advice, "going on without proof"));
  g_assert_cmpint (refusal->culprit, >=, 0);
}

static void
other_name_shows_both_names (TlsFixture *f, gconstpointer data)
{
  g_autoptr (TbRefusal) refusal = refuse (f, f->client, "vault.home.lab", f->broker, NOON_US);

  g_assert_cmpstr (refusal->field, ==, "subjectAltName");
  g_assert_cmpstr (refusal->expected, ==, "vault.home.lab");
  g_assert_nonnull (strstr (refusal->found, "broker"));
}

static void
foreign_authority_shows_the_issuer (TlsFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (TbEndpoint) strict = tls_new_server (f, f->broker_identity, none);
  g_autoptr (TbRefusal) refusal = refuse (f, f->client, BROKER, strict, NOON_US);

  g_assert_nonnull (refusal);
  g_assert_cmpint (refusal->refuser, ==, TB_SIDE_SERVER);
  g_assert_cmpstr (refusal->field, ==, "issuer");
  g_assert_nonnull (strstr (refusal->found, "CN="));
  g_assert_nonnull (strstr (refusal->expected, "broker trusts"));
  g_assert_nonnull (strstr (refusal->where, "certificate "));
  g_assert_cmpstr (refusal->advice, !=, "");
}

static void
missing_certificate_shows_the_empty_list (TlsFixture *f, gconstpointer data)
{
  g_autoptr (TbTranscript) transcript = tls_run_at (f->client, NULL, BROKER, f->broker, "nobody", NOON_US);
  g_autoptr (TbRefusal) refusal = tb_refusal_new (transcript, "camera-01", "broker", NOON_US);

  g_assert_cmpstr (refusal->field, ==, "certificate_list");
  g_assert_cmpstr (refusal->found, ==, "an empty list");
  g_assert_cmpstr (refusal->where, ==, "certificate_list of camera-01");
}

/* Whatever a handshake is made to fail for, the ladder says what was expected and what was found, and points at a message. */
static void
every_failure_has_both_values (TlsFixture *f, gconstpointer data)
{
  guint n_failures;
  const TbTrialChoice *failures = tb_trial_get_choices (TB_TRIAL_FAILURE, &n_failures);

  for (guint i = 0; i < n_failures; i++)
    {
      const TbTrialTerms terms = { .failure = failures[i].code, .at = TB_SIDE_SERVER, .mutual = TRUE };
      g_autofree char *fault = tb_trial_find_fault (&terms);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTrial) trial = fault == NULL ? tb_trial_new (tb_crypto_get_seeded (NULL), &terms, 7, failures[i].code, &error) : NULL;
      g_autoptr (TbRefusal) refusal = trial != NULL ? tb_refusal_new (trial->transcript, "lock-03", "broker", NOON_US) : NULL;

      g_assert_no_error (error);
      if (trial == NULL)
        continue;
      g_test_message ("%s: %s; %s; expected %s, found %s", failures[i].code, refusal->what, refusal->where, refusal->expected, refusal->found);
      g_assert_cmpint (refusal->culprit, >=, 0);
      g_assert_cmpstr (refusal->expected, !=, "verification code 0");
      g_assert_cmpstr (refusal->expected, !=, "");
      g_assert_cmpstr (refusal->found, !=, "?");
      g_assert_null (strchr (refusal->where, '?'));
    }
}

static void
other_key_than_pinned_is_told_in_words (TlsFixture *f, gconstpointer data)
{
  const TbTrialTerms terms = { .attack = "rogue-authority", .pinned = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTrial) trial = tb_trial_new (tb_crypto_get_seeded (NULL), &terms, 7, "pinned", &error);
  g_autoptr (TbRefusal) refusal = trial != NULL ? tb_refusal_new (trial->transcript, "lock-03", "broker", NOON_US) : NULL;

  g_assert_no_error (error);
  g_assert_nonnull (refusal);
  g_assert_cmpint (refusal->refuser, ==, TB_SIDE_CLIENT);
  g_assert_cmpstr (refusal->field, ==, "subjectPublicKeyInfo");
  g_assert_nonnull (strstr (refusal->expected, "pinned"));
  g_assert_nonnull (strstr (refusal->where, "certificate 1"));
}

static const TbMessage *
culprit_of (TbTrial *trial, const TbRefusal *refusal)
{
  g_assert_cmpint (refusal->culprit, >=, 0);
  return tb_transcript_get_message (trial->transcript, (guint) refusal->culprit);
}

/* Who notices decides what is pointed at: the client finds the mark in the ServerHello, the server the sign in the ClientHello. */
static void
downgrade_points_at_the_hello_that_gives_it_away (TlsFixture *f, gconstpointer data)
{
  const TbTrialTerms terms[] = { { .attack = "downgrade" }, { .attack = "fallback", .scsv = TRUE } };
  static const struct
  {
    TbSide refuser;
    guint8 hello;
    const char *field;
  } expected[] = { { TB_SIDE_CLIENT, 2, "random" }, { TB_SIDE_SERVER, 1, "cipher_suites" } };

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTrial) trial = tb_trial_new (tb_crypto_get_seeded (NULL), &terms[i], 7, "downgrade", &error);
      g_autoptr (TbRefusal) refusal = trial != NULL ? tb_refusal_new (trial->transcript, "lock-03", "broker", NOON_US) : NULL;

      g_assert_no_error (error);
      g_assert_nonnull (refusal);
      g_assert_cmpint (refusal->refuser, ==, expected[i].refuser);
      g_assert_cmpint (culprit_of (trial, refusal)->type, ==, expected[i].hello);
      g_assert_cmpstr (refusal->field, ==, expected[i].field);
    }
}

/* The check that decided is shown where it looked, not at the certificate, whatever it was about. */
static void
deciding_check_leads_to_where_it_looked (TlsFixture *f, gconstpointer data)
{
  static const struct
  {
    TbTrialTerms terms;
    int type;                   /* of the message, -1 for none */
  } cases[] = {
    { { .attack = "downgrade" }, 2 },
    { { .attack = "fallback", .scsv = TRUE }, 1 },
    { { .failure = "stolen-certificate", .at = TB_SIDE_SERVER }, 15 },
    { { .failure = "stolen-certificate", .at = TB_SIDE_SERVER, .version = "1.2" }, 12 },
    { { .failure = "flipped-bit", .at = TB_SIDE_SERVER }, -1 },
    { { .failure = "unknown-root", .at = TB_SIDE_SERVER }, 11 },
    { { .attack = "rogue-authority", .pinned = TRUE }, 11 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTrial) trial = tb_trial_new (tb_crypto_get_seeded (NULL), &cases[i].terms, 7, "where", &error);
      const TbSessionStudy study = { .trial = trial, .transcript = trial != NULL ? trial->transcript : NULL };
      g_autoptr (GArray) rows = NULL;
      guint n_deciding = 0;

      g_assert_no_error (error);
      rows = tb_check_rows_new (&study);
      for (guint k = 0; k < rows->len; k++)
        {
          const TbCheckRow *row = &g_array_index (rows, TbCheckRow, k);

          if (!row->decides)
            continue;
          n_deciding++;
          g_test_message ("%u: %s", i, row->check->rule->code);
          g_assert_cmpint (row->message >= 0 ? tb_transcript_get_message (trial->transcript, (guint) row->message)->type : -1, ==, cases[i].type);
        }
      g_assert_cmpuint (n_deciding, ==, 1);
    }
}

#define ADD(path, func) g_test_add ("/refusal/" path, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, func, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", good_handshake_has_no_refusal);
  ADD ("expired", expired_shows_the_end_and_the_present);
  ADD ("early", early_shows_the_beginning_and_the_present);
  ADD ("host", other_name_shows_both_names);
  ADD ("authority", foreign_authority_shows_the_issuer);
  ADD ("missing", missing_certificate_shows_the_empty_list);
  ADD ("staple", missing_staple_is_told_of_the_server);
  ADD ("every-failure", every_failure_has_both_values);
  ADD ("downgrade", downgrade_points_at_the_hello_that_gives_it_away);
  ADD ("where", deciding_check_leads_to_where_it_looked);
  ADD ("pinned", other_key_than_pinned_is_told_in_words);
  return g_test_run ();
}
