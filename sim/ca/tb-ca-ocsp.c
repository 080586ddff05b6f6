/* tb-ca-ocsp: answers to OCSP requests from the index, signed by the authority or by a responder that it has certified for that. */
#include "tb-ca-publish.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "tb-audit-log.h"
#include "tb-ca-list.h"
#include "tb-ca-private.h"
#include "tb-name-text.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* --- whom a request is about --- */

static OCSP_CERTID *
get_first_id (OCSP_REQUEST *request)
{
  OCSP_ONEREQ *one = OCSP_request_onereq_count (request) > 0 ? OCSP_request_onereq_get0 (request, 0) : NULL;

  return one != NULL ? OCSP_onereq_get0_id (one) : NULL;
}

static gboolean
is_about (OCSP_CERTID *id, const TbCaAuthority *authority)
{
  X509 *x509 = tb_certificate_get_x509 (authority->certificate);
  ASN1_OBJECT *algorithm = NULL;
  ASN1_INTEGER *serial = NULL;
  const EVP_MD *digest;
  OCSP_CERTID *ours;
  gboolean is_same;

  if (OCSP_id_get0_info (NULL, &algorithm, NULL, &serial, id) != 1)
    return FALSE;
  digest = EVP_get_digestbyobj (algorithm);
  ours = digest != NULL ? OCSP_cert_id_new (digest, X509_get_subject_name (x509), X509_get0_pubkey_bitstr (x509), serial) : NULL;
  is_same = ours != NULL && OCSP_id_issuer_cmp (ours, id) == 0;
  OCSP_CERTID_free (ours);
  return is_same;
}

/* The authority that issued what is asked about. Where there is none the responder itself has to say so. */
static const TbCaAuthority *
find_issuer (TbCa *ca, GBytes *bytes, GError **error)
{
  gsize n_bytes;
  const guint8 *at = g_bytes_get_data (bytes, &n_bytes);
  OCSP_REQUEST *request = d2i_OCSP_REQUEST (NULL, &at, (long) n_bytes);
  OCSP_CERTID *id = request != NULL ? get_first_id (request) : NULL;
  const TbCaAuthority *found = NULL;

  for (guint i = 0; id != NULL && found == NULL && i < ca->authorities->len; i++)
    if (is_about (id, g_ptr_array_index (ca->authorities, i)))
      found = g_ptr_array_index (ca->authorities, i);
  OCSP_REQUEST_free (request);
  ERR_clear_error ();
  return found != NULL && found->key_label != NULL ? found : tb_ca_get_issuing (ca, FALSE, error);
}

/* --- who answers --- */

static TbIdentity *
load_responder (TbCa *ca, const char *label, GBytes *der, GError **error)
{
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (ca->crypto, der, error);
  g_autoptr (TbKey) key = certificate != NULL ? tb_key_store_load (ca->store, label, error) : NULL;

  return key != NULL ? tb_identity_new (key, certificate, NULL) : NULL;
}

/* The newest responder that is good for another day. Returns TRUE and leaves @identity NULL when there is none. */
static gboolean
find_responder (TbCa *ca, const TbCaAuthority *authority, gint64 now_us, TbIdentity **identity, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
    tb_sql_query (ca->db, error, "SELECT key_label, der FROM certificate WHERE authority = ? AND key_label IS NOT NULL AND der IS NOT NULL AND not_after_us > ?"
                  " AND serial NOT IN (SELECT serial FROM revocation) ORDER BY id DESC LIMIT 1", "si", authority->name, now_us + DAY_US);
  g_autoptr (GBytes) der = NULL;
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  der = tb_sql_get_bytes (query, 1);
  *identity = load_responder (ca, tb_sql_get_text (query, 0), der, error);
  return *identity != NULL;
}

static TbCertificate *
certify_responder (TbCa *ca, const TbCaAuthority *authority, TbKey *key, const TbCaActor *actor, GError **error)
{
  g_autofree char *text = g_strdup_printf ("CN=OCSP responder of %s", authority->name);
  X509_NAME *subject = tb_name_parse (text, error);
  const TbCaOrder order = { .profile = tb_issue_profile_get_builtin (TB_PROFILE_OCSP_RESPONDER), .subject = subject, .public_key = tb_key_get_pkey (key),
                            .action = "certify-responder" };
  g_autoptr (TbIssuer) issuer = subject != NULL ? tb_ca_load_issuer (ca, authority, error) : NULL;
  g_autoptr (TbCaPending) pending = issuer != NULL ? tb_ca_reserve_for (ca, issuer, authority, authority->certificate, &order, actor, error) : NULL;

  X509_NAME_free (subject);
  return pending != NULL && tb_ca_pending_sign (pending, error) ? tb_ca_pending_record (pending, error) : NULL;
}

static TbIdentity *
make_responder (TbCa *ca, const TbCaAuthority *authority, const TbCaActor *actor, GError **error)
{
  g_autofree char *name = g_strdup_printf ("ocsp-%s-%" G_GINT64_FORMAT, authority->name, actor->unix_us / G_USEC_PER_SEC);
  g_autofree char *label = tb_ca_make_label (ca, name);
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (TbKey) key = NULL;

  if (!tb_ca_permit (ca, "certify-responder", actor, error) || !tb_audit_log_append (ca->db, actor, "generate-key", label, "P-256", error))
    return NULL;
  key = tb_key_store_generate (ca->store, label, TB_KEY_P256, error);
  certificate = key != NULL ? certify_responder (ca, authority, key, actor, error) : NULL;
  if (certificate == NULL
      || !tb_sql_run (ca->db, error, "UPDATE certificate SET key_label = ? WHERE serial = ?", "ss", label, tb_certificate_get_serial (certificate)))
    return NULL;
  return tb_identity_new (key, certificate, NULL);
}

static TbIdentity *
get_signer (TbCa *ca, const TbCaAuthority *authority, gboolean is_delegated, const TbCaActor *actor, GError **error)
{
  TbIdentity *identity = NULL;

  if (!is_delegated)
    {
      g_autoptr (TbKey) key = tb_ca_load_key (ca, authority, error);

      return key != NULL ? tb_identity_new (key, authority->certificate, NULL) : NULL;
    }
  if (!find_responder (ca, authority, actor->unix_us, &identity, error))
    return NULL;
  return identity != NULL ? identity : make_responder (ca, authority, actor, error);
}

/* --- the answer --- */

typedef struct
{
  TbCa *ca;
  const TbCaAuthority *authority;
} Asked;

/* What was reserved and never stored is not known to anybody, and what another authority issued is not ours to tell. */
static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  const Asked *asked = user_data;
  g_autoptr (TbCaRow) row = tb_ca_find (asked->ca, serial, NULL);

  answer->status = TB_OCSP_UNKNOWN;
  if (row == NULL || row->state == TB_CA_RESERVED || g_strcmp0 (row->authority, asked->authority->name) != 0)
    return;
  answer->status = row->state == TB_CA_ISSUED ? TB_OCSP_GOOD : TB_OCSP_REVOKED;
  answer->revocation.revoked_us = row->since_us;
  answer->revocation.reason = row->reason;
}

/* Every use of an authority's own key is an entry of the log. A responder answers whoever asks, as often as he likes: that it does is an entry an hour. */
static gboolean
is_noted (TbCa *ca, const TbCaAuthority *authority, gint64 now_us)
{
  const gint64 *noted_us = g_hash_table_lookup (ca->responding, authority);

  return noted_us != NULL && *noted_us <= now_us && now_us - *noted_us < HOUR_US;
}

static gboolean
note (TbCa *ca, const TbCaAuthority *authority, gboolean is_delegated, const char *detail, const TbCaActor *actor, GError **error)
{
  if (is_delegated && is_noted (ca, authority, actor->unix_us))
    return TRUE;
  if (!tb_audit_log_append (ca->db, actor, "ocsp", authority->name, detail, error))
    return FALSE;
  if (is_delegated)
    g_hash_table_insert (ca->responding, (gpointer) authority, g_memdup2 (&actor->unix_us, sizeof actor->unix_us));
  return TRUE;
}

static char *
describe (GBytes *request)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request);

  return g_strdup_printf ("request sha256=%s", digest);
}

/**
 * tb_ca_answer:
 * @ca: an authority
 * @request: an OCSP request, DER
 * @is_delegated: whether a responder answers that the authority has certified for it, and which is made when there is none; else the authority
 * @lifetime_us: how long the answer may be kept
 * @actor: a revocation officer
 * @error: return location
 *
 * Answers from the index (RFC 6960). Each signature of the authority's own is an entry of the audit log; that a responder answers is one every hour.
 *
 * Returns: (transfer full) (nullable): the response, DER, which may say that the request is malformed; %NULL with an error
 */
GBytes *
tb_ca_answer (TbCa *ca, GBytes *request, gboolean is_delegated, gint64 lifetime_us, const TbCaActor *actor, GError **error)
{
  gint64 now_us = tb_ca_whole_seconds (actor->unix_us);
  const TbOcspTerms terms = { .this_update_us = now_us, .next_update_us = now_us + lifetime_us, .produced_us = now_us, .by_key = TRUE };
  Asked asked = { ca, find_issuer (ca, request, error) };
  g_autofree char *detail = describe (request);
  g_autoptr (TbOcspResponder) responder = NULL;
  g_autoptr (TbIdentity) signer = NULL;

  if (asked.authority == NULL || !tb_ca_permit (ca, "ocsp", actor, error))
    return NULL;
  signer = get_signer (ca, asked.authority, is_delegated, actor, error);
  responder = signer != NULL ? tb_ocsp_responder_new (signer, asked.authority->certificate, error) : NULL;
  if (responder == NULL || !note (ca, asked.authority, is_delegated, detail, actor, error))
    return NULL;
  return tb_ocsp_respond (responder, request, look_up, &asked, &terms, NULL, error);
}
