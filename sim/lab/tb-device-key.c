/* tb-device-key: see the header. The streams are those of the life of a device, see tb-lifecycle in sim/fleet. */
#include "tb-device-key.h"

#include "tb-load.h"

#define MAX_KEYS 2000

static TbKey *
find (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, EVP_PKEY *wanted, const char *what, GError **error)
{
  TbKeyAlgorithm algorithm = tb_fleet_group_of (fleet, object)->key_algorithm;
  g_autofree char *name = tb_fleet_dup_name (fleet, object);

  for (guint number = 0; wanted != NULL && number < MAX_KEYS; number++)
    {
      g_autoptr (TbKey) key = NULL;
      TbStream stream;

      tb_stream_initf (&stream, seed, "key/%u/%u", object, number);
      key = tb_key_generate (crypto, algorithm, &stream, error);
      if (key == NULL)
        return NULL;
      if (EVP_PKEY_eq (tb_key_get_pkey (key), wanted) == 1)
        return g_steal_pointer (&key);
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the key of this %s is none of those that %s made for itself", what, name);
  return NULL;
}

/**
 * tb_device_key_new:
 * @crypto: the seeded context
 * @seed: of the run
 * @fleet: who is there
 * @object: a device or gateway
 * @certificate: one of its certificates
 * @error: return location
 *
 * Makes the keys of a device one after the other until the one that @certificate is for. Takes long for RSA: not for the main thread.
 *
 * Returns: (transfer full) (nullable): the key, %NULL with %TB_CRYPTO_ERROR_REFUSED when the device never had it
 */
TbKey *
tb_device_key_new (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, TbCertificate *certificate, GError **error)
{
  return find (crypto, seed, fleet, object, X509_get0_pubkey (tb_certificate_get_x509 (certificate)), "certificate", error);
}

/**
 * tb_device_key_new_for_spki:
 * @crypto: the seeded context
 * @seed: of the run
 * @fleet: who is there
 * @object: a device or gateway
 * @spki: the public half of one of its keys, SubjectPublicKeyInfo, DER
 * @error: return location
 *
 * Like [func@device_key_new], for a key that something else than a certificate tells of.
 *
 * Returns: (transfer full) (nullable): the key, %NULL with %TB_CRYPTO_ERROR_REFUSED when the device never had it, or %TB_CRYPTO_ERROR_MALFORMED
 */
TbKey *
tb_device_key_new_for_spki (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, GBytes *spki, GError **error)
{
  g_autoptr (EVP_PKEY) wanted = tb_public_key_read (crypto, spki, "key", error);

  return wanted != NULL ? find (crypto, seed, fleet, object, wanted, "signature", error) : NULL;
}
