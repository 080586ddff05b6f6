/* tb-ocsp-private: what tb-status needs to know about a response beyond its public face. */
#pragma once

#include <openssl/ocsp.h>

#include "tb-ocsp.h"

G_BEGIN_DECLS

#define TB_OCSP_MAX_BYTES 1000000

/* RFC 9654 section 2.1. */
#define TB_OCSP_MAX_NONCE_BYTES 128

/**
 * TbOcspParts:
 * @status: OCSPResponseStatus (RFC 6960 section 4.2.1)
 * @basic: (nullable): what is signed, when there is any
 * @certificates: (element-type TbCertificate): what came along to say who signed it
 */
typedef struct
{
  int status;
  OCSP_BASICRESP *basic;
  GPtrArray *certificates;
} TbOcspParts;

const TbOcspParts *tb_ocsp_response_get_parts        (TbOcspResponse *response);
gboolean           tb_ocsp_response_verify_signature (TbOcspResponse *response, TbCertificate *signer);

/* Names of the hash algorithms that a CertID may use, by OpenSSL's number; NULL for others. */
const char        *tb_ocsp_hash_name                 (int nid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)

G_END_DECLS
