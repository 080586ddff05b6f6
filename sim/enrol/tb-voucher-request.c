/* tb-voucher-request: a device asks whose it is, and the registrar of a domain passes that on to the maker (RFC 8995 sections 5.2 to 5.5). */
#include "tb-voucher-private.h"

static gboolean
refuse (GError **error, const char *why)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s", why);
  return FALSE;
}

/**
 * tb_voucher_request_make:
 * @ask: what the device asks
 * @device: its identity from the factory, which signs
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: what the device takes for the time, unix time
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the request for the registrar; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_voucher_request_make (const TbVoucherAsk *ask, TbIdentity *device, TbStream *stream, gint64 now_us, GError **error)
{
  const TbVoucherWords words = { .created_us = now_us, .assertion = (char *) (ask->registrar != NULL ? "proximity" : NULL), .seen = ask->registrar,
                                 .serial_number = (char *) ask->serial_number, .nonce = ask->nonce };
  g_autoptr (GBytes) json = tb_voucher_words_write (&words, TB_VOUCHER_REQUEST);

  return tb_enrol_cms_sign (json, TB_VOUCHER_OID, device, NULL, stream, now_us, error);
}

/* --- the registrar --- */

/* RFC 8995 section 5.3: whose devices are let in; and the device says that it sees this registrar, not one in between. */
static gboolean
check_device (const TbVoucherRegistrar *registrar, const TbVoucherSaid *said, gint64 now_us, GError **error)
{
  TbCertificate *own = tb_identity_get_certificate (registrar->identity);
  TbCrypto *crypto = tb_key_get_crypto (tb_identity_get_key (registrar->identity));
  gboolean is_below = TRUE;

  if (registrar->makers != NULL && !tb_voucher_is_below (crypto, &said->message, registrar->makers, now_us, &is_below, error))
    return FALSE;
  if (!is_below)
    return refuse (error, "The device's identity is not from a maker whose devices are let in.");
  if (said->words.seen != NULL && !g_bytes_equal (tb_certificate_get_der (said->words.seen), tb_certificate_get_der (own)))
    return refuse (error, "The device sees another registrar than this.");
  return TRUE;
}

/**
 * tb_voucher_request_forward:
 * @registrar: who forwards
 * @request: what the device sent
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: unix time
 * @error: return location
 *
 * Checks who asks (RFC 8995 section 5.3) and asks the maker's service the same, with the device's request as proof inside (section 5.5).
 *
 * Returns: (transfer full) (nullable): the request for the maker; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no request,
 *   %TB_CRYPTO_ERROR_REFUSED for a device that is not let in, or %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_voucher_request_forward (const TbVoucherRegistrar *registrar, GBytes *request, TbStream *stream, gint64 now_us, GError **error)
{
  g_auto (TbVoucherSaid) said = { 0 };
  g_autoptr (GBytes) json = NULL;
  TbVoucherWords words;

  if (!tb_voucher_open (tb_key_get_crypto (tb_identity_get_key (registrar->identity)), request, TB_VOUCHER_REQUEST, &said, error)
      || !check_device (registrar, &said, now_us, error))
    return NULL;
  words = (TbVoucherWords) { .created_us = now_us, .serial_number = said.words.serial_number, .nonce = said.words.nonce, .prior = request };
  json = tb_voucher_words_write (&words, TB_VOUCHER_REQUEST);
  return tb_enrol_cms_sign (json, TB_VOUCHER_OID, registrar->identity, registrar->root, stream, now_us, error);
}
