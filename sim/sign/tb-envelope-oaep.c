/* tb-envelope-oaep: RSA-OAEP with SHA-256 (RFC 8017 section 7.1): the message is padded with a random seed, block and seed are hidden under masks made from each
 * other, and the whole is raised to the public exponent. The seed is not sent; whoever opens the block finds it, and so do we. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tb-envelope-private.h"

#define HASH_BYTES TB_SIGN_DIGEST_BYTES

typedef struct
{
  GBytes *em, *masked_seed, *masked_db, *seed_mask, *seed, *db_mask, *db, *label_hash, *message;
  const char *found;            /* what is wrong with the block, or NULL */
} Block;

static void
block_clear (Block *block)
{
  GBytes **all[] = { &block->em, &block->masked_seed, &block->masked_db, &block->seed_mask, &block->seed, &block->db_mask, &block->db, &block->label_hash, &block->message };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_clear_pointer (all[i], g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Block, block_clear)

/* --- EVP --- */

static gboolean
choose (EVP_PKEY_CTX *context, int padding)
{
  return EVP_PKEY_CTX_set_rsa_padding (context, padding) == 1
         && (padding == RSA_NO_PADDING
             || (EVP_PKEY_CTX_set_rsa_oaep_md (context, EVP_sha256 ()) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md (context, EVP_sha256 ()) == 1));
}

static GBytes *
decrypt_with (TbCrypto *crypto, TbKey *key, GBytes *sealed, int padding)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_PKEY_CTX) context = pkey != NULL ? EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (crypto), pkey, NULL) : NULL;
  gsize n_sealed, n = pkey != NULL ? (gsize) EVP_PKEY_get_size (pkey) : 0;
  const guint8 *data = g_bytes_get_data (sealed, &n_sealed);
  g_autofree guint8 *out = g_malloc0 (n);
  GBytes *read = NULL;

  if (context != NULL && n_sealed > 0 && EVP_PKEY_decrypt_init (context) == 1 && choose (context, padding) && EVP_PKEY_decrypt (context, out, &n, data, n_sealed) == 1)
    read = g_bytes_new (out, n);
  ERR_clear_error ();
  return read;
}

static GBytes *
decrypt (TbCrypto *crypto, TbKey *key, GBytes *sealed)
{
  return decrypt_with (crypto, key, sealed, RSA_PKCS1_OAEP_PADDING);
}

static GBytes *
encrypt (TbEnvelopeWork *work)
{
  EVP_PKEY *pkey = tb_key_get_pkey (work->terms->owner);
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (work->crypto), pkey, NULL);
  gsize n_message, n = (gsize) EVP_PKEY_get_size (pkey);
  const guint8 *data = g_bytes_get_data (work->terms->message, &n_message);
  static const guint8 nothing;
  g_autofree guint8 *out = g_malloc0 (n);
  GBytes *sealed = NULL;
  TbJob job;

  tb_job_enter (&job, work->stream, 0);
  if (context != NULL && EVP_PKEY_encrypt_init (context) == 1 && choose (context, RSA_PKCS1_OAEP_PADDING)
      && EVP_PKEY_encrypt (context, out, &n, n_message > 0 ? data : &nothing, n_message) == 1)
    sealed = g_bytes_new (out, n);
  tb_job_leave (&job);
  return sealed;
}

/* --- the block --- */

static GBytes *
unmask (GBytes *masked, GBytes *mask)
{
  gsize n_bytes;
  const guint8 *a = g_bytes_get_data (masked, &n_bytes), *b = g_bytes_get_data (mask, NULL);
  guint8 *plain = g_malloc (n_bytes);

  for (gsize i = 0; i < n_bytes; i++)
    plain[i] = a[i] ^ b[i];
  return g_bytes_new_take (plain, n_bytes);
}

/* DB is the label's digest, zeros, 01, the message. */
static void
find_message (Block *block)
{
  gsize n_bytes, at = HASH_BYTES;
  const guint8 *db = g_bytes_get_data (block->db, &n_bytes), *em = g_bytes_get_data (block->em, NULL);

  while (at < n_bytes && db[at] == 0)
    at++;
  if (em[0] != 0)
    block->found = N_("The block does not begin with 00.");
  else if (memcmp (db, g_bytes_get_data (block->label_hash, NULL), HASH_BYTES) != 0)
    block->found = N_("Under the mask there is not the digest of the label.");
  else if (at == n_bytes || db[at] != 1)
    block->found = N_("After the digest of the label there are not zeros and 01.");
  else
    block->message = g_bytes_new_from_bytes (block->db, at + 1, n_bytes - at - 1);
}

/* FALSE when OpenSSL fails. */
static gboolean
take_apart (TbCrypto *crypto, GBytes *em, Block *block)
{
  gsize n_em = g_bytes_get_size (em), n_db = n_em - HASH_BYTES - 1;

  block->em = g_bytes_ref (em);
  block->label_hash = tb_sign_digest (crypto, "SHA2-256", 0, NULL);
  block->masked_seed = g_bytes_new_from_bytes (em, 1, HASH_BYTES);
  block->masked_db = g_bytes_new_from_bytes (em, 1 + HASH_BYTES, n_db);
  block->seed_mask = tb_sign_make_mask (crypto, block->masked_db, HASH_BYTES);
  if (block->seed_mask == NULL || block->label_hash == NULL)
    return FALSE;
  block->seed = unmask (block->masked_seed, block->seed_mask);
  block->db_mask = tb_sign_make_mask (crypto, block->seed, n_db);
  if (block->db_mask == NULL)
    return FALSE;
  block->db = unmask (block->masked_db, block->db_mask);
  find_message (block);
  return TRUE;
}

static void
show_parts (TbSignStep *step, const char *whole, const Block *block)
{
  gsize n_db = g_bytes_get_size (block->db), n_message = block->message != NULL ? g_bytes_get_size (block->message) : 0;

  tb_sign_add_value (step, whole, block->em, N_("The encoded message: what is really encrypted."));
  tb_sign_add_part (step, whole, "00", 0, 1, N_("How every such block begins: the number is smaller than the modulus."));
  tb_sign_add_part (step, whole, "maskedSeed", 1, HASH_BYTES, N_("The seed under the mask."));
  tb_sign_add_part (step, whole, "maskedDB", 1 + HASH_BYTES, n_db, N_("The message and its padding under the mask."));
  tb_sign_add_value (step, "seedMask", block->seed_mask, N_("The seed's mask: MGF1 of maskedDB with SHA-256."));
  tb_sign_add_value (step, "seed", block->seed, N_("The seed: drawn for each message, so that nobody can try out guesses."));
  tb_sign_add_value (step, "dbMask", block->db_mask, N_("The message's mask: MGF1 of the seed."));
  tb_sign_add_value (step, "DB", block->db, N_("maskedDB without the mask."));
  tb_sign_add_part (step, "DB", "lHash", 0, HASH_BYTES, N_("SHA-256 of the label, which is empty."));
  if (block->message == NULL)
    return;
  tb_sign_add_part (step, "DB", "PS", HASH_BYTES, n_db - HASH_BYTES - 1 - n_message, N_("Padding, all zero."));
  tb_sign_add_part (step, "DB", "01", n_db - n_message - 1, 1, N_("The end of the padding."));
  tb_sign_add_part (step, "DB", "M", n_db - n_message, n_message, N_("The message."));
}

/* --- the sender --- */

/* Raising the block to the public exponent must give what was sent. */
static gboolean
is_power (TbEnvelopeWork *work, GBytes *em)
{
  EVP_PKEY *key = tb_key_get_pkey (work->terms->owner);
  g_autoptr (BIGNUM) n = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_N), e = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_E);
  g_autoptr (BIGNUM) number = tb_sign_number_from_bytes (em), power = BN_new ();
  g_autoptr (GBytes) bytes = n != NULL && e != NULL && BN_mod_exp (power, number, e, n, work->numbers) == 1
                               ? tb_sign_number_to_bytes (power, (gsize) BN_num_bytes (n)) : NULL;

  return bytes != NULL && g_bytes_equal (bytes, work->sealed);
}

static gboolean
show_block (TbEnvelopeWork *work, GError **error)
{
  g_autoptr (GBytes) em = decrypt_with (work->crypto, work->terms->owner, work->sealed, RSA_NO_PADDING);
  g_auto (Block) block = { 0 };
  TbSignStep *step;

  if (em == NULL || !take_apart (work->crypto, em, &block) || block.message == NULL || !g_bytes_equal (block.message, work->terms->message) || !is_power (work, em))
    return tb_sign_fail (error, "What was encrypted does not open to the message");
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "encode", N_("Padded block"),
                           N_("The message is padded to the length of the modulus with a random seed: the same message twice gives two different blocks."), "RFC 8017 section 7.1.1");
  show_parts (step, "EM", &block);
  return TRUE;
}

static gboolean
check_length (TbEnvelopeWork *work, GError **error)
{
  gsize n = (gsize) EVP_PKEY_get_size (tb_key_get_pkey (work->terms->owner)), n_most = n - 2 * HASH_BYTES - 2;

  if (g_bytes_get_size (work->terms->message) <= n_most)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the message has %" G_GSIZE_FORMAT " bytes; RSA-OAEP with this key takes at most %" G_GSIZE_FORMAT
                       ": encrypt a key and use that for the message", g_bytes_get_size (work->terms->message), n_most);
  return FALSE;
}

static gboolean
seal (TbEnvelopeWork *work, GError **error)
{
  TbSignStep *step;

  if (!check_length (work, error))
    return FALSE;
  work->sealed = encrypt (work);
  if (work->sealed == NULL)
    return tb_sign_fail (error, "Cannot encrypt to this key");
  if (tb_envelope_has_private_half (work->terms->owner) && !show_block (work, error))
    return FALSE;
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "encrypt", N_("Encrypt"),
                           N_("The block, taken as a number, is raised to the public exponent modulo n: c = EM^e mod n. Everybody can do that."), "RFC 8017 section 5.1.1");
  tb_sign_add_value (step, "c", work->sealed, N_("What is sent, as long as the modulus however short the message is."));
  return TRUE;
}

static gboolean
send (TbEnvelopeWork *work, TbSignStep *step, GError **error)
{
  gboolean is_touched;

  if (!tb_sign_flip_bytes (work->terms->flips, work->terms->n_flips, "sealed", &work->sealed, &is_touched, error))
    return FALSE;
  tb_sign_add_value (step, "c'", work->sealed, is_touched ? N_("As it arrives, altered on the way.") : N_("As it arrives."));
  return TRUE;
}

/* --- the owner --- */

static GBytes *
open_block (TbEnvelopeWork *work)
{
  GBytes *em = decrypt_with (work->crypto, work->terms->owner, work->sealed, RSA_NO_PADDING);
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "open", N_("Decrypt"),
                                       N_("It is raised to the private exponent modulo n: EM' = c^d mod n. Any number smaller than n opens to something."), "RFC 8017 section 5.1.2");

  if (em != NULL)
    tb_sign_add_value (step, "EM'", em, N_("The block that the owner finds."));
  tb_envelope_judge (work, step, em != NULL, N_("It is no number smaller than the modulus."));
  return em;
}

static void
open_it (TbEnvelopeWork *work)
{
  g_autoptr (GBytes) em = open_block (work);
  g_auto (Block) block = { 0 };
  TbSignStep *step;

  if (em == NULL || !take_apart (work->crypto, em, &block))
    return;
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "padding", N_("Padding"),
                           N_("The masks are taken off. If a single bit was touched, all of it is noise and this step notices. To the outside it must not tell what is wrong: attackers have learned messages from that."),
                           "RFC 8017 section 7.1.2");
  show_parts (step, "EM'", &block);
  tb_envelope_judge (work, step, block.message != NULL, block.found);
  if (block.message != NULL)
    work->read = g_bytes_ref (block.message);
}

static const char *const flippable[] = { "sealed", NULL };

const TbEnvelopeMethod tb_envelope_oaep = { "rsa-oaep", "RSA-OAEP", flippable, seal, send, open_it, decrypt };
