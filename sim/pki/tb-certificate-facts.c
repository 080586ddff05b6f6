/* tb-certificate-facts: see the header. */
#include "tb-certificate-facts.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-certificate-private.h"
#include "tb-outline.h"

/* What tells the usual keys without a look at their numbers. */
static const struct
{
  int kind;
  int curve;
  const char *name;
  guint bits;
} usual[] = {
  { NID_X9_62_id_ecPublicKey, NID_X9_62_prime256v1, "P-256", 256 },
  { NID_X9_62_id_ecPublicKey, NID_secp384r1, "P-384", 384 },
  { NID_X9_62_id_ecPublicKey, NID_secp521r1, "P-521", 521 },
  { NID_ED25519, NID_undef, "Ed25519", 253 },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

/**
 * tb_certificate_facts_hash:
 * @bytes: anything
 *
 * Returns: (transfer full): its SHA-256 in hexadecimal, as other columns and programs write it
 */
char *
tb_certificate_facts_hash (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

/* --- the key --- */

static char *
find_usual (const X509_PUBKEY *spki, guint *bits)
{
  X509_ALGOR *algorithm;
  const ASN1_OBJECT *kind;
  const void *value;
  int type, curve;

  if (X509_PUBKEY_get0_param (NULL, NULL, NULL, &algorithm, spki) != 1)
    return NULL;
  X509_ALGOR_get0 (&kind, &type, &value, algorithm);
  curve = type == V_ASN1_OBJECT ? OBJ_obj2nid (value) : NID_undef;
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (usual[i].kind == OBJ_obj2nid (kind) && usual[i].curve == curve)
      {
        *bits = usual[i].bits;
        return g_strdup (usual[i].name);
      }
  return NULL;
}

static char *
describe (const X509_PUBKEY *spki, guint *bits)
{
  char *name = find_usual (spki, bits);
  TbCrypto *crypto = name == NULL ? tb_crypto_get_seeded (NULL) : NULL;
  g_autoptr (EVP_PKEY) pkey = crypto != NULL ? tb_outline_take_key (crypto, spki) : NULL;

  if (name != NULL)
    return name;
  *bits = pkey != NULL ? (guint) MAX (EVP_PKEY_get_bits (pkey), 0) : 0;
  ERR_clear_error ();
  return tb_key_describe_pkey (pkey, NULL);
}

static char *
hash_key (X509_PUBKEY *spki)
{
  unsigned char *der = NULL;
  int n = i2d_X509_PUBKEY (spki, &der);
  char *hash = n > 0 ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize) n) : g_strdup ("");

  OPENSSL_free (der);
  return hash;
}

/* --- extensions --- */

static void
add_word (GString *list, const char *word, gssize n)
{
  g_autofree char *valid = g_utf8_make_valid (word, n);

  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", valid);
}

/* Names as they are; what is no name as OpenSSL prints it. */
static void
add_name (GString *list, GENERAL_NAME *name)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  int type;
  const ASN1_STRING *text = GENERAL_NAME_get0_value (name, &type);
  long n;

  if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI)
    {
      add_word (list, (const char *) ASN1_STRING_get0_data (text), ASN1_STRING_length (text));
      return;
    }
  GENERAL_NAME_print (out, name);
  n = BIO_get_mem_data (out, &bytes);
  add_word (list, n > 0 ? bytes : "", (gssize) MAX (n, 0));
}

static char *
list_names (const X509 *x509)
{
  g_autoptr (GENERAL_NAMES) names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  GString *list = g_string_new (NULL);

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    add_name (list, sk_GENERAL_NAME_value (names, i));
  return g_string_free (list, FALSE);
}

static char *
list_purposes (const X509 *x509)
{
  g_autoptr (EXTENDED_KEY_USAGE) purposes = X509_get_ext_d2i (x509, NID_ext_key_usage, NULL, NULL);
  GString *list = g_string_new (NULL);
  char number[80];

  for (int i = 0; i < sk_ASN1_OBJECT_num (purposes); i++)
    {
      const ASN1_OBJECT *purpose = sk_ASN1_OBJECT_value (purposes, i);
      int nid = OBJ_obj2nid (purpose);

      OBJ_obj2txt (number, sizeof number, purpose, 1);
      add_word (list, nid != NID_undef ? OBJ_nid2sn (nid) : number, -1);
    }
  return g_string_free (list, FALSE);
}

static gboolean
may_issue (const X509 *x509)
{
  BASIC_CONSTRAINTS *constraints = X509_get_ext_d2i (x509, NID_basic_constraints, NULL, NULL);
  gboolean is_authority = constraints != NULL && constraints->ca;

  BASIC_CONSTRAINTS_free (constraints);
  return is_authority;
}

/* --- the whole --- */

static void
read_times (TbCertificateFacts *facts, GBytes *der)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbCertificate) certificate = crypto != NULL ? tb_certificate_new_unread (crypto, der, NULL) : NULL;

  facts->not_before_us = certificate != NULL ? tb_certificate_get_not_before_us (certificate) : G_MAXINT64;
  facts->not_after_us = certificate != NULL ? tb_certificate_get_not_after_us (certificate) : G_MININT64;
  facts->common_name = g_strdup (certificate != NULL ? tb_certificate_get_common_name (certificate) : "");
}

/**
 * tb_certificate_facts_new:
 * @der: one certificate and nothing after it
 *
 * Reads it; whether it is any good is for others to say.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is no certificate
 */
TbCertificateFacts *
tb_certificate_facts_new (GBytes *der)
{
  g_autoptr (X509) x509 = NULL;
  g_autoptr (TbCertificateFacts) facts = NULL;
  char *subject;

  ERR_clear_error ();
  x509 = tb_outline_read_certificate (der);
  ERR_clear_error ();
  if (x509 == NULL)
    return NULL;
  facts = g_new0 (TbCertificateFacts, 1);
  subject = tb_certificate_name_to_text (X509_get_subject_name (x509));
  facts->subject = subject != NULL ? subject : g_strdup ("");
  facts->serial = tb_certificate_serial_to_text (X509_get0_serialNumber (x509));
  facts->san = list_names (x509);
  facts->eku = list_purposes (x509);
  facts->is_authority = may_issue (x509);
  facts->algorithm = describe (X509_get_X509_PUBKEY (x509), &facts->bits);
  facts->key = hash_key (X509_get_X509_PUBKEY (x509));
  facts->sha256 = tb_certificate_facts_hash (der);
  read_times (facts, der);
  ERR_clear_error ();
  return g_steal_pointer (&facts);
}

/**
 * tb_certificate_facts_new_brief:
 * @der: one certificate and nothing after it
 *
 * For whoever wants to know of very many which they are, and no more: takes a fraction of the time.
 *
 * Returns: (transfer full) (nullable): its serial number, its key and its hash; all else is empty
 */
TbCertificateFacts *
tb_certificate_facts_new_brief (GBytes *der)
{
  g_autoptr (X509) x509 = NULL;
  TbCertificateFacts *facts;

  ERR_clear_error ();
  x509 = tb_outline_read_certificate (der);
  ERR_clear_error ();
  if (x509 == NULL)
    return NULL;
  facts = g_new0 (TbCertificateFacts, 1);
  facts->serial = tb_certificate_serial_to_text (X509_get0_serialNumber (x509));
  facts->key = hash_key (X509_get_X509_PUBKEY (x509));
  facts->sha256 = tb_certificate_facts_hash (der);
  return facts;
}

/**
 * tb_certificate_facts_free:
 * @facts: (transfer full): what a certificate says
 */
void
tb_certificate_facts_free (TbCertificateFacts *facts)
{
  g_free (facts->serial);
  g_free (facts->subject);
  g_free (facts->common_name);
  g_free (facts->san);
  g_free (facts->eku);
  g_free (facts->algorithm);
  g_free (facts->key);
  g_free (facts->sha256);
  g_free (facts);
}
