/* tb-issue: see the header. */
#include "tb-issue.h"

#include <string.h>
#include <time.h>

#include <openssl/rand.h>

#include "tb-certificate-private.h"
#include "tb-request.h"

struct _TbIssuer
{
  TbKey *key;
  EVP_MD_CTX *signing;          /* copied for every signature; NULL for RSA, whose keys are copied themselves */
  GBytes *name;
  guint8 key_identifier[TB_KEY_IDENTIFIER_BYTES];
  GBytes *extensions[TB_PROFILE_N];
};

/* --- extensions --- */

static const guint8 oid_subject_key_identifier[] = { 0x55, 0x1d, 0x0e };
static const guint8 oid_key_usage[] = { 0x55, 0x1d, 0x0f };
static const guint8 oid_basic_constraints[] = { 0x55, 0x1d, 0x13 };
static const guint8 oid_authority_key_identifier[] = { 0x55, 0x1d, 0x23 };
static const guint8 oid_extended_key_usage[] = { 0x55, 0x1d, 0x25 };
static const guint8 oid_server_auth[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 };
static const guint8 oid_client_auth[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 };
static const guint8 der_true[] = { 0xff };

/* KeyUsage as the content of its BIT STRING: unused bits, then bits from the top. */
static const guint8 usage_digital_signature[] = { 7, 0x80 };
static const guint8 usage_authority[] = { 1, 0x06 };           /* keyCertSign, cRLSign */

/* Extended key usage of each profile. None has basicConstraints: absent means not an authority (RFC 5280 section 4.2.1.9), and
 * bytes are dear on a constrained link. */
static const struct
{
  gboolean server;
  gboolean client;
} profiles[TB_PROFILE_N] = {
  [TB_PROFILE_DEVICE] = { FALSE, TRUE },
  [TB_PROFILE_GATEWAY] = { TRUE, TRUE },
  [TB_PROFILE_SERVICE] = { TRUE, FALSE },
};

/* An extension is open around its value: Extension, OCTET STRING. */
typedef struct
{
  gsize extension;
  gsize value;
} Opened;

static Opened
open_extension (GByteArray *out, const guint8 oid[3], gboolean critical)
{
  Opened opened = { tb_der_open (out, TB_DER_SEQUENCE), 0 };

  tb_der_put (out, TB_DER_OID, oid, 3);
  if (critical)
    tb_der_put (out, TB_DER_BOOLEAN, der_true, sizeof der_true);
  opened.value = tb_der_open (out, TB_DER_OCTET_STRING);
  return opened;
}

static void
close_extension (GByteArray *out, Opened opened)
{
  tb_der_close (out, opened.value);
  tb_der_close (out, opened.extension);
}

static void
put_key_usage (GByteArray *out, const guint8 usage[2])
{
  Opened opened = open_extension (out, oid_key_usage, TRUE);

  tb_der_put (out, TB_DER_BIT_STRING, usage, 2);
  close_extension (out, opened);
}

static void
put_extended_key_usage (GByteArray *out, TbCertificateProfile profile)
{
  Opened opened = open_extension (out, oid_extended_key_usage, FALSE);
  gsize purposes = tb_der_open (out, TB_DER_SEQUENCE);

  if (profiles[profile].server)
    tb_der_put (out, TB_DER_OID, oid_server_auth, sizeof oid_server_auth);
  if (profiles[profile].client)
    tb_der_put (out, TB_DER_OID, oid_client_auth, sizeof oid_client_auth);
  tb_der_close (out, purposes);
  close_extension (out, opened);
}

static void
put_authority_key_identifier (GByteArray *out, const TbIssuer *issuer)
{
  Opened opened = open_extension (out, oid_authority_key_identifier, FALSE);
  gsize identifier = tb_der_open (out, TB_DER_SEQUENCE);

  tb_der_put (out, TB_DER_CONTEXT (0), issuer->key_identifier, TB_KEY_IDENTIFIER_BYTES);
  tb_der_close (out, identifier);
  close_extension (out, opened);
}

static void
put_subject_key_identifier (GByteArray *out, const TbIssuer *issuer)
{
  Opened opened = open_extension (out, oid_subject_key_identifier, FALSE);

  tb_der_put (out, TB_DER_OCTET_STRING, issuer->key_identifier, TB_KEY_IDENTIFIER_BYTES);
  close_extension (out, opened);
}

static void
put_basic_constraints (GByteArray *out, int path_length)
{
  Opened opened = open_extension (out, oid_basic_constraints, TRUE);
  gsize constraints = tb_der_open (out, TB_DER_SEQUENCE);
  guint8 length = (guint8) path_length;

  tb_der_put (out, TB_DER_BOOLEAN, der_true, sizeof der_true);
  if (path_length >= 0)
    tb_der_put (out, TB_DER_INTEGER, &length, sizeof length);
  tb_der_close (out, constraints);
  close_extension (out, opened);
}

/* The extensions of an authority's own certificate. A root is its own @parent and does without the authority key identifier
 * (RFC 5280 section 4.2.1.1). A negative @path_length is no limit. */
void
tb_issuer_put_authority_extensions (GByteArray *out, TbIssuer *subject, TbIssuer *parent, int path_length)
{
  put_basic_constraints (out, path_length);
  put_key_usage (out, usage_authority);
  put_subject_key_identifier (out, subject);
  if (parent != subject)
    put_authority_key_identifier (out, parent);
}

static GBytes *
make_profile_extensions (const TbIssuer *issuer, TbCertificateProfile profile)
{
  GByteArray *out = g_byte_array_new ();

  put_key_usage (out, usage_digital_signature);
  put_extended_key_usage (out, profile);
  put_authority_key_identifier (out, issuer);
  return g_byte_array_free_to_bytes (out);
}

static void
put_alternative_names (GByteArray *out, TbDer alternative_names)
{
  Opened opened;

  if (alternative_names.left == 0)
    return;
  opened = open_extension (out, tb_oid_alternative_name, FALSE);
  tb_der_put (out, TB_DER_SEQUENCE, alternative_names.at, alternative_names.left);
  close_extension (out, opened);
}

/* --- the issuer --- */

/* RFC 7093 section 2, method 1: the leftmost 160 bits of SHA-256 over the public key's bits. */
static gboolean
identify_key (TbIssuer *issuer)
{
  GBytes *spki = tb_key_get_spki (issuer->key);
  TbDer in = { g_bytes_get_data (spki, NULL), g_bytes_get_size (spki) }, info, algorithm, bits;
  guint8 digest[32];

  if (!tb_der_read (&in, TB_DER_SEQUENCE, &info) || !tb_der_read (&info, TB_DER_SEQUENCE, &algorithm) || !tb_der_read_bits (&info, &bits)
      || EVP_Digest (bits.at, bits.left, digest, NULL, tb_key_get_crypto (issuer->key)->sha256, NULL) != 1)
    return FALSE;
  memcpy (issuer->key_identifier, digest, TB_KEY_IDENTIFIER_BYTES);
  return TRUE;
}

static GBytes *
make_name (const char *common_name)
{
  GByteArray *out = g_byte_array_new ();

  tb_request_put_name (out, common_name);
  return g_byte_array_free_to_bytes (out);
}

/* Returns NULL when OpenSSL fails. */
TbIssuer *
tb_issuer_new (TbKey *key, const char *common_name)
{
  g_autoptr (TbIssuer) issuer = g_new0 (TbIssuer, 1);

  issuer->key = tb_key_ref (key);
  issuer->name = make_name (common_name);
  if (!identify_key (issuer))
    return NULL;
  for (guint i = 0; i < TB_PROFILE_N; i++)
    issuer->extensions[i] = make_profile_extensions (issuer, i);
  if (tb_key_get_algorithm (key) == TB_KEY_P256)
    {
      issuer->signing = tb_key_prepare_signing (tb_key_get_crypto (key), tb_key_get_pkey (key));
      if (issuer->signing == NULL)
        return NULL;
    }
  return g_steal_pointer (&issuer);
}

void
tb_issuer_free (TbIssuer *issuer)
{
  EVP_MD_CTX_free (issuer->signing);
  g_clear_pointer (&issuer->name, g_bytes_unref);
  for (guint i = 0; i < TB_PROFILE_N; i++)
    g_clear_pointer (&issuer->extensions[i], g_bytes_unref);
  tb_key_unref (issuer->key);
  g_free (issuer);
}

static TbDer
der_of_bytes (GBytes *bytes)
{
  TbDer der;

  der.at = g_bytes_get_data (bytes, &der.left);
  return der;
}

TbDer
tb_issuer_get_name (TbIssuer *issuer)
{
  return der_of_bytes (issuer->name);
}

/* What every certificate of @profile from this issuer carries. */
TbDer
tb_issuer_get_extensions (TbIssuer *issuer, TbCertificateProfile profile)
{
  return der_of_bytes (issuer->extensions[profile]);
}

/* --- the certificate --- */

/* Whether certificates can tell the time at all: whole seconds of the years 0 to 9999. */
gboolean
tb_issue_can_tell_time (gint64 unix_us)
{
  static const gint64 first = G_GINT64_CONSTANT (-62167219200), last = G_GINT64_CONSTANT (253402300799);

  return unix_us % G_USEC_PER_SEC == 0 && unix_us / G_USEC_PER_SEC >= first && unix_us / G_USEC_PER_SEC <= last;
}

/* RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on; the former begins in 1950. */
static void
put_time (GByteArray *out, gint64 unix_us)
{
  time_t seconds = (time_t) (unix_us / G_USEC_PER_SEC);
  struct tm parts;
  char text[32];
  gboolean is_short;
  size_t n;

  gmtime_r (&seconds, &parts);
  is_short = parts.tm_year >= 50 && parts.tm_year < 150;
  n = is_short ? strftime (text, sizeof text, "%y%m%d%H%M%SZ", &parts)
               : (size_t) g_snprintf (text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                                      parts.tm_hour, parts.tm_min, parts.tm_sec);
  tb_der_put (out, is_short ? TB_DER_UTC_TIME : TB_DER_GENERALIZED_TIME, text, n);
}

static void
put_validity (GByteArray *out, gint64 not_before_us, gint64 not_after_us)
{
  gsize validity = tb_der_open (out, TB_DER_SEQUENCE);

  put_time (out, not_before_us);
  put_time (out, not_after_us);
  tb_der_close (out, validity);
}

/* Eight bytes with the top bits 01: positive and always of one length, so that the length of a certificate is no matter of luck. */
static gboolean
put_serial (GByteArray *out, OSSL_LIB_CTX *libctx)
{
  guint8 serial[8];

  if (RAND_bytes_ex (libctx, serial, sizeof serial, 0) != 1)
    return FALSE;
  serial[0] = (serial[0] & 0x3f) | 0x40;
  tb_der_put (out, TB_DER_INTEGER, serial, sizeof serial);
  return TRUE;
}

static void
put_raw (GByteArray *out, TbDer der)
{
  g_byte_array_append (out, der.at, (guint) der.left);
}

static void
put_extensions (GByteArray *out, const TbSubject *subject)
{
  gsize outer = tb_der_open (out, TB_DER_EXPLICIT (3));
  gsize extensions = tb_der_open (out, TB_DER_SEQUENCE);

  put_raw (out, subject->extensions);
  put_alternative_names (out, subject->alternative_names);
  tb_der_close (out, extensions);
  tb_der_close (out, outer);
}

static gboolean
put_signed_part (GByteArray *out, TbIssuer *issuer, const TbSubject *subject, gint64 not_before_us, gint64 not_after_us)
{
  static const guint8 version_3[] = { 2 };
  gsize part = tb_der_open (out, TB_DER_SEQUENCE);
  gsize version = tb_der_open (out, TB_DER_EXPLICIT (0));

  tb_der_put (out, TB_DER_INTEGER, version_3, sizeof version_3);
  tb_der_close (out, version);
  if (!put_serial (out, tb_key_get_crypto (issuer->key)->libctx))
    return FALSE;
  put_raw (out, tb_key_get_signature_algorithm (tb_key_get_algorithm (issuer->key)));
  put_raw (out, der_of_bytes (issuer->name));
  put_validity (out, not_before_us, not_after_us);
  put_raw (out, subject->name);
  put_raw (out, subject->spki);
  put_extensions (out, subject);
  tb_der_close (out, part);
  return TRUE;
}

/* A context to sign once with: a copy of the one at hand, or a fresh one over a copy of the key. */
static EVP_MD_CTX *
begin_signing (TbIssuer *issuer)
{
  g_autoptr (EVP_MD_CTX) copy = NULL;
  g_autoptr (EVP_PKEY) pkey = NULL;

  if (issuer->signing == NULL)
    {
      pkey = tb_key_dup_for_job (issuer->key);
      return pkey != NULL ? tb_key_prepare_signing (tb_key_get_crypto (issuer->key), pkey) : NULL;
    }
  copy = EVP_MD_CTX_new ();
  return copy != NULL && EVP_MD_CTX_copy_ex (copy, issuer->signing) == 1 ? g_steal_pointer (&copy) : NULL;
}

/* Issues a certificate. The serial and the signature draw from the current job. Returns NULL when OpenSSL fails. */
GBytes *
tb_issuer_sign (TbIssuer *issuer, const TbSubject *subject, gint64 not_before_us, gint64 not_after_us, guint *signature_slack_bytes)
{
  g_autoptr (EVP_MD_CTX) signing = begin_signing (issuer);
  g_autoptr (GByteArray) out = g_byte_array_sized_new (768);
  TbKeyAlgorithm algorithm = tb_key_get_algorithm (issuer->key);
  gsize certificate = tb_der_open (out, TB_DER_SEQUENCE), signed_bytes, signature_bytes;

  if (signing == NULL || !put_signed_part (out, issuer, subject, not_before_us, not_after_us))
    return NULL;
  signed_bytes = out->len;
  if (!tb_key_append_signature (out, certificate, signing, algorithm))
    return NULL;
  /* After the algorithm: tag, length, unused bits. */
  signature_bytes = out->len - signed_bytes - tb_key_get_signature_algorithm (algorithm).left - 3;
  *signature_slack_bytes = tb_certificate_slack_of (algorithm == TB_KEY_P256, signature_bytes);
  tb_der_close (out, certificate);
  return g_bytes_new (out->data, out->len);     /* kept for long: without the room left over for growing */
}
