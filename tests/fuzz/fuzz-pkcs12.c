/* Fuzzes the reader of PKCS #12. Two seeds have no MAC, so that what is behind it gets tested; one of them is encrypted. */
#include "fuzz.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "pki-fixture.h"
#include "tb-pkcs12.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbPkcs12) read = tb_pkcs12_read (tb_crypto_get_live (NULL), bytes, "fuzz.p12", "secret", &error);

  g_assert_true ((read == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.p12: "));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  else
    g_assert_true (read->key != NULL || read->others->len > 0);
  g_assert_true (read == NULL || read->friendly_name == NULL || g_utf8_validate (read->friendly_name, -1, NULL));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return 0;
}

static GBytes *
to_bytes (PKCS12 *pkcs12)
{
  unsigned char *der = NULL;
  int n = i2d_PKCS12 (pkcs12, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) n);

  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  return bytes;
}

/* @nid: what to encrypt with, -1 for nothing. What is random comes from a stream, so that seeds are always the same. */
static GBytes *
write_seed (TbIdentity *identity, int nid)
{
  TbStream stream = pki_stream ("pkcs12");
  PKCS12 *pkcs12;
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  pkcs12 = PKCS12_create_ex ("secret", "name", tb_key_get_pkey (tb_identity_get_key (identity)),
                             tb_certificate_get_x509 (tb_identity_get_certificate (identity)), NULL, nid, nid, 1, -1, 0,
                             tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  tb_job_leave (&job);
  g_assert_nonnull (pkcs12);
  return to_bytes (pkcs12);
}

static GBytes *
add_mac (GBytes *bytes)
{
  static guint8 salt[] = "saltsalt";
  gsize n;
  const guint8 *at = g_bytes_get_data (bytes, &n);
  PKCS12 *pkcs12 = d2i_PKCS12 (NULL, &at, (long) n);

  g_assert_cmpint (PKCS12_set_mac (pkcs12, "secret", -1, salt, sizeof salt, 1, EVP_sha256 ()), ==, 1);
  return to_bytes (pkcs12);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  PkiFixture fixture = { 0 };
  g_autoptr (TbIdentity) broker = NULL;

  pki_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  broker = pki_issue (&fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  g_ptr_array_add (seeds, write_seed (broker, -1));
  g_ptr_array_add (seeds, write_seed (broker, NID_aes_128_cbc));
  g_ptr_array_add (seeds, add_mac (g_ptr_array_index (seeds, 0)));
  pki_fixture_tear_down (&fixture, NULL);
  return seeds;
}
