/* tb-device-key: see the header. The streams are those of the life of a device, see tb-lifecycle in sim/fleet. */
#include "tb-device-key.h"

#define MAX_KEYS 2000

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
  TbKeyAlgorithm algorithm = tb_fleet_group_of (fleet, object)->key_algorithm;
  EVP_PKEY *wanted = X509_get0_pubkey (tb_certificate_get_x509 (certificate));
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
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the key of this certificate is none of those that %s made for itself", name);
  return NULL;
}
