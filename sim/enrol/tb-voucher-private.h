/* tb-voucher-private: what vouchers and requests for them say, as JSON (RFC 8366 section 5.3; RFC 8995 section 3.4). */
#pragma once

#include "tb-enrol-cms.h"
#include "tb-voucher.h"

G_BEGIN_DECLS

/* id-ct-animaJSONVoucher, RFC 8366 section 8.4. */
#define TB_VOUCHER_OID "1.2.840.113549.1.9.16.1.40"

typedef enum { TB_VOUCHER_REQUEST, TB_VOUCHER_ITSELF } TbVoucherKind;

/* All of it owned; NULL or 0 for what is not said. */
typedef struct
{
  gint64 created_us;
  gint64 expires_us;
  char *assertion;
  char *serial_number;
  GBytes *nonce;
  TbCertificate *pinned;        /* of a voucher: the owner's domain */
  TbCertificate *seen;          /* of a request: the registrar that the device sees */
  GBytes *prior;                /* of a registrar's request: the device's */
} TbVoucherWords;

GBytes  *tb_voucher_words_write (const TbVoucherWords *words, TbVoucherKind kind);
gboolean tb_voucher_words_read  (TbCrypto *crypto, GBytes *json, TbVoucherKind kind, TbVoucherWords *words, GError **error);
void     tb_voucher_words_clear (TbVoucherWords *words);

/* A request or voucher, opened: who signed it is not judged yet. */
typedef struct
{
  TbEnrolSigned message;
  TbVoucherWords words;
} TbVoucherSaid;

gboolean tb_voucher_open        (TbCrypto *crypto, GBytes *message, TbVoucherKind kind, TbVoucherSaid *said, GError **error);
void     tb_voucher_said_clear  (TbVoucherSaid *said);
gboolean tb_voucher_is_below    (TbCrypto *crypto, const TbEnrolSigned *message, GPtrArray *anchors, gint64 now_us, gboolean *is_below, GError **error);
const char *tb_voucher_get_serial_number (TbCertificate *factory, char **owned);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbVoucherWords, tb_voucher_words_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbVoucherSaid, tb_voucher_said_clear)

G_END_DECLS
