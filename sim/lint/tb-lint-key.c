/* tb-lint-key: rules about the public key: is it strong enough for as long as it has to be, and in a form that everybody reads? */
#include "tb-lint-finders.h"

#include <string.h>

#include <openssl/core_names.h>

#define WEAKEST_BITS      112
#define LATER_BITS        128
#define LATER_S           G_GINT64_CONSTANT (1924992000)      /* 2031-01-01T00:00:00Z: 112 bits were good through 2030 */
#define SMALLEST_EXPONENT 65537

static char *
describe_key (const TbLintSubject *subject)
{
  const char *name = EVP_PKEY_get0_type_name (subject->key);

  return g_strdup_printf ("%s %d", name != NULL ? name : "?", EVP_PKEY_get_bits (subject->key));
}

char *
tb_find_unreadable_key (const TbLintSubject *subject)
{
  ASN1_OBJECT *algorithm = NULL;

  if (subject->key != NULL)
    return NULL;
  X509_PUBKEY_get0_param (&algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY (subject->x509));
  return algorithm != NULL ? tb_lint_object_text (algorithm) : g_strdup ("unreadable");
}

char *
tb_find_key_algorithm (const TbLintSubject *subject)
{
  static const int good[] = { EVP_PKEY_RSA, EVP_PKEY_RSA_PSS, EVP_PKEY_EC, EVP_PKEY_ED25519, EVP_PKEY_ED448 };

  if (subject->key == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (subject->key_kind == good[i])
      return NULL;
  return describe_key (subject);
}

char *
tb_find_web_key_algorithm (const TbLintSubject *subject)
{
  if (subject->key == NULL || subject->key_kind == EVP_PKEY_RSA || subject->key_kind == EVP_PKEY_EC)
    return NULL;
  return describe_key (subject);
}

/* --- strength --- */

/* SP 800-57 part 1, table 2: a modulus is as strong as the row it reaches. OpenSSL rounds to the nearest. */
static const struct
{
  int modulus_bits;
  int bits;
} rsa_strengths[] = { { 15360, 256 }, { 7680, 192 }, { 3072, 128 }, { 2048, 112 }, { 1024, 80 }, { 0, 0 } };

static int
get_strength (const TbLintSubject *subject)
{
  guint i = 0;

  if (subject->key_kind != EVP_PKEY_RSA && subject->key_kind != EVP_PKEY_RSA_PSS)
    return EVP_PKEY_get_security_bits (subject->key);
  while (EVP_PKEY_get_bits (subject->key) < rsa_strengths[i].modulus_bits)
    i++;
  return rsa_strengths[i].bits;
}

char *
tb_find_weak_key (const TbLintSubject *subject)
{
  int bits = subject->key != NULL ? get_strength (subject) : WEAKEST_BITS;
  g_autofree char *key = NULL;

  if (bits >= WEAKEST_BITS)
    return NULL;
  key = describe_key (subject);
  return g_strdup_printf ("%s, %d bits of strength", key, bits);
}

/* When the key may be let go of: what the user says, else the certificate's own end. */
static gint64
find_end_of_life (const TbLintSubject *subject)
{
  gint64 end_us = subject->terms->end_of_life_us;

  return end_us != 0 ? end_us / G_USEC_PER_SEC : subject->until_s;
}

char *
tb_find_key_outlived (const TbLintSubject *subject)
{
  int bits = subject->key != NULL ? get_strength (subject) : LATER_BITS;
  gint64 end_s = find_end_of_life (subject);
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *day = NULL, *key = NULL;

  if (bits < WEAKEST_BITS || bits >= LATER_BITS || end_s < LATER_S)
    return NULL;
  end = end_s != TB_LINT_NO_END_S ? g_date_time_new_from_unix_utc (end_s) : NULL;
  day = end != NULL ? g_date_time_format (end, "until %Y-%m-%d") : g_strdup ("without end");
  key = describe_key (subject);
  return g_strdup_printf ("%s, %d bits of strength, in use %s", key, bits, day);
}

/* --- RSA --- */

static BIGNUM *
read_rsa (const TbLintSubject *subject, const char *parameter)
{
  BIGNUM *number = NULL;

  if (subject->key_kind == EVP_PKEY_RSA || subject->key_kind == EVP_PKEY_RSA_PSS)
    EVP_PKEY_get_bn_param (subject->key, parameter, &number);
  return number;
}

char *
tb_find_rsa_exponent (const TbLintSubject *subject)
{
  BIGNUM *exponent = read_rsa (subject, OSSL_PKEY_PARAM_RSA_E);
  char *found = NULL;

  if (exponent != NULL && (BN_num_bits (exponent) > 256 || !BN_is_odd (exponent)))
    found = g_strdup (BN_is_odd (exponent) ? "larger than 256 bits" : "even");
  else if (exponent != NULL && BN_num_bits (exponent) <= 17 && BN_get_word (exponent) < SMALLEST_EXPONENT)
    found = g_strdup_printf ("%lu", (gulong) BN_get_word (exponent));
  BN_free (exponent);
  return found;
}

char *
tb_find_rsa_octets (const TbLintSubject *subject)
{
  BIGNUM *modulus = read_rsa (subject, OSSL_PKEY_PARAM_RSA_N);
  int n_bits = modulus != NULL ? BN_num_bits (modulus) : 0;

  BN_free (modulus);
  return n_bits % 8 == 0 ? NULL : g_strdup_printf ("%d bits", n_bits);
}

/* --- elliptic curves --- */

/* The parameters beside the algorithm: the name of a curve, or all its numbers written out. */
static int
find_curve_form (const TbLintSubject *subject, const ASN1_OBJECT **curve)
{
  X509_ALGOR *algorithm = NULL;
  const void *value = NULL;
  int type = V_ASN1_UNDEF;

  if (subject->key_kind == EVP_PKEY_EC && X509_PUBKEY_get0_param (NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY (subject->x509)) == 1)
    X509_ALGOR_get0 (NULL, &type, &value, algorithm);
  *curve = type == V_ASN1_OBJECT ? value : NULL;
  return type;
}

char *
tb_find_explicit_curve (const TbLintSubject *subject)
{
  const ASN1_OBJECT *curve;

  return tb_lint_found (find_curve_form (subject, &curve) == V_ASN1_SEQUENCE, "parameters written out");
}

char *
tb_find_curve (const TbLintSubject *subject)
{
  static const int good[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };
  const ASN1_OBJECT *curve;

  if (find_curve_form (subject, &curve) != V_ASN1_OBJECT)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (OBJ_obj2nid (curve) == good[i])
      return NULL;
  return tb_lint_object_text (curve);
}

char *
tb_find_not_ecdsa (const TbLintSubject *subject)
{
  int signature = NID_undef;

  if (subject->key != NULL && subject->key_kind != EVP_PKEY_EC)
    return describe_key (subject);
  if (OBJ_find_sigid_algs (X509_get_signature_nid (subject->x509), NULL, &signature) != 1 || signature == NID_X9_62_id_ecPublicKey)
    return NULL;
  return g_strdup (OBJ_nid2sn (X509_get_signature_nid (subject->x509)));
}
