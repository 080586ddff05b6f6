/* tb-envelope: the other use of a key pair: something is encrypted to a public key, and only who has the private key can read it. Taken apart like a signature:
 * with RSA-OAEP, where RSA itself hides a short message, and with ECDH, where two keys agree on a secret that AES-GCM works with.
 *
 * The work is done by OpenSSL's EVP; the padded block, the shared point and the derived key are computed again and compared with it. */
#pragma once

#include "tb-key.h"
#include "tb-sign-step.h"

G_BEGIN_DECLS

/**
 * TbEnvelopeScheme:
 * @TB_ENVELOPE_RSA_OAEP: RSAES-OAEP with SHA-256 (RFC 8017 section 7.1)
 * @TB_ENVELOPE_ECDH: an ephemeral ECDH on P-256, HKDF with SHA-256 and AES-256-GCM, in the manner of RFC 9180 but simpler
 */
typedef enum { TB_ENVELOPE_RSA_OAEP, TB_ENVELOPE_ECDH, TB_ENVELOPE_N_SCHEMES } TbEnvelopeScheme;

/**
 * TbEnvelopeTerms:
 * @scheme: how to encrypt
 * @owner: whose public key it is encrypted to; without its private half nothing is opened
 * @other: (nullable): another key of the same kind, whose owner tries to read it as well
 * @message: (nullable): what is encrypted; not needed with @sealed
 * @sealed: (nullable): something encrypted elsewhere, opened instead of what is made here
 * @flips: (array length=n_flips): what is touched on the way, see [func@envelope_get_flippable]
 * @n_flips: how many
 */
typedef struct
{
  TbEnvelopeScheme scheme;
  TbKey *owner;
  TbKey *other;
  GBytes *message;
  GBytes *sealed;
  const TbSignFlip *flips;
  guint n_flips;
} TbEnvelopeTerms;

/**
 * TbEnvelopeReader:
 * @code: stable: `owner`, `other` or `eavesdropper`; static
 * @reads: whether it can read what arrived
 * @note: one English sentence, marked for translation: why, or why not; static
 */
typedef struct
{
  const char *code;
  gboolean reads;
  const char *note;
} TbEnvelopeReader;

/**
 * TbEnvelope:
 * @scheme: how it was encrypted
 * @steps: (element-type TbSignStep): sender's side, then the owner's
 * @sealed: as it arrived. With ECDH: the ephemeral point (65 bytes), the nonce (12), the ciphertext, the tag (16)
 * @opened: (nullable): what the owner reads: EVP's own result, which the steps agree with
 * @noticed: number of the first step that noticed that something is wrong, or -1
 * @readers: (element-type TbEnvelopeReader): who can read what arrived
 */
typedef struct
{
  TbEnvelopeScheme scheme;
  GPtrArray *steps;
  GBytes *sealed;
  GBytes *opened;
  int noticed;
  GArray *readers;
} TbEnvelope;

TbEnvelope *tb_envelope_new  (TbCrypto *crypto, const TbEnvelopeTerms *terms, TbStream *stream, GError **error);
void        tb_envelope_free (TbEnvelope *envelope);

gboolean           tb_envelope_scheme_from_code  (const char *code, TbEnvelopeScheme *scheme);
const char        *tb_envelope_scheme_to_code    (TbEnvelopeScheme scheme);
const char        *tb_envelope_scheme_get_name   (TbEnvelopeScheme scheme);
gboolean           tb_envelope_scheme_fits       (TbEnvelopeScheme scheme, TbKey *key);
gboolean           tb_envelope_has_private_half  (TbKey *key);
const char *const *tb_envelope_get_flippable     (TbEnvelopeScheme scheme);
const char *const *tb_envelope_get_openssl_lines (TbEnvelopeScheme scheme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEnvelope, tb_envelope_free)

G_END_DECLS
