/* tb-firmware-judge: see the header. OpenSSL parses the envelope and verifies the signature, sim/validate the certificates; what is asked besides is whose
 * signature it is, and whether what was signed is meant for this device. Questions go on after a bad answer, so that an explanation is whole. */
#include "tb-firmware-judge.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-firmware-private.h"
#include "tb-units.h"

#define MAX_CERTIFICATES 16

typedef struct
{
  TbCheckRule check;
  const char *reason;
} Rule;

static const Rule
  rule_envelope = { { "envelope", N_("What arrived is a manifest, signed or not"), "RFC 5652 section 5.1" }, "malformed" },
  rule_signed = { { "signed", N_("Somebody has signed the manifest"), "RFC 9124, Signature; ETSI EN 303 645 provision 5.3" }, "unsigned" },
  rule_one = { { "one-signature", N_("There is one signature, so that nobody can choose"), "a limit of this lab" }, "malformed" },
  rule_signer = { { "signer", N_("The certificate of who signed came along"), "RFC 5652 section 5.3" }, "wrong-key" },
  rule_digest = { { "manifest-digest", N_("The signature is over a strong digest"), "NIST SP 800-131A" }, "weak-signature" },
  rule_signature = { { "manifest-signature", N_("The key in the signer's certificate made the signature over this manifest"), "RFC 5652 section 5.6" }, "altered" },
  rule_manifest = { { "manifest", N_("The manifest says all it has to say"), "RFC 9124, Information Elements" }, "malformed" },
  rule_time = { { "signing-time", N_("The manifest was not made in the future"), "RFC 9019" }, "not-yet-valid" },
  rule_purpose = { { "code-signing", N_("The signer's certificate says that it is for signing code"), "RFC 5280 section 4.2.1.12" }, "wrong-purpose" },
  rule_size = { { "size", N_("The payload is as long as the manifest says"), "RFC 9124, Size" }, "altered" },
  rule_payload = { { "payload-digest", N_("The payload is what the manifest was made for: its SHA-256 is the same"), "RFC 9124, Payload Digests" }, "altered" },
  rule_vendor = { { "vendor", N_("The image is from the maker of this device"), "RFC 9124, Vendor ID Condition" }, "wrong-model" },
  rule_model = { { "model", N_("The image is for devices of this model"), "RFC 9124, Class ID Condition" }, "wrong-model" },
  rule_version = { { "firmware-version", N_("The image is newer than what is installed"), "RFC 9124, Monotonic Sequence Number; RFC 9019; ETSI EN 303 645 provision 5.3" }, "rolled-back" },
  rule_again = { { "firmware-version", N_("The image is newer than what is installed"), "RFC 9124, Monotonic Sequence Number" }, "same-version" };

/* One image on its way through the questions. */
typedef struct
{
  TbCrypto *crypto;
  const TbFirmwareTerms *terms;
  TbFirmwareVerdict *verdict;
  CMS_ContentInfo *cms;          /* owned, likewise what follows */
  GBytes *content;
  GPtrArray *along;              /* of TbCertificate */
  GError *error;
} Judging;

static void
judging_clear (Judging *judging)
{
  g_clear_pointer (&judging->cms, CMS_ContentInfo_free);
  g_clear_pointer (&judging->content, g_bytes_unref);
  g_ptr_array_unref (judging->along);
}

/* The first that is not good decides. Returns @ok. */
static gboolean
answer (Judging *judging, const Rule *rule, int depth, gboolean ok, const char *expected, const char *found)
{
  TbFirmwareVerdict *verdict = judging->verdict;

  tb_checks_add (verdict->checks, &rule->check, depth, ok, expected, found);
  if (!ok && *verdict->reason == '\0')
    verdict->reason = rule->reason;
  return ok;
}

/* --- the envelope --- */

static CMS_ContentInfo *
parse (TbCrypto *crypto, GBytes *envelope)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (envelope, &n), *at = bytes;
  g_autoptr (CMS_ContentInfo) cms = CMS_ContentInfo_new_ex (tb_crypto_get_libctx (crypto), NULL);

  if (cms == NULL || d2i_CMS_ContentInfo (&cms, &at, (long) n) == NULL || at != bytes + n || OBJ_obj2nid (CMS_get0_type (cms)) != NID_pkcs7_signed)
    return NULL;
  return g_steal_pointer (&cms);
}

static GBytes *
dup_content (CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);

  if (content == NULL || *content == NULL)
    return NULL;
  return g_bytes_new (ASN1_STRING_get0_data (*content), (gsize) ASN1_STRING_length (*content));
}

/* DER begins with a SEQUENCE, a key file never does. */
static gboolean
looks_signed (GBytes *envelope)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (envelope, &n);

  return n > 0 && bytes[0] == 0x30;
}

static void
open_envelope (Judging *judging, GBytes *envelope)
{
  gsize n = g_bytes_get_size (envelope);
  gboolean fits = n > 0 && n <= TB_FIRMWARE_MAX_ENVELOPE_BYTES;

  if (fits && looks_signed (envelope))
    judging->cms = parse (judging->crypto, envelope);
  if (!answer (judging, &rule_envelope, -1, fits && (judging->cms != NULL || !looks_signed (envelope)), "CMS SignedData",
               !fits ? n == 0 ? "nothing" : "too large" : judging->cms != NULL ? "CMS SignedData" : looks_signed (envelope) ? "neither" : "text"))
    return;
  judging->content = judging->cms != NULL ? dup_content (judging->cms) : g_bytes_ref (envelope);
}

/* --- who signed --- */

static TbCertificate *
take_certificate (TbCrypto *crypto, X509 *x509)
{
  guchar *der = NULL;
  int n = i2d_X509 (x509, &der);
  g_autoptr (GBytes) bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes != NULL ? tb_certificate_new_from_der (crypto, bytes, NULL) : NULL;
}

/* All that came along, the signer's apart. */
static void
take_certificates (Judging *judging, CMS_SignerInfo *signer)
{
  X509Stack *all = CMS_get1_certs (judging->cms);

  for (int i = 0; i < MIN (sk_X509_num (all), MAX_CERTIFICATES); i++)
    {
      X509 *x509 = sk_X509_value (all, i);
      TbCertificate *certificate = take_certificate (judging->crypto, x509);

      if (certificate != NULL && judging->verdict->signer == NULL && CMS_SignerInfo_cert_cmp (signer, x509) == 0)
        judging->verdict->signer = certificate;
      else if (certificate != NULL)
        g_ptr_array_add (judging->along, certificate);
    }
  sk_X509_pop_free (all, X509_free);
}

static gboolean
is_strong (int digest)
{
  static const int strong[] = { NID_sha256, NID_sha384, NID_sha512, NID_sha512_256, NID_sha3_256, NID_sha3_384, NID_sha3_512 };

  for (guint i = 0; i < G_N_ELEMENTS (strong); i++)
    if (strong[i] == digest)
      return TRUE;
  return FALSE;
}

static void
judge_digest (Judging *judging, CMS_SignerInfo *signer)
{
  X509_ALGOR *digest = NULL;
  int nid;

  CMS_SignerInfo_get0_algs (signer, NULL, NULL, &digest, NULL);
  nid = digest != NULL ? OBJ_obj2nid (digest->algorithm) : NID_undef;
  answer (judging, &rule_digest, 0, is_strong (nid), "SHA-256", OBJ_nid2ln (nid));
}

/* Whose certificate it is comes later; here it counts that its key has signed just this. */
static gboolean
verify (CMS_ContentInfo *cms)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  return out != NULL && CMS_verify (cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

static void
judge_signature (Judging *judging)
{
  STACK_OF (CMS_SignerInfo) *signers = judging->cms != NULL ? CMS_get0_SignerInfos (judging->cms) : NULL;
  int n = signers != NULL ? sk_CMS_SignerInfo_num (signers) : 0;
  g_autofree char *count = g_strdup_printf ("%d", MAX (n, 0));
  gboolean good;

  if (!answer (judging, &rule_signed, -1, n > 0, "a signature", n > 0 ? "a signature" : "none") || !answer (judging, &rule_one, -1, n == 1, "1", count))
    return;
  take_certificates (judging, sk_CMS_SignerInfo_value (signers, 0));
  if (!answer (judging, &rule_signer, 0, judging->verdict->signer != NULL, "the signer's certificate",
               judging->verdict->signer != NULL ? tb_certificate_get_subject (judging->verdict->signer) : "none"))
    return;
  judge_digest (judging, sk_CMS_SignerInfo_value (signers, 0));
  good = judging->content != NULL && verify (judging->cms);
  answer (judging, &rule_signature, 0, good, "a signature over this manifest", good ? "" : "a signature over something else, or by another key");
}

/* --- what the manifest says --- */

static void
judge_manifest (Judging *judging)
{
  g_autoptr (GError) problem = NULL;
  TbFirmwareVerdict *verdict = judging->verdict;

  verdict->manifest = judging->content != NULL ? tb_firmware_manifest_read (judging->content, &problem) : NULL;
  answer (judging, &rule_manifest, -1, verdict->manifest != NULL, "Vendor, Model, Version, Size, Sha256, Created",
          verdict->manifest != NULL ? "" : problem != NULL ? problem->message : "no manifest inside");
}

/* --- the certificates --- */

/* What a path's reasons mean for firmware: whoever is not below an anchor of ours has the wrong key. */
static const char *
reason_of_path (const char *reason)
{
  static const char *const strangers[] = { "unknown-authority", "self-signed", "bad-signature", "not-an-authority", NULL };
  static const char *const known[] = { "expired", "not-yet-valid", "wrong-purpose", "weak-key", "weak-signature", "revoked", "status-unknown", "name-constraint",
                                       "policy", "limit", NULL };

  if (g_strv_contains (strangers, reason))
    return "wrong-key";
  for (guint i = 0; known[i] != NULL; i++)
    if (strcmp (known[i], reason) == 0)
      return known[i];
  return "malformed";
}

static gint64
time_to_judge_at (const Judging *judging)
{
  const TbFirmwareManifest *manifest = judging->verdict->manifest;

  return judging->terms->at_signing_time && manifest != NULL ? manifest->created_us : judging->terms->unix_us;
}

static void
judge_path (Judging *judging)
{
  TbFirmwareVerdict *verdict = judging->verdict;
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;
  g_autoptr (TbValidation) validation = NULL;

  terms.anchors = judging->terms->anchors;
  terms.untrusted = judging->along;
  terms.unix_us = time_to_judge_at (judging);
  terms.purpose = TB_PURPOSE_CODE_SIGNING;
  validation = tb_validate (judging->crypto, verdict->signer, &terms, &judging->error);
  if (validation == NULL)
    return;
  tb_checks_append (verdict->checks, tb_validation_get_checks (validation));
  if (!tb_validation_is_valid (validation) && *verdict->reason == '\0')
    verdict->reason = reason_of_path (tb_validation_get_reason (validation));
}

static void
judge_purpose (Judging *judging)
{
  guint32 usage = X509_get_extended_key_usage (tb_certificate_get_x509 (judging->verdict->signer));
  gboolean says = usage != G_MAXUINT32 && (usage & XKU_CODE_SIGN) != 0;

  answer (judging, &rule_purpose, 0, says, "codeSigning", says ? "codeSigning" : usage == G_MAXUINT32 ? "no extKeyUsage" : "other purposes");
}

static void
judge_signer (Judging *judging)
{
  const TbFirmwareManifest *manifest = judging->verdict->manifest;

  if (judging->terms->at_signing_time && manifest != NULL)
    {
      g_autofree char *now = tb_units_format_moment (judging->terms->unix_us);
      g_autofree char *then = tb_units_format_moment (manifest->created_us);

      answer (judging, &rule_time, -1, manifest->created_us <= judging->terms->unix_us, now, then);
    }
  judge_path (judging);
  judge_purpose (judging);
}

/* --- the payload, and whether it is for this device --- */

static void
judge_payload (Judging *judging, GBytes *payload)
{
  const TbFirmwareManifest *manifest = judging->verdict->manifest;
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, payload);
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (payload));
  g_autofree char *wanted = g_strdup_printf ("%" G_GUINT64_FORMAT, manifest->size_bytes);

  answer (judging, &rule_size, -1, g_bytes_get_size (payload) == manifest->size_bytes, wanted, size);
  answer (judging, &rule_payload, -1, strcmp (digest, manifest->sha256) == 0, manifest->sha256, digest);
}

static void
judge_fit (Judging *judging)
{
  const TbFirmwareManifest *manifest = judging->verdict->manifest;
  const TbFirmwareTerms *terms = judging->terms;
  g_autofree char *newer = g_strdup_printf ("> %u", terms->installed_version);
  g_autofree char *found = g_strdup_printf ("%u", manifest->version);

  if (terms->vendor != NULL)
    answer (judging, &rule_vendor, -1, strcmp (terms->vendor, manifest->vendor) == 0, terms->vendor, manifest->vendor);
  if (terms->model != NULL)
    answer (judging, &rule_model, -1, strcmp (terms->model, manifest->model) == 0, terms->model, manifest->model);
  answer (judging, manifest->version == terms->installed_version ? &rule_again : &rule_version, -1, manifest->version > terms->installed_version, newer, found);
}

/* --- all together --- */

/**
 * tb_firmware_judge:
 * @crypto: the context to work in
 * @envelope: the signed manifest as it arrived, DER; a manifest that nobody has signed is read too, to be refused
 * @payload: the firmware itself, as it arrived
 * @terms: what the device goes by
 * @error: return location
 *
 * Asks everything a device asks before it installs an image (RFC 9019, RFC 9124).
 *
 * Returns: (transfer full) (nullable): the answer, be it good or bad; %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL could not be asked
 */
TbFirmwareVerdict *
tb_firmware_judge (TbCrypto *crypto, GBytes *envelope, GBytes *payload, const TbFirmwareTerms *terms, GError **error)
{
  g_autoptr (TbFirmwareVerdict) verdict = g_new0 (TbFirmwareVerdict, 1);
  Judging judging = { .crypto = crypto, .terms = terms, .verdict = verdict };

  ERR_clear_error ();
  verdict->reason = "";
  verdict->checks = tb_checks_new ();
  judging.along = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  open_envelope (&judging, envelope);
  judge_signature (&judging);
  judge_manifest (&judging);
  if (verdict->signer != NULL)
    judge_signer (&judging);
  if (verdict->manifest != NULL)
    {
      judge_payload (&judging, payload);
      judge_fit (&judging);
    }
  judging_clear (&judging);
  ERR_clear_error ();
  if (judging.error != NULL)
    {
      g_propagate_error (error, judging.error);
      return NULL;
    }
  verdict->accepted = *verdict->reason == '\0';
  return g_steal_pointer (&verdict);
}

/**
 * tb_firmware_verdict_free:
 * @verdict: (transfer full): a verdict
 */
void
tb_firmware_verdict_free (TbFirmwareVerdict *verdict)
{
  g_clear_pointer (&verdict->manifest, tb_firmware_manifest_free);
  g_clear_pointer (&verdict->signer, tb_certificate_unref);
  g_clear_pointer (&verdict->checks, tb_checks_free);
  g_free (verdict);
}

/**
 * tb_firmware_verdict_get_failure:
 * @verdict: a verdict
 *
 * Returns: (transfer none) (nullable): the check that decided, %NULL when it was accepted
 */
const TbCheck *
tb_firmware_verdict_get_failure (const TbFirmwareVerdict *verdict)
{
  return tb_checks_first_failure (verdict->checks);
}
