/* tb-ca-issue: a certificate in three steps, so that nothing is lost wherever the process dies.
 *
 * Reserve (transaction 1): serial number, all that will be signed, and the line of the audit log. Sign: in memory. Record (transaction 2): the
 * certificate. Only then does the caller get it. */
#include "tb-ca-private.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include "tb-audit-log.h"
#include "tb-certificate-private.h"

/* 126 random bits: RFC 5280 section 4.1.2.2 allows 20 bytes, the CA/B Forum asks for 64 bits. */
#define SERIAL_BYTES 16
#define MAX_DRAWS 8
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

struct _TbCaPending
{
  TbCa *ca;                     /* borrowed */
  TbIssuer *issuer;             /* borrowed */
  X509 *x509;
  char *serial;
  gboolean is_signed;
};

/**
 * tb_ca_pending_free:
 * @pending: (transfer full): a certificate on its way
 *
 * Lets go of it. What was reserved stays reserved.
 */
void
tb_ca_pending_free (TbCaPending *pending)
{
  X509_free (pending->x509);
  g_free (pending->serial);
  g_free (pending);
}

/* --- what is asked --- */

static gboolean
check_path_length (const TbCaOrder *order, TbCertificate *above, GError **error)
{
  if (!order->profile->is_authority || above == NULL || X509_get_pathlen (tb_certificate_get_x509 (above)) != 0)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "%s has path length 0: an authority below it would never be accepted (RFC 5280 section 4.2.1.9)", tb_certificate_get_subject (above));
  return FALSE;
}

static gboolean
check_order (const TbCaOrder *order, TbCertificate *above, GError **error)
{
  ERR_clear_error ();
  if (X509_NAME_entry_count (order->subject) == 0 && sk_GENERAL_NAME_num (order->alternative_names) <= 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The certificate would name nobody: neither subject nor alternative names");
      return FALSE;
    }
  return tb_issue_profile_check_key (order->profile, order->public_key, error)
         && tb_issue_profile_check_names (order->profile, order->alternative_names, error)
         && check_path_length (order, above, error);
}

/* Whole seconds from now, as long as asked for and no longer than the issuer. */
static gboolean
set_validity (TbIssueOrder *to, const TbCaOrder *order, TbCertificate *above, gint64 now_us, GError **error)
{
  const TbIssueProfile *profile = order->profile;
  int days = order->days > 0 ? order->days : profile->default_days;

  to->not_before_us = tb_ca_whole_seconds (now_us);
  to->not_after_us = order->days <= 0 && profile->not_after_us > 0 ? profile->not_after_us : to->not_before_us + days * DAY_US;
  if (order->not_after_us > 0)
    to->not_after_us = tb_ca_whole_seconds (order->not_after_us);
  if (!tb_issue_profile_check_lifetime (profile, to->not_before_us, to->not_after_us, error))
    return FALSE;
  if (above != NULL)
    tb_issue_stay_inside (to, above);
  if (to->not_before_us < to->not_after_us && tb_issue_can_tell_time (to->not_after_us))
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is not valid now, so nothing it signs would be",
                       above != NULL ? tb_certificate_get_subject (above) : "The authority");
  return FALSE;
}

/* --- reserving --- */

static GBytes *
draw_serial (TbCa *ca)
{
  guint8 bytes[SERIAL_BYTES];

  if (RAND_bytes_ex (tb_crypto_get_libctx (ca->crypto), bytes, sizeof bytes, 0) != 1)
    return NULL;
  bytes[0] = (bytes[0] & 0x3f) | 0x40;  /* positive, and of one length */
  return g_bytes_new (bytes, sizeof bytes);
}

static char *
name_to_text (const X509_NAME *name)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long n;

  if (out == NULL || X509_NAME_print_ex (out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return g_strdup ("");
  n = BIO_get_mem_data (out, &bytes);
  return g_strndup (n > 0 ? bytes : "", (gsize) MAX (n, 0));
}

static gboolean
insert (TbCa *ca, const TbCaPending *pending, GBytes *tbs, const TbCaAuthority *authority, const TbCaOrder *order, const TbIssueOrder *what,
        const TbCaActor *actor, GError **error)
{
  g_autofree char *subject = name_to_text (order->subject);
  g_autofree char *detail = g_strdup_printf ("serial=%s profile=%s subject=%s", pending->serial, order->profile->id, subject);

  return tb_sql_run (ca->db, error,
                     "INSERT INTO certificate (serial, authority, profile, subject, not_before_us, not_after_us, replaces, reserved_us, reserved_by, tbs)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ssssiisisb", pending->serial, authority->name, order->profile->id, subject,
                     what->not_before_us, what->not_after_us, order->replaces, actor->unix_us, actor->who, tbs)
         && tb_audit_log_append (ca->db, actor, order->action, authority->name, detail, error);
}

/* One attempt with one serial number. @is_taken tells that another one has to be drawn. */
static TbCaPending *
try_reserve (TbCa *ca, TbIssuer *issuer, const TbCaAuthority *authority, const TbCaOrder *order, TbIssueOrder *what, const TbCaActor *actor,
             gboolean *is_taken, GError **error)
{
  g_autoptr (GBytes) serial = draw_serial (ca), tbs = NULL;
  g_autoptr (TbCaPending) pending = g_new0 (TbCaPending, 1);
  gboolean is_good;

  *is_taken = FALSE;
  ERR_clear_error ();
  pending->ca = ca;
  pending->issuer = issuer;
  what->serial = serial;
  pending->x509 = serial != NULL ? tb_issuer_prepare (issuer, what) : NULL;
  tbs = pending->x509 != NULL ? tb_issuer_get_tbs (issuer, pending->x509) : NULL;
  if (tbs == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make the certificate");
      return NULL;
    }
  pending->serial = tb_ca_serial_to_text (g_bytes_get_data (serial, NULL), SERIAL_BYTES);
  if (!tb_sql_begin (ca->db, error))
    return NULL;
  is_good = insert (ca, pending, tbs, authority, order, what, actor, error);
  *is_taken = !is_good && tb_sql_is_taken (ca->db);
  return tb_sql_end (ca->db, is_good, error) ? g_steal_pointer (&pending) : NULL;
}

static TbCaPending *
reserve (TbCa *ca, TbIssuer *issuer, const TbCaAuthority *authority, TbCertificate *above, const TbCaOrder *order, const TbCaActor *actor, GError **error)
{
  TbIssueOrder what = { .profile = order->profile, .subject = order->subject, .public_key = order->public_key,
                        .alternative_names = order->alternative_names, .key_identifier = order->key_identifier };

  if (!check_order (order, above, error) || !set_validity (&what, order, above, actor->unix_us, error))
    return NULL;
  for (guint i = 0; i < MAX_DRAWS; i++)
    {
      gboolean is_taken;
      g_autoptr (GError) problem = NULL;
      TbCaPending *pending = try_reserve (ca, issuer, authority, order, &what, actor, &is_taken, &problem);

      if (pending != NULL)
        return pending;
      if (!is_taken || i + 1 == MAX_DRAWS)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  return NULL;
}

/* Reserves for @issuer, whose certificate is @above (NULL for a root that is just being made). The pending certificate borrows @issuer. */
TbCaPending *
tb_ca_reserve_for (TbCa *ca, TbIssuer *issuer, const TbCaAuthority *authority, TbCertificate *above, const TbCaOrder *order, const TbCaActor *actor,
                   GError **error)
{
  return tb_ca_permit (ca, order->action, actor, error) ? reserve (ca, issuer, authority, above, order, actor, error) : NULL;
}

/**
 * tb_ca_reserve:
 * @ca: an authority
 * @order: what to issue
 * @actor: who issues it, and when
 * @error: return location
 *
 * First step: finds the issuer, checks the order against the profile and the actor against the roles, and writes down what will be signed.
 *
 * Returns: (transfer full) (nullable): the certificate to be; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbCaPending *
tb_ca_reserve (TbCa *ca, const TbCaOrder *order, const TbCaActor *actor, GError **error)
{
  const TbCaAuthority *authority = order->issuer != NULL ? tb_ca_find_authority (ca, order->issuer, error)
                                                         : tb_ca_get_issuing (ca, order->profile->is_authority, error);
  TbIssuer *issuer = authority != NULL && tb_ca_permit (ca, order->action, actor, error) ? tb_ca_get_issuer (ca, authority, error) : NULL;

  return issuer != NULL ? reserve (ca, issuer, authority, authority->certificate, order, actor, error) : NULL;
}

/**
 * tb_ca_pending_sign:
 * @pending: a certificate that is reserved
 * @error: return location
 *
 * Second step: signs. Nothing is written.
 *
 * Returns: whether it is signed; otherwise %FALSE with %TB_CRYPTO_ERROR_FAILED
 */
gboolean
tb_ca_pending_sign (TbCaPending *pending, GError **error)
{
  ERR_clear_error ();
  pending->is_signed = tb_issuer_sign (pending->issuer, pending->x509);
  if (!pending->is_signed)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the certificate %s", pending->serial);
  return pending->is_signed;
}

/**
 * tb_ca_pending_record:
 * @pending: a certificate that is signed
 * @error: return location
 *
 * Third step: stores the certificate.
 *
 * Returns: (transfer full) (nullable): the certificate, which is on the disk and may be handed out; %NULL with an error
 */
TbCertificate *
tb_ca_pending_record (TbCaPending *pending, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  unsigned char *bytes = NULL;
  TbCertificate *certificate;
  int n;

  g_return_val_if_fail (pending->is_signed, NULL);
  n = i2d_X509 (pending->x509, &bytes);
  der = g_bytes_new (bytes, n > 0 ? (gsize) n : 0);
  OPENSSL_free (bytes);
  if (!tb_sql_run (pending->ca->db, error, "UPDATE certificate SET der = ? WHERE serial = ? AND der IS NULL", "bs", der, pending->serial))
    return NULL;
  if (sqlite3_changes (pending->ca->db->handle) != 1)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The reservation of %s is gone from the index", pending->serial);
      return NULL;
    }
  certificate = tb_certificate_new_issued (pending->ca->crypto, pending->x509);
  if (certificate == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write the certificate %s", pending->serial);
  return certificate;
}

/**
 * tb_ca_pending_get_serial:
 * @pending: a certificate on its way
 *
 * Returns: (transfer none): its serial number in hexadecimal
 */
const char *
tb_ca_pending_get_serial (TbCaPending *pending)
{
  return pending->serial;
}

/**
 * tb_ca_issue:
 * @ca: an authority
 * @order: what to issue
 * @actor: who issues it, and when
 * @error: return location
 *
 * All three steps.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with an error
 */
TbCertificate *
tb_ca_issue (TbCa *ca, const TbCaOrder *order, const TbCaActor *actor, GError **error)
{
  g_autoptr (TbCaPending) pending = tb_ca_reserve (ca, order, actor, error);

  return pending != NULL && tb_ca_pending_sign (pending, error) ? tb_ca_pending_record (pending, error) : NULL;
}
