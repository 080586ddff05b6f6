/* tb-chain-keys: see the header. The anchor at the end is not in the handshake: its algorithm is told by the length of its signature. */
#include "tb-chain-keys.h"

#include "tb-certificate.h"
#include "tb-transcript-private.h"

#define CERTIFICATE 11

/* Longest signatures of each kind; for ECDSA two integers in DER. */
static const struct { int signer; int max_bytes; TbKeyAlgorithm algorithm; } signatures[] = {
  { EVP_PKEY_RSA, 256, TB_KEY_RSA2048 }, { EVP_PKEY_RSA, 384, TB_KEY_RSA3072 }, { EVP_PKEY_RSA, 512, TB_KEY_RSA4096 },
  { EVP_PKEY_EC, 72, TB_KEY_P256 },      { EVP_PKEY_EC, 104, TB_KEY_P384 },     { EVP_PKEY_EC, 141, TB_KEY_P521 },
  { EVP_PKEY_ED25519, 64, TB_KEY_ED25519 },
};

static TbKeyAlgorithm
signer_of (X509 *x509)
{
  const ASN1_BIT_STRING *signature;
  int signer = NID_undef;

  X509_get_signature_info (x509, NULL, &signer, NULL, NULL);
  X509_get0_signature (&signature, NULL, x509);
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (signatures[i].signer == signer && signature->length <= signatures[i].max_bytes)
      return signatures[i].algorithm;
  return TB_KEY_RSA4096;
}

/**
 * tb_chain_keys_read:
 * @transcript: a handshake
 * @whose: which side's chain
 * @keys: (out caller-allocates): its algorithms
 *
 * Reads the chain that @whose showed. A certificate that cannot be read ends it.
 */
void
tb_chain_keys_read (TbTranscript *transcript, TbSide whose, TbChainKeys *keys)
{
  const TbMessage *message = tb_transcript_find_handshake (transcript, whose, CERTIFICATE);
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);

  *keys = (TbChainKeys) { .n_bytes = message != NULL ? message->plain_length : 0 };
  while (crypto != NULL && keys->n_certificates < TB_CHAIN_MAX_KEYS)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, whose, keys->n_certificates);
      g_autoptr (TbCertificate) certificate = der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
      X509 *x509 = certificate != NULL ? tb_certificate_get_x509 (certificate) : NULL;

      if (x509 == NULL || (keys->n_certificates == 0 && !tb_key_classify_pkey (X509_get0_pubkey (x509), &keys->own)))
        return;
      keys->issuers[keys->n_certificates++] = signer_of (x509);
    }
}
