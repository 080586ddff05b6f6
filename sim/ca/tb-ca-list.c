/* tb-ca-list: see the header. The last word about a certificate is the last row about it. */
#include "tb-ca-list.h"

#include <openssl/err.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"
#include "tb-certificate-private.h"

#define COLUMNS \
  "SELECT c.serial, c.authority, c.profile, c.subject, c.replaces, c.not_before_us, c.not_after_us, c.reserved_us, c.reserved_by, c.der," \
  " r.reason, r.since_us FROM certificate c LEFT JOIN revocation r ON r.id = (SELECT max(id) FROM revocation WHERE serial = c.serial)"

static const char *const states[] = {
  [TB_CA_RESERVED] = "reserved",
  [TB_CA_ISSUED] = "issued",
  [TB_CA_HELD] = "held",
  [TB_CA_REVOKED] = "revoked",
};

G_STATIC_ASSERT (G_N_ELEMENTS (states) == TB_CA_N_STATES);

/**
 * tb_ca_state_to_code:
 * @state: a state
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_ca_state_to_code (TbCaState state)
{
  g_return_val_if_fail (state < TB_CA_N_STATES, NULL);
  return states[state];
}

/**
 * tb_ca_row_free:
 * @row: (transfer full): a row
 *
 * Frees it.
 */
void
tb_ca_row_free (TbCaRow *row)
{
  g_free (row->serial);
  g_free (row->authority);
  g_free (row->profile);
  g_free (row->subject);
  g_free (row->replaces);
  g_free (row->reserved_by);
  g_clear_pointer (&row->certificate, tb_certificate_unref);
  g_free (row);
}

static TbCaState
judge (sqlite3_stmt *query, gboolean is_signed)
{
  int reason = sqlite3_column_int (query, 10);

  if (!is_signed)
    return TB_CA_RESERVED;
  if (sqlite3_column_type (query, 10) == SQLITE_NULL || reason == TB_REVOCATION_REMOVE_FROM_CRL)
    return TB_CA_ISSUED;
  return reason == TB_REVOCATION_CERTIFICATE_HOLD ? TB_CA_HELD : TB_CA_REVOKED;
}

static TbCaRow *
read_row (TbCa *ca, sqlite3_stmt *query, GError **error)
{
  g_autoptr (TbCaRow) row = g_new0 (TbCaRow, 1);
  g_autoptr (GBytes) der = tb_sql_get_bytes (query, 9);

  row->serial = g_strdup (tb_sql_get_text (query, 0));
  row->authority = g_strdup (tb_sql_get_text (query, 1));
  row->profile = g_strdup (tb_sql_get_text (query, 2));
  row->subject = g_strdup (tb_sql_get_text (query, 3));
  row->replaces = g_strdup (tb_sql_get_text (query, 4));
  row->not_before_us = sqlite3_column_int64 (query, 5);
  row->not_after_us = sqlite3_column_int64 (query, 6);
  row->reserved_us = sqlite3_column_int64 (query, 7);
  row->reserved_by = g_strdup (tb_sql_get_text (query, 8));
  row->state = judge (query, der != NULL);
  row->reason = (TbRevocationReason) sqlite3_column_int (query, 10);
  row->since_us = sqlite3_column_int64 (query, 11);
  if (der != NULL)
    row->certificate = tb_certificate_new_unread (ca->crypto, der, error);
  return der == NULL || row->certificate != NULL ? g_steal_pointer (&row) : NULL;
}

/**
 * tb_ca_list:
 * @ca: an authority
 * @authority: (nullable): name of who issued; %NULL: all
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCaRow): everything issued or reserved, in that order
 */
GPtrArray *
tb_ca_list (TbCa *ca, const char *authority, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (ca->db, error, COLUMNS " WHERE ?1 IS NULL OR c.authority = ?1 ORDER BY c.id", "s", authority);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_ca_row_free);
  gboolean has_row = query != NULL;

  while (has_row)
    {
      TbCaRow *row;

      if (!tb_sql_step (query, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      row = read_row (ca, query, error);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return query != NULL ? g_steal_pointer (&rows) : NULL;
}

/**
 * tb_ca_find:
 * @ca: an authority
 * @serial: serial number in hexadecimal, as people copy it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the certificate with that serial number; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE when there is none, or
 *   %TB_CRYPTO_ERROR_MALFORMED when it is no serial number
 */
TbCaRow *
tb_ca_find (TbCa *ca, const char *serial, GError **error)
{
  g_autofree char *plain = tb_ca_serial_from_text (serial, error);
  g_autoptr (sqlite3_stmt) query = plain != NULL ? tb_sql_query (ca->db, error, COLUMNS " WHERE c.serial = ?", "s", plain) : NULL;
  gboolean has_row = FALSE;

  if (query == NULL || !tb_sql_step (query, &has_row, error))
    return NULL;
  if (has_row)
    return read_row (ca, query, error);
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "No certificate with the serial number %s was issued here", plain);
  return NULL;
}

/**
 * tb_ca_is_good:
 * @ca: an authority
 * @serial: serial number in hexadecimal
 * @is_good: (out): whether the certificate with that number was issued here, and is neither revoked nor on hold
 * @error: return location
 *
 * Says the least of [method@Ca.find], for those who ask with every handshake.
 *
 * Returns: whether it could be looked up
 */
gboolean
tb_ca_is_good (TbCa *ca, const char *serial, gboolean *is_good, GError **error)
{
  g_autofree char *plain = tb_ca_serial_from_text (serial, error);
  gint64 last;

  if (plain == NULL
      || !tb_sql_get_number (ca->db, -1, &last, error,
                             "SELECT coalesce ((SELECT reason FROM revocation WHERE serial = c.serial ORDER BY id DESC LIMIT 1), 8)"
                             " FROM certificate c WHERE c.serial = ? AND c.der IS NOT NULL", "s", plain))
    return FALSE;
  *is_good = last == TB_REVOCATION_REMOVE_FROM_CRL;
  return TRUE;
}

/**
 * tb_ca_count_reserved:
 * @ca: an authority
 * @n: (out): how many certificates were to be signed and never stored
 * @error: return location
 *
 * Returns: whether it could be counted
 */
gboolean
tb_ca_count_reserved (TbCa *ca, gint64 *n, GError **error)
{
  return tb_sql_get_number (ca->db, 0, n, error, "SELECT count(*) FROM certificate WHERE der IS NULL", "");
}

/**
 * tb_ca_get_last_change:
 * @ca: an authority
 * @change: (out): a number that grows whenever something is revoked, held or released, by whatever process; 0 at first
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
tb_ca_get_last_change (TbCa *ca, gint64 *change, GError **error)
{
  return tb_sql_get_number (ca->db, 0, change, error, "SELECT max(id) FROM revocation", "");
}

/* --- revoking --- */

static gboolean
refuse (GError **error, const TbCaRow *row, const char *why)
{
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The certificate %s (%s) is %s: %s", row->serial, row->subject, states[row->state], why);
  return FALSE;
}

/* What may follow what: revoked is for good, hold can be released or made final. */
static gboolean
check_change (const TbCaRow *row, TbRevocationReason reason, GError **error)
{
  if (row->state == TB_CA_REVOKED)
    return refuse (error, row, "that is for good (RFC 5280 section 5.3.1)");
  if (reason == TB_REVOCATION_REMOVE_FROM_CRL && row->state != TB_CA_HELD)
    return refuse (error, row, "only what is on hold can be released");
  if (reason == TB_REVOCATION_CERTIFICATE_HOLD && row->state == TB_CA_HELD)
    return refuse (error, row, "it is on hold already");
  return TRUE;
}

static gboolean
write_change (TbCa *ca, const TbCaRow *row, TbRevocationReason reason, const char *action, const TbCaActor *actor, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("serial=%s reason=%s", row->serial, tb_revocation_reason_to_code (reason));
  gint64 at_us = tb_ca_whole_seconds (actor->unix_us), since_us = row->state == TB_CA_HELD ? row->since_us : at_us;

  return tb_sql_run (ca->db, error, "INSERT INTO revocation (serial, at_us, since_us, reason) VALUES (?, ?, ?, ?)", "siii", row->serial, at_us, since_us,
                     (gint64) reason)
         && tb_audit_log_append (ca->db, actor, action, "", detail, error);
}

static gboolean
change (TbCa *ca, const char *serial, TbRevocationReason reason, const char *action, const TbCaActor *actor, GError **error)
{
  g_autoptr (TbCaRow) row = NULL;
  gboolean is_good;

  if (!tb_ca_permit (ca, action, actor, error) || !tb_sql_begin (ca->db, error))
    return FALSE;
  row = tb_ca_find (ca, serial, error);
  is_good = row != NULL && check_change (row, reason, error) && write_change (ca, row, reason, action, actor, error);
  return tb_sql_end (ca->db, is_good, error);
}

/**
 * tb_ca_revoke:
 * @ca: an authority
 * @serial: serial number in hexadecimal
 * @reason: why; %TB_REVOCATION_CERTIFICATE_HOLD puts it on hold
 * @actor: a revocation officer
 * @error: return location
 *
 * Revokes a certificate, also one that was reserved and never stored. Lists and responses tell of it from the next one on. What was on hold is
 * revoked since the hold began.
 *
 * Returns: whether it is revoked; otherwise %FALSE with an error
 */
gboolean
tb_ca_revoke (TbCa *ca, const char *serial, TbRevocationReason reason, const TbCaActor *actor, GError **error)
{
  g_return_val_if_fail (reason != TB_REVOCATION_REMOVE_FROM_CRL, FALSE);
  return change (ca, serial, reason, reason == TB_REVOCATION_CERTIFICATE_HOLD ? "hold" : "revoke", actor, error);
}

/**
 * tb_ca_release:
 * @ca: an authority
 * @serial: serial number in hexadecimal
 * @actor: a revocation officer
 * @error: return location
 *
 * Releases a certificate that is on hold.
 *
 * Returns: whether it is good again; otherwise %FALSE with an error
 */
gboolean
tb_ca_release (TbCa *ca, const char *serial, const TbCaActor *actor, GError **error)
{
  return change (ca, serial, TB_REVOCATION_REMOVE_FROM_CRL, "release", actor, error);
}
