/* tb-sign-pss: the padding of RSA-PSS (RFC 8017 section 9.1): the digest is digested again with a salt, and salt and padding are hidden under a mask that is
 * made from that second digest. The salt is not sent; whoever opens the block finds it, and so do we. */
#include <string.h>

#include <openssl/core_names.h>

#include "tb-sign-private.h"

#define TRAILER 0xbc

typedef struct
{
  GBytes *em;           /* without the byte that a modulus of 8k + 1 bits has in front */
  GBytes *masked;
  GBytes *h;
  GBytes *mask;
  GBytes *db;
  GBytes *salt;
  const char *found;    /* what is wrong with the block, or NULL */
} Block;

static void
block_clear (Block *block)
{
  g_clear_pointer (&block->em, g_bytes_unref);
  g_clear_pointer (&block->masked, g_bytes_unref);
  g_clear_pointer (&block->h, g_bytes_unref);
  g_clear_pointer (&block->mask, g_bytes_unref);
  g_clear_pointer (&block->db, g_bytes_unref);
  g_clear_pointer (&block->salt, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Block, block_clear)

/* MGF1 with SHA-256, RFC 8017 appendix B.2.1. */
GBytes *
tb_sign_make_mask (TbCrypto *crypto, GBytes *seed, gsize n_bytes)
{
  g_autoptr (GByteArray) mask = g_byte_array_new ();

  for (guint32 counter = 0; mask->len < n_bytes; counter++)
    {
      guint32 big = GUINT32_TO_BE (counter);
      g_autoptr (GBytes) number = g_bytes_new (&big, sizeof big);
      g_autoptr (GBytes) digest = tb_sign_digest (crypto, "SHA2-256", 2, (GBytes *const[]) { seed, number });

      if (digest == NULL)
        return NULL;
      g_byte_array_append (mask, g_bytes_get_data (digest, NULL), (guint) g_bytes_get_size (digest));
    }
  g_byte_array_set_size (mask, (guint) n_bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&mask));
}

/* @n_clear: how many bits in front are none of the number's */
static GBytes *
unmask (GBytes *masked, GBytes *mask, guint n_clear)
{
  gsize n_bytes;
  const guint8 *a = g_bytes_get_data (masked, &n_bytes), *b = g_bytes_get_data (mask, NULL);
  guint8 *db = g_malloc (n_bytes);

  for (gsize i = 0; i < n_bytes; i++)
    db[i] = a[i] ^ b[i];
  db[0] &= (guint8) (0xff >> n_clear);
  return g_bytes_new_take (db, n_bytes);
}

/* DB is zeros, 01, salt. */
static void
find_salt (Block *block)
{
  gsize n_bytes, at = 0;
  const guint8 *db = g_bytes_get_data (block->db, &n_bytes);

  while (at < n_bytes - 1 && db[at] == 0)
    at++;
  if (db[at] == 1)
    block->salt = g_bytes_new_from_bytes (block->db, at + 1, n_bytes - at - 1);
  else if (block->found == NULL)
    block->found = N_("Under the mask there are not zeros, 01 and a salt.");
}

static const char *
find_fault_outside (const guint8 *whole, gsize n_whole, const guint8 *em, gsize n_em, guint n_clear)
{
  if (n_whole > n_em && whole[0] != 0)
    return N_("The block is longer than the modulus allows.");
  if ((em[0] & ~(0xff >> n_clear)) != 0)
    return N_("The bits in front, which the modulus has no room for, are not zero.");
  return em[n_em - 1] != TRAILER ? N_("The last byte is not BC.") : NULL;
}

/* Takes @whole, a block as long as the modulus of @n_bits bits, apart. FALSE when OpenSSL fails. */
static gboolean
take_apart (TbCrypto *crypto, GBytes *whole, guint n_bits, Block *block)
{
  gsize n_whole = g_bytes_get_size (whole), n_em = (n_bits - 1 + 7) / 8, n_db = n_em - TB_SIGN_DIGEST_BYTES - 1;
  guint n_clear = (guint) (8 * n_em - (n_bits - 1));

  block->em = g_bytes_new_from_bytes (whole, n_whole - n_em, n_em);
  block->masked = g_bytes_new_from_bytes (block->em, 0, n_db);
  block->h = g_bytes_new_from_bytes (block->em, n_db, TB_SIGN_DIGEST_BYTES);
  block->mask = tb_sign_make_mask (crypto, block->h, n_db);
  if (block->mask == NULL)
    return FALSE;
  block->db = unmask (block->masked, block->mask, n_clear);
  block->found = find_fault_outside (g_bytes_get_data (whole, NULL), n_whole, g_bytes_get_data (block->em, NULL), n_em, n_clear);
  find_salt (block);
  return TRUE;
}

/* M' is eight zeros, the digest and the salt. */
static GBytes *
join (GBytes *digest, GBytes *salt)
{
  static const guint8 zeros[8];
  GByteArray *joined = g_byte_array_new ();

  g_byte_array_append (joined, zeros, sizeof zeros);
  g_byte_array_append (joined, g_bytes_get_data (digest, NULL), (guint) g_bytes_get_size (digest));
  g_byte_array_append (joined, g_bytes_get_data (salt, NULL), (guint) g_bytes_get_size (salt));
  return g_byte_array_free_to_bytes (joined);
}

static void
name_parts (TbSignStep *step, const char *whole, const Block *block)
{
  gsize n_em = g_bytes_get_size (block->em);

  tb_sign_add_value (step, whole, block->em, N_("The encoded message: what is really signed."));
  tb_sign_add_part (step, whole, "maskedDB", 0, g_bytes_get_size (block->masked), N_("Padding and salt under the mask."));
  tb_sign_add_part (step, whole, "H", g_bytes_get_size (block->masked), TB_SIGN_DIGEST_BYTES, N_("The digest of M'."));
  tb_sign_add_part (step, whole, "BC", n_em - 1, 1, N_("How every such block ends."));
}

static void
name_insides (TbSignStep *step, const Block *block)
{
  gsize n_salt;

  tb_sign_add_value (step, "dbMask", block->mask, N_("The mask: MGF1 of H with SHA-256."));
  tb_sign_add_value (step, "DB", block->db, N_("maskedDB without the mask: zeros, 01, the salt."));
  if (block->salt == NULL)
    return;
  n_salt = g_bytes_get_size (block->salt);
  tb_sign_add_part (step, "DB", "PS", 0, g_bytes_get_size (block->db) - n_salt - 1, N_("Padding, all zero."));
  tb_sign_add_part (step, "DB", "01", g_bytes_get_size (block->db) - n_salt - 1, 1, N_("The end of the padding."));
  tb_sign_add_part (step, "DB", "salt", g_bytes_get_size (block->db) - n_salt, n_salt, N_("The salt: drawn for each signature, so that no two are alike."));
}

/* --- the sender --- */

static gboolean
show_block (TbSignWork *work, GBytes *whole, GError **error)
{
  g_auto (Block) block = { 0 };
  g_autoptr (GBytes) joined = NULL, again = NULL;
  TbSignStep *step;

  if (!take_apart (work->crypto, whole, (guint) EVP_PKEY_get_bits (tb_key_get_pkey (work->terms->signer)), &block) || block.found != NULL)
    return tb_sign_fail (error, "The signature does not open to a block of RSA-PSS");
  joined = join (work->digest, block.salt);
  again = tb_sign_digest (work->crypto, "SHA2-256", 1, &joined);
  if (again == NULL || !g_bytes_equal (again, block.h))
    return tb_sign_fail (error, "The signature does not open to the digest that was signed");
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "encode", N_("Padded block"),
                           N_("The digest is digested again with a random salt; salt and padding are hidden under a mask made from that second digest."),
                           "RFC 8017 section 9.1.1");
  tb_sign_add_value (step, "M'", joined, N_("Eight zeros, the digest of the message, the salt."));
  name_parts (step, "EM", &block);
  name_insides (step, &block);
  return tb_sign_rsa_seal (work, step, whole, error);
}

gboolean
tb_sign_rsa_pss (TbSignWork *work, GError **error)
{
  g_autoptr (GBytes) whole = NULL;
  const char *found;

  work->signature = tb_sign_with_evp (work, error);
  if (work->signature == NULL)
    return FALSE;
  whole = tb_sign_rsa_power (work, tb_key_get_pkey (work->terms->signer), work->signature, &found);
  return whole != NULL ? show_block (work, whole, error) : tb_sign_fail (error, "The signature cannot be opened");
}

/* --- the receiver --- */

static void
compare (TbSignWork *work, const Block *block)
{
  g_autoptr (GBytes) joined = join (work->digest, block->salt);
  g_autoptr (GBytes) again = tb_sign_digest (work->crypto, "SHA2-256", 1, &joined);
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "compare", N_("Compare"),
                                       N_("The receiver digests its own digest with the salt it found: the step that notices an altered message."),
                                       "RFC 8017 section 9.1.2");

  tb_sign_add_value (step, "M'", joined, N_("Eight zeros, the digest of the message that arrived, the salt that was found."));
  tb_sign_add_value (step, "H", block->h, N_("The digest in the block."));
  if (again != NULL)
    tb_sign_add_value (step, "H(M')", again, N_("The digest of M'."));
  tb_sign_judge (work, step, again != NULL && g_bytes_equal (again, block->h), N_("Another digest was signed than that of this message."));
}

void
tb_sign_check_rsa_pss (TbSignWork *work)
{
  g_autoptr (GBytes) whole = tb_sign_rsa_open (work);
  g_autoptr (BIGNUM) n = tb_sign_get_number (work->key, OSSL_PKEY_PARAM_RSA_N);
  g_auto (Block) block = { 0 };
  TbSignStep *step;

  if (whole == NULL || !take_apart (work->crypto, whole, (guint) BN_num_bits (n), &block))
    return;
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "padding", N_("Padding"),
                           N_("The mask is taken off with the digest in the block. With another key, or a touched signature, the block is noise and this step notices."),
                           "RFC 8017 section 9.1.2");
  name_parts (step, "EM'", &block);
  name_insides (step, &block);
  tb_sign_judge (work, step, block.found == NULL, block.found);
  if (block.salt != NULL)
    compare (work, &block);
}
