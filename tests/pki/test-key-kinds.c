/* Every kind of key does all that keys do, in both contexts; keys from elsewhere are told for what they are, and the weak ones are refused. */
#include "pki-fixture.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "tb-key-private.h"
#include "tb-request.h"

/* Streams in which the search for primes is short. */
static const char *const quick_streams[TB_KEY_N_ALGORITHMS] = { "k1", "k11", "k21", "k8", "k1", "k1", "k1" };

static TbKey *
make_key (TbKeyAlgorithm algorithm)
{
  TbStream stream = pki_stream (quick_streams[algorithm]);
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_generate (pki_get_seeded (), algorithm, &stream, &error);

  g_assert_no_error (error);
  return key;
}

/* Made once: RSA keys take long. */
static TbKey *
get_key (TbKeyAlgorithm algorithm)
{
  static TbKey *keys[TB_KEY_N_ALGORITHMS];

  if (keys[algorithm] == NULL)
    keys[algorithm] = make_key (algorithm);
  return keys[algorithm];
}

static void
same_stream_same_key (gconstpointer algorithm)
{
  g_autoptr (TbKey) again = make_key (GPOINTER_TO_UINT (algorithm));

  g_assert_cmpint (tb_key_get_algorithm (again), ==, GPOINTER_TO_UINT (algorithm));
  g_assert_cmpint (EVP_PKEY_eq (tb_key_get_pkey (get_key (GPOINTER_TO_UINT (algorithm))), tb_key_get_pkey (again)), ==, 1);
  pki_assert_same_bytes (tb_key_get_spki (get_key (GPOINTER_TO_UINT (algorithm))), tb_key_get_spki (again));
}

/* OpenSSL's own encoder is the witness. */
static void
spki_is_what_openssl_writes (gconstpointer algorithm)
{
  TbKey *key = get_key (GPOINTER_TO_UINT (algorithm));
  unsigned char *der = NULL;
  int n = i2d_PUBKEY (tb_key_get_pkey (key), &der);

  g_assert_cmpmem (g_bytes_get_data (tb_key_get_spki (key), NULL), g_bytes_get_size (tb_key_get_spki (key)), der, n);
  OPENSSL_free (der);
}

static void
kind_is_found_again (gconstpointer algorithm)
{
  TbKey *key = get_key (GPOINTER_TO_UINT (algorithm));
  TbKeyAlgorithm found;
  guint strength_bits;
  g_autofree char *name = tb_key_describe_pkey (tb_key_get_pkey (key), &strength_bits);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (name, ==, tb_key_algorithm_to_code (GPOINTER_TO_UINT (algorithm)));
  g_assert_cmpuint (strength_bits, ==, tb_key_algorithm_get_strength_bits (GPOINTER_TO_UINT (algorithm)));
  g_assert_true (tb_key_check_pkey (tb_key_get_pkey (key), &found, &error));
  g_assert_no_error (error);
  g_assert_cmpint (found, ==, GPOINTER_TO_UINT (algorithm));
}

static void
codes_and_strengths (void)
{
  static const struct
  {
    TbKeyAlgorithm algorithm;
    const char *code;
    const char *typed;
    guint strength_bits;
  } rows[] = {
    { TB_KEY_P256, "P-256", "p256", 128 },
    { TB_KEY_RSA2048, "RSA-2048", "rsa2048", 112 },
    { TB_KEY_RSA3072, "RSA-3072", "Rsa-3072", 128 },
    { TB_KEY_RSA4096, "RSA-4096", "rsa4096", 152 },
    { TB_KEY_P384, "P-384", "p384", 192 },
    { TB_KEY_P521, "P-521", "p521", 256 },
    { TB_KEY_ED25519, "Ed25519", "ED-25519", 128 },
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (rows) == TB_KEY_N_ALGORITHMS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbKeyAlgorithm algorithm = TB_KEY_N_ALGORITHMS;

      g_assert_cmpint (rows[i].algorithm, ==, i);
      g_assert_cmpstr (tb_key_algorithm_to_code (i), ==, rows[i].code);
      g_assert_true (tb_key_algorithm_from_code (rows[i].typed, &algorithm));
      g_assert_cmpint (algorithm, ==, i);
      g_assert_cmpuint (tb_key_algorithm_get_strength_bits (i), ==, rows[i].strength_bits);
      g_assert_cmpint (tb_key_algorithm_is_rsa (i), ==, g_str_has_prefix (rows[i].code, "RSA"));
    }
}

/* --- work --- */

/* Signs in the seeded context. */
static GBytes *
sign (TbKey *key, const char *text)
{
  TbStream stream = pki_stream ("signature");
  g_autoptr (EVP_MD_CTX) signing = NULL;
  guint8 signature[512];
  gsize n = sizeof signature;
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  signing = tb_key_begin_signing (key);
  g_assert_cmpint (EVP_DigestSign (signing, signature, &n, (const guint8 *) text, strlen (text)), ==, 1);
  tb_job_leave (&job);
  return g_bytes_new (signature, n);
}

/* With the public half alone, read by the whole of OpenSSL. */
static gboolean
is_signature (TbKey *key, GBytes *signature, const char *text)
{
  OSSL_LIB_CTX *live = tb_crypto_get_libctx (tb_crypto_get_live (NULL));
  const guint8 *spki = g_bytes_get_data (tb_key_get_spki (key), NULL);
  g_autoptr (EVP_PKEY) pkey = d2i_PUBKEY_ex (NULL, &spki, (long) g_bytes_get_size (tb_key_get_spki (key)), live, NULL);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gboolean is_good;

  g_assert_cmpint (EVP_DigestVerifyInit_ex (context, NULL, tb_key_kind (tb_key_get_algorithm (key))->digest, live, NULL, pkey, NULL), ==, 1);
  is_good = EVP_DigestVerify (context, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature), (const guint8 *) text, strlen (text)) == 1;
  ERR_clear_error ();
  return is_good;
}

static void
signatures_repeat_and_verify (gconstpointer algorithm)
{
  TbKey *key = get_key (GPOINTER_TO_UINT (algorithm));
  g_autoptr (GBytes) first = sign (key, "close the door"), again = sign (key, "close the door");

  pki_assert_same_bytes (first, again);
  g_assert_true (is_signature (key, first, "close the door"));
  g_assert_false (is_signature (key, first, "open the door"));
}

static int
digest_of_signature (int signature_nid)
{
  int digest = -1, key;

  g_assert_cmpint (OBJ_find_sigid_algs (signature_nid, &digest, &key), ==, 1);
  return digest;
}

static void
requests_are_read_back (gconstpointer algorithm)
{
  static const int digests[] = { NID_sha256, NID_sha256, NID_sha256, NID_sha384, NID_sha384, NID_sha512, NID_undef };
  const char *names[] = { "lock.house", NULL };
  TbKey *key = get_key (GPOINTER_TO_UINT (algorithm));
  TbStream stream = pki_stream ("request");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = tb_key_make_request (key, "lock", names, &stream, &error);
  g_auto (TbRequest) request = { 0 };

  g_assert_no_error (error);
  g_assert_true (tb_request_read (&request, pki_get_seeded (), der, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (request.common_name, ==, "lock");
  g_assert_cmpint (EVP_PKEY_eq (request.public_key, tb_key_get_pkey (key)), ==, 1);
  g_assert_cmpint (digest_of_signature (X509_REQ_get_signature_nid (request.x509)), ==, digests[GPOINTER_TO_UINT (algorithm)]);
}

static void
roots_sign_themselves (gconstpointer algorithm)
{
  TbStream stream = pki_stream (quick_streams[GPOINTER_TO_UINT (algorithm)]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuthority) root = tb_authority_new_root (pki_get_seeded (), "Root", GPOINTER_TO_UINT (algorithm), START_US, START_US + DAY_US,
                                                                &stream, &error);
  X509 *x509;

  g_assert_no_error (error);
  x509 = tb_certificate_get_x509 (tb_authority_get_root (root));
  g_assert_cmpint (X509_verify (x509, X509_get0_pubkey (x509)), ==, 1);
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (x509), tb_key_get_pkey (get_key (GPOINTER_TO_UINT (algorithm)))), ==, 1);
}

/* Kinds that are quick to make. */
static void
live_keys_differ_and_sign (gconstpointer algorithm)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  g_autoptr (TbKey) a = tb_key_generate (live, GPOINTER_TO_UINT (algorithm), NULL, NULL);
  g_autoptr (TbKey) b = tb_key_generate (live, GPOINTER_TO_UINT (algorithm), NULL, NULL);
  g_autoptr (GBytes) signature = sign (a, "x");

  pki_assert_other_bytes (tb_key_get_spki (a), tb_key_get_spki (b));
  g_assert_true (is_signature (a, signature, "x"));
  g_assert_false (is_signature (b, signature, "x"));
}

/* --- keys from elsewhere --- */

/* The public half of an RSA key with a modulus of @bits bits, not a product of two primes: nobody factors it to look at it. */
static EVP_PKEY *
make_rsa_public (const char *type, guint bits, guint exponent)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (tb_crypto_get_libctx (tb_crypto_get_live (NULL)), type, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  BIGNUM *n = BN_new (), *e = BN_new ();
  OSSL_PARAM *params;
  EVP_PKEY *pkey = NULL;

  BN_set_bit (n, (int) bits - 1);
  BN_add_word (n, 1);
  BN_set_word (e, exponent);
  OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, n);
  OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, e);
  params = OSSL_PARAM_BLD_to_param (builder);
  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &pkey, EVP_PKEY_PUBLIC_KEY, params), ==, 1);
  OSSL_PARAM_free (params);
  OSSL_PARAM_BLD_free (builder);
  EVP_PKEY_CTX_free (context);
  BN_free (n);
  BN_free (e);
  return pkey;
}

static EVP_PKEY *
make_elsewhere (const char *type, guint size, const char *group)
{
  OSSL_LIB_CTX *live = tb_crypto_get_libctx (tb_crypto_get_live (NULL));

  if (g_str_has_prefix (type, "RSA"))
    return make_rsa_public (type, size, 65537);
  return group != NULL ? EVP_PKEY_Q_keygen (live, NULL, type, group) : EVP_PKEY_Q_keygen (live, NULL, type);
}

static const struct
{
  const char *name;
  const char *type;
  guint size;
  const char *group;
  guint strength_bits;
} refused[] = {
  { "RSA-512", "RSA", 512, NULL, 56 },
  { "RSA-1024", "RSA", 1024, NULL, 80 },
  { "RSA-2047", "RSA", 2047, NULL, 112 },
  { "RSA-4097", "RSA", 4097, NULL, 152 },
  { "RSA-15360", "RSA", 15360, NULL, 256 },
  { "RSA-PSS-3072", "RSA-PSS", 3072, NULL, 128 },
  { "P-224", "EC", 0, "P-224", 112 },
  { "secp256k1", "EC", 0, "secp256k1", 128 },
  { "brainpoolP384r1", "EC", 0, "brainpoolP384r1", 192 },
  { "Ed448", "ED448", 0, NULL, 224 },
  { "X25519", "X25519", 0, NULL, 128 },
};

static void
others_are_named_and_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (EVP_PKEY) pkey = make_elsewhere (refused[i].type, refused[i].size, refused[i].group);
      g_autoptr (GError) error = NULL;
      guint strength_bits;
      g_autofree char *name = tb_key_describe_pkey (pkey, &strength_bits);
      g_autofree char *found = g_strdup_printf ("The key is %s (%u-bit strength); ", refused[i].name, strength_bits);

      g_assert_cmpstr (name, ==, refused[i].name);
      g_assert_cmpuint (strength_bits, ==, refused[i].strength_bits);
      g_assert_null (tb_key_new_for_pkey (tb_crypto_get_live (NULL), pkey, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
      g_assert_true (g_str_has_prefix (error->message, found));
      g_assert_nonnull (strstr (error->message, "P-256"));
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

static void
useless_exponents_are_refused (void)
{
  static const guint exponents[] = { 1, 2, 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (exponents); i++)
    {
      g_autoptr (EVP_PKEY) pkey = make_rsa_public ("RSA", 2048, exponents[i]);
      g_autoptr (GError) error = NULL;
      TbKeyAlgorithm algorithm;

      g_assert_false (tb_key_check_pkey (pkey, &algorithm, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "exponent"));
    }
}

static void
sizes_between_kinds_count_as_the_smaller (void)
{
  static const struct
  {
    guint bits;
    TbKeyAlgorithm algorithm;
  } rows[] = { { 2048, TB_KEY_RSA2048 }, { 3071, TB_KEY_RSA2048 }, { 3072, TB_KEY_RSA3072 }, { 4095, TB_KEY_RSA3072 }, { 4096, TB_KEY_RSA4096 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EVP_PKEY) pkey = make_rsa_public ("RSA", rows[i].bits, 65537);
      g_autofree char *name = tb_key_describe_pkey (pkey, NULL), *expected = g_strdup_printf ("RSA-%u", rows[i].bits);
      TbKeyAlgorithm algorithm;

      g_assert_true (tb_key_check_pkey (pkey, &algorithm, NULL));
      g_assert_cmpint (algorithm, ==, rows[i].algorithm);
      g_assert_cmpstr (name, ==, expected);
    }
}

static void
curves_without_a_name_are_told (void)
{
  g_autoptr (EVP_PKEY) pkey = EVP_PKEY_dup (tb_key_get_pkey (get_key (TB_KEY_P384))), read = NULL;
  unsigned char *der = NULL;
  const guint8 *at;
  g_autofree char *name = NULL;
  int n;

  g_assert_cmpint (EVP_PKEY_set_utf8_string_param (pkey, OSSL_PKEY_PARAM_EC_ENCODING, "explicit"), ==, 1);
  n = i2d_PUBKEY (pkey, &der);
  at = der;
  read = d2i_PUBKEY_ex (NULL, &at, n, tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  OPENSSL_free (der);
  name = tb_key_describe_pkey (read, NULL);
  g_assert_cmpstr (name, ==, "P-384 with explicit parameters");
}

static void
keys_from_elsewhere_sign (void)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-521");     /* in OpenSSL's default context */
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) key = tb_key_new_for_pkey (live, pkey, &error);
  g_autoptr (GBytes) signature = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (tb_key_get_algorithm (key), ==, TB_KEY_P521);
  g_assert_true (tb_key_get_pkey (key) == pkey);
  g_assert_false (tb_key_changes_with_use (key));
  signature = sign (key, "x");
  g_assert_true (is_signature (key, signature, "x"));
}

static void
add_for_all (const char *name, GTestDataFunc test)
{
  for (guint i = 0; i < TB_KEY_N_ALGORITHMS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/key-kinds/%s/%s", name, tb_key_algorithm_to_code (i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test);
    }
}

int
main (int argc, char **argv)
{
  static const TbKeyAlgorithm quick[] = { TB_KEY_P256, TB_KEY_P384, TB_KEY_P521, TB_KEY_ED25519 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/key-kinds/codes", codes_and_strengths);
  add_for_all ("repeatable", same_stream_same_key);
  add_for_all ("spki", spki_is_what_openssl_writes);
  add_for_all ("found", kind_is_found_again);
  add_for_all ("sign", signatures_repeat_and_verify);
  add_for_all ("request", requests_are_read_back);
  add_for_all ("root", roots_sign_themselves);
  for (guint i = 0; i < G_N_ELEMENTS (quick); i++)
    {
      g_autofree char *path = g_strdup_printf ("/key-kinds/live/%s", tb_key_algorithm_to_code (quick[i]));

      g_test_add_data_func (path, GUINT_TO_POINTER (quick[i]), live_keys_differ_and_sign);
    }
  g_test_add_func ("/key-kinds/refused", others_are_named_and_refused);
  g_test_add_func ("/key-kinds/refused/exponent", useless_exponents_are_refused);
  g_test_add_func ("/key-kinds/between", sizes_between_kinds_count_as_the_smaller);
  g_test_add_func ("/key-kinds/explicit", curves_without_a_name_are_told);
  g_test_add_func ("/key-kinds/elsewhere", keys_from_elsewhere_sign);
  return g_test_run ();
}
