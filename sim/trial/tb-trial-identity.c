/* tb-trial-identity: authorities of a trial, and the certificates they give to client, server and attacker, good ones and bad ones.
 *
 * Most of what is wrong is done with the ordinary authority: another profile, another name, another age. What no authority would do is done here. */
#include "tb-trial-parties.h"

#include <openssl/err.h>

#include "tb-issue.h"
#include "tb-trial-downgrade.h"
#include "tb-units.h"

#define LIFETIME_DAYS 90
#define USUAL_AGE_DAYS 1
#define OTHER_HOST    "other.lab"

static gint64
days_from (const TbTrialParties *parties, int days)
{
  gint64 second_us = parties->unix_us - parties->unix_us % TB_US_PER_SECOND;

  return second_us + days * TB_US_PER_DAY;
}

TbAuthority *
tb_trial_make_root (const TbTrialParties *parties, const char *name, TbStream *stream, GError **error)
{
  return tb_authority_new_root (parties->crypto, name, tb_trial_key_of (&parties->terms)->algorithm, days_from (parties, -900), days_from (parties, 7300), stream,
                                error);
}

/* With constraints it is kept within names that are nobody's in a trial. */
TbAuthority *
tb_trial_make_issuing (const TbTrialParties *parties, TbAuthority *root, const char *name, gboolean constrained, TbStream *stream, GError **error)
{
  g_autoptr (TbIssueProfile) profile = tb_issue_profile_new_builtin (TB_PROFILE_AUTHORITY);
  TbIssueTerms terms = { TB_PROFILE_AUTHORITY, days_from (parties, -900), days_from (parties, 3650), constrained ? profile : NULL };

  g_free (profile->name_constraints);
  profile->name_constraints = g_strdup ("permitted;DNS:guests.example");
  return tb_authority_new_below (root, name, tb_trial_key_of (&parties->terms)->algorithm, &terms, stream, error);
}

/* --- certificates --- */

static const char *
name_of (const TbTrialParties *parties, TbSide side)
{
  static const char *const names[] = { [TB_SIDE_CLIENT] = "lock-01.lab", [TB_SIDE_SERVER] = "broker.lab" };

  return parties->terms.names != NULL ? parties->terms.names[side] : names[side];
}

static TbCertificateProfile
profile_of (const TbTrialParties *parties, TbSide side, TbTrialFlaw flaw)
{
  if ((side == TB_SIDE_CLIENT) != (flaw == TB_FLAW_OTHER_PURPOSE))
    return TB_PROFILE_DEVICE;
  return parties->terms.must_staple ? TB_PROFILE_SERVICE_MUST_STAPLE : TB_PROFILE_SERVICE;
}

/* Whom a client encrypts to has to have a key for that (RFC 5246 section 7.4.2). Returns: (nullable): %NULL for what the profile says */
static TbIssueProfile *
new_transporting (const TbTrialParties *parties, TbCertificateProfile profile)
{
  TbIssueProfile *transporting;

  if (!tb_trial_needs_transport (&parties->terms))
    return NULL;
  transporting = tb_issue_profile_new_builtin (profile);
  g_free (transporting->usage);
  transporting->usage = g_strdup ("digitalSignature,keyEncipherment");
  return transporting;
}

/* With a key that is somebody's already. */
static TbIdentity *
issue_known (const TbTrialParties *parties, TbAuthority *authority, const char *name, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  const char *names[] = { name, NULL };
  g_autoptr (TbKey) key = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  TbStream known;

  tb_stream_init (&known, parties->seed, parties->terms.server_draw);
  key = tb_key_generate (parties->crypto, tb_trial_key_of (&parties->terms)->algorithm, &known, error);
  if (key != NULL)
    request = tb_key_make_request (key, name, names, stream, error);
  if (request != NULL)
    certificate = tb_authority_issue (authority, request, terms, stream, error);
  return certificate != NULL ? tb_identity_new (key, certificate, tb_authority_get_intermediates (authority)) : NULL;
}

static TbIdentity *
issue (const TbTrialParties *parties, TbAuthority *authority, TbCertificateProfile profile, const char *name, int age_days, TbStream *stream, GError **error)
{
  g_autoptr (TbIssueProfile) transporting = new_transporting (parties, profile);
  TbIssueTerms terms = { profile, days_from (parties, -age_days), days_from (parties, LIFETIME_DAYS - age_days), transporting };
  const char *names[] = { name, NULL };

  if (profile != TB_PROFILE_DEVICE && authority == parties->issuing && parties->terms.server_draw != NULL)
    return issue_known (parties, authority, name, &terms, stream, error);
  return tb_authority_issue_identity (authority, tb_trial_key_of (&parties->terms)->algorithm, name, names, &terms, stream, error);
}

/* The same identity with another certificate. */
static TbIdentity *
with_certificate (TbIdentity *identity, TbCertificate *certificate, GPtrArray *intermediates)
{
  return certificate != NULL ? tb_identity_new (tb_identity_get_key (identity), certificate, intermediates) : NULL;
}

/* The last bit of a certificate belongs to the signature on it, whatever its kind, and leaves its encoding whole. */
static TbCertificate *
alter_signature (TbCrypto *crypto, TbCertificate *certificate, GError **error)
{
  GBytes *der = tb_certificate_get_der (certificate);
  gsize n = g_bytes_get_size (der);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (der, NULL), n);
  g_autoptr (GBytes) altered = NULL;

  bytes[n - 1] ^= 1;
  altered = g_bytes_new (bytes, n);
  return tb_certificate_new_from_der (crypto, altered, error);
}

static TbCertificate *
sign_in_job (TbCrypto *crypto, TbIssuer *issuer, const TbIssueOrder *order, TbStream *stream, GError **error)
{
  g_autoptr (X509) x509 = NULL;
  guint8 *bytes = NULL;
  int n_bytes;
  g_autoptr (GBytes) der = NULL;
  TbJob job;

  tb_job_enter (&job, stream, order->not_before_us);
  x509 = tb_issuer_certify (issuer, order);
  tb_job_leave (&job);
  n_bytes = x509 != NULL ? i2d_X509 (x509, &bytes) : 0;
  der = g_bytes_new (bytes, (gsize) MAX (n_bytes, 0));
  OPENSSL_free (bytes);
  return tb_certificate_new_from_der (crypto, der, error);
}

/* A certificate that says the same as @certificate does and is signed by @issuer, whatever that may sign. */
static TbCertificate *
sign_again (const TbTrialParties *parties, TbIssuer *issuer, TbCertificate *certificate, EVP_PKEY *key, TbCertificateProfile profile, TbStream *stream,
            GError **error)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  TbIssueOrder order = {
    .profile = tb_issue_profile_get_builtin (profile), .subject = X509_get_subject_name (x509), .public_key = key, .alternative_names = names,
    .not_before_us = tb_certificate_get_not_before_us (certificate), .not_after_us = tb_certificate_get_not_after_us (certificate),
  };
  TbCertificate *again = sign_in_job (parties->crypto, issuer, &order, stream, error);

  GENERAL_NAMES_free (names);
  return again;
}

static TbIdentity *
sign_itself (const TbTrialParties *parties, TbIdentity *identity, TbCertificateProfile profile, TbStream *stream, GError **error)
{
  TbKey *key = tb_identity_get_key (identity);
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  g_autoptr (TbIssuer) issuer = tb_issuer_new (key, X509_get_subject_name (tb_certificate_get_x509 (certificate)), NULL);
  g_autoptr (TbCertificate) own = NULL;

  if (issuer == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot let %s sign for itself", tb_certificate_get_common_name (certificate));
      return NULL;
    }
  own = sign_again (parties, issuer, certificate, tb_key_get_pkey (key), profile, stream, error);
  return with_certificate (identity, own, NULL);
}

/* The same, but for its key. */
static TbIdentity *
weaken (const TbTrialParties *parties, TbIdentity *identity, TbCertificateProfile profile, TbStream *stream, GError **error)
{
  TbCertificate *like = tb_identity_get_certificate (identity);
  g_autoptr (TbIssueProfile) transporting = new_transporting (parties, profile);
  TbIssueTerms terms = { profile, tb_certificate_get_not_before_us (like), tb_certificate_get_not_after_us (like), transporting };

  return tb_authority_issue_weak_identity (parties->issuing, like, &terms, stream, error);
}

static TbIdentity *
spoil (const TbTrialParties *parties, TbIdentity *identity, TbTrialFlaw flaw, TbCertificateProfile profile, TbStream *stream, GError **error)
{
  g_autoptr (TbCertificate) altered = NULL;

  switch (flaw)
    {
    case TB_FLAW_NO_INTERMEDIATE:
      return with_certificate (identity, tb_identity_get_certificate (identity), NULL);
    case TB_FLAW_SELF_SIGNED:
      return sign_itself (parties, identity, profile, stream, error);
    case TB_FLAW_WEAK:
      return weaken (parties, identity, profile, stream, error);
    case TB_FLAW_STOLEN:
      return tb_identity_new_stolen (parties->crypto, tb_identity_get_certificate (identity), tb_identity_get_intermediates (identity), stream, error);
    case TB_FLAW_ALTERED:
      altered = alter_signature (parties->crypto, tb_identity_get_certificate (identity), error);
      return with_certificate (identity, altered, tb_identity_get_intermediates (identity));
    default:
      return tb_identity_ref (identity);
    }
}

/* What @side proves itself with, with whatever is to be wrong there. */
TbIdentity *
tb_trial_make_identity (const TbTrialParties *parties, TbSide side, TbStream *stream, GError **error)
{
  const TbTrialFailure *failure = tb_trial_failure_of (&parties->terms);
  gboolean is_here = failure != NULL && tb_trial_side_of (&parties->terms) == side;
  TbTrialFlaw flaw = is_here ? failure->flaws[side] : TB_FLAW_NONE;
  TbCertificateProfile profile = profile_of (parties, side, flaw);
  int age_days = is_here && failure->age_days[side] != 0 ? failure->age_days[side] : USUAL_AGE_DAYS;
  g_autoptr (TbIdentity) identity = issue (parties, flaw == TB_FLAW_OTHER_ROOT ? parties->other_issuing : parties->issuing, profile,
                                           flaw == TB_FLAW_OTHER_NAME ? OTHER_HOST : name_of (parties, side), age_days, stream, error);

  return identity != NULL ? spoil (parties, identity, flaw, profile, stream, error) : NULL;
}

/* A certificate for the server's name, and the key is the attacker's. */
TbIdentity *
tb_trial_make_attacker (const TbTrialParties *parties, TbStream *stream, GError **error)
{
  return issue (parties, parties->other_issuing, TB_PROFILE_SERVICE, parties->host, USUAL_AGE_DAYS, stream, error);
}
