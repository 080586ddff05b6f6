/* tb-ca-crl: revocation lists, full and delta. Their number is reserved before they are signed, so that it rises and never comes twice. */
#include "tb-ca-publish.h"

#include <openssl/err.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"

typedef struct
{
  TbCrlTerms terms;
  gint64 base_change;           /* a delta tells what happened after this */
  gint64 last_change;
  GArray *entries;              /* of TbRevocation, whose serials are owned */
} Plan;

static void
clear_entry (gpointer data)
{
  g_free ((char *) ((TbRevocation *) data)->serial);
}

static void
plan_clear (Plan *plan)
{
  g_clear_pointer (&plan->entries, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

/* The full list that a delta is for: the newest that was finished. */
static gboolean
find_base (TbCa *ca, const char *authority, Plan *plan, GError **error)
{
  if (!tb_sql_get_number (ca->db, -1, &plan->terms.base_number, error,
                          "SELECT max(number) FROM crl WHERE authority = ? AND base_number < 0 AND der IS NOT NULL", "s", authority)
      || !tb_sql_get_number (ca->db, 0, &plan->base_change, error, "SELECT last_change FROM crl WHERE authority = ? AND number = ?", "si", authority,
                             plan->terms.base_number))
    return FALSE;
  if (plan->terms.base_number >= 0)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There is no full list of %s that a delta could be for; make one first", authority);
  return FALSE;
}

/* A full list tells of everything that is revoked; a delta of everything that changed since its base, releases too. */
static gboolean
read_entries (TbCa *ca, const char *authority, Plan *plan, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
    tb_sql_query (ca->db, error,
                  "SELECT r.serial, r.since_us, r.reason FROM revocation r JOIN certificate c ON c.serial = r.serial WHERE c.authority = ? AND r.id > ?"
                  " AND r.id = (SELECT max(id) FROM revocation WHERE serial = r.serial) AND (r.reason != ? OR ?) ORDER BY r.id", "siii", authority,
                  plan->base_change, (gint64) TB_REVOCATION_REMOVE_FROM_CRL, (gint64) (plan->terms.base_number >= 0));
  gboolean has_row = query != NULL;

  plan->entries = g_array_new (FALSE, FALSE, sizeof (TbRevocation));
  g_array_set_clear_func (plan->entries, clear_entry);
  while (has_row)
    {
      if (!tb_sql_step (query, &has_row, error))
        return FALSE;
      if (has_row)
        {
          TbRevocation entry = { g_strdup (tb_sql_get_text (query, 0)), sqlite3_column_int64 (query, 1), (TbRevocationReason) sqlite3_column_int (query, 2) };

          g_array_append_val (plan->entries, entry);
        }
    }
  return query != NULL;
}

static gboolean
write_plan (TbCa *ca, const char *authority, const Plan *plan, const TbCaActor *actor, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("number=%" G_GUINT64_FORMAT " base=%" G_GINT64_FORMAT " entries=%u", plan->terms.number,
                                             plan->terms.base_number, plan->entries->len);

  return tb_sql_run (ca->db, error, "INSERT INTO crl (authority, number, base_number, this_update_us, next_update_us, last_change) VALUES (?, ?, ?, ?, ?, ?)",
                     "siiiii", authority, (gint64) plan->terms.number, plan->terms.base_number, plan->terms.this_update_us, plan->terms.next_update_us,
                     plan->last_change)
         && tb_audit_log_append (ca->db, actor, "crl", authority, detail, error);
}

/* Number and entries in one transaction: what is revoked in between is in the next list. */
static gboolean
reserve (TbCa *ca, const char *authority, gboolean is_delta, Plan *plan, const TbCaActor *actor, GError **error)
{
  gint64 newest;
  gboolean is_good;

  if (!tb_sql_begin (ca->db, error))
    return FALSE;
  plan->terms.base_number = -1;
  is_good = tb_sql_get_number (ca->db, 0, &newest, error, "SELECT max(number) FROM crl WHERE authority = ?", "s", authority)
            && tb_sql_get_number (ca->db, 0, &plan->last_change, error, "SELECT max(id) FROM revocation", "")
            && (!is_delta || find_base (ca, authority, plan, error))
            && read_entries (ca, authority, plan, error);
  plan->terms.number = (guint64) newest + 1;
  is_good = is_good && write_plan (ca, authority, plan, actor, error);
  return tb_sql_end (ca->db, is_good, error);
}

static TbCrl *
sign_and_record (TbCa *ca, const TbCaAuthority *authority, TbKey *key, const Plan *plan, GError **error)
{
  g_autoptr (TbCrl) crl = tb_crl_make (key, authority->certificate, (const TbRevocation *) (void *) plan->entries->data, plan->entries->len, &plan->terms, NULL,
                                       error);

  if (crl == NULL
      || !tb_sql_run (ca->db, error, "UPDATE crl SET der = ? WHERE authority = ? AND number = ?", "bsi", tb_crl_get_der (crl), authority->name,
                      (gint64) plan->terms.number))
    return NULL;
  return g_steal_pointer (&crl);
}

/**
 * tb_ca_make_crl:
 * @ca: an authority
 * @authority: (nullable): whose list; %NULL: of the authority that issues when nobody says
 * @is_delta: whether it tells only what changed since the last full list
 * @lifetime_us: how long until there will be a newer one
 * @actor: a revocation officer
 * @error: return location
 *
 * Makes a revocation list with the next number (RFC 5280 section 5).
 *
 * Returns: (transfer full) (nullable): the list, which is in the index; %NULL with an error
 */
TbCrl *
tb_ca_make_crl (TbCa *ca, const char *authority, gboolean is_delta, gint64 lifetime_us, const TbCaActor *actor, GError **error)
{
  const TbCaAuthority *issuer = authority != NULL ? tb_ca_find_authority (ca, authority, error) : tb_ca_get_issuing (ca, FALSE, error);
  gint64 now_us = tb_ca_whole_seconds (actor->unix_us);
  g_auto (Plan) plan = { { .this_update_us = now_us, .next_update_us = now_us + lifetime_us } };
  g_autoptr (TbKey) key = NULL;

  if (issuer == NULL || !tb_ca_permit (ca, "crl", actor, error))
    return NULL;
  key = tb_ca_load_key (ca, issuer, error);
  if (key == NULL || !reserve (ca, issuer->name, is_delta, &plan, actor, error))
    return NULL;
  return sign_and_record (ca, issuer, key, &plan, error);
}
