/* Attacks against every kind of client: who is intercepted, who notices, and by which check. */
#include <string.h>

#include "trial-fixture.h"

/* What is in front of a hash is whose key it is; hashes differ from one OpenSSL to the next. */
#define PIN "pin-sha256=\"#\" "

#define LAB      PIN "(CN=Lab Devices)"
#define OF_ROGUE PIN "(CN=broker.lab), " PIN "(CN=Partner Root Issuing), " PIN "(CN=Partner Root)"
#define OF_GUEST PIN "(CN=broker.lab), " PIN "(CN=Lab Guests), " PIN "(CN=Lab)"

#define CLIENT 0
#define SERVER 1

/* @alert: "" where nobody refuses; then @check is the one that was fooled. @judge: who refuses */
typedef struct
{
  const char *attack;
  const char *client;
  const char *verdict;
  int judge;
  const char *alert;
  const char *check;
  const char *expected;
  const char *found;
} Row;

#define MARK  "downgrade-mark", "no mark", "44 4f 57 4e 47 52 44 01, \"DOWNGRD\" and 1: it knows TLS 1.3"
#define HEARD "same-hello", "up to TLS 1.2 (0x0303), 5 cipher suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (0xc02f) first", \
              "up to TLS 1.2 (0x0303), 3 cipher suites, TLS_RSA_WITH_AES_128_GCM_SHA256 (0x009c) first"

static const Row matrix[] = {
  { "own-root", "", "unknown-root", CLIENT, "unknown_ca", "trust-anchor", "CN=Mallory Root", "no certificate of its issuer" },
  { "own-root", "pin=yes", "unknown-root", CLIENT, "unknown_ca", "trust-anchor", "CN=Mallory Root", "no certificate of its issuer" },
  { "own-root", "constrain=yes", "unknown-root", CLIENT, "unknown_ca", "trust-anchor", "CN=Mallory Root", "no certificate of its issuer" },
  { "own-root", "careless=yes", "intercepted", -1, "", "careless", "any certificate", "one that fails trust-anchor: no certificate of its issuer instead of CN=Mallory Root" },
  { "rogue-authority", "", "intercepted", -1, "", "trust-anchor", "", "CN=Partner Root" },
  { "rogue-authority", "pin=yes", "pin-mismatch", CLIENT, "bad_certificate", "pin", LAB, OF_ROGUE },
  { "rogue-authority", "constrain=yes", "name-constraint", CLIENT, "certificate_unknown", "name-constraints", "CN=Partner Root Issuing", "DNS:broker.lab is not permitted" },
  { "rogue-authority", "careless=yes", "intercepted", -1, "", "careless", "any certificate", "one that is good" },
  { "mis-issued", "", "intercepted", -1, "", "trust-anchor", "", "CN=Lab" },
  { "mis-issued", "pin=yes", "pin-mismatch", CLIENT, "bad_certificate", "pin", LAB, OF_GUEST },
  { "mis-issued", "constrain=yes", "name-constraint", CLIENT, "certificate_unknown", "name-constraints", "CN=Lab Guests", "DNS:broker.lab is not permitted" },
  { "mis-issued", "careless=yes", "intercepted", -1, "", "careless", "any certificate", "one that is good" },
  /* the first check that fails is the one that counts; who is careless is helped by nothing */
  { "rogue-authority", "pin=yes constrain=yes", "name-constraint", CLIENT, "certificate_unknown", "name-constraints", "CN=Partner Root Issuing",
    "DNS:broker.lab is not permitted" },
  { "mis-issued", "careless=yes constrain=yes", "intercepted", -1, "", "careless", "any certificate",
    "one that fails name-constraints: DNS:broker.lab is not permitted instead of CN=Lab Guests" },
  /* no certificate is looked at when a hello was changed */
  { "downgrade", "", "downgrade", CLIENT, "illegal_parameter", MARK },
  { "downgrade", "pin=yes", "downgrade", CLIENT, "illegal_parameter", MARK },
  { "downgrade", "careless=yes", "downgrade", CLIENT, "illegal_parameter", MARK },
  { "weaker-exchange", "", "bad-record", SERVER, "bad_record_mac", HEARD },
  { "fallback", "", "downgraded", -1, "", "fallback", "TLS 1.3, which both know",
    "TLS 1.2, and not a word about it: the server takes it for all the client knows" },
  { "fallback", "pin=yes", "downgraded", -1, "", "fallback", "TLS 1.3, which both know",
    "TLS 1.2, and not a word about it: the server takes it for all the client knows" },
  { "fallback", "careless=yes", "downgraded", -1, "", "fallback", "TLS 1.3, which both know",
    "TLS 1.2, and not a word about it: the server takes it for all the client knows" },
  { "fallback", "scsv=yes", "downgrade", SERVER, "inappropriate_fallback", "fallback", "TLS 1.3, which both know", "TLS 1.2 with TLS_FALLBACK_SCSV" },
};

static TbTrial *
run (const char *attack, const char *client)
{
  g_autofree char *line = g_strdup_printf ("handshake attack=%s %s", attack, client);

  return trial_run (line);
}

static const TbCheck *
find_check (TbTrial *trial, const char *code)
{
  for (guint i = 0; i < tb_checks_get_n (trial->checks); i++)
    if (strcmp (tb_checks_get (trial->checks, i)->rule->code, code) == 0)
      return tb_checks_get (trial->checks, i);
  g_error ("nobody checked %s", code);
}

static void
assert_values (const TbCheck *check, const Row *row)
{
  g_autofree char *expected = trial_mask (check->expected), *found = trial_mask (check->found);

  g_assert_cmpstr (check->rule->code, ==, row->check);
  g_assert_cmpstr (expected, ==, row->expected);
  g_assert_cmpstr (found, ==, row->found);
}

static void
assert_refused (TbTrial *trial, const Row *row)
{
  const TbOutcome *judge = tb_transcript_get_outcome (trial->transcript, (TbSide) row->judge);

  g_assert_cmpint (trial->judge, ==, row->judge);
  g_assert_cmpstr (tb_transcript_alert_name (judge->alert_sent), ==, row->alert);
  g_assert_false (tb_transcript_get_outcome (trial->transcript, TB_SIDE_CLIENT)->finished);
  g_assert_false (tb_transcript_get_outcome (trial->transcript, TB_SIDE_SERVER)->finished);
  assert_values (trial_find_failure (trial), row);
}

static void
assert_fooled (TbTrial *trial, const Row *row)
{
  g_assert_cmpint (trial->judge, ==, -1);
  g_assert_true (tb_transcript_is_accepted (trial->transcript));
  g_assert_true (trial->behind == NULL || tb_transcript_is_accepted (trial->behind));
  g_assert_true ((trial->behind != NULL) == (strcmp (trial->verdict, "intercepted") == 0));
  g_assert_null (tb_checks_first_failure (trial->checks));
  assert_values (find_check (trial, row->check), row);
}

static void
client_is_fooled_or_not (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TbTrial) trial = run (row->attack, row->client);

  g_assert_cmpstr (trial->verdict, ==, row->verdict);
  if (*row->alert != '\0')
    assert_refused (trial, row);
  else
    assert_fooled (trial, row);
}

/* RSA keys take long to make: of those who change what is said to them, one client is enough. */
static gboolean
is_wanted (const char *attack, const char *client)
{
  g_autofree char *line = g_strdup_printf ("handshake attack=%s %s", attack, client);
  TbTrialTerms terms;

  return tb_trial_terms_from_line (&terms, line, NULL) && (strcmp (attack, "weaker-exchange") != 0 || *client == '\0');
}

/* Whoever adds an attack says what becomes of it. */
static void
every_attack_meets_every_client (void)
{
  static const char *const clients[] = { "", "pin=yes", "constrain=yes", "careless=yes", "scsv=yes" };
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_ATTACK, &n);

  for (guint i = 0; i < n * G_N_ELEMENTS (clients); i++)
    {
      const char *attack = choices[i / G_N_ELEMENTS (clients)].code, *client = clients[i % G_N_ELEMENTS (clients)];
      guint n_here = 0;

      for (guint j = 0; j < G_N_ELEMENTS (matrix); j++)
        n_here += strcmp (matrix[j].attack, attack) == 0 && strcmp (matrix[j].client, client) == 0;
      g_assert_cmpuint (n_here, ==, is_wanted (attack, client));
    }
}

/* --- less than both can --- */

/* What the client meant is there to be compared: its ClientHello is another than the one that arrived. */
static void
what_was_meant_is_kept (void)
{
  g_autoptr (TbTrial) trial = run ("downgrade", "mutual=yes");
  gsize n_meant, n_arrived;

  tb_transcript_get_flight_wire (trial->meant, 0, &n_meant);
  tb_transcript_get_flight_wire (trial->transcript, 0, &n_arrived);
  g_assert_true (tb_transcript_is_accepted (trial->meant));
  g_assert_cmpuint (n_arrived, <, n_meant);
}

static void
first_try_is_cut_off_by_an_alert_that_nothing_protects (void)
{
  g_autoptr (TbTrial) trial = run ("fallback", "");

  g_assert_cmphex (tb_transcript_get_version (trial->transcript), ==, 0x0303);
  g_assert_false (tb_transcript_is_accepted (trial->meant));
  g_assert_cmpint (tb_transcript_get_outcome (trial->meant, TB_SIDE_CLIENT)->alert_received, ==, 40);
}

/* --- without an attacker --- */

static void
pin_lets_the_true_one_through (void)
{
  g_autoptr (TbTrial) trial = trial_run ("handshake pin=yes mutual=yes");
  const TbCheck *check = find_check (trial, "pin");
  g_autofree char *found = trial_mask (check->found);

  g_assert_cmpstr (trial->verdict, ==, "accepted");
  g_assert_true (check->ok);
  g_assert_cmpstr (found, ==, LAB);
}

/* Who looks at nothing does not notice what nobody did on purpose either. */
static void
careless_client_accepts_every_certificate (void)
{
  static const char *const failures[] = { "expired", "not-yet-valid", "wrong-host", "unknown-root", "missing-intermediate", "wrong-eku", "revoked", "self-signed",
                                          "bad-signature" };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *line = g_strdup_printf ("handshake fail=%s at=server careless=yes", failures[i]);
      g_autoptr (TbTrial) trial = trial_run (line);

      g_assert_cmpstr (trial->verdict, ==, "accepted");
      g_assert_true (find_check (trial, "careless")->ok);
    }
}

/* The server looks all the same. */
static void
careless_client_is_looked_at (void)
{
  g_autoptr (TbTrial) trial = trial_run ("handshake fail=expired at=client careless=yes");

  g_assert_cmpstr (trial->verdict, ==, "expired");
  g_assert_cmpint (trial->judge, ==, TB_SIDE_SERVER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    {
      g_autofree char *path = g_strdup_printf ("/attacks/%s/%s", matrix[i].attack, *matrix[i].client != '\0' ? matrix[i].client : "plain");

      g_test_add_data_func (path, &matrix[i], client_is_fooled_or_not);
    }
  g_test_add_func ("/attacks/every", every_attack_meets_every_client);
  g_test_add_func ("/attacks/meant", what_was_meant_is_kept);
  g_test_add_func ("/attacks/first-try", first_try_is_cut_off_by_an_alert_that_nothing_protects);
  g_test_add_func ("/attacks/pin", pin_lets_the_true_one_through);
  g_test_add_func ("/attacks/careless", careless_client_accepts_every_certificate);
  g_test_add_func ("/attacks/careless-client", careless_client_is_looked_at);
  return g_test_run ();
}
