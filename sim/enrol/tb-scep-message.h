/* tb-scep-message: pkiMessages (RFC 8894 section 3): a CMS SignedData with attributes of its own, mostly around an EnvelopedData.
 *
 * OpenSSL writes, parses, signs, encrypts and verifies. A message whose outline can be read is read, also when something is wrong with it: what is
 * wrong stands in the message, so that whoever serves can answer with its transaction's number. Whom the signer's certificate makes him is the
 * reader's business. SHA-1, MD5, DES and 3DES are refused. */
#pragma once

#include "tb-certificate.h"
#include "tb-scep.h"

G_BEGIN_DECLS

/**
 * TbScepMessage:
 * @type: what kind, also a number that no kind has
 * @transaction_id: (owned): 1 to 255 characters of a PrintableString
 * @sender_nonce: (owned) (nullable): the sender's
 * @recipient_nonce: (owned) (nullable): the one that is answered
 * @status: of a CertRep
 * @fail_info: of a CertRep that tells of a failure
 * @fail_text: (owned) (nullable): why, in words (id-scep-failInfoText)
 * @envelope: (owned) (nullable): the EnvelopedData, DER; %NULL when nothing is in it
 * @signer: (owned) (nullable): whose signature it is
 * @signed_us: the signingTime, %G_MININT64 when there is none
 * @problem: the first thing that is wrong with the message, %TB_SCEP_NO_FAILURE when nothing is
 * @reason: what is wrong, in words; a static string, %NULL when nothing is
 *
 * A message as it was read, or as it is to be written.
 */
typedef struct
{
  TbScepType type;
  char *transaction_id;
  GBytes *sender_nonce;
  GBytes *recipient_nonce;
  TbScepStatus status;
  TbScepFailInfo fail_info;
  char *fail_text;
  GBytes *envelope;
  TbCertificate *signer;
  gint64 signed_us;
  TbScepFailInfo problem;
  const char *reason;
} TbScepMessage;

/**
 * TbScepCipher:
 *
 * What contents are encrypted with.
 */
typedef enum { TB_SCEP_AES_128_CBC, TB_SCEP_AES_256_CBC } TbScepCipher;

TbScepMessage *tb_scep_message_new   (TbScepType type, const char *transaction_id);
void           tb_scep_message_free  (TbScepMessage *message);
TbScepMessage *tb_scep_message_read  (TbCrypto *crypto, GBytes *der, GError **error);
GBytes        *tb_scep_message_write (const TbScepMessage *message, TbKey *key, TbCertificate *certificate, TbStream *stream, gint64 now_us,
                                      GError **error);

gboolean       tb_scep_can_encrypt_to (TbCertificate *certificate);
GBytes        *tb_scep_encrypt       (GBytes *content, TbCertificate *recipient, TbScepCipher cipher, TbCrypto *crypto, TbStream *stream, GError **error);
GBytes        *tb_scep_decrypt       (GBytes *envelope, TbKey *key, TbCertificate *recipient, TbStream *stream, TbScepCipher *cipher,
                                      TbScepFailInfo *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScepMessage, tb_scep_message_free)

G_END_DECLS
