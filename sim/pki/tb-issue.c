/* tb-issue: see the header. */
#include "tb-issue.h"

#include <openssl/rand.h>

#define KEY_IDENTIFIER_BYTES 20

struct _TbIssuer
{
  TbKey *key;
  X509_NAME *name;
  X509_EXTENSION *authority_key_identifier;
  char *id;                     /* the key identifier in hex */
  char *crl_address;
  char *ocsp_address;
  char *issuer_address;
  TbExtensions *extensions[TB_PROFILE_N];       /* atomic: NULL until the first certificate of that profile */
};

/* --- key identifiers --- */

/* RFC 7093 section 2, method 1: the leftmost 160 bits of SHA-256 over the public key's bits. */
static ASN1_OCTET_STRING *
identify_bits (TbCrypto *crypto, const ASN1_BIT_STRING *bits)
{
  ASN1_OCTET_STRING *identifier = ASN1_OCTET_STRING_new ();
  guint8 digest[EVP_MAX_MD_SIZE];

  if (identifier != NULL
      && EVP_Digest (ASN1_STRING_get0_data (bits), (gsize) ASN1_STRING_length (bits), digest, NULL, crypto->sha256, NULL) == 1
      && ASN1_OCTET_STRING_set (identifier, digest, KEY_IDENTIFIER_BYTES) == 1)
    return identifier;
  ASN1_OCTET_STRING_free (identifier);
  return NULL;
}

static ASN1_OCTET_STRING *
identify_key (TbKey *key)
{
  g_autoptr (X509) bearer = X509_new ();

  if (bearer == NULL || !tb_key_put_public (X509_get_X509_PUBKEY (bearer), tb_key_get_pkey (key)))
    return NULL;
  return identify_bits (tb_key_get_crypto (key), X509_get0_pubkey_bitstr (bearer));
}

static char *
identifier_to_text (const ASN1_OCTET_STRING *identifier)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < ASN1_STRING_length (identifier); i++)
    g_string_append_printf (text, "%02x", ASN1_STRING_get0_data (identifier)[i]);
  return g_string_free (text, FALSE);
}

static gboolean
take_identifier (TbIssuer *issuer, ASN1_OCTET_STRING *identifier)
{
  AUTHORITY_KEYID value = { .keyid = identifier };

  if (identifier == NULL)
    return FALSE;
  issuer->id = identifier_to_text (identifier);
  issuer->authority_key_identifier = X509V3_EXT_i2d (NID_authority_key_identifier, 0, &value);
  ASN1_OCTET_STRING_free (identifier);
  return issuer->authority_key_identifier != NULL;
}

/* --- the issuer --- */

/* Written once, so that it keeps its bytes and threads only read. */
static X509_NAME *
copy_name (const X509_NAME *name)
{
  X509_NAME *copy = X509_NAME_dup (name);

  if (copy != NULL && i2d_X509_NAME (copy, NULL) > 0)
    return copy;
  X509_NAME_free (copy);
  return NULL;
}

static TbIssuer *
issuer_new (TbKey *key, const X509_NAME *name, const TbIssueAddresses *addresses, ASN1_OCTET_STRING *identifier)
{
  g_autoptr (TbIssuer) issuer = g_new0 (TbIssuer, 1);

  issuer->key = tb_key_ref (key);
  issuer->name = copy_name (name);
  issuer->crl_address = g_strdup (addresses != NULL ? addresses->crl : NULL);
  issuer->ocsp_address = g_strdup (addresses != NULL ? addresses->ocsp : NULL);
  issuer->issuer_address = g_strdup (addresses != NULL ? addresses->issuer : NULL);
  return take_identifier (issuer, identifier) && issuer->name != NULL ? g_steal_pointer (&issuer) : NULL;
}

/* An issuer that is only now getting its own certificate. NULL when OpenSSL fails. */
TbIssuer *
tb_issuer_new (TbKey *key, const X509_NAME *name, const TbIssueAddresses *addresses)
{
  return issuer_new (key, name, addresses, identify_key (key));
}

/* An issuer with a certificate, whose name and key identifier are used as they are there (RFC 5280 section 4.2.1.1). */
TbIssuer *
tb_issuer_new_for_certificate (TbKey *key, TbCertificate *certificate, const TbIssueAddresses *addresses)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  const ASN1_OCTET_STRING *known = X509_get0_subject_key_id (x509);

  return issuer_new (key, X509_get_subject_name (x509), addresses, known != NULL ? ASN1_OCTET_STRING_dup (known) : identify_key (key));
}

void
tb_issuer_free (TbIssuer *issuer)
{
  X509_NAME_free (issuer->name);
  X509_EXTENSION_free (issuer->authority_key_identifier);
  for (guint i = 0; i < TB_PROFILE_N; i++)
    tb_extensions_free (issuer->extensions[i]);
  tb_key_unref (issuer->key);
  g_free (issuer->id);
  g_free (issuer->crl_address);
  g_free (issuer->ocsp_address);
  g_free (issuer->issuer_address);
  g_free (issuer);
}

TbKey *
tb_issuer_get_key (TbIssuer *issuer)
{
  return issuer->key;
}

const X509_NAME *
tb_issuer_get_name (TbIssuer *issuer)
{
  return issuer->name;
}

/* Its key identifier in hex. */
const char *
tb_issuer_get_id (TbIssuer *issuer)
{
  return issuer->id;
}

/* --- extensions --- */

static TbExtensions *
make_extensions (TbIssuer *issuer, const TbIssueProfile *profile)
{
  const TbIssueAddresses addresses = { issuer->crl_address, issuer->ocsp_address, issuer->issuer_address };

  return tb_extensions_new (profile, issuer->id, &addresses);
}

static int
find_builtin (const TbIssueProfile *profile)
{
  for (int i = 0; i < TB_PROFILE_N; i++)
    if (tb_issue_profile_get_builtin ((TbCertificateProfile) i) == profile)
      return i;
  return -1;
}

/* Two threads that ask at once both make them; one result is kept. */
static TbExtensions *
share_extensions (TbIssuer *issuer, int builtin)
{
  TbExtensions *extensions = g_atomic_pointer_get (&issuer->extensions[builtin]);

  if (extensions != NULL)
    return extensions;
  extensions = make_extensions (issuer, tb_issue_profile_get_builtin ((TbCertificateProfile) builtin));
  if (extensions == NULL || g_atomic_pointer_compare_and_exchange (&issuer->extensions[builtin], NULL, extensions))
    return extensions;
  tb_extensions_free (extensions);
  return g_atomic_pointer_get (&issuer->extensions[builtin]);
}

/* A root does without the authority key identifier (RFC 5280 section 4.2.1.1). */
static gboolean
put_extensions (TbIssuer *issuer, X509 *x509, const TbIssueOrder *order, const TbExtensions *extensions)
{
  gboolean is_root = order->public_key == tb_key_get_pkey (issuer->key) && X509_NAME_cmp (order->subject, issuer->name) == 0;
  ASN1_OCTET_STRING *identifier = NULL;
  gboolean is_put;

  if (extensions == NULL)
    return FALSE;
  if (order->profile->has_key_identifier)
    identifier = order->key_identifier != NULL ? ASN1_OCTET_STRING_dup (order->key_identifier)
                                               : identify_bits (tb_key_get_crypto (issuer->key), X509_get0_pubkey_bitstr (x509));
  is_put = (identifier != NULL || !order->profile->has_key_identifier)
           && tb_extensions_add (extensions, x509, is_root ? NULL : issuer->authority_key_identifier, identifier, order->alternative_names);
  ASN1_OCTET_STRING_free (identifier);
  return is_put;
}

static gboolean
extend (TbIssuer *issuer, X509 *x509, const TbIssueOrder *order)
{
  int builtin = find_builtin (order->profile);
  g_autoptr (TbExtensions) own = builtin < 0 ? make_extensions (issuer, order->profile) : NULL;

  return put_extensions (issuer, x509, order, builtin < 0 ? own : share_extensions (issuer, builtin));
}

/* --- the certificate --- */

/* Whether certificates can tell the time at all: whole seconds of the years 0 to 9999. */
gboolean
tb_issue_can_tell_time (gint64 unix_us)
{
  static const gint64 first = G_GINT64_CONSTANT (-62167219200), last = G_GINT64_CONSTANT (253402300799);

  return unix_us % G_USEC_PER_SEC == 0 && unix_us / G_USEC_PER_SEC >= first && unix_us / G_USEC_PER_SEC <= last;
}

/* The shell model: what an issuer vouches for is not valid when the issuer is not, unless the profile says otherwise. */
void
tb_issue_stay_inside (TbIssueOrder *order, TbCertificate *issuer)
{
  if (order->profile->may_outlive_issuer)
    return;
  order->not_before_us = MAX (order->not_before_us, tb_certificate_get_not_before_us (issuer));
  order->not_after_us = MIN (order->not_after_us, tb_certificate_get_not_after_us (issuer));
}

static gboolean
put_validity (X509 *x509, gint64 not_before_us, gint64 not_after_us)
{
  return ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) (not_before_us / G_USEC_PER_SEC)) != NULL
         && ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) (not_after_us / G_USEC_PER_SEC)) != NULL;
}

/* Eight bytes with the top bits 01: positive and always of one length, so that the length of a certificate is no matter of luck. */
static gboolean
draw_serial (X509 *x509, OSSL_LIB_CTX *libctx)
{
  guint64 drawn;

  if (RAND_bytes_ex (libctx, (unsigned char *) &drawn, sizeof drawn, 0) != 1)
    return FALSE;
  drawn = (GUINT64_FROM_BE (drawn) & (G_MAXUINT64 >> 2)) | (G_GUINT64_CONSTANT (1) << 62);
  return ASN1_INTEGER_set_uint64 (X509_get_serialNumber (x509), drawn) == 1;
}

static gboolean
put_serial (X509 *x509, GBytes *serial)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (serial, &n_bytes);
  BIGNUM *number = BN_bin2bn (bytes, (int) n_bytes, NULL);
  gboolean is_put = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)) != NULL;

  BN_free (number);
  return is_put;
}

/* Makes all of a certificate but the signature. A serial number, where none is given, draws from the current job. NULL when OpenSSL fails. */
X509 *
tb_issuer_prepare (TbIssuer *issuer, const TbIssueOrder *order)
{
  OSSL_LIB_CTX *libctx = tb_key_get_crypto (issuer->key)->libctx;
  g_autoptr (X509) x509 = X509_new_ex (libctx, NULL);

  if (x509 == NULL
      || X509_set_version (x509, X509_VERSION_3) != 1
      || !(order->serial != NULL ? put_serial (x509, order->serial) : draw_serial (x509, libctx))
      || !put_validity (x509, order->not_before_us, order->not_after_us)
      || X509_set_issuer_name (x509, issuer->name) != 1
      || X509_set_subject_name (x509, order->subject) != 1
      || !tb_key_put_public (X509_get_X509_PUBKEY (x509), order->public_key)
      || !extend (issuer, x509, order))
    return NULL;
  return g_steal_pointer (&x509);
}

/* The algorithm a signing context will sign with: ecdsa-with-SHA256 and its like without parameters, RSA with NULL. */
static gboolean
put_algorithm (X509 *x509, EVP_MD_CTX *signing, EVP_PKEY *pkey)
{
  const EVP_MD *digest = EVP_MD_CTX_get0_md (signing);
  int kind = EVP_PKEY_get_id (pkey), nid = kind;

  /* Ed25519 is the name of the key and of the signature. */
  if (kind != EVP_PKEY_ED25519 && (digest == NULL || OBJ_find_sigid_by_algs (&nid, EVP_MD_get_type (digest), kind) != 1))
    return FALSE;
  /* X509_sign_ctx () will write the same; nothing else lets a certificate be shown before it is signed. */
  return X509_ALGOR_set0 ((X509_ALGOR *) X509_get0_tbs_sigalg (x509), OBJ_nid2obj (nid), kind == EVP_PKEY_RSA ? V_ASN1_NULL : V_ASN1_UNDEF, NULL) == 1;
}

/* What will be signed (RFC 5280 section 4.1.1.1), DER. NULL when OpenSSL fails. */
GBytes *
tb_issuer_get_tbs (TbIssuer *issuer, X509 *prepared)
{
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (issuer->key);
  unsigned char *der = NULL;
  GBytes *tbs;
  int n;

  if (signing == NULL || !put_algorithm (prepared, signing, tb_key_get_pkey (issuer->key)))
    return NULL;
  n = i2d_re_X509_tbs (prepared, &der);
  tbs = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  return tbs;
}

/* Signs, drawing from the current job. */
gboolean
tb_issuer_sign (TbIssuer *issuer, X509 *prepared)
{
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (issuer->key);

  return signing != NULL && X509_sign_ctx (prepared, signing) > 0;
}

/* Makes a certificate. Serial and signature draw from the current job. Returns NULL when OpenSSL fails. */
X509 *
tb_issuer_certify (TbIssuer *issuer, const TbIssueOrder *order)
{
  g_autoptr (X509) x509 = tb_issuer_prepare (issuer, order);

  return x509 != NULL && tb_issuer_sign (issuer, x509) ? g_steal_pointer (&x509) : NULL;
}
