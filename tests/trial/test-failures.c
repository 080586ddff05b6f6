/* Each failure, on each side it can be on, in each version: it ends at its alert, at its moment, by its check; and every byte of it is in exactly one leaf. */
#include <string.h>

#include "field-fixture.h"
#include "trial-fixture.h"

#define CLIENT 0
#define SERVER 1

static const char *const versions[] = { "1.3", "1.2", "dtls-1.2" };

#define N_VERSIONS G_N_ELEMENTS (versions)

/* @alerts: by version, NULL where it cannot be; @finishes: whether a client of TLS 1.3 is finished by then. One of an older version waits for
 * the server's Finished, which comes first only where a session is resumed. @expected, @found: "*" for something that is another each time */
typedef struct
{
  const char *words;
  const char *verdict;
  const char *alerts[N_VERSIONS];
  int judge;
  gboolean finishes;
  const char *check;
  const char *expected;
  const char *found;
} Row;

#define ALL(alert) { alert, alert, alert }
#define TLS(alert) { alert, alert, NULL }
#define NEW(alert) { alert, NULL, NULL }
#define OLD(alert) { NULL, alert, alert }
#define TLS_12(alert) { NULL, alert, NULL }

#define OTHER_PROOF "ecdsa_secp256r1_sha256 (0x0403), made with another key or over other words"
#define OTHER_RSA   "rsa_pss_rsae_sha256 (0x0804), made with another key or over other words"
#define OTHER_TAG   "a tag made with the keys of this session"
#define AES_128     "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define AES_256     "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 or TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
#define ONLY_128    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define ONLY_256    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
#define TAKEN_BACK  "OCSP response: revoked since 2026-03-01T18:00:00Z, keyCompromise"

static const Row rows[] = {
  { "fail=expired at=client", "expired", ALL ("certificate_expired"), SERVER, TRUE, "validity", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=expired at=server", "expired", ALL ("certificate_expired"), CLIENT, FALSE, "validity", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=not-yet-valid at=client", "not-yet-valid", ALL ("bad_certificate"), SERVER, TRUE, "validity", "2026-03-03T06:00:00Z", "2026-03-02T06:00:00Z" },
  { "fail=not-yet-valid at=server", "not-yet-valid", ALL ("bad_certificate"), CLIENT, FALSE, "validity", "2023-09-14T06:00:00Z", "1970-01-01T00:00:42Z" },
  { "fail=wrong-host at=server", "wrong-host", ALL ("bad_certificate"), CLIENT, FALSE, "host", "broker.lab", "DNS:other.lab" },
  { "fail=unknown-root at=client", "unknown-root", ALL ("unknown_ca"), SERVER, TRUE, "trust-anchor", "CN=Elsewhere", "no certificate of its issuer" },
  { "fail=unknown-root at=server", "unknown-root", ALL ("unknown_ca"), CLIENT, FALSE, "trust-anchor", "CN=Elsewhere", "no certificate of its issuer" },
  { "fail=missing-intermediate at=client", "missing-intermediate", ALL ("unknown_ca"), SERVER, TRUE, "trust-anchor", "CN=Lab Devices",
    "no certificate of its issuer" },
  { "fail=missing-intermediate at=server", "missing-intermediate", ALL ("unknown_ca"), CLIENT, FALSE, "trust-anchor", "CN=Lab Devices",
    "no certificate of its issuer" },
  { "fail=wrong-eku at=client", "wrong-eku", ALL ("unsupported_certificate"), SERVER, TRUE, "extended-key-usage", "clientAuth", "TLS Web Server Authentication" },
  { "fail=wrong-eku at=server", "wrong-eku", ALL ("unsupported_certificate"), CLIENT, FALSE, "extended-key-usage", "serverAuth",
    "TLS Web Client Authentication" },
  { "fail=revoked at=client", "revoked", ALL ("certificate_revoked"), SERVER, TRUE, "status", "good", "revoked (keyCompromise)" },
  /* the staple of an older version is a message of its own, looked at later */
  { "fail=revoked at=server", "revoked", NEW ("certificate_revoked"), CLIENT, FALSE, "ocsp-status", "not revoked", TAKEN_BACK },
  { "fail=revoked at=server", "revoked", OLD ("bad_certificate_status_response"), CLIENT, FALSE, "ocsp-status", "not revoked", TAKEN_BACK },
  { "fail=self-signed at=client", "self-signed", ALL ("unknown_ca"), SERVER, TRUE, "trust-anchor", "CN=lock-01.lab", "self-signed and not a trust anchor" },
  { "fail=self-signed at=server", "self-signed", ALL ("unknown_ca"), CLIENT, FALSE, "trust-anchor", "CN=broker.lab", "self-signed and not a trust anchor" },
  /* TLS 1.2 has no alert of its own for it (RFC 5246 section 7.4.6) */
  { "fail=no-certificate at=client", "no-certificate", NEW ("certificate_required"), SERVER, TRUE, "certificate-shown", "a certificate", "an empty list" },
  { "fail=no-certificate at=client", "no-certificate", OLD ("handshake_failure"), SERVER, FALSE, "certificate-shown", "a certificate", "an empty list" },
  { "fail=bad-signature at=client", "bad-signature", ALL ("decrypt_error"), SERVER, TRUE, "signature", "CN=Lab Devices", "a key that did not make its signature" },
  { "fail=bad-signature at=server", "bad-signature", ALL ("decrypt_error"), CLIENT, FALSE, "signature", "CN=Lab Devices", "a key that did not make its signature" },
  { "fail=weak-key at=client", "weak-key", ALL ("bad_certificate"), SERVER, TRUE, "key-strength", "112 bits", "RSA with 1024 bits, worth 80" },
  { "fail=weak-key at=server", "weak-key", ALL ("bad_certificate"), CLIENT, FALSE, "key-strength", "112 bits", "RSA with 1024 bits, worth 80" },
  { "fail=stolen-certificate at=client", "stolen-certificate", ALL ("decrypt_error"), SERVER, TRUE, "certificate-verify", "made with the key of CN=lock-01.lab",
    OTHER_PROOF },
  { "fail=stolen-certificate at=server", "stolen-certificate", NEW ("decrypt_error"), CLIENT, FALSE, "certificate-verify", "made with the key of CN=broker.lab",
    OTHER_PROOF },
  { "fail=stolen-certificate at=server", "stolen-certificate", OLD ("decrypt_error"), CLIENT, FALSE, "server-key-exchange", "made with the key of CN=broker.lab",
    OTHER_PROOF },
  /* a thief to whom a secret is encrypted cannot read it: he does not come to the same keys, and it is he who stumbles */
  { "fail=stolen-certificate at=server kex=rsa", "stolen-certificate", TLS_12 ("bad_record_mac"), SERVER, FALSE, "record-tag", OTHER_TAG, "*" },
  { "fail=version-mismatch at=client", "version-mismatch", NEW ("protocol_version"), SERVER, FALSE, "version", "TLS 1.3", "TLS 1.2" },
  { "fail=version-mismatch at=client", "version-mismatch", TLS_12 ("protocol_version"), SERVER, FALSE, "version", "TLS 1.2", "TLS 1.3" },
  { "fail=version-mismatch at=server", "version-mismatch", NEW ("protocol_version"), SERVER, FALSE, "version", "TLS 1.2", "TLS 1.3" },
  { "fail=version-mismatch at=server", "version-mismatch", TLS_12 ("protocol_version"), SERVER, FALSE, "version", "TLS 1.3", "TLS 1.2" },
  { "fail=cipher-mismatch at=client", "cipher-mismatch", NEW ("handshake_failure"), SERVER, FALSE, "cipher", "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384" },
  { "fail=cipher-mismatch at=client", "cipher-mismatch", OLD ("handshake_failure"), SERVER, FALSE, "cipher", AES_128, ONLY_256 },
  { "fail=cipher-mismatch at=server", "cipher-mismatch", NEW ("handshake_failure"), SERVER, FALSE, "cipher", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256" },
  { "fail=cipher-mismatch at=server", "cipher-mismatch", OLD ("handshake_failure"), SERVER, FALSE, "cipher", AES_256, ONLY_128 },
  { "fail=cipher-mismatch at=server kex=rsa", "cipher-mismatch", TLS_12 ("handshake_failure"), SERVER, FALSE, "cipher", "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_GCM_SHA256" },
  { "fail=flipped-bit at=client", "flipped-bit", TLS ("bad_record_mac"), SERVER, TRUE, "record-tag", "*", "*" },
  { "fail=flipped-bit at=server", "flipped-bit", TLS ("bad_record_mac"), CLIENT, FALSE, "record-tag", "*", "*" },
  { "fail=flipped-bit at=client mutual=yes", "flipped-bit", TLS ("bad_record_mac"), SERVER, TRUE, "record-tag", "*", "*" },
  { "fail=flipped-bit at=client resume=yes", "flipped-bit", TLS ("bad_record_mac"), SERVER, TRUE, "record-tag", "*", "*" },
  { "fail=flipped-bit at=server resume=yes", "flipped-bit", TLS ("bad_record_mac"), CLIENT, FALSE, "record-tag", "*", "*" },
  { "fail=flipped-bit at=server retry=yes", "flipped-bit", NEW ("bad_record_mac"), CLIENT, FALSE, "record-tag", "*", "*" },
  { "fail=replayed-flight at=client", "replayed-flight", TLS ("bad_record_mac"), SERVER, TRUE, "record-tag", OTHER_TAG, "*" },
  { "fail=replayed-flight at=client retry=yes", "replayed-flight", NEW ("bad_record_mac"), SERVER, TRUE, "record-tag", OTHER_TAG, "*" },
  { "fail=replayed-flight at=client resume=yes", "replayed-flight", TLS ("bad_record_mac"), SERVER, TRUE, "record-tag", OTHER_TAG, "*" },
  /* what is said in the open is covered by a signature, which comes before any record under keys */
  { "fail=replayed-flight at=client mutual=yes", "replayed-flight", NEW ("bad_record_mac"), SERVER, TRUE, "record-tag", OTHER_TAG, "*" },
  { "fail=replayed-flight at=client mutual=yes", "replayed-flight", TLS_12 ("decrypt_error"), SERVER, FALSE, "certificate-verify",
    "made with the key of CN=lock-01.lab", OTHER_PROOF },
  { "fail=replayed-flight at=server", "replayed-flight", NEW ("illegal_parameter"), CLIENT, FALSE, "session-id-echo", "*", "*" },
  { "fail=replayed-flight at=server", "replayed-flight", TLS_12 ("decrypt_error"), CLIENT, FALSE, "server-key-exchange", "made with the key of CN=broker.lab",
    OTHER_PROOF },
  /* with RSA key transport the server signs nothing: only the server itself, which has other random numbers, notices */
  { "fail=replayed-flight at=server kex=rsa", "replayed-flight", TLS_12 ("bad_record_mac"), SERVER, FALSE, "record-tag", OTHER_TAG, "*" },
};

static void
assert_text (const char *text, const char *wanted)
{
  if (strcmp (wanted, "*") != 0)
    g_assert_cmpstr (text, ==, wanted);
}

static void
assert_refused (TbTrial *trial, const Row *row, guint version)
{
  const TbOutcome *judge = tb_transcript_get_outcome (trial->transcript, (TbSide) row->judge);
  const TbCheck *check = trial_find_failure (trial);
  gboolean finishes = row->finishes && (version == 0 || strstr (row->words, "resume=yes") != NULL);

  g_assert_false (tb_transcript_is_accepted (trial->transcript));
  g_assert_cmpstr (trial->verdict, ==, row->verdict);
  g_assert_cmpint (trial->judge, ==, row->judge);
  g_assert_cmpstr (tb_transcript_alert_name (judge->alert_sent), ==, row->alerts[version]);
  g_assert_cmpstr (tb_transcript_alert_name (tb_transcript_get_alert (trial->transcript)), ==, row->alerts[version]);
  g_assert_cmpint (tb_transcript_get_outcome (trial->transcript, TB_SIDE_CLIENT)->finished, ==, finishes);
  g_assert_cmpstr (check->rule->code, ==, row->check);
  assert_text (check->expected, row->expected);
  assert_text (check->found, row->found);
}

/* Nothing comes after the check that decided. */
static void
assert_checks_end (TbTrial *trial)
{
  g_assert_true (tb_checks_first_failure (trial->checks) == tb_checks_get (trial->checks, tb_checks_get_n (trial->checks) - 1)
                 || tb_checks_first_failure (trial->checks)->depth >= 0);
}

static void
assert_every_byte_told (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_message (transcript, i);

      field_assert_covers (root, tb_transcript_get_message (transcript, i)->plain_length);
    }
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_wire (transcript, i);

      field_assert_covers (root, tb_transcript_get_flight (transcript, i)->wire_length);
    }
}

static void
failure_ends_at_its_check (gconstpointer data)
{
  const Row *row = data;

  for (guint i = 0; i < N_VERSIONS; i++)
    if (row->alerts[i] != NULL)
      {
        g_autofree char *line = g_strdup_printf ("handshake tls=%s %s", versions[i], row->words);
        g_autoptr (TbTrial) trial = trial_run (line);

        assert_refused (trial, row, i);
        assert_checks_end (trial);
        assert_every_byte_told (trial->transcript);
      }
}

static gboolean
is_here (const char *failure, TbSide side, guint version)
{
  g_autofree char *words = g_strdup_printf ("fail=%s at=%s", failure, side == TB_SIDE_CLIENT ? "client" : "server");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].words, words) == 0 && rows[i].alerts[version] != NULL)
      return TRUE;
  return FALSE;
}

/* Whoever adds a failure adds it here too, on each side and in each version it can be. */
static void
every_failure_is_here (void)
{
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_FAILURE, &n);

  g_assert_cmpuint (n, ==, 16);
  for (guint i = 0; i < n; i++)
    for (TbSide side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
      for (guint version = 0; tb_trial_can_be_at (choices[i].code, side) && version < N_VERSIONS; version++)
        {
          TbTrialTerms terms = { .version = versions[version], .failure = choices[i].code, .at = side };
          g_autofree char *fault = tb_trial_find_fault (&terms);

          if ((fault == NULL) != is_here (choices[i].code, side, version))
            g_test_message ("%s %s: %s", versions[version], choices[i].code, fault);
          g_assert_cmpint (fault == NULL, ==, is_here (choices[i].code, side, version));
        }
}

/* A bit of a tag was flipped: what was expected is what was found with that bit the other way. */
static void
flipped_bit_is_one_bit (void)
{
  g_autoptr (TbTrial) trial = trial_run ("handshake fail=flipped-bit");
  const TbCheck *check = trial_find_failure (trial);

  g_assert_cmpuint (strlen (check->expected), ==, 32);
  g_assert_cmpuint (strlen (check->found), ==, 32);
  g_assert_cmpint (strncmp (check->expected, check->found, 31), ==, 0);
  g_assert_cmpint (g_ascii_xdigit_value (check->expected[31]) ^ g_ascii_xdigit_value (check->found[31]), ==, 1);
}

/* What is checked once a certificate is good has rows where nobody refuses, too. */
static void
good_ones_are_proven (void)
{
  static const struct { const char *line, *codes[4]; } good[] = {
    { "tls=1.3", { "session-id-echo", "certificate-verify", "record-tag", "finished" } },
    { "tls=1.2", { "server-key-exchange", "record-tag", "finished", NULL } },
    { "tls=dtls-1.2", { "server-key-exchange", "record-tag", "finished", NULL } },
    { "tls=1.2 resume=yes", { "ticket", "record-tag", "finished", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *line = g_strconcat ("handshake ", good[i].line, NULL);
      g_autoptr (TbTrial) trial = trial_run (line);
      guint n = 0;

      for (guint j = 0; j < tb_checks_get_n (trial->checks) && n < 4 && good[i].codes[n] != NULL; j++)
        n += strcmp (tb_checks_get (trial->checks, j)->rule->code, good[i].codes[n]) == 0;
      g_assert_true (n == 4 || good[i].codes[n] == NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/failures/%02u %s", i, rows[i].words);

      g_test_add_data_func (path, &rows[i], failure_ends_at_its_check);
    }
  g_test_add_func ("/failures/all", every_failure_is_here);
  g_test_add_func ("/failures/one-bit", flipped_bit_is_one_bit);
  g_test_add_func ("/failures/proven", good_ones_are_proven);
  return g_test_run ();
}
