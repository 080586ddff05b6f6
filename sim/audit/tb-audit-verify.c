/* tb-audit-verify: see the header. */
#include "tb-audit-verify.h"

#include <string.h>

#include "tb-audit-line.h"
#include "tb-load.h"

static const TbCheckRule rules[] = {
  { "signature", "The signature on the checkpoint is good under the key beside it", "RFC 9162 section 4.10" },
  { "key", "The key that was named made the signature", "RFC 9162 section 4.10" },
  { "kept-own", "The checkpoint that was kept is of this log", "RFC 9162 section 4.10" },
  { "kept-signature", "The key that was named signed the checkpoint that was kept", "RFC 9162 section 4.10" },
  { "tail", "The log is at least as long as it was then", "RFC 9162 section 2.1.4" },
  { "kept-tree", "The lines up to there are what they were, in that order", "RFC 9162 section 2.1.1" },
  { "older", "The older log is whole itself", "" },
  { "prefix", "Every line of the older log is here, in its place", "" },
  { "consistency", "The proof of consistency between both holds", "RFC 9162 section 2.1.4" },
  { "run", "The run, played again, says the same line by line", "" },
};

enum { SIGNATURE, KEY, KEPT_OWN, KEPT_SIGNATURE, TAIL, KEPT_TREE, OLDER, PREFIX, CONSISTENCY, RUN };

G_STATIC_ASSERT (G_N_ELEMENTS (rules) == RUN + 1);

static const TbHash *
leaves_of (const TbAuditFile *file)
{
  return (const TbHash *) (void *) file->leaves->data;
}

static void
add (TbAuditFile *file, guint rule, gboolean is_good, const char *found)
{
  tb_checks_add (file->checks, &rules[rule], -1, is_good, "", found);
}

/* --- signatures --- */

static void
check_own_signature (TbAuditFile *file, TbCrypto *crypto)
{
  g_autoptr (EVP_PKEY) key = file->spki != NULL ? tb_public_key_read (crypto, file->spki, "key", NULL) : NULL;
  gboolean is_good = key != NULL && tb_checkpoint_is_signed (file->checkpoint, file->checkpoint->authority_signature, key);

  add (file, SIGNATURE, is_good, is_good ? "good" : key != NULL ? "another text or another key was signed" : "there is no key beside it");
}

/**
 * tb_audit_verify_signature:
 * @file: a log
 * @crypto: where keys are read
 * @key: (nullable): the public key that has to have signed it
 * @error: return location
 *
 * Without @key, only that the signature fits the key beside it, which whoever makes the log anew can replace as well.
 *
 * Returns: %FALSE with an error when it could not be looked at
 */
gboolean
tb_audit_verify_signature (TbAuditFile *file, TbCrypto *crypto, EVP_PKEY *key, GError **error)
{
  gboolean has_signature = file->checkpoint != NULL && file->checkpoint->authority_signature != NULL;
  gboolean is_good;

  if (crypto == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "Signatures cannot be checked here");
      return FALSE;
    }
  if (has_signature || file->spki != NULL)
    check_own_signature (file, crypto);
  if (key == NULL)
    return TRUE;
  is_good = has_signature && tb_checkpoint_is_signed (file->checkpoint, file->checkpoint->authority_signature, key);
  add (file, KEY, is_good, is_good ? "it did" : has_signature ? "another key made the signature" : "nobody signed the checkpoint");
  return TRUE;
}

/* --- a checkpoint --- */

/**
 * tb_audit_verify_checkpoint:
 * @file: a log
 * @kept: a checkpoint that was kept elsewhere
 * @key: (nullable): the public key that has to have signed it
 *
 * Finds whatever was changed, removed, moved or cut off of what the log had then. What came later it does not cover.
 */
void
tb_audit_verify_checkpoint (TbAuditFile *file, const TbCheckpoint *kept, EVP_PKEY *key)
{
  gboolean is_long_enough = kept->size <= file->leaves->len, is_signed;
  g_autofree char *length = g_strdup_printf ("%u lines, then there were %" G_GUINT64_FORMAT, file->leaves->len, kept->size);
  TbHash then;

  add (file, KEPT_OWN, g_strcmp0 (kept->origin, file->origin) == 0, kept->origin);
  is_signed = key != NULL && tb_checkpoint_is_signed (kept, kept->authority_signature, key);
  if (key != NULL)
    add (file, KEPT_SIGNATURE, is_signed, is_signed ? "it did" : "no signature of that key");
  add (file, TAIL, is_long_enough, length);
  if (!is_long_enough)
    return;
  tb_merkle_hash_tree (leaves_of (file), kept->size, &then);
  add (file, KEPT_TREE, memcmp (&then, &kept->tree, sizeof then) == 0,
       memcmp (&then, &kept->tree, sizeof then) == 0 ? "what they were" : "the tree over them is another one");
}

/* --- an older copy --- */

static void
check_consistency (TbAuditFile *file, const TbAuditFile *older)
{
  g_autoptr (GArray) proof = tb_merkle_prove_consistency (leaves_of (file), older->leaves->len, file->leaves->len);
  gboolean holds = tb_merkle_check_consistency (older->leaves->len, &older->tree, file->leaves->len, &file->tree, (const TbHash *) (void *) proof->data, proof->len);
  g_autofree char *found = g_strdup_printf ("%u hashes prove it", proof->len);

  add (file, CONSISTENCY, holds, holds ? found : "it does not hold");
}

/**
 * tb_audit_verify_older:
 * @file: a log
 * @older: what it was some time before
 *
 * Says which line is the first that differs, and proves that the log has only grown.
 */
void
tb_audit_verify_older (TbAuditFile *file, const TbAuditFile *older)
{
  guint n = MIN (file->leaves->len, older->leaves->len), first = 0;
  g_autofree char *found = NULL;

  add (file, OLDER, tb_audit_file_is_good (older), tb_audit_file_is_good (older) ? "whole" : "it was changed");
  while (first < n && memcmp (&leaves_of (file)[first], &leaves_of (older)[first], sizeof (TbHash)) == 0)
    first++;
  if (first < older->leaves->len)
    found = first < n ? g_strdup_printf ("line %u differs", first + 1) : g_strdup_printf ("line %u and what follows is missing", first + 1);
  add (file, PREFIX, found == NULL, found != NULL ? found : "every one");
  if (older->leaves->len <= file->leaves->len)
    check_consistency (file, older);
}

/* --- the run itself --- */

static char *
compare_line (TbAuditFile *file, TbAuditTrail *trail, guint number)
{
  g_autofree char *line = tb_audit_line_for_entry (trail, number);
  const TbAuditSpan *span = &g_array_index (file->spans, TbAuditSpan, number);

  if (strlen (line) == span->n && memcmp (line, (const char *) g_bytes_get_data (file->bytes, NULL) + span->at, span->n) == 0)
    return NULL;
  return g_strdup_printf ("line %u should be %s", number + 1, line);
}

/**
 * tb_audit_verify_run:
 * @file: a log
 * @trail: the log of the run that it says it is of, read as far as @file goes in time
 *
 * A run is a function of scenario, seed and commands: played again, it has to have left the same lines, and none more.
 */
void
tb_audit_verify_run (TbAuditFile *file, TbAuditTrail *trail)
{
  guint n_lines = tb_audit_trail_get_n (trail) + 1, n = MIN (file->leaves->len, n_lines);
  g_autofree char *found = NULL;

  for (guint number = 0; number < n && found == NULL; number++)
    found = compare_line (file, trail, number);
  if (found == NULL && n_lines != file->leaves->len)
    found = g_strdup_printf ("%u lines, the run left %u", file->leaves->len, n_lines);
  add (file, RUN, found == NULL, found != NULL ? found : "the same");
}
