/* tb-status-ocsp: may this response be believed about this certificate at this time, and what does it say (RFC 6960 sections 3.2 and 4.2.2)? */
#include "tb-status-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-revocation-sign.h"
#include "tb-revocation-text.h"
#include "tb-units.h"

/* A response without nextUpdate says that there is newer information all the time (RFC 6960 section 2.4). */
#define MAX_AGE_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

enum { RULE_ANSWERED, RULE_CRITICAL, RULE_SIGNER, RULE_DELEGATE, RULE_NO_CHECK, RULE_SIGNATURE, RULE_PRODUCED, RULE_FRESH, RULE_SAYS };

static const TbCheckRule rules[] = {
  [RULE_ANSWERED] = { "ocsp-certificate", N_("The response is about this certificate and its issuer"), "RFC 6960 section 3.2 (1)" },
  [RULE_CRITICAL] = { "ocsp-critical", N_("Every critical extension of the response is understood"), "RFC 6960 section 4.4" },
  [RULE_SIGNER] = { "ocsp-signer", N_("The certificate of the responder that the response names is at hand"), "RFC 6960 section 4.2.2.3" },
  [RULE_DELEGATE] = { "ocsp-delegate", N_("The responder is the issuer, or the issuer certified it for OCSPSigning and that is valid now"),
                      "RFC 6960 section 4.2.2.2" },
  [RULE_NO_CHECK] = { "ocsp-nocheck", N_("The delegate's own revocation is not looked at"), "RFC 6960 section 4.2.2.2.1" },
  [RULE_SIGNATURE] = { "ocsp-signature", N_("The responder's key made the response's signature"), "RFC 6960 section 3.2 (2)" },
  [RULE_PRODUCED] = { "ocsp-produced", N_("The response was not signed after this time"), "RFC 6960 section 4.2.2.1" },
  [RULE_FRESH] = { "ocsp-fresh", N_("The answer is from before this time and there is no newer one yet"), "RFC 6960 section 3.2 (5) and (6)" },
  [RULE_SAYS] = { "ocsp-status", N_("The answer says that the certificate is not revoked"), "RFC 6960 section 2.2" },
};

/* --- about whom --- */

static gboolean
is_hash (const ASN1_OCTET_STRING *said, const guint8 *digest, guint n_digest)
{
  return (guint) ASN1_STRING_length (said) == n_digest && memcmp (ASN1_STRING_get0_data (said), digest, n_digest) == 0;
}

static gboolean
is_issuer (const TbStatusQuestion *question, OCSP_CERTID *id)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  ASN1_OCTET_STRING *name, *key;
  ASN1_OBJECT *algorithm;
  const char *hash;
  guint n;

  OCSP_id_get0_info (&name, &algorithm, &key, NULL, id);
  hash = tb_ocsp_hash_name (OBJ_obj2nid (algorithm));
  return hash != NULL
         && tb_revocation_hash_name (question->crypto, hash, question->issuer, digest, &n) && is_hash (name, digest, n)
         && tb_revocation_hash_key (question->crypto, hash, question->issuer, digest, &n) && is_hash (key, digest, n);
}

static OCSP_SINGLERESP *
find_single (const TbStatusQuestion *question, OCSP_BASICRESP *basic)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (tb_certificate_get_x509 (question->certificate));

  for (int i = 0; i < OCSP_resp_count (basic); i++)
    {
      OCSP_SINGLERESP *single = OCSP_resp_get0 (basic, i);
      OCSP_CERTID *id = (OCSP_CERTID *) OCSP_SINGLERESP_get0_id (single);
      ASN1_INTEGER *its;

      OCSP_id_get0_info (NULL, NULL, NULL, &its, id);
      if (ASN1_INTEGER_cmp (its, serial) == 0 && is_issuer (question, id))
        return single;
    }
  return NULL;
}

/* --- who signed --- */

static gboolean
is_responder (const TbStatusQuestion *question, OCSP_BASICRESP *basic, TbCertificate *certificate)
{
  const ASN1_OCTET_STRING *key = NULL;
  const X509_NAME *name = NULL;
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n;

  if (OCSP_resp_get0_id (basic, &key, &name) != 1)
    return FALSE;
  if (name != NULL)
    return X509_NAME_cmp (name, X509_get_subject_name (tb_certificate_get_x509 (certificate))) == 0;
  return tb_revocation_hash_key (question->crypto, "SHA1", certificate, digest, &n) && is_hash (key, digest, n);
}

static gboolean
is_delegate (const TbStatusQuestion *question, TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  return (X509_get_extension_flags (x509) & EXFLAG_XKUSAGE) != 0 && (X509_get_extended_key_usage (x509) & XKU_OCSP_SIGN) != 0
         && tb_certificate_get_not_before_us (certificate) <= question->unix_us && question->unix_us <= tb_certificate_get_not_after_us (certificate)
         && tb_status_is_issued_by (question, certificate, question->issuer);
}

/* Whoever may have signed, and whether it was allowed to. */
typedef struct
{
  TbCertificate *certificate;   /* NULL when nobody at hand is named by the response */
  gboolean is_allowed;
} Signer;

/* Among @certificates one that has the responder's name or key: one that may sign if there is one, else any, or who was found before. */
static void
find_among (const TbStatusQuestion *question, OCSP_BASICRESP *basic, GPtrArray *certificates, Signer *signer)
{
  for (guint i = 0; certificates != NULL && i < certificates->len && !signer->is_allowed; i++)
    if (is_responder (question, basic, g_ptr_array_index (certificates, i)))
      {
        signer->certificate = g_ptr_array_index (certificates, i);
        signer->is_allowed = is_delegate (question, signer->certificate);
      }
}

static Signer
find_signer (const TbStatusQuestion *question, const TbOcspParts *parts)
{
  Signer signer = { NULL, FALSE };

  if (is_responder (question, parts->basic, question->issuer))
    return (Signer) { question->issuer, TRUE };
  find_among (question, parts->basic, parts->certificates, &signer);
  find_among (question, parts->basic, question->evidence->certificates, &signer);
  return signer;
}

static gboolean
check_delegate (const TbStatusQuestion *question, const Signer *signer, TbFinding *finding)
{
  gboolean has_no_check = X509_get_ext_by_NID (tb_certificate_get_x509 (signer->certificate), NID_id_pkix_OCSP_noCheck, -1) >= 0;

  if (signer->certificate == question->issuer)
    return tb_finding_note (finding, question, &rules[RULE_DELEGATE], TRUE, "", "the issuer itself");
  return tb_finding_note (finding, question, &rules[RULE_DELEGATE], signer->is_allowed, "a delegate of the issuer", "%s",
                          tb_certificate_get_subject (signer->certificate))
         && tb_finding_note (finding, question, &rules[RULE_NO_CHECK], TRUE, "", "id-pkix-ocsp-nocheck %s",
                             has_no_check ? "is there" : "is not there");
}

static gboolean
check_signer (const TbStatusQuestion *question, TbOcspResponse *response, TbFinding *finding)
{
  Signer signer = find_signer (question, tb_ocsp_response_get_parts (response));
  gboolean is_signed;

  if (!tb_finding_note (finding, question, &rules[RULE_SIGNER], signer.certificate != NULL, "", "%s",
                        signer.certificate != NULL ? tb_certificate_get_subject (signer.certificate) : "nobody")
      || !check_delegate (question, &signer, finding))
    return FALSE;
  is_signed = tb_status_may_verify (question) && tb_ocsp_response_verify_signature (response, signer.certificate);
  return tb_finding_note (finding, question, &rules[RULE_SIGNATURE], is_signed, "", "%s", is_signed ? "it did" : "it did not");
}

/* --- what it says of itself --- */

static gboolean
check_critical (const TbStatusQuestion *question, OCSP_BASICRESP *basic, OCSP_SINGLERESP *single, TbFinding *finding)
{
  gboolean has_unknown = OCSP_SINGLERESP_get_ext_by_critical (single, 1, -1) >= 0;

  for (int i = 0; i < OCSP_BASICRESP_get_ext_count (basic); i++)
    {
      X509_EXTENSION *extension = OCSP_BASICRESP_get_ext (basic, i);

      has_unknown |= X509_EXTENSION_get_critical (extension) && OBJ_obj2nid (X509_EXTENSION_get_object (extension)) != NID_id_pkix_OCSP_Nonce;
    }
  return tb_finding_note (finding, question, &rules[RULE_CRITICAL], !has_unknown, "", "%s", has_unknown ? "one is unknown" : "they are");
}

static gboolean
check_produced (const TbStatusQuestion *question, OCSP_BASICRESP *basic, TbFinding *finding)
{
  gint64 produced_us;
  g_autofree char *now = tb_units_format_moment (question->unix_us);
  g_autofree char *text = NULL;

  if (!tb_revocation_time_to_unix_us (OCSP_resp_get0_produced_at (basic), &produced_us))
    return tb_finding_note (finding, question, &rules[RULE_PRODUCED], FALSE, now, "no time");
  text = tb_units_format_moment (produced_us);
  return tb_finding_note (finding, question, &rules[RULE_PRODUCED], produced_us <= question->unix_us, now, "%s", text);
}

static gboolean
note_fresh (const TbStatusQuestion *question, TbFinding *finding)
{
  g_autofree char *now = tb_units_format_moment (question->unix_us);
  g_autofree char *since = tb_units_format_moment (finding->this_update_us);
  g_autofree char *until = tb_units_format_moment (finding->fresh_until_us);
  gboolean is_fresh = finding->this_update_us <= question->unix_us && question->unix_us < finding->fresh_until_us;

  return tb_finding_note (finding, question, &rules[RULE_FRESH], is_fresh, now, "from %s to %s", since, until);
}

static gboolean
check_fresh (const TbStatusQuestion *question, OCSP_SINGLERESP *single, TbFinding *finding)
{
  ASN1_GENERALIZEDTIME *this_update = NULL, *next_update = NULL;

  OCSP_single_get0_status (single, NULL, NULL, &this_update, &next_update);
  if (this_update == NULL || !tb_revocation_time_to_unix_us (this_update, &finding->this_update_us)
      || (next_update != NULL && !tb_revocation_time_to_unix_us (next_update, &finding->fresh_until_us)))
    return tb_finding_note (finding, question, &rules[RULE_FRESH], FALSE, "two times", "no time");
  if (next_update == NULL)
    finding->fresh_until_us = finding->this_update_us + MAX_AGE_US;
  return note_fresh (question, finding);
}

/* --- the answer --- */

static void
answer (const TbStatusQuestion *question, OCSP_SINGLERESP *single, TbFinding *finding)
{
  ASN1_GENERALIZEDTIME *revoked = NULL;
  int reason = -1, status = OCSP_single_get0_status (single, &reason, &revoked, NULL, NULL);

  if (status == V_OCSP_CERTSTATUS_UNKNOWN)
    {
      tb_finding_note (finding, question, &rules[RULE_SAYS], FALSE, "good", "%s: unknown", finding->name);
      return;
    }
  finding->value = status == V_OCSP_CERTSTATUS_GOOD ? TB_STATUS_GOOD : TB_STATUS_REVOKED;
  if (tb_revocation_reason_to_code ((TbRevocationReason) reason) != NULL)
    finding->revocation.reason = (TbRevocationReason) reason;
  if (revoked == NULL || !tb_revocation_time_to_unix_us (revoked, &finding->revocation.revoked_us))
    finding->revocation.revoked_us = finding->this_update_us;
  tb_finding_note_entry (finding, question, &rules[RULE_SAYS], finding->value == TB_STATUS_REVOKED, &finding->revocation);
}

static void
judge_single (const TbStatusQuestion *question, TbOcspResponse *response, OCSP_SINGLERESP *single, TbFinding *finding)
{
  OCSP_BASICRESP *basic = tb_ocsp_response_get_parts (response)->basic;

  tb_finding_note (finding, question, &rules[RULE_ANSWERED], TRUE, "", "it is");
  if (check_critical (question, basic, single, finding) && check_signer (question, response, finding)
      && check_produced (question, basic, finding) && check_fresh (question, single, finding))
    answer (question, single, finding);
}

/* An answer that says "no", such as tryLater, is about nobody. */
void
tb_status_judge_response (const TbStatusQuestion *question, TbOcspResponse *response, TbFinding *finding)
{
  OCSP_BASICRESP *basic = tb_ocsp_response_get_parts (response)->basic;
  OCSP_SINGLERESP *single = basic != NULL ? find_single (question, basic) : NULL;

  if (single == NULL)
    return;
  finding->is_about = TRUE;
  finding->name = g_strdup ("OCSP response");
  judge_single (question, response, single, finding);
}
