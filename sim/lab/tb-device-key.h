/* tb-device-key: the private key of a device of a seeded run, made again from its random stream.
 *
 * The journal never holds private keys; since a device's keys are a function of the seed, whoever has the seed has the keys. That is why they are
 * good for lessons only. */
#pragma once

#include "tb-certificate.h"
#include "tb-fleet.h"

G_BEGIN_DECLS

TbKey *tb_device_key_new (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, TbCertificate *certificate, GError **error);
TbKey *tb_device_key_new_for_spki (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, GBytes *spki, GError **error);

G_END_DECLS
