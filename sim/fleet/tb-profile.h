/* tb-profile: what a device of some class can do and what cryptography costs it.
 *
 * Read from data/profiles/NAME.profile (key files). Every cost is a published measurement of real hardware and carries its
 * source: timing in the lab is modelled from these, and the lab says so. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

/**
 * TbKeyCost:
 * @private_us: one operation with the private key: a signature, or for RSA a decryption
 * @public_us: one with the public key: a verification, or for RSA an encryption
 * @agree_us: one shared secret, 0 where the algorithm agrees on none
 * @keygen_us: one key pair for an agreement, likewise
 * @is_derived: whether nobody published it for this device and it follows from what was, by the rule for that algorithm in docs/device-costs.md
 *
 * What one algorithm costs a device.
 */
typedef struct
{
  gint64 private_us;
  gint64 public_us;
  gint64 agree_us;
  gint64 keygen_us;
  gboolean is_derived;
} TbKeyCost;

/**
 * TbProfile:
 * @id: file name without ending, such as `cortex-m4-80-portable`
 * @title: such as "Cortex-M4, 80 MHz, portable C"
 * @device_class: class of RFC 7228 or its successor draft, such as `C2`
 * @source: where the costs were published
 * @ram_bytes: memory, 0 when not stated
 * @flash_bytes: likewise
 * @sign_us: one P-256 signature, microseconds; likewise @verify_us, @agree_us (one scalar multiplication for ECDH), @keygen_us
 * @rsa_public_us: one RSA-2048 public-key operation; @rsa_private_us the private-key one
 * @bulk_bytes_per_s: AES-128-GCM
 * @key_costs: the same and what else there is, for each #TbKeyAlgorithm; Ed25519 has the agreement of X25519
 */
typedef struct
{
  char *id;
  char *title;
  char *device_class;
  char *source;
  guint64 ram_bytes;
  guint64 flash_bytes;
  gint64 sign_us;
  gint64 verify_us;
  gint64 agree_us;
  gint64 keygen_us;
  gint64 rsa_public_us;
  gint64 rsa_private_us;
  gint64 bulk_bytes_per_s;
  TbKeyCost key_costs[TB_KEY_N_ALGORITHMS];
} TbProfile;

/**
 * TbLink:
 * @id: file name without ending, such as `wifi`
 * @title: such as "Wi-Fi"
 * @source: where the figures come from, or that they are assumed
 * @latency_us: one way
 * @bits_per_s: capacity
 * @loss_ppm: packets lost per million
 * @mtu_bytes: largest packet; longer flights are sent as several
 * @uplink_nj_per_byte: energy that a device sends a byte with, nanojoules; -1 where nothing published says
 */
typedef struct
{
  char *id;
  char *title;
  char *source;
  gint64 latency_us;
  gint64 bits_per_s;
  guint32 loss_ppm;
  guint32 mtu_bytes;
  gint64 uplink_nj_per_byte;
} TbLink;

#define TB_PROFILE_ERROR (tb_profile_error_quark ())
typedef enum { TB_PROFILE_ERROR_NOT_FOUND, TB_PROFILE_ERROR_INVALID } TbProfileError;
GQuark     tb_profile_error_quark (void);

TbProfile *tb_profile_load (const char *path, GError **error);
void       tb_profile_free (TbProfile *profile);
TbLink    *tb_link_load    (const char *path, GError **error);
void       tb_link_free    (TbLink *link);
gint64     tb_link_get_time_us (const TbLink *link, gsize n_bytes, TbStream *losses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbProfile, tb_profile_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLink, tb_link_free)

G_END_DECLS
