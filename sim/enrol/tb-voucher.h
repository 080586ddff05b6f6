/* tb-voucher: whose a new device is, and how it finds out: its maker signs a voucher that names the owner's domain (RFC 8366; the BRSKI idea of RFC 8995,
 * reduced to what a class needs).
 *
 * The device asks, with a nonce and its serial number, signed with the identity from the factory; a registrar of the domain forwards that, signed in turn; the
 * maker's service issues a voucher; the device verifies it with its maker's anchor and from then on trusts the certificate pinned in it. What is left out: join
 * proxies, telemetry, audit logs, renewal of vouchers. Messages are functions of what is said, the time and a stream; HTTP is data. */
#pragma once

#include "tb-certificate.h"
#include "tb-http.h"

G_BEGIN_DECLS

/**
 * TB_VOUCHER_PATH:
 *
 * Where both registrars and makers' services are asked (RFC 8995 section 8.3.1).
 */
#define TB_VOUCHER_PATH "/.well-known/brski/requestvoucher"

/**
 * TB_VOUCHER_TYPE:
 *
 * The media type of vouchers and of requests for them (RFC 8366 section 8.3).
 */
#define TB_VOUCHER_TYPE "application/voucher-cms+json"

/* --- the device asks --- */

/**
 * TbVoucherAsk:
 * @serial_number: the device's, as its factory certificate has it
 * @nonce: (nullable): drawn for this; %NULL when the device cannot: then the voucher has an end instead (RFC 8995 section 3.1)
 * @registrar: (nullable): the certificate that the registrar shows in TLS, which the device cannot judge yet
 */
typedef struct
{
  const char *serial_number;
  GBytes *nonce;
  TbCertificate *registrar;
} TbVoucherAsk;

GBytes *tb_voucher_request_make (const TbVoucherAsk *ask, TbIdentity *device, TbStream *stream, gint64 now_us, GError **error);

/* --- a registrar forwards --- */

/**
 * TbVoucherRegistrar:
 * @identity: who it is in TLS, with the intermediates of its domain
 * @root: (nullable): the domain's root, which is what will be pinned; %NULL: the uppermost of the intermediates
 * @makers: (nullable) (element-type TbCertificate): roots of makers whose devices are let in; %NULL for any
 */
typedef struct
{
  TbIdentity *identity;
  TbCertificate *root;
  GPtrArray *makers;
} TbVoucherRegistrar;

GBytes *tb_voucher_request_forward (const TbVoucherRegistrar *registrar, GBytes *request, TbStream *stream, gint64 now_us, GError **error);

/* --- the maker vouches --- */

/**
 * TbVoucherMaker:
 * @signer: who signs vouchers, certified by the maker for code signing: there is no purpose of its own for vouchers, and without one any device with an identity
 *   from the same maker could sign them
 * @devices: (element-type TbCertificate): roots of the identities that devices have from the factory
 * @lifetime_us: of vouchers without a nonce
 * @permits: (nullable): whether the device was sold to that domain; %NULL: whoever asks first gets it, and so can a thief
 * @data: for @permits
 */
typedef struct
{
  TbIdentity *signer;
  GPtrArray *devices;
  gint64 lifetime_us;
  gboolean (*permits) (const char *serial_number, TbCertificate *domain, gpointer data);
  gpointer data;
} TbVoucherMaker;

GBytes *tb_voucher_issue (const TbVoucherMaker *maker, GBytes *request, TbStream *stream, gint64 now_us, GError **error);

/* --- the device judges --- */

/**
 * TbVoucherReason:
 * @TB_VOUCHER_GOOD: nothing is wrong with it
 * @TB_VOUCHER_NOT_BY_MAKER: `not-by-maker`: whoever signed it is not certified for that by the device's maker
 * @TB_VOUCHER_WRONG_SERIAL_NUMBER: `wrong-serial-number`: it is another device's
 * @TB_VOUCHER_WRONG_NONCE: `wrong-nonce`: it answers another request, or none
 * @TB_VOUCHER_EXPIRED: `expired`: its end has passed, or it has neither an end nor a nonce
 * @TB_VOUCHER_OTHER_DOMAIN: `other-domain`: it pins another domain than that of the registrar the device talks to
 */
typedef enum
{
  TB_VOUCHER_GOOD,
  TB_VOUCHER_NOT_BY_MAKER,
  TB_VOUCHER_WRONG_SERIAL_NUMBER,
  TB_VOUCHER_WRONG_NONCE,
  TB_VOUCHER_EXPIRED,
  TB_VOUCHER_OTHER_DOMAIN,
  TB_VOUCHER_N_REASONS
} TbVoucherReason;

/**
 * TbVoucherExpected:
 * @crypto: the context to work in
 * @makers: (element-type TbCertificate): what the maker put into the device to know its vouchers by
 * @serial_number: the device's
 * @nonce: (nullable): the one that was sent
 * @shown: (nullable) (element-type TbCertificate): what the registrar showed in TLS, its own first; %NULL to leave that to the caller
 *
 * What a voucher has to be.
 */
typedef struct
{
  TbCrypto *crypto;
  GPtrArray *makers;
  const char *serial_number;
  GBytes *nonce;
  GPtrArray *shown;
} TbVoucherExpected;

/**
 * TbVoucherVerdict:
 * @reason: whether it is good, or the first thing that is wrong
 * @pinned: (owned): the certificate that it pins; to be trusted only when it is good
 * @assertion: (owned): how sure the maker is of the owner: `proximity` when the device said which registrar it saw, else `logged`
 * @created_us: when it was made, unix time
 * @expires_us: until when it is good, 0 for one with a nonce, which is good once
 */
typedef struct
{
  TbVoucherReason reason;
  TbCertificate *pinned;
  char *assertion;
  gint64 created_us;
  gint64 expires_us;
} TbVoucherVerdict;

gboolean    tb_voucher_verify         (const TbVoucherExpected *expected, GBytes *voucher, gint64 now_us, TbVoucherVerdict *verdict, GError **error);
void        tb_voucher_verdict_clear  (TbVoucherVerdict *verdict);
const char *tb_voucher_reason_to_code (TbVoucherReason reason);

/* --- by HTTP --- */

TbHttpRequest  *tb_voucher_ask        (GBytes *request);
GBytes         *tb_voucher_hear       (const TbHttpRequest *request, TbHttpResponse **refusal);
TbHttpResponse *tb_voucher_answer     (GBytes *voucher, const GError *error);
GBytes         *tb_voucher_read       (const TbHttpResponse *response, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbVoucherVerdict, tb_voucher_verdict_clear)

G_END_DECLS
