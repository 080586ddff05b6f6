/* Keys are a function of their stream, of the kind asked for, and good to sign with from several threads. */
#include "pki-fixture.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "tb-key-private.h"

static TbKey *
make_key (TbKeyAlgorithm algorithm, const char *name)
{
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_generate (pki_get_seeded (), algorithm, &stream, &error);

  g_assert_no_error (error);
  return key;
}

static void
same_stream_same_key (gconstpointer algorithm)
{
  TbKeyAlgorithm kind = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  g_autoptr (TbKey) a = make_key (kind, "a"), again = make_key (kind, "a"), b = make_key (kind, "b");

  g_assert_cmpint (EVP_PKEY_eq (tb_key_get_pkey (a), tb_key_get_pkey (again)), ==, 1);
  pki_assert_same_bytes (tb_key_get_spki (a), tb_key_get_spki (again));
  pki_assert_other_bytes (tb_key_get_spki (a), tb_key_get_spki (b));
}

static void
key_is_what_was_asked_for (void)
{
  g_autoptr (TbKey) ec = make_key (TB_KEY_P256, "ec"), rsa = make_key (TB_KEY_RSA2048, "rsa");
  char group[32];

  g_assert_cmpint (tb_key_get_algorithm (ec), ==, TB_KEY_P256);
  g_assert_cmpint (EVP_PKEY_get_group_name (tb_key_get_pkey (ec), group, sizeof group, NULL), ==, 1);
  g_assert_cmpstr (group, ==, "prime256v1");
  g_assert_cmpint (tb_key_get_algorithm (rsa), ==, TB_KEY_RSA2048);
  g_assert_true (EVP_PKEY_is_a (tb_key_get_pkey (rsa), "RSA"));
  g_assert_cmpint (EVP_PKEY_get_bits (tb_key_get_pkey (rsa)), ==, 2048);
}

/* OpenSSL's own encoder is the witness. */
static void
spki_is_what_openssl_writes (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "spki");
  unsigned char *der = NULL;
  int n = i2d_PUBKEY (tb_key_get_pkey (key), &der);

  g_assert_cmpmem (g_bytes_get_data (tb_key_get_spki (key), NULL), g_bytes_get_size (tb_key_get_spki (key)), der, n);
  OPENSSL_free (der);
}

/* --- the provider that forwards only some of OpenSSL's reads what all of OpenSSL reads --- */

static EVP_PKEY *
decode (const guint8 *spki, gsize n_bytes)
{
  return d2i_PUBKEY_ex (NULL, &spki, (long) n_bytes, tb_crypto_get_libctx (pki_get_seeded ()), NULL);
}

static EVP_PKEY *
decode_on_live (const guint8 *spki, gsize n_bytes)
{
  return d2i_PUBKEY_ex (NULL, &spki, (long) n_bytes, tb_crypto_get_libctx (tb_crypto_get_live (NULL)), NULL);
}

static void
decoder_reads_what_the_plain_one_reads (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "decode");
  gsize n;
  const guint8 *spki = g_bytes_get_data (tb_key_get_spki (key), &n);
  g_autoptr (EVP_PKEY) ours = decode (spki, n);
  g_autoptr (EVP_PKEY) plain = decode_on_live (spki, n);
  unsigned char *der = NULL;
  int n_der;

  g_assert_cmpint (EVP_PKEY_eq (ours, tb_key_get_pkey (key)), ==, 1);
  g_assert_cmpint (EVP_PKEY_get_bits (ours), ==, EVP_PKEY_get_bits (plain));
  g_assert_cmpint (EVP_PKEY_get_security_bits (ours), ==, EVP_PKEY_get_security_bits (plain));
  n_der = i2d_PUBKEY (ours, &der);
  g_assert_cmpmem (der, n_der, spki, n);
  OPENSSL_free (der);
}

/* At every byte: a changed key is read by both ways or by neither, and as the same key. */
static void
decoder_refuses_what_the_plain_one_refuses (void)
{
  g_autoptr (TbKey) key = make_key (TB_KEY_P256, "decode");
  GBytes *spki = tb_key_get_spki (key);

  for (gsize at = 0; at < g_bytes_get_size (spki); at++)
    {
      g_autoptr (GBytes) flipped = pki_flip (spki, at, 1);
      g_autoptr (EVP_PKEY) ours = decode (g_bytes_get_data (flipped, NULL), g_bytes_get_size (flipped));
      g_autoptr (EVP_PKEY) plain = decode_on_live (g_bytes_get_data (flipped, NULL), g_bytes_get_size (flipped));

      g_assert_cmpint (ours != NULL, ==, plain != NULL);
    }
  ERR_clear_error ();
}

static void
compressed_points_are_read (void)
{
  g_autoptr (TbKey) key = make_key (TB_KEY_P256, "compressed");
  g_autoptr (EVP_PKEY) copy = EVP_PKEY_dup (tb_key_get_pkey (key)), read = NULL;
  unsigned char *der = NULL;
  int n;

  g_assert_cmpint (EVP_PKEY_set_utf8_string_param (copy, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed"), ==, 1);
  n = i2d_PUBKEY (copy, &der);
  g_assert_cmpint (n, <, (int) g_bytes_get_size (tb_key_get_spki (key)));
  read = decode (der, (gsize) n);
  OPENSSL_free (der);
  g_assert_nonnull (read);
  g_assert_cmpint (EVP_PKEY_eq (read, tb_key_get_pkey (key)), ==, 1);
}

static void
good_keys_pass_the_checks (void)
{
  g_autoptr (TbKey) key = make_key (TB_KEY_P256, "check");
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (pki_get_seeded ()), tb_key_get_pkey (key), NULL);

  g_assert_cmpint (EVP_PKEY_public_check (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_private_check (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_pairwise_check (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_check (context), ==, 1);
}

static gpointer
decode_often (gpointer key)
{
  gsize n;
  const guint8 *spki = g_bytes_get_data (tb_key_get_spki (key), &n);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (EVP_PKEY) read = decode (spki, n);

      g_assert_cmpint (EVP_PKEY_eq (read, tb_key_get_pkey (key)), ==, 1);
    }
  return NULL;
}

static void
threads_decode_at_once (void)
{
  g_autoptr (TbKey) key = make_key (TB_KEY_P256, "threads");
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("decode", decode_often, key);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
codes_and_strengths (void)
{
  TbKeyAlgorithm algorithm;

  for (guint i = 0; i < TB_KEY_N_ALGORITHMS; i++)
    {
      g_assert_true (tb_key_algorithm_from_code (tb_key_algorithm_to_code (i), &algorithm));
      g_assert_cmpint (algorithm, ==, i);
    }
  g_assert_cmpstr (tb_key_algorithm_to_code (TB_KEY_P256), ==, "P-256");
  g_assert_cmpstr (tb_key_algorithm_to_code (TB_KEY_RSA2048), ==, "RSA-2048");
  g_assert_true (tb_key_algorithm_from_code ("p256", &algorithm));
  g_assert_cmpint (algorithm, ==, TB_KEY_P256);
  g_assert_true (tb_key_algorithm_from_code ("rsa2048", &algorithm));
  g_assert_cmpint (algorithm, ==, TB_KEY_RSA2048);
  g_assert_false (tb_key_algorithm_from_code ("RSA-1024", &algorithm));
  g_assert_false (tb_key_algorithm_from_code ("P-25", &algorithm));
  g_assert_false (tb_key_algorithm_from_code ("P-2566", &algorithm));
  g_assert_false (tb_key_algorithm_from_code ("", &algorithm));
  g_assert_cmpuint (tb_key_algorithm_get_strength_bits (TB_KEY_P256), ==, 128);
  g_assert_cmpuint (tb_key_algorithm_get_strength_bits (TB_KEY_RSA2048), ==, 112);
}

/* Signs 100 bytes in a job of its own and returns the signature with what the stream draws next. */
static GBytes *
sign_in_job (TbKey *key)
{
  TbStream stream = pki_stream ("signature");
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  GByteArray *out = g_byte_array_new ();
  guint8 signature[256], signed_bytes[100] = { 7 };
  gsize n = sizeof signature;
  guint64 next;
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (EVP_DigestSign (signing, signature, &n, signed_bytes, sizeof signed_bytes), ==, 1);
  tb_job_leave (&job);
  g_byte_array_append (out, signature, (guint) n);
  next = tb_stream_next (&stream);
  g_byte_array_append (out, (guint8 *) &next, sizeof next);
  return g_byte_array_free_to_bytes (out);
}

/* What a job draws must not depend on whether somebody used the key before: RSA blinding would make it so. */
static void
use_leaves_no_trace_in_a_key (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "trace");
  g_autoptr (GBytes) first = sign_in_job (key), second = sign_in_job (key);

  pki_assert_same_bytes (first, second);
}

static gpointer
sign_often (gpointer key)
{
  GBytes *last = sign_in_job (key);

  for (guint i = 0; i < 20; i++)
    {
      GBytes *next = sign_in_job (key);

      pki_assert_same_bytes (last, next);
      g_bytes_unref (last);
      last = next;
    }
  return last;
}

static void
threads_share_a_key (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "shared");
  g_autoptr (GBytes) alone = sign_in_job (key);
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("sign", sign_often, key);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) together = g_thread_join (threads[i]);

      pki_assert_same_bytes (alone, together);
    }
}

/* What programs print and read: the forwarded provider still has the rows for it. */
static void
keys_go_through_pem (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm), "pem");
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autoptr (EVP_PKEY) private_half = NULL;
  g_autoptr (EVP_PKEY) public_half = NULL;

  g_assert_cmpint (PEM_write_bio_PKCS8PrivateKey (out, tb_key_get_pkey (key), NULL, NULL, 0, NULL, NULL), ==, 1);
  g_assert_cmpint (PEM_write_bio_PUBKEY (out, tb_key_get_pkey (key)), ==, 1);
  private_half = PEM_read_bio_PrivateKey_ex (out, NULL, NULL, NULL, tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  public_half = PEM_read_bio_PUBKEY_ex (out, NULL, NULL, NULL, tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  g_assert_nonnull (private_half);
  g_assert_nonnull (public_half);
  g_assert_cmpint (EVP_PKEY_eq (private_half, tb_key_get_pkey (key)), ==, 1);
  g_assert_cmpint (EVP_PKEY_eq (public_half, tb_key_get_pkey (key)), ==, 1);
  ERR_clear_error ();
}

#define ADD(path, test) \
  g_test_add_data_func (path "/p256", GUINT_TO_POINTER (TB_KEY_P256), test); \
  g_test_add_data_func (path "/rsa", GUINT_TO_POINTER (TB_KEY_RSA2048), test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/key/repeatable", same_stream_same_key);
  ADD ("/key/spki/encoder", spki_is_what_openssl_writes);
  ADD ("/key/no-trace", use_leaves_no_trace_in_a_key);
  ADD ("/key/threads", threads_share_a_key);
  ADD ("/key/pem", keys_go_through_pem);
  g_test_add_func ("/key/kind", key_is_what_was_asked_for);
  ADD ("/key/decoder/reads", decoder_reads_what_the_plain_one_reads);
  g_test_add_func ("/key/decoder/refuses", decoder_refuses_what_the_plain_one_refuses);
  g_test_add_func ("/key/decoder/compressed", compressed_points_are_read);
  g_test_add_func ("/key/decoder/threads", threads_decode_at_once);
  g_test_add_func ("/key/checks", good_keys_pass_the_checks);
  g_test_add_func ("/key/codes", codes_and_strengths);
  return g_test_run ();
}
