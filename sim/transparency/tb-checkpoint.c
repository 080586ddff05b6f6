/* tb-checkpoint: see the header. The text of a checkpoint, and the signatures on it. */
#include "tb-checkpoint.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-key-private.h"

#define FIRST_WORDS "trustbed audit log "
#define MAX_TEXT 65536
#define MAX_PROOF 128

/**
 * tb_checkpoint_free:
 * @checkpoint: (transfer full) (nullable): a checkpoint
 *
 * Frees it.
 */
void
tb_checkpoint_free (TbCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  g_free (checkpoint->origin);
  g_free (checkpoint->text);
  g_free (checkpoint->authority);
  g_clear_pointer (&checkpoint->authority_signature, g_bytes_unref);
  g_clear_pointer (&checkpoint->witness_signature, g_bytes_unref);
  g_clear_pointer (&checkpoint->proof, g_array_unref);
  g_free (checkpoint);
}

/* --- reading --- */

static gboolean
parse_size (const char *text, guint64 *size)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, size, NULL);
}

/* The four lines that are signed. */
static gboolean
parse_body (TbCheckpoint *checkpoint, char **lines)
{
  if (g_strv_length (lines) < 5 || !g_str_has_prefix (lines[0], FIRST_WORDS) || !g_str_has_prefix (lines[1], "size ")
      || !g_str_has_prefix (lines[2], "tree ") || !g_str_has_prefix (lines[3], "time ") || *lines[4] != '\0')
    return FALSE;
  checkpoint->origin = g_strdup (lines[0] + strlen (FIRST_WORDS));
  checkpoint->text = g_strdup_printf ("%s\n%s\n%s\n%s\n", lines[0], lines[1], lines[2], lines[3]);
  return parse_size (lines[1] + 5, &checkpoint->size) && tb_hash_from_hex (lines[2] + 5, &checkpoint->tree);
}

static gboolean
parse_proof (TbCheckpoint *checkpoint, char **words)
{
  guint n = g_strv_length (words);

  if (n < 2 || n > MAX_PROOF || checkpoint->proof->len > 0 || !parse_size (words[1], &checkpoint->proof_from))
    return FALSE;
  for (guint i = 2; i < n; i++)
    {
      TbHash hash;

      if (!tb_hash_from_hex (words[i], &hash))
        return FALSE;
      g_array_append_val (checkpoint->proof, hash);
    }
  return TRUE;
}

static GBytes *
parse_signature (const char *text)
{
  gsize n;
  g_autofree guchar *bytes = g_base64_decode (text, &n);

  return n > 0 ? g_bytes_new (bytes, n) : NULL;
}

static gboolean
parse_more (TbCheckpoint *checkpoint, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", MAX_PROOF + 1);
  guint n = g_strv_length (words);

  if (n == 3 && strcmp (words[0], "authority") == 0 && checkpoint->authority_signature == NULL)
    {
      checkpoint->authority = g_strdup (words[1]);
      checkpoint->authority_signature = parse_signature (words[2]);
      return checkpoint->authority_signature != NULL;
    }
  if (n == 2 && strcmp (words[0], "witness") == 0 && checkpoint->witness_signature == NULL)
    {
      checkpoint->witness_signature = parse_signature (words[1]);
      return checkpoint->witness_signature != NULL;
    }
  return n == 0 || (strcmp (words[0], "proof") == 0 && parse_proof (checkpoint, words));
}

/**
 * tb_checkpoint_parse:
 * @text: a checkpoint
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says, whoever signed it; %NULL with %TB_CRYPTO_ERROR_MALFORMED
 */
TbCheckpoint *
tb_checkpoint_parse (const char *text, GError **error)
{
  g_autoptr (TbCheckpoint) checkpoint = g_new0 (TbCheckpoint, 1);
  gboolean is_good = strlen (text) <= MAX_TEXT && g_utf8_validate (text, -1, NULL);
  g_auto (GStrv) lines = g_strsplit (is_good ? text : "", "\n", -1);

  checkpoint->proof = g_array_new (FALSE, FALSE, sizeof (TbHash));
  is_good = is_good && parse_body (checkpoint, lines);
  for (guint i = 5; is_good && lines[i] != NULL; i++)
    is_good = parse_more (checkpoint, lines[i]);
  if (is_good)
    return g_steal_pointer (&checkpoint);
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not the checkpoint of an audit log");
  return NULL;
}

/* --- writing --- */

/**
 * tb_checkpoint_to_text:
 * @checkpoint: a checkpoint
 *
 * Returns: (transfer full): it as text
 */
char *
tb_checkpoint_to_text (const TbCheckpoint *checkpoint)
{
  GString *text = g_string_new (checkpoint->text);
  const struct { const char *who, *name; GBytes *signature; } signatures[] = {
    { "authority ", checkpoint->authority, checkpoint->authority_signature }, { "witness", "", checkpoint->witness_signature },
  };

  g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].signature != NULL)
      {
        g_autofree char *base64 = g_base64_encode (g_bytes_get_data (signatures[i].signature, NULL), g_bytes_get_size (signatures[i].signature));

        g_string_append_printf (text, "%s%s %s\n", signatures[i].who, signatures[i].name, base64);
      }
  if (checkpoint->proof_from > 0)
    {
      g_string_append_printf (text, "proof %" G_GUINT64_FORMAT, checkpoint->proof_from);
      for (guint i = 0; i < checkpoint->proof->len; i++)
        {
          g_autofree char *hex = tb_hash_to_hex (&g_array_index (checkpoint->proof, TbHash, i));

          g_string_append_printf (text, " %s", hex);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* --- signatures --- */

static GBytes *
sign (const char *text, TbKey *key, GError **error)
{
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  g_autofree guint8 *signature = NULL;
  gsize n = 0;

  ERR_clear_error ();
  if (signing != NULL && EVP_DigestSign (signing, NULL, &n, (const guint8 *) text, strlen (text)) == 1)
    {
      signature = g_malloc (n);
      if (EVP_DigestSign (signing, signature, &n, (const guint8 *) text, strlen (text)) == 1)
        return g_bytes_new (signature, n);
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the checkpoint");
  return NULL;
}

/**
 * tb_checkpoint_sign:
 * @checkpoint: a checkpoint
 * @witness: the key of a witness
 * @error: return location
 *
 * Adds the witness's signature. Whether there is something to witness is for [method@Checkpoint.grew] to say.
 *
 * Returns: whether it is signed
 */
gboolean
tb_checkpoint_sign (TbCheckpoint *checkpoint, TbKey *witness, GError **error)
{
  g_clear_pointer (&checkpoint->witness_signature, g_bytes_unref);
  checkpoint->witness_signature = sign (checkpoint->text, witness, error);
  return checkpoint->witness_signature != NULL;
}

/**
 * tb_checkpoint_sign_as:
 * @checkpoint: a checkpoint that nobody has signed
 * @name: of an authority
 * @key: its key
 * @error: return location
 *
 * Returns: whether it is signed by the authority
 */
gboolean
tb_checkpoint_sign_as (TbCheckpoint *checkpoint, const char *name, TbKey *key, GError **error)
{
  checkpoint->authority = g_strdup (name);
  checkpoint->authority_signature = sign (checkpoint->text, key, error);
  return checkpoint->authority_signature != NULL;
}

/**
 * tb_checkpoint_is_signed:
 * @checkpoint: a checkpoint
 * @signature: (nullable): one of its signatures
 * @key: a public key
 *
 * Returns: whether @key made @signature over it
 */
gboolean
tb_checkpoint_is_signed (const TbCheckpoint *checkpoint, GBytes *signature, EVP_PKEY *key)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  TbKeyAlgorithm algorithm;
  gboolean is_good;

  if (signature == NULL || context == NULL || !tb_key_classify_pkey (key, &algorithm))
    return FALSE;
  is_good = EVP_DigestVerifyInit_ex (context, NULL, tb_key_kind (algorithm)->digest, NULL, NULL, key, NULL) == 1
            && EVP_DigestVerify (context, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature), (const guint8 *) checkpoint->text,
                                 strlen (checkpoint->text)) == 1;
  ERR_clear_error ();
  return is_good;
}

/**
 * tb_checkpoint_grew:
 * @checkpoint: a checkpoint with a proof
 * @before: the one that the witness knows
 *
 * Returns: whether the proof shows that the log of @before is the beginning of this one
 */
gboolean
tb_checkpoint_grew (const TbCheckpoint *checkpoint, const TbCheckpoint *before)
{
  if (strcmp (checkpoint->origin, before->origin) != 0 || (checkpoint->proof_from != before->size && checkpoint->size != before->size))
    return FALSE;
  return tb_merkle_check_consistency (before->size, &before->tree, checkpoint->size, &checkpoint->tree, (const TbHash *) (void *) checkpoint->proof->data,
                                      checkpoint->proof->len);
}

/* --- new ones --- */

/**
 * tb_checkpoint_new:
 * @origin: whose log
 * @leaves: (element-type TbHash): all its entries
 * @unix_us: when
 *
 * Returns: (transfer full): a checkpoint that nobody has signed
 */
TbCheckpoint *
tb_checkpoint_new (const char *origin, GArray *leaves, gint64 unix_us)
{
  TbCheckpoint *checkpoint = g_new0 (TbCheckpoint, 1);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (unix_us / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ"), *hex = NULL;

  checkpoint->origin = g_strdup (origin);
  checkpoint->size = leaves->len;
  checkpoint->proof = g_array_new (FALSE, FALSE, sizeof (TbHash));
  tb_merkle_hash_tree ((const TbHash *) (void *) leaves->data, leaves->len, &checkpoint->tree);
  hex = tb_hash_to_hex (&checkpoint->tree);
  checkpoint->text = g_strdup_printf (FIRST_WORDS "%s\nsize %u\ntree %s\ntime %s\n", origin, leaves->len, hex, time);
  return checkpoint;
}
