/* tb-live-authority: see the header. */
#include "tb-live-authority.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-acme-name.h"
#include "tb-ca-list.h"
#include "tb-ca-publish.h"
#include "tb-est-private.h"
#include "tb-request.h"
#include "tb-units.h"
#include "tb-voucher-private.h"

#define CRL_LIFETIME_US  TB_US_PER_DAY
#define CRL_RENEW_US     TB_US_PER_HOUR      /* a list that others may keep for a day is made anew every hour all the same */
#define OCSP_LIFETIME_US TB_US_PER_HOUR

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)

struct _TbLiveAuthority
{
  TbCa *ca;                     /* borrowed */
  char *who;
  gint64 lifetime_us;
  GPtrArray *chain;
  TbCrl *crl;                   /* the newest, NULL at first */
  gint64 crl_made_us;
  gint64 crl_change;            /* the last change it tells of */
  char *serial;
  char *user;
};

/**
 * tb_live_authority_new:
 * @ca: an authority on disk, which outlives this
 * @terms: how it acts
 * @error: return location
 *
 * Returns: (transfer full) (nullable): an authority that can be asked; %NULL with %TB_CRYPTO_ERROR_REFUSED when @ca has nobody who issues
 */
TbLiveAuthority *
tb_live_authority_new (TbCa *ca, const TbLiveAuthorityTerms *terms, GError **error)
{
  const TbCaAuthority *issuing = tb_ca_get_issuing (ca, FALSE, error);
  TbLiveAuthority *authority;

  if (issuing == NULL)
    return NULL;
  authority = g_new0 (TbLiveAuthority, 1);
  authority->ca = ca;
  authority->who = g_strdup (terms->who);
  authority->lifetime_us = terms->lifetime_us;
  authority->chain = tb_ca_get_chain (ca, issuing, TRUE);
  return authority;
}

void
tb_live_authority_free (TbLiveAuthority *authority)
{
  g_clear_pointer (&authority->crl, tb_crl_unref);
  g_ptr_array_unref (authority->chain);
  g_free (authority->who);
  tb_live_authority_begin (authority);
  g_free (authority);
}

TbCa *
tb_live_authority_get_ca (TbLiveAuthority *authority)
{
  return authority->ca;
}

/* Who acts, now. */
TbCaActor
tb_live_authority_act (TbLiveAuthority *authority)
{
  return (TbCaActor) { authority->who, g_get_real_time () };
}

GPtrArray *
tb_live_authority_get_chain (TbLiveAuthority *authority)
{
  return authority->chain;
}

/* Forgets what the last request came to. */
void
tb_live_authority_begin (TbLiveAuthority *authority)
{
  g_clear_pointer (&authority->serial, g_free);
  g_clear_pointer (&authority->user, g_free);
}

const char *
tb_live_authority_get_serial (TbLiveAuthority *authority)
{
  return authority->serial != NULL ? authority->serial : "";
}

const char *
tb_live_authority_get_user (TbLiveAuthority *authority)
{
  return authority->user != NULL ? authority->user : "";
}

/* --- issuing --- */

static gboolean
is_of_ours (TbLiveAuthority *authority, TbCertificate *client)
{
  const X509_NAME *issuer = X509_get_issuer_name (tb_certificate_get_x509 (client));

  for (guint i = 0; i < authority->chain->len; i++)
    if (X509_NAME_cmp (issuer, X509_get_subject_name (tb_certificate_get_x509 (authority->chain->pdata[i]))) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_dns_name (const GENERAL_NAME *general, const char *name)
{
  int kind;
  const ASN1_STRING *text = GENERAL_NAME_get0_value (general, &kind);

  return kind == GEN_DNS && (gsize) ASN1_STRING_length (text) == strlen (name)
         && g_ascii_strncasecmp ((const char *) ASN1_STRING_get0_data (text), name, strlen (name)) == 0;
}

/* A device with nothing but the identity from its maker (IEEE 802.1AR) is known by its serial number, and is certified under that. */
static gboolean
check_factory_names (TbCertificate *factory, const TbRequest *request, GError **error)
{
  g_autofree char *owned = NULL;
  const char *serial_number = tb_voucher_get_serial_number (factory, &owned);
  gboolean is_own = serial_number != NULL && *serial_number != '\0' && g_strcmp0 (request->common_name, serial_number) == 0;

  for (int i = 0; is_own && i < sk_GENERAL_NAME_num (request->alternative_names); i++)
    is_own = is_dns_name (sk_GENERAL_NAME_value (request->alternative_names, i), serial_number);
  if (!is_own)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "With a certificate from its maker a device gets one for its serial number, and for no other name");
  return is_own;
}

/* Who has nothing but a certificate gets another for the same names, and no other. */
static gboolean
check_names (TbLiveAuthority *authority, const TbEnrolAsk *ask, const TbRequest *request, GError **error)
{
  if (ask->user != NULL || ask->client == NULL)
    return TRUE;
  if (!is_of_ours (authority, ask->client))
    return check_factory_names (ask->client, request, error);
  if (tb_est_same_names (request, ask->client))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request asks for other names than the client's certificate has");
  return FALSE;
}

static X509_NAME *
make_subject (const char *common_name)
{
  X509_NAME *subject = X509_NAME_new ();

  if (common_name != NULL && g_utf8_strlen (common_name, -1) <= TB_REQUEST_MAX_NAME)
    tb_request_put_name (subject, common_name);
  return subject;
}

static gint64
choose_end (TbLiveAuthority *authority, const TbEnrolAsk *ask)
{
  gint64 most_us = authority->lifetime_us > 0 ? ask->now_us + authority->lifetime_us : 0;

  if (ask->not_after_us > 0 && (most_us == 0 || ask->not_after_us < most_us))
    return ask->not_after_us;
  return most_us;
}

/* What is certified of whom; all of it borrowed. */
typedef struct
{
  TbCertificateProfile profile;
  const X509_NAME *subject;
  EVP_PKEY *key;
  GENERAL_NAMES *names;
} Wanted;

static TbCertificate *
issue (TbLiveAuthority *authority, const TbEnrolAsk *ask, const Wanted *wanted, GError **error)
{
  const TbCaActor actor = { authority->who, ask->now_us };
  const TbCaOrder order = {
    .profile = tb_issue_profile_get_builtin (wanted->profile), .subject = wanted->subject, .public_key = wanted->key, .alternative_names = wanted->names,
    .not_after_us = choose_end (authority, ask), .replaces = ask->is_renewal && ask->client != NULL ? tb_certificate_get_serial (ask->client) : NULL,
    .action = ask->is_renewal ? "renew" : "issue",
  };
  g_autoptr (TbCaPending) pending = tb_ca_reserve (authority->ca, &order, &actor, error);
  TbCertificate *certificate = pending != NULL && tb_ca_pending_sign (pending, error) ? tb_ca_pending_record (pending, error) : NULL;

  if (certificate == NULL)
    return NULL;
  tb_live_authority_begin (authority);
  authority->serial = g_strdup (tb_ca_pending_get_serial (pending));
  authority->user = g_strdup (ask->user);
  return certificate;
}

static TbCertificate *
issue_to_device (TbLiveAuthority *authority, const TbEnrolAsk *ask, GError **error)
{
  g_auto (TbRequest) read = { NULL };
  const TbRequest *said = ask->said;
  g_autoptr (X509_NAME) subject = NULL;

  if (said == NULL && tb_request_read (&read, tb_ca_get_crypto (authority->ca), ask->request, error))
    said = &read;
  if (said == NULL || !check_names (authority, ask, said, error))
    return NULL;
  subject = make_subject (said->common_name);
  return issue (authority, ask, &(Wanted) { TB_PROFILE_DEVICE, subject, said->public_key, said->alternative_names }, error);
}

/* By ACME it is what was proven that counts, not what the request says. */
static TbCertificate *
issue_to_service (TbLiveAuthority *authority, const TbEnrolAsk *ask, GError **error)
{
  g_autoptr (EVP_PKEY) key = tb_acme_csr_get_key (tb_ca_get_crypto (authority->ca), ask->request);
  g_autoptr (X509_NAME) subject = tb_acme_names_to_subject (ask->names);
  g_autoptr (GENERAL_NAMES) names = tb_acme_names_to_general (ask->names);

  if (key != NULL && subject != NULL && names != NULL)
    return issue (authority, ask, &(Wanted) { TB_PROFILE_SERVICE, subject, key, names }, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot take over names and key");
  return NULL;
}

/**
 * tb_live_authority_issue:
 * @ask: what is asked
 * @authority: (type TbLiveAuthority): the authority
 * @error: return location
 *
 * Issues a certificate: to devices by EST and SCEP, to services, for the names they have proven, by ACME.
 *
 * Returns: (transfer full) (nullable): the certificate, which is in the index; %NULL with %TB_CRYPTO_ERROR_REFUSED, %TB_CRYPTO_ERROR_MALFORMED or
 *   %TB_CRYPTO_ERROR_FAILED
 */
TbCertificate *
tb_live_authority_issue (const TbEnrolAsk *ask, gpointer authority, GError **error)
{
  return ask->names != NULL ? issue_to_service (authority, ask, error) : issue_to_device (authority, ask, error);
}

/* --- what became of what was issued --- */

/**
 * tb_live_authority_is_revoked:
 * @certificate: a certificate
 * @authority: (type TbLiveAuthority): the authority
 *
 * Returns: whether the authority has revoked it or put it on hold; also when it should know of it and does not, or the index cannot be read
 */
gboolean
tb_live_authority_is_revoked (TbCertificate *certificate, gpointer authority)
{
  TbLiveAuthority *live = authority;
  gboolean is_good;

  return !tb_ca_is_good (live->ca, tb_certificate_get_serial (certificate), &is_good, NULL) || !is_good;
}

/**
 * tb_live_authority_find:
 * @serial: serial number, hex
 * @authority: (type TbLiveAuthority): the authority
 *
 * Returns: (transfer full) (nullable): the certificate with that number
 */
TbCertificate *
tb_live_authority_find (const char *serial, gpointer authority)
{
  TbLiveAuthority *live = authority;
  g_autoptr (TbCaRow) row = tb_ca_find (live->ca, serial, NULL);

  return row != NULL ? g_steal_pointer (&row->certificate) : NULL;
}

/**
 * tb_live_authority_make_crl:
 * @now_us: unix time
 * @authority: (type TbLiveAuthority): the authority
 * @error: return location
 *
 * The list, made anew when something was revoked since, by whatever process, or when it is an hour old.
 *
 * Returns: (transfer full) (nullable): the list; %NULL with an error
 */
TbCrl *
tb_live_authority_make_crl (gint64 now_us, gpointer authority, GError **error)
{
  TbLiveAuthority *live = authority;
  const TbCaActor actor = { live->who, now_us };
  gint64 change;

  if (!tb_ca_get_last_change (live->ca, &change, error))
    return NULL;
  if (live->crl == NULL || change != live->crl_change || now_us - live->crl_made_us >= CRL_RENEW_US || now_us < live->crl_made_us)
    {
      TbCrl *crl = tb_ca_make_crl (live->ca, NULL, FALSE, CRL_LIFETIME_US, &actor, error);

      if (crl == NULL)
        return NULL;
      g_clear_pointer (&live->crl, tb_crl_unref);
      live->crl = crl;
      live->crl_made_us = now_us;
      live->crl_change = change;
    }
  return tb_crl_ref (live->crl);
}

/**
 * tb_live_authority_revoke:
 * @certificate: a certificate
 * @reason: number of RFC 5280 section 5.3.1
 * @now_us: unix time
 * @authority: (type TbLiveAuthority): the authority
 * @error: return location
 *
 * Returns: whether it is revoked, on the disk; otherwise an error
 */
gboolean
tb_live_authority_revoke (TbCertificate *certificate, int reason, gint64 now_us, gpointer authority, GError **error)
{
  TbLiveAuthority *live = authority;
  const TbCaActor actor = { live->who, now_us };

  if (tb_revocation_reason_to_code ((TbRevocationReason) reason) == NULL || reason == TB_REVOCATION_REMOVE_FROM_CRL)
    {
      ERR_clear_error ();
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%d is no reason to revoke something for (RFC 5280 section 5.3.1)", reason);
      return FALSE;
    }
  return tb_ca_revoke (live->ca, tb_certificate_get_serial (certificate), (TbRevocationReason) reason, &actor, error);
}

/**
 * tb_live_authority_answer_ocsp:
 * @authority: the authority
 * @request: DER
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the response of a responder that the authority has certified, DER; %NULL with an error
 */
GBytes *
tb_live_authority_answer_ocsp (TbLiveAuthority *authority, GBytes *request, GError **error)
{
  const TbCaActor actor = tb_live_authority_act (authority);

  return tb_ca_answer (authority->ca, request, TRUE, OCSP_LIFETIME_US, &actor, error);
}
