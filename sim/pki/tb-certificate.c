/* tb-certificate: see the header.
 *
 * Parsing an X.509 certificate costs about as much as a signature. One that comes from outside is parsed at once, to know that it is
 * one; one that an authority here has just made is parsed when somebody first asks for what only parsing tells. */
#include "tb-certificate-private.h"

#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-crypto-private.h"
#include "tb-outline.h"

/* What is not asked of every certificate. Never changes once it is there. */
typedef struct
{
  X509 *x509;
  char *subject;
  char *issuer;
  char *serial;
} Reading;

struct _TbCertificate
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  GBytes *der;
  char *common_name;
  gint64 not_before_us;
  gint64 not_after_us;
  guint signature_slack_bytes;
  Reading *reading;             /* atomic: NULL until somebody asks */
};

static void
reading_free (Reading *reading)
{
  X509_free (reading->x509);
  g_free (reading->subject);
  g_free (reading->issuer);
  g_free (reading->serial);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* RFC 4514: most significant part last, what is special escaped, UTF-8 left as it is. */
char *
tb_certificate_name_to_text (const X509_NAME *name)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long n;

  if (X509_NAME_print_ex (out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    {
      (void) BIO_reset (out);   /* an attribute is not the text it says it is: all in hexadecimal */
      if (X509_NAME_print_ex (out, name, 0, XN_FLAG_RFC2253 | ASN1_STRFLGS_DUMP_ALL) < 0)
        return NULL;
    }
  n = BIO_get_mem_data (out, &bytes);
  return g_strndup (n > 0 ? bytes : "", (gsize) MAX (n, 0));
}

/* The first common name, "" where the subject has none. */
static char *
find_common_name (const X509_NAME *name)
{
  int at = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  unsigned char *utf8 = NULL;
  int n = at < 0 ? -1 : ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at)));
  GString *text = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    if (utf8[i] == '\0')
      g_string_append (text, "\\00");   /* so that "good.lab\0bad.lab" is not seen as "good.lab" */
    else
      g_string_append_c (text, (char) utf8[i]);
  OPENSSL_free (utf8);
  return g_string_free (text, FALSE);
}

char *
tb_certificate_serial_to_text (const ASN1_INTEGER *serial)
{
  int n = ASN1_STRING_length (serial);
  const guint8 *bytes = ASN1_STRING_get0_data (serial);
  GString *text = g_string_sized_new (2 * (gsize) n + 1);

  if (ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER)
    g_string_append_c (text, '-');
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static gboolean
time_to_unix_us (const ASN1_TIME *when, gint64 *unix_us)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (when, &parts) != 1)
    return FALSE;
  *unix_us = (gint64) timegm (&parts) * G_USEC_PER_SEC;
  return TRUE;
}

/* ECDSA signatures are two integers, whose length is a matter of luck: mostly within two bytes of the largest. */
guint
tb_certificate_slack_of (gboolean is_ecdsa, gsize signature_bytes)
{
  static const gsize largest[] = { 72, 104, 139 };      /* P-256, P-384, P-521 */

  for (guint i = 0; is_ecdsa && i < G_N_ELEMENTS (largest); i++)
    if (signature_bytes <= largest[i])
      return (guint) (largest[i] - signature_bytes);
  return 0;
}

static guint
find_signature_slack (const X509 *x509)
{
  const ASN1_BIT_STRING *signature;
  int key_kind = NID_undef;

  X509_get0_signature (&signature, NULL, x509);
  if (OBJ_find_sigid_algs (X509_get_signature_nid (x509), NULL, &key_kind) != 1)
    return 0;
  return tb_certificate_slack_of (key_kind == NID_X9_62_id_ecPublicKey, (gsize) ASN1_STRING_length (signature));
}

static X509 *
parse_x509 (TbCrypto *crypto, GBytes *der)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes), *at = bytes;
  X509 *x509 = X509_new_ex (crypto->libctx, NULL);

  if (x509 == NULL || d2i_X509 (&x509, &at, (long) n_bytes) == NULL)
    return NULL;                /* d2i has freed it */
  if (at != bytes + n_bytes)
    {
      X509_free (x509);
      return NULL;
    }
  /* Fills what OpenSSL keeps about extensions, so that threads which share the certificate only read. Extensions that are ill-formed are for
   * whoever judges the certificate; OpenSSL refuses it for them too. So is a key of an unknown kind. */
  X509_check_purpose (x509, -1, 0);
  ERR_clear_error ();
  return x509;
}

/* Takes @x509 over, which may be NULL. */
static Reading *
reading_new (X509 *x509)
{
  g_autoptr (Reading) reading = g_new0 (Reading, 1);

  reading->x509 = x509;
  if (x509 == NULL)
    return NULL;
  reading->subject = tb_certificate_name_to_text (X509_get_subject_name (reading->x509));
  reading->issuer = tb_certificate_name_to_text (X509_get_issuer_name (reading->x509));
  reading->serial = tb_certificate_serial_to_text (X509_get0_serialNumber (reading->x509));
  return reading->subject != NULL && reading->issuer != NULL ? g_steal_pointer (&reading) : NULL;
}

/* Two threads that ask at once both parse; one result is kept. */
static Reading *
get_reading (TbCertificate *certificate)
{
  Reading *reading = g_atomic_pointer_get (&certificate->reading);

  if (reading != NULL)
    return reading;
  reading = reading_new (parse_x509 (certificate->crypto, certificate->der));
  if (reading == NULL)
    g_error ("The certificate of %s, made here, cannot be parsed", certificate->common_name);
  if (g_atomic_pointer_compare_and_exchange (&certificate->reading, NULL, reading))
    return reading;
  reading_free (reading);
  return g_atomic_pointer_get (&certificate->reading);
}

/* Takes over nothing: what is asked of every certificate is copied from @x509. A time that cannot be told never comes, or is long past. */
static TbCertificate *
certificate_new (TbCrypto *crypto, const X509 *x509, GBytes *der)
{
  gint64 not_before_us = G_MAXINT64, not_after_us = G_MININT64;
  TbCertificate *certificate;

  time_to_unix_us (X509_get0_notBefore (x509), &not_before_us);
  time_to_unix_us (X509_get0_notAfter (x509), &not_after_us);
  certificate = g_new0 (TbCertificate, 1);
  g_atomic_ref_count_init (&certificate->refs);
  certificate->crypto = crypto;
  certificate->der = g_bytes_ref (der);
  certificate->common_name = find_common_name (X509_get_subject_name (x509));
  certificate->not_before_us = not_before_us;
  certificate->not_after_us = not_after_us;
  certificate->signature_slack_bytes = find_signature_slack (x509);
  return certificate;
}

static GBytes *
x509_to_bytes (X509 *x509)
{
  unsigned char *bytes = NULL;
  int n_bytes = i2d_X509 (x509, &bytes);
  GBytes *der = n_bytes > 0 ? g_bytes_new (bytes, (gsize) n_bytes) : NULL;

  OPENSSL_free (bytes);
  return der;
}

/* A certificate that was signed here. Its bytes are kept and not @x509, which is several times as large. NULL when OpenSSL fails. */
TbCertificate *
tb_certificate_new_issued (TbCrypto *crypto, X509 *x509)
{
  g_autoptr (GBytes) der = x509_to_bytes (x509);

  return der != NULL ? certificate_new (crypto, x509, der) : NULL;
}

/**
 * tb_certificate_new_for_x509:
 * @crypto: the context that @x509 was read in
 * @x509: a certificate that OpenSSL has read, and that nobody will change
 *
 * Shares what was parsed already, such as what a handshake was verified with.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL when OpenSSL fails
 */
TbCertificate *
tb_certificate_new_for_x509 (TbCrypto *crypto, X509 *x509)
{
  g_autoptr (GBytes) der = x509_to_bytes (x509);
  g_autoptr (Reading) reading = NULL;
  TbCertificate *certificate;

  X509_check_purpose (x509, -1, 0);
  ERR_clear_error ();
  reading = der != NULL && X509_up_ref (x509) == 1 ? reading_new (x509) : NULL;
  if (reading == NULL)
    return NULL;
  certificate = certificate_new (crypto, x509, der);
  certificate->reading = g_steal_pointer (&reading);
  return certificate;
}

static void
set_malformed (GBytes *der, GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "These %" G_GSIZE_FORMAT " bytes are not one X.509 certificate in DER", g_bytes_get_size (der));
}

/* A certificate of whom mostly no more than the bytes is asked: it is parsed when somebody asks for more. NULL with %TB_CRYPTO_ERROR_MALFORMED. */
TbCertificate *
tb_certificate_new_unread (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (X509) outline = NULL;

  ERR_clear_error ();
  outline = tb_outline_read_certificate (der);
  if (outline != NULL)
    return certificate_new (crypto, outline, der);
  set_malformed (der, error);
  return NULL;
}

/**
 * tb_certificate_new_from_der:
 * @crypto: the context its public key will belong to
 * @der: one certificate and nothing after it
 * @error: return location
 *
 * Parses a certificate, as odd as OpenSSL lets it be: with a key of an unknown kind, a time that is none, extensions that are broken. Whether
 * it is any good is for others to say.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @der is none, or with
 *   %TB_CRYPTO_ERROR_REFUSED when it is larger than %TB_CERTIFICATE_MAX_BYTES
 */
TbCertificate *
tb_certificate_new_from_der (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (Reading) reading = NULL;
  TbCertificate *certificate = NULL;

  if (g_bytes_get_size (der) > TB_CERTIFICATE_MAX_BYTES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A certificate of %" G_GSIZE_FORMAT " bytes is too large; %d are the most that is read",
                           g_bytes_get_size (der), TB_CERTIFICATE_MAX_BYTES);
      return NULL;
    }
  ERR_clear_error ();
  reading = reading_new (parse_x509 (crypto, der));
  if (reading != NULL)
    certificate = certificate_new (crypto, reading->x509, der);
  if (certificate == NULL)
    {
      set_malformed (der, error);
      return NULL;
    }
  certificate->reading = g_steal_pointer (&reading);
  return certificate;
}

/**
 * tb_certificate_ref:
 * @certificate: a certificate
 *
 * Returns: (transfer full): @certificate
 */
TbCertificate *
tb_certificate_ref (TbCertificate *certificate)
{
  g_atomic_ref_count_inc (&certificate->refs);
  return certificate;
}

/**
 * tb_certificate_unref:
 * @certificate: (transfer full): a certificate
 *
 * Drops a reference; the last one frees the certificate.
 */
void
tb_certificate_unref (TbCertificate *certificate)
{
  if (!g_atomic_ref_count_dec (&certificate->refs))
    return;
  g_clear_pointer (&certificate->reading, reading_free);
  g_bytes_unref (certificate->der);
  g_free (certificate->common_name);
  g_free (certificate);
}

/**
 * tb_certificate_get_der:
 * @certificate: a certificate
 *
 * Returns: (transfer none): its bytes
 */
GBytes *
tb_certificate_get_der (TbCertificate *certificate)
{
  return certificate->der;
}

/**
 * tb_certificate_get_x509:
 * @certificate: a certificate
 *
 * Returns: (transfer none): OpenSSL's certificate, to be read only; any number of threads may
 */
X509 *
tb_certificate_get_x509 (TbCertificate *certificate)
{
  return get_reading (certificate)->x509;
}

/**
 * tb_certificate_get_subject:
 * @certificate: a certificate
 *
 * Returns: (transfer none): the subject as text, RFC 4514
 */
const char *
tb_certificate_get_subject (TbCertificate *certificate)
{
  return get_reading (certificate)->subject;
}

/**
 * tb_certificate_get_common_name:
 * @certificate: a certificate
 *
 * Returns: (transfer none): the subject's common name, "" where it has none
 */
const char *
tb_certificate_get_common_name (TbCertificate *certificate)
{
  return certificate->common_name;
}

/**
 * tb_certificate_get_issuer:
 * @certificate: a certificate
 *
 * Returns: (transfer none): the issuer as text, RFC 4514
 */
const char *
tb_certificate_get_issuer (TbCertificate *certificate)
{
  return get_reading (certificate)->issuer;
}

/**
 * tb_certificate_make_spki:
 * @certificate: a certificate
 *
 * Returns: (transfer full): the key it is for: SubjectPublicKeyInfo, DER
 */
GBytes *
tb_certificate_make_spki (TbCertificate *certificate)
{
  guint8 *der = NULL;
  int n = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (tb_certificate_get_x509 (certificate)), &der);
  GBytes *spki = g_bytes_new (der, (gsize) MAX (n, 0));

  OPENSSL_free (der);
  return spki;
}

/**
 * tb_certificate_dup_key_id:
 * @certificate: a certificate
 *
 * Returns: (transfer full): what its key is told from others by: SHA-256 over the subjectPublicKeyInfo, in hexadecimal
 */
char *
tb_certificate_dup_key_id (TbCertificate *certificate)
{
  g_autoptr (GBytes) spki = tb_certificate_make_spki (certificate);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, spki);
}

/**
 * tb_certificate_get_serial:
 * @certificate: a certificate
 *
 * Returns: (transfer none): the serial number in hexadecimal, two digits a byte
 */
const char *
tb_certificate_get_serial (TbCertificate *certificate)
{
  return get_reading (certificate)->serial;
}

/**
 * tb_certificate_get_not_before_us:
 * @certificate: a certificate
 *
 * Returns: when it begins to be valid, in microseconds since 1970-01-01T00:00:00Z
 */
gint64
tb_certificate_get_not_before_us (TbCertificate *certificate)
{
  return certificate->not_before_us;
}

/**
 * tb_certificate_get_not_after_us:
 * @certificate: a certificate
 *
 * Returns: the last moment it is valid, in microseconds since 1970-01-01T00:00:00Z
 */
gint64
tb_certificate_get_not_after_us (TbCertificate *certificate)
{
  return certificate->not_after_us;
}

/**
 * tb_certificate_get_signature_slack_bytes:
 * @certificate: a certificate
 *
 * Timing must not depend on the luck of a signature's length, so lengths are counted with every signature at its largest.
 *
 * Returns: how many bytes longer the certificate's signature could have been: for ECDSA the largest on its curve (72 on P-256)
 *   less its length, 0 for others
 */
guint
tb_certificate_get_signature_slack_bytes (TbCertificate *certificate)
{
  return certificate->signature_slack_bytes;
}
