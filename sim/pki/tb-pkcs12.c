/* tb-pkcs12: see the header. Reading; writing is in tb-pkcs12-write. */
#include "tb-pkcs12.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "tb-key-private.h"
#include "tb-load.h"
#include "tb-pbe.h"

/* Bags within bags: nobody makes more. */
#define MAX_DEPTH 4

typedef STACK_OF (PKCS7) Safes;
typedef STACK_OF (PKCS12_SAFEBAG) Bags;

/* One reading of one file. */
typedef struct
{
  TbCrypto *crypto;
  TbCrypto *live;
  const char *name;
  const char *passphrase;
  TbPbeBudget budget;
  TbPkcs12 *found;
  GPtrArray *names;             /* of @found->others as they are filled; strings or NULL */
  char *key_name;
} Reader;

static void
free_safes (Safes *safes)
{
  sk_PKCS7_pop_free (safes, PKCS7_free);
}

static void
free_bags (Bags *bags)
{
  sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Safes, free_safes)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bags, free_bags)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)

static gboolean
set_malformed (Reader *reader, GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: %s", reader->name, what);
  return FALSE;
}

static gboolean
set_undecipherable (Reader *reader, const X509_ALGOR *algorithm, GError **error)
{
  char cipher[80];

  OBJ_obj2txt (cipher, sizeof cipher, algorithm->algorithm, 0);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "%s: a part encrypted with %s cannot be decrypted: the passphrase does not fit, or this OpenSSL lacks the cipher",
                       reader->name, cipher);
  return FALSE;
}

/* --- the bags --- */

static gboolean
add_certificate (Reader *reader, const PKCS12_SAFEBAG *bag, GError **error)
{
  g_autoptr (X509) x509 = reader->names->len < TB_PKCS12_MAX_CERTIFICATES ? PKCS12_SAFEBAG_get1_cert (bag) : NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) why = NULL;
  TbCertificate *certificate;
  unsigned char *bytes = NULL;
  int n = x509 != NULL ? i2d_X509 (x509, &bytes) : 0;

  if (n <= 0)
    return set_malformed (reader, error, x509 == NULL && reader->names->len == TB_PKCS12_MAX_CERTIFICATES
                                           ? "holds more than " G_STRINGIFY (TB_PKCS12_MAX_CERTIFICATES) " certificates"
                                           : "a certificate in it is broken");
  der = g_bytes_new (bytes, (gsize) n);
  OPENSSL_free (bytes);
  certificate = tb_certificate_new_from_der (reader->crypto, der, &why);
  if (certificate == NULL)
    return set_malformed (reader, error, why->message);
  g_ptr_array_add (reader->found->others, certificate);
  g_ptr_array_add (reader->names, PKCS12_get_friendlyname ((PKCS12_SAFEBAG *) bag));
  return TRUE;
}

static gboolean
add_key (Reader *reader, const PKCS12_SAFEBAG *bag, const PKCS8_PRIV_KEY_INFO *pkcs8, GError **error)
{
  if (reader->found->key != NULL)
    return set_malformed (reader, error, "holds more than one private key: expected one");
  reader->found->key = tb_key_from_pkcs8 (reader->crypto, pkcs8, reader->name, error);
  reader->key_name = PKCS12_get_friendlyname ((PKCS12_SAFEBAG *) bag);
  return reader->found->key != NULL;
}

static gboolean
add_sealed_key (Reader *reader, const PKCS12_SAFEBAG *bag, GError **error)
{
  const X509_SIG *sealed = PKCS12_SAFEBAG_get0_pkcs8 (bag);
  const X509_ALGOR *algorithm;
  PKCS8_PRIV_KEY_INFO *pkcs8;
  gboolean is_added;

  X509_SIG_get0 (sealed, &algorithm, NULL);
  if (!tb_pbe_spend_for (&reader->budget, algorithm, error))
    return FALSE;
  pkcs8 = PKCS12_decrypt_skey_ex (bag, reader->passphrase, -1, reader->live->libctx, NULL);
  if (pkcs8 == NULL)
    return set_undecipherable (reader, algorithm, error);
  is_added = add_key (reader, bag, pkcs8, error);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return is_added;
}

static gboolean add_bags (Reader *reader, const Bags *bags, guint depth, GError **error);

/* Revocation lists and secrets may be in such a file too; nobody here asks for them. */
static gboolean
add_bag (Reader *reader, const PKCS12_SAFEBAG *bag, guint depth, GError **error)
{
  switch (PKCS12_SAFEBAG_get_nid (bag))
    {
    case NID_keyBag:
      return add_key (reader, bag, PKCS12_SAFEBAG_get0_p8inf (bag), error);
    case NID_pkcs8ShroudedKeyBag:
      return add_sealed_key (reader, bag, error);
    case NID_certBag:
      return PKCS12_SAFEBAG_get_bag_nid (bag) != NID_x509Certificate || add_certificate (reader, bag, error);
    case NID_safeContentsBag:
      return add_bags (reader, PKCS12_SAFEBAG_get0_safes (bag), depth + 1, error);
    default:
      return TRUE;
    }
}

static gboolean
add_bags (Reader *reader, const Bags *bags, guint depth, GError **error)
{
  if (depth > MAX_DEPTH)
    return set_malformed (reader, error, "is nested too deeply");
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num (bags); i++)
    if (!add_bag (reader, sk_PKCS12_SAFEBAG_value (bags, i), depth, error))
      return FALSE;
  return TRUE;
}

/* --- the safes --- */

static gboolean
open_sealed (Reader *reader, PKCS7 *safe, Bags **bags, GError **error)
{
  const X509_ALGOR *algorithm;

  if (safe->d.encrypted == NULL || safe->d.encrypted->enc_data == NULL)
    return set_malformed (reader, error, "a part of it is broken");
  algorithm = safe->d.encrypted->enc_data->algorithm;
  if (!tb_pbe_spend_for (&reader->budget, algorithm, error))
    return FALSE;
  *bags = PKCS12_unpack_p7encdata (safe, reader->passphrase, -1);
  return *bags != NULL || set_undecipherable (reader, algorithm, error);
}

static gboolean
add_safe (Reader *reader, PKCS7 *safe, GError **error)
{
  g_autoptr (Bags) bags = NULL;

  switch (OBJ_obj2nid (safe->type))
    {
    case NID_pkcs7_data:
      bags = PKCS12_unpack_p7data (safe);
      if (bags == NULL)
        return set_malformed (reader, error, "a part of it is broken");
      break;
    case NID_pkcs7_encrypted:
      if (!open_sealed (reader, safe, &bags, error))
        return FALSE;
      break;
    default:
      return set_malformed (reader, error, "a part of it is encrypted for a public key; only a passphrase will do");
    }
  return add_bags (reader, bags, 0, error);
}

static gboolean
add_safes (Reader *reader, PKCS12 *pkcs12, GError **error)
{
  g_autoptr (Safes) safes = PKCS12_unpack_authsafes (pkcs12);

  if (safes == NULL)
    return set_malformed (reader, error, "is broken inside, or signed and not under a passphrase");
  for (int i = 0; i < sk_PKCS7_num (safes); i++)
    if (!add_safe (reader, sk_PKCS7_value (safes, i), error))
      return FALSE;
  return TRUE;
}

/* --- the whole --- */

/* An empty passphrase is written in two ways: as no characters, and as nothing at all (OpenSSL tells them apart). */
static gboolean
try_passphrase (Reader *reader, PKCS12 *pkcs12)
{
  if (PKCS12_verify_mac (pkcs12, reader->passphrase, -1) == 1)
    return TRUE;
  if (reader->passphrase != NULL && *reader->passphrase != '\0')
    return FALSE;
  reader->passphrase = reader->passphrase == NULL ? "" : NULL;
  return PKCS12_verify_mac (pkcs12, reader->passphrase, -1) == 1;
}

/* Where there is a MAC it must fit; one to be had by PBMAC1 (RFC 9579) says so in its algorithm. */
static gboolean
check_mac (Reader *reader, PKCS12 *pkcs12, GError **error)
{
  const ASN1_INTEGER *iterations;
  const X509_ALGOR *algorithm;
  gboolean had_passphrase = reader->passphrase != NULL;

  if (PKCS12_mac_present (pkcs12) != 1)
    return TRUE;
  PKCS12_get0_mac (NULL, &algorithm, NULL, &iterations, pkcs12);
  if (!tb_pbe_spend (&reader->budget, iterations, error)
      || (OBJ_obj2nid (algorithm->algorithm) == NID_pbmac1 && !tb_pbe_spend_for (&reader->budget, algorithm, error)))
    return FALSE;
  if (try_passphrase (reader, pkcs12))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       had_passphrase ? "%s: the passphrase does not fit" : "%s: is encrypted and needs its passphrase", reader->name);
  return FALSE;
}

static gboolean
is_certificate_of (TbCertificate *certificate, TbKey *key)
{
  EVP_PKEY *pkey = X509_get0_pubkey (tb_certificate_get_x509 (certificate));

  return pkey != NULL && EVP_PKEY_eq (pkey, tb_key_get_pkey (key)) == 1;
}

/* The first certificate that is for the key leaves the others. */
static void
find_own_certificate (Reader *reader)
{
  TbPkcs12 *found = reader->found;

  for (guint i = 0; found->key != NULL && found->certificate == NULL && i < found->others->len; i++)
    if (is_certificate_of (g_ptr_array_index (found->others, i), found->key))
      {
        const char *own_name = g_ptr_array_index (reader->names, i);

        found->friendly_name = g_strdup (own_name != NULL ? own_name : reader->key_name);
        found->certificate = g_ptr_array_steal_index (found->others, i);
      }
}

static PKCS12 *
parse (TbCrypto *live, GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *begin = g_bytes_get_data (bytes, &n_bytes), *at = begin;
  PKCS12 *pkcs12 = PKCS12_init_ex (NID_pkcs7_data, live->libctx, NULL);

  if (pkcs12 == NULL || d2i_PKCS12 (&pkcs12, &at, (long) n_bytes) == NULL)
    return NULL;                /* d2i has freed it */
  if (at == begin + n_bytes)
    return pkcs12;
  PKCS12_free (pkcs12);
  return NULL;
}

static gboolean
read_whole (Reader *reader, GBytes *bytes, GError **error)
{
  g_autoptr (PKCS12) pkcs12 = parse (reader->live, bytes);

  if (pkcs12 == NULL)
    return set_malformed (reader, error, "is not a PKCS #12 file");
  if (!check_mac (reader, pkcs12, error) || !add_safes (reader, pkcs12, error))
    return FALSE;
  if (reader->found->key == NULL && reader->found->others->len == 0)
    return set_malformed (reader, error, "holds neither a key nor a certificate");
  find_own_certificate (reader);
  return TRUE;
}

static void
free_openssl (gpointer memory)
{
  OPENSSL_free (memory);
}

/**
 * tb_pkcs12_read:
 * @crypto: the context that key and certificates will belong to
 * @bytes: the file, at most %TB_LOAD_MAX_BYTES
 * @name: what to call it in messages
 * @passphrase: (nullable): what it is under; %NULL and "" are tried as each other
 * @error: return location
 *
 * Reads a PKCS #12 file: one private key or none, which is judged as by [func@key_read], and any number of certificates.
 *
 * Returns: (transfer full) (nullable): what is in it; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is none, or %TB_CRYPTO_ERROR_REFUSED for a
 *   passphrase that does not fit or would take too long to try (see %TB_PBE_MAX_ITERATIONS), a cipher that OpenSSL lacks, or a key that is too
 *   weak
 */
TbPkcs12 *
tb_pkcs12_read (TbCrypto *crypto, GBytes *bytes, const char *name, const char *passphrase, GError **error)
{
  g_autoptr (TbPkcs12) found = g_new0 (TbPkcs12, 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (free_openssl);
  Reader reader = { .crypto = crypto, .name = name, .passphrase = passphrase, .found = found, .names = names };
  gboolean is_read;

  found->others = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  reader.live = tb_crypto_get_live (error);
  if (reader.live == NULL)
    return NULL;
  if (g_bytes_get_size (bytes) > TB_LOAD_MAX_BYTES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s: larger than %d bytes, the most that is read", name, TB_LOAD_MAX_BYTES);
      return NULL;
    }
  ERR_clear_error ();
  tb_pbe_budget_init (&reader.budget, name);
  is_read = read_whole (&reader, bytes, error);
  OPENSSL_free (reader.key_name);
  ERR_clear_error ();
  return is_read ? g_steal_pointer (&found) : NULL;
}

/**
 * tb_pkcs12_load:
 * @crypto: the context that key and certificates will belong to
 * @path: a file as for [func@pkcs12_read]
 * @passphrase: (nullable): what it is under
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is in it; %NULL with an error as from [func@pkcs12_read] or of #GFileError
 */
TbPkcs12 *
tb_pkcs12_load (TbCrypto *crypto, const char *path, const char *passphrase, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);

  return bytes != NULL ? tb_pkcs12_read (crypto, bytes, name, passphrase, error) : NULL;
}

/**
 * tb_pkcs12_free:
 * @pkcs12: (transfer full): what was read
 *
 * Frees @pkcs12 and what it owns.
 */
void
tb_pkcs12_free (TbPkcs12 *pkcs12)
{
  g_clear_pointer (&pkcs12->key, tb_key_unref);
  g_clear_pointer (&pkcs12->certificate, tb_certificate_unref);
  g_ptr_array_unref (pkcs12->others);
  g_free (pkcs12->friendly_name);
  g_free (pkcs12);
}
