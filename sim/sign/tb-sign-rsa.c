/* tb-sign-rsa: signatures with RSA: a padded block, raised to the private exponent by the sender and to the public one by the receiver. The padding of
 * PKCS #1 v1.5 is here as well; that of PSS has a file of its own. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tb-sign-private.h"

/* RFC 8017 section 9.2, note 1: SEQUENCE, AlgorithmIdentifier of SHA-256, OCTET STRING of 32 bytes. */
static const guint8 sha256_prefix[] = {
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
};

#define INFO_BYTES (sizeof sha256_prefix + TB_SIGN_DIGEST_BYTES)

/* --- powers --- */

/* @signature to the power of the public exponent, as long as the modulus; NULL with the reason why it cannot be. */
GBytes *
tb_sign_rsa_power (TbSignWork *work, EVP_PKEY *key, GBytes *signature, const char **found)
{
  g_autoptr (BIGNUM) n = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_N), e = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_E);
  g_autoptr (BIGNUM) s = tb_sign_number_from_bytes (signature), block = BN_new ();

  *found = NULL;
  if (g_bytes_get_size (signature) != (gsize) BN_num_bytes (n))
    *found = N_("The signature is not as long as the modulus.");
  else if (BN_ucmp (s, n) >= 0)
    *found = N_("The signature is a number as large as the modulus or larger.");
  else if (BN_mod_exp (block, s, e, n, work->numbers) == 1)
    return tb_sign_number_to_bytes (block, (gsize) BN_num_bytes (n));
  return NULL;
}

static GBytes *
power_privately (TbSignWork *work, GBytes *block)
{
  g_autoptr (EVP_PKEY) key = tb_key_dup_for_job (work->terms->signer);
  g_autoptr (EVP_PKEY_CTX) context = key != NULL ? EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (work->crypto), key, NULL) : NULL;
  gsize n_block, n = (gsize) EVP_PKEY_get_size (key);
  const guint8 *data = g_bytes_get_data (block, &n_block);
  g_autofree guint8 *signature = g_malloc (n);

  if (context == NULL || EVP_PKEY_sign_init (context) != 1 || EVP_PKEY_CTX_set_rsa_padding (context, RSA_NO_PADDING) != 1
      || EVP_PKEY_sign (context, signature, &n, data, n_block) != 1)
    return NULL;
  return g_bytes_new (signature, n);
}

/* A block that was touched: EVP would make its own. */
static gboolean
sign_block (TbSignWork *work, GBytes *block, GError **error)
{
  TbJob job;
  GBytes *signature;

  tb_job_enter (&job, work->stream, 0);
  signature = power_privately (work, block);
  tb_job_leave (&job);
  if (signature == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the altered block is a number larger than the modulus, which cannot be signed");
      return FALSE;
    }
  g_clear_pointer (&work->signature, g_bytes_unref);
  work->signature = signature;
  return TRUE;
}

/* Checks that the signature opens to @block, and adds the step that shows it. @block is as long as the modulus. */
gboolean
tb_sign_rsa_seal (TbSignWork *work, TbSignStep *encode, GBytes *block, GError **error)
{
  g_autoptr (GBytes) sealed = g_bytes_ref (block), opened = NULL;
  const char *found;
  gboolean is_touched;
  TbSignStep *step;

  if (!tb_sign_flip_bytes (work->terms->flips, work->terms->n_flips, "block", &sealed, &is_touched, error)
      || (is_touched && !sign_block (work, sealed, error)))
    return FALSE;
  if (is_touched)
    tb_sign_add_value (encode, "EM altered", sealed, N_("The block with bits turned over; the private key signs it without noticing."));
  opened = tb_sign_rsa_power (work, tb_key_get_pkey (work->terms->signer), work->signature, &found);
  if (opened == NULL || !g_bytes_equal (opened, sealed))
    return tb_sign_fail (error, "The signature does not open to the block that was signed");
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "sign", N_("Sign"),
                           N_("The block, taken as a number, is raised to the private exponent modulo n: s = EM^d mod n. Any block would do; nothing is noticed here."),
                           "RFC 8017 section 5.2.1");
  tb_sign_add_value (step, "s", work->signature, N_("The signature, as long as the modulus."));
  return TRUE;
}

/* The receiver's first step; NULL when it cannot go on. */
GBytes *
tb_sign_rsa_open (TbSignWork *work)
{
  const char *found;
  GBytes *block = tb_sign_rsa_power (work, work->key, work->signature, &found);
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "open", N_("Open the signature"),
                                       N_("The signature is raised to the public exponent modulo n: EM' = s^e mod n. Any number smaller than n opens to something."),
                                       "RFC 8017 section 5.2.2");

  if (block != NULL)
    tb_sign_add_value (step, "EM'", block, N_("The block that the receiver finds."));
  tb_sign_judge (work, step, block != NULL, found != NULL ? found : N_("OpenSSL cannot compute it."));
  return block;
}

/* --- PKCS #1 v1.5 --- */

/* EMSA-PKCS1-v1_5: 00 01 FF .. FF 00 DigestInfo */
static GBytes *
pad (GBytes *digest, gsize n_block)
{
  guint8 *block = g_malloc (n_block);
  gsize n_digest;
  const guint8 *data = g_bytes_get_data (digest, &n_digest);

  memset (block, 0xff, n_block);
  block[0] = 0;
  block[1] = 1;
  block[n_block - INFO_BYTES - 1] = 0;
  memcpy (block + n_block - INFO_BYTES, sha256_prefix, sizeof sha256_prefix);
  memcpy (block + n_block - TB_SIGN_DIGEST_BYTES, data, n_digest);
  return g_bytes_new_take (block, n_block);
}

/* Where the parts have to be, whatever is there. */
static void
name_parts (TbSignStep *step, const char *whole, gsize n_block)
{
  gsize info = n_block - INFO_BYTES;

  tb_sign_add_part (step, whole, "00 01", 0, 2, N_("How every such block begins: the number is smaller than the modulus, and the block is for a signature."));
  tb_sign_add_part (step, whole, "PS", 2, info - 3, N_("Padding, all FF: nobody can choose anything in it."));
  tb_sign_add_part (step, whole, "00", info - 1, 1, N_("The end of the padding."));
  tb_sign_add_part (step, whole, "T", info, INFO_BYTES, N_("DigestInfo, DER: what the digest was made with, and the digest."));
  tb_sign_add_part (step, whole, "AlgorithmIdentifier", info + 2, 15, N_("The algorithm: SHA-256."));
  tb_sign_add_part (step, whole, "H", n_block - TB_SIGN_DIGEST_BYTES, TB_SIGN_DIGEST_BYTES, N_("The digest."));
}

gboolean
tb_sign_rsa_pkcs1 (TbSignWork *work, GError **error)
{
  g_autoptr (GBytes) block = pad (work->digest, (gsize) EVP_PKEY_get_size (tb_key_get_pkey (work->terms->signer)));
  TbSignStep *step;

  work->signature = tb_sign_with_evp (work, error);
  if (work->signature == NULL)
    return FALSE;
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "encode", N_("Padded block"),
                           N_("The digest is padded to the length of the modulus, always in the same way: the same message gives the same signature."),
                           "RFC 8017 section 9.2");
  tb_sign_add_value (step, "EM", block, N_("The encoded message: what is really signed."));
  name_parts (step, "EM", g_bytes_get_size (block));
  return tb_sign_rsa_seal (work, step, block, error);
}

static void
compare (TbSignWork *work, GBytes *block)
{
  gsize n_block = g_bytes_get_size (block);
  g_autoptr (GBytes) found = g_bytes_new_from_bytes (block, n_block - TB_SIGN_DIGEST_BYTES, TB_SIGN_DIGEST_BYTES);
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "compare", N_("Compare"),
                                       N_("The digest in the block against the digest of the message: the step that notices an altered message."), "RFC 8017 section 8.2.2");

  tb_sign_add_value (step, "H", found, N_("The digest that was signed."));
  tb_sign_add_value (step, "H(M')", work->digest, N_("The digest of the message that arrived."));
  tb_sign_judge (work, step, g_bytes_equal (found, work->digest), N_("Another digest was signed than that of this message."));
}

void
tb_sign_check_rsa_pkcs1 (TbSignWork *work)
{
  g_autoptr (GBytes) block = tb_sign_rsa_open (work), wanted = NULL;
  gsize n_block = block != NULL ? g_bytes_get_size (block) : 0;
  TbSignStep *step;

  if (n_block < INFO_BYTES + 11)
    return;
  wanted = pad (work->digest, n_block);
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "padding", N_("Padding"),
                           N_("Every byte before the digest must be what the standard says. With another key, or a touched signature, the block is noise and this step notices."),
                           "RFC 8017 section 8.2.2");
  tb_sign_add_value (step, "EM'", block, N_("The block that the receiver finds."));
  name_parts (step, "EM'", n_block);
  tb_sign_judge (work, step, memcmp (g_bytes_get_data (block, NULL), g_bytes_get_data (wanted, NULL), n_block - TB_SIGN_DIGEST_BYTES) == 0,
                 N_("The block does not begin with 00 01 FF .. FF 00 and the DigestInfo of SHA-256."));
  compare (work, block);
}
