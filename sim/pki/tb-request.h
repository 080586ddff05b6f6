/* tb-request: PKCS #10 certification requests (RFC 2986): what a device asks for and proves to hold the key of.
 *
 * Read strictly into what an authority looks at: one common name, DNS names, the public key, the signature. Attributes and extensions
 * that nobody here acts on are passed over. Making one is tb_key_make_request (), declared beside the key. */
#pragma once

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
 * @common_name: (owned): the subject's only common name
 * @subject: the Name, points into the request's bytes
 * @spki: the SubjectPublicKeyInfo, likewise
 * @alternative_names: the content of the subjectAltName extension asked for, likewise; empty when none was
 * @public_key: (owned): the key the request is for
 */
typedef struct
{
  char *common_name;
  TbDer subject;
  TbDer spki;
  TbDer alternative_names;
  EVP_PKEY *public_key;
} TbRequest;

extern const guint8 tb_oid_common_name[3];
extern const guint8 tb_oid_alternative_name[3];
extern const guint8 tb_oid_extension_request[9];

gboolean tb_request_read     (TbRequest *request, TbCrypto *crypto, GBytes *der, GError **error);
void     tb_request_clear    (TbRequest *request);

gboolean tb_request_check_common_name (const char *common_name, GError **error);
gboolean tb_request_check_dns_name    (const char *dns_name, GError **error);
gboolean tb_request_check_dns_bytes   (const char *name, gsize length, GError **error);
void     tb_request_put_name          (GByteArray *out, const char *common_name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRequest, tb_request_clear)

G_END_DECLS
