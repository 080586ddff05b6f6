/* tb-trial-staple: what is known of revocation in a trial: the response that the server staples, and the list that the server holds. */
#include <string.h>

#include "tb-ocsp-responder.h"
#include "tb-trial-parties.h"
#include "tb-trial-tables.h"
#include "tb-units.h"

static const struct
{
  const char *code;
  gboolean is_nothing;
  TbOcspStatus status;
  gint64 age_us;                /* of the answer when they meet; it may be used for a day */
} staples[] = {
  { "none", .is_nothing = TRUE },
  { "good", .status = TB_OCSP_GOOD, .age_us = TB_US_PER_HOUR },
  { "revoked", .status = TB_OCSP_REVOKED, .age_us = TB_US_PER_HOUR },
  { "stale", .status = TB_OCSP_GOOD, .age_us = 2 * TB_US_PER_DAY },
};

static int
find_staple (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (staples); i++)
    if (strcmp (staples[i].code, code) == 0)
      return (int) i;
  return -1;
}

/* What is wrong with what the terms say of staples, as one sentence; NULL when nothing is. */
char *
tb_trial_find_staple_fault (const TbTrialTerms *terms)
{
  TbStaplePolicy policy;

  if (terms->staple != NULL && find_staple (terms->staple) < 0)
    return g_strdup_printf ("there is no staple \"%.40s\"; there are good, revoked, stale and none", terms->staple);
  if (terms->staple_policy != NULL && !tb_staple_policy_from_code (terms->staple_policy, &policy))
    return g_strdup_printf ("there is no policy \"%.40s\" for staples; there are none, check and require", terms->staple_policy);
  return NULL;
}

/* --- what the server staples --- */

static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  const TbOcspAnswer *known = user_data;

  *answer = *known;
}

static gint64
whole_second (gint64 unix_us)
{
  return unix_us - unix_us % TB_US_PER_SECOND;
}

static GBytes *
respond (const TbTrialParties *parties, GBytes *request, int staple, GError **error)
{
  gint64 now_us = whole_second (parties->unix_us), since_us = now_us - staples[staple].age_us;
  TbOcspTerms terms = { since_us, since_us + TB_US_PER_DAY, since_us, TRUE };
  TbOcspAnswer answer = { staples[staple].status, { NULL, now_us - TB_US_PER_DAY / 2, TB_REVOCATION_KEY_COMPROMISE } };
  TbCertificate *issuer = tb_authority_get_certificate (parties->issuing);
  g_autoptr (TbIdentity) signer = tb_identity_new (tb_authority_get_key (parties->issuing), issuer, NULL);
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (signer, issuer, error);
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/staple", parties->name);
  return responder != NULL ? tb_ocsp_respond (responder, request, look_up, &answer, &terms, &stream, error) : NULL;
}

static GBytes *
make_staple (const TbTrialParties *parties, int staple, GError **error)
{
  TbCertificate *certificate = tb_identity_get_certificate (parties->identities[TB_SIDE_SERVER]);
  g_autoptr (GBytes) request = tb_ocsp_make_request (parties->crypto, certificate, tb_authority_get_certificate (parties->issuing), NULL, error);

  return request != NULL ? respond (parties, request, staple, error) : NULL;
}

static gboolean
server_is_revoked (const TbTrialTerms *terms)
{
  const TbTrialFailure *failure = tb_trial_failure_of (terms);

  return failure != NULL && tb_trial_side_of (terms) == TB_SIDE_SERVER && failure->flaws[TB_SIDE_SERVER] == TB_FLAW_REVOKED;
}

/* Sets what the server staples and what the client does about it. FALSE when OpenSSL fails. */
gboolean
tb_trial_parties_make_staple (TbTrialParties *parties, GError **error)
{
  const char *code = server_is_revoked (&parties->terms) ? "revoked" : parties->terms.staple;
  int staple = code != NULL ? find_staple (code) : -1;

  parties->staple_policy = staple >= 0 || parties->terms.must_staple ? TB_STAPLE_CHECK : TB_STAPLE_NONE;
  if (parties->terms.staple_policy != NULL)
    tb_staple_policy_from_code (parties->terms.staple_policy, &parties->staple_policy);
  if (staple < 0 || staples[staple].is_nothing)
    return TRUE;
  parties->staple = make_staple (parties, staple, error);
  return parties->staple != NULL;
}

/* --- what the server knows of the client --- */

/* Gives the server a list on which the client's certificate stands, since yesterday. */
gboolean
tb_trial_parties_revoke (TbTrialParties *parties, GError **error)
{
  gint64 now_us = whole_second (parties->unix_us);
  TbCertificate *client = tb_identity_get_certificate (parties->identities[TB_SIDE_CLIENT]);
  TbRevocation revocation = { tb_certificate_get_serial (client), now_us - TB_US_PER_DAY / 2, TB_REVOCATION_KEY_COMPROMISE };
  TbCrlTerms terms = { .number = 1, .base_number = -1, .this_update_us = now_us - TB_US_PER_HOUR, .next_update_us = now_us + TB_US_PER_DAY };
  TbCrl *crl;
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/list", parties->name);
  crl = tb_crl_make (tb_authority_get_key (parties->issuing), tb_authority_get_certificate (parties->issuing), &revocation, 1, &terms, &stream, error);
  if (crl == NULL)
    return FALSE;
  parties->evidence.crls = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
  g_ptr_array_add (parties->evidence.crls, crl);
  return TRUE;
}
