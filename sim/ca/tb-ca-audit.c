/* tb-ca-audit: see the header. */
#include "tb-ca-audit.h"

#include <string.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"

static gboolean
prove (TbCheckpoint *checkpoint, const TbCheckpoint *before, GArray *leaves, GError **error)
{
  if (before == NULL || before->size == 0)
    return TRUE;
  if (before->size > leaves->len || strcmp (before->origin, checkpoint->origin) != 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The log has %u entries; the earlier checkpoint is of %s with %" G_GUINT64_FORMAT, leaves->len,
                           before->origin, before->size);
      return FALSE;
    }
  g_array_unref (checkpoint->proof);
  checkpoint->proof_from = before->size;
  checkpoint->proof = tb_merkle_prove_consistency ((const TbHash *) (void *) leaves->data, before->size, leaves->len);
  return TRUE;
}

/**
 * tb_ca_make_checkpoint:
 * @ca: an authority
 * @before: (nullable): the checkpoint that the witness knows, to prove that the log has only grown since
 * @actor: an auditor
 * @error: return location
 *
 * Makes a checkpoint of the audit log as it is now, signed by the authority. The signature is an entry itself, the last one it covers.
 *
 * Returns: (transfer full) (nullable): the checkpoint, which is in the index as well; %NULL with an error
 */
TbCheckpoint *
tb_ca_make_checkpoint (TbCa *ca, const TbCheckpoint *before, const TbCaActor *actor, GError **error)
{
  const TbCaAuthority *authority = tb_ca_get_issuing (ca, FALSE, error);
  g_autoptr (TbCheckpoint) checkpoint = NULL;
  g_autoptr (GArray) leaves = NULL;
  g_autoptr (TbKey) key = NULL;
  g_autofree char *text = NULL;

  if (authority == NULL || !tb_ca_permit (ca, "checkpoint", actor, error) || (key = tb_ca_load_key (ca, authority, error)) == NULL
      || !tb_audit_log_append (ca->db, actor, "checkpoint", authority->name, "", error) || !tb_audit_log_read_leaves (ca->db, &leaves, error))
    return NULL;
  checkpoint = tb_checkpoint_new (ca->id, leaves, actor->unix_us);
  if (!prove (checkpoint, before, leaves, error) || !tb_checkpoint_sign_as (checkpoint, authority->name, key, error))
    return NULL;
  text = tb_checkpoint_to_text (checkpoint);
  if (!tb_sql_run (ca->db, error, "INSERT INTO checkpoint (size, text) VALUES (?, ?)", "is", (gint64) checkpoint->size, text))
    return NULL;
  return g_steal_pointer (&checkpoint);
}

/**
 * tb_ca_get_checkpoint:
 * @ca: an authority
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the last checkpoint in its own folder; %NULL without an error when there is none
 */
TbCheckpoint *
tb_ca_get_checkpoint (TbCa *ca, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (ca->db, error, "SELECT text FROM checkpoint ORDER BY rowid DESC LIMIT 1", "");
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, error) || !has_row)
    return NULL;
  return tb_checkpoint_parse (tb_sql_get_text (query, 0), error);
}

/**
 * tb_ca_export_audit:
 * @ca: an authority
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the audit log, one entry a line; %NULL with an error
 */
char *
tb_ca_export_audit (TbCa *ca, GError **error)
{
  return tb_audit_log_export (ca->db, error);
}

/* --- the audit --- */

static const TbCheckRule rules[] = {
  { "entries", "No entry is missing in the middle of the log", "RFC 9162 section 2.1" },
  { "own-log", "The checkpoint is of this authority's log", "RFC 9162 section 4.10" },
  { "authority-signature", "The authority signed the checkpoint", "RFC 9162 section 4.10" },
  { "witness-signature", "The witness signed the checkpoint", "RFC 9162 section 8.3" },
  { "tail", "The log is at least as long as it was at the checkpoint", "RFC 9162 section 2.1.4" },
  { "tree", "The entries up to the checkpoint are what they were, in that order", "RFC 9162 section 2.1.1" },
  { "certificates", "Every certificate in the index has its entry in the log", "" },
};

enum { ENTRIES, OWN_LOG, AUTHORITY_SIGNATURE, WITNESS_SIGNATURE, TAIL, TREE, CERTIFICATES };

G_STATIC_ASSERT (G_N_ELEMENTS (rules) == CERTIFICATES + 1);

static void
check_signatures (TbCa *ca, const TbCheckpoint *checkpoint, EVP_PKEY *witness, TbChecks *checks)
{
  const TbCaAuthority *authority = checkpoint->authority != NULL ? tb_ca_find_authority (ca, checkpoint->authority, NULL) : NULL;
  EVP_PKEY *key = authority != NULL ? X509_get0_pubkey (tb_certificate_get_x509 (authority->certificate)) : NULL;
  gboolean is_signed = key != NULL && tb_checkpoint_is_signed (checkpoint, checkpoint->authority_signature, key);

  tb_checks_add (checks, &rules[OWN_LOG], -1, strcmp (checkpoint->origin, ca->id) == 0, ca->id, checkpoint->origin);
  tb_checks_add (checks, &rules[AUTHORITY_SIGNATURE], -1, is_signed, "", is_signed ? authority->name : "no signature of an authority in this folder");
  if (witness == NULL)
    return;
  is_signed = tb_checkpoint_is_signed (checkpoint, checkpoint->witness_signature, witness);
  tb_checks_add (checks, &rules[WITNESS_SIGNATURE], -1, is_signed, "",
                 is_signed ? "signed" : checkpoint->witness_signature != NULL ? "another key made the signature" : "no signature of a witness");
}

static void
check_tree (const TbCheckpoint *checkpoint, GArray *leaves, TbChecks *checks)
{
  gboolean is_long_enough = checkpoint->size <= leaves->len;
  g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT " entries or more", checkpoint->size), *found = g_strdup_printf ("%u entries", leaves->len);
  g_autofree char *tree = tb_hash_to_hex (&checkpoint->tree), *now = NULL;
  TbHash hash;

  tb_checks_add (checks, &rules[TAIL], -1, is_long_enough, expected, found);
  if (!is_long_enough)
    return;
  tb_merkle_hash_tree ((const TbHash *) (void *) leaves->data, checkpoint->size, &hash);
  now = tb_hash_to_hex (&hash);
  tb_checks_add (checks, &rules[TREE], -1, memcmp (&hash, &checkpoint->tree, sizeof hash) == 0, tree, now);
}

/* Entries name certificates by serial number, in a word of their own. */
static gboolean
check_certificates (TbCa *ca, TbChecks *checks, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
    tb_sql_query (ca->db, error, "SELECT serial FROM certificate WHERE serial NOT IN (SELECT substr (entry, instr (entry, char (9) || 'serial=') + 8, 32)"
                  " FROM audit WHERE instr (entry, char (9) || 'serial=') > 0) LIMIT 1", "");
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, error))
    return FALSE;
  tb_checks_add (checks, &rules[CERTIFICATES], -1, !has_row, "", has_row ? tb_sql_get_text (query, 0) : "all");
  return TRUE;
}

/**
 * tb_ca_audit:
 * @ca: an authority
 * @checkpoint: (nullable): one that was kept outside, or the folder's own last one
 * @witness: (nullable): the public key of who cosigned it
 * @audit: (out caller-allocates): what was found; clear it in any case
 * @error: return location
 *
 * Looks for entries of the audit log that were changed, removed, moved or cut off since @checkpoint. What happened after it, and everything when
 * there is none, cannot be told from what is in the folder: whoever can write there can make the tree anew.
 *
 * Returns: whether it could be looked at; what it says is in @audit
 */
gboolean
tb_ca_audit (TbCa *ca, const TbCheckpoint *checkpoint, EVP_PKEY *witness, TbCaAudit *audit, GError **error)
{
  g_autoptr (GArray) leaves = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean is_whole;

  *audit = (TbCaAudit) { .checks = tb_checks_new () };
  is_whole = tb_audit_log_read_leaves (ca->db, &leaves, &problem);
  if (!is_whole && !g_error_matches (problem, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  tb_checks_add (audit->checks, &rules[ENTRIES], -1, is_whole, "", is_whole ? "all there" : problem->message);
  if (checkpoint != NULL)
    check_signatures (ca, checkpoint, witness, audit->checks);
  if (is_whole)
    {
      audit->n_entries = leaves->len;
      audit->n_covered = checkpoint != NULL ? MIN (checkpoint->size, leaves->len) : 0;
      tb_merkle_hash_tree ((const TbHash *) (void *) leaves->data, leaves->len, &audit->tree);
      if (checkpoint != NULL)
        check_tree (checkpoint, leaves, audit->checks);
    }
  return check_certificates (ca, audit->checks, error);
}

/**
 * tb_ca_audit_clear:
 * @audit: an audit
 *
 * Frees what it owns.
 */
void
tb_ca_audit_clear (TbCaAudit *audit)
{
  g_clear_pointer (&audit->checks, tb_checks_free);
}
