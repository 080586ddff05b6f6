/* tb-voucher-issue: the maker's service (MASA): looks at what a registrar and a device ask together, and vouches (RFC 8995 section 5.5). */
#include "tb-voucher-private.h"

#include <openssl/x509v3.h>

#define MAX_DEPTH 8

static gboolean
refuse (GError **error, const char *why)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s", why);
  return FALSE;
}

static gboolean
same_bytes (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static TbCertificate *
find_issuer (GPtrArray *certificates, TbCertificate *below)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      TbCertificate *each = g_ptr_array_index (certificates, i);
      X509 *x509 = tb_certificate_get_x509 (each);

      if (!g_bytes_equal (tb_certificate_get_der (each), tb_certificate_get_der (below)) && X509_check_ca (x509) == 1
          && X509_check_issued (x509, tb_certificate_get_x509 (below)) == X509_V_OK && X509_get0_pubkey (x509) != NULL
          && X509_verify (tb_certificate_get_x509 (below), X509_get0_pubkey (x509)) == 1)
        return each;
    }
  return NULL;
}

/* RFC 8995 section 5.5.2: the uppermost of the registrar's authorities that came along, so that its own certificate may change. */
static TbCertificate *
find_domain (const TbEnrolSigned *message)
{
  TbCertificate *domain = message->signer;

  for (guint depth = 0; depth < MAX_DEPTH; depth++)
    {
      TbCertificate *above = find_issuer (message->others, domain);

      if (above == NULL)
        break;
      domain = above;
    }
  return domain;
}

/* --- what is asked --- */

/* The device's own request: by a device of this maker's, for the same number and nonce as the registrar says, and about that registrar. */
static gboolean
check_prior (const TbVoucherMaker *maker, const TbVoucherSaid *registrar, const TbVoucherSaid *device, gint64 now_us, GError **error)
{
  TbCrypto *crypto = tb_key_get_crypto (tb_identity_get_key (maker->signer));
  g_autofree char *owned = NULL;
  const char *certified = tb_voucher_get_serial_number (device->message.signer, &owned);
  gboolean is_ours;

  if (!tb_voucher_is_below (crypto, &device->message, maker->devices, now_us, &is_ours, error))
    return FALSE;
  if (!is_ours)
    return refuse (error, "The device is not one of this maker's.");
  if (g_strcmp0 (certified, device->words.serial_number) != 0 || g_strcmp0 (certified, registrar->words.serial_number) != 0)
    return refuse (error, "The serial number is not that of the device's certificate.");
  if (!same_bytes (device->words.nonce, registrar->words.nonce))
    return refuse (error, "The registrar asks with another nonce than the device.");
  if (device->words.seen != NULL && !g_bytes_equal (tb_certificate_get_der (device->words.seen), tb_certificate_get_der (registrar->message.signer)))
    return refuse (error, "The device sees another registrar than the one that asks.");
  return TRUE;
}

/* Returns: (transfer full) (nullable): the voucher */
static GBytes *
vouch (const TbVoucherMaker *maker, const TbVoucherSaid *registrar, const TbVoucherSaid *device, TbStream *stream, gint64 now_us, GError **error)
{
  TbCertificate *domain = find_domain (&registrar->message);
  GBytes *nonce = device->words.nonce;
  const TbVoucherWords words = { .created_us = now_us, .expires_us = nonce == NULL ? now_us + maker->lifetime_us : 0,
                                 .assertion = (char *) (device->words.seen != NULL ? "proximity" : "logged"), .serial_number = device->words.serial_number,
                                 .nonce = nonce, .pinned = domain };
  g_autoptr (GBytes) json = NULL;

  if (maker->permits != NULL && !maker->permits (words.serial_number, domain, maker->data))
    return refuse (error, "The device was not sold to this domain."), NULL;
  json = tb_voucher_words_write (&words, TB_VOUCHER_ITSELF);
  return tb_enrol_cms_sign (json, TB_VOUCHER_OID, maker->signer, NULL, stream, now_us, error);
}

/**
 * tb_voucher_issue:
 * @maker: the maker's service
 * @request: what a registrar sent, the device's request inside
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: unix time
 * @error: return location
 *
 * Vouches that a device belongs to the domain of the registrar that asks: to the one it was sold to, where the maker knows that, else to whoever asks.
 *
 * Returns: (transfer full) (nullable): the voucher; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no request, %TB_CRYPTO_ERROR_REFUSED for a
 *   device or registrar that is not vouched for, or %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_voucher_issue (const TbVoucherMaker *maker, GBytes *request, TbStream *stream, gint64 now_us, GError **error)
{
  TbCrypto *crypto = tb_key_get_crypto (tb_identity_get_key (maker->signer));
  g_auto (TbVoucherSaid) registrar = { 0 }, device = { 0 };

  if (!tb_voucher_open (crypto, request, TB_VOUCHER_REQUEST, &registrar, error))
    return NULL;
  if (registrar.words.prior == NULL)
    return refuse (error, "The device's own request is missing."), NULL;
  if (!tb_voucher_open (crypto, registrar.words.prior, TB_VOUCHER_REQUEST, &device, error) || !check_prior (maker, &registrar, &device, now_us, error))
    return NULL;
  return vouch (maker, &registrar, &device, stream, now_us, error);
}
