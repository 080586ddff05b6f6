/* tb-staple: an OCSP response that a server sends along with its certificate (RFC 6066 section 8; in TLS 1.3 inside the CertificateEntry, RFC 9846
 * section 4.5.1.1), and what a client makes of it. */
#pragma once

#include "tb-status.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TB_STAPLE_MAX_BYTES:
 *
 * The longest response that fits into the extensions of a CertificateEntry, with nothing else there.
 */
#define TB_STAPLE_MAX_BYTES (65535 - 4 - 4)

/**
 * TbStaplePolicy:
 * @TB_STAPLE_NONE: it does not ask, and takes no notice of must-staple
 * @TB_STAPLE_CHECK: it asks; what is stapled has to be good, and where nothing is, that is fine unless the certificate demands one (RFC 7633)
 * @TB_STAPLE_REQUIRE: it asks, and nothing but a good one is fine
 *
 * What a client does about staples.
 */
typedef enum { TB_STAPLE_NONE, TB_STAPLE_CHECK, TB_STAPLE_REQUIRE } TbStaplePolicy;

/**
 * TbStapleVerdict:
 * @TB_STAPLE_ACCEPTED: the client goes on
 * @TB_STAPLE_REVOKED: the certificate is revoked: alert certificate_revoked (in TLS 1.2, where the staple comes later, bad_certificate_status_response), reason
 *   `revoked`
 * @TB_STAPLE_UNSATISFACTORY: there is none where one is demanded, or it may not be believed: alert bad_certificate_status_response, reason
 *   `status-unknown`
 */
typedef enum { TB_STAPLE_ACCEPTED, TB_STAPLE_REVOKED, TB_STAPLE_UNSATISFACTORY } TbStapleVerdict;

gboolean        tb_staple_policy_from_code (const char *code, TbStaplePolicy *policy);
const char     *tb_staple_policy_to_code   (TbStaplePolicy policy);
TbStapleVerdict tb_staple_judge            (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, GBytes *staple, TbStaplePolicy policy,
                                            gint64 unix_us, TbChecks *checks);
TbStapleVerdict tb_staple_explain          (TbCrypto *crypto, TbTranscript *transcript, TbStaplePolicy policy, gint64 unix_us, TbChecks *checks);

G_END_DECLS
