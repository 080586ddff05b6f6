/* A certificate is read whole or not at all, and what it says is what OpenSSL says. */
#include "pki-fixture.h"

#include <openssl/err.h>
#include <string.h>

#include "tb-certificate-facts.h"
#include "tb-certificate-private.h"

static GBytes *
issue_der (PkiFixture *fixture)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");

  return g_bytes_ref (tb_certificate_get_der (tb_identity_get_certificate (identity)));
}

/* What the maker knew and what a reader finds are the same. */
static void
maker_and_reader_agree (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_GATEWAY, "gateway-01", "gateway-01.house");
  TbCertificate *made = tb_identity_get_certificate (identity);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) read = tb_certificate_new_from_der (fixture->crypto, tb_certificate_get_der (made), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tb_certificate_get_common_name (made), ==, tb_certificate_get_common_name (read));
  g_assert_cmpint (tb_certificate_get_not_before_us (made), ==, tb_certificate_get_not_before_us (read));
  g_assert_cmpint (tb_certificate_get_not_after_us (made), ==, tb_certificate_get_not_after_us (read));
  g_assert_cmpuint (tb_certificate_get_signature_slack_bytes (made), ==, tb_certificate_get_signature_slack_bytes (read));
  g_assert_cmpstr (tb_certificate_get_subject (made), ==, tb_certificate_get_subject (read));
  g_assert_cmpstr (tb_certificate_get_serial (made), ==, tb_certificate_get_serial (read));
  g_assert_cmpint (X509_cmp (tb_certificate_get_x509 (made), tb_certificate_get_x509 (read)), ==, 0);
}

static void
texts_say_what_is_in_it (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  TbCertificate *certificate = tb_identity_get_certificate (identity);

  g_assert_cmpstr (tb_certificate_get_common_name (certificate), ==, "lock-03");
  g_assert_cmpstr (tb_certificate_get_subject (certificate), ==, "CN=lock-03");
  g_assert_cmpstr (tb_certificate_get_issuer (certificate), ==, "CN=House Devices");
  g_assert_cmpuint (strlen (tb_certificate_get_serial (certificate)), ==, 16);
  g_assert_cmpint (tb_certificate_get_not_before_us (certificate), ==, START_US);
  g_assert_cmpint (tb_certificate_get_not_after_us (certificate), ==, START_US + 90 * DAY_US);
}

static void
special_names_are_escaped (PkiFixture *fixture, gconstpointer algorithm)
{
  static const struct { const char *name, *subject; } rows[] = {
    { "a,b+c", "CN=a\\,b\\+c" }, { "#1", "CN=\\#1" }, { " x ", "CN=\\ x\\ " }, { "T\303\274r \"Nord\"", "CN=T\303\274r \\\"Nord\\\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, rows[i].name, "x.house");

      g_assert_cmpstr (tb_certificate_get_subject (tb_identity_get_certificate (identity)), ==, rows[i].subject);
      g_assert_cmpstr (tb_certificate_get_common_name (tb_identity_get_certificate (identity)), ==, rows[i].name);
    }
}

/* Over many certificates: length plus slack is one constant for ECDSA; RSA needs none. */
static void
slack_makes_lengths_one (PkiFixture *fixture, gconstpointer algorithm)
{
  gboolean is_ecdsa = GPOINTER_TO_UINT (algorithm) == TB_KEY_P256;
  gsize canonical = 0;
  guint most = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *name = g_strdup_printf ("bulb-%02u", i);
      g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, name, "bulb.house");
      TbCertificate *certificate = tb_identity_get_certificate (identity);
      guint slack = tb_certificate_get_signature_slack_bytes (certificate);
      gsize length = g_bytes_get_size (tb_certificate_get_der (certificate)) + slack;

      if (i == 0)
        canonical = length;
      g_assert_cmpuint (length, ==, canonical);
      most = MAX (most, slack);
    }
  g_assert_cmpint (most > 0, ==, is_ecdsa);
}

static void
slack_of_lengths (void)
{
  g_assert_cmpuint (tb_certificate_slack_of (TRUE, 72), ==, 0);
  g_assert_cmpuint (tb_certificate_slack_of (TRUE, 70), ==, 2);
  g_assert_cmpuint (tb_certificate_slack_of (TRUE, 104), ==, 0);
  g_assert_cmpuint (tb_certificate_slack_of (FALSE, 70), ==, 0);
}

/* --- what is parsed already, and what is not yet --- */

static void
sharing_and_waiting_say_the_same (PkiFixture *fixture, gconstpointer data)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "bulb-07", "bulb.house");
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  g_autoptr (TbCertificate) shared = tb_certificate_new_for_x509 (pki_get_seeded (), tb_certificate_get_x509 (certificate));
  g_autoptr (TbCertificate) unread = tb_certificate_new_unread (pki_get_seeded (), tb_certificate_get_der (certificate), NULL);
  TbCertificate *both[] = { shared, unread };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      pki_assert_same_bytes (tb_certificate_get_der (both[i]), tb_certificate_get_der (certificate));
      g_assert_cmpstr (tb_certificate_get_common_name (both[i]), ==, "bulb-07");
      g_assert_cmpint (tb_certificate_get_not_after_us (both[i]), ==, tb_certificate_get_not_after_us (certificate));
      g_assert_cmpstr (tb_certificate_get_serial (both[i]), ==, tb_certificate_get_serial (certificate));
      g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (both[i])), X509_get0_pubkey (tb_certificate_get_x509 (certificate))), ==, 1);
    }
}

/* --- broken input --- */

static gboolean
is_malformed (TbCrypto *crypto, GBytes *der)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (crypto, der, &error);

  g_autoptr (TbCertificate) unread = tb_certificate_new_unread (crypto, der, NULL);

  g_assert_true ((certificate != NULL) == (unread != NULL));
  if (certificate != NULL)
    return FALSE;
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return TRUE;
}

static void
truncated_certificate_is_malformed_at_every_length (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) der = issue_der (fixture);

  for (gsize n = 0; n < g_bytes_get_size (der); n++)
    {
      g_autoptr (GBytes) shorter = pki_truncate (der, n);

      g_assert_true (is_malformed (fixture->crypto, shorter));
    }
}

static void
trailing_byte_is_malformed (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) der = issue_der (fixture), longer = NULL;
  g_autofree guint8 *bytes = g_malloc0 (g_bytes_get_size (der) + 1);

  memcpy (bytes, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  longer = g_bytes_new (bytes, g_bytes_get_size (der) + 1);
  g_assert_true (is_malformed (fixture->crypto, longer));
}

/* Malformed, or else parsed and not believed. Returns whether it was parsed. */
static gboolean
assert_not_believed (PkiFixture *fixture, GBytes *der)
{
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (fixture->crypto, der, NULL);
  g_autoptr (GError) error = NULL;
  TbVerdict verdict = { TRUE, 0, 0, NULL };

  if (certificate == NULL)
    return FALSE;
  if (tb_verify_chain (fixture->crypto, certificate, tb_authority_get_intermediates (fixture->issuing), fixture->anchors, TB_PURPOSE_ANY,
                       NULL, START_US + DAY_US, &verdict, &error))
    g_assert_false (verdict.valid);
  else
    g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
  return TRUE;
}

static void
flipped_certificate_is_never_believed (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) der = issue_der (fixture);
  guint n_parsed = 0;

  for (gsize at = 0; at < g_bytes_get_size (der); at++)
    {
      g_autoptr (GBytes) flipped = pki_flip (der, at, 1);

      n_parsed += assert_not_believed (fixture, flipped);
    }
  g_assert_cmpuint (n_parsed, >, 100);
}

static void
mutated_certificate_is_never_believed (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) der = issue_der (fixture);
  TbStream stream = pki_stream ("mutations");
  guint n_parsed = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GBytes) mutated = pki_mutate (der, &stream);

      if (!g_bytes_equal (mutated, der))
        n_parsed += assert_not_believed (fixture, mutated);
    }
  g_assert_cmpuint (n_parsed, >, 100);
}

/* --- sharing --- */

static gpointer
ask_everything (gpointer data)
{
  TbCertificate *certificate = data;

  g_assert_cmpstr (tb_certificate_get_subject (certificate), ==, "CN=lock-03");
  g_assert_cmpstr (tb_certificate_get_issuer (certificate), ==, "CN=House Devices");
  g_assert_nonnull (X509_get0_pubkey (tb_certificate_get_x509 (certificate)));
  return tb_certificate_get_x509 (certificate);
}

static void
threads_share_one_reading (PkiFixture *fixture, gconstpointer algorithm)
{
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
      TbCertificate *certificate = tb_identity_get_certificate (identity);
      GThread *threads[4];

      for (guint i = 0; i < 4; i++)
        threads[i] = g_thread_new ("ask", ask_everything, certificate);
      for (guint i = 0; i < 4; i++)
        g_assert_true (g_thread_join (threads[i]) == tb_certificate_get_x509 (certificate));
    }
}

static void
identity_holds_its_parts (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbIdentity) other = tb_identity_ref (identity);
  g_autoptr (TbIdentity) bare = tb_identity_new (tb_identity_get_key (identity), tb_identity_get_certificate (identity), NULL);
  EVP_PKEY *certified = X509_get0_pubkey (tb_certificate_get_x509 (tb_identity_get_certificate (identity)));

  g_assert_true (other == identity);
  g_assert_cmpint (EVP_PKEY_eq (certified, tb_key_get_pkey (tb_identity_get_key (identity))), ==, 1);
  g_assert_cmpuint (tb_identity_get_intermediates (identity)->len, ==, 1);
  g_assert_cmpuint (tb_identity_get_intermediates (bare)->len, ==, 0);
}

/* What is listed of many certificates is what a reader of one finds. */
static void
facts_say_what_is_in_it (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  g_autoptr (TbCertificateFacts) facts = tb_certificate_facts_new (tb_certificate_get_der (certificate));
  g_autoptr (TbCertificateFacts) issuer = tb_certificate_facts_new (tb_certificate_get_der (tb_authority_get_certificate (fixture->issuing)));
  g_autoptr (TbCertificateFacts) brief = tb_certificate_facts_new_brief (tb_certificate_get_der (certificate));
  g_autofree char *key = tb_certificate_facts_hash (tb_key_get_spki (tb_identity_get_key (identity)));

  g_assert_cmpstr (facts->subject, ==, tb_certificate_get_subject (certificate));
  g_assert_cmpstr (facts->common_name, ==, "lock-03");
  g_assert_cmpstr (facts->serial, ==, tb_certificate_get_serial (certificate));
  g_assert_cmpstr (facts->san, ==, "lock-03.house");
  g_assert_cmpstr (facts->eku, ==, "clientAuth");
  g_assert_cmpstr (facts->key, ==, key);
  g_assert_cmpstr (facts->algorithm, ==, "P-256");
  g_assert_cmpuint (facts->bits, ==, 256);
  g_assert_cmpstr (issuer->algorithm, ==, tb_key_algorithm_to_code (GPOINTER_TO_UINT (algorithm)));
  g_assert_cmpuint (issuer->bits, ==, GPOINTER_TO_UINT (algorithm) == TB_KEY_P256 ? 256 : 2048);
  g_assert_cmpint (facts->not_after_us, ==, START_US + 90 * DAY_US);
  g_assert_false (facts->is_authority);
  g_assert_true (issuer->is_authority);
  g_assert_cmpstr (brief->serial, ==, facts->serial);
  g_assert_cmpstr (brief->key, ==, facts->key);
  g_assert_cmpstr (brief->sha256, ==, facts->sha256);
}

static void
facts_of_no_certificate_are_none (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) der = issue_der (fixture);

  for (gsize n = 0; n < g_bytes_get_size (der); n += 7)
    {
      g_autoptr (GBytes) part = pki_truncate (der, n);

      g_assert_null (tb_certificate_facts_new (part));
      g_assert_null (tb_certificate_facts_new_brief (part));
    }
}

#define ADD_ONE(path, kind, test) \
  g_test_add (path, PkiFixture, GUINT_TO_POINTER (kind), pki_fixture_set_up, test, pki_fixture_tear_down)
#define ADD(path, test) \
  ADD_ONE (path "/p256", TB_KEY_P256, test); \
  ADD_ONE (path "/rsa", TB_KEY_RSA2048, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/certificate/agree", maker_and_reader_agree);
  ADD ("/certificate/facts", facts_say_what_is_in_it);
  ADD_ONE ("/certificate/facts/none", TB_KEY_P256, facts_of_no_certificate_are_none);
  ADD ("/certificate/slack", slack_makes_lengths_one);
  ADD ("/certificate/truncated", truncated_certificate_is_malformed_at_every_length);
  ADD ("/certificate/flipped", flipped_certificate_is_never_believed);
  ADD_ONE ("/certificate/mutated", TB_KEY_P256, mutated_certificate_is_never_believed);
  ADD_ONE ("/certificate/texts", TB_KEY_P256, texts_say_what_is_in_it);
  ADD_ONE ("/certificate/escapes", TB_KEY_P256, special_names_are_escaped);
  ADD_ONE ("/certificate/trailing", TB_KEY_P256, trailing_byte_is_malformed);
  ADD_ONE ("/certificate/threads", TB_KEY_P256, threads_share_one_reading);
  ADD_ONE ("/certificate/identity", TB_KEY_P256, identity_holds_its_parts);
  g_test_add ("/certificate/shared", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, sharing_and_waiting_say_the_same, pki_fixture_tear_down);
  g_test_add_func ("/certificate/slack/of-lengths", slack_of_lengths);
  return g_test_run ();
}
