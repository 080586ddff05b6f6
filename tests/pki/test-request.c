/* Requests say what they should in a form OpenSSL reads, and broken or lying ones are refused. */
#include "pki-fixture.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "tb-outline.h"
#include "tb-request.h"

static const char *const lock_names[] = { "lock-03.house", "door.house", NULL };

static GBytes *
make_request (TbKeyAlgorithm algorithm, const char *stream_name)
{
  TbStream key_stream = pki_stream ("request-key"), stream = pki_stream (stream_name);
  g_autoptr (TbKey) key = tb_key_generate (pki_get_seeded (), algorithm, &key_stream, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *request = tb_key_make_request (key, "lock-03", lock_names, &stream, &error);

  g_assert_no_error (error);
  return request;
}

static void
same_stream_same_request (gconstpointer algorithm)
{
  TbKeyAlgorithm kind = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  g_autoptr (GBytes) a = make_request (kind, "a"), again = make_request (kind, "a"), b = make_request (kind, "b");

  pki_assert_same_bytes (a, again);
  if (kind == TB_KEY_P256)      /* RSA signatures (PKCS #1 v1.5) draw nothing that shows */
    pki_assert_other_bytes (a, b);
}

/* --- OpenSSL as the witness --- */

static X509_REQ *
parse (GBytes *der)
{
  gsize n;
  const guint8 *at = g_bytes_get_data (der, &n), *begin = at;
  X509_REQ *request = X509_REQ_new_ex (tb_crypto_get_libctx (pki_get_seeded ()), NULL);

  g_assert_nonnull (d2i_X509_REQ (&request, &at, (long) n));
  g_assert_true (at == begin + n);
  return request;
}

static void
openssl_reads_the_request (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  g_autoptr (X509_REQ) request = parse (der);
  char name[65];

  g_assert_cmpint (X509_REQ_verify (request, X509_REQ_get0_pubkey (request)), ==, 1);
  g_assert_cmpint (X509_REQ_get_version (request), ==, X509_REQ_VERSION_1);
  g_assert_cmpint (X509_NAME_entry_count (X509_REQ_get_subject_name (request)), ==, 1);
  g_assert_cmpint (X509_NAME_get_text_by_NID (X509_REQ_get_subject_name (request), NID_commonName, name, sizeof name), ==, 7);
  g_assert_cmpstr (name, ==, "lock-03");
}

static void
openssl_finds_the_dns_names (void)
{
  g_autoptr (GBytes) der = make_request (TB_KEY_P256, "a");
  g_autoptr (X509_REQ) request = parse (der);
  STACK_OF (X509_EXTENSION) *extensions = X509_REQ_get_extensions (request);
  GENERAL_NAMES *names = X509V3_get_d2i (extensions, NID_subject_alt_name, NULL, NULL);

  g_assert_cmpint (sk_X509_EXTENSION_num (extensions), ==, 1);
  g_assert_cmpint (sk_GENERAL_NAME_num (names), ==, 2);
  for (int i = 0; i < 2; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      g_assert_cmpint (name->type, ==, GEN_DNS);
      g_assert_cmpmem (ASN1_STRING_get0_data (name->d.dNSName), ASN1_STRING_length (name->d.dNSName), lock_names[i], strlen (lock_names[i]));
    }
  GENERAL_NAMES_free (names);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
}

/* --- reading --- */

static void
reads_what_was_written (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  g_auto (TbRequest) request = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_request_read (&request, pki_get_seeded (), der, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (request.common_name, ==, "lock-03");
  g_assert_cmpint (sk_GENERAL_NAME_num (request.alternative_names), ==, 2);
  g_assert_nonnull (request.public_key);
}

/* --- keys, without OpenSSL's decoders --- */

static void
key_is_the_one_openssl_reads (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  g_autoptr (X509_REQ) outline = tb_outline_read_request (der), whole = parse (der);
  g_autoptr (EVP_PKEY) key = tb_outline_take_key (pki_get_seeded (), X509_REQ_get_X509_PUBKEY (outline));

  g_assert_cmpint (EVP_PKEY_eq (key, X509_REQ_get0_pubkey (whole)), ==, 1);
  g_assert_null (X509_REQ_get0_pubkey (outline));
  ERR_clear_error ();
}

/* The key of a request on P-256, its point written anew. */
static EVP_PKEY *
take_key_with_point (gboolean is_compressed, gboolean is_bent)
{
  g_autoptr (GBytes) der = make_request (TB_KEY_P256, "a");
  g_autoptr (X509_REQ) whole = parse (der);
  g_autoptr (EVP_PKEY) key = EVP_PKEY_dup (X509_REQ_get0_pubkey (whole));
  X509_PUBKEY *spki = X509_PUBKEY_new ();
  unsigned char *point = NULL;
  EVP_PKEY *taken;
  gsize n;

  n = EVP_PKEY_get1_encoded_public_key (key, &point);
  g_assert_cmpuint (n, ==, 65);
  if (is_compressed)            /* SEC 1 section 2.3.3 */
    {
      point[0] = 2 | (point[64] & 1);
      n = 33;
    }
  point[n - 1] ^= is_bent;
  g_assert_cmpint (X509_PUBKEY_set0_param (spki, OBJ_nid2obj (NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT, OBJ_nid2obj (NID_X9_62_prime256v1), point, (int) n), ==, 1);
  taken = tb_outline_take_key (pki_get_seeded (), spki);
  if (taken != NULL)
    g_assert_cmpint (EVP_PKEY_eq (taken, key), ==, 1);
  X509_PUBKEY_free (spki);
  ERR_clear_error ();
  return taken;
}

static void
compressed_point_is_read_too (void)
{
  g_autoptr (EVP_PKEY) compressed = take_key_with_point (TRUE, FALSE), plain = take_key_with_point (FALSE, FALSE);

  g_assert_cmpint (EVP_PKEY_eq (compressed, plain), ==, 1);
}

static void
point_off_the_curve_is_no_key (void)
{
  g_assert_null (take_key_with_point (FALSE, TRUE));
}

static gboolean
is_refused (GBytes *der, TbCryptoError *code)
{
  g_auto (TbRequest) request = { 0 };
  g_autoptr (GError) error = NULL;

  if (tb_request_read (&request, pki_get_seeded (), der, &error))
    return FALSE;
  g_assert_nonnull (error);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  *code = (TbCryptoError) error->code;
  return TRUE;
}

static void
truncated_request_is_malformed_at_every_length (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  TbCryptoError code;

  for (gsize n = 0; n < g_bytes_get_size (der); n++)
    {
      g_autoptr (GBytes) shorter = pki_truncate (der, n);

      g_assert_true (is_refused (shorter, &code));
      g_assert_cmpint (code, ==, TB_CRYPTO_ERROR_MALFORMED);
    }
}

static void
trailing_byte_is_malformed (void)
{
  g_autoptr (GBytes) der = make_request (TB_KEY_P256, "a"), longer = NULL;
  g_autofree guint8 *bytes = g_malloc0 (g_bytes_get_size (der) + 1);
  TbCryptoError code;

  memcpy (bytes, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  longer = g_bytes_new (bytes, g_bytes_get_size (der) + 1);
  g_assert_true (is_refused (longer, &code));
  g_assert_cmpint (code, ==, TB_CRYPTO_ERROR_MALFORMED);
}

/* The same length in one byte more: BER, which OpenSSL reads, and not DER. */
static void
length_in_more_bytes_is_malformed (void)
{
  g_autoptr (GBytes) der = make_request (TB_KEY_P256, "a"), longer = NULL;
  gsize n;
  const guint8 *bytes = g_bytes_get_data (der, &n);
  GByteArray *out = g_byte_array_new ();
  TbCryptoError code;

  g_assert_cmpint (bytes[1], ==, 0x82);
  g_byte_array_append (out, bytes, 1);
  g_byte_array_append (out, (const guint8 *) "\x83", 2);
  g_byte_array_append (out, bytes + 2, (guint) n - 2);
  longer = g_byte_array_free_to_bytes (out);
  g_assert_true (is_refused (longer, &code));
  g_assert_cmpint (code, ==, TB_CRYPTO_ERROR_MALFORMED);
}

/* Whatever single bit changes on the way, the request is not taken for what its sender signed. */
static void
flipped_request_is_refused_at_every_byte (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  TbCryptoError code;

  for (gsize at = 0; at < g_bytes_get_size (der); at++)
    for (guint mask = 1; mask < 256; mask = mask == 1 ? 0x80 : 256)
      {
        g_autoptr (GBytes) flipped = pki_flip (der, at, (guint8) mask);

        if (!is_refused (flipped, &code))
          g_error ("Byte %" G_GSIZE_FORMAT " xor 0x%02x is accepted", at, mask);
      }
}

static void
mutated_request_is_refused (gconstpointer algorithm)
{
  g_autoptr (GBytes) der = make_request ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "a");
  TbStream stream = pki_stream ("mutations");
  TbCryptoError code;

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GBytes) mutated = pki_mutate (der, &stream);

      if (!g_bytes_equal (mutated, der))
        g_assert_true (is_refused (mutated, &code));
    }
}

static void
other_signature_is_no_proof (void)
{
  g_autoptr (GBytes) a = make_request (TB_KEY_P256, "a"), flipped = pki_flip (a, g_bytes_get_size (a) - 1, 1);
  TbCryptoError code;

  g_assert_true (is_refused (flipped, &code));
  g_assert_cmpint (code, ==, TB_CRYPTO_ERROR_REFUSED);
}

/* --- requests that others write --- */

typedef struct
{
  const char *what;
  const char *country, *common_name, *second_name, *alternative_name, *digest, *curve;
  guint rsa_bits;
  gboolean accepted;            /* by the reader; the authority may still say no */
} Foreign;

static const Foreign foreign[] = {
  { "plain", NULL, "lamp", NULL, NULL, "SHA2-256", "P-256", 0, TRUE },
  { "country", "DE", "lamp", NULL, "DNS:lamp.house", "SHA2-256", "P-256", 0, TRUE },
  { "sha-384", NULL, "lamp", NULL, NULL, "SHA2-384", "P-256", 0, TRUE },
  { "rsa", NULL, "lamp", NULL, NULL, "SHA2-512", NULL, 2048, TRUE },
  { "p-384", NULL, "lamp", NULL, NULL, "SHA2-256", "P-384", 0, TRUE },
  { "no-name", "DE", NULL, NULL, NULL, "SHA2-256", "P-256", 0, TRUE },
  { "two-names", NULL, "lamp", "door", NULL, "SHA2-256", "P-256", 0, FALSE },
  { "sha-1", NULL, "lamp", NULL, NULL, "SHA1", "P-256", 0, FALSE },
  { "ip-address", NULL, "lamp", NULL, "IP:10.0.0.1", "SHA2-256", "P-256", 0, TRUE },
  { "email", NULL, "lamp", NULL, "DNS:lamp.house,email:a@b.c", "SHA2-256", "P-256", 0, TRUE },
  { "spaced", NULL, "lamp", NULL, "URI:a b", "SHA2-256", "P-256", 0, FALSE },
  { "underscore", NULL, "lamp", NULL, "DNS:lamp_1.house", "SHA2-256", "P-256", 0, FALSE },
};

static EVP_PKEY *
make_foreign_key (const Foreign *row)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (pki_get_seeded ());

  return row->curve != NULL ? EVP_PKEY_Q_keygen (libctx, NULL, "EC", row->curve) : EVP_PKEY_Q_keygen (libctx, NULL, "RSA", (size_t) row->rsa_bits);
}

static void
add_name (X509_REQ *request, const char *field, const char *value)
{
  if (value != NULL)
    g_assert_cmpint (X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), field, MBSTRING_UTF8, (const guint8 *) value, -1, -1, 0), ==, 1);
}

static void
add_alternative_name (X509_REQ *request, const char *value)
{
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();

  sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints, "critical,CA:TRUE"));
  if (value != NULL)
    sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, value));
  g_assert_cmpint (X509_REQ_add_extensions (request, extensions), ==, 1);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
}

static GBytes *
write_foreign (const Foreign *row)
{
  TbStream stream = pki_stream (row->what);
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (pki_get_seeded ());
  g_autoptr (X509_REQ) request = X509_REQ_new_ex (libctx, NULL);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, &stream, START_US);
  key = make_foreign_key (row);
  add_name (request, "C", row->country);
  add_name (request, "CN", row->common_name);
  add_name (request, "CN", row->second_name);
  X509_REQ_add1_attr_by_NID (request, NID_pkcs9_challengePassword, MBSTRING_ASC, (const guint8 *) "secret", -1);
  add_alternative_name (request, row->alternative_name);
  g_assert_cmpint (X509_REQ_set_pubkey (request, key), ==, 1);
  g_assert_cmpint (EVP_DigestSignInit_ex (signing, NULL, row->digest, libctx, NULL, key, NULL), ==, 1);
  g_assert_cmpint (X509_REQ_sign_ctx (request, signing), >, 0);
  tb_job_leave (&job);
  n = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

static void
foreign_request (gconstpointer data)
{
  const Foreign *row = data;
  g_autoptr (GBytes) der = write_foreign (row);
  g_auto (TbRequest) request = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean accepted = tb_request_read (&request, pki_get_seeded (), der, &error);

  if (row->accepted)
    g_assert_no_error (error);
  g_assert_cmpint (accepted, ==, row->accepted);
  if (accepted)
    g_assert_cmpstr (request.common_name, ==, row->common_name);
}

/* --- names --- */

static void
common_names (void)
{
  g_autofree char *longest = g_strnfill (64, 'x'), *too_long = g_strnfill (65, 'x');
  g_autofree char *umlauts = g_strdup ("T\303\274r");

  g_assert_true (tb_request_check_common_name ("lock-03", NULL));
  g_assert_true (tb_request_check_common_name (longest, NULL));
  g_assert_true (tb_request_check_common_name (umlauts, NULL));
  g_assert_false (tb_request_check_common_name ("", NULL));
  g_assert_false (tb_request_check_common_name (too_long, NULL));
  g_assert_false (tb_request_check_common_name ("a\nb", NULL));
  g_assert_false (tb_request_check_common_name ("\377\376", NULL));
}

static void
dns_names (void)
{
  static const char *const good[] = { "a", "lock-03.house", "xn--tr-xka.house", "1.2.3.4.example" };
  static const char *const bad[] = { "", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "a_b", "a b", "*.house", "t\303\274r" };
  g_autofree char *label = g_strnfill (63, 'x'), *long_label = g_strnfill (64, 'x');
  g_autofree char *longest = g_strdup_printf ("%s.%s.%s.%.61s", label, label, label, label);
  g_autofree char *too_long = g_strconcat (longest, "x", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (tb_request_check_dns_name (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tb_request_check_dns_name (bad[i], NULL));
  g_assert_true (tb_request_check_dns_name (label, NULL));
  g_assert_false (tb_request_check_dns_name (long_label, NULL));
  g_assert_cmpuint (strlen (longest), ==, 253);
  g_assert_true (tb_request_check_dns_name (longest, NULL));
  g_assert_false (tb_request_check_dns_name (too_long, NULL));
}

static void
bad_names_are_refused_when_asking (void)
{
  TbStream stream = pki_stream ("names");
  g_autoptr (TbKey) key = tb_key_generate (pki_get_seeded (), TB_KEY_P256, &stream, NULL);
  const char *const bad[] = { "not a name", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_make_request (key, "", NULL, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_key_make_request (key, "lock", bad, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

#define ADD(path, test) \
  g_test_add_data_func (path "/p256", GUINT_TO_POINTER (TB_KEY_P256), test); \
  g_test_add_data_func (path "/rsa", GUINT_TO_POINTER (TB_KEY_RSA2048), test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/request/repeatable", same_stream_same_request);
  ADD ("/request/openssl/reads", openssl_reads_the_request);
  g_test_add_func ("/request/openssl/names", openssl_finds_the_dns_names);
  ADD ("/request/read", reads_what_was_written);
  ADD ("/request/key", key_is_the_one_openssl_reads);
  g_test_add_data_func ("/request/key/p384", GUINT_TO_POINTER (TB_KEY_P384), key_is_the_one_openssl_reads);
  g_test_add_data_func ("/request/key/ed25519", GUINT_TO_POINTER (TB_KEY_ED25519), key_is_the_one_openssl_reads);
  g_test_add_func ("/request/key/compressed", compressed_point_is_read_too);
  g_test_add_func ("/request/key/off-the-curve", point_off_the_curve_is_no_key);
  ADD ("/request/truncated", truncated_request_is_malformed_at_every_length);
  g_test_add_func ("/request/trailing", trailing_byte_is_malformed);
  g_test_add_func ("/request/length-form", length_in_more_bytes_is_malformed);
  ADD ("/request/flipped", flipped_request_is_refused_at_every_byte);
  ADD ("/request/mutated", mutated_request_is_refused);
  g_test_add_func ("/request/other-signature", other_signature_is_no_proof);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *path = g_strconcat ("/request/foreign/", foreign[i].what, NULL);

      g_test_add_data_func (path, &foreign[i], foreign_request);
    }
  g_test_add_func ("/request/names/common", common_names);
  g_test_add_func ("/request/names/dns", dns_names);
  g_test_add_func ("/request/names/refused", bad_names_are_refused_when_asking);
  return g_test_run ();
}
