/* tb-request: PKCS #10 certification requests (RFC 2986): what a device asks for and proves to hold the key of.
 *
 * OpenSSL writes and reads them; what an authority looks at is the subject, alternative names and the public key, after the signature was found to
 * match. Attributes and extensions that nobody here acts on are passed over. Making one is tb_key_make_request (), declared beside the key. */
#pragma once

#include <openssl/x509v3.h>

#include "tb-authority.h"
#include "tb-key-private.h"

G_BEGIN_DECLS

/**
 * TB_REQUEST_MAX_NAME:
 *
 * The longest common name, in characters (ub-common-name, RFC 5280 appendix A).
 */
#define TB_REQUEST_MAX_NAME 64

/**
 * TbRequest:
 * @x509: (owned): OpenSSL's request, in outline: its key is in @public_key alone
 * @public_key: (owned): the key it is for
 * @common_name: (owned): the subject's only common name, %NULL when it has none
 * @alternative_names: (owned): the names asked for, each sane by itself; %NULL when none are
 */
struct _TbRequest
{
  X509_REQ *x509;
  EVP_PKEY *public_key;
  char *common_name;
  GENERAL_NAMES *alternative_names;
};

gboolean tb_request_read     (TbRequest *request, TbCrypto *crypto, GBytes *der, GError **error);
void     tb_request_clear    (TbRequest *request);

gboolean tb_request_check_common_name (const char *common_name, GError **error);
gboolean tb_request_check_dns_name    (const char *dns_name, GError **error);
gboolean tb_request_check_dns_bytes   (const char *name, gsize length, GError **error);
gboolean tb_request_put_name          (X509_NAME *out, const char *common_name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRequest, tb_request_clear)

G_END_DECLS
