/* tb-ocsp: the online certificate status protocol (RFC 6960, nonces RFC 9654): requests and responses as bytes, no sockets.
 *
 * OpenSSL parses and signs. Whether a response may be believed, and for how long, is tb-status's business. */
#pragma once

#include "tb-crl.h"

G_BEGIN_DECLS

/**
 * TbOcspAnswer:
 * @status: what the authority knows
 * @revocation: since when and why, when revoked
 */
typedef enum { TB_OCSP_GOOD, TB_OCSP_REVOKED, TB_OCSP_UNKNOWN } TbOcspStatus;
typedef struct
{
  TbOcspStatus status;
  TbRevocation revocation;
} TbOcspAnswer;

/**
 * TbOcspLookup:
 * @serial: serial number in hex
 * @answer: (out caller-allocates): what is known
 * @user_data: of whoever asks
 *
 * How a responder finds out what the authority knows.
 */
typedef void (*TbOcspLookup) (const char *serial, TbOcspAnswer *answer, gpointer user_data);

/**
 * TbOcspTerms:
 * @this_update_us: as of when the answer is right, unix time in microseconds, whole seconds
 * @next_update_us: until when it may be kept; %G_MAXINT64 to leave that out
 * @produced_us: when it is signed
 * @by_key: the responder is named by its key's hash, else by its name
 */
typedef struct
{
  gint64 this_update_us;
  gint64 next_update_us;
  gint64 produced_us;
  gboolean by_key;
} TbOcspTerms;

typedef struct _TbOcspResponder TbOcspResponder;
typedef struct _TbOcspResponse TbOcspResponse;

/**
 * TbOcspHash:
 * @TB_OCSP_SHA1: what every responder knows
 * @TB_OCSP_SHA256: what newer ones know
 *
 * How a request names the issuer: by hashes of its name and key (RFC 6960 section 4.1.1), which protect nothing.
 */
typedef enum { TB_OCSP_SHA1, TB_OCSP_SHA256 } TbOcspHash;

GBytes          *tb_ocsp_make_request   (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, GBytes *nonce, GError **error);
GBytes          *tb_ocsp_make_request_for (TbCrypto *crypto, TbOcspHash hash, TbCertificate *const *certificates, gsize n_certificates,
                                           TbCertificate *issuer, GBytes *nonce, GError **error);

/* A responder answers for one issuing authority, with that authority's identity or with a delegated one (id-kp-OCSPSigning). */
TbOcspResponder *tb_ocsp_responder_new  (TbIdentity *signer, TbCertificate *issuer, GError **error);
void             tb_ocsp_responder_free (TbOcspResponder *responder);
GBytes          *tb_ocsp_respond        (TbOcspResponder *responder, GBytes *request, TbOcspLookup lookup, gpointer user_data,
                                         const TbOcspTerms *terms, TbStream *stream, GError **error);

TbOcspResponse  *tb_ocsp_response_new_from_bytes (TbCrypto *crypto, GBytes *der, GError **error);
TbOcspResponse  *tb_ocsp_response_ref   (TbOcspResponse *response);
void             tb_ocsp_response_unref (TbOcspResponse *response);
GBytes          *tb_ocsp_response_get_der (TbOcspResponse *response);
const char      *tb_ocsp_response_get_status (TbOcspResponse *response);  /* "successful", "malformedRequest" and so on: RFC 6960 section 4.2.1 */
guint            tb_ocsp_response_get_n   (TbOcspResponse *response);     /* how many certificates it tells of */
guint            tb_ocsp_response_get_n_signatures (TbOcspResponse *response);
guint            tb_ocsp_response_get_slack_bytes  (TbOcspResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOcspResponder, tb_ocsp_responder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOcspResponse, tb_ocsp_response_unref)

G_END_DECLS
