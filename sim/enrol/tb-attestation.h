/* tb-attestation: evidence of a key store that a new key was made in it and cannot leave it, carried in the request for a certificate.
 *
 * This follows drafts, not a standard: the idea is that of the IETF's work on remote attestation with certification signing requests (a draft), the encoding is
 * our own and speaks to nobody else: a CMS SignedData around a small JSON object, in an attribute under the number that is set aside for examples (RFC 5612).
 * The key store signs with a key of its own, certified by whoever made the store; a thief who copied the certificate's key cannot make it sign. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_ATTESTATION_OID:
 *
 * The attribute of a PKCS #10 request that evidence is in. For examples only.
 */
#define TB_ATTESTATION_OID "1.3.6.1.4.1.32473.3"

/**
 * TbAttestationReason:
 * @TB_ATTESTATION_GOOD: the key was made in a store that the maker stands for, and the evidence is for this time
 * @TB_ATTESTATION_MISSING: `attestation-missing`: there is none
 * @TB_ATTESTATION_NOT_BY_STORE: `attestation-not-by-store`: nobody trusted has certified who signed it
 * @TB_ATTESTATION_OTHER_KEY: `attestation-other-key`: it is about another key than the one in the request
 * @TB_ATTESTATION_WRONG_NONCE: `attestation-wrong-nonce`: it was made for another time
 */
typedef enum
{
  TB_ATTESTATION_GOOD,
  TB_ATTESTATION_MISSING,
  TB_ATTESTATION_NOT_BY_STORE,
  TB_ATTESTATION_OTHER_KEY,
  TB_ATTESTATION_WRONG_NONCE,
  TB_ATTESTATION_N_REASONS
} TbAttestationReason;

/* The device's side: what its store signs, and a request that carries it. */
GBytes     *tb_attestation_make      (TbIdentity *store, TbKey *key, GBytes *nonce, TbStream *stream, gint64 now_us, GError **error);
GBytes     *tb_attestation_add       (GBytes *request, TbKey *key, GBytes *evidence, TbStream *stream, GError **error);

/* The authority's side. */
gboolean    tb_attestation_verify    (TbCrypto *crypto, GBytes *request, GPtrArray *makers, GBytes *nonce, gint64 now_us, TbAttestationReason *reason,
                                      GError **error);
const char *tb_attestation_reason_to_code (TbAttestationReason reason);

/* What both know without a message more: a renewal is for the time of the certificate that it follows. */
GBytes     *tb_attestation_nonce_for (TbCertificate *current);

G_END_DECLS
