/* tb-issue: see the header. */
#include "tb-issue.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#define KEY_IDENTIFIER_BYTES 20

/* Extensions of every end-entity certificate: key usage, extended key usage, authority key identifier. */
#define N_SHARED 3

struct _TbIssuer
{
  TbKey *key;
  char *common_name;
  X509_NAME *name;
  ASN1_OCTET_STRING *key_identifier;
  X509_EXTENSION *shared[TB_PROFILE_N][N_SHARED];
};

/* --- extensions --- */

/* Extended key usage of each profile. None has basicConstraints: absent means not an authority (RFC 5280 section 4.2.1.9), and
 * bytes are dear on a constrained link. */
static const char *const purposes[TB_PROFILE_N] = {
  [TB_PROFILE_DEVICE] = "clientAuth",
  [TB_PROFILE_GATEWAY] = "serverAuth,clientAuth",
  [TB_PROFILE_SERVICE] = "serverAuth",
};

static X509_EXTENSION *
make_authority_key_identifier (TbIssuer *issuer)
{
  AUTHORITY_KEYID value = { .keyid = issuer->key_identifier };

  return X509V3_EXT_i2d (NID_authority_key_identifier, 0, &value);
}

static gboolean
make_shared (TbIssuer *issuer, TbCertificateProfile profile)
{
  X509_EXTENSION **shared = issuer->shared[profile];

  shared[0] = X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, "critical,digitalSignature");
  shared[1] = X509V3_EXT_conf_nid (NULL, NULL, NID_ext_key_usage, purposes[profile]);
  shared[2] = make_authority_key_identifier (issuer);
  return shared[0] != NULL && shared[1] != NULL && shared[2] != NULL;
}

/* Adds a copy of @extension, which is freed; NULL is what could not be made. */
static gboolean
add_once (X509 *x509, X509_EXTENSION *extension)
{
  gboolean is_added = extension != NULL && X509_add_ext (x509, extension, -1) == 1;

  X509_EXTENSION_free (extension);
  return is_added;
}

/* A root has no limit on the path and does without the authority key identifier (RFC 5280 section 4.2.1.1). */
static gboolean
add_authority_extensions (X509 *x509, TbIssuer *issuer, TbIssuer *subject)
{
  gboolean is_root = issuer == subject;

  return add_once (x509, X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints, is_root ? "critical,CA:TRUE" : "critical,CA:TRUE,pathlen:0"))
         && add_once (x509, X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, "critical,keyCertSign,cRLSign"))
         && X509_add1_ext_i2d (x509, NID_subject_key_identifier, subject->key_identifier, 0, X509V3_ADD_DEFAULT) == 1
         && (is_root || add_once (x509, make_authority_key_identifier (issuer)));
}

static gboolean
add_end_entity_extensions (X509 *x509, TbIssuer *issuer, TbCertificateProfile profile, GENERAL_NAMES *alternative_names)
{
  for (guint i = 0; i < N_SHARED; i++)
    if (X509_add_ext (x509, issuer->shared[profile][i], -1) != 1)
      return FALSE;
  return alternative_names == NULL || X509_add1_ext_i2d (x509, NID_subject_alt_name, alternative_names, 0, X509V3_ADD_DEFAULT) == 1;
}

/* --- the issuer --- */

/* RFC 7093 section 2, method 1: the leftmost 160 bits of SHA-256 over the public key's bits. */
static ASN1_OCTET_STRING *
identify_key (TbKey *key)
{
  X509_PUBKEY *public_key = X509_PUBKEY_new ();
  ASN1_OCTET_STRING *identifier = ASN1_OCTET_STRING_new ();
  const unsigned char *bits;
  guint8 digest[32];
  int n;
  gboolean is_made = public_key != NULL && identifier != NULL
                     && tb_key_put_public (public_key, tb_key_get_pkey (key))
                     && X509_PUBKEY_get0_param (NULL, &bits, &n, NULL, public_key) == 1
                     && EVP_Digest (bits, (gsize) n, digest, NULL, tb_key_get_crypto (key)->sha256, NULL) == 1
                     && ASN1_OCTET_STRING_set (identifier, digest, KEY_IDENTIFIER_BYTES) == 1;

  X509_PUBKEY_free (public_key);
  if (!is_made)
    g_clear_pointer (&identifier, ASN1_OCTET_STRING_free);
  return identifier;
}

static X509_NAME *
make_name (const char *common_name)
{
  X509_NAME *name = X509_NAME_new ();

  /* Written once, so that it keeps its bytes and threads only read. */
  if (name != NULL && tb_request_put_name (name, common_name) && i2d_X509_NAME (name, NULL) > 0)
    return name;
  X509_NAME_free (name);
  return NULL;
}

/* Returns NULL when OpenSSL fails. */
TbIssuer *
tb_issuer_new (TbKey *key, const char *common_name)
{
  g_autoptr (TbIssuer) issuer = g_new0 (TbIssuer, 1);

  issuer->key = tb_key_ref (key);
  issuer->common_name = g_strdup (common_name);
  issuer->name = make_name (common_name);
  issuer->key_identifier = identify_key (key);
  if (issuer->name == NULL || issuer->key_identifier == NULL)
    return NULL;
  for (guint i = 0; i < TB_PROFILE_N; i++)
    if (!make_shared (issuer, i))
      return NULL;
  return g_steal_pointer (&issuer);
}

void
tb_issuer_free (TbIssuer *issuer)
{
  X509_NAME_free (issuer->name);
  ASN1_OCTET_STRING_free (issuer->key_identifier);
  for (guint i = 0; i < TB_PROFILE_N; i++)
    for (guint j = 0; j < N_SHARED; j++)
      X509_EXTENSION_free (issuer->shared[i][j]);
  tb_key_unref (issuer->key);
  g_free (issuer->common_name);
  g_free (issuer);
}

/* --- the certificate --- */

/* Whether certificates can tell the time at all: whole seconds of the years 0 to 9999. */
gboolean
tb_issue_can_tell_time (gint64 unix_us)
{
  static const gint64 first = G_GINT64_CONSTANT (-62167219200), last = G_GINT64_CONSTANT (253402300799);

  return unix_us % G_USEC_PER_SEC == 0 && unix_us / G_USEC_PER_SEC >= first && unix_us / G_USEC_PER_SEC <= last;
}

static gboolean
put_validity (X509 *x509, gint64 not_before_us, gint64 not_after_us)
{
  return ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) (not_before_us / G_USEC_PER_SEC)) != NULL
         && ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) (not_after_us / G_USEC_PER_SEC)) != NULL;
}

/* Eight bytes with the top bits 01: positive and always of one length, so that the length of a certificate is no matter of luck. */
static gboolean
put_serial (X509 *x509, OSSL_LIB_CTX *libctx)
{
  guint64 drawn;

  if (RAND_bytes_ex (libctx, (unsigned char *) &drawn, sizeof drawn, 0) != 1)
    return FALSE;
  drawn = (GUINT64_FROM_BE (drawn) & (G_MAXUINT64 >> 2)) | (G_GUINT64_CONSTANT (1) << 62);
  return ASN1_INTEGER_set_uint64 (X509_get_serialNumber (x509), drawn) == 1;
}

/* All but extensions and signature. */
static X509 *
begin_certificate (TbIssuer *issuer, const char *common_name, EVP_PKEY *public_key, gint64 not_before_us, gint64 not_after_us)
{
  OSSL_LIB_CTX *libctx = tb_key_get_crypto (issuer->key)->libctx;
  g_autoptr (X509) x509 = X509_new_ex (libctx, NULL);

  if (x509 == NULL
      || X509_set_version (x509, X509_VERSION_3) != 1
      || !put_serial (x509, libctx)
      || !put_validity (x509, not_before_us, not_after_us)
      || X509_set_issuer_name (x509, issuer->name) != 1
      || !tb_request_put_name (X509_get_subject_name (x509), common_name)
      || !tb_key_put_public (X509_get_X509_PUBKEY (x509), public_key))
    return NULL;
  return g_steal_pointer (&x509);
}

static gboolean
sign (TbIssuer *issuer, X509 *x509)
{
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (issuer->key);

  return signing != NULL && X509_sign_ctx (x509, signing) > 0;
}

/* Answers @request. The serial and the signature draw from the current job. Returns NULL when OpenSSL fails. */
X509 *
tb_issuer_certify (TbIssuer *issuer, const TbRequest *request, const TbIssueTerms *terms)
{
  g_autoptr (X509) x509 = begin_certificate (issuer, request->common_name, request->public_key, terms->not_before_us, terms->not_after_us);

  if (x509 != NULL && add_end_entity_extensions (x509, issuer, terms->profile, request->alternative_names) && sign (issuer, x509))
    return g_steal_pointer (&x509);
  return NULL;
}

/* The certificate of the authority @subject; it and @issuer are one for a root. Draws and returns as tb_issuer_certify (). */
X509 *
tb_issuer_certify_authority (TbIssuer *issuer, TbIssuer *subject, gint64 not_before_us, gint64 not_after_us)
{
  g_autoptr (X509) x509 = begin_certificate (issuer, subject->common_name, tb_key_get_pkey (subject->key), not_before_us, not_after_us);

  if (x509 != NULL && add_authority_extensions (x509, issuer, subject) && sign (issuer, x509))
    return g_steal_pointer (&x509);
  return NULL;
}
